from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from python_calamine import CalamineWorkbook

from tests.forms import strategies_workbook
from tests.forms.books import MAIN, changed, part
from xlgoals.forms import sheet, stamp
from xlgoals.forms.a1 import split_address
from xlgoals.forms.errors import FormError
from xlgoals.forms.fill import amount_format, lines
from xlgoals.forms.xlsx import Workbook
from xlgoals.forms.xstring import encode
from xlgoals.model import Department, Funding, GoalDocument, Indicator, Project
from xlgoals.values import Money

Converter = Callable[[Path, str], Path]
ROAD = Project(number=1, title="道路", name="道路", unit="324001甲局", money_unit="万元")
TWO = GoalDocument(
    department=Department(code="324001", name="甲局"),
    projects=(ROAD, Project(number=4, title="桥", name="桥梁", unit="乙局")),
)

# What a sheet's parts must be ordered by, for Excel to open it without repair.
ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection",
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions",
    "pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing", "tableParts",
]  # fmt: skip


def _shown(data: bytes, name: str, cell: str) -> tuple[str, str | None]:
    """What a cell shows, and its formula."""
    with Workbook(data) as book:
        grid = book.grid(next(info for info in book.sheets if info.name == name))
    place = split_address(cell)
    return grid.text(*place), grid.formulas.get(place)


def _funded(*amounts: str) -> GoalDocument:
    total, fiscal, other = map(Money.parse, (*amounts, "", "", "")[:3])
    return GoalDocument(
        projects=(Project(funding=Funding(total=total, fiscal=fiscal, other=other)),)
    )


def test_heading_and_unit_are_formulas_where_they_follow() -> None:
    data = stamp.write_bytes(TWO)

    assert _shown(data, "项目1", "A1") == ("道路绩效目标表", sheet.TITLE_FORMULA)
    assert _shown(data, "项目1", "A2") == ("324001甲局", sheet.UNIT_FORMULA)
    assert _shown(data, "项目2", "A1") == ("4.桥绩效目标表", None)
    assert _shown(data, "项目2", "A2") == ("乙局", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "0"), ("100", "0"), ("2000.00", "0.00"), ("0.5", "0.0"), ("1.234", "0.000"),
        ("-3.0001", "0.0000"), ("1,234", "#,##0"), ("1,234,567.89", "#,##0.00"),
        ("", None), ("007", None), ("1.23456", None), ("-0.00", None), ("12,34", None),
        ("1,234.5", None), ("１００", None), ("1e5", None), ("9" * 16, None), (".5", None),
        ("+1", None), ("100万元", None),
    ],
)  # fmt: skip
def test_amount_format(text: str, code: str | None) -> None:
    assert amount_format(text) == code


@pytest.mark.parametrize("text", ["2000.00", "0.1", "1,234", "-12.50", "99999999999.9999"])
def test_amounts_are_numbers_that_show_the_text(text: str) -> None:
    data = stamp.write_bytes(_funded(text))

    assert f"><v>{text.replace(',', '')}</v>" in part(data, "xl/worksheets/sheet4.xml")
    assert _shown(data, "项目1", "B5")[0] == text


@pytest.mark.parametrize("text", ["约100", "-0.00", "1e5", "=1+1", "100 "[:3] + "万元"])
def test_other_amounts_stay_text(text: str) -> None:
    data = stamp.write_bytes(_funded(text))

    loaded = openpyxl.load_workbook(BytesIO(data))["项目1"]["B5"]
    assert (loaded.value, loaded.data_type, loaded.number_format) == (text, "s", "@")


