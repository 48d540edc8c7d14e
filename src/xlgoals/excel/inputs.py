"""导入文档 and 批量导入: files of any form into this workbook, or a folder into workbooks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlgoals import bulk, checks, files, legacy
from xlgoals.bulk import Conversion, Outcome, Status
from xlgoals.excel import snapshot
from xlgoals.excel.fill import fill, is_standard
from xlgoals.excel.paint import clear
from xlgoals.excel.record import Record, load, save
from xlgoals.excel.session import Session, Told
from xlgoals.excel.stamped import stamped
from xlgoals.excel.validate import list_findings
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import stamp
from xlgoals.forms.errors import FormError
from xlgoals.messages import text
from xlgoals.outputs import unwritable
from xlgoals.profiles import DEFAULT

if TYPE_CHECKING:
    from xlgoals.model import GoalDocument
    from xlgoals.reading import ReadResult

__all__ = ["DOCUMENTS", "import_document", "import_folder"]

DOCUMENTS: Final = (*files.TEXTS, *files.WORDS, *files.OLD_WORDS)
"""Endings of what can be put into a workbook."""

_FAILURES_SHOWN: Final = 8


def import_document(session: Session) -> str:
    """Put a text or Word document into this workbook; what it holds is asked about first."""
    path = session.path or session.dialogs.open_file(text("excel.open-title"), DOCUMENTS)
    if path is None:
        return ""
    with session.working("reading-file", name=path.name):
        document = _read(path).document
        standard = is_standard(session.book)
    if not standard:
        return _as_new_book(session, path, document)
    held = _held(session)
    if held is not None and not session.dialogs.ask(text("excel.overwrite", projects=held)):
        return text("excel.given-up")
    with session.working("filling", name=path.name):
        _take_marks_off(session)
        fill(session.book, stamped(document))
        filled = snapshot.read(session.book)
        same = filled.document == document
        list_findings(session.book, filled)
    session.app.calculate()
    key = "imported" if same else "imported-differs"
    lines = [text(f"excel.{key}", name=path.name, projects=len(document.projects))]
    return "\n".join([*lines, *_leftovers(document)])


def _leftovers(document: GoalDocument) -> list[str]:
    count = len(document.leftovers)
    return [text("excel.imported-leftovers", count=count)] if count else []


def _read(path: Path) -> ReadResult:
    """The document in a file of any form.

    Raises:
        Told: It cannot be read; the words name the file.
    """
    try:
        if path.suffix.lower() in files.OLD_WORDS:
            return legacy.read(next(legacy.convert([path])))
        return files.read(path)
    except FormError as error:
        reason = text(f"form.{error.key}", **error.values)
        raise Told("not-read", name=path.name, reason=reason) from error


def _held(session: Session) -> int | None:
    """The projects that the workbook holds already; None when nothing is filled in."""
    try:
        document = snapshot.read(session.book).document
    except FormError:
        return None
    blank = document.model_copy(update={"bookmarks": ()})
    return None if blank == type(document)() else len(document.projects)


def _take_marks_off(session: Session) -> None:
    """Marks speak of what was there; with it they go."""
    record = load(session.book)
    if refused := clear(session.book, record):
        raise Told("sheets-protected", sheets="、".join(refused))
    save(session.book, Record())


def _as_new_book(session: Session, path: Path, document: GoalDocument) -> str:
    """Where this workbook has no room for it, a new one beside the file."""
    taken = {other.name.casefold() for other in path.parent.iterdir()}
    name, _ = files.free_name(taken, path.stem, files.WORKBOOKS[0])
    if not session.dialogs.ask(text("excel.new-book", source=path.name, name=name)):
        return text("excel.given-up")
    target = path.with_name(name)
    rows = finding_rows(checks.run(document, checks.load_profile(DEFAULT)), document)
    try:
        files.write_whole(target, stamp.write_bytes(document, rows))
    except OSError as error:
        raise unwritable(error, target) from error
    session.app.books.open(str(target))
    said = text("excel.imported-new", path=target, projects=len(document.projects))
    return "\n".join([said, *_leftovers(document)])


def import_folder(session: Session) -> str:
    """Make a workbook of each document in a folder; it can be stopped between two files."""
    folder = session.path or session.dialogs.choose_folder(text("excel.folder-title"))
    if folder is None:
        return ""
    if not folder.is_dir():
        raise Told("no-folder", name=folder.name)
    output = folder / text("excel.folder-output")
    jobs = bulk.plan([folder], output, Conversion.TEXT_TO_WORKBOOK)
    if not jobs:
        raise Told("nothing-in-folder", name=folder.name)
    done: list[Outcome] = []
    title = text("excel.folder-cancel", count=len(jobs))
    with (
        session.working("folder-begin", count=len(jobs)),
        session.dialogs.cancelling(title) as cancelled,
    ):
        for outcome in bulk.run(jobs):
            done.append(outcome)
            name = outcome.job.source.name
            session.say("folder-progress", n=len(done), count=len(jobs), name=name)
            if len(done) < len(jobs) and cancelled():
                break
    return _folder_words(done, len(jobs), output)


def _folder_words(done: list[Outcome], count: int, output: Path) -> str:
    numbers = Counter(outcome.status for outcome in done)
    failed = [outcome for outcome in done if outcome.status is Status.FAILED]
    values = {
        "ok": numbers[Status.OK], "failed": len(failed), "skipped": numbers[Status.SKIPPED],
        "folder": output,
    }  # fmt: skip
    lines = [text("excel.folder-done", **values)]
    if len(done) < count:
        lines.insert(0, text("excel.folder-cancelled", n=len(done), count=count))
    lines += [
        text(
            "excel.folder-failed",
            name=outcome.job.source.name,
            reason=text(f"form.{outcome.error}", **dict(outcome.values)),
        )
        for outcome in failed[:_FAILURES_SHOWN]
    ]
    if len(failed) > _FAILURES_SHOWN:
        lines.append(text("excel.folder-more", count=len(failed) - _FAILURES_SHOWN))
    return "\n".join(lines)
