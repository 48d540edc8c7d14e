from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from xlgoals.forms import deflater
from xlgoals.forms.zipwriter import Packed, Piece, archive, block, deflate, stitch, store

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


@pytest.fixture(params=["isal", "zlib"])
def _either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both compressors."""
    if request.param == "zlib":
        monkeypatch.setattr(deflater, "isal_zlib", None)


@pytest.mark.usefixtures("_either")
@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"only once"],
        [b""],
        [b"<row>" * 900, block(b"<row>" * 5000), b"<row>" * 900, block(b"</sheet>")],
        [block(b"a" * 70_000), block(b"a" * 70_000), b"a" * 70_000],
    ],
)
def test_stitched_pieces_are_one_part(pieces: list[Piece]) -> None:
    whole = b"".join(part if isinstance(part, bytes) else part.data for part in pieces)

    with zipfile.ZipFile(BytesIO(archive([("a", stitch(pieces))]))) as opened:
        assert opened.testzip() is None
        assert opened.read("a") == whole


def test_a_block_is_packed_once_and_goes_in_as_it_is() -> None:
    constant = block(b"<row>" * 5000)

    packed = stitch([b"first", constant, b"second", constant])

    assert packed.data.count(constant.packed) == 2
    assert packed.size == len(b"firstsecond") + 2 * len(constant.data)


def test_bytes_that_stand_together_are_packed_as_one() -> None:
    constant = block(b"constant")

    assert stitch([b"a", b"b", constant, b"c", b"d"]) == stitch([b"ab", constant, b"cd"])
    assert stitch([]).size == stitch([b""]).size == 0
