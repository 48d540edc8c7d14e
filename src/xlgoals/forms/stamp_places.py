"""Which cell of the workbook being written each field of a document gets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from xlgoals import paths
from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import letters
from xlgoals.forms.stamp_project import extra_columns
from xlgoals.model import GoalDocument

__all__ = ["Layout"]

_ITEM: Final = re.compile(r"([a-z_]+)\[([0-9]+)\](?:\.([a-z]+))?")
_GOAL: Final = re.compile(r"goals\[[0-9]+\]")
_INDICATOR: Final = re.compile(r"indicators\[([0-9]+)\](?:\.([a-z0-9]+))?")
_FURTHER: Final = re.compile(r"indicators\[([0-9]+)\]\.extras\[(.*)\]", re.DOTALL)
_DUTY_FIELDS: Final = {"marker": "A", "heading": "B", "goal": "C", "indicator": "D"}
_SECTIONS: Final = {
    "overall_goal": ("overall", place.OVERALL),
    "duties": ("duties", place.DUTIES),
    "safeguards": ("safeguards", place.SAFEGUARDS),
    "front": ("", place.FRONT),
}
_HEADS: Final = {
    "title": place.PROJECT_FIELDS["title"],
    "funding": "B4",
    "plan": "B7",
    "indicators": f"A{place.HEADER_ROW}",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the fields of one document stand.

    `names` are those of the projects' sheets; `heads` the row of each section's heading on the
    department's sheet, `firsts` that of its first item.
    """

    document: GoalDocument
    names: Sequence[str]
    heads: Mapping[str, int]
    firsts: Mapping[str, int]

    def place(self, path: str) -> tuple[str, str] | None:
        """Sheet and cell of a field; of one without a cell of its own, of what encloses it."""
        found = self._own(path)
        around = paths.enclosing(path) if found is None else ()
        return next(filter(None, map(self._own, around)), found)

    def _own(self, path: str) -> tuple[str, str] | None:
        in_project = _in_project(path)
        if in_project is not None:
            position, name, cell = in_project
            if position >= len(self.names):
                return None
            cell = cell or self._further(position, name)
            return None if cell is None else (self.names[position], cell)
        if path == "projects":
            return place.SUMMARY, "A1"
        if path.startswith("leftovers["):
            return place.LEFTOVERS.name, f"B{int(path[10:-1]) + 2}"
        cell = self._in_department(path)
        return None if cell is None else (place.DEPARTMENT, cell)

    def _further(self, position: int, name: str) -> str | None:
        """The cell in a column that the form does not know."""
        match = _FURTHER.fullmatch(name)
        if match is None:
            return None
        columns = extra_columns(self.document.projects[position].indicators)
        if match[2] not in columns:
            return None
        column = letters(place.EXTRA_COLUMN + columns.index(match[2]))
        return f"{column}{place.FIRST_INDICATOR_ROW + int(match[1])}"

    def _in_department(self, path: str) -> str | None:
        if path == "year":
            return place.DEPARTMENT_FIELDS["year"]
        head, _, rest = path.partition(".")
        if head == "department":
            return place.DEPARTMENT_FIELDS.get(rest)
        for name, (lead, section) in _SECTIONS.items():
            if path == name:
                return f"A{self.heads[section]}"
            if lead and path == f"lead_lines.{lead}":
                return f"B{self.heads[section] + 1}"
        match = _ITEM.fullmatch(path)
        if match is None or match[1] not in _SECTIONS:
            return None
        row = self.firsts[_SECTIONS[match[1]][1]] + int(match[2])
        if match[1] != "duties":
            return f"B{row}"
        column = _DUTY_FIELDS.get(match[3] or "marker")
        return column and f"{column}{row}"


@lru_cache(maxsize=4096)
def _in_project(path: str) -> tuple[int, str, str | None] | None:
    """A project's field: the project, the field's name in it, and its cell as `_cell` tells."""
    position = paths.project_of(path)
    if position is None:
        return None
    name = path.partition("].")[2] or "title"
    return position, name, _cell(name)


def _cell(name: str) -> str | None:
    """The cell of a field on any project's sheet, None where that differs or there is none."""
    match = _INDICATOR.fullmatch(name)
    if match is None:
        if _GOAL.fullmatch(name):
            name = "goals"
        return _HEADS.get(name) or place.PROJECT_FIELDS.get(name)
    fields, field = place.INDICATOR_FIELDS, match[2]
    if field is not None and field not in fields:
        return None
    column = letters(fields.index(field) + 1) if field else "A"
    return f"{column}{place.FIRST_INDICATOR_ROW + int(match[1])}"
