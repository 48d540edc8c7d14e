"""更新汇总, 规则说明 and 环境自检: what a workbook says of itself, its rules and its machine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgoals.excel.projects import project_sheets
from xlgoals.excel.session import Quiet, Session, Told
from xlgoals.excel.sheets import add_sheet, find_sheet
from xlgoals.excel.snapshot import formula_block
from xlgoals.excel.validate import read_book
from xlgoals.forms import sheet as place
from xlgoals.forms.native_summary import sheet_names
from xlgoals.hosts.protection import lifted
from xlgoals.messages import text
from xlgoals.values import to_wan

if TYPE_CHECKING:
    from xlwings import Book, Sheet

    from xlgoals.model import Project

__all__ = ["doctor", "show_rules", "update_overview"]

_ROOM: Final = place.LAST_SUMMARY_ROW - place.FIRST_SUMMARY_ROW + 1
_CODE: Final = re.compile(r"[A-Z]{2,5}[0-9]{3}")
_RULE_COLUMNS: Final = ("code", "severity", "name", "why", "bad", "good")
_RULE_WIDTHS: Final = (10, 8, 26, 50, 36, 36)
_RULES_FIRST: Final = 3
_VERDICTS: Final = "G1:G11"
_BAND: Final = (0xD6, 0xE4, 0xF2)


def update_overview(session: Session) -> str:
    """Have 项目汇总 list every sheet of a project, whatever its name, in the order of the tabs."""
    book = session.book
    with session.working("reading"):
        summary = find_sheet(book, place.SUMMARY)
        if summary is None:
            raise Told("no-summary")
        names = [sheet.name for sheet in project_sheets(book)]
        document = read_book(book).document
        with lifted(summary):
            _list_names(book, summary, names)
        summary.activate()
    session.app.calculate()
    total = sum(map(_budget, document.projects), Decimal(0))
    lines = [text("excel.overview", projects=len(document.projects), total=f"{total:,.2f}")]
    if len(names) > _ROOM:
        lines.append(text("excel.overview-full", room=_ROOM, count=len(names)))
    return "\n".join(lines)


def _budget(project: Project) -> Decimal:
    amount = project.funding.total.amount or Decimal(0)
    return to_wan(amount, project.money_unit) or Decimal(0)


def _list_names(book: Book, summary: Sheet, names: Sequence[str]) -> None:
    """Write the names that the formulas do not find by themselves."""
    others = [sheet.name for sheet in book.sheets if sheet.name not in names]
    found = sheet_names(names, others)
    cells: list[list[Any]] = []
    for at, (_, by_itself) in enumerate(found):
        wanted = names[at] if at < len(names) else ""
        row = place.FIRST_SUMMARY_ROW + at
        cells.append([f"=$AC{row}" if wanted == by_itself else wanted or None])
    last = place.FIRST_SUMMARY_ROW + len(found) - 1
    summary.range((place.FIRST_SUMMARY_ROW, 2), (last, 2)).formula = cells


def show_rules(session: Session) -> str:
    """Go to 规则; from a marked cell, to the rule that its note speaks of."""
    book = session.book
    code = _code_here(session)
    with session.working("reading"):
        sheet = find_sheet(book, place.RULES) or _made(book)
        sheet.visible = True
        sheet.activate()
        row = _row_of(sheet, code)
        sheet.range((row, 1)).select()
    return Quiet(text("excel.rules", code=code) if code else text("excel.rules-all"))


def _code_here(session: Session) -> str:
    chosen = session.book.selection
    if chosen is None:
        return ""
    note = chosen[0, 0].note
    match = _CODE.search(note.text) if note is not None else None
    if match is None and chosen.sheet.name == place.CHECK_RESULTS:
        value = chosen.sheet.range((chosen.row, 2)).value
        match = _CODE.fullmatch(value) if isinstance(value, str) else None
    return "" if match is None else match[0]


def _row_of(sheet: Sheet, code: str) -> int:
    used = sheet.used_range
    codes = sheet.range((1, 1), (used.row + used.shape[0], 1)).options(ndim=1).value
    return next((row for row, value in enumerate(codes, 1) if code and value == code), 1)


def _made(book: Book) -> Sheet:
    """The catalogue where a workbook has none."""
    from xlgoals.standard import rule_rows

    sheet = add_sheet(book, place.RULES)
    sheet.range("A1").value = text("workbook-rules-title", "zh")
    sheet.range("A1").font.size = 18
    header = sheet.range((_RULES_FIRST - 1, 1), (_RULES_FIRST - 1, len(_RULE_COLUMNS)))
    header.value = [text(f"workbook-rules-{column}", "zh") for column in _RULE_COLUMNS]
    header.font.bold = True
    header.color = _BAND
    rows = [list(rule) for rule in rule_rows()]
    cells = sheet.range((_RULES_FIRST, 1), (_RULES_FIRST + len(rows) - 1, len(_RULE_COLUMNS)))
    cells.number_format = "@"
    cells.value = rows
    for column, width in enumerate(_RULE_WIDTHS, start=1):
        sheet.range((1, column)).column_width = width
    cells.wrap_text = True
    cells.rows.autofit()
    return sheet


def doctor(session: Session) -> str:
    """What works on this machine and in this workbook, and what to do where something does not."""
    # Loaded only now: it looks for programs and settings.
    from xlgoals.excel import doctor as examination

    lines = []
    for row in examination.rows(formulas=_formulas(session.book)):
        mark = text("excel.doctor-ok" if row.ok else "excel.doctor-wrong")
        advice = text("excel.doctor-advice", advice=row.advice) if row.advice else ""
        lines.append(f"{mark} {row.name}{advice}")
    return "\n".join(lines)


def _formulas(book: Book) -> Iterator[str]:
    """Those of the verdicts, which may lead to an add-in that has moved."""
    for sheet in book.sheets:
        for (written,) in formula_block(sheet.range(_VERDICTS)):
            if isinstance(written, str) and written.startswith("="):
                yield written
