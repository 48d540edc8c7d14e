"""IND: the indicators of a project; their weights are in `weights`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xlgoals.checks.context import Context
from xlgoals.checks.facts import misfit, text_key, unclear_basis
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.flags import Form, Row
from xlgoals.checks.registry import indicator_check, project_check
from xlgoals.checks.rules.classes import class_edits
from xlgoals.checks.views import IndicatorView, ProjectView

__all__: list[str] = []

_RATE_IN_NAME: Final = re.compile(r"\s*[（(]\s*[%％]\s*[）)]\s*$")
_FEW: Final = 2


@indicator_check("IND001", Severity.ERROR, needs=Row.CLASS_NAME)
def name_is_no_class(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A level-3 name says what is measured, not just which class it is of."""
    name = row.indicator.name
    yield context.finding(f"{row.path}.name", name, n=name, l2=row.head.repeats)


@indicator_check("IND002", Severity.INFO, needs=Row.SAME_DESCRIPTION)
def description_says_more(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A description says more than the name; of a name that says nothing IND001 speaks."""
    written = row.indicator
    if row.head.repeats is None:
        yield context.finding(f"{row.path}.description", written.description, n=written.name)


@project_check("IND003", Severity.ERROR, needs=Form.NAME_TWICE)
def names_are_different(project: ProjectView, context: Context) -> Iterator[Finding]:
    """No level-3 name stands twice in a project."""
    first: dict[str, int] = {}
    for row in project.indicators:
        key = row.name.key
        if key and first.setdefault(key, row.index) != row.index:
            name = row.indicator.name
            yield context.finding(f"{row.path}.name", name, n=name, k=first[key] + 1)


class _Likes(NamedTuple):
    """For each project, the first one before it with the same names, and with all the same."""

    by_names: dict[int, ProjectView]
    by_all: dict[int, ProjectView]


def _likes(context: Context) -> _Likes:
    names: dict[tuple[str, ...], list[ProjectView]] = {}
    for project in context.document.projects:
        if len(project.heads) >= _FEW:
            key = tuple(sorted([head.name.key for head in project.heads]))
            names.setdefault(key, []).append(project)
    likes = _Likes({}, {})
    for same in names.values():
        wholes: dict[tuple[tuple[str, str], ...], ProjectView] = {}
        for project in same if len(same) > 1 else ():
            if project is not same[0]:
                likes.by_names[project.index] = same[0]
            if (like := wholes.setdefault(_whole(project), project)) is not project:
                likes.by_all[project.index] = like
    return likes


def _whole(project: ProjectView) -> tuple[tuple[str, str], ...]:
    """Names and values of all rows, but no values of costs."""
    rows = project.indicators
    return tuple(
        sorted((row.name.key, "" if row.is_cost else text_key(row.value.text)) for row in rows)
    )


@project_check("IND004", Severity.WARNING, names=Severity.INFO)
def projects_are_different(project: ProjectView, context: Context) -> Iterator[Finding]:
    """No two projects have the same level-3 names; least of all with the same values."""
    likes, at = context.once(_likes), project.index
    if at in likes.by_names:
        is_whole = at in likes.by_all
        like = likes.by_all[at] if is_whole else likes.by_names[at]
        variant, p = "" if is_whole else "names", like.project.name
        yield context.finding(f"{project.path}.indicators", variant=variant, k=like.number, p=p)


@indicator_check(
    "IND005", Severity.WARNING, needs=Row.MISFIT, fix=FixKind.SUGGESTED, required=Severity.WARNING
)
def name_fits_its_class(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A level-3 name measures what its level-2 class is about."""
    better = row.head.misfit.better if row.head.misfit else ""
    # A class that the name does not fit either is no advice.
    fits = better and misfit(row.name, better, context.lexicon) is None
    yield context.finding(
        f"{row.path}.name",
        row.indicator.name,
        variant="required" if row.level2 in context.profile.required.level2 else "",
        fix=class_edits(row, better, context) if fits else None,
        n=row.indicator.name,
        l2=row.indicator.level2,
    )


@indicator_check("IND006", Severity.WARNING, needs=Row.UNIT_IN_NAME, fix=FixKind.AUTO)
def no_unit_in_name(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """The unit stands with the value, not in the name."""
    name = row.indicator.name
    match = _RATE_IN_NAME.search(name)
    if match is None:
        return
    edits = [Edit(f"{row.path}.name", name[: match.start()])]
    value = row.value
    if value.number is not None and not value.unit and value.text[-1:].isdigit():
        edits.append(Edit(f"{row.path}.value", f"{value.text}%"))
    fix = edits if match.start() else None
    yield context.finding(f"{row.path}.name", name, fix=fix, n=name)


@indicator_check("IND007", Severity.WARNING, needs=Row.VAGUE_NAME | Row.NUMBER)
def name_can_be_measured(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """What has a number can be measured."""
    name = row.indicator.name
    yield context.finding(f"{row.path}.name", name, n=name, v=row.value.text)


@indicator_check(
    "IND008",
    Severity.WARNING,
    needs=Row.UNCLEAR_BASIS,
    unless=("STR012",),
    standard=Severity.WARNING,
)
def basis_is_clear(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """The basis of a value is said; in some profiles, as one of the standards or a document."""
    basis = row.indicator.basis
    variant = unclear_basis(basis, context.profile) or ""
    yield context.finding(f"{row.path}.basis", basis, variant=variant, b=basis)


@project_check("IND009", Severity.INFO, needs=Form.ONE_BASIS)
def bases_differ(project: ProjectView, context: Context) -> Iterator[Finding]:
    """Not every value of a project has the same basis."""
    rows = project.project.indicators
    bases = set(map(text_key, {row.basis for row in rows}))
    if len(bases) == 1 and bases != {""}:
        b = rows[0].basis
        yield context.finding(f"{project.path}.indicators", b=b)


@project_check("IND011", Severity.INFO, needs=Form.ONE_A_CLASS)
def some_class_has_several(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A project is not described by exactly one indicator a class."""
    yield context.finding(f"{project.path}.indicators", n=len(project.heads))


@indicator_check("IND012", Severity.WARNING, needs=Row.SATISFACTION_ONLY, unless=("IND001",))
def satisfaction_says_whose(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A satisfaction says whose it is."""
    name = row.indicator.name
    yield context.finding(f"{row.path}.name", name, n=name)


@indicator_check("IND015", Severity.WARNING, needs=Row.TEMPLATE_NAME, fix=FixKind.AUTO)
def no_words_of_a_template(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """No words of a template are left in a name."""
    name = row.indicator.name
    rest = context.lexicon.template.sub("", name).strip()
    fix = Edit(f"{row.path}.name", rest) if rest else None
    yield context.finding(f"{row.path}.name", name, fix=fix, n=name)
