"""The sheets of the standard workbook that are plain lists: findings, rules, lists of choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals import messages
from xlgoals.forms import sheet as place
from xlgoals.forms import template_styles as look
from xlgoals.forms.fill import height, lines
from xlgoals.forms.template_cells import heights, page, put, widths, word

__all__ = ["RuleRow", "findings", "rules", "severity_colours"]

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
    for level in _LEVELS:
        paper, ink = look.LEVEL_COLOURS[level]
        style = DifferentialStyle(
            font=Font(color=ink, bold=True), fill=PatternFill("solid", bgColor=paper)
        )
        rule = Rule("expression", dxf=style, formula=[f'${first}="{_level(level)}"'])
        sheet.conditional_formatting.add(cells, rule)
