"""Directories of zip files are read as zipfile reads them, the plain ones without it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgoals.forms import stamp
from xlgoals.forms.zipdirectory import Part, read_directory
from xlgoals.model import GoalDocument, Project

BOOK = stamp.write_bytes(GoalDocument(projects=(Project(name="甲"),)))


def zipped(fill: Callable[[zipfile.ZipFile], object]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.xml", b"<a/>" * 100)
        fill(archive)
    return file.getvalue()


def with_extra(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("c.xml")
    info.extra = b"\xff\xff\0\0"
    archive.writestr(info, b"c")


def large(archive: zipfile.ZipFile) -> None:
    with archive.open("c.xml", "w", force_zip64=True) as part:
        part.write(b"c")


def as_zipfile_has_it(data: bytes) -> list[Part]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [
            Part(
                name=info.filename, packed=info.compress_size, size=info.file_size, crc=info.CRC,
                method=info.compress_type, flags=info.flag_bits, offset=info.header_offset,
            )
            for info in archive.infolist()
        ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [BOOK, zipped(lambda archive: archive.writestr("c.xml", b"c", zipfile.ZIP_STORED))],
    ids=["ours", "zipfile's"],
)
def test_plain_directories_are_read_without_zipfile(data: bytes) -> None:
    expected = as_zipfile_has_it(data)
    with mock.patch.object(zipfile, "ZipFile", side_effect=AssertionError):
        assert read_directory(BytesIO(data)) == expected


@pytest.mark.parametrize(
    "data",
    [
        zipped(lambda archive: setattr(archive, "comment", b"a comment")),
        zipped(lambda archive: archive.writestr("表.xml", b"c")),
        zipped(with_extra),
        zipped(large),
        b"data before it" + zipped(lambda _: None),
        BOOK.replace(b"xl/styles.xml", b"xl\\styles.xml"),
        BOOK.replace(b"xl/styles.xml", b"xl/styles\0xml"),
    ],
    ids=["comment", "name", "extra", "zip64", "behind", "backslash", "null"],
)
def test_other_directories_are_left_to_zipfile(data: bytes) -> None:
    expected = as_zipfile_has_it(data)
    with mock.patch.object(zipfile, "ZipFile", wraps=zipfile.ZipFile) as used:
        assert read_directory(BytesIO(data)) == expected
    assert used.called


@given(st.integers(1, 3000), st.binary(min_size=1, max_size=6))
def test_a_spoilt_directory_is_what_zipfile_says(back: int, noise: bytes) -> None:
    at = len(BOOK) - back
    spoilt = (BOOK[:at] + noise + BOOK[at + len(noise) :])[: len(BOOK)]
    try:
        expected = as_zipfile_has_it(spoilt)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        with pytest.raises((zipfile.BadZipFile, ValueError, NotImplementedError)):
            read_directory(BytesIO(spoilt))
    else:
        assert read_directory(BytesIO(spoilt)) == expected


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all" * 10, BOOK[:-1], BOOK[:100]])
def test_what_is_no_zip_file_is_refused(data: bytes) -> None:
    with pytest.raises(zipfile.BadZipFile):
        read_directory(BytesIO(data))
