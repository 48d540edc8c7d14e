"""SCH: 资金支出计划; what makes a plan cumulative is said in `xlgoals.checks.plans`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.flags import Form
from xlgoals.checks.plans import FULL, MONTHS, points_of
from xlgoals.checks.registry import document_check, project_check
from xlgoals.checks.views import DocumentView, ProjectView
from xlgoals.values import Percent

__all__: list[str] = []

_ZERO: Final = Decimal(0)
_BLANK: Final = "－"
_NO_NUMBERS: Final = (None,) * len(MONTHS)


@lru_cache(1024)
def _plain(number: Decimal) -> str:
    """A number without zeros at its end."""
    return f"{number.normalize():f}"


class _Point(NamedTuple):
    """One point of a plan; `number` is None when it is blank or cannot be a percentage."""

    name: str
    path: str
    month: int
    percent: Percent
    number: Decimal | None
    is_blank: bool

    @property
    def text(self) -> str:
        return self.percent.text


def _points(project: ProjectView) -> list[_Point]:
    plan = project.plan
    return [
        _Point(name, f"{project.path}.plan.{name}", month, percent, number, is_blank)
        for (name, month), percent, number, is_blank in zip(
            MONTHS.items(), points_of(project.project.plan), plan.numbers, plan.blanks, strict=True
        )
    ]


def _written(project: ProjectView) -> str:
    """The four points as a user reads them."""
    return "/".join(point.text.strip() or _BLANK for point in points_of(project.project.plan))


def _sign(written: str) -> str:
    """The sign that a plan writes behind percentages, or none."""
    return "%" if "%" in written or "％" in written else ""


@project_check("SCH001", Severity.ERROR, needs=Form.ODD_POINT)
def point_is_a_percentage(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A point is a number from 0 to 100."""
    for point in _points(project):
        if not point.is_blank and point.number is None:
            yield context.finding(point.path, point.text, x=point.text)


@project_check("SCH002", Severity.ERROR, needs=Form.PLAN_FALLS)
def plan_never_falls(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A filled point is not lower than the filled point before it."""
    before: _Point | None = None
    for point in _points(project):
        if point.number is None:
            continue
        if before is not None and before.number is not None and point.number < before.number:
            a, b = before.text.strip(), point.text.strip()
            yield context.finding(point.path, point.text, a=a, b=b, m=point.month)
        before = point


@project_check(
    "SCH003",
    Severity.ERROR,
    needs=Form.PLAN_NOT_FULL,
    unless=("STR002",),
    blank=Severity.ERROR,
)
def december_is_full(project: ProjectView, context: Context) -> Iterator[Finding]:
    """By the end of December all is spent; a text that is no number is SCH001's."""
    last, path = project.project.plan.december, f"{project.path}.plan.december"
    if project.plan.blanks[-1]:
        yield context.finding(path, last.text, variant="blank")
    elif last.value is not None and last.value != FULL:
        yield context.finding(path, last.text, x=last.text.strip())


@project_check("SCH004", Severity.ERROR, needs=Form.INCREMENTS, fix=FixKind.SUGGESTED)
def plan_is_cumulative(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The points are running sums, not the shares of each period."""
    points, written = _points(project), _written(project)
    sign = _sign(written)
    total, edits = _ZERO, []
    for point in points:
        total += point.number or _ZERO
        edits.append(Edit(point.path, _plain(total) + sign))
    sums = "/".join(edit.text for edit in edits)
    changed = [e for e, p in zip(edits, points, strict=True) if e.text != p.text.strip()]
    yield context.finding(f"{project.path}.plan", written, fix=changed, x=written, sums=sums)


@project_check(
    "SCH005",
    Severity.WARNING,
    needs=Form.BLANK_POINT,
    fix=FixKind.SUGGESTED,
    unless=("STR002",),
)
def point_is_filled(project: ProjectView, context: Context) -> Iterator[Finding]:
    """No point is blank; nothing spent since the last one is that one's figure again."""
    carried: Decimal | None = None
    for point in _points(project):
        if point.is_blank:
            # Where increments are meant, SCH004 has the figures; December is never carried low.
            right = not project.plan.is_increments and (point.month != 12 or carried == FULL)
            known = carried if right else None
            fix = (
                None
                if known is None
                else Edit(point.path, _plain(known) + _sign(_written(project)))
            )
            yield context.finding(point.path, point.text, fix=fix, m=point.month)
        else:
            carried = point.number


@document_check("SCH006", Severity.WARNING)
def plans_follow_one_convention(document: DocumentView, context: Context) -> Iterator[Finding]:
    """A document's plans are all cumulative or all increments; 0/0/0/100 can be either."""
    increments = [project for project in document.projects if project.plan.is_increments]
    if not increments:
        return
    cumulative = [
        project
        for project in document.projects
        if project.plan.is_cumulative
        and sum(number or _ZERO for number in project.plan.numbers) != FULL
    ]
    if cumulative:
        yield context.finding("projects", "", a=_numbers(cumulative), b=_numbers(increments))


def _numbers(projects: list[ProjectView]) -> str:
    return "、".join(str(project.number) for project in projects)


@document_check("SCH007", Severity.INFO)
def plans_differ(document: DocumentView, context: Context) -> Iterator[Finding]:
    """Not nearly all projects have one and the same plan."""
    thresholds, count = context.profile.thresholds, len(document.projects)
    if count < thresholds.same_plan_projects:
        return
    plans = [p.plan.numbers for p in document.projects if p.plan.numbers != _NO_NUMBERS]
    commonest = Counter(plans).most_common(1)
    if commonest and commonest[0][1] > thresholds.same_plan_share * count:
        numbers, same = commonest[0]
        x = next(_written(p) for p in document.projects if p.plan.numbers == numbers)
        yield context.finding("projects", "", x=x, k=same, n=count)


@project_check("SCH008", Severity.INFO, needs=Form.EVEN_PLAN)
def one_payment_is_not_spread(project: ProjectView, context: Context) -> Iterator[Finding]:
    """What is paid once is not planned in four even parts."""
    if match := context.lexicon.one_off.search(project.project.name):
        yield context.finding(f"{project.path}.plan", _written(project), x=match[0])


@project_check("SCH009", Severity.WARNING)
def plan_keeps_the_pace(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The plan reaches the least percentages that the profile sets."""
    pace = context.profile.thresholds.pace
    for point in _points(project):
        least, number = pace.get(point.name), point.number  # type: ignore[call-overload]
        if least is not None and number is not None and number < least:
            text = point.text
            yield context.finding(point.path, text, m=point.month, x=text.strip(), least=least)
