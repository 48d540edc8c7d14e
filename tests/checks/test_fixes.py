from __future__ import annotations

import functools

import pytest

from tests.generated import MISTAKE_SEEDS, department_text
from xlgoals import paths
from xlgoals.checks import Edit, Fix, FixKind, Severity, fixes, run
from xlgoals.checks.examples import base
from xlgoals.checks.finding import Finding
from xlgoals.checks.fixes import Change
from xlgoals.forms import text
from xlgoals.model import GoalDocument
from xlgoals.reading import ReadResult

DOCUMENT = base()
NAME, CODE = "projects[0].name", "projects[0].code"


def auto(*edits: Edit) -> Fix:
    return Fix(FixKind.AUTO, edits)


def test_changes_are_told_old_and_new() -> None:
    outcome = fixes.apply(DOCUMENT, [auto(Edit(NAME, "甲"), Edit("projects[0].number", "9"))])
    assert outcome.document.projects[0].name == "甲"
    assert outcome.document.projects[0].number == 9
    assert outcome.applied == (
        Change(NAME, DOCUMENT.projects[0].name, "甲"),
        Change("projects[0].number", "1", "9"),
    )


def test_first_of_two_fixes_of_a_field_wins() -> None:
    first, second = auto(Edit(NAME, "甲")), auto(Edit(CODE, "x"), Edit(NAME, "乙"))
    outcome = fixes.apply(DOCUMENT, [first, second])
    assert outcome.document.projects[0].name == "甲"
    assert outcome.document.projects[0].code == DOCUMENT.projects[0].code
    assert outcome.refused == (second,)


def test_same_edit_twice_is_no_conflict() -> None:
    outcome = fixes.apply(
        DOCUMENT, [auto(Edit(NAME, "甲")), auto(Edit(NAME, "甲"), Edit(CODE, "x"))]
    )
    assert outcome.refused == ()
    assert [change.field for change in outcome.applied] == [NAME, CODE]


def test_rows_are_put_in_order_when_all_else_is_done() -> None:
    rows = "projects[0].indicators"
    order = (1, 0, *range(2, 10))
    reorder, edit = auto(Edit(rows, order=order)), auto(Edit(f"{rows}[0].name", "甲"))
    for both in ([reorder, edit], [edit, reorder]):
        outcome = fixes.apply(DOCUMENT, both)
        assert outcome.refused == ()
        assert [change.field for change in outcome.applied] == [f"{rows}[0].name", rows]
        assert outcome.applied[1].new.startswith("2 1 3")
        first, second = outcome.document.projects[0].indicators[:2]
        assert first == DOCUMENT.projects[0].indicators[1]
        assert second.name == "甲"


def test_two_orders_of_one_list_are_a_conflict() -> None:
    rows = "projects[0].indicators"
    first = auto(Edit(rows, order=(1, 0, *range(2, 10))))
    second = auto(Edit(rows, order=(2, 0, 1, *range(3, 10))))
    assert fixes.apply(DOCUMENT, [first, first]).refused == ()
    assert fixes.apply(DOCUMENT, [first, second]).refused == (second,)


def test_whole_list_and_one_of_its_items_are_a_conflict() -> None:
    whole, item = auto(Edit("projects[0].goals", "甲")), auto(Edit("projects[0].goals[0]", "乙"))
    assert fixes.apply(DOCUMENT, [whole, item]).refused == (item,)
    assert fixes.apply(DOCUMENT, [item, whole]).refused == (whole,)


def test_edit_that_changes_nothing_clashes_with_none() -> None:
    idle = auto(Edit(NAME, DOCUMENT.projects[0].name), Edit(CODE, "x"))
    outcome = fixes.apply(DOCUMENT, [auto(Edit(NAME, "甲")), idle])
    assert outcome.refused == ()
    assert (outcome.document.projects[0].name, outcome.document.projects[0].code) == ("甲", "x")


def test_lead_lines_are_put_in_and_taken_out() -> None:
    line = "lead_lines.overall"
    absent = paths.replace(DOCUMENT, line, "")
    outcome = fixes.apply(absent, [auto(Edit(line, "true"))])
    assert outcome.applied == (Change(line, "", "true"),)
    assert outcome.document == DOCUMENT


def test_fix_of_a_field_that_is_not_there_is_refused_as_a_whole() -> None:
    fix = auto(Edit(NAME, "甲"), Edit("projects[99].code", "x"))
    outcome = fixes.apply(DOCUMENT, [fix])
    assert (outcome.document, outcome.applied, outcome.refused) == (DOCUMENT, (), (fix,))


def test_edit_that_changes_nothing_is_not_told() -> None:
    outcome = fixes.apply(DOCUMENT, [auto(Edit(NAME, DOCUMENT.projects[0].name))])
    assert (outcome.applied, outcome.refused) == ((), ())


def test_chosen_leaves_suggestions_out_unless_asked() -> None:
    a, s = auto(Edit(NAME, "甲")), Fix(FixKind.SUGGESTED, (Edit(CODE, "x"),))
    findings = [Finding("FND001", Severity.ERROR, 0, NAME, fix=fix) for fix in (a, s, a, None)]
    assert fixes.chosen(findings) == [a]
    assert fixes.chosen(findings, suggested=True) == [a, s]


def test_nothing_to_mend_in_a_faultless_document() -> None:
    assert fixes.chosen(run(DOCUMENT), suggested=True) == []


# --- Whole documents -------------------------------------------------------------------------

_ROUNDS = 6


@pytest.fixture(params=["000", "004"])
def legacy(request: pytest.FixtureRequest, seeds: dict[str, ReadResult]) -> ReadResult:
    return seeds[request.param]


@functools.cache
def generated(seed: int) -> ReadResult:
    return text.read(department_text(seed, mistakes=True).encode())


def restored(mended: GoalDocument, outcome: fixes.Outcome) -> GoalDocument:
    """The document before, made from the one after by what is said to have changed."""
    for field, old, new in reversed(outcome.applied):
        if field.endswith(".indicators"):
            places = [int(number) - 1 for number in new.split()]
            mended = paths.reorder(mended, field, tuple(map(places.index, range(len(places)))))
        else:
            mended = paths.replace(mended, field, old)
    return mended


def automatic_fixes_mend(result: ReadResult) -> None:
    chosen = fixes.chosen(run(result))
    outcome = fixes.apply(result.document, chosen)
    assert chosen
    assert outcome.refused == ()
    assert fixes.chosen(run(outcome.document)) == []
    assert restored(outcome.document, outcome) == result.document


def suggestions_come_to_an_end(result: ReadResult) -> None:
    document = result.document
    for _ in range(_ROUNDS):
        outcome = fixes.apply(document, fixes.chosen(run(document), suggested=True))
        document = outcome.document
        if not outcome.applied:
            break
    assert outcome.applied == ()
    assert outcome.refused == ()


def test_automatic_fixes_mend_the_legacy_documents(legacy: ReadResult) -> None:
    automatic_fixes_mend(legacy)


def test_suggestions_for_the_legacy_documents_come_to_an_end(legacy: ReadResult) -> None:
    suggestions_come_to_an_end(legacy)


@pytest.mark.parametrize("seed", MISTAKE_SEEDS)
def test_automatic_fixes_mend_generated_documents(seed: int) -> None:
    automatic_fixes_mend(generated(seed))


@pytest.mark.parametrize("seed", MISTAKE_SEEDS)
def test_suggestions_for_generated_documents_come_to_an_end(seed: int) -> None:
    suggestions_come_to_an_end(generated(seed))
