"""spaced.py: the layout of texts that came from `.doc` files."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.damage import mutated_texts
from tests.forms.spacing import spaced_text
from tests.generated import department_text
from tests.strategies import documents
from xlgoals.forms import outline, spaced, text
from xlgoals.model import GoalDocument
from xlgoals.reading import NoteKind

slow = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])

HEADED = """\
第一部分

部门整体绩效目标

一、总体绩效目标

{prose}

二、分项绩效目标

三、工作保障措施

第二部分

预算项目绩效目标

1.水库巡查绩效目标表

{table}
"""


def _unmarked(content: str) -> str:
    return re.sub(r"\[bookmark: [^\]\n]+\]", "", content)


def _plain(document: GoalDocument) -> GoalDocument:
    """Without what the layout cannot say: bookmarks, and white space at the ends of prose."""

    def strip(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text.strip() for text in texts)

    changes = {"bookmarks": (), "front": strip(document.front)}
    changes |= {"overall_goal": strip(document.overall_goal)}
    return document.model_copy(update=changes | {"safeguards": strip(document.safeguards)})


@pytest.mark.parametrize("number", range(12))
@pytest.mark.parametrize("mistakes", [False, True])
def test_a_generated_document_reads_the_same_in_both_layouts(number: int, mistakes: bool) -> None:
    usual = department_text(number, 4, mistakes=mistakes)
    content = spaced_text(text.parse(usual).blocks)
    assert spaced.is_spaced(content)
    result = text.read(content.encode())
    assert _plain(result.document) == _plain(text.read(usual.encode()).document)
    assert not {NoteKind.EMPTY_PARAGRAPH, NoteKind.MISSING_PARAGRAPH} & {
        note.kind for note in result.notes
    }
    assert result.notes[0].kind is NoteKind.LAYOUT


def test_the_real_documents_read_the_same_in_both_layouts(seed: bytes) -> None:
    content = spaced_text(text.parse(seed.decode()).blocks)
    assert _plain(text.read(content.encode()).document) == _plain(text.read(seed).document)


@given(documents())
@slow
def test_a_clean_document_is_never_taken_for_spaced(document: GoalDocument) -> None:
    content = text.canonical(document)
    assert not spaced.is_spaced(content)
    assert not spaced.is_spaced(_unmarked(content))


@given(mutated_texts(), st.booleans())
@slow
def test_a_damaged_document_is_not_taken_for_spaced(content: str, marked: bool) -> None:
    content = content if marked else _unmarked(content)
    if re.search(r"\A\s*第一部分\n部门整体绩效目标|绩效目标表\n\t", content):
        assert not spaced.is_spaced(content)


def test_the_real_documents_are_not_taken_for_spaced(seed: bytes) -> None:
    assert not spaced.is_spaced(seed.decode())
    assert not spaced.is_spaced(_unmarked(seed.decode()))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", False),
        ("\t项目编码\n\tX\n\n\n", False),
        ("第一部分\n部门整体绩效目标\n\n一、总体绩效目标\n", False),
        ("第一部分\n\n部门整体绩效目标\n\n一、总体绩效目标\n\n甲\n\n乙\n", True),
        ("第二部分\n\n预算项目绩效目标\n\n\n\t130722甲局\n\t单位：万元\n", False),
        ("1.水库绩效目标表\n\t130722甲局\n\t单位：万元\n", False),
        ("1.水库绩效目标表\n\n\t130722甲局\n\t单位：万元\n", True),
        ("一、总体绩效目标\n\n甲\n乙\n丙\n丁\n", False),
    ],
)
def test_the_headings_tell_the_layouts_apart(content: str, expected: bool) -> None:
    assert spaced.is_spaced(content) is expected


def test_the_paragraphs_of_a_cell_come_together_again() -> None:
    table = "\t绩效目标\n\t1.\n巡查水库\n\n2.建立台账\n\n3.按月通报\n\n\n"
    content = HEADED.format(prose="甲", table=table)
    project = text.read(content.encode()).document.projects[0]
    assert project.goals == ("1.巡查水库", "2.建立台账", "3.按月通报")


def test_places_are_the_lines_of_the_file() -> None:
    content = HEADED.format(prose="甲\n\n乙", table="\t绩效目标\n\t1.巡查水库\n\n\n")
    result = text.read(content.encode())
    lines = content.split("\n")
    line = result.places["projects[0].goals"].line
    assert line is not None
    assert lines[line - 1] == "\t1.巡查水库"
    assert result.places["overall_goal[1]"].line == lines.index("乙") + 1


def test_blocks_of_the_layout_give_the_document_of_the_usual_blocks() -> None:
    usual = text.parse(department_text(5, 2)).blocks
    content = spaced_text(usual)
    documents = [
        layout.read(blocks).document
        for layout, blocks in ((spaced, text.parse(content).blocks), (outline, usual))
    ]
    assert _plain(documents[0]) == _plain(documents[1])
