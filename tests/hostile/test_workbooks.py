"""Workbooks with macros, links, DDE, queries, OLE objects: read as data, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.generated import department_text
from tests.hostile.limits import read_within_limits
from tests.hostile.loaded_book import BURDENS, MACRO_PART, loaded, parts_of
from xlgoals import checks, files
from xlgoals.forms import stamp, text, workbook

DOCUMENT = text.read(department_text(1016, projects=3, mistakes=True).encode()).document

# What a process may do besides computing and reading and writing files, as CPython tells it.
_WATCH = """
import os, sys
told = []
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn",
             "os.fork", "os.startfile", "pty.", "ctypes.dlopen", "urllib.", "http.", "ftplib.",
             "smtplib.", "webbrowser.", "winreg.")
folder = os.path.realpath(sys.argv[1])

def watch(event, arguments):
    itself = event == "ctypes.dlopen" and arguments[0] is None
    if event.startswith(FORBIDDEN) and not itself:
        told.append((event, repr(arguments)[:200]))
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path, mode = os.path.realpath(os.fsdecode(arguments[0])), arguments[1] or ""
        inside = path.startswith((folder, "/dev/", "/proc/")) or "__pycache__" in path
        if set(mode) & set("wax+") and not inside:
            told.append(("write", path))

sys.addaudithook(watch)
"""
_RUN = """
import io, contextlib, json
from xlgoals import cli
status = []
for command in json.loads(sys.argv[2]):
    try:
        cli.main(command)
    except SystemExit as end:
        status.append(end.code)
sys.stdout.flush()
print("TOLD " + json.dumps([status, told]))
"""


@pytest.fixture(scope="module")
def plain() -> bytes:
    return stamp.write_bytes(DOCUMENT)


@pytest.fixture(scope="module", params=[*BURDENS, "all"])
def burdened(
    request: pytest.FixtureRequest, plain: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A workbook with one of the burdens, or with all."""
    folder = tmp_path_factory.mktemp(request.param)
    suffix = ".xlsm" if request.param in {"macros", "all"} else ".xlsx"
    path = folder / f"{request.param}{suffix}"
    path.write_bytes(loaded(plain, request.param, folder))
    return path


def test_the_same_document_as_without(burdened: Path, plain: bytes) -> None:
    read, expected = files.read(burdened), workbook.read(plain)
    assert read.document == expected.document == DOCUMENT
    assert dict(read.places) == dict(expected.places)
    assert read.notes == expected.notes
    assert checks.run(read) == checks.run(expected)


def test_within_time_and_memory(burdened: Path) -> None:
    told = read_within_limits(burdened)
    assert (told.error, told.projects) == ("", len(DOCUMENT.projects))


def test_another_program_takes_the_file_for_sound(burdened: Path) -> None:
    """Or the tests would be of files that no program would open."""
    # openpyxl knows links between workbooks, but none of DDE.
    opened: Any = openpyxl.load_workbook(burdened, keep_links=burdened.stem == "links")
    assert "项目1" in opened.sheetnames
    assert len(opened._external_links) == (burdened.stem == "links")


def test_nothing_is_started_and_nothing_called(burdened: Path) -> None:
    """Reading, checking, exporting and mending, watched by an audit hook from the first import."""
    folder = burdened.parent / "work"
    folder.mkdir()
    path = folder / burdened.name
    path.write_bytes(burdened.read_bytes())
    commands = [
        ["check", str(path), "--jobs", "1", "--format", "json"],
        ["export", str(path), "-o", str(folder / "out"), "--jobs", "1"],
        ["export", str(path), "-o", str(folder / "out"), "--to", "docx", "--jobs", "1"],
        ["export", str(path), "-o", str(folder / "out"), "--to", "xlsx", "--jobs", "1"],
        ["register", str(path), "-o", str(folder / "r.csv"), "--jobs", "1"],
        ["fix", str(path), "--in-place", "--suggested", "--jobs", "1"],
    ]
    status, told = watched(folder, commands)
    assert told == []
    assert status[1:3] == [0, 0]
    assert status[5] == 0
    assert not (folder / "owned.txt").exists()
    assert text.read((folder / "out" / f"{path.stem}.txt").read_bytes()).document.projects


def watched(folder: Path, commands: list[list[str]]) -> tuple[list[int], list[list[str]]]:
    done = subprocess.run(
        [sys.executable, "-c", _WATCH + _RUN, str(folder), json.dumps(commands)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        check=False,
        timeout=300,
    )
    assert "Traceback" not in done.stderr, done.stderr
    last = done.stdout.rstrip("\n").rpartition("\n")[2]
    assert last.startswith("TOLD "), done.stdout[-500:] + done.stderr[-500:]
    status, told = json.loads(last.removeprefix("TOLD "))
    return status, told


def test_the_watch_notices_what_it_must(tmp_path: Path) -> None:
    harm = (
        "import socket, subprocess\n"
        "socket.socket().close()\n"
        "subprocess.run(['true'])\n"
        f"open({str(tmp_path.parent / 'elsewhere.txt')!r}, 'w').close()\n"
        "print([event for event, _ in told])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", _WATCH + harm, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    for event in ("socket.__new__", "subprocess.Popen", "write"):
        assert event in done.stdout


def test_mending_in_place_leaves_all_of_it_untouched(burdened: Path) -> None:
    folder = burdened.parent / "mended"
    folder.mkdir()
    path = folder / burdened.name
    original = burdened.read_bytes()
    path.write_bytes(original)
    status, told = watched(folder, [["fix", str(path), "--in-place", "--jobs", "1"]])
    assert (status, told) == ([0], [])
    before, after = parts_of(original), parts_of(path.read_bytes())
    assert list(after) == list(before)
    changed = {name for name in before if after[name] != before[name]}
    assert changed
    sheets = {name for name in before if name.startswith("xl/worksheets/sheet")}
    assert changed <= sheets | {"xl/workbook.xml", "xl/styles.xml"}
    for name in changed:
        for mark in (b"oleObject ", b"externalReference ", b"<f>cmd|", b"<f>CALL(", b"XFD1048576"):
            assert after[name].count(mark) == before[name].count(mark)
    if burdened.suffix == ".xlsm":
        assert after[MACRO_PART] == before[MACRO_PART]
    [backup] = folder.glob("*.bak")
    assert backup.read_bytes() == original
    assert workbook.read(path.read_bytes()).document != DOCUMENT
