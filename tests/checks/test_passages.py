"""passages.py: the texts of a document, and where they stand."""

from __future__ import annotations

import re

import pytest

from xlgoals import profiles
from xlgoals.checks.context import Context
from xlgoals.checks.passages import Passages, passages
from xlgoals.model import Duty, GoalDocument, Indicator, Project
from xlgoals.reading import ReadResult

ROWS = (
    Indicator(name="甲(率)", description="甲(率)", basis="据一"),
    Indicator(name="乙量", description="", basis="据一", extras=(("权重", "据一"), ("说明", "丁"))),
)
DOCUMENT = GoalDocument(
    overall_goal=("总甲", ""),
    duties=(Duty(heading="职一", goal="总甲"),),
    safeguards=("保一",),
    projects=(
        Project(name="项甲", title="项甲", goals=("目标", "项甲"), indicators=ROWS),
        Project(name="项乙", goals=("目标",)),
    ),
)


def of(document: GoalDocument) -> Passages:
    return Context(ReadResult(document), profiles.load()).once(passages)


def test_each_text_of_a_project_stands_once_with_all_its_fields() -> None:
    row = "projects[0].indicators[{}].{}".format
    assert [(one.text, list(one.paths)) for one in of(DOCUMENT)] == [
        ("总甲", ["overall_goal[0]"]),
        ("职一", ["duties[0].heading"]),
        ("总甲", ["duties[0].goal"]),
        ("保一", ["safeguards[0]"]),
        ("项甲", ["projects[0].name", "projects[0].title", "projects[0].goals[1]"]),
        ("目标", ["projects[0].goals[0]"]),
        ("甲(率)", [row(0, "name"), row(0, "description")]),
        ("据一", [row(0, "basis"), row(1, "basis"), row(1, "extras[权重]")]),
        ("乙量", [row(1, "name")]),
        ("丁", [row(1, "extras[说明]")]),
        ("项乙", ["projects[1].name"]),
        ("目标", ["projects[1].goals[0]"]),
    ]


def test_rows_of_plain_words_are_passed_by() -> None:
    plain = Indicator(name="目标", description="说明", basis="据二")
    project = Project(name="项丙", goals=("目标",), indicators=(plain, *ROWS))
    found = list(of(GoalDocument(projects=(project,))))
    assert [one.text for one in found] == ["项丙", "目标", "甲(率)", "据一", "乙量", "丁"]
    # What a row has in common with another field is still found in it.
    assert found[1].paths == ["projects[0].goals[0]", "projects[0].indicators[0].name"]


def test_first_path_project_and_goals() -> None:
    found = list(of(DOCUMENT))
    assert [one.path for one in found] == [one.paths[0] for one in found]
    assert [one.project for one in found] == [None] * 4 + [0] * 6 + [1] * 2
    assert [one.path for one in found if one.is_goal] == [
        "projects[0].goals[0]",
        "projects[1].goals[0]",
    ]


@pytest.mark.parametrize("pattern", ["甲", "一", "丁", "目标", "保一项", "无", "[总项]"])
@pytest.mark.parametrize("odd", ["", "\0", "甲\0一"])
def test_having_finds_what_a_look_at_each_text_finds(pattern: str, odd: str) -> None:
    found = of(DOCUMENT.model_copy(update={"safeguards": ("保一", odd)}))
    compiled = re.compile(pattern)
    assert [(one.text, one.path) for one in found.having(compiled)] == [
        (one.text, one.path) for one in found if compiled.search(one.text)
    ]


@pytest.mark.parametrize(("first", "last"), [("总", "无"), ("无", "一"), ("保", "甲"), ("]", "\n")])
@pytest.mark.parametrize("odd", ["", "\0", "甲\0一", "]\n", "\n]"])
def test_edged_finds_what_a_look_at_each_text_finds(first: str, last: str, odd: str) -> None:
    found = of(DOCUMENT.model_copy(update={"safeguards": ("保一", odd)}))
    assert [(one.text, one.path) for one in found.edged(first, last)] == [
        (one.text, one.path) for one in found if one.text[0] in first or one.text[-1] in last
    ]


def test_a_document_without_words() -> None:
    empty = of(GoalDocument())
    assert list(empty) == []
    assert empty.having(re.compile("甲")) == []
    assert empty.edged("甲", "甲") == []
