"""FND: 预算规模及资金用途."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.flags import Form, Row
from xlgoals.checks.phrases import amounts, without_last_word
from xlgoals.checks.project_facts import is_unreadable
from xlgoals.checks.registry import document_check, indicator_check, project_check
from xlgoals.checks.views import DocumentView, IndicatorView, ProjectView
from xlgoals.values import IndicatorValue, Money, to_wan

__all__ = ["money_text"]

_TWO_DECIMALS: Final = re.compile(r"\d+\.\d\d")
_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)


def money_text(amount: Decimal) -> str:
    """An amount as forms print it, with two decimals; more only where it has more."""
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    return f"{rounded if rounded == amount else amount.normalize():f}"


def _fields(project: ProjectView) -> Iterator[tuple[str, Money]]:
    """The three amounts of a project, each with its path."""
    funding = project.project.funding
    yield f"{project.path}.funding.total", funding.total
    yield f"{project.path}.funding.fiscal", funding.fiscal
    yield f"{project.path}.funding.other", funding.other


@project_check(
    "FND001",
    Severity.ERROR,
    needs=Form.NOT_THE_SUM,
    fix=FixKind.SUGGESTED,
    unless=("STR002",),
)
def total_is_sum_of_sources(project: ProjectView, context: Context) -> Iterator[Finding]:
    """预算数 is 财政资金 and 其他资金 together; an empty amount is 0."""
    funding = project.project.funding
    if any(is_unreadable(money) for _, money in _fields(project)):
        return  # FND002 speaks of that
    total, fiscal, other = (money.amount or _ZERO for _, money in _fields(project))
    field = f"{project.path}.funding.total"
    yield context.finding(
        field,
        funding.total.text,
        fix=Edit(field, money_text(fiscal + other)),
        a=money_text(total),
        b=money_text(fiscal),
        c=money_text(other),
        sum=money_text(fiscal + other),
    )


@project_check(
    "FND002",
    Severity.ERROR,
    needs=Form.ODD_AMOUNT,
    fix=FixKind.SUGGESTED,
    negative=Severity.ERROR,
)
def amount_is_a_number(project: ProjectView, context: Context) -> Iterator[Finding]:
    """An amount is a number, and not below 0."""
    for field, money in _fields(project):
        if is_unreadable(money):
            meant = _meant(money.text, project.project.money_unit)
            fix = Edit(field, money_text(meant)) if meant is not None else None
            yield context.finding(field, money.text, fix=fix, x=money.text)
        elif money.amount is not None and money.amount < 0:
            yield context.finding(field, money.text, variant="negative", x=money.text)


def _meant(text: str, form_unit: str) -> Decimal | None:
    """The amount that a text with a unit of its own (`3万元`) is in the unit of the form."""
    value = IndicatorValue.parse(text)
    if value.number is None or value.sign:
        return None
    wan = to_wan(value.number, value.unit)
    step = to_wan(Decimal(1), form_unit or "万元")
    return wan / step if wan is not None and step else None


@project_check(
    "FND003", Severity.INFO, needs=Form.ROUGH_AMOUNT, fix=FixKind.AUTO, unless=("FND002",)
)
def amount_has_two_decimals(project: ProjectView, context: Context) -> Iterator[Finding]:
    """An amount is printed with two decimals; the fix never rounds."""
    for field, money in _fields(project):
        if money.amount is not None and not _TWO_DECIMALS.fullmatch(money.text):
            text = money_text(money.amount)
            fix = Edit(field, text) if text != money.text else None
            yield context.finding(field, money.text, fix=fix, x=money.text)


@project_check("FND004", Severity.ERROR, needs=Form.NO_TOTAL, unless=("STR002",))
def total_is_not_empty(project: ProjectView, context: Context) -> Iterator[Finding]:
    """预算数 is there and is not 0."""
    total = project.project.funding.total
    if not is_unreadable(total):
        yield context.finding(f"{project.path}.funding.total", total.text)


@indicator_check(
    "FND005",
    Severity.ERROR,
    needs=Row.COST | Row.UNIT,
    fix=FixKind.SUGGESTED,
    below=Severity.WARNING,
)
def cost_is_the_budget(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A cost indicator in money says what the project may cost: its budget."""
    budget = row.project.budget
    amount = row.in_wan
    if amount is None or not budget or amount == budget:
        return
    if row.project.cost_count > 1 and not context.lexicon.budget_names.search(row.name.key):
        return  # one part of the cost
    if abs(amount - budget) > context.profile.thresholds.money:
        field, text = f"{row.path}.value", row.value.text
        b = money_text(budget)
        yield context.finding(
            field,
            text,
            variant="below" if amount < budget else "",
            fix=Edit(field, f"{row.value.sign}{b}万元"),
            v=text,
            b=b,
        )


