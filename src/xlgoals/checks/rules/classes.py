"""STR: the two upper levels of the indicators, and the cells of a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.flags import Form, Row
from xlgoals.checks.registry import indicator_check, project_check
from xlgoals.checks.views import IndicatorView, ProjectView

__all__ = ["class_edits", "class_text"]

_SUFFIX: Final = "指标"
_CELLS: Final = ("level1", "level2", "name", "description", "value", "basis")


def class_text(key: str, written: str) -> str:
    """A class as it is to be written where `written` stands: with 指标 where that has it."""
    return key + _SUFFIX if written.strip().endswith(_SUFFIX) or not written.strip() else key


def class_edits(row: IndicatorView, level2: str, context: Context) -> tuple[Edit, ...]:
    """Edits that move a row to a level-2 class of the profile, and to its level 1."""
    level1 = context.lexicon.level1_of.get(level2)
    if level1 is None:
        return ()
    edits = []
    if row.level1 != level1:
        edits.append(Edit(f"{row.path}.level1", class_text(level1, row.indicator.level1)))
    if row.level2 != level2:
        edits.append(Edit(f"{row.path}.level2", class_text(level2, row.indicator.level2)))
    return tuple(edits)


@project_check(
    "STR006",
    Severity.ERROR,
    needs=Form.NO_LEVEL1,
    unless=("STR002",),
    satisfaction=Severity.WARNING,
)
def level1_is_complete(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A project has indicators of every level-1 class that is asked for."""
    there = {head.level1 for head in project.heads}
    for level1 in context.profile.required.level1:
        if level1 not in there:
            variant = "satisfaction" if level1 in context.lexicon.satisfaction else ""
            yield context.finding(f"{project.path}.indicators", variant=variant, x=level1)


@project_check(
    "STR007",
    Severity.WARNING,
    needs=Form.NO_LEVEL2,
    unless=("STR002",),
    one_of=Severity.WARNING,
)
def level2_is_complete(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The output classes are all there, and one at least of those that stand for each other."""
    upper = {head.level1 for head in project.heads}
    there = {head.level2 for head in project.heads}
    required, level1_of = context.profile.required, context.lexicon.level1_of
    field = f"{project.path}.indicators"
    for level2 in required.level2:
        level1 = level1_of.get(level2, "")
        # Where the whole level 1 is missing, STR006 says so.
        if level2 not in there and (level1 in upper or not level1):
            yield context.finding(field, x=level2, y=level1)
    if required.one_of and there.isdisjoint(required.one_of):
        level1 = level1_of.get(required.one_of[0], "")
        if level1 in upper:
            yield context.finding(field, variant="one_of", x="、".join(required.one_of), y=level1)


@indicator_check(
    "STR008",
    Severity.ERROR,
    needs=Row.ODD_CLASS,
    fix=FixKind.SUGGESTED,
    level1=Severity.ERROR,
    tolerated=Severity.INFO,
)
def level2_belongs_to_level1(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """Both classes are of the profile's table, and belong together."""
    lexicon = context.lexicon
    pair = (row.level1, row.level2)
    written = row.indicator
    l1, l2 = written.level1, written.level2
    if pair in lexicon.tolerated:
        field = f"{row.path}.level2"
        yield context.finding(field, l2, variant="tolerated", l1=l1, l2=l2)
        return
    table = context.profile.classes.table
    classes = table.get(row.level1, ())
    fits = row.level2 if row.level2 in lexicon.level1_of else next(iter(classes), "")
    is_sure = fits == row.level2 or len(classes) == 1
    fix = class_edits(row, fits, context) if is_sure else ()
    if row.level1 in table:
        yield context.finding(f"{row.path}.level2", l2, fix=fix, l1=l1, l2=l2)
    else:
        yield context.finding(f"{row.path}.level1", l1, variant="level1", fix=fix, l1=l1, l2=l2)


@project_check("STR009", Severity.INFO, needs=Form.ODD_ORDER, fix=FixKind.AUTO)
def classes_are_in_order(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The classes stand in the profile's order; a row of no known class stays with its upper."""
    places: list[int] = []
    above = -1
    for head in project.heads:
        if head.rank is not None:
            above = head.rank
        places.append(above)
    order = tuple(sorted(range(len(places)), key=places.__getitem__))
    field = f"{project.path}.indicators"
    usual = dict.fromkeys(project.project.indicators[at].level2 for at in order)
    yield context.finding(field, fix=Edit(field, order=order), x="、".join(filter(None, usual)))


@indicator_check(
    "STR012", Severity.ERROR, needs=Row.BLANK, fix=FixKind.AUTO, optional=Severity.WARNING
)
def cells_are_filled(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """No cell of a row is empty; classes count as filled down."""
    written = row.indicator
    texts = (
        *(written.level1, written.level2, written.name),
        *(written.description, written.value.text, written.basis),
    )
    for name, text in zip(_CELLS, texts, strict=True):
        label = context.profile.required.cells.get(name)
        if label is None or text.strip():
            continue
        field = f"{row.path}.{name}"
        variant = "optional" if name in {"description", "basis"} else ""
        copied = name == "description" and written.name.strip() != ""
        fix = Edit(field, written.name) if copied else None
        yield context.finding(field, text, variant=variant, fix=fix, col=label)
