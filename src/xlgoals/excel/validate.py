"""校验本表, 校验全簿 and 清除标记: the checks on the open workbook, shown in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from xlgoals import checks, paths
from xlgoals.checks import Finding, Severity
from xlgoals.excel import results, snapshot
from xlgoals.excel.paint import Mark, clear, paint
from xlgoals.excel.record import Record, load, prepare, save
from xlgoals.excel.results import ListRow
from xlgoals.excel.session import Session, Told
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import split_address
from xlgoals.forms.errors import FormError
from xlgoals.forms.sheet import DEPARTMENT
from xlgoals.messages import text
from xlgoals.profiles import DEFAULT
from xlgoals.reports import words

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet

    from xlgoals.forms.stamp import FindingRow
    from xlgoals.reading import ReadResult

__all__ = ["clear_marks", "list_findings", "read_book", "validate_book", "validate_sheet"]

_LONGEST_SHOWN: Final = 80
_GRAVEST_FIRST: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def validate_book(session: Session) -> str:
    """Check the whole workbook; the list of findings is shown at the end."""
    with session.working("validating"):
        result = read_book(session.book)
        found = checks.run(result, checks.load_profile(DEFAULT))
        said = _show(session, result, found, None)
        session.book.sheets[place.CHECK_RESULTS].activate()
    return said


def validate_sheet(session: Session) -> str:
    """Check the sheet that the user looks at; marks on other sheets stay."""
    name = session.sheet.name
    with session.working("validating"):
        result = read_book(session.book)
        _is_form_sheet(session, result, name)
        found = checks.run(result, checks.load_profile(DEFAULT))
        here = [finding for finding in found if _stands_on(finding, name)]
        return _show(session, result, here, name)


def clear_marks(session: Session) -> str:
    """Take all marks off; cells, notes and the list of findings are as before."""
    book = session.book
    with session.working("clearing"):
        record = load(book)
        marks = len(record.entries)
        if not marks and record.list_before is None and not _has_lost_marks(book):
            return text("excel.no-marks")
        refused = clear(book, record)
        if not refused and record.list_before is not None:
            results.put_back(book, record.list_before)
            record.list_before = None
        save(book, record)
    said = text("excel.cleared", count=marks - len(record.entries))
    return "\n".join([said, *_refusal(refused)])


def read_book(book: Book) -> ReadResult:
    """The document in the open workbook.

    Raises:
        Told: There is none.
    """
    try:
        return snapshot.read(book)
    except FormError as error:
        if error.key == "no-form-found":
            raise Told("no-form", name=book.name) from error
        raise


def list_findings(book: Book, result: ReadResult) -> None:
    """Have the list of findings speak of what the workbook holds now; no cell is marked."""
    found = checks.run(result, checks.load_profile(DEFAULT))
    ordered = sorted(found, key=lambda finding: -finding.severity)
    rows = finding_rows(ordered, result.document)
    results.show(book, [_list_row(*both) for both in zip(ordered, rows, strict=True)])


def _has_lost_marks(book: Book) -> bool:
    """Whether there are marks though their record is gone."""
    from xlgoals.excel.paint import marked_cells

    return any(marked_cells(sheet) for sheet in book.sheets)


def _is_form_sheet(session: Session, result: ReadResult, name: str) -> None:
    count = len(result.document.projects)
    for path, where in result.places.items():
        # A blank sheet of a project has places too, though it is none of the document's.
        if where.sheet == name and (paths.project_of(path) or 0) < count:
            return
    if snapshot.is_project(session.sheet):
        raise Told("blank-sheet", sheet=name)
    raise Told("no-form-sheet", sheet=name)


def _stands_on(finding: Finding, name: str) -> bool:
    """Whether a finding is of this sheet; what concerns the whole is of the department's."""
    where = finding.place
    if where is None or where.sheet is None:
        return name == DEPARTMENT
    return where.sheet == name


def _show(session: Session, result: ReadResult, found: Sequence[Finding], only: str | None) -> str:
    """Mark the cells, write the list, and give the words that sum it up."""
    book = session.book
    record = load(book)
    if record.list_before is None:
        record.list_before = results.state(book)
        # Before anything is changed: what cannot be kept must not be lost.
        prepare(book)
    ordered = sorted(found, key=lambda finding: -finding.severity)
    rows = finding_rows(ordered, result.document)
    try:
        refused = paint(book, _marks(ordered, rows), record, None if only is None else {only})
    finally:
        save(book, record)
    results.show(book, [_list_row(*both) for both in zip(ordered, rows, strict=True)])
    hidden = _hidden(book, record, only)
    return _summary(found, only, hidden, refused)


def _marks(found: Sequence[Finding], rows: Sequence[FindingRow]) -> list[Mark]:
    """One mark a cell; findings come with the gravest first."""
    cells: dict[tuple[str, str], list[tuple[Finding, FindingRow]]] = {}
    for finding, row in zip(found, rows, strict=True):
        where = finding.place
        if where is not None and where.sheet is not None and where.cell is not None:
            cells.setdefault((where.sheet, where.cell), []).append((finding, row))
    return [
        Mark(sheet, cell, items[0][0].severity, "\n".join(_said(row) for _, row in items))
        for (sheet, cell), items in cells.items()
    ]


def _said(row: FindingRow) -> str:
    return text(
        "excel.note-finding",
        "zh",
        severity=row.severity,
        code=row.code,
        message=row.message,
        suggestion=row.suggestion,
    )


def _list_row(finding: Finding, row: FindingRow) -> ListRow:
    where, shown, target = finding.place, "", None
    if where is not None and where.sheet is not None:
        shown = where.sheet
        if where.cell is not None:
            shown, target = f"{where.sheet}!{where.cell}", (where.sheet, where.cell)
    texts = (
        row.severity, row.code, shown, row.project, row.field, _short(row.value),
        row.message, row.suggestion,
    )  # fmt: skip
    return ListRow(texts, target)


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"


def _hidden(book: Book, record: Record, only: str | None) -> int:
    """How many marks stand where a user does not see them."""
    count = 0
    by_sheet: dict[str, list[str]] = {}
    for entry in record.entries.values():
        if only is None or entry.sheet == only:
            by_sheet.setdefault(entry.sheet, []).append(entry.cell)
    for name, cells in by_sheet.items():
        sheet = book.sheets[name]
        if not sheet.visible:
            count += len(cells)
        elif _rows_of(sheet, cells).rows.hidden is not False:
            count += sum(sheet.range(cell).rows.hidden is True for cell in cells)
    return count


def _rows_of(sheet: Sheet, cells: Sequence[str]) -> Range:
    rows = [split_address(cell)[0] for cell in cells]
    return sheet.range((min(rows), 1), (max(rows), 1))


def _summary(
    found: Sequence[Finding], only: str | None, hidden: int, refused: Sequence[str]
) -> str:
    scope = text("excel.scope-book") if only is None else text("excel.scope-sheet", sheet=only)
    counts = Counter(finding.severity for finding in found)
    if not found:
        lines = [text("excel.nothing-found", scope=scope)]
    else:
        numbers = "，".join(
            text("excel.count", level=words.severity(level), count=counts[level])
            for level in _GRAVEST_FIRST
            if counts[level]
        )
        lines = [text("excel.found", scope=scope, numbers=numbers)]
    if hidden:
        lines.append(text("excel.hidden", count=hidden))
    return "\n".join([*lines, *_refusal(refused)])


def _refusal(refused: Iterable[str]) -> list[str]:
    names = "、".join(refused)
    return [text("excel.sheets-protected", sheets=names)] if names else []
