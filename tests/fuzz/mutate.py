"""Inputs near enough to good ones to get past the door: good files, changed here and there."""

from __future__ import annotations

import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Final

from tests.generated import department_text
from xlgoals.forms import stamp, text, word

__all__ = ["CORPUS", "mutated"]

_WORDS: Final = [
    word.encode()
    for word in (
        *("\t", "\n", "\r\n", "\u3000", "\u00a0", "\u202e", "\u200b", "\ufeff", "\0", "\x1b[31m"),
        *("第一部分", "第二部分", "一、总体绩效目标", "三、工作保障措施", "［bookmark: x］"),
        *("[bookmark: _Toc1]", "\t项目编码", "\t一级指标", "\t资金支出计划（%）", "绩效目标表"),
        *("≥95%", "１０％", "=1+1", "99999999999999999999999", "-0", "1e999", "٣", "²", "①"),
        *("13070023P000000000001", "10%", "万元", "续行", "未识别内容"),
    )
] + ["第一部分".encode("gbk"), b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xff" * 9]
_MARKUP: Final = [
    *(b"", b"<", b">", b"&#0;", b"&amp;", b"&x;", b"]]>", b"<!--", b"<![CDATA[x]]>"),
    *(b"<c/>", b'<c r="A1"/>', b'<c r="XFD1048576" t="s"><v>99999</v></c>', b"<v>nan</v>"),
    *(b'<row r="1048576"/>', b'<row r="0">', b"<is><t>x</t></is>", b"<f>1/0</f>", b'r="A0"'),
    *(b"<w:p/>", b"<w:tc/>", b"<w:tr/>", b"<w:tbl/>", b"<w:br/>", b"<w:tab/>", b"<w:sdt/>"),
    *(b'<w:gridSpan w:val="-1"/>', b'<w:gridSpan w:val="999999999"/>', b"<w:vMerge/>"),
    *(b"<w:del><w:r><w:t>x</w:t></w:r></w:del>", b'<w:numId w:val="x"/>', b'w:val=""'),
]
_TAG: Final = re.compile(rb"<[^>]*>")
_LARGEST: Final = 1 << 20
_SPOILT: Final[tuple[type[Exception], ...]] = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(KeyError, OSError, ValueError, NotImplementedError, EOFError),
)


@cache
def _texts() -> tuple[bytes, ...]:
    return tuple(
        department_text(seed, projects=2, mistakes=bool(seed)).encode() for seed in range(3)
    )


@cache
def _documents() -> tuple[bytes, ...]:
    return tuple(word.write(text.read(data).document) for data in _texts())


@cache
def _workbooks() -> tuple[bytes, ...]:
    return tuple(stamp.write_bytes(text.read(data).document) for data in _texts())


CORPUS: Final[dict[str, Callable[[], Sequence[bytes]]]] = {
    "text": _texts,
    "docx": _documents,
    "workbook": _workbooks,
}
"""Good files of each kind."""


def mutated(kind: str, data: bytes, chance: random.Random) -> bytes:
    """A file with a few changes.

    Args:
        kind: Which target it is for, a key of `CORPUS`.
        data: The file; where it is no zip, a good one takes its place now and then.
        chance: What decides.
    """
    if kind == "text":
        return _several(data, chance, _WORDS, _text_change)
    try:
        return _zip_change(data, chance)
    except _SPOILT:
        return chance.choice(CORPUS[kind]())


def _zip_change(data: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.05:
        return _several(data, chance, _WORDS, _text_change)
    with zipfile.ZipFile(BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    # Most of the time a part that holds text.
    large = sorted(names, key=lambda name: len(parts[name]))[-4:]
    name = chance.choice(large if chance.random() < 0.8 else names)
    if chance.random() < 0.03:
        del parts[name]
    else:
        parts[name] = _several(parts[name], chance, _MARKUP + _WORDS, _markup_change)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for entry, content in parts.items():
            archive.writestr(entry, content)
    return buffer.getvalue()


def _several(
    data: bytes,
    chance: random.Random,
    words: Sequence[bytes],
    change: Callable[[bytes, random.Random, Sequence[bytes]], bytes],
) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        data = change(data, chance, words)[:_LARGEST]
    return data


def _text_change(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice((0, 1, 3, 30, 300)))
    match chance.randrange(5):
        case 0:
            return data[:start] + data[end:]
        case 1:
            return data[:end] + data[start:]
        case 2:
            return data[:start] + chance.choice(words) * chance.choice((1, 1, 2, 40)) + data[start:]
        case 3:
            return data[:start] + chance.randbytes(end - start) + data[end:]
        case _:
            other = chance.randrange(len(data) + 1)
            return data[:other] + data[start:end] + data[other:]


def _markup_change(data: bytes, chance: random.Random, words: Sequence[bytes]) -> bytes:
    tags = [found.span() for found in _TAG.finditer(data)]
    if not tags or chance.random() < 0.2:
        return _text_change(data, chance, words)
    start, end = chance.choice(tags)
    match chance.randrange(4):
        case 0:
            return data[:start] + data[end:]
        case 1:
            return data[:end] + data[start:]
        case 2:
            return data[:start] + chance.choice(words) + data[start:]
        case _:
            first, last = sorted((chance.choice(tags), chance.choice(tags)))
            return data[: first[0]] + data[last[1] :]