@indicator_check(
    "FND006",
    Severity.ERROR,
    needs=Row.COST | Row.MONEY_NAME | Row.NO_MONEY,
    fix=FixKind.SUGGESTED,
)
def cost_is_an_amount(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A cost indicator that is named as money has a value in money."""
    text, field, budget = row.value.text, f"{row.path}.value", row.project.budget
    fix = Edit(field, f"≤{money_text(budget)}万元") if budget else None
    yield context.finding(field, text, fix=fix, n=row.indicator.name, v=text)


@project_check("FND007", Severity.WARNING, needs=Form.WRITTEN_AMOUNT)
def amounts_in_words_are_the_budget(project: ProjectView, context: Context) -> Iterator[Finding]:
    """An amount in name, use or goal is the budget, one of its sources, or a part of it.

    Amounts are taken for parts when they add up to the budget, or when the budget stands
    beside them.
    """
    budget = project.budget
    if not budget:
        return
    inner = project.project
    sources = (inner.funding.fiscal, inner.funding.other)
    known = {budget, *(project.wan(money.amount) for money in sources)}
    texts = [("name", inner.name), ("funding.purpose", inner.funding.purpose)]
    texts += [(f"goals[{at}]", goal) for at, goal in enumerate(inner.goals)]
    for name, text in texts:
        found = amounts(text)
        if not found or budget in {sum(wan for _, wan in found), *(wan for _, wan in found)}:
            continue
        wrong = [written for written, wan in found if wan not in known]
        if wrong:
            v = "、".join(dict.fromkeys(wrong))
            yield context.finding(f"{project.path}.{name}", text, v=v, b=money_text(budget))


@project_check(
    "FND009",
    Severity.WARNING,
    unless=("STR002",),
    repeats=Severity.WARNING,
    empty=Severity.WARNING,
)
def use_says_what_for(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The use of the funds says more than a document number and the project's name."""
    last = context.profile.words.last_words
    purpose = project.project.funding.purpose
    words = without_last_word(project.said.purpose, last)
    field = f"{project.path}.funding.purpose"
    if not purpose.strip():
        yield context.finding(field, purpose, variant="empty")
    elif not words:
        yield context.finding(field, purpose)
    elif words == without_last_word(project.said.name, last):
        yield context.finding(field, purpose, variant="repeats")


@document_check("FND011", Severity.INFO)
def totals(document: DocumentView, context: Context) -> Iterator[Finding]:
    """Says what all projects come to."""
    if document.projects:
        total = money_text(sum((p.budget or _ZERO for p in document.projects), _ZERO))
        yield context.finding("projects", total, x=total, n=len(document.projects))


@project_check("FND012", Severity.WARNING, needs=Form.STAFF)
def no_staff_cost(project: ProjectView, context: Context) -> Iterator[Finding]:
    """Staff costs belong to the basic expenditure, not to a project."""
    inner = project.project
    for field, text in (("name", inner.name), ("funding.purpose", inner.funding.purpose)):
        if match := context.lexicon.staff.search(text):
            yield context.finding(f"{project.path}.{field}", text, x=match[0])
