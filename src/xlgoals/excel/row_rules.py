"""What the rules find in one row of indicators that stands alone, with the project's budget.

Where what they say depends on cells that the row does not show, all readings of it are judged, and
only what holds for each of them is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from xlgoals import paths
from xlgoals.checks import Check, Finding, Scope, Severity, all_checks, load_profile
from xlgoals.checks import severities as levels_of
from xlgoals.checks.context import Context
from xlgoals.checks.facts import row_judge
from xlgoals.checks.views import IndicatorView, ProjectView
from xlgoals.making import made
from xlgoals.model import Funding, GoalDocument, Indicator, Project
from xlgoals.profiles import Profile
from xlgoals.reading import ReadResult
from xlgoals.values import IndicatorValue, Money

__all__ = ["document_of", "findings_of_row", "gravest", "indicator_of", "profile", "row_codes"]

# This rule on rows also looks at what the project is about.
_NEED_MORE: Final = frozenset({"XREF010"})
# This one is silent on one cost among several, unless it is named as the whole.
_OF_ALL_COSTS: Final = "FND005"


class _Step(NamedTuple):
    check: Check
    levels: Mapping[str, Severity | None]


class _Found(NamedTuple):
    findings: tuple[Finding, ...]
    is_cost_of_some: bool


@cache
def profile() -> Profile:
    """The profile that the functions judge by."""
    return load_profile()


@cache
def row_codes() -> frozenset[str]:
    """The rules that need no more than a row and the budget."""
    rows = (check.code for check in all_checks() if check.scope is Scope.INDICATOR)
    return frozenset(rows) - _NEED_MORE


def findings_of_row(
    texts: tuple[str, ...], budgets: tuple[Money, ...]
) -> tuple[Finding, ...] | None:
    """What the rules find in a row, whatever stands in the rows above.

    Args:
        texts: Its six cells.
        budgets: The ways to read 预算数, in 万元; one that is empty when it is unknown.

    Returns:
        The findings in the order of the row's cells; None when cells that the row does not show
        decide how grave the gravest is: the classes above blank ones, or other costs.
    """
    return _common(
        reading
        for level1, level2 in _classes(texts[0], texts[1])
        for budget in budgets
        for reading in _alone_or_not(_of_row((level1, level2, *texts[2:]), budget))
    )


def _classes(level1: str, level2: str) -> Iterable[tuple[str, str]]:
    """The classes that a row may have: blank ones are those above, or none where none is above."""
    if level1 and level2:
        return ((level1, level2),)
    pairs = [(level1, level2)]
    for upper, keys in profile().classes.table.items():
        if not level1 or profile().lexicon.level1(level1) == upper:
            pairs += [(level1 or upper, lower) for lower in ([level2] if level2 else keys)]
    return pairs


def _of_row(texts: Sequence[str], budget: Money) -> _Found:
    """What the rules find in a row, and whether one of them holds only of a cost that is alone."""
    judge, row, context = row_judge(profile()), indicator_of(texts), _context()
    said = judge.head(row.level1, row.level2, row.name)
    view = IndicatorView(_project(budget), 0, row, said, judge.facts(row, said))
    findings = _run(view, context)
    part = any(finding.code == _OF_ALL_COSTS for finding in findings)
    whole = part and context.lexicon.budget_names.search(view.name.key) is not None
    return _Found(findings, part and not whole)


@cache
def _context() -> Context:
    """What rules on rows are given beside the row: they ask nothing of the rest of a document."""
    return Context(ReadResult(GoalDocument()), profile())


@lru_cache(256)
def _project(budget: Money) -> ProjectView:
    """A project of which nothing is known but its budget."""
    project = Project(money_unit=profile().money_unit, funding=Funding(total=budget))
    return ProjectView(project, 0, profile())


def document_of(rows: tuple[Indicator, ...], budget: Money) -> GoalDocument:
    """A document of these rows and no more."""
    funding_ = Funding(total=budget)
    project = Project(money_unit=profile().money_unit, funding=funding_, indicators=rows)
    return GoalDocument(projects=(project,))


def indicator_of(texts: Sequence[str]) -> Indicator:
    """The row of a document that six cells are."""
    level1, level2, name, description, value, basis = texts
    return made(
        Indicator,
        {
            "level1": level1,
            "level2": level2,
            "name": name,
            "description": description,
            "value": IndicatorValue.parse(value),
            "basis": basis,
            "extras": (),
        },
    )


def _run(row: IndicatorView, context: Context) -> tuple[Finding, ...]:
    """As `checks.run` on a document of one row, but asking only the rules that concern it."""
    found: dict[str, list[Finding]] = {}
    for check, levels in _steps(row.facts):
        context.begin(check.code, levels, check.fix)
        findings = [one for one in check.function(row, context) if one.code]
        if findings:
            found[check.code] = findings
    if not found:
        return ()
    kept = [
        one
        for code, findings in found.items()
        for one in findings
        if not _is_told(one, [other for u in _unless(code) for other in found.get(u, ())])
    ]
    return tuple(sorted(kept, key=lambda one: paths.sort_key(one.field)))


@lru_cache(1024)
def _steps(facts: int) -> tuple[_Step, ...]:
    """The rules that have something to say of rows with these facts, by code."""
    codes = row_codes()
    concerned = [
        check
        for check in all_checks()
        if check.code in codes and facts & check.needs == check.needs
    ]
    concerned.sort(key=lambda check: check.code)
    steps = (_Step(check, levels_of(check, profile())) for check in concerned)
    return tuple(step for step in steps if any(step.levels.values()))


@cache
def _unless(code: str) -> tuple[str, ...]:
    return next(check.unless for check in all_checks() if check.code == code)


def _is_told(finding: Finding, others: Iterable[Finding]) -> bool:
    """Whether one of the others speaks of the same field, or of what it lies in."""
    around = paths.upwards(finding.field)
    return any(other.field in around for other in others)


def _alone_or_not(found: _Found) -> Iterable[tuple[Finding, ...]]:
    yield found.findings
    if found.is_cost_of_some:
        yield tuple(one for one in found.findings if one.code != _OF_ALL_COSTS)


def _common(readings: Iterable[tuple[Finding, ...]]) -> tuple[Finding, ...] | None:
    """The findings of all readings; None when one of them has a graver one."""
    common: tuple[Finding, ...] | None = None
    worst = 0
    for reading in readings:
        worst = max(worst, gravest(reading))
        if common is None:
            common = reading
        else:
            known = set(map(_key, reading))
            common = tuple(one for one in common if _key(one) in known)
        if gravest(common) < worst:
            return None
    return common


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.field, finding.variant


def gravest(findings: Iterable[Finding]) -> int:
    """The severity of the gravest finding, 0 when there is none."""
    return max((one.severity for one in findings), default=0)