def test_summary_adds_up_with_decimals() -> None:
    amounts = ("0.10", "0.20", "x")
    projects = tuple(_funded(amount, amount).projects[0] for amount in amounts)
    data = stamp.write_bytes(GoalDocument(projects=projects))

    assert _shown(data, "项目汇总", "E4") == ("0.30", "SUMPRODUCT(E5:E64)")
    assert _shown(data, "项目汇总", "E7")[0] == "x"
    formula = str(openpyxl.load_workbook(BytesIO(data))["项目汇总"]["E7"].value)
    assert ("INDIRECT" in formula, "$B7" in formula, "$B5" in formula) == (True, True, False)
    links = part(data, "xl/worksheets/sheet3.xml")
    assert '<hyperlink ref="D6" location="\'项目2\'!A1"/>' in links


def test_spare_rows_follow_the_indicators_and_print() -> None:
    rows = tuple(Indicator(level1="产出指标", name=f"指标{at}") for at in range(40))
    document = GoalDocument(projects=(Project(indicators=rows),))

    xml = part(stamp.write_bytes(document), "xl/worksheets/sheet4.xml")

    assert '<row r="58"' in xml
    assert '<row r="59"' not in xml
    assert 'sqref="A11:A58"' in xml
    assert "'项目1'!$A$1:$F$58" in part(stamp.write_bytes(document), "xl/workbook.xml")


def test_optional_sheets_only_when_there_is_something() -> None:
    with Workbook(stamp.write_bytes(TWO)) as book:
        names = [info.name for info in book.sheets]
    assert names == [
        "说明", "部门目标", "项目汇总", "项目1", "项目2", "校验结果", "规则", "词表"
    ]  # fmt: skip


def test_project_sheets_do_not_take_a_name_of_the_template() -> None:
    template = changed(stamp.write_bytes(TWO), "xl/workbook.xml", 'name="项目2"', 'name="项目３"')
    template = changed(template, "xl/workbook.xml", "'项目2'!", "'项目３'!")
    template = changed(template, "xl/workbook.xml", 'name="校验结果"', 'name="项目2"')
    template = changed(template, "xl/workbook.xml", "'校验结果'!", "'项目2'!")

    with Workbook(stamp.Stamp(template).write_bytes(TWO)) as book:
        names = [info.name for info in book.sheets]

    assert names[3:5] == ["项目1", "项目2 (2)"]


def test_a_template_needs_its_sheets() -> None:
    template = changed(stamp.write_bytes(TWO), "xl/workbook.xml", 'name="规则"', 'name="别的"')

    with pytest.raises(FormError) as caught:
        stamp.Stamp(template)

    assert caught.value.key == "damaged"


def test_a_stamped_workbook_serves_as_template() -> None:
    again = stamp.Stamp(stamp.write_bytes(GoalDocument(projects=(Project(),))))

    assert _shown(again.write_bytes(TWO), "项目1", "E3") == ("道路", None)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("短", 1),
        ("长" * 8, 1),
        ("长" * 9, 2),
        ("a" * 17, 1),
        ("a\nb\n", 3),
        ("长" * 17, 2),
    ],
)
def test_lines(text: str, count: int) -> None:
    assert lines(text, 20) == count


@pytest.mark.parametrize(
    "name", ["部门目标", "项目汇总", "项目1", "项目2", "未识别内容", "书签", "续文"]
)
def test_parts_of_a_sheet_are_in_order(name: str, rich: bytes) -> None:
    with Workbook(rich) as book:
        at = next(info.part for info in book.sheets if info.name == name)
    root = ET.fromstring(part(rich, at))  # noqa: S314 - our own
    found = [child.tag.removeprefix(f"{{{MAIN}}}") for child in root]

    assert found == sorted(found, key=ORDER.index)
    merges = [cell.get("ref") for cell in root.iter(f"{{{MAIN}}}mergeCell")]
    assert len(merges) == len(set(merges))
    cells = [cell.get("r", "") for cell in root.iter(f"{{{MAIN}}}c")]
    assert cells == sorted(cells, key=split_address)
    assert len(cells) == len(set(cells))
    rows = [int(row.get("r", "")) for row in root.iter(f"{{{MAIN}}}row")]
    assert rows == sorted(set(rows))


