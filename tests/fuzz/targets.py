"""What must hold for any bytes at all: one function a reader, which raises when it does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from tests.conservation import document_texts, lost_characters
from tests.strategies import LABELS
from xlgoals import checks
from xlgoals.forms import decode, stamp, text, word, workbook
from xlgoals.forms.errors import FormError
from xlgoals.model import GoalDocument
from xlgoals.reading import ReadResult

__all__ = ["TARGETS"]

_LABELS: Final = [Counter(label) for label in sorted(filter(None, LABELS), key=len, reverse=True)]
_BROKEN: Final = re.compile(r"[\udc80-\udcff]|\[b[^\]\n]*\[bookmark: ")


def read_text(data: bytes) -> None:
    """Text is read or refused; no character is lost, neither then nor when it is written again."""
    result = _read(text.read, data)
    if result is None:
        return
    content = decode.decode(data).text
    _lost_nothing(content, result.document)
    if not _BROKEN.search(content):
        # What stood apart in the input may meet when it is written: bytes of one broken
        # character, or the halves of a bookmark with another one in between.
        _lost_nothing(content, text.read(text.write(result.document)).document)
    _goes_on(result)


def _lost_nothing(content: str, document: GoalDocument) -> None:
    lost = lost_characters(content, document)
    # The point behind a project's number is the form's, whatever its title looks like.
    points = sum(project.number is not None for project in document.projects)
    lost -= Counter(dict.fromkeys(".、", points))
    # Labels may be broken into lines, which the count does not know for them.
    for label in _LABELS:
        while lost and label <= lost:
            lost -= label
    assert not lost, f"lost: {lost}"


def read_docx(data: bytes) -> None:
    """A Word document is read or refused, and nothing is lost when it is written again."""
    result = _read(word.read, data)
    if result is not None:
        _goes_on(result)
        _keeps(word.read(word.write(result.document)).document, result.document)


def read_workbook(data: bytes) -> None:
    """A workbook is read or refused, and nothing is lost when it is written again."""
    result = _read(workbook.read, data)
    if result is not None:
        _goes_on(result)
        _keeps(workbook.read(stamp.write_bytes(result.document)).document, result.document)


def _read(reader: Callable[[bytes], ReadResult], data: bytes) -> ReadResult | None:
    try:
        return reader(data)
    except FormError:
        return None


def _goes_on(result: ReadResult) -> None:
    """What follows a reading copes with the document too."""
    for finding in checks.run(result):
        assert finding.message_in("zh")


def _keeps(again: GoalDocument, document: GoalDocument) -> None:
    lost = _characters(document) - _characters(again)
    assert not lost, f"lost: {lost}"


def _characters(document: GoalDocument) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in document_texts(document):
        found.update(char for char in part if not char.isspace())
    return found


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "text": read_text,
    "docx": read_docx,
    "workbook": read_workbook,
}
