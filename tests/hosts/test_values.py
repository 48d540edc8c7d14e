"""Values: what Excel makes of what is written, and what it gives back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
import xlwings

pytestmark = pytest.mark.office

DAY = dt.datetime(2026, 3, 1)  # noqa: DTZ001 - a cell's date has no time zone
MOMENT = dt.datetime(2026, 3, 1, 13, 30, 15)  # noqa: DTZ001

# what is assigned, what is read, and the number format that the cell has then
WRITTEN: list[tuple[Any, Any, str]] = [
    ("文字", "文字", "General"),
    (5, 5.0, "General"),
    (0.1, 0.1, "General"),
    (Decimal("12.50"), 12.5, "General"),
    (-3.25e-7, -3.25e-7, "General"),
    (True, True, "General"),
    (False, False, "General"),
    (None, None, "General"),
    ("", None, "General"),
    (float("nan"), None, "General"),
    (pd.NA, None, "General"),
    (pd.NaT, None, "General"),
    (pd.Timestamp(MOMENT), MOMENT, "yyyy-mm-dd hh:mm:ss"),
    (DAY.date(), DAY, "yyyy-mm-dd"),
    (MOMENT, MOMENT, "yyyy-mm-dd hh:mm:ss"),
    (dt.time(18), 0.75, "hh:mm:ss"),
    # texts that Excel reads as something else
    ("12", 12.0, "General"),
    (" 1,234.50 ", 1234.5, "General"),
    ("-.5", -0.5, "General"),
    ("1e3", 1000.0, "General"),
    ("95%", 0.95, "0%"),
    ("12.5%", 0.125, "0.00%"),
    ("2026-03-01", DAY, "yyyy-mm-dd"),
    ("2026/3/1", DAY, "yyyy-mm-dd"),
    ("true", True, "General"),
    ("=1+2", 3.0, "General"),
    # and texts that it leaves
    ("≥95%", "≥95%", "General"),
    ("13993126P00001210001X", "13993126P00001210001X", "General"),
    ("12处", "12处", "General"),
    ("１２", "１２", "General"),
    ("1,23", "1,23", "General"),
    ("2026-13-01", "2026-13-01", "General"),
    ("=", "=", "General"),
    ("e5", "e5", "General"),
    ("%", "%", "General"),
    ("'0012", "0012", "@"),
    ("'=1+2", "=1+2", "@"),
]
# what is assigned to a cell of format `@`, and what stays there
TEXTS: list[tuple[Any, Any]] = [
    ("95%", "95%"),
    ("0012", "0012"),
    ("=1+2", "=1+2"),
    (12, "12"),
    (0.5, "0.5"),
    (True, "TRUE"),
    (DAY.date(), "2026-03-01"),
    ("文字", "文字"),
    (None, None),
]
ERRORS = {
    "=1/0": "#DIV/0!",
    "=NA()": "#N/A",
    '="a"+1': "#VALUE!",
    "=NO_SUCH_FUNCTION(1)": "#NAME?",
    "=10^400": "#NUM!",
}


@pytest.mark.parametrize(("value", "read", "number_format"), WRITTEN, ids=repr)
def test_a_cell(sheet: Any, value: Any, read: Any, number_format: str) -> None:
    cell = sheet["B2"]
    cell.value = value
    assert cell.value == read
    assert type(cell.value) is type(read)
    assert cell.number_format == number_format


def test_a_block_is_as_its_cells(sheet: Any) -> None:
    values = [value for value, _, _ in WRITTEN]
    sheet["B2"].value = [values, values]
    block = sheet["B2"].resize(2, len(values))
    assert block.value == [[read for _, read, _ in WRITTEN]] * 2
    assert [cell.number_format for cell in block[1, :]] == [form for _, _, form in WRITTEN]


@pytest.mark.parametrize(("value", "read"), TEXTS, ids=repr)
def test_a_cell_for_text(sheet: Any, value: Any, read: Any) -> None:
    sheet["B2:C3"].number_format = "@"
    sheet["B2"].value = value
    sheet["A3"].value = [[value, value, value]]
    assert sheet["B2"].value == read
    assert sheet["B3:C3"].value == [read, read]
    assert sheet["B2"].number_format == "@"


def test_cells_for_text_among_others(sheet: Any) -> None:
    sheet["B1:B3"].number_format = "@"
    sheet["A1"].value = [["95%", "95%", "1"], ["2", "2", "=1+1"], [None, "=1+1", "x"]]
    assert sheet["A1:C3"].value == [[0.95, "95%", 1.0], [2.0, "2", 2.0], [None, "=1+1", "x"]]


@pytest.mark.parametrize(("formula", "shown"), ERRORS.items())
def test_errors_are_none_or_text(sheet: Any, formula: str, shown: str) -> None:
    sheet["A1"].formula = formula
    sheet["A2"].value = 1
    assert sheet["A1"].value is None
    assert sheet["A1:A2"].value == [None, 1.0]
    assert sheet["A1:A2"].options(err_to_str=True).value == [shown, 1.0]


def test_results_of_formulas(sheet: Any) -> None:
    formulas = ["=1>0", "=DATE(2026,3,1)", '=""', '="a"', "=0.5", "=1+0"]
    sheet["A1"].value = [formulas]
    assert sheet["A1:F1"].value == [True, DAY, None, "a", 0.5, 1.0]


def test_options_of_reading(sheet: Any) -> None:
    sheet["A1"].value = [[1, None], [DAY, "x"]]
    cells = sheet["A1:B2"]
    assert cells.options(numbers=int, empty="无", dates=dt.date).value == [
        [1, "无"], [DAY.date(), "x"]
    ]  # fmt: skip
    assert cells.options(transpose=True).value == [[1.0, DAY], [None, "x"]]
    assert sheet["A1"].options(ndim=2).value == [[1.0]]


def test_writing_one_value_fills_the_range(sheet: Any) -> None:
    sheet["A1:B2"].value = "满"
    assert sheet["A1:B2"].value == [["满", "满"], ["满", "满"]]


def test_rows_and_columns(sheet: Any) -> None:
    sheet["A1"].value = [1, 2, 3]
    sheet["A3"].options(transpose=True).value = [4, 5, 6]
    assert sheet["A1:C1"].value == [1.0, 2.0, 3.0]
    assert sheet["A3:A5"].value == [4.0, 5.0, 6.0]


def test_a_frame(sheet: Any) -> None:
    frame = pd.DataFrame({"名称": ["甲", "乙"], "金额": [1.5, 2.0]})
    sheet["A1"].options(index=False).value = frame
    read = sheet["A1"].options(pd.DataFrame, index=False, expand="table").value
    pd.testing.assert_frame_equal(read, frame)


def test_writing_keeps_notes_and_looks(sheet: Any) -> None:
    sheet["B2"].add_note("留着")
    sheet["B2"].color = (1, 2, 3)
    sheet["A1"].value = [["甲", "乙", "丙"], ["丁", "=1+1", 3]]
    sheet["B2"].value = "戊"
    assert sheet["A1:C2"].value == [["甲", "乙", "丙"], ["丁", "戊", 3.0]]
    assert sheet["B2"].note.text == "留着"
    assert sheet["B2"].color == (1, 2, 3)
    sheet["B2"].clear_contents()
    assert (sheet["B2"].value, sheet["B2"].note.text) == (None, "留着")


def test_a_thousand_rows_are_one_block(sheet: Any) -> None:
    rows = [[number, f"≥{number}", number / 2] for number in range(1, 1001)]
    sheet["A1"].value = rows
    assert sheet["A1"].expand().value == rows


# formula as written, as read, and its value
FORMULAS = [
    ('=A1&"x;y, z"', '=A1&"x;y, z"', "5x;y, z"),
    ("=IF(A1>3,SUM(A1,1.5),0)", "=IF(A1>3,SUM(A1,1.5),0)", 6.5),
    ("='第 二张'!$B$2*2", "='第 二张'!$B$2*2", 14.0),
    ("=SUM(第三张!A1:B2)", "=SUM(第三张!A1:B2)", 10.0),
    ("=SUM({1,2;3,4})", "=SUM({1,2;3,4})", 10.0),
    ("=总额*2", "=总额*2", 14.0),
    ("=VLOOKUP(1,第三张!A:B,2,FALSE)", "=VLOOKUP(1,第三张!A:B,2,FALSE)", 2.0),
    ('=COUNTIF(第三张!1:1,">1")', '=COUNTIF(第三张!1:1,">1")', 1.0),
    ("=-A1%", "=-A1%", -0.05),
]


@pytest.fixture(scope="module")
def others(book: Any) -> None:
    second = book.sheets.add("第 二张", after=book.sheets[-1])
    second["B2"].value = 7
    second["B2"].name = "总额"
    third = book.sheets.add("第三张", after=book.sheets[-1])
    third["A1"].value = [[1, 2], [3, 4]]


@pytest.mark.parametrize(("written", "read", "value"), FORMULAS)
@pytest.mark.usefixtures("others")
def test_formulas(sheet: Any, written: str, read: str, value: Any) -> None:
    sheet["A1"].value = 5
    sheet["C3"].formula = written
    assert (sheet["C3"].formula, sheet["C3"].value) == (read, pytest.approx(value))
    assert sheet["B3:C3"].formula == (("", read),)


def test_a_formula_is_filled(sheet: Any) -> None:
    sheet["A1"].value = [[1, 10], [2, 20]]
    sheet["D1:E2"].formula = "=A1*$B1"
    assert sheet["D1:E2"].formula == (("=A1*$B1", "=B1*$B1"), ("=A2*$B2", "=B2*$B2"))
    assert sheet["D1:E2"].value == [[10.0, 100.0], [40.0, 400.0]]


def test_formulas_of_constants(sheet: Any) -> None:
    sheet["A1"].value = [["'12", 12, "文字", None]]
    assert sheet["A1:D1"].formula == (("12", "12", "文字", ""),)


def test_an_array_formula(sheet: Any) -> None:
    sheet["A1"].value = [[1], [2]]
    sheet["C1:C2"].formula_array = "=A1:A2*10"
    assert sheet["C1:C2"].value == [10.0, 20.0]
    assert sheet["C1"].has_array
    assert not sheet["A1"].has_array


def test_calculation_by_hand(app: xlwings.App, sheet: Any) -> None:
    sheet["A1"].value = 1
    sheet["B1"].formula = "=A1*2"
    assert app.calculation == "automatic"
    with app.properties(calculation="manual"):
        sheet["A1"].value = 4
        assert (app.calculation, sheet["B1"].value) == ("manual", 2.0)
        app.calculate()
        assert sheet["B1"].value == 8.0
    assert app.calculation == "automatic"
