"""What stands inside one paragraph of Word's XML, as text.

What Word shows counts: insertions, results of fields, symbols.  What it does not show does not:
deletions, what was moved away, codes of fields, readings over characters.  Hidden text is read
all the same: it is often hidden by mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from xlgoals.forms.blocks import bookmark
from xlgoals.forms.word_package import MC, w
from xlgoals.forms.word_signs import PICTURE, SIGNS, SYMBOL_FONTS, image
from xlgoals.forms.word_text import plain

__all__ = ["ALTERNATE", "BOOKMARK", "BOX", "NAME", "VAL", "WRAPPERS", "Runs", "chosen"]

NAME, VAL = w("name"), w("val")
BOOKMARK: Final = w("bookmarkStart")
BOX: Final = w("txbxContent")
ALTERNATE: Final = MC + "AlternateContent"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WRAPPERS: Final = frozenset(
    (
        *map(w, ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink")),
        *map(w, ("fldSimple", "dir", "bdo", "ruby", "rubyBase")),
        *(MC + "Choice", _MATH + "r", _MATH + "oMath", _MATH + "oMathPara"),
    )
)
"""Elements that only wrap what stands in them; an insertion counts as accepted."""

_R, _T, _BREAK, _SYMBOL, _TYPE = w("r"), w("t"), w("br"), w("sym"), w("type")
_MATH_TEXT: Final = _MATH + "t"
_DRAWINGS: Final = frozenset(map(w, ("drawing", "pict", "object")))
_SIGNS: Final = {w(name): sign for name, sign in SIGNS.items()}
_CODE: Final = re.compile("[0-9A-Fa-f]{2,5}")
_PRIVATE: Final = range(0xF000, 0xF100)  # where fonts of symbols keep their characters


class Runs:
    """Reads paragraphs; `boxes` collects the text boxes that were met on the way."""

    def __init__(self) -> None:
        self.boxes: list[etree._Element] = []

    def text(self, parent: etree._Element) -> str:
        """The text of a paragraph or of what wraps a part of one; a soft break is a line end."""
        out: list[str] = []
        self._content(parent, out)
        return "".join(out)

    def _content(self, parent: etree._Element, out: list[str]) -> None:
        for element in parent:
            tag = element.tag
            if tag == _R:
                self._run(element, out)
            elif tag == BOOKMARK:
                if name := element.get(NAME):
                    out.append(bookmark(plain(name)))
            elif tag in WRAPPERS:
                self._content(element, out)
            elif tag == _MATH_TEXT:
                out.append(element.text or "")
            elif tag == ALTERNATE:
                self._content(chosen(element), out)

    def _run(self, run: etree._Element, out: list[str]) -> None:
        for element in run:
            tag = element.tag
            if tag == _T:
                out.append(plain(element.text or ""))
            elif (sign := _SIGNS.get(tag)) is not None:
                out.append(sign)
            elif tag == _BREAK:
                # Breaks of page and column are layout, a soft line break is text.
                if element.get(_TYPE) in (None, "textWrapping"):
                    out.append("\n")
            elif tag == _SYMBOL:
                out.append(_symbol(element))
            elif tag in _DRAWINGS:
                self._drawing(element, out)
            elif tag == ALTERNATE:
                self._run(chosen(element), out)
            elif tag in WRAPPERS:
                self._content(element, out)

    def _drawing(self, drawing: etree._Element, out: list[str]) -> None:
        """Pictures leave their mark in the text; text boxes are kept for later."""
        for element in _outermost(drawing):
            if element.tag == BOX:
                self.boxes.append(element)
            else:
                out.append(image(element))


def _outermost(drawing: etree._Element) -> Iterator[etree._Element]:
    """Text boxes and pictures of a drawing, those inside a text box left out."""
    for element in drawing:
        if element.tag == BOX or element.tag in PICTURE:
            yield element
        elif element.tag == ALTERNATE:
            yield from _outermost(chosen(element))
        else:
            yield from _outermost(element)


def chosen(alternate: etree._Element) -> etree._Element:
    """The branch of an alternative that is read: the first that holds text, else the first."""
    branches = [branch for branch in alternate if isinstance(branch.tag, str)]
    for branch in branches:
        if next(branch.iter(_T), None) is not None:
            return branch
    return branches[0] if branches else alternate


def _symbol(element: etree._Element) -> str:
    """The character of a w:sym, where it has one that stands in no special font."""
    code = element.get(w("char"), "")
    if _CODE.fullmatch(code) is None:
        return ""
    number = int(code, 16)
    if number < 0x20 or 0xD800 <= number < 0xE000:
        return ""
    font = SYMBOL_FONTS.get(element.get(w("font"), ""), {})
    return font.get(number & 0xFF if number in _PRIVATE else number, chr(number))
