from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms import strategies_workbook
from tests.forms.books import part
from tests.forms.conftest import RICH
from xlgoals.forms import sheet, stamp, workbook
from xlgoals.forms.stamp import FindingRow
from xlgoals.model import GoalDocument, Project

ROW = FindingRow(
    severity="错误",
    code="FND001",
    path="projects[1].funding.total",
    project="项目2 桥梁加固",
    field="预算数",
    value="=1+1",
    message="预算数不等于来源之和",
    suggestion="请核对。",
)


def _findings(*rows: FindingRow) -> Worksheet:
    data = stamp.write_bytes(RICH, rows)
    found = openpyxl.load_workbook(BytesIO(data), data_only=True)[sheet.CHECK_RESULTS]
    assert isinstance(found, Worksheet)
    return found


def test_a_finding_is_shown_with_a_link_to_its_cell() -> None:
    found = _findings(ROW)

    shown = [cell.value for cell in found[4]]
    assert shown == ["错误", "FND001", "项目2!B5", "项目2 桥梁加固", "预算数", "=1+1",
                     "预算数不等于来源之和", "请核对。"]  # fmt: skip
    assert found["C4"].hyperlink.location == "'项目2'!B5"
    assert found["F4"].data_type == "s"


def test_odd_texts_stand_beside_plain_ones() -> None:
    texts = ["<&>", "两\n行", "尾\xa0", "　甲", "", "%s%%", "乙" * 90]
    found = _findings(*[ROW._replace(value=text, project=text) for text in texts])

    shown = [(found.cell(at, 4).value, found.cell(at, 6).value) for at in range(4, 11)]
    assert shown[:-1] == [(text or None, text or None) for text in texts[:-1]]
    assert shown[-1] == ("乙" * 90, "乙" * 79 + "…")


def test_rows_are_as_high_as_their_texts_need() -> None:
    found = _findings(ROW, ROW._replace(message="很长的话" * 30), ROW._replace(project="两\n行"))

    heights = [found.row_dimensions[at].height for at in (4, 5, 6)]
    assert heights[0] < heights[2] < heights[1]


def test_counts_are_shown_and_calculated() -> None:
    warning = ROW._replace(severity="警告")
    data = stamp.write_bytes(RICH, [ROW, warning, warning])

    line = openpyxl.load_workbook(BytesIO(data), data_only=True)[sheet.CHECK_RESULTS]["A2"]
    written = openpyxl.load_workbook(BytesIO(data))[sheet.CHECK_RESULTS]["A2"]

    assert str(line.value).startswith("错误 1，警告 2，提示 0")
    assert 'COUNTIF($A$4:$A$5000,"警告")' in str(written.value)


@pytest.mark.parametrize("count", [0, 1, 40])
def test_filter_and_print_area_reach_to_the_last_row(count: int) -> None:
    data = stamp.write_bytes(RICH, [ROW] * count)

    found = openpyxl.load_workbook(BytesIO(data))[sheet.CHECK_RESULTS]
    last = max(count, 1) + 3
    assert found.auto_filter.ref == f"A3:H{last}"
    assert found.print_area == f"'校验结果'!$A$1:$H${last}"
    assert found.freeze_panes == "A4"
    assert f"'校验结果'!$A$3:$H${last}</" in part(data, "xl/workbook.xml")


def test_a_finding_without_a_cell_has_no_link() -> None:
    found = _findings(ROW._replace(path=""))

    assert (found["C4"].value, found["C4"].hyperlink) == (None, None)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("projects", ("项目汇总", "A1")),
        ("projects[7].name", ("项目汇总", "A1")),
        ("projects[0].number", ("项目1", "A1")),
        ("projects[0].indicators[2].value", ("项目1", "E13")),
        ("projects[1].indicators[0].extras[权重]", ("项目2", "H11")),
        ("projects[1].indicators[0].extras[没有]", ("项目2", "A11")),
        ("projects[2].goals[1]", ("项目3", "B9")),
        ("year", ("部门目标", "B3")),
        ("leftovers[1]", ("未识别内容", "B3")),
        ("overall_goal[99].x", ("部门目标", "B105")),
        ("lead_lines.duties", ("部门目标", "B12")),
    ],
)
def test_places(path: str, place: tuple[str, str] | None) -> None:
    assert stamp.layout(RICH).place(path) == place


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(strategies_workbook.documents())
def test_every_field_is_read_from_the_cell_it_was_given(document: GoalDocument) -> None:
    layout = stamp.layout(document)
    result = workbook.read(stamp.write_bytes(document))

    # A blank project's sheet is passed over when it is read.
    if len(result.document.projects) == len(document.projects):
        for path, place in result.places.items():
            # Several columns may have one label; a path means the first then.
            if ".extras[" not in path:
                assert layout.place(path) == (place.sheet, place.cell), path


def test_sheet_names_are_quoted_in_links() -> None:
    data = stamp.write_bytes(GoalDocument(projects=(Project(name="甲"),) * 2), [ROW])

    links = re.findall(r"<hyperlink [^>]*>", part(data, "xl/worksheets/sheet6.xml"))
    assert links == ['<hyperlink ref="C4" location="\'项目2\'!B5"/>']
