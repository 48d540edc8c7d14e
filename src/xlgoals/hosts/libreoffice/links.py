"""Hyperlinks of cells: fields in a cell's text here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xlgoals.hosts.errors import HostError

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["address_of", "put"]

_URL: Final = "com.sun.star.text.TextField.URL"
_INSIDE: Final = re.compile(r"#(?P<sheet>'(?:[^']|'')+'|[^'!.]+)[.!](?P<cell>[^.!]+)")


def put(target: Range, address: str, shown: str, tip: str | None) -> None:
    """Replace the content of the first cell by a link.

    Args:
        target: The range.
        address: Where it leads; `#表!B3` to a cell of this workbook.
        shown: What the cell shows.
        tip: What is shown when the pointer rests on it.
    """
    cell = target.first.api
    field: Uno = target.sheet.book.api.createInstance(_URL)
    field.URL = _INSIDE.sub(r"#\g<sheet>.\g<cell>", address)
    field.Representation = shown
    if tip:
        field.TargetFrame = ""
    cell.setString("")
    cell.insertTextContent(cell.createTextCursor(), field, False)


def address_of(target: Range) -> str:
    """Where the link of the first cell leads.

    Raises:
        HostError: It has none.
    """
    fields = target.first.api.getTextFields()
    if not fields.getCount():
        raise HostError("no-link", address=target.address)
    return _INSIDE.sub(r"#\g<sheet>!\g<cell>", str(fields.getByIndex(0).URL))
