"""Texts of a printed project's sheet → the project: each goes to its field by place.

The general way, by labels, stands in `read_project`; this one gives the same project and places.
A printed sheet has nothing to be noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import split_address
from xlgoals.forms.indicator_rows import fill_down
from xlgoals.forms.printed_sheet import PrintedCells
from xlgoals.forms.read_project import money_unit_of
from xlgoals.forms.reader import Places
from xlgoals.making import made
from xlgoals.model import Department, Funding, Indicator, Project, SpendingPlan
from xlgoals.values import IndicatorValue, Money, Percent

__all__ = ["put_places", "read_printed"]

_UPPER: Final = {
    "": "A1", **{f".{name}": cell for name, cell in place.PROJECT_FIELDS.items()},
    ".funding": "B4", ".plan": "B7", ".indicators": "A10",
}  # fmt: skip
"""What follows the path of a project, and where it stands."""


def read_printed(cells: PrintedCells, index: int, department: Department) -> Project:
    """The project that a printed sheet holds."""
    money_unit, code, name, total, fiscal, other, purpose, *plan, goals = cells.fields
    march, june, october, december = map(Percent.parse, plan)
    heading = place.parse_heading(cells.title) if cells.title else None
    number, title = heading or (index + 1, name)
    funding = {
        "total": Money.parse(total),
        "fiscal": Money.parse(fiscal),
        "other": Money.parse(other),
        "purpose": purpose,
    }
    shares = {"march": march, "june": june, "october": october, "december": december}
    fields = {
        "number": number,
        "title": title,
        "unit": cells.unit or department.code + department.name,
        "money_unit": money_unit_of(money_unit),
        "code": code,
        "name": name,
        "funding": made(Funding, funding),
        "plan": made(SpendingPlan, shares),
        "goals": _lines(goals),
        "indicators": tuple(_indicators(cells.rows)),
    }
    return made(Project, fields)


def _lines(goals: str) -> tuple[str, ...]:
    return tuple(goals.split("\n")) if goals else ()


def _indicators(rows: Sequence[Sequence[str]]) -> Iterator[Indicator]:
    above = ("", "")
    for level1, level2, name, description, value, basis in rows:
        above = fill_down(level1, level2, above)
        fields = {
            "level1": above[0],
            "level2": above[1],
            "name": name,
            "description": description,
            "value": IndicatorValue.parse(value),
            "basis": basis,
            "extras": (),
        }
        yield made(Indicator, fields)


def put_places(places: Places, sheet: str, index: int, project: Project) -> None:
    """Put down where the fields of a printed project stand."""
    cells = _layout(index, len(project.goals), len(project.indicators))
    places.add_printed(f"projects[{index}]", sheet, cells)


@lru_cache(maxsize=256)
def _layout(index: int, goals: int, rows: int) -> Mapping[str, tuple[int, int]]:
    """The field paths of a printed project and their cells, made once for all documents."""
    cells = dict(_UPPER) | {f".goals[{number}]": _UPPER[".goals"] for number in range(goals)}
    for number in range(rows):
        row, path = place.FIRST_INDICATOR_ROW + number, f".indicators[{number}]"
        cells[path] = f"A{row}"
        for letter, name in zip("ABCDEF", place.INDICATOR_FIELDS, strict=True):
            cells[f"{path}.{name}"] = f"{letter}{row}"
    return {f"projects[{index}]{name}": split_address(cell) for name, cell in cells.items()}
