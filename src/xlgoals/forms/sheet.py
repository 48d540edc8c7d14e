"""Where each field stands in the workbook: its sheets, their labels, and the cells beside them.

The stamp writes to these places.  The reader looks for the labels and takes the places only as
the first guess, so a sheet with inserted rows or columns still reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.model import Project

__all__ = [
    "BOOKMARKS",
    "CHECK",
    "CHECK_COLUMN",
    "CHECK_RESULTS",
    "CONTINUED",
    "DEPARTMENT",
    "DEPARTMENT_CODE",
    "DEPARTMENT_FIELDS",
    "DEPARTMENT_NAME",
    "DUTIES",
    "DUTY_COLUMNS",
    "EXTRA_COLUMN",
    "FINDINGS_HEADER_ROW",
    "FINDINGS_LAST_ROW",
    "FIRST_INDICATOR_ROW",
    "FIRST_SUMMARY_ROW",
    "FIX_RECORD",
    "FRONT",
    "GUIDE",
    "GUIDE_STATE_ROW",
    "GUIDE_UNITS_ROW",
    "HEADER_ROW",
    "INDICATOR_FIELDS",
    "INPUT_FREE",
    "LAST_SUMMARY_ROW",
    "LEAD_LINE",
    "LEFTOVERS",
    "LISTS",
    "MARK_RECORD",
    "OVERALL",
    "PROJECT_FIELDS",
    "RULES",
    "SAFEGUARDS",
    "SPARE_PARAGRAPHS",
    "SPARE_ROWS",
    "SUMMARY",
    "TITLE_FORMULA",
    "UNIT_FORMULA",
    "YEAR",
    "ListSheet",
    "continued_key",
    "heading_of",
    "is_unused",
    "marker",
    "needs_marker",
    "parse_heading",
    "project_sheet",
]

# --- Sheets ---------------------------------------------------------------------------------

GUIDE: Final = "说明"
DEPARTMENT: Final = "部门目标"
SUMMARY: Final = "项目汇总"
CHECK_RESULTS: Final = "校验结果"
RULES: Final = "规则"
LISTS: Final = "词表"
MARK_RECORD: Final = "校验标记"
FIX_RECORD: Final = "规范记录"
"""Sheets of the add-in: what stood where it has put marks, and what its fixes have changed."""
INPUT_FREE: Final = frozenset(
    {GUIDE, SUMMARY, CHECK_RESULTS, RULES, LISTS, MARK_RECORD, FIX_RECORD}
)
"""Sheets that hold nothing of a user's own; the reader passes them over."""


def project_sheet(position: int) -> str:
    """The name of the sheet of the project at this place, counted from 1."""
    return f"项目{position}"


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A plain list: the sheet's name, its column labels, and the columns' widths."""

    name: str
    columns: tuple[str, str]
    widths: tuple[int, int]
    state: str = "visible"


LEFTOVERS: Final = ListSheet("未识别内容", ("原文行号", "内容"), (12, 100))
BOOKMARKS: Final = ListSheet("书签", ("名称", "位置"), (30, 50), "hidden")
CONTINUED: Final = ListSheet("续文", ("编号", "内容"), (12, 100))

FIRST_SUMMARY_ROW: Final = 5
LAST_SUMMARY_ROW: Final = 64
GUIDE_STATE_ROW: Final = 2
GUIDE_UNITS_ROW: Final = 16
"""Where the guide lists signs and units."""

FINDINGS_HEADER_ROW: Final = 3
FINDINGS_LAST_ROW: Final = 5000
"""As far as the counts and colours of the sheet of findings reach."""

# --- A project's sheet: six columns A to F, the verdict in G, further columns from H ----------

CHECK: Final = "校验"
CHECK_COLUMN: Final = 7
EXTRA_COLUMN: Final = 8
HEADER_ROW: Final = 10
FIRST_INDICATOR_ROW: Final = 11
SPARE_ROWS: Final = 8
TITLE_FORMULA: Final = f'IF(E3="","{words.PROJECTS_TITLE}表",E3&"{words.PROJECT_TITLE_SUFFIX}")'
UNIT_FORMULA: Final = f"'{DEPARTMENT}'!$B$2&'{DEPARTMENT}'!$D$2"
INDICATOR_FIELDS: Final = tuple(words.COLUMNS)

PROJECT_FIELDS: Final = {
    "title": "A1",
    "unit": "A2",
    "money_unit": "E2",
    "code": "B3",
    "name": "E3",
    "funding.total": "B5",
    "funding.fiscal": "D5",
    "funding.other": "E5",
    "funding.purpose": "C6",
    "plan.march": "B8",
    "plan.june": "C8",
    "plan.october": "D8",
    "plan.december": "E8",
    "goals": "B9",
}
"""Field of a project to the cell that the stamp writes it to."""

_HEADING: Final = re.compile(r"(?:(-?[0-9]{1,18})\.)?(.*)" + words.PROJECT_TITLE_SUFFIX, re.DOTALL)
_LOOKS_NUMBERED: Final = re.compile(r"(?:-?[0-9]{1,18})?\.")


def heading_of(number: int | None, title: str) -> str:
    """The heading of a project's sheet as plain text, `N.<title>绩效目标表`.

    A title without a number that itself begins like `N.` gets a bare point in front, so that
    `parse_heading` tells the two apart.
    """
    if number is not None:
        return f"{number}.{title}{words.PROJECT_TITLE_SUFFIX}"
    front = "." if _LOOKS_NUMBERED.match(title) else ""
    return front + title + words.PROJECT_TITLE_SUFFIX


def parse_heading(text: str) -> tuple[int | None, str] | None:
    """Number and title of a heading written as text; None when it is no such heading."""
    match = _HEADING.fullmatch(text)
    if match is None:
        return None
    number, title = match[1], match[2]
    if number is not None:
        return int(number), title
    return None, title.removeprefix(".")


def is_unused(project: Project) -> bool:
    """Whether a project holds nothing but what a blank sheet says by itself."""
    return project == Project(
        number=project.number, unit=project.unit, money_unit=project.money_unit
    )


# --- The department's sheet: four columns, sections one below the other -----------------------

OVERALL, DUTIES, SAFEGUARDS = words.SECTIONS
FRONT: Final = "封面与目录"
DEPARTMENT_CODE: Final = "部门编码"
DEPARTMENT_NAME: Final = "部门名称"
YEAR: Final = "预算年度"
LEAD_LINE: Final = "提示行"
DUTY_COLUMNS: Final = ("序号", "职责", "绩效目标", "绩效指标")
DEPARTMENT_FIELDS: Final = {"code": "B2", "name": "D2", "year": "B3"}
SPARE_PARAGRAPHS: Final = 3

# --- Texts longer than a cell can hold ---------------------------------------------------------

_MARKER: Final = re.compile(r"〔续文([0-9]{1,9})〕\Z")


def marker(key: int) -> str:
    """What the first piece of a long text ends in; the rest stands under `key` on 续文."""
    return f"〔续文{key}〕"


def needs_marker(text: str) -> bool:
    """Whether a text ends as if it went on elsewhere, and so must be marked to stay itself."""
    return text.endswith("〕") and _MARKER.search(text) is not None


def continued_key(text: str) -> tuple[int, int] | None:
    """Key and start of the marker that a cell ends in, None without one."""
    if not text.endswith("〕"):
        return None
    match = _MARKER.search(text)
    return None if match is None else (int(match[1]), match.start())
