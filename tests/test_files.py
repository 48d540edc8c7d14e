"""files.py: which files there are, what they are read as, and writing whole."""

from __future__ import annotations

import errno
import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.command import names_in
from tests.generated import department_text
from xlgoals import files
from xlgoals.files import Kind
from xlgoals.forms import stamp, text, word
from xlgoals.forms.errors import FormError

DATA = department_text(1, projects=1).encode()
DOCUMENT = text.read(DATA).document
WORD = word.write(DOCUMENT)
BOOK = stamp.write_bytes(DOCUMENT)


def packed(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt", b"text", Kind.TEXT),
        ("a.TXT", BOOK, Kind.TEXT),
        ("a.docx", b"%PDF", Kind.WORD),
        ("a.DOCX", WORD, Kind.WORD),
        ("a.xlsx", b"%PDF", Kind.WORKBOOK),
        ("a.xlsm", BOOK, Kind.WORKBOOK),
        ("a", DATA, Kind.TEXT),
        ("a.dat", BOOK, Kind.WORKBOOK),
        ("a.dat", WORD, Kind.WORD),
        ("a", packed("word/document.xml"), Kind.WORD),
        ("a", packed("xl/workbook.xml"), Kind.WORKBOOK),
        ("a", b"\xd0\xcf\x11\xe0", Kind.WORKBOOK),
    ],
)
def test_what_a_file_is_read_as(name: str, data: bytes, expected: Kind) -> None:
    assert files.kind(Path(name), data) is expected


@pytest.mark.parametrize(("name", "data"), [("a.txt", DATA), ("b.docx", WORD), ("c.xlsx", BOOK)])
def test_every_form_gives_the_document(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert files.read(tmp_path / name).document == DOCUMENT


def test_all_forms_are_found_in_folders_but_no_lock_files(tmp_path: Path) -> None:
    wanted = {"a.txt", "b.DOCX", "c.doc", "d.wps", "e.rtf", "f.xlsx", "g.xlsm"}
    for name in (*wanted, "~$b.docx", ".c.doc", "h.pdf", "i.docm", "日志.jsonl"):
        (tmp_path / name).touch()
    assert {path.name for path in files.find([tmp_path], files.FORMS)} == wanted


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda _: None, "not-found"),
        (lambda path: path.mkdir(), "not-found"),
        (lambda path: path.touch(), "empty"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, make: object, key: str) -> None:
    path = tmp_path / "a.txt"
    make(path)  # type: ignore[operator]
    with pytest.raises(FormError) as raised:
        files.read(path)
    assert raised.value.key == key


def test_a_text_beyond_the_limit_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_LARGEST_TEXT", 1 << 20)
    path = tmp_path / "a.docx"
    path.write_bytes(bytes((1 << 20) + 1))
    with pytest.raises(FormError) as raised:
        files.read(path)
    assert (raised.value.key, raised.value.values) == ("too-large", {"limit": 1})


@pytest.mark.parametrize(
    ("lock", "target", "expected"),
    [
        ("~$表.xlsx", "表.xlsx", True),
        ("~$部门绩效.docx", "部门绩效.docx", True),
        ("~$部门绩效.docx", "某县部门绩效.docx", False),
        ("~$县部门绩效文本.docx", "某某县部门绩效文本.docx", True),
        ("~$部门绩效文本.xlsx", "某县部门绩效文本.xlsx", False),
        (".~lock.表.xlsx#", "表.xlsx", True),
        ("~$别.xlsx", "表.xlsx", False),
    ],
)
def test_lock_files_of_office_programs(
    tmp_path: Path, lock: str, target: str, expected: bool
) -> None:
    (tmp_path / lock).touch()
    assert files.locked_by(tmp_path / target) == (lock if expected else "")


def test_a_file_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.xlsx"
    with files.whole(target) as temporary:
        temporary.write_bytes(b"half")
        assert not target.exists()
    assert target.read_bytes() == b"half"
    assert names_in(target.parent) == {"a.xlsx"}


def test_nothing_is_passed_over_in_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a folder that may not be looked into nor a link that leads nowhere."""
    closed, link = tmp_path / "closed", tmp_path / "link.txt"
    closed.mkdir()
    link.symlink_to(tmp_path / "nowhere")
    scan, look = os.scandir, os.listdir

    def refuse(path: Path | str) -> None:
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    def scanned(path: str) -> Any:
        refuse(path)
        return scan(path)

    def looked(path: str) -> list[str]:
        refuse(path)
        return look(path)

    monkeypatch.setattr(os, "scandir", scanned)
    monkeypatch.setattr(os, "listdir", looked)
    assert list(files.find([tmp_path], files.TEXTS)) == [closed, link]
    for path, key in ((closed, "unreadable"), (link, "not-found")):
        with pytest.raises(FormError, match=key):
            files.read(path)


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_an_open_file_is_not_replaced(tmp_path: Path, lock: str) -> None:
    target = tmp_path / "a.xlsx"
    files.write_whole(target, b"first")
    (tmp_path / lock).write_bytes(b"user")
    with pytest.raises(files.InUseError, match=re.escape(lock)):
        files.write_whole(target, b"second")
    assert target.read_bytes() == b"first"
    files.write_whole(target, b"second", held=True)
    assert target.read_bytes() == b"second"
    files.write_whole(tmp_path / "b.xlsx", b"nobody has it")


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt, ValueError])
def test_or_not_at_all(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def write_half() -> None:
        with files.whole(target) as temporary:
            temporary.write_bytes(b"half")
            raise error

    with pytest.raises(error):
        write_half()
    assert target.read_bytes() == b"old"
    assert names_in(tmp_path) == {"a.xlsx"}


def test_a_file_that_cannot_be_replaced_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(files.InUseError, match="Access is denied"):
        files.write_whole(tmp_path / "a.xlsx", b"new")
    assert names_in(tmp_path) == set()


def test_a_place_is_absolute_and_follows_the_links_of_folders(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    expected = str((tmp_path / "real").resolve() / "a.txt")
    assert files.place(tmp_path / "link" / "a.txt") == expected
    assert files.place(tmp_path / "real" / ".." / "link" / "a.txt") == expected
