"""Data of the Word reader: elements that stand for a character, fonts of symbols, pictures."""

from __future__ import annotations

from typing import Final

from lxml import etree

__all__ = ["PICTURE", "SIGNS", "SYMBOL_FONTS", "image"]

SIGNS: Final = {
    "tab": "\t",
    "ptab": "\t",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
"""Element of WordprocessingML → the character that it is."""

# Codes of a font, and the characters that they show.
_SYMBOL: Final = dict(
    zip(b"\xa3\xb3\xb1\xb4\xb8\xb9\xbb\xb7\xb0%+-<=>", "≤≥±×÷≠≈•°%+−<=>", strict=True)
)
_WINGDINGS: Final = dict(zip(b"noq\xa8\xfb\xfc\xfd\xfe", "■□□□✗✓☒☑", strict=True))
_WINGDINGS_2: Final = dict(zip(b"OPQR\xa3", "✗✓☒☑□", strict=True))
SYMBOL_FONTS: Final = {
    "Symbol": _SYMBOL,
    "Wingdings": _WINGDINGS,
    "Wingdings 2": _WINGDINGS_2,
}
"""Font → its codes that stand in such forms → the character."""

_PIC: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_VML: Final = "{urn:schemas-microsoft-com:vml}"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
PICTURE: Final = frozenset({f"{_PIC}pic", f"{_VML}imagedata"})
_NO_NAME: Final = "图片"


def image(picture: etree._Element) -> str:
    """The mark of a picture, as Tika writes it; its file's name where it has no description."""
    about = picture.find(f"{_PIC}nvPicPr/{_PIC}cNvPr")
    if about is None:
        name = picture.get(f"{_OFFICE}title", "")
    else:
        name = about.get("descr") or about.get("title") or about.get("name") or ""
    name = " ".join(name.replace("]", "）").split())
    return f"[image: {name or _NO_NAME}]"
