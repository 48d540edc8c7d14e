"""SCH: 资金支出计划.

A plan is *cumulative* when its filled points do not fall and December has 100; it is a plan of
*increments* when it is not cumulative and its points add up to 100.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.registry import document_check, project_check
from xlgoals.checks.views import DocumentView, ProjectView
from xlgoals.values import Percent

__all__: list[str] = []

_FULL: Final = Decimal(100)
_ZERO: Final = Decimal(0)
_EVEN: Final = (Decimal(25), Decimal(50), Decimal(75), _FULL)
_BLANK: Final = "－"


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


class _Plan(NamedTuple):
    """The four points of a project, and which convention they follow."""

    project: ProjectView
    path: str
    points: tuple[_Point, ...]
    is_cumulative: bool
    is_increments: bool
    numbers: tuple[Decimal | None, ...]

    @property
    def written(self) -> str:
        """The four points as a user reads them."""
        return "/".join(point.text.strip() or _BLANK for point in self.points)

    def text(self, number: Decimal) -> str:
        """A percentage as this plan writes them, with or without its sign."""
        sign = "%" if any("%" in point.text or "％" in point.text for point in self.points) else ""
        return f"{_plain(number)}{sign}"


def _point(path: str, name: str, month: int, percent: Percent) -> _Point:
    value = percent.value
    number = value if value is not None and _ZERO <= value <= _FULL else None
    return _Point(name, f"{path}.{name}", month, percent, number, not percent.text.strip())


def _plan(project: ProjectView) -> _Plan:
    plan, path = project.project.plan, f"{project.path}.plan"
    points = (
        _point(path, "march", 3, plan.march),
        _point(path, "june", 6, plan.june),
        _point(path, "october", 10, plan.october),
        _point(path, "december", 12, plan.december),
    )
    numbers = [number for point in points if (number := point.number) is not None]
    readable = all(point.is_blank or point.number is not None for point in points)
    rises = all(a <= b for a, b in pairwise(numbers))
    is_cumulative = readable and rises and points[-1].number == _FULL
    is_increments = readable and not is_cumulative and sum(numbers) == _FULL
    points_of = tuple(point.number for point in points)
    return _Plan(project, path, points, is_cumulative, is_increments, points_of)


def _plans(context: Context) -> tuple[_Plan, ...]:
    return tuple(map(_plan, context.document.projects))


def _of(project: ProjectView, context: Context) -> _Plan:
    return context.once(_plans)[project.index]


@project_check("SCH001", Severity.ERROR)
def point_is_a_percentage(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A point is a number from 0 to 100."""
    for point in _of(project, context).points:
        if not point.is_blank and point.number is None:
            yield context.finding(point.path, point.text, x=point.text)


@project_check("SCH002", Severity.ERROR)
def plan_never_falls(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A filled point is not lower than the filled point before it."""
    before: _Point | None = None
    for point in _of(project, context).points:
        if point.number is None:
            continue
        if before is not None and before.number is not None and point.number < before.number:
            a, b = before.text.strip(), point.text.strip()
            yield context.finding(point.path, point.text, a=a, b=b, m=point.month)
        before = point


@project_check("SCH003", Severity.ERROR, unless=("STR002",), blank=Severity.ERROR)
def december_is_full(project: ProjectView, context: Context) -> Iterator[Finding]:
    """By the end of December all is spent; a text that is no number is SCH001's."""
    last = _of(project, context).points[-1]
    if last.is_blank:
        yield context.finding(last.path, last.text, variant="blank")
    elif last.percent.value is not None and last.percent.value != _FULL:
        yield context.finding(last.path, last.text, x=last.text.strip())


@project_check("SCH004", Severity.ERROR, fix=FixKind.SUGGESTED)
def plan_is_cumulative(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The points are running sums, not the shares of each period."""
    plan = _of(project, context)
    if not plan.is_increments:
        return
    total, edits = _ZERO, []
    for point in plan.points:
        total += point.number or _ZERO
        edits.append(Edit(point.path, plan.text(total)))
    sums = "/".join(edit.text for edit in edits)
    changed = [e for e, p in zip(edits, plan.points, strict=True) if e.text != p.text.strip()]
    yield context.finding(plan.path, plan.written, fix=changed, x=plan.written, sums=sums)


@project_check("SCH005", Severity.WARNING, fix=FixKind.SUGGESTED, unless=("STR002",))
def point_is_filled(project: ProjectView, context: Context) -> Iterator[Finding]:
    """No point is blank; nothing spent since the last one is that one's figure again."""
    plan = _of(project, context)
    carried: Decimal | None = None
    for point in plan.points:
        if point.is_blank:
            # Where increments are meant, SCH004 has the figures; December is never carried low.
            right = not plan.is_increments and (point.month != 12 or carried == _FULL)
            fix = Edit(point.path, plan.text(carried)) if right and carried is not None else None
            yield context.finding(point.path, point.text, fix=fix, m=point.month)
        else:
            carried = point.number


@document_check("SCH006", Severity.WARNING)
def plans_follow_one_convention(document: DocumentView, context: Context) -> Iterator[Finding]:
    """A document's plans are all cumulative or all increments; 0/0/0/100 can be either."""
    plans = context.once(_plans)
    increments = [plan for plan in plans if plan.is_increments]
    cumulative = [
        plan
        for plan in plans
        if plan.is_cumulative and sum(number or _ZERO for number in plan.numbers) != _FULL
    ]
    if document.projects and increments and cumulative:
        yield context.finding("projects", "", a=_numbers(cumulative), b=_numbers(increments))


def _numbers(plans: list[_Plan]) -> str:
    return "、".join(str(plan.project.number) for plan in plans)


@document_check("SCH007", Severity.INFO)
def plans_differ(document: DocumentView, context: Context) -> Iterator[Finding]:
    """Not nearly all projects have one and the same plan."""
    thresholds, count = context.profile.thresholds, len(document.projects)
    if count < thresholds.same_plan_projects:
        return
    plans = [plan for plan in context.once(_plans) if any(n is not None for n in plan.numbers)]
    commonest = Counter(plan.numbers for plan in plans).most_common(1)
    if commonest and commonest[0][1] > thresholds.same_plan_share * count:
        numbers, same = commonest[0]
        x = next(plan.written for plan in plans if plan.numbers == numbers)
        yield context.finding("projects", "", x=x, k=same, n=count)


@project_check("SCH008", Severity.INFO)
def one_payment_is_not_spread(project: ProjectView, context: Context) -> Iterator[Finding]:
    """What is paid once is not planned in four even parts."""
    plan = _of(project, context)
    if plan.numbers == _EVEN and (match := context.lexicon.one_off.search(project.project.name)):
        yield context.finding(plan.path, plan.written, x=match[0])


@project_check("SCH009", Severity.WARNING)
def plan_keeps_the_pace(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The plan reaches the least percentages that the profile sets."""
    pace = context.profile.thresholds.pace
    for point in _of(project, context).points:
        least, number = pace.get(point.name), point.number  # type: ignore[call-overload]
        if least is not None and number is not None and number < least:
            text = point.text
            yield context.finding(point.path, text, m=point.month, x=text.strip(), least=least)