def test_package_is_consistent(rich: bytes) -> None:
    with zipfile.ZipFile(BytesIO(rich)) as opened:
        names = set(opened.namelist())
        assert len(names) == len(opened.namelist())
    types = re.findall('PartName="/([^"]+)"', part(rich, "[Content_Types].xml"))
    targets = re.findall('Target="([^"]+)"', part(rich, "xl/_rels/workbook.xml.rels"))
    book = part(rich, "xl/workbook.xml")

    assert set(types) <= names
    assert {t.lstrip("/") if t.startswith("/") else f"xl/{t}" for t in targets} <= names
    assert {n for n in names if "worksheets/sheet" in n} <= set(types)
    for pattern in ('sheetId="([^"]+)"', ' name="([^"]+)" sheetId', 'r:id="([^"]+)"'):
        found = re.findall(pattern, book)
        assert len(found) == len(set(found)) > 10
    defined = re.findall('<definedName name="([^"]+)"(?: localSheetId="([0-9]+)")?>([^<]+)', book)
    assert len({(name, at) for name, at, _ in defined}) == len(defined)
    assert sorted(name.casefold() for name, _, _ in defined) == [
        n.casefold() for n, _, _ in defined
    ]
    sheets = re.findall(' name="([^"]+)" sheetId', book)
    for _, at, cells in defined:
        if at:
            assert cells.startswith(f"'{sheets[int(at)]}'!")


def test_styles_exist(rich: bytes) -> None:
    count = int(re.findall('<cellXfs count="([0-9]+)"', part(rich, "xl/styles.xml"))[0])

    for at in range(1, 13):
        used = map(int, re.findall(' s="([0-9]+)"', part(rich, f"xl/worksheets/sheet{at}.xml")))
        assert max(used, default=0) < count


_SHOWN = 26  # columns up to Z; helpers of the checks stand behind


def _texts(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """What stands on the sheets, but for the hidden cells that work out verdicts."""
    with Workbook(data) as book:
        grids = {info.name: book.grid(info) for info in book.sheets}
    return {
        name: {(r, c): x for r, cells in grid.rows.items() for c, x in cells.items() if c <= _SHOWN}
        for name, grid in grids.items()
    }


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(strategies_workbook.documents())
def test_openpyxl_reads_the_same_texts(document: GoalDocument) -> None:
    data = stamp.write_bytes(document)
    loaded = openpyxl.load_workbook(BytesIO(data), data_only=True)

    for name, cells in _texts(data).items():
        for place, text in cells.items():
            value = loaded[name].cell(*place).value
            if isinstance(value, str):
                assert value in (text, encode(text), encode(text).replace("x005F_", ""))
                assert loaded[name].cell(*place).data_type != "f"


def test_calamine_reads_the_same_texts(rich: bytes) -> None:
    opened = CalamineWorkbook.from_filelike(BytesIO(rich))

    for name, cells in _texts(rich).items():
        rows = opened.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for (row, column), text in cells.items():
            value = rows[row - 1][column - 1]
            if isinstance(value, str):
                assert value in (text, encode(text))
            else:
                assert isinstance(value, int | float)
                assert float(value) == float(text.replace(",", ""))


@pytest.mark.office
def test_libreoffice_saves_the_same_document(
    rich: bytes, tmp_path: Path, soffice: Converter
) -> None:
    (tmp_path / "in.xlsx").write_bytes(rich)

    saved = soffice(tmp_path / "in.xlsx", "xlsx")

    before, after = _texts(rich), _texts(saved.read_bytes())
    assert list(after) == list(before)
    for name, cells in before.items():
        assert after[name] == cells, name


@pytest.mark.office
def test_libreoffice_prints_every_project(rich: bytes, tmp_path: Path, soffice: Converter) -> None:
    (tmp_path / "in.xlsx").write_bytes(rich)

    printed = soffice(tmp_path / "in.xlsx", "pdf").read_bytes()

    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 6
