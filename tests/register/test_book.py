"""The workbook: what stands in it, that text stays text, and that its bytes are always the same."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.register.documents import DANGEROUS, project
from xlgoals.checks import Severity
from xlgoals.model import GoalDocument
from xlgoals.reading import ReadResult
from xlgoals.register import Register, build_register, collect, is_register, write
from xlgoals.register import book as book_module
from xlgoals.register.cells import Formula, criterion, heights, line
from xlgoals.register.columns import FINDINGS, PROJECTS, TABLES
from xlgoals.register.totals import by_department, by_rule

SHEETS = ["概览", "按部门", "按规则", "项目", "指标", "问题"]


def rows(sheet: Worksheet, first: int) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(min_row=first, values_only=True))


def plain(values: Any) -> list[tuple[Any, ...]]:
    """Rows as a workbook gives them back: numbers as floats, nothing for empty texts."""
    return [
        tuple(
            None
            if value == ""
            else float(value)
            if isinstance(value, (int, Decimal)) or hasattr(value, "item")
            else value
            for value in row
        )
        for row in values
    ]


def test_sheets_hold_the_tables(register: Register, small: Path) -> None:
    opened = load_workbook(small)
    assert opened.sheetnames == SHEETS
    for table in TABLES:
        sheet = opened[table.title]
        assert [cell.value for cell in sheet[1]] == table.headers
        assert plain(rows(sheet, 2)) == plain(register.rows(table))
        assert sheet.freeze_panes == "A2"
        (made,) = sheet.tables.values()
        assert (made.name, made.ref) == (f"register_{table.key}", sheet.dimensions)
        assert made.autoFilter.ref == made.ref


def test_totals_are_values_with_formulas_behind_them(register: Register, small: Path) -> None:
    values, formulas = load_workbook(small, data_only=True), load_workbook(small)
    for name, total in (("按部门", by_department(register)), ("按规则", by_rule(register))):
        found = plain(rows(values[name], 5))
        assert found == plain(total)
        assert values[name].auto_filter.ref == f"A4:{values[name].dimensions.split(':')[1]}"
    masked = criterion("$A5", "~*?")
    wanted = f"=SUMIFS('项目'!$I$2:$I$15,'项目'!$B$2:$B$15,{masked})"
    assert formulas["按部门"]["D5"].value == wanted
    assert formulas["按部门"]["D3"].value == "=SUBTOTAL(9,D5:D8)"
    assert values["按部门"]["D3"].value == 13.3


def test_amounts_keep_all_their_digits(small: Path) -> None:
    with zipfile.ZipFile(small) as opened:
        sheet = opened.read("xl/worksheets/sheet4.xml").decode()
    assert re.findall(r'<c r="I[2-4]"[^>]*><v>([^<]*)</v>', sheet) == ["0.10", "0.20", "2.0000"]


def test_dangerous_texts_stay_texts(small: Path) -> None:
    opened = load_workbook(small)
    for row, text in enumerate(DANGEROUS, start=5):
        for column in ("H", "L"):
            cell = opened["项目"][f"{column}{row}"]
            assert (cell.value, cell.data_type) == (text, "s")
    with zipfile.ZipFile(small) as archive:
        for at in (4, 5, 6):
            assert b"<f>" not in archive.read(f"xl/worksheets/sheet{at}.xml")


def test_severities_are_painted(small: Path) -> None:
    sheet = load_workbook(small)["问题"]
    fills = {
        sheet.cell(row, 6).value: sheet.cell(row, 6).fill.fgColor.rgb
        for row in range(2, sheet.max_row + 1)
    }
    assert len(fills) == len(set(fills.values())) == len(Severity)


def test_charts_point_to_the_totals_and_keep_their_values(small: Path) -> None:
    with zipfile.ZipFile(small) as opened:
        first, second = (opened.read(f"xl/charts/chart{at}.xml").decode() for at in (1, 2))
    assert re.findall(r"<(?:c:)?f>([^<]*)<", first) == ["'按部门'!$A$5:$A$8", "'按部门'!$D$5:$D$8"]
    assert re.findall(r"<v>([0-9.]+)</v>", first) == ["11", "2", "0.3", "0"]
    assert 'wrap="none"' in first
    assert second.count("<ser>") + second.count("<c:ser>") == len(Severity)


def test_bytes_are_the_same_in_another_process(small: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.register.documents import *\n"
        "from xlgoals.reading import ReadResult; from xlgoals.register import *\n"
        "build_register([collect('水务.txt', ReadResult(WATER)), failed('坏.txt', '文件是空的'),"
        " collect('公路.txt', ReadResult(ROADS)), collect('=怪.txt', ReadResult(NASTY))],"
        " Path(sys.argv[1]))"
    )
    again = small.with_name("again.xlsx")
    command = [sys.executable, "-c", code, str(again)]
    root = Path(__file__).parents[2]
    subprocess.run(command, check=True, cwd=root, env={"PYTHONHASHSEED": "5", "PYTHONPATH": "."})
    assert again.read_bytes() == small.read_bytes()


def test_a_stored_book_has_the_same_parts(register: Register, small: Path) -> None:
    (stored,) = write(register, small.with_name("stored.xlsx"), packed=False)
    with zipfile.ZipFile(small) as one, zipfile.ZipFile(stored) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())
        assert {entry.compress_type for entry in other.infolist()} == {zipfile.ZIP_STORED}


def test_a_register_is_told_from_documents(small: Path, tmp_path: Path, rich: bytes) -> None:
    (tmp_path / "文本.xlsx").write_bytes(rich)
    (tmp_path / "坏.xlsx").write_bytes(b"PK\3\4")
    assert is_register(small)
    assert not is_register(tmp_path / "文本.xlsx")
    assert not is_register(tmp_path / "坏.xlsx")
    assert not is_register(tmp_path / "没有.xlsx")


def test_a_register_of_nothing_opens(tmp_path: Path) -> None:
    (path,) = build_register([], tmp_path / "空.xlsx")
    opened = load_workbook(path, data_only=True)
    assert opened.sheetnames == SHEETS
    assert opened["按部门"]["D3"].value == 0
    assert opened["项目"].tables["register_projects"].ref == "A1:U2"


def test_a_long_table_goes_on_in_the_next_sheet(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "_MOST_ROWS", 10)
    (path,) = write(register, tmp_path / "长.xlsx")
    opened = load_workbook(path)
    names = [name for name in opened.sheetnames if name.startswith("项目")]
    assert names == ["项目", "项目2"]
    together = [row for name in names for row in rows(opened[name], 2)]
    assert plain(together) == plain(register.rows(PROJECTS))
    assert opened["按部门"]["C6"].value == (
        "=COUNTIFS('项目'!$B$2:$B$11,\"=\"&$A6)+COUNTIFS('项目2'!$B$2:$B$5,\"=\"&$A6)"
    )
    tables = [name for sheet in opened for name in sheet.tables]
    assert len(tables) == len(set(tables))


def test_formulas_that_would_be_slow_are_left_out(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xlgoals.register.pivots._MOST_COMPARED", 0)
    (path,) = write(register, tmp_path / "值.xlsx")
    sheet = load_workbook(path)["按部门"]
    assert sheet["D5"].value == 11
    assert sheet["D3"].value == "=SUBTOTAL(9,D5:D8)"


def test_texts_too_long_for_a_cell_are_cut(tmp_path: Path) -> None:
    document = GoalDocument(projects=(project("长", ("1", "1", ""), purpose="长" * 40_000),))
    rows_of = [collect("a.txt", ReadResult(document), findings=())]
    (path,) = build_register(rows_of, tmp_path / "a.xlsx")
    text = load_workbook(path)["项目"]["L2"].value
    assert (len(text), text[-2:]) == (32_767, "长…")


def test_a_line_escapes_and_formats() -> None:
    values = ["<&\x01", None, Decimal("1E+3"), 7, Formula('A1&"x"', Decimal("0.10"))]
    made = line(3, "ABCDE", [1, 2, 3, 4, 5], values, 18)
    assert made == (
        '<row r="3" ht="18" customHeight="1"><c r="A3" s="1" t="inlineStr"><is>'
        '<t xml:space="preserve">&lt;&amp;_x0001_</t></is></c><c r="B3" s="2"/>'
        '<c r="C3" s="3"><v>1000</v></c><c r="D3" s="4"><v>7</v></c>'
        '<c r="E3" s="5"><f>A1&amp;"x"</f><v>0.10</v></c></row>'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("局", '"="&$A5'),
        ("a*", '"="&SUBSTITUTE($A5,"*","~*")'),
        ("~?", '"="&SUBSTITUTE(SUBSTITUTE($A5,"~","~~"),"?","~?")'),
    ],
)
def test_criteria_mask_wild_cards(text: str, expected: str) -> None:
    assert criterion("$A5", text) == expected


def test_rows_are_as_high_as_their_texts_need() -> None:
    tall = heights(FINDINGS)
    row = [""] * len(FINDINGS.columns)
    row[FINDINGS.at("message")] = "短"
    assert tall(row) == 18
    row[FINDINGS.at("message")] = "问题" * 30  # 120 digits wide in a column of 40
    assert tall(row) == 48
    row[FINDINGS.at("written")] = "一\n" * 50
    assert tall(row) == 123


@pytest.mark.office
def test_libreoffice_calculates_the_same_totals(
    small: Path, tmp_path: Path, soffice: Callable[[Path, str], Path]
) -> None:
    """The values are taken out first, so LibreOffice cannot but calculate them."""
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(small) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            target.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", source.read(name)))
    calculated = load_workbook(soffice(bare, "xlsx"), data_only=True)
    ours = load_workbook(small, data_only=True)
    compared = 0
    for name in SHEETS[:3]:
        for row in ours[name].iter_rows():
            for cell in row:
                theirs = calculated[name][cell.coordinate].value
                if isinstance(cell.value, (int, float)):
                    assert theirs == pytest.approx(cell.value, abs=1e-9), (name, cell.coordinate)
                    compared += 1
                else:
                    assert theirs == cell.value
    assert compared > 100
    assert set(calculated["项目"].tables) == {"register_projects"}


@pytest.mark.office
def test_libreoffice_prints_it(small: Path, soffice: Callable[[Path, str], Path]) -> None:
    assert soffice(small, "pdf").read_bytes().startswith(b"%PDF")
