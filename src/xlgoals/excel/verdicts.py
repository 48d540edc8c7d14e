"""Verdicts on parts of a document: what the rules find that need no more than that part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from xlgoals.checks import Finding, all_checks, run
from xlgoals.excel.row_rules import (
    document_of,
    findings_of_row,
    gravest,
    indicator_of,
    profile,
    row_codes,
)
from xlgoals.excel.signatures import NOT_JUDGED
from xlgoals.excel.verdict_words import shown
from xlgoals.forms.indicator_rows import fill_down
from xlgoals.model import Funding, GoalDocument, Indicator, Project, SpendingPlan
from xlgoals.profiles import Profile
from xlgoals.values import Money, Percent

__all__ = [
    "CACHE",
    "IN_A_TABLE",
    "funding",
    "indicator",
    "indicators",
    "project_code",
    "schedule",
]

CACHE: Final = 4096
"""As many rows, and as many of each other kind, are remembered."""

IN_A_TABLE: Final = frozenset(
    {"IND003", "TXT001", "TXT002", "TXT004", "TXT007", "TXT011", "TXT013"}
)
"""The rules that speak of a row where the whole table is known, beside those on rows."""

_OF_FUNDING: Final = frozenset({"FND001", "FND002", "FND003", "FND004"})
_OF_SCHEDULE: Final = frozenset({"SCH001", "SCH002", "SCH003", "SCH004", "SCH005", "SCH009"})
_OF_CODE: Final = frozenset({"XREF001", "XREF002"})
_ROW: Final = "projects[0].indicators["


@cache
def _only(codes: frozenset[str]) -> Profile:
    """The profile with no other rules on."""
    off = {check.code: "off" for check in all_checks() if check.code not in codes}
    return profile().model_copy(update={"severity": {**profile().severity, **off}})


@lru_cache(CACHE)
def indicator(texts: tuple[str, ...], budgets: tuple[Money, ...], language: str) -> str:
    """The verdict on one row.

    Args:
        texts: Its six cells.
        budgets: The ways to read 预算数, in 万元; one that is empty when it is unknown.
        language: The language of the words.

    Returns:
        The verdict, empty for a blank row; `NOT_JUDGED` when cells that the row does not show
        decide it: see `row_rules.findings_of_row`.
    """
    if not any(texts):
        return ""
    findings = findings_of_row(texts, budgets)
    return NOT_JUDGED if findings is None else shown(findings, language)


def indicators(
    table: Sequence[tuple[str, ...]], budgets: tuple[Money, ...], language: str
) -> list[str]:
    """The verdict on each row of a table; blank classes are those above, blank rows have none.

    Here names that stand twice are told too, and what is wrong with the wording of a cell.

    Args:
        table: The six cells of each row.
        budgets: The ways to read 预算数, in 万元.
        language: The language of the words.
    """
    filled: list[tuple[str, ...]] = []
    above = ("", "")
    for texts in filter(any, table):
        above = fill_down(texts[0], texts[1], above)
        filled.append((*above, *texts[2:]))
    said = iter(_of_table(tuple(filled), budgets, language))
    return [next(said) if any(texts) else "" for texts in table]


@lru_cache(64)
def _of_table(
    table: tuple[tuple[str, ...], ...], budgets: tuple[Money, ...], language: str
) -> tuple[str, ...]:
    """The verdicts on rows that are filled down; of two readings of the budget the milder."""
    rows = tuple(map(indicator_of, table))
    readings = [_by_row(rows, budget) for budget in budgets]
    return tuple(
        shown(min(of_row, key=gravest), language) for of_row in zip(*readings, strict=True)
    )


def _by_row(rows: tuple[Indicator, ...], budget: Money) -> list[list[Finding]]:
    found: list[list[Finding]] = [[] for _ in rows]
    for finding in run(document_of(rows, budget), _only(row_codes() | IN_A_TABLE)):
        if finding.field.startswith(_ROW):
            found[int(finding.field[len(_ROW) :].partition("]")[0])].append(finding)
    return found


@lru_cache(CACHE)
def funding(readings: tuple[tuple[Money, ...], ...], language: str) -> str:
    """The verdict on 预算数, 财政资金 and 其他资金; of several readings the milder."""
    found = [
        _of_project(Project(funding=Funding(total=total, fiscal=fiscal, other=other)), _OF_FUNDING)
        for total, fiscal, other in readings
    ]
    return shown(min(found, key=gravest), language)


@lru_cache(CACHE)
def schedule(texts: tuple[str, ...], language: str) -> str:
    """The verdict on the four points of a spending plan."""
    march, june, october, december = map(Percent.parse, texts)
    plan = SpendingPlan(march=march, june=june, october=october, december=december)
    return shown(_of_project(Project(plan=plan), _OF_SCHEDULE), language)


@lru_cache(CACHE)
def project_code(code: str, language: str) -> str:
    """The verdict on a project code; empty for a blank one."""
    return shown(_of_project(Project(code=code), _OF_CODE), language) if code else ""


def _of_project(project: Project, codes: frozenset[str]) -> list[Finding]:
    return run(GoalDocument(projects=(project,)), _only(codes))
