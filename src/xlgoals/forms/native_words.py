"""What native verdicts look like, and the names under which formulas find the tables of 词表."""

from __future__ import annotations

from functools import cache
from typing import Final

from xlgoals import messages

__all__ = ["ERROR", "NAMES", "OK", "WARNING", "quoted", "verdict", "word"]

ERROR: Final = "×"
WARNING: Final = "△"
OK: Final = "✓"

NAMES: Final = {
    "level1": "表_一级", "level1_number": "表_一级号", "level1_key": "表_一级名",
    "level2": "表_二级", "level2_number": "表_二级号", "level2_key": "表_二级名",
    "upper": "表_所属", "ending": "表_词尾", "ending_kind": "表_词尾类",
    "change": "表_变动", "budget": "表_预算", "unit": "表_单位", "unit_kind": "表_单位类",
    "money": "表_币种", "money_factor": "表_换算", "sign2": "表_双符",
    "upto30": "表_序30", "upto8": "表_序8", "upto20": "表_序20", "weight": "表_权数",
    "odd": "表_杂字", "not_in_unit": "表_非单位", "filler": "表_填充",
}  # fmt: skip
"""Columns and cells of the sheet 词表, by what they hold."""


@cache
def word(key: str, **values: str) -> str:
    """A word of the native checks; Chinese, as the workbook is."""
    return messages.text(f"native.{key}", "zh", **values)


@cache
def verdict(mark: str, code: str, variant: str = "", **values: str) -> str:
    """A verdict: mark, code, and a few words."""
    key = f"{code}-{variant}" if variant else code
    return f"{mark}{code} {word(key, **values)}"


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'
