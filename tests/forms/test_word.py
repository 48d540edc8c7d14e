"""word.py: what is written as a Word document reads back the same, and bad files are told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.generated import department_text
from tests.strategies import documents
from xlgoals import messages
from xlgoals.forms import text, word
from xlgoals.forms.errors import FormError
from xlgoals.forms.word_template import build
from xlgoals.model import GoalDocument
from xlgoals.resources import shipped


@given(documents())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_word_document_reads_back_as_it_was_written(document: GoalDocument) -> None:
    assert word.read(word.write(document)).document == document


@pytest.mark.parametrize("seed", range(4))
def test_generated_documents_come_through_word_unchanged(seed: int) -> None:
    document = text.read(department_text(seed, projects=3, mistakes=True).encode()).document
    assert word.read(word.write(document)).document == document


def test_real_documents_come_through_word_unchanged(seed: bytes) -> None:
    document = text.read(seed).document
    assert word.read(word.write(document)).document == document


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"%PDF-1.7 renamed", "not-word"),
        (b"", "not-word"),
        (word.write(GoalDocument())[:900], "not-word"),
    ],
)
def test_what_is_no_word_document_is_told(data: bytes, key: str) -> None:
    with pytest.raises(FormError) as caught:
        word.read(data)
    assert caught.value.key == key
    assert messages.has(f"form.{key}", "zh")


def test_the_shipped_template_is_what_is_built() -> None:
    assert shipped("workbooks", "绩效文本模板.docx").read_bytes() == build()
