"""The totals of a register, by department and by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from typing import TypeAlias

from xlgoals.checks import Severity, all_checks
from xlgoals.messages import text as say
from xlgoals.register.columns import Row
from xlgoals.register.rows import EXACT, GRAVEST_FIRST, Facts, by_severity
from xlgoals.register.store import Register

__all__ = ["by_department", "by_rule"]

_Found: TypeAlias = Counter[tuple[str, Severity]]


def by_department(register: Register) -> list[Row]:
    """Files, projects, amounts, indicators and findings of each department, largest budget first.

    Amounts are exact sums in 万元.  Departments of one budget stand in the order of the files.

    Returns:
        Rows with the columns of `xlgoals.register.pivots.BY_DEPARTMENT`.
    """
    departments: dict[str, list[tuple[Facts, _Found]]] = {}
    for facts, found in zip(register.facts, register.found, strict=True):
        # Formulas compare texts without regard to case, so the totals do.
        departments.setdefault(facts.department.casefold(), []).append((facts, found))
    budgets = [(_exact_sum([facts.total for facts, _ in one]), one) for one in departments.values()]
    budgets.sort(key=lambda pair: pair[0], reverse=True)
    return [_department(total, files) for total, files in budgets]


def _department(total: Decimal, files: Sequence[tuple[Facts, _Found]]) -> Row:
    every = [facts for facts, _ in files]
    counts = [by_severity(found) for _, found in files]
    return (
        every[0].department,
        len(every),
        sum(facts.projects for facts in every),
        total,
        _exact_sum([facts.fiscal for facts in every]),
        _exact_sum([facts.other for facts in every]),
        sum(facts.indicators for facts in every),
        *map(sum, zip(*counts, strict=True)),
    )


def by_rule(register: Register) -> list[Row]:
    """Findings of each rule and severity and the number of files, most frequent rule first.

    Returns:
        Rows with the columns of `xlgoals.register.pivots.BY_RULE`.
    """
    found: _Found = Counter()
    files: Counter[str] = Counter()
    for one in register.found:
        found.update(one)
        files.update({code for code, _ in one})
    checks = {check.code: check for check in all_checks()}
    rows: list[tuple[int, Row]] = []
    for code in sorted(files):
        check = checks.get(code)
        title = check.title() if check else say("register.unreadable")
        group = say(f"check-group.{check.group}") if check else ""
        levels = [found[code, level] for level in GRAVEST_FIRST]
        rows.append((sum(levels), (code, title, group, *levels, sum(levels), files[code])))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _exact_sum(amounts: Sequence[Decimal]) -> Decimal:
    return reduce(EXACT.add, amounts, Decimal(0))
