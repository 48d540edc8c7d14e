"""`xlgoals addin install`, `uninstall` and `doctor`, as the command line shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.excel.machines import files, machine
from xlgoals.commands import installation
from xlgoals.excel import build, doctor
from xlgoals.excel import machine as machines
from xlgoals.excel.doctor import Row
from xlgoals.excel.machine import Machine


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A Windows machine that the commands take for this one."""
    found = machine(tmp_path)
    monkeypatch.setattr(machines, "this_machine", lambda: found)
    monkeypatch.setattr(build, "addin", lambda: b"an add-in")
    return found


def run(capsys: pytest.CaptureFixture[str], name: str, *arguments: str) -> tuple[int, str, str]:
    """The status, what was printed, and what was complained of."""
    command = {
        "install": installation.install_command,
        "uninstall": installation.uninstall_command,
        "doctor": installation.doctor_command,
    }[name]()
    status = command.main(list(arguments), standalone_mode=False)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("arguments", [(), ("--addins-folder",)])
def test_install_and_uninstall(
    windows: Machine, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    status, told, _ = run(capsys, "install", *arguments)
    assert status == 0
    assert all(str(windows.home / name) in told for name in files(windows))
    assert "请重新打开 Excel" in told
    assert len(files(windows)) == 2
    status, told, _ = run(capsys, "uninstall")
    assert (status, files(windows)) == (0, set())
    assert "已删除" in told
    status, told, _ = run(capsys, "uninstall")
    assert (status, told) == (0, "没有安装过，不用卸载。\n")


def test_an_open_excel_is_one_sentence(
    windows: Machine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", refuse)
    status, told, complaint = run(capsys, "install")
    assert (status, told) == (1, "")
    assert complaint.startswith("不能写入")
    assert files(windows) == set()


@pytest.mark.parametrize("is_well", [True, False])
def test_doctor_is_a_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_well: bool
) -> None:
    rows = [Row(True, "Python", "3.11"), Row(is_well, "加载项", "[red]没有安装[/red]")]
    monkeypatch.setattr(doctor, "rows", lambda: rows)
    status, told, _ = run(capsys, "doctor")
    lines = told.splitlines()
    assert status == (0 if is_well else 1)
    assert lines[0].split() == ["✓", "Python", "3.11"]
    assert lines[1].split() == ["✓" if is_well else "✗", "加载项", "[red]没有安装[/red]"]
    assert lines[-1] == ("一切正常。" if is_well else "有 1 项需要处理，请照上面打 ✗ 的各行去做。")
