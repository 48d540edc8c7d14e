from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from xlgoals.forms.zipwriter import Packed, archive, deflate, store

PARTS = [("[Content_Types].xml", b"<Types/>"), ("xl/项目.xml", b"text " * 4000), ("empty", b"")]


@pytest.mark.parametrize("pack", [deflate, store])
def test_zipfile_reads_what_was_written(pack: Callable[[bytes], Packed]) -> None:
    data = archive((name, pack(content)) for name, content in PARTS)

    with zipfile.ZipFile(BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert [(name, opened.read(name)) for name in opened.namelist()] == PARTS
        assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_same_parts_give_same_bytes() -> None:
    first, second = (archive((n, deflate(c)) for n, c in PARTS) for _ in range(2))

    assert first == second


def test_a_packed_part_can_be_used_again() -> None:
    packed = deflate(b"constant")

    with zipfile.ZipFile(BytesIO(archive([("a", packed), ("b", packed)]))) as opened:
        assert opened.read("a") == opened.read("b") == b"constant"
