"""The parts of a Word document that hold text, taken from its zip file within limits."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from lxml import etree

from xlgoals.forms.errors import FormError
from xlgoals.forms.package import Package, parse_xml

__all__ = ["MC", "Parts", "W", "main_part", "open_parts", "read_part", "w", "word_errors"]

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LARGEST_MB: Final = 64
_CONTENT_TYPES: Final = "[Content_Types].xml"
# Templates, and documents with macros: Word itself opens neither by the name .docx.
_OTHER_KINDS: Final = re.compile(rb"wordprocessingml\.template\.main|ms-word\.[\w.]*macroEnabled")
_OFFICE_DOCUMENT: Final = "/officeDocument"
# Keys of the package's errors, as they are told of a Word document.
_KEYS: Final = {
    "not-a-workbook": "not-word",
    "encrypted": "word-encrypted",
    "damaged": "word-damaged",
}


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return W + name


@dataclass(frozen=True, slots=True)
class Parts:
    """Roots of the parts that reading needs; None where a document has no such part."""

    document: etree._Element
    numbering: etree._Element | None = None
    styles: etree._Element | None = None
    footnotes: etree._Element | None = None
    endnotes: etree._Element | None = None


@contextmanager
def word_errors() -> Iterator[None]:
    """Tell errors of the package in the words for a Word document."""
    try:
        yield
    except FormError as error:
        raise FormError(_KEYS.get(error.key, error.key), **error.values) from error


def open_parts(data: bytes) -> Parts:
    """The parts of a .docx file.

    Raises:
        FormError: `not-word`, `word-kind` for a template or a document with macros,
            `word-encrypted`, `word-damaged`, or `too-large` for a part of more than 64 MB or one
            that is packed beyond belief (see `package`).
    """
    with word_errors(), Package(data) as package:
        main = main_part(package)
        folder = posixpath.dirname(main)
        numbering = _optional(package, f"{folder}/numbering.xml")
        return Parts(
            _part(package, main),
            numbering,
            None if numbering is None else _optional(package, f"{folder}/styles.xml"),
            _optional(package, f"{folder}/footnotes.xml"),
            _optional(package, f"{folder}/endnotes.xml"),
        )


def main_part(package: Package) -> str:
    """The name of the part that holds the document's text.

    Raises:
        FormError: `not-word` or `word-kind`, see `open_parts`.
    """
    main = "word/document.xml"
    if "_rels/.rels" in package:
        for relation in _part(package, "_rels/.rels"):
            if relation.get("Type", "").endswith(_OFFICE_DOCUMENT):
                main = relation.get("Target", main).lstrip("/")
    if main not in package or not posixpath.dirname(main).casefold().endswith("word"):
        raise FormError("not-word")
    if _CONTENT_TYPES in package and _OTHER_KINDS.search(package.read(_CONTENT_TYPES)):
        raise FormError("word-kind")
    return main


def _optional(package: Package, name: str) -> etree._Element | None:
    return _part(package, name) if name in package else None


def _part(package: Package, name: str) -> etree._Element:
    data = read_part(package, name)
    if _STRICT in data[:4096]:
        data = data.replace(_STRICT, W[1:-1].encode())
    return parse_xml(data)


def read_part(package: Package, name: str) -> bytes:
    """A part's bytes.

    Raises:
        FormError: `too-large`, or `damaged` as `package` tells it.
    """
    if package.size(name) > _LARGEST_MB << 20:
        raise FormError("too-large", limit=_LARGEST_MB)
    return package.read(name)
