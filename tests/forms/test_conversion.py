"""Text and workbook together: nothing changes and nothing is lost on the way."""

from __future__ import annotations

import io

import python_calamine
from hypothesis import HealthCheck, assume, given, settings

from tests.conservation import lost_characters
from tests.damage import mutated_texts
from tests.forms.test_text import changed_lines
from tests.strategies import documents
from xlgoals.forms import stamp, text, workbook
from xlgoals.forms.errors import FormError
from xlgoals.model import GoalDocument
from xlgoals.reading import NoteKind

slow = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@given(documents())
@slow
def test_a_workbook_reads_back_as_it_was_written(document: GoalDocument) -> None:
    result = workbook.read(stamp.write_bytes(document))
    assert result.document == document
    assert result.notes == ()


@given(mutated_texts())
@slow
def test_every_character_of_a_text_stands_in_its_workbook(content: str) -> None:
    try:
        document = text.read(content.encode()).document
    except FormError:
        assume(False)
    assert not lost_characters(content, calamine_texts(stamp.write_bytes(document)))


def calamine_texts(data: bytes) -> list[str]:
    """What an independent reader finds in a workbook's cells."""
    book = python_calamine.load_workbook(io.BytesIO(data))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return [shown(value) for row in rows for value in row if value != ""]


def shown(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def test_real_documents_come_through_a_workbook_unchanged(seed: bytes) -> None:
    before = text.read(seed)
    after = text.write(workbook.read(stamp.write_bytes(before.document)).document)
    assert text.read(after).document == before.document
    reported = {note.place.line: note.kind for note in before.notes}
    assert set(reported.values()) <= {
        *(NoteKind.EMPTY_PARAGRAPH, NoteKind.SPACE_PARAGRAPH),
        *(NoteKind.STRAY_TAB, NoteKind.EDGE_SPACE),
    }
    assert set(changed_lines(seed.decode(), after.decode())) <= reported.keys()


def test_every_character_of_the_real_documents_stands_in_their_workbooks(seed: bytes) -> None:
    data = stamp.write_bytes(text.read(seed).document)
    assert not lost_characters(seed.decode(), calamine_texts(data))
