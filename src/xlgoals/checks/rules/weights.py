"""IND: weights, and what a form with weights has beside them; only in profiles that set some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.registry import project_check
from xlgoals.checks.views import IndicatorView, ProjectView
from xlgoals.paths import extra_path
from xlgoals.profiles.model import Weights
from xlgoals.values import to_half_width

__all__: list[str] = []

_NUMBER: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)")
_SUFFIX: Final = "指标"
_ZERO: Final = Decimal(0)


class _Weight(NamedTuple):
    """The weight of one row; `behind` is what follows its number, such as a percent sign."""

    row: IndicatorView
    label: str
    number: Decimal | None
    behind: str
    is_execution: bool

    def edit(self, number: int) -> Edit:
        return Edit(extra_path(self.row.path, self.label), f"{number}{self.behind}")


@lru_cache(maxsize=256)
def _is_column(label: str, pattern: str) -> bool:
    return re.search(pattern, "".join(to_half_width(label).split())) is not None


def _cell(row: IndicatorView, pattern: str) -> tuple[str, str] | None:
    """Header and text of the first filled cell under such a header."""
    return next(
        (cell for cell in row.indicator.extras if cell[1].strip() and _is_column(cell[0], pattern)),
        None,
    )


def _written(project: ProjectView, weights: Weights) -> list[_Weight]:
    """The weights that are written in a project."""
    found: list[_Weight] = []
    for row in project.indicators:
        cell = _cell(row, weights.label)
        if cell is None:
            continue
        label, text = cell
        match = _NUMBER.match(to_half_width(text))
        number, end = (Decimal(match[1]), match.end()) if match else (None, 0)
        name = weights.execution_name
        is_execution = name in (row.level1, row.level2, row.name.key.removesuffix(_SUFFIX))
        found.append(_Weight(row, label, number, text[end:], is_execution))
    return found


def _wanted(project: ProjectView, weights: Weights, context: Context) -> dict[str, int]:
    """The weight that each level-1 class of a project is to have."""
    there = {head.level1 for head in project.heads}
    has_cost = not there.isdisjoint(weights.with_cost.keys() - weights.without_cost.keys())
    wanted = dict(weights.with_cost if has_cost else weights.without_cost)
    satisfaction = context.lexicon.satisfaction
    if there.isdisjoint(satisfaction):
        spare = sum(wanted.pop(level1) for level1 in list(wanted) if level1 in satisfaction)
        wanted[weights.no_satisfaction] += spare
    return wanted


@project_check(
    "IND013",
    Severity.ERROR,
    fix=FixKind.SUGGESTED,
    shares=Severity.WARNING,
    missing=Severity.WARNING,
)
def weights_add_up(project: ProjectView, context: Context) -> Iterator[Finding]:
    """Weights add up, and are shared out among the level-1 classes as the profile says."""
    weights = context.profile.weights
    if weights is None or not project.heads:
        return
    found = _written(project, weights)
    wanted = _wanted(project, weights, context)
    x = sum(wanted.values())
    field = f"{project.path}.indicators"
    if not found:
        yield context.finding(field, variant="missing", x=x)
        return
    if any(weight.is_execution for weight in found):
        x += weights.execution
    total = sum((weight.number or _ZERO for weight in found), _ZERO)
    shares: dict[str, Decimal] = {}
    for weight in found:
        if not weight.is_execution:
            level1 = weight.row.level1
            shares[level1] = shares.get(level1, _ZERO) + (weight.number or _ZERO)
    variant = "" if total != x else "shares"
    if variant and shares == wanted:
        return
    yield context.finding(
        field,
        variant=variant,
        fix=_shared_out(project, found, wanted, weights.execution),
        x=x,
        v=f"{total.normalize():f}",
        shares=_listed(shares),
        wanted=_listed(wanted),
    )


def _listed(shares: Mapping[str, Decimal | int]) -> str:
    return "、".join(f"{level1}{Decimal(share).normalize():f}" for level1, share in shares.items())


def _shared_out(
    project: ProjectView, found: Sequence[_Weight], wanted: Mapping[str, int], execution: int
) -> list[Edit]:
    """Edits that share the wanted weights out, in proportion to what is written now.

    None of them where a row lacks its weight, or a class its rows: only a person can tell then.
    """
    groups: dict[str, list[_Weight]] = {level1: [] for level1 in wanted}
    edits: list[Edit] = []
    for weight in found:
        if weight.is_execution:
            edits += [] if weight.number == execution else [weight.edit(execution)]
        elif weight.row.level1 in groups:
            groups[weight.row.level1].append(weight)
        else:
            return []
    if len(found) != len(project.heads):
        return []
    for level1, group in groups.items():
        numbers = _in_proportion([weight.number or _ZERO for weight in group], wanted[level1])
        if not numbers:
            return []
        pairs = zip(group, numbers, strict=True)
        edits += [weight.edit(number) for weight, number in pairs if weight.number != number]
    return edits


def _in_proportion(numbers: Sequence[Decimal], whole: int) -> list[int]:
    """Whole numbers above 0 in proportion to `numbers` that add up to `whole`; or nothing."""
    total = sum(numbers, _ZERO)
    if not total:
        return []
    exact = [number * whole / total for number in numbers]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: shares[at] - exact[at])
    for at in by_rest[: whole - sum(shares)]:
        shares[at] += 1
    return shares if all(shares) else []


@project_check("IND014", Severity.WARNING, all=Severity.WARNING)
def weights_are_explained(project: ProjectView, context: Context) -> Iterator[Finding]:
    """Every indicator says how it is measured and how it is scored."""
    weights = context.profile.weights
    rows = project.indicators
    for column, pattern in (weights.explained if weights is not None and rows else {}).items():
        cells = [_cell(row, pattern) for row in rows]
        label = next((cell[0] for cell in cells if cell is not None), None)
        if label is None:
            yield context.finding(f"{project.path}.indicators", variant="all", x=column)
            continue
        for row, cell in zip(rows, cells, strict=True):
            if cell is None:
                n = row.indicator.name
                yield context.finding(extra_path(row.path, label), x=column, n=n)
