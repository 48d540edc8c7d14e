"""Bytes of a legacy text file → text, whatever encoding and line ends the file came with."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from xlgoals.forms.errors import FormError

__all__ = ["DecodedText", "decode"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of files that are something else: zip (docx, xlsx), OLE (doc, xls), PDF, RTF, images.
_FOREIGN: Final = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
)
# Control characters that no text file has.
_CONTROLS: Final = bytes({*range(0x20)} - {*b"\t\n\v\f\r\x1a"})
# The same, and bytes that decoded to nothing.
_ODD: Final = re.compile(f"[{re.escape(_CONTROLS.decode())}\ud800-\udfff]")
_INK: Final = re.compile("[^\\s\x00\ufeff]")
_MAX_ODD_SHARE: Final = 0.05
_SAMPLE: Final = 4096


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A decoded file: its text with LF line ends, the encoding, and whether it had others."""

    text: str
    encoding: str
    other_line_ends: bool


def decode(data: bytes) -> DecodedText:
    """Text of a file in UTF-8, UTF-16, UTF-32 (with or without mark) or GB18030.

    Bytes that are broken in an otherwise sound UTF-8 text (a file cut off within a character, say)
    come through as lone surrogates U+DC80..U+DCFF, so that nothing is lost.

    Raises:
        FormError: `empty` for a file without text, `not-text` for one that is no text.
    """
    if data.startswith(_FOREIGN):
        raise FormError("not-text")
    text, encoding = _decode(data)
    if not _INK.search(text):
        raise FormError("empty")
    if _looks_binary(text[:_SAMPLE]):
        raise FormError("not-text")
    other = "\r" in text
    if other:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return DecodedText(text, encoding, other)


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, _errors(encoding)), encoding
    if (encoding16 := _utf16_without_mark(data)) is not None:
        return data.decode(encoding16, _errors(encoding16)), encoding16
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError:
        return _decode_broken(data)


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8" else "surrogatepass_or_keep"


def _keep_broken(error: UnicodeError) -> tuple[str, int]:
    """Error handler: lone surrogates pass, other broken bytes become U+DC80..U+DCFF."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    if len(broken) == 2 and "16" in error.encoding:
        return chr(int.from_bytes(broken, "little" if "le" in error.encoding else "big")), error.end
    return "".join(chr(0xDC00 + byte) if byte > 127 else chr(byte) for byte in broken), error.end


codecs.register_error("surrogatepass_or_keep", _keep_broken)


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows as NUL in every second byte of its tabs, line ends and digits."""
    sample = data[:_SAMPLE]
    if b"\0" not in sample or _is_chinese_utf8(sample):
        return None
    ends = (
        sample.count(b"\n\x00") + sample.count(b"\t\x00"),
        sample.count(b"\x00\n") + sample.count(b"\x00\t"),
    )
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if ends[0] and odd > 4 * even:
        return "utf-16-le"
    if ends[1] and even > 4 * odd:
        return "utf-16-be"
    return None


def _is_chinese_utf8(sample: bytes) -> bool:
    """Whether it is sound UTF-8, and no ASCII: UTF-16 never is, a stray NUL or not."""
    if sample.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _decode_broken(data: bytes) -> tuple[str, str]:
    """A file sound in neither encoding: the one with fewer broken bytes, those bytes kept."""
    utf8 = data.decode("utf-8", "surrogateescape")
    gb18030 = data.decode("gb18030", "surrogatepass_or_keep")
    broken = [sum("\udc80" <= char <= "\udcff" for char in text) for text in (utf8, gb18030)]
    return (utf8, "utf-8") if broken[0] <= broken[1] else (gb18030, "gb18030")


def _looks_binary(sample: str) -> bool:
    odd = _count_odd(sample)
    return odd > 8 and odd > _MAX_ODD_SHARE * len(sample)


def _count_odd(sample: str) -> int:
    try:
        encoded = sample.encode()
    except UnicodeEncodeError:
        return len(_ODD.findall(sample))
    return len(encoded) - len(encoded.translate(None, _CONTROLS))
