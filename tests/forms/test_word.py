"""word.py: what is written as a Word document reads back the same, on every way through it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.forms.conftest import RICH
from tests.forms.word_files import cell, paragraph, row, table, word_file
from tests.generated import department_text
from tests.strategies import documents
from xlgoals.forms import text, word, word_read
from xlgoals.forms import vocabulary as words
from xlgoals.model import Bookmark, GoalDocument
from xlgoals.reading import ReadResult


@given(documents())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_a_word_document_reads_back_as_it_was_written(document: GoalDocument) -> None:
    assert word.read(word.write(document)).document == document


@given(documents())
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_word_and_text_give_the_same_document(document: GoalDocument) -> None:
    from_text = text.read(text.write(document)).document
    assert word.read(word.write(from_text)).document == from_text


@pytest.mark.parametrize("mistakes", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_generated_documents_come_through_word_unchanged(seed: int, mistakes: bool) -> None:
    document = text.read(department_text(seed, projects=3, mistakes=mistakes).encode()).document
    assert word.read(word.write(document)).document == document


def test_a_document_with_everything_comes_through_word_unchanged() -> None:
    assert word.read(word.write(RICH)).document == RICH


def test_real_documents_come_through_word_unchanged(seed: bytes) -> None:
    document = text.read(seed).document
    assert word.read(word.write(document)).document == document


@pytest.mark.parametrize("name", ["a\tb", 'a"b', "a<b&c", "_x0009_", "长" * 60])
def test_odd_names_of_bookmarks_come_through(name: str) -> None:
    marks = (Bookmark(name=name, field="overall_goal[0]"),)
    document = GoalDocument(overall_goal=("目标",), bookmarks=marks)
    assert word.read(word.write(document)).document == document


@pytest.mark.parametrize(
    "written",
    [" 前后 ", "a  b", "\t前", "a \t b", "<&>\"'", "_x0007_", "\x07", "\ufffe", "\u3000空"],
)
def test_odd_texts_come_through(written: str) -> None:
    document = GoalDocument(overall_goal=(written,))
    assert word.read(word.write(document)).document == document


def all_of(result: ReadResult) -> tuple[object, ...]:
    return result.document, dict(result.places), result.notes


@pytest.fixture
def files() -> list[bytes]:
    texts = [department_text(seed, projects=2, mistakes=True) for seed in range(6)]
    made = [text.read(content.encode()).document for content in texts]
    return [word.write(document) for document in [*made, RICH]]


def test_the_short_way_through_tables_says_the_same(
    files: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = [all_of(word.read(data)) for data in files]
    monkeypatch.setattr(word_read, "plain_table", lambda *_: None)
    assert [all_of(word.read(data)) for data in files] == short


def test_half_rows_are_not_taken_for_a_whole_one() -> None:
    header = row(*(labels[0] for labels in words.COLUMNS.values()))
    half = row("产出指标", "数量指标", "里程")
    body = (
        paragraph("1.道路维修绩效目标表"),
        table(header, half, row(cell("产出指标"), "质量指标", "合格率")),
    )
    document = word.read(word_file(*body)).document
    assert [indicator.name for indicator in document.projects[0].indicators] == ["里程", "合格率"]


def test_a_blank_paragraph_in_front_of_a_header_is_no_matter() -> None:
    first, *others = (labels[0] for labels in words.COLUMNS.values())
    header = row(cell("", first), *others)
    body = (paragraph("1.道路维修绩效目标表"), table(header, row(*"甲乙丙丁戊己")))
    document = word.read(word_file(*body)).document
    assert [indicator.level1 for indicator in document.projects[0].indicators] == ["甲"]
