from __future__ import annotations

from xlgoals.checks import Edit, Fix, FixKind, Severity, fixes, run
from xlgoals.checks.examples import base
from xlgoals.checks.finding import Finding
from xlgoals.checks.fixes import Change

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


def test_reordered_rows_are_not_edited_again() -> None:
    rows = "projects[0].indicators"
    order = (1, 0, *range(2, 10))
    reorder, edit = auto(Edit(rows, order=order)), auto(Edit(f"{rows}[0].name", "甲"))
    outcome = fixes.apply(DOCUMENT, [reorder, edit])
    assert outcome.document.projects[0].indicators[0] == DOCUMENT.projects[0].indicators[1]
    assert outcome.applied[0].new.startswith("2 1 3")
    assert outcome.refused == (edit,)
    assert fixes.apply(DOCUMENT, [edit, reorder]).refused == (reorder,)


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
