"""The formulas of the native checks in a stamped project's sheet, with the values they give."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import address, split_address
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.fill import amount_format, amount_value
from xlgoals.forms.native_project import NativeHeader, Value, budget_of, judge_project
from xlgoals.forms.native_row import HELPERS, Facts, NativeRow, judge_rows
from xlgoals.forms.xstring import to_xml
from xlgoals.model import Project
from xlgoals.values import Money

__all__ = ["Judged", "NativeStamp", "cached", "judge"]

_TEXT: Final = re.compile(r'"[^"]*"')
_ROW: Final = "\0"  # stands for the number of the row; no XML holds it
_SPARE: Final = (NativeRow("", "", "", "", "", ""),) * place.SPARE_ROWS


@dataclass(frozen=True, slots=True)
class Judged:
    """What the native checks say of a project: of its rows, spare ones included, and above."""

    facts: Sequence[Facts]
    header: Mapping[str, Value]


def judge(project: Project) -> Judged:
    """What the formulas on a project's sheet will give."""
    funding, plan = project.funding, project.plan
    header = NativeHeader(
        code=project.code,
        name=project.name,
        money_unit=project.money_unit and words.MONEY_UNIT + project.money_unit,
        amounts=(_amount(funding.total), _amount(funding.fiscal), _amount(funding.other)),
        purpose=funding.purpose,
        plan=(plan.march.text, plan.june.text, plan.october.text, plan.december.text),
        goals="\n".join(project.goals),
    )
    rows = [
        NativeRow(row.level1, row.level2, row.name, row.description, row.value.text, row.basis)
        for row in project.indicators
    ]
    facts = judge_rows((*rows, *_SPARE), budget_of(header))
    return Judged(facts, judge_project(header, facts))


def _amount(money: Money) -> str | Decimal:
    if amount_format(money.text) is None:
        return money.text
    return Decimal(amount_value(money.text))


def cached(value: Value) -> tuple[str, str]:
    """The type of a formula's cell, as an attribute, and the value that it shows now."""
    if isinstance(value, str):
        return ' t="str"', to_xml(value)
    if value is None:
        return ' t="str"', ""
    return "", f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


class NativeStamp:
    """The formulas of a template's project sheet; nothing where the template has none."""

    def __init__(self, cut: CutSheet) -> None:
        end = re.compile(rf"(?<=\$){cut.last_row}(?![0-9])")
        row = cut.rows[place.FIRST_INDICATOR_ROW]
        self._cells = [row.cell(split_address(f"{letter}1")[1]) for letter in HELPERS.values()]
        self._verdict = row.cell(place.CHECK_COLUMN)
        self.is_there = all(cell.formula is not None for cell in (*self._cells, self._verdict))
        self._masters = [
            end.split(to_xml(cell.formula.at(place.FIRST_INDICATOR_ROW)))
            for cell in self._cells
            if cell.formula is not None
        ]
        self.above = {
            address(number, cell.column): end.split(to_xml(cell.formula.at(number)))
            for number in range(1, place.HEADER_ROW)
            for cell in cut.rows[number].cells
            if cell.formula is not None and cell.column >= place.CHECK_COLUMN
        }
        """Cut formulas above the table, by address."""
        self._constant = {
            cell: pieces[0].strip('"')
            for cell, pieces in self.above.items()
            if _TEXT.fullmatch(pieces[0])
        }
        self._openings = [
            f'<c r="{letters}{_ROW}" s="{cell.style}"'
            for letters, cell in zip(HELPERS.values(), self._cells, strict=True)
        ]
        # Spare rows, and rows alike, have the same values.
        self._shared = lru_cache(maxsize=2048)(self._cut_shared)
        self._opening = lru_cache(maxsize=512)(self._cut_opening)

    def header(self, judged: Judged, last: int) -> dict[str, str]:
        """The ends of the formula cells above the table, by address."""
        values, end = judged.header, str(last)
        return {
            cell: _end(end.join(pieces), values.get(cell, self._constant.get(cell)))
            for cell, pieces in self.above.items()
        }

    def verdict(self, fact: Facts, row: int) -> str:
        """The cell of a row's verdict."""
        return self._opening(row) + f"<v>{to_xml(fact.native)}</v></c>"

    def helpers(self, fact: Facts, row: int, last: int) -> str:
        """The hidden cells of a row; the first row holds the formulas that all rows share."""
        cells = self._shared(fact).replace(_ROW, str(row))
        if row == place.FIRST_INDICATOR_ROW:
            for at, letters in enumerate(HELPERS.values()):
                text = str(last).join(self._masters[at])
                whole = f' ref="{letters}{row}:{letters}{last}" si="{at}">{text}</f>'
                cells = cells.replace(f' si="{at}"/>', whole, 1)
        return cells

    def _cut_shared(self, fact: Facts) -> str:
        """The hidden cells of any row with these values."""
        parts = []
        for at, (opening, value) in enumerate(zip(self._openings, fact, strict=True)):
            kind, shown = cached(value)
            parts.append(f'{opening}{kind}><f t="shared" si="{at}"/><v>{shown}</v></c>')
        return "".join(parts)

    def _cut_opening(self, row: int) -> str:
        formula = self._verdict.formula
        written = "" if formula is None else to_xml(formula.at(row))
        return f'{self._verdict.opening(row)} t="str"><f>{written}</f>'


def _end(formula: str, value: Value) -> str:
    kind, shown = cached(value)
    return f"{kind}><f>{formula}</f><v>{shown}</v></c>"
