"""The list of findings in a user's own workbook is written anew, and nothing else is touched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms.books import changed, part
from tests.forms.conftest import RICH
from xlgoals.forms import sheet, stamp, workbook
from xlgoals.forms.patch_findings import refill
from xlgoals.forms.stamp import FindingRow
from xlgoals.reading import Place

TOTAL = "projects[1].funding.total"
ROW = FindingRow(
    severity="错误",
    code="FND001",
    path=TOTAL,
    project="项目2 桥梁加固",
    field="预算数",
    value="=1+1 & <b>",
    message="预算数不等于来源之和",
    suggestion="请核对。",
)
OLD = [ROW._replace(severity="警告", code="OLD001")] * 5
PLACES = {TOTAL: Place(sheet="项目2", cell="B6")}
BOOK = stamp.write_bytes(RICH, OLD)


def resaved(data: bytes, change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    """The workbook as another program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def results(data: bytes, *, values: bool = False) -> Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(data), data_only=values)[sheet.CHECK_RESULTS]
    assert isinstance(found, Worksheet)
    return found


def refilled(data: bytes, rows: list[FindingRow]) -> bytes:
    made = refill(data, rows, PLACES)
    assert made is not None
    return made


@pytest.mark.parametrize("data", [BOOK, resaved(BOOK)], ids=["stamped", "resaved"])
def test_the_list_shows_the_new_findings_and_no_others(data: bytes) -> None:
    found = results(refilled(data, [ROW, ROW]))
    shown = [[cell.value for cell in row] for row in found.iter_rows(min_row=4)]
    texts = ["错误", "FND001", "项目2!B6", "项目2 桥梁加固", "预算数", "=1+1 & <b>",
             "预算数不等于来源之和", "请核对。"]  # fmt: skip
    assert shown == [texts, texts]
    assert found["F4"].data_type == "s"
    assert [found[cell].hyperlink.location for cell in ("C4", "C5")] == ["'项目2'!B6"] * 2
    assert found.auto_filter.ref == "A3:H5"
    assert found.print_area == "'校验结果'!$A$1:$H$5"
    assert found["A4"].style_id == results(data)["A4"].style_id
    assert [str(rule.sqref) for rule in found.conditional_formatting] == ["A4:A5000"]


def test_the_counts_follow() -> None:
    old = changed(BOOK, part_of_list(), "导入或自动改正后的结果", "导入时的结果")
    made = refilled(old, [ROW])
    assert str(results(made, values=True)["A2"].value).startswith("错误 1，警告 0，提示 0")
    assert "自动改正后的结果" in str(results(made)["A2"].value)


def part_of_list() -> str:
    names = openpyxl.load_workbook(io.BytesIO(BOOK)).sheetnames
    return f"xl/worksheets/sheet{names.index(sheet.CHECK_RESULTS) + 1}.xml"


def test_no_findings_leave_an_empty_list() -> None:
    found = results(refilled(BOOK, []))
    assert [[cell.value for cell in row] for row in found.iter_rows(min_row=4)] == [[None] * 8]
    assert found["C4"].hyperlink is None


def test_a_finding_of_no_cell_has_no_link() -> None:
    found = results(refilled(BOOK, [ROW._replace(path="year")]))
    assert (found["C4"].value, found["C4"].hyperlink) == (None, None)


def test_a_finding_of_all_projects_leads_to_their_summary() -> None:
    row = ROW._replace(path="projects")
    assert results(refilled(BOOK, [row]))["C4"].value == "项目汇总!A1"

    def without(book: Workbook) -> None:
        del book[sheet.SUMMARY]

    assert results(refilled(resaved(BOOK, without), [row]))["C4"].value is None


def test_another_font_is_the_list_all_the_same() -> None:
    """LibreOffice gives words in Latin letters a style of their own."""

    def latin(book: Workbook) -> None:
        cell = book[sheet.CHECK_RESULTS]["F6"]
        cell.font = Font(name="Calibri", size=cell.font.size, color=cell.font.color)

    assert results(refilled(resaved(BOOK, latin), [ROW])).max_row == 4


def test_a_filter_hides_no_new_finding() -> None:
    def filtered(book: Workbook) -> None:
        found = book[sheet.CHECK_RESULTS]
        found.auto_filter.add_filter_column(0, ["错误"])
        for row in range(4, 9):
            found.row_dimensions[row].hidden = True

    found = results(refilled(resaved(BOOK, filtered), [ROW]))
    assert not found.auto_filter.filterColumn
    assert not found.row_dimensions[4].hidden


def test_only_the_list_and_where_it_ends_are_written_anew() -> None:
    made = refilled(BOOK, [ROW])
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        assert old.namelist() == new.namelist()
        differing = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert differing == {"xl/workbook.xml", part_of_list()}
    assert part(made, "xl/workbook.xml").count("$H$4<") == 2
    assert workbook.read(made).document == workbook.read(BOOK).document


def _own_words(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS]["I5"] = "已处理"


def _own_colour(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS]["E6"].fill = PatternFill("solid", fgColor="00FF00")


def _struck_out(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS]["G6"].font = Font(strike=True)


def _own_note(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS]["E6"].comment = Comment("问过了", "审核")


def _own_formula(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS]["H5"] = "=1+1"


def _own_link(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS]["H5"].hyperlink = "#'项目1'!A1"


def _merged(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS].merge_cells("A4:A5")


def _other_columns(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS].delete_cols(4)


def _far_cell(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS]["XFD1048576"].fill = PatternFill("solid", fgColor="00FF00")


def _no_rows(book: Workbook) -> None:
    book[sheet.CHECK_RESULTS].delete_rows(3, 50)


def _marked(book: Workbook) -> None:
    book.create_sheet(sheet.MARK_RECORD)


CHANGES = [
    *(_own_words, _own_colour, _struck_out, _own_note, _own_formula, _own_link, _merged),
    *(_other_columns, _no_rows, _marked, _far_cell),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_the_list_of_the_stamp_is_left_alone(
    change: Callable[[Workbook], None],
) -> None:
    assert refill(resaved(BOOK, change), [ROW], PLACES) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="4"', "<row"),
        ('<c r="B5"', '<c r="B0"'),
        ("<worksheet ", '<x:worksheet xmlns:x="urn:x" '),
        ('ref="C5"', 'ref="here"'),
        ("</sheetData>", ""),
        (' s="', ' s="99'),
        ('width="', 'width="x'),
    ],
)
def test_a_list_that_no_program_writes_is_left_alone_too(old: str, new: str) -> None:
    data = changed(BOOK, part_of_list(), old, new)
    if "x:worksheet" in new:
        data = changed(data, part_of_list(), "</worksheet>", "</x:worksheet>")
    assert refill(data, [ROW], PLACES) is None


def test_a_workbook_without_a_list_stays_as_it_is() -> None:
    def without(book: Workbook) -> None:
        del book[sheet.CHECK_RESULTS]

    data = resaved(BOOK, without)
    assert refill(data, [ROW], PLACES) == data
