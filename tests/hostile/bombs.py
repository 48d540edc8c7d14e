"""Files that unpack, or expand, to far more than they are."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from tests.forms.books import zipped
from tests.generated import department_text
from tests.hostile.loaded_book import parts_of
from xlgoals.forms import stamp, text, word

__all__ = [
    "DOCUMENT",
    "GOOD",
    "XML_BOMBS",
    "body_of",
    "lying",
    "nested",
    "spaced_out",
    "with_entities",
]

DOCUMENT = text.read(department_text(3, projects=2).encode()).document
GOOD = {".xlsx": stamp.write_bytes(DOCUMENT), ".docx": word.write(DOCUMENT)}
"""One document as a workbook and as a Word file."""

_BODY = "word/document.xml"
_HEAD = re.compile(r"<\?xml[^>]*\?>\s*")
_SPACES = b" " * (100 << 20)
_LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{(chr(38) + chr(97 + at) + ";") * 10}">' for at in range(9)
)
_LONG = f'<!ENTITY j "{"ha" * 50_000}">'

# What is declared, and what stands in the text or within an attribute then.
XML_BOMBS = {
    "laughs": (_LAUGHS, "&j;", ""),
    "laughs-in-an-attribute": (_LAUGHS, "", ' x="&j;"'),
    "quadratic": (_LONG, "&j;" * 50_000, ""),
    "quadratic-in-an-attribute": (_LONG, "", f' x="{"&j;" * 50_000}"'),
}
"""Billion laughs, and the quadratic blowup: one long entity, named again and again."""


def body_of(found: dict[str, bytes]) -> str:
    """The part with the document's text: a project's sheet, or the body of a Word file."""
    if _BODY in found:
        return _BODY
    # As text: the overview has the code too, as the value of a formula.
    code = f">{DOCUMENT.projects[0].code}</t>".encode()
    return next(name for name in found if "worksheets" in name and code in found[name])


def spaced_out(suffix: str) -> bytes:
    """A zip bomb: 100 MB of spaces between two elements."""
    found = parts_of(GOOD[suffix])
    name = body_of(found)
    return zipped({**found, name: found[name].replace(b">", b">" + _SPACES, 1)})


def lying(suffix: str) -> bytes:
    """A part of 2 GB, of which the directory says that it is small."""
    found = parts_of(GOOD[suffix])
    name = body_of(found)
    real = found.pop(name)
    buffer = BytesIO(zipped(found))
    with zipfile.ZipFile(buffer, "a") as opened:
        opened.writestr(name, _two_gigabytes(), zipfile.ZIP_STORED)
    data = bytearray(buffer.getvalue())
    size = len(real).to_bytes(4, "little")
    # The part stands last; its packed bytes were put in as they are, and are called packed now.
    for header, method in ((b"PK\1\2", 10), (b"PK\3\4", 8)):
        at = data.rindex(header)
        data[at + method] = zipfile.ZIP_DEFLATED
        data[at + method + 14 : at + method + 18] = size
    return bytes(data)


def _two_gigabytes() -> bytes:
    """Spaces, packed as deflate does it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * 2048 + packer.flush()


def nested(suffix: str) -> bytes:
    """Elements within elements without end."""
    found = parts_of(GOOD[suffix])
    name = body_of(found)
    return zipped({**found, name: found[name].replace(b"</", b"<x>" * 200_000 + b"</", 1)})


def with_entities(
    suffix: str,
    declared: str,
    content: str,
    attribute: str = "",
    *,
    part: str = "",
    encoding: str = "utf-8",
) -> bytes:
    """A file, one of whose parts has a document type.

    Args:
        suffix: Which.
        declared: Declarations of entities.
        content: What comes before the end of some element.
        attribute: What comes behind the name of that element.
        part: The part; that with the text unless told.
        encoding: That of the part.
    """
    found = parts_of(GOOD[suffix])
    name = part or body_of(found)
    xml = _HEAD.sub("", found[name].decode())
    before, mark, behind = xml.partition("</")
    start = before.rindex("<")
    end = min(at for at in (before.find(char, start) for char in " >") if at > 0)
    before = before[:end] + attribute + before[end:]
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n<!DOCTYPE x [{declared}]>'
    return zipped({**found, name: (head + before + content + mark + behind).encode(encoding)})
