"""How LibreOffice starts and ends: by itself, killed, and with the process that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from tests.hosts.conftest import require_libreoffice
from tests.hosts.processes import members, wait_until_gone
from xlgoals import soffice
from xlgoals.hosts import libreoffice
from xlgoals.hosts.errors import HostLost, HostMissingError, HostStartError
from xlgoals.hosts.libreoffice import runtime

pytestmark = pytest.mark.office


@pytest.fixture(autouse=True)
def _installed() -> None:
    require_libreoffice()


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where private profiles are put; empty again at the end."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "profiles"))
    (tmp_path / "profiles").mkdir()
    yield tmp_path / "profiles"
    assert list((tmp_path / "profiles").iterdir()) == []


def test_it_ends_with_its_context(folders: Path) -> None:
    with libreoffice.start() as app:
        pid = app.pid
        assert members(pid)
        assert app in list(xlwings.apps)
        assert len(list(folders.iterdir())) == 1
        app.books.add().sheets[0]["A1"].value = "not saved, and not asked for"
    wait_until_gone(pid)
    assert pid not in xlwings.apps.keys()  # noqa: SIM118


def test_two_at_once() -> None:
    with libreoffice.start() as one, libreoffice.start() as other:
        assert one.pid != other.pid
        one.books.add().sheets[0]["A1"].value = 1
        assert (len(one.books), len(other.books)) == (1, 0)
        assert xlwings.apps.active == other


@pytest.mark.usefixtures("folders")
def test_kill_in_the_middle_of_a_command(tmp_path: Path) -> None:
    path = tmp_path / "账.xlsx"
    with libreoffice.start() as app:
        book = app.books.add()
        book.sheets[0]["A1"].value = "原来"
        book.save(path)
    before, modified = path.read_bytes(), path.stat().st_mtime_ns

    app = libreoffice.start()
    pid = app.pid
    sheet = app.books.open(path).sheets[0]
    killer = threading.Timer(0.5, os.killpg, (pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(HostLost, match="LibreOffice 已意外退出") as lost:
        _command_without_end(sheet)
    killer.join()
    assert "保持原样" in str(lost.value)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, modified)
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == [path.name]
    wait_until_gone(pid)
    assert pid not in xlwings.apps.keys()  # noqa: SIM118

    # The next command begins anew, on the same file.
    with libreoffice.start() as app, app.books.open(path) as book:
        assert book.sheets[0]["A1"].value == "原来"


def _command_without_end(sheet: Any) -> None:
    row = 1
    while True:
        sheet[row, 0].value = f"第 {row} 行"
        sheet[row, 0].color = (255, 199, 206)
        row += 1


def test_killed_while_saving(tmp_path: Path) -> None:
    path = tmp_path / "账.xlsx"
    app = libreoffice.start()
    book = app.books.add()
    book.save(path)
    saved, killer = 0, threading.Timer(0.6, os.killpg, (app.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(HostLost):  # noqa: PT012 - it is lost in one of these, mostly the last
        while True:
            book.sheets[0][saved, 0].value = saved + 1
            book.save()
            saved += 1
    killer.join()
    # A whole workbook: of the save before, or of the one that was under way.
    assert openpyxl.load_workbook(path)["Sheet1"].max_row in (max(saved, 1), saved + 1)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_lost_application_ends_quietly() -> None:
    app = libreoffice.start()
    os.killpg(app.pid, signal.SIGKILL)
    wait_until_gone(app.pid)
    app.quit()
    assert app.pid not in xlwings.apps.keys()  # noqa: SIM118


_SCRIPT = """
import sys, time
from xlgoals.hosts import libreoffice
app = libreoffice.start()
print(app.pid, flush=True)
app.books.add()
{end}
"""


@pytest.mark.parametrize("end", ["time.sleep(60)", "sys.exit(0)", "raise ValueError"])
def test_no_orphan_when_python_is_gone(end: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT.format(end=end)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    pid = int(child.stdout.readline())
    if "sleep" in end:
        assert members(pid)
        child.kill()
    child.wait(30)
    child.stdout.close()
    wait_until_gone(pid)


def test_it_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    _pretend(monkeypatch, folders, "sleep 60")
    started = time.monotonic()
    with pytest.raises(HostStartError, match=r"在 0\.5 秒内没有启动好"):
        libreoffice.start(timeout=0.5)
    assert time.monotonic() - started < 10
    (folders.parent / "soffice").unlink()


def test_a_program_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    _pretend(monkeypatch, folders, "exit 7")
    with pytest.raises(HostStartError, match="退出码 7"):
        libreoffice.start(timeout=20)


def _pretend(monkeypatch: pytest.MonkeyPatch, folders: Path, does: str) -> None:
    """Another program in the place of soffice."""
    program = folders.parent / "soffice"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setattr(soffice, "find", lambda: str(program))


def test_an_absent_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "find", lambda: None)
    runtime.load.cache_clear()
    try:
        assert not libreoffice.available()
        assert "没有找到 LibreOffice" in str(libreoffice.why_not())
        with pytest.raises(HostMissingError):
            libreoffice.start()
    finally:
        runtime.load.cache_clear()


def test_joining_and_leaving_a_running_one() -> None:
    with libreoffice.start() as own:
        url = own.impl.session.process.url
        own.books.add().sheets[0]["A1"].value = "共用"
        joined = libreoffice.connect(url, visible=False)
        assert joined.books.active.sheets[0]["A1"].value == "共用"
        joined.books.active.sheets[0]["A1"].value = "改了"
        joined.quit()
        assert joined not in list(xlwings.apps)
        assert own.books[0].sheets[0]["A1"].value == "改了"
