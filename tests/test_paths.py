"""Field paths: reading, replacing, ordering, and what encloses a field."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from xlgoals import paths
from xlgoals.checks.examples import base
from xlgoals.model import GoalDocument, Indicator, Project
from xlgoals.values import IndicatorValue, Money, Percent

DOCUMENT = base()


def leaves(part: object, path: str = "") -> Iterator[str]:
    """The paths of all fields that hold a text, a value or a number."""
    if isinstance(part, Money | Percent | IndicatorValue | str | int) or part is None:
        yield path
    elif isinstance(part, tuple):
        for at, item in enumerate(part):
            yield from leaves(item, f"{path}[{at}]")
    else:
        for name in type(part).model_fields:  # type: ignore[attr-defined]
            yield from leaves(getattr(part, name), f"{path}.{name}".lstrip("."))


LEAVES = list(leaves(DOCUMENT))


def new_text(path: str) -> str:
    if path.startswith("lead_lines"):
        return ""
    return "7" if path.endswith(("number", "year")) else "新的"


@pytest.mark.parametrize(
    "path", [p for p in LEAVES if not p.startswith(("projects[1]", "projects[2"))]
)
def test_replaced_text_reads_back_and_nothing_else_changes(path: str) -> None:
    changed = paths.replace(DOCUMENT, path, new_text(path))
    assert paths.text_of(changed, path) == new_text(path)
    assert paths.replace(changed, path, paths.text_of(DOCUMENT, path)) == DOCUMENT


def test_replace_parses_the_text() -> None:
    document = paths.replace(DOCUMENT, "projects[0].funding.total", "12.50")
    document = paths.replace(document, "projects[0].plan.june", "45%")
    document = paths.replace(document, "projects[0].indicators[2].value", "≥9.5万元")
    project = document.projects[0]
    assert project.funding.total == Money.parse("12.50")
    assert project.plan.june == Percent.parse("45%")
    assert project.indicators[2].value == IndicatorValue.parse("≥9.5万元")


def test_list_of_texts_has_one_item_a_line() -> None:
    document = paths.replace(DOCUMENT, "projects[0].goals", "1.甲\n2.乙")
    assert document.projects[0].goals == ("1.甲", "2.乙")
    assert paths.text_of(document, "projects[0].goals") == "1.甲\n2.乙"
    assert paths.replace(document, "projects[0].goals", "").projects[0].goals == ()


def test_cells_of_other_columns_go_by_their_label() -> None:
    document = base("central-2021")
    path = "projects[0].indicators[0].extras[权重]"
    assert paths.text_of(document, path) == "20"
    changed = paths.replace(document, path, "25")
    assert dict(changed.projects[0].indicators[0].extras)["权重"] == "25"


@pytest.mark.parametrize(
    "path",
    ["nothing", "projects[99].code", "projects[0].codes", "projects.code", "projects[0]..code",
     "projects[0].indicators[0].extras[没有]", "projects[x].code", "a b"],
)  # fmt: skip
def test_unknown_field_is_a_key_error(path: str) -> None:
    with pytest.raises(KeyError):
        paths.get(DOCUMENT, path)
    with pytest.raises(KeyError):
        paths.replace(DOCUMENT, path, "x")


def test_part_of_several_fields_has_no_text() -> None:
    with pytest.raises(KeyError):
        paths.text_of(DOCUMENT, "projects[0].plan")
    with pytest.raises(KeyError):
        paths.replace(DOCUMENT, "projects[0].plan", "x")


def test_number_must_be_one() -> None:
    assert paths.replace(DOCUMENT, "projects[0].number", "").projects[0].number is None
    with pytest.raises(ValueError, match="x"):
        paths.replace(DOCUMENT, "projects[0].number", "x")


def test_reorder_and_back() -> None:
    changed = paths.reorder(DOCUMENT, "projects[0].goals", (0,))
    assert changed == DOCUMENT
    order = (1, 0, *range(2, 10))
    rows = paths.reorder(DOCUMENT, "projects[0].indicators", order)
    assert rows.projects[0].indicators[0] == DOCUMENT.projects[0].indicators[1]
    assert paths.reorder(rows, "projects[0].indicators", order) == DOCUMENT
    for wrong in [(0, 0, *range(2, 10)), (0, 1)]:
        with pytest.raises(ValueError, match="no order"):
            paths.reorder(DOCUMENT, "projects[0].indicators", wrong)


def test_paths_sort_as_the_form_is_printed() -> None:
    expected = [
        "", "front[0]", "lead_lines.overall", "overall_goal[1]", "duties[0].heading",
        "duties[0].goal", "duties[0].indicator", "duties[1].heading", "safeguards[0]", "projects",
        "projects[0]", "projects[0].number", "projects[0].title", "projects[0].unit",
        "projects[0].money_unit", "projects[0].code", "projects[0].name",
        "projects[0].funding.total", "projects[0].funding.fiscal", "projects[0].funding.other",
        "projects[0].funding.purpose", "projects[0].plan", "projects[0].plan.march",
        "projects[0].plan.december", "projects[0].goals[0]", "projects[0].indicators",
        "projects[0].indicators[2].level1", "projects[0].indicators[2].level2",
        "projects[0].indicators[2].name", "projects[0].indicators[2].description",
        "projects[0].indicators[2].value", "projects[0].indicators[2].basis",
        "projects[0].indicators[10].level1", "projects[1].title", "projects[10].title",
    ]  # fmt: skip
    shuffled = random.Random(1).sample(expected, len(expected))
    assert sorted(shuffled, key=paths.sort_key) == expected


def test_every_field_of_a_document_can_be_sorted() -> None:
    assert len({paths.sort_key(path) for path in LEAVES}) == len(LEAVES)


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("projects[0].indicators[3].basis", ["projects[0].indicators[3]"]),
        ("projects[0].plan", ["projects[0].plan.march", "projects[0].plan.june"]),
        ("projects[0].goals[0]", ["projects[0].goals"]),
        ("projects[2]", ["projects[2].title", "projects[2].unit"]),
        ("overall_goal[3]", ["overall_goal"]),
    ],
)
def test_enclosing_goes_from_near_to_far(path: str, first: list[str]) -> None:
    assert list(paths.enclosing(path))[: len(first)] == first


def test_row_without_its_cell_is_found_by_its_other_cells_then_by_its_project() -> None:
    found = paths.enclosing("projects[1].indicators[3].basis")
    steps = ["projects[1].indicators[3].level2", "projects[1].indicators", "projects[1].title"]
    assert [found.index(step) for step in steps] == sorted(found.index(step) for step in steps)


def test_upwards_goes_to_the_whole_document() -> None:
    assert paths.upwards("projects[2].plan.june") == (
        *("projects[2].plan.june", "projects[2].plan", "projects[2]", "projects"),
    )
    assert paths.upwards("") == ()


@pytest.mark.parametrize(
    ("path", "project"), [("projects[12].code", 12), ("projects", None), ("", None)]
)
def test_project_of(path: str, project: int | None) -> None:
    assert paths.project_of(path) == project


def test_document_is_left_as_it_is() -> None:
    before = GoalDocument.model_validate(DOCUMENT.model_dump())
    paths.replace(DOCUMENT, "projects[0].code", "x")
    assert before == DOCUMENT


@pytest.mark.parametrize(
    "label",
    ["权重", "12", "01", "a]b", "]", "\\", "\\]", "x.y[3]", "指标]\n值"],
)
def test_any_head_of_a_column_has_a_path(label: str) -> None:
    row = Indicator(extras=((label, "旧"), ("备注", "一")))
    document = GoalDocument(projects=(Project(indicators=(row,)),))
    path = paths.extra_path("projects[0].indicators[0]", label)
    assert paths.text_of(document, path) == "旧"
    changed = paths.replace(document, path, "新").projects[0].indicators[0]
    assert changed.extras == ((label, "新"), ("备注", "一"))
