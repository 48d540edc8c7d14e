"""Each trouble that offices have is made on a machine where all is well, and must be recognised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.excel.machines import machine, registry
from xlgoals.excel import build, doctor, install, office, settings
from xlgoals.excel.machine import Machine
from xlgoals.messages import text as words

EXCEL_PROGRAM = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
DEFENDER = (
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender"
    r"\Windows Defender Exploit Guard\ASR\Rules"
)
NUMBER = "{00020812-0000-0000-C000-000000000046}"


@pytest.fixture
def well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A Windows machine with everything as it should be."""
    monkeypatch.setattr(build, "addin", lambda: b"an add-in")
    monkeypatch.setattr(doctor, "version", known_version)
    monkeypatch.setattr(doctor, "_LIBREOFFICE", "xlgoals.no_such_module")
    windows = machine(tmp_path)
    windows.python.write_text("#!/bin/sh\nexit 0\n")
    windows.python.chmod(0o755)
    for bits in (32, 64):
        (windows.python.parent.parent / f"xlwings{bits}-{version('xlwings')}.dll").touch()
    registry(windows).write(EXCEL_PROGRAM, "", r"C:\Office\EXCEL.EXE")
    install.install(windows)
    return windows


def known_version(name: str) -> str:
    """pywin32 is for Windows only."""
    return "312" if name == "pywin32" else version(name)


def wrong(of: Machine, formulas: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(row.name, row.advice) for row in doctor.rows(of, formulas=formulas) if not row.ok]


def test_all_is_well(well: Machine) -> None:
    assert wrong(well) == []
    names = [row.name for row in doctor.rows(well)]
    for key in ("python", "excel", "addin", "settings", "dll", "trust", "defender", "server"):
        assert words(f"doctor.{key}.name") in names
    assert {"xlwings", "pyopenvba", "pywin32"} <= set(names)


def no_addin(of: Machine) -> None:
    path_of(of).unlink()


def path_of(of: Machine) -> Path:
    folder = office.startup_folder(of)
    assert folder is not None
    return folder / build.ADDIN_NAME


def second_addin(of: Machine) -> None:
    folder = office.addins_folder(of)
    assert folder is not None
    folder.mkdir(parents=True)
    (folder / build.ADDIN_NAME).write_bytes(b"an add-in")


def other_version(of: Machine) -> None:
    path_of(of).write_bytes(b"an older add-in")


def not_opened(of: Machine) -> None:
    install.install(of, addins=True)
    for name in list(office.opened_addins(of)):
        registry(of).delete(office.EXCEL + r"\Options", name)


def no_settings(of: Machine) -> None:
    settings.path(of).unlink()


def gbk_settings(of: Machine) -> None:
    settings.path(of).write_bytes('"INTERPRETER_WIN","C:\\用户\\python.exe"'.encode("gbk"))


def other_python(of: Machine) -> None:
    other = of.home / "python.exe"
    other.touch()
    settings.path(of).write_bytes(settings.written({"INTERPRETER_WIN": str(other)}))


def python_gone(of: Machine) -> None:
    settings.path(of).write_bytes(settings.written({"INTERPRETER_WIN": r"C:\gone\python.exe"}))


def changed_settings(of: Machine) -> None:
    path = settings.path(of)
    path.write_bytes(path.read_bytes().replace(b"False", b"True"))


def no_dll(of: Machine) -> None:
    next(of.python.parent.parent.glob("xlwings64*.dll")).unlink()


def value(key: str, name: str, number: int | str | bytes) -> Callable[[Machine], None]:
    def put(of: Machine) -> None:
        registry(of).values[key, name] = number

    return put


def no_excel(of: Machine) -> None:
    registry(of).values.pop((EXCEL_PROGRAM, ""))


def wps(of: Machine) -> None:
    registry(of).write(r"HKCR\Excel.Application\CLSID", "", NUMBER)
    program = r"C:\Program Files\Kingsoft\WPS Office\office6\et.exe /automation"
    registry(of).write(rf"HKCR\CLSID\{NUMBER}\LocalServer32", "", program)


def broken_server(of: Machine) -> None:
    of.python.write_text("#!/bin/sh\necho 'ImportError: DLL load failed' >&2\nexit 1\n")


