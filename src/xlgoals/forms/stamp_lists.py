"""Fills the plain lists at the end of a workbook: leftovers, bookmarks, long texts."""

from __future__ import annotations

from collections.abc import Iterable

from xlgoals.forms import sheet as place
from xlgoals.forms.cut import inline
from xlgoals.forms.sheetxml import MAIN

__all__ = ["list_sheet"]


def list_sheet(
    sheet: place.ListSheet, rows: Iterable[tuple[str, str]], header: int, body: int
) -> bytes:
    """The XML of a plain list; `header` and `body` are styles of the template."""
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(sheet.widths, start=1)
    )
    parts = [
        f'<worksheet xmlns="{MAIN[1:-1]}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    ]
    for number, texts in enumerate((sheet.columns, *rows), start=1):
        style = header if number == 1 else body
        cells = [
            f'<c r="{letter}{number}" s="{style}"{inline(text) if text else "/>"}'
            for letter, text in zip("AB", texts, strict=True)
        ]
        parts.append(f'<row r="{number}">{"".join(cells)}</row>')
    parts.append(
        '</sheetData><pageMargins left="0.59" right="0.59" top="0.71" bottom="0.71"'
        ' header="0.31" footer="0.35"/></worksheet>'
    )
    return "".join(parts).encode()
