"""The sheets of the standard workbook that are plain lists: findings, rules, lists of choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals import messages
from xlgoals.forms import sheet as place
from xlgoals.forms import template_styles as look
from xlgoals.forms.fill import height, lines
from xlgoals.forms.native_project import WEIGHTS
from xlgoals.forms.native_row import SIGNS_OF_TWO
from xlgoals.forms.native_tables import CLASS_SUFFIX, NativeTables, tables
from xlgoals.forms.native_words import NAMES
from xlgoals.forms.template_cells import colours, heights, page, put, widths, word

__all__ = ["BASIS_LIST", "CLASS_LIST", "RuleRow", "choices", "findings", "rules"]

CLASS_LIST: Final = "一级指标列表"
BASIS_LIST: Final = "确定依据列表"

_LEVELS: Final = ("error", "warning", "info")
_FINDING_WIDTHS: Final = {
    "severity": 8, "code": 10, "place": 16, "project": 20, "field": 18, "value": 26,
    "message": 40, "fix": 44,
}  # fmt: skip
_RULE_WIDTHS: Final = {
    "code": 10, "severity": 8, "name": 26, "why": 50, "bad": 36, "good": 36
}  # fmt: skip
_RULES_HEADER: Final = 2


class RuleRow(NamedTuple):
    """A rule as the sheet 规则 shows it, in words; `severity` is one of 错误, 警告, 提示, 关闭."""

    code: str
    severity: str
    name: str
    why: str
    bad: str
    good: str


_NO_RULE: Final = RuleRow("", "", "", "", "", "")


def findings(sheet: Worksheet) -> None:
    """校验结果: what an import found, with counts above; the stamp fills its rows."""
    header, first = place.FINDINGS_HEADER_ROW, place.FINDINGS_HEADER_ROW + 1
    _frame(sheet, "results", _FINDING_WIDTHS, header)
    last = chr(64 + len(_FINDING_WIDTHS))
    cells = f"$A${first}:$A${place.FINDINGS_LAST_ROW}"
    counts = '&"，"&'.join(
        f'"{_level(level)} "&COUNTIF({cells},"{_level(level)}")' for level in _LEVELS
    )
    put(sheet, f"A2:{last}2", look.NOTE, f'={counts}&"{word("results-note")}"')
    styles = (look.MARK, look.MARK, look.LINK, *(look.SHOWN,) * 5)
    for letter, style in zip("ABCDEFGH", styles, strict=True):
        put(sheet, f"{letter}{first}", style)
    severity_colours(sheet, f"A{first}:A{place.FINDINGS_LAST_ROW}")
    sheet.auto_filter.ref = f"A{header}:{last}{first}"
    page(sheet, f"A1:{last}{first}", repeat=header, landscape=True)


def rules(sheet: Worksheet, rows: Iterable[RuleRow]) -> None:
    """规则: the catalogue, one row a rule."""
    _frame(sheet, "rules", _RULE_WIDTHS, _RULES_HEADER)
    # One row at least: the stamp takes the look of its lists from there.
    shown = tuple(rows) or (_NO_RULE,)
    last = _RULES_HEADER + len(shown)
    for number, rule in enumerate(shown, start=_RULES_HEADER + 1):
        tall = []
        for letter, text, width in zip("ABCDEF", rule, _RULE_WIDTHS.values(), strict=True):
            style = look.MARK if letter in "AB" else look.SHOWN
            put(sheet, f"{letter}{number}", style, text or None)
            if text.startswith("="):
                sheet[f"{letter}{number}"].data_type = "s"
            tall.append(lines(text, width))
        heights(sheet, {number: height(tall, 26)})
    severity_colours(sheet, f"B{_RULES_HEADER + 1}:B{last}")
    sheet.auto_filter.ref = f"A{_RULES_HEADER}:F{last}"
    page(sheet, f"A1:F{last}", repeat=_RULES_HEADER, landscape=True)


def _frame(sheet: Worksheet, key: str, columns: dict[str, int], header: int) -> None:
    """Title and headers, which stay in view."""
    widths(sheet, tuple(columns.values()))
    put(sheet, f"A1:{chr(64 + len(columns))}1", look.TITLE, word(f"{key}-title"))
    for letter, column in zip("ABCDEFGH", columns, strict=False):
        put(sheet, f"{letter}{header}", look.HEADER, word(f"{key}-{column}"))
    heights(sheet, {1: 36, 2: 22, header: 26})
    sheet.freeze_panes = f"A{header + 1}"


def _level(level: str) -> str:
    return messages.text(f"severity-{level}", "zh")


def severity_colours(sheet: Worksheet, cells: str) -> None:
    """Colour the cells of a column that name a severity."""
    first = cells.partition(":")[0]
    colours(sheet, cells, {level: f'${first}="{_level(level)}"' for level in _LEVELS})


def choices(book: Workbook, sheet: Worksheet) -> None:
    """词表: what drop-downs offer, and the tables of the native checks, each under a name."""
    known = tables()
    lower = {
        key + CLASS_SUFFIX: [
            name + CLASS_SUFFIX
            for name, upper in zip(known.level2_keys, known.upper, strict=True)
            if upper == at
        ]
        for at, key in enumerate(known.level1_keys, start=1)
    }
    named: dict[str, Sequence[str | int | float]] = {
        CLASS_LIST: list(lower),
        **lower,
        BASIS_LIST: known.standards,
    }
    named |= {NAMES[key]: column for key, column in _columns(known).items()}
    for number, (name, column) in enumerate(named.items(), start=1):
        letter = get_column_letter(number)
        put(sheet, f"{letter}1", look.HEADER, name)
        for row, value in enumerate(column, start=2):
            put(sheet, f"{letter}{row}", look.SHOWN, value)
            if isinstance(value, str):
                sheet[f"{letter}{row}"].data_type = "s"
        cells = f"'{place.LISTS}'!${letter}$2:${letter}${len(column) + 1}"
        if len(column) == 1:
            cells = f"'{place.LISTS}'!${letter}$2"
        book.defined_names[name] = DefinedName(name, attr_text=cells)
        sheet.column_dimensions[letter].width = 18
    sheet.sheet_state = "hidden"


def _columns(known: NativeTables) -> dict[str, Sequence[str | int | float]]:
    """The tables of the native checks, by the keys of `NAMES`."""
    columns: dict[str, Sequence[str | int | float]] = {
        "level1_key": known.level1_keys, "level2_key": known.level2_keys, "upper": known.upper,
        "change": known.changes, "budget": known.budget_names, "sign2": SIGNS_OF_TWO,
        "upto30": range(1, 31), "upto20": range(1, 21), "upto8": range(1, 9), "weight": WEIGHTS,
        "odd": [known.odd], "not_in_unit": [known.not_in_units], "filler": ["x" * 30],
    }  # fmt: skip
    for key, other, pairs in (
        ("level1", "level1_number", known.level1), ("level2", "level2_number", known.level2),
        ("ending", "ending_kind", known.endings), ("unit", "unit_kind", known.units),
    ):  # fmt: skip
        columns[key] = [text for text, _ in pairs]
        columns[other] = [number for _, number in pairs]
    columns["money"] = [unit for unit, _ in known.money]
    columns["money_factor"] = [float(factor) for _, factor in known.money]
    return columns