SECURITY = office.EXCEL + r"\Security"
POLICY = office.POLICIES + r"\Security"
TROUBLES = [
    (no_addin, "addin", "missing"),
    (second_addin, "addin", "twice"),
    (other_version, "addin", "other-version"),
    (not_opened, "addin", "not-opened"),
    (no_settings, "settings", "missing"),
    (gbk_settings, "settings", "not-ascii"),
    (other_python, "settings", "other-python"),
    (python_gone, "settings", "python-gone"),
    (changed_settings, "settings", "changed"),
    (no_dll, "dll", "missing"),
    (no_excel, "excel", "missing"),
    (wps, "excel", "wps"),
    (value(SECURITY, "VBAWarnings", 4), "trust", "macros-off"),
    (value(POLICY, "VBAWarnings", 4), "trust", "macros-off"),
    (value(SECURITY, "VBAWarnings", 3), "trust", "signed-only"),
    (value(SECURITY, "DisableAllAddins", 1), "trust", "addins-off"),
    (value(SECURITY, "RequireAddinSig", 1), "trust", "addins-signed"),
    (
        value(SECURITY + r"\Trusted Locations", "AllLocationsDisabled", 1),
        "trust",
        "no-trusted-folders",
    ),
    (
        value(office.EXCEL + r"\Resiliency\DisabledItems", "5A1F", b"\x01"),
        "trust",
        "disabled-items",
    ),
    (value(DEFENDER, office.ASR_RULE, "1"), "defender", "blocks"),
    (broken_server, "server", "broken"),
]


@pytest.mark.parametrize(
    ("trouble", "key", "problem"),
    TROUBLES,
    ids=[f"{key}-{problem}-{at}" for at, (_, key, problem) in enumerate(TROUBLES)],
)
def test_a_trouble_is_recognised(
    well: Machine, trouble: Callable[[Machine], None], key: str, problem: str
) -> None:
    trouble(well)
    found = wrong(well)
    assert [name for name, _ in found] == [words(f"doctor.{key}.name")]
    # The words around their places must be those of this very problem.
    first = words(f"doctor.{key}.{problem}").split("{")[0]
    assert found[0][1].startswith(first)


def test_policies_win_over_the_user(well: Machine) -> None:
    value(SECURITY, "VBAWarnings", 4)(well)
    value(POLICY, "VBAWarnings", 2)(well)
    assert wrong(well) == []


def test_links_to_an_add_in_that_moved(well: Machine) -> None:
    formulas = (
        "=IFERROR('C:\\before\\xlgoals.xlam'!XLG_FUNDING(B5),\"\")",
        '=IFERROR(XLG_FUNDING(B5),"")',
    )
    ((name, advice),) = wrong(well, formulas)
    assert name == words("doctor.links.name")
    assert "有 1 个公式" in advice


@pytest.mark.parametrize(("script", "problem"), [("sleep 1", "slow"), ("exec sleep 20", "silent")])
def test_a_slow_server(
    well: Machine, monkeypatch: pytest.MonkeyPatch, script: str, problem: str
) -> None:
    monkeypatch.setattr(doctor, "_SLOW", 0.2)
    monkeypatch.setattr(doctor, "_LONGEST", 4.0)
    well.python.write_text(f"#!/bin/sh\n{script}\n")
    ((name, advice),) = wrong(well)
    assert name == words("doctor.server.name")
    assert (
        advice.split("。")[-2:]
        == words(f"doctor.server.{problem}")
        .format(seconds=4, folder=well.python.parent)
        .split("。")[-2:]
    )


def test_a_library_is_missing(well: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pywin32(name: str) -> str:
        if name == "pywin32":
            raise PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(doctor, "version", no_pywin32)
    ((name, advice),) = wrong(well)
    assert (name, "pip install pywin32" in advice) == ("pywin32", True)


def test_a_python_that_is_too_old(well: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_OLDEST_PYTHON", (99, 0))
    ((name, _),) = wrong(well)
    assert name == "Python"


def test_other_systems_are_told_what_they_have(well: Machine) -> None:
    linux = doctor.rows(replace(well, system="linux"))
    assert words("doctor.linux.ok") in [row.advice for row in linux]
    macos = doctor.rows(replace(well, system="macos"))
    assert words("doctor.macos.ok") in [row.advice for row in macos]
    assert words("doctor.script.name") in [row.name for row in macos if not row.ok]


def test_the_real_server_answers_here(monkeypatch: pytest.MonkeyPatch) -> None:
    # However busy this machine is.
    monkeypatch.setattr(doctor, "_SLOW", 1e6)
    monkeypatch.setattr(doctor, "_LONGEST", 300.0)
    here = [row for row in doctor.rows() if row.name == words("doctor.server.name")]
    assert [row.ok for row in here] == [True], here[0].advice
