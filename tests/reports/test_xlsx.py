from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.reports.samples import HOSTILE, results
from xlgoals.reports import xlsx


@pytest.fixture
def book(tmp_path: Path) -> Any:
    path = tmp_path / "out" / "报告.xlsx"
    path.parent.mkdir()
    with results() as found:
        xlsx.write(found, path, path)
    return load_workbook(path)


def rows(sheet: Any, *columns: int) -> list[list[object]]:
    return [[row[at] for at in columns] for row in sheet.iter_rows(values_only=True)]


def test_sheets_and_their_totals(book: Any) -> None:
    assert book.sheetnames == ["问题", "按规则", "按文件"]
    assert rows(book["按规则"], 0, 3, 4, 5, 6) == [
        ["规则", "错误", "警告", "提示", "小计"],
        ["FND001", 1, 0, 0, 1],
        ["FND004", 1, 0, 0, 1],
        ["FND011", 0, 0, 1, 1],
        ["VAL010", 0, 0, 1, 1],
        ["TXT001", 0, 1, 0, 1],
        ["合计", 2, 1, 2, 5],
    ]
    assert rows(book["按文件"], 0, 2, 3, 7, 8) == [
        ["文件", "项目数", "预算数合计（万元）", "小计", "读取情况"],
        ["甲.txt", 2, 1334.5, 4, "正常"],
        ["乙.xlsx", 1, 0, 1, "正常"],
        ["好.txt", 0, 0, 0, "正常"],
        ["空.txt", 0, 0, 0, "文件是空的，没有内容。"],
        ["合计", 3, 1334.5, 5, None],
    ]


def test_findings_stay_text_and_can_be_filtered(book: Any) -> None:
    sheet = book["问题"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:K6"
    values = {cell.value: cell for cell in sheet["H"]}
    assert values["=1+1"].data_type == "s"
    assert HOSTILE in values
    fills = {row[0].value: row[0].fill.fgColor.rgb for row in sheet.iter_rows(min_row=2)}
    assert len(set(fills.values())) == 3


def test_places_link_to_the_file_and_the_cell(book: Any) -> None:
    links = {cell.value: cell.hyperlink for cell in book["问题"]["G"] if cell.hyperlink}
    target = links["项目1!B5"].target
    assert target.endswith("in/乙.xlsx")
    assert links["项目1!B5"].location == "'项目1'!B5"
    assert links["第12行"].location is None


def test_control_characters_and_escapes_survive(tmp_path: Path) -> None:
    from tests.reports.samples import files

    odd = "a\x07b_x0041_"
    checked = files()[1]
    row = checked.rows[0]._replace(value=odd)
    from dataclasses import replace

    with results([replace(checked, rows=(row,))]) as found:
        xlsx.write(found, tmp_path / "r.xlsx", tmp_path / "r.xlsx")
    xml = zipfile.ZipFile(tmp_path / "r.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert "a_x0007_b_x005F_x0041_" in xml


def test_the_number_of_a_project_stands_apart_from_its_name(book: Any) -> None:
    number, name = next(row for row in book["问题"].iter_rows(2, 9, 4, 5) if row[0].value)
    assert (number.alignment.horizontal, name.alignment.horizontal) == ("center", "left")
