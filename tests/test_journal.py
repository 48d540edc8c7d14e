"""journal.py: lines that survive whatever happens to the process, the disk and the file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xlgoals import journal
from xlgoals.journal import BusyError, Entry, Journal

COUNTS = dict.fromkeys(journal.COUNTS, 2)


def line(name: str, status: str = "ok", **more: object) -> dict[str, object]:
    return {
        "file": f"/in/{name}.txt",
        "status": status,
        "input": "abc",
        "made_by": "xlgoals 1",
        "output": f"{name}.xlsx",
        "check": "5-0000",
        **COUNTS,
        **more,
    }


def names(path: Path) -> set[str]:
    return {Path(file).stem for file, _ in journal.entries([path])}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out" / "导入日志.jsonl"


def test_what_was_done_is_read_back(path: Path) -> None:
    with Journal(path) as log:
        log.add([line("a"), line("b", "earlier"), line("c", "failed"), line("d", "skipped")])
    expected = Entry("abc", "xlgoals 1", "a.xlsx", "5-0000", 2, 2, 2, 2, 2)
    assert journal.entries([path]) == {
        ("/in/a.txt", ".xlsx"): expected,
        ("/in/b.txt", ".xlsx"): expected._replace(output="b.xlsx"),
    }


def test_the_last_line_of_a_file_counts(path: Path) -> None:
    with Journal(path) as log:
        log.add([line("a", input="old"), line("a", input="new")])
    assert [entry.digest for entry in journal.entries([path]).values()] == ["new"]


def test_a_line_is_in_the_file_as_soon_as_it_is_added(path: Path) -> None:
    with Journal(path) as log:
        for count in range(1, 4):
            log.add([line("a")])
            assert path.read_bytes().count(b"\n") == count


def test_lines_are_appended_to_those_of_earlier_batches(path: Path) -> None:
    for name in "ab":
        with Journal(path) as log:
            log.add([line(name)])
    assert names(path) == {"a", "b"}


@pytest.mark.parametrize("broken", [b'{"file": "/in/x.t', b"\x00\x00", b"\xff", b"null", b"[1]"])
def test_a_line_that_broke_off_spoils_no_other(path: Path, broken: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(json.dumps(line("a")).encode() + b"\n" + broken)
    with Journal(path) as log:
        log.add([line("b")])
    assert names(path) == {"a", "b"}


@pytest.mark.parametrize("gone", ["input", "output", "check", "made_by", "projects", "file"])
def test_a_line_that_lacks_something_says_nothing(path: Path, gone: str) -> None:
    one = line("a")
    del one[gone]
    with Journal(path) as log:
        log.add([one])
    assert journal.entries([path]) == {}


def test_names_that_are_no_text_come_back_as_they_were(path: Path) -> None:
    with Journal(path) as log:
        log.add([line("\udcff绩效\u2028")])
    assert [file for file, _ in journal.entries([path])] == ["/in/\udcff绩效\u2028.txt"]


def test_no_journal_says_nothing(tmp_path: Path) -> None:
    assert journal.entries([tmp_path / "none.jsonl", tmp_path]) == {}


def test_one_journal_has_one_writer(path: Path) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    with Journal(path):
        child = os.fork()
        if child == 0:
            try:
                Journal(path)
            except BusyError:
                os._exit(3)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    Journal(path).close()


def disk(monkeypatch: pytest.MonkeyPatch, takes: Callable[[int], int]) -> None:
    """Makes the n-th write take only so many bytes; fewer than none is an error."""
    write, count = os.write, iter(range(1000))

    def limited(file: int, data: bytes) -> int:
        most = takes(next(count))
        if most < 0:
            raise OSError(28, "No space left on device")
        return write(file, data[:most])

    monkeypatch.setattr(os, "write", limited)


def test_lines_wait_until_the_disk_takes_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Journal(path)
    with monkeypatch.context() as patch:
        disk(patch, lambda _: -1)
        log.add([line("a"), line("b")])
        assert log.unwritten == 2
        assert path.read_bytes() == b""
    log.add([line("c")])
    assert log.unwritten == 0
    log.close()
    assert [json.loads(one)["output"] for one in path.read_text().splitlines()] == [
        "a.xlsx",
        "b.xlsx",
        "c.xlsx",
    ]


@pytest.mark.parametrize("spoilt", [0, 1])
def test_half_a_line_is_taken_back_or_followed_by_the_whole_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: int
) -> None:
    def refused(*_: int) -> None:
        raise OSError

    with Journal(path) as log:
        with monkeypatch.context() as patch:
            disk(patch, lambda at: 10 if at == 0 else -1)
            if spoilt:
                patch.setattr(os, "ftruncate", refused)
            log.add([line("a")])
            log.add([line("b")])
            assert log.unwritten == 2
        log.add([])
        assert log.unwritten == 0
    assert names(path) == {"a", "b"}
    assert path.read_bytes().count(b"\n") == 2 + spoilt


def test_room_that_was_kept_is_used_when_the_disk_is_full(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal(path) as log:
        log.keep_room(200)
        (room,) = (one for one in path.parent.iterdir() if one != path)
        kept = room.stat().st_size
        assert kept == 200 << 10
        # The disk takes a line only when some of the room has been given up.
        disk(monkeypatch, lambda _: -1 if room.exists() and room.stat().st_size == kept else 999)
        log.add([line("a"), line("b")])
        assert log.unwritten == 0
        assert 0 < room.stat().st_size < kept
    assert names(path) == {"a", "b"}
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_what_the_disk_never_takes_is_counted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Journal(path)
    disk(monkeypatch, lambda _: -1)
    log.add([line("a")])
    log.close()
    assert log.unwritten == 1


def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        Journal(tmp_path / "file" / "log.jsonl")


@pytest.mark.parametrize("number", [11, 37])
def test_a_drive_without_locks_will_do(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fcntl: Any = pytest.importorskip("fcntl")

    def refused(*_: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(fcntl, "lockf", refused)
    if number == 11:  # held by another
        with pytest.raises(BusyError):
            Journal(path)
    else:  # no locks available
        Journal(path).close()
