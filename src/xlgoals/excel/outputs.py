"""导出Word and 导出文本: the document of the open workbook, as the command line saves it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlgoals import files
from xlgoals.excel.session import Session
from xlgoals.excel.validate import read_book
from xlgoals.forms import text as text_form
from xlgoals.messages import text
from xlgoals.outputs import USUAL, unwritable, write_word

if TYPE_CHECKING:
    from xlwings import Book

    from xlgoals.model import GoalDocument

__all__ = ["export_text", "export_word", "folder_of"]

_TEXT: Final = files.TEXTS[0]
_WORD: Final = files.WORDS[0]


def export_text(session: Session) -> str:
    """Save the document as a text."""
    return _export(session, _TEXT, text_form.write)


def export_word(session: Session) -> str:
    """Save the document as a Word file."""
    return _export(session, _WORD, lambda document: write_word(document, USUAL))


def _export(session: Session, ending: str, write: Callable[[GoalDocument], bytes]) -> str:
    book = session.book
    with session.working("reading"):
        result = read_book(book)
        data = write(result.document)
    target = _target(session, ending)
    if target is None:
        return ""
    try:
        files.write_whole(target, data)
    except OSError as error:
        raise unwritable(error, target) from error
    leftovers = len(result.document.leftovers)
    lines = [text("excel.exported", path=target, projects=len(result.document.projects))]
    if leftovers:
        lines.append(text("excel.exported-leftovers", count=leftovers))
    return "\n".join(lines)


def _target(session: Session, ending: str) -> Path | None:
    """Where to save; the name that a caller gave already is asked about when it is taken."""
    if session.path is None:
        proposed = folder_of(session.book) / (Path(session.book.name).stem + ending)
        chosen = session.dialogs.save_file(text("excel.save-title"), proposed)
        return None if chosen is None else _with_ending(chosen, ending)
    target = _with_ending(session.path, ending)
    if target.exists() and not session.dialogs.ask(text("excel.replace", name=target.name)):
        return None
    return target


def _with_ending(path: Path, ending: str) -> Path:
    return path if path.suffix.lower() == ending else path.with_name(path.name + ending)


def folder_of(book: Book) -> Path:
    """The folder of a workbook; the home folder when it was never saved, or lies in a cloud."""
    path = Path(book.fullname)
    return path.parent if path.is_absolute() and path.parent.is_dir() else Path.home()
