from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.excel.machines import files, machine, registry
from xlgoals.excel import build, install, office, settings
from xlgoals.excel.install import InstallError
from xlgoals.excel.machine import Machine, this_machine

XLSTART = "AppData/Roaming/Microsoft/Excel/XLSTART/xlgoals.xlam"
ADDINS = "AppData/Roaming/Microsoft/AddIns/xlgoals.xlam"
CONF = ".xlgoals/xlgoals.conf"


@pytest.fixture
def windows(tmp_path: Path) -> Machine:
    return machine(tmp_path)


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The build has tests of its own; here it need only give bytes."""
    monkeypatch.setattr(build, "addin", lambda: b"an add-in")


def test_everything_is_put_in_place(windows: Machine) -> None:
    made = install.install(windows)
    assert files(windows) == {XLSTART, CONF}
    assert {path.relative_to(windows.home).as_posix() for path in made} == {XLSTART, CONF}
    assert (windows.home / XLSTART).read_bytes() == b"an add-in"
    assert settings.read((windows.home / CONF).read_bytes()) == {
        "INTERPRETER_WIN": str(windows.python),
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        "USE UDF SERVER": "True",
    }


@pytest.mark.parametrize("addins", [False, True])
def test_twice_is_the_same_as_once(windows: Machine, addins: bool) -> None:
    install.install(windows, addins=addins)
    before = {name: (windows.home / name).read_bytes() for name in files(windows)}
    values = dict(registry(windows).values)
    install.install(windows, addins=addins)
    assert {name: (windows.home / name).read_bytes() for name in files(windows)} == before
    assert registry(windows).values == values


def test_excel_is_told_of_the_folder_of_add_ins(windows: Machine) -> None:
    registry(windows).write(office.EXCEL + r"\Options", "OPEN", '"C:\\other.xlam"')
    install.install(windows, addins=True)
    assert files(windows) == {ADDINS, CONF}
    values = registry(windows).values
    assert values[office.EXCEL + r"\Options", "OPEN1"] == f'"{windows.home / ADDINS}"'
    assert list(office.opened_addins(windows)) == ["OPEN1"]


def test_excel_never_loads_two(windows: Machine) -> None:
    install.install(windows, addins=True)
    install.install(windows)
    assert files(windows) == {XLSTART, CONF}
    assert list(office.opened_addins(windows)) == []


@pytest.mark.parametrize("addins", [False, True])
def test_nothing_is_left_behind(windows: Machine, addins: bool) -> None:
    registry(windows).write(office.EXCEL + r"\Options", "OPEN", '"C:\\other.xlam"')
    install.install(windows, addins=addins)
    gone = install.uninstall(windows)
    assert len(gone) == 2
    assert files(windows) == set()
    assert not (windows.home / ".xlgoals").exists()
    assert list(registry(windows).values.values()) == ['"C:\\other.xlam"']
    assert install.uninstall(windows) == []


def test_settings_of_others_are_kept(windows: Machine) -> None:
    conf = windows.home / CONF
    conf.parent.mkdir()
    conf.write_bytes(b'"SHOW CONSOLE","True"\r\n"INTERPRETER_WIN","C:\\old\\python.exe"\r\n')
    install.install(windows)
    found = settings.read(conf.read_bytes())
    assert found["SHOW CONSOLE"] == "True"
    assert found["INTERPRETER_WIN"] == str(windows.python)


def test_a_chinese_user_name_is_written_by_a_variable(tmp_path: Path) -> None:
    windows = machine(tmp_path, user="张三")
    install.install(windows)
    data = (windows.home / CONF).read_bytes()
    assert data.isascii()
    interpreter = settings.read(data)["INTERPRETER_WIN"]
    assert interpreter.startswith("%USERPROFILE%")
    assert settings.expanded(interpreter, windows) == str(windows.python)


class ShortNames(Machine):
    """A machine whose disk keeps short names."""

    __slots__ = ()

    def short_path(self, path: Path) -> str | None:
        assert path == self.python
        return r"C:\LONGNA~1\pythonw.exe"


def test_a_short_name_serves_where_no_variable_does(windows: Machine) -> None:
    python = windows.home / "安装" / "pythonw.exe"
    short = ShortNames("windows", windows.home, windows.variables, python, windows.registry)
    assert settings.plain_path(short) == r"C:\LONGNA~1\pythonw.exe"


def test_an_interpreter_that_ascii_cannot_name_is_told(windows: Machine) -> None:
    odd = replace(windows, python=windows.home / "安装" / "pythonw.exe")
    with pytest.raises(InstallError, match="带中文的文件夹"):
        install.install(odd)


def test_an_add_in_that_excel_holds_open_is_told(
    windows: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    install.install(windows)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InstallError, match="请关闭所有 Excel 窗口"):
        install.install(windows)
    assert files(windows) == {XLSTART, CONF}


def test_a_folder_that_cannot_be_written_is_told(windows: Machine) -> None:
    (windows.home / "AppData").write_text("a file where a folder belongs")
    with pytest.raises(InstallError, match="不能写入"):
        install.install(windows)


def test_macos_has_the_script_too(tmp_path: Path) -> None:
    mac = machine(tmp_path, "macos")
    install.install(mac)
    names = files(mac)
    assert {Path(name).suffix for name in names} == {".xlam", ".conf", ".applescript"}
    script = next(name for name in names if name.endswith("script"))
    assert "VbaHandler" in (mac.home / script).read_text("utf-8")
    install.uninstall(mac)
    assert files(mac) == set()


@pytest.mark.parametrize("addins", [False, True])
def test_linux_is_told_what_is_possible(tmp_path: Path, addins: bool) -> None:
    linux = machine(tmp_path, "linux")
    with pytest.raises(InstallError, match="LibreOffice"):
        install.install(linux, addins=addins)
    assert files(linux) == set()
    assert install.uninstall(linux) == []


def test_this_machine_is_one_of_the_three() -> None:
    here = this_machine()
    assert here.system in {"windows", "macos", "linux"}
    assert here.python.exists()
    assert here.registry.read("HKCU\\Software", "nothing of this name") is None
