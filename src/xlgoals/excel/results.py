"""校验结果, the list of findings: written into the open workbook, and put back as it was."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from xlgoals.excel.record import ListBefore
from xlgoals.excel.sheets import add_sheet, find_sheet, repeat_row
from xlgoals.excel.snapshot import formula_block
from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import letters
from xlgoals.forms.sheetname import quoted
from xlgoals.messages import text

if TYPE_CHECKING:
    from xlwings import Book, Sheet

__all__ = ["ListRow", "put_back", "show", "state"]

_LANGUAGE: Final = "zh"
_FIRST: Final = place.FINDINGS_HEADER_ROW + 1
_COUNTS: Final = "A2"
_LABELS: Final = ("severity", "code", "place", "project", "field", "value", "message", "fix")
_WIDTHS: Final = (8, 10, 16, 20, 18, 26, 40, 44)
_LEVELS: Final = ("error", "warning", "info")
_PLACE: Final = 3
_LAST: Final = len(_LABELS)
_TARGET: Final = 10
"""Behind the list, hidden: where each place leads to, and what it shows."""
_GENERAL: Final = "General"
_LEADS: Final = f'=IF(J{_FIRST}="",K{_FIRST},HYPERLINK(J{_FIRST},K{_FIRST}))'
_BAND: Final = (0xD6, 0xE4, 0xF2)
_LINK: Final = (0x1F, 0x5F, 0xA8)


class ListRow(NamedTuple):
    """One row of the list: what its eight columns show, and the cell that it leads to."""

    texts: tuple[str, ...]
    target: tuple[str, str] | None


def state(book: Book) -> ListBefore:
    """The list as it stands, for `put_back`."""
    sheet = find_sheet(book, place.CHECK_RESULTS)
    if sheet is None:
        return ListBefore(was_there=False)
    rows = _rows(sheet)
    while rows and not any(rows[-1]):
        rows.pop()
    counts = formula_block(sheet.range(_COUNTS))[0][0]
    return ListBefore(True, str(counts or "").removeprefix("="), tuple(map(tuple, rows)))


def _rows(sheet: Sheet) -> list[list[str]]:
    last = _last_row(sheet)
    if last < _FIRST:
        return []
    values = sheet.range((_FIRST, 1), (last, _LAST)).options(ndim=2, err_to_str=True).value
    return [["" if value is None else str(value) for value in row] for row in values]


def _last_row(sheet: Sheet) -> int:
    used = sheet.used_range
    return min(int(used.row + used.shape[0] - 1), place.FINDINGS_LAST_ROW)


def show(book: Book, rows: Sequence[ListRow]) -> Sheet:
    """Put findings in the place of those listed before.

    Raises:
        Told: The sheet is not there and cannot be added.
    """
    sheet = find_sheet(book, place.CHECK_RESULTS) or _made(book)
    _write(sheet, rows)
    _set_counts(sheet, text("excel.results-note", _LANGUAGE))
    return sheet


def put_back(book: Book, before: ListBefore) -> None:
    """Give the list back what it held before the first validation."""
    sheet = find_sheet(book, place.CHECK_RESULTS)
    if sheet is None:
        return
    if not before.was_there:
        sheet.delete()
        return
    names = {other.name for other in book.sheets}
    _empty(sheet, len(before.rows))
    hidden = sheet.range((_FIRST, _TARGET), (_FIRST, _TARGET + 1))
    hidden.columns.hidden = False
    if before.rows:
        end = _FIRST + len(before.rows) - 1
        block = sheet.range((_FIRST, 1), (end, _LAST))
        block.number_format = "@"
        block.value = [list(texts) for texts in before.rows]
        block.number_format = _GENERAL
        block.rows.autofit()
    for number, texts in enumerate(before.rows, start=_FIRST):
        shown = texts[_PLACE - 1]
        if (target := _target(shown, names)) is not None:
            sheet.range((number, _PLACE)).add_hyperlink(_address(target), shown, shown)
    if before.counts:
        sheet.range(_COUNTS).formula = "=" + before.counts


def _target(shown: str, names: set[str]) -> tuple[str, str] | None:
    name, _, cell = shown.rpartition("!")
    return (name, cell) if name in names else None


def _write(sheet: Sheet, rows: Sequence[ListRow]) -> None:
    _empty(sheet, len(rows))
    if not rows:
        return
    end = _FIRST + len(rows) - 1
    links = sheet.range((_FIRST, _TARGET), (end, _TARGET + 1))
    links.number_format = "@"
    links.columns.hidden = True
    links.value = [
        [None if row.target is None else _address(row.target), row.texts[_PLACE - 1]]
        for row in rows
    ]
    for first, last in ((1, _PLACE - 1), (_PLACE + 1, _LAST)):
        block = sheet.range((_FIRST, first), (end, last))
        # As text: what users write may begin with an equals sign.
        block.number_format = "@"
        block.value = [list(row.texts[first - 1 : last]) for row in rows]
    sheet.range((_FIRST, 1), (end, _LAST)).rows.autofit()


def _empty(sheet: Sheet, count: int) -> None:
    """Make room for so many rows, all of which look like the first one."""
    end = _FIRST + max(count, 1) - 1
    last = max(_last_row(sheet), end)
    whole = sheet.range((_FIRST, 1), (last, _TARGET + 1))
    # Rows that a filter has put away would keep the new findings out of sight.
    whole.rows.hidden = False
    # Links of an imported list would lead to where its findings stood.
    sheet.range((_FIRST, _PLACE), (last, _PLACE)).clear()
    if last > end:
        sheet.range((end + 1, 1), (last, _LAST)).clear()
    sheet.range((_FIRST, _TARGET), (last, _TARGET + 1)).clear()
    sheet.range((_FIRST, 1), (end, _LAST)).clear_contents()
    first = sheet.range((_FIRST, _PLACE))
    sheet.range((_FIRST, _PLACE + 1)).copy(first)
    first.font.color = _LINK
    sheet.range((_FIRST, 1), (_FIRST, _LAST)).number_format = _GENERAL
    first.formula = _LEADS
    repeat_row(sheet, _FIRST, range(_FIRST + 1, end + 1), ("A", letters(_LAST)))
    if not count:
        first.clear_contents()
    with suppress(NotImplementedError, AttributeError):  # a host may know no print areas
        sheet.page_setup.print_area = f"$A$1:${letters(_LAST)}${end}"


def _address(target: tuple[str, str]) -> str:
    return f"#{quoted(target[0])}!{target[1]}"


def _set_counts(sheet: Sheet, note: str) -> None:
    cells = f"$A${_FIRST}:$A${place.FINDINGS_LAST_ROW}"
    counts = '&"，"&'.join(
        f'"{_level(level)} "&COUNTIF({cells},"{_level(level)}")' for level in _LEVELS
    )
    sheet.range(_COUNTS).formula = f'={counts}&"{note}"'


def _level(level: str) -> str:
    return text(f"severity-{level}", _LANGUAGE)


def _made(book: Book) -> Sheet:
    """The list where a workbook has none, plain but readable."""
    sheet = add_sheet(book, place.CHECK_RESULTS)
    sheet.range("A1").value = text("workbook-results-title", _LANGUAGE)
    sheet.range("A1").font.size = 18
    header = sheet.range((place.FINDINGS_HEADER_ROW, 1), (place.FINDINGS_HEADER_ROW, _LAST))
    header.value = [text(f"workbook-results-{label}", _LANGUAGE) for label in _LABELS]
    header.font.bold = True
    header.color = _BAND
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.range((1, column)).column_width = width
    sheet.range((_FIRST, 1), (_FIRST, _LAST)).wrap_text = True
    return sheet
