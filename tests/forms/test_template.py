from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import openpyxl
import pytest
from openpyxl import Workbook

from xlgoals.forms import sheet, template, vocabulary


@pytest.fixture(scope="module")
def blank() -> Workbook:
    return openpyxl.load_workbook(BytesIO(template.build()))


def test_sheets_are_in_order(blank: Workbook) -> None:
    names = ["说明", "部门目标", "项目汇总", "项目1", "校验结果", "规则", "词表"]
    assert blank.sheetnames == names
    assert blank[sheet.LISTS].sheet_state == "hidden"


def test_fields_are_blank_unlocked_and_free_of_formats(blank: Workbook) -> None:
    project = blank[sheet.project_sheet(1)]
    for name, cell in sheet.PROJECT_FIELDS.items():
        assert project[cell].protection.locked is False, name
        if name not in ("title", "unit", "money_unit"):
            assert project[cell].value is None
            amount = name in ("funding.total", "funding.fiscal", "funding.other")
            assert project[cell].number_format == ("0.00" if amount else "@"), name


def test_labels_are_locked(blank: Workbook) -> None:
    project = blank[sheet.project_sheet(1)]
    labels = {vocabulary.label_key(str(c.value)): c for row in project for c in row if c.value}

    for label in (vocabulary.PROJECT_CODE, vocabulary.FISCAL, vocabulary.PLAN, vocabulary.GOALS):
        assert labels[vocabulary.label_key(label)].protection.locked is True


def test_print_settings(blank: Workbook) -> None:
    project = blank[sheet.project_sheet(1)]
    assert project.print_area == "'项目1'!$A$1:$F$34"
    assert project.print_title_rows == "$10:$10"
    assert (project.page_setup.paperSize, project.page_setup.fitToHeight) == (9, 0)


def test_the_stamp_and_the_reader_need_no_openpyxl() -> None:
    script = (
        "import sys; from xlgoals.forms import stamp, workbook; from xlgoals.model import *;"
        "workbook.read(stamp.write_bytes(GoalDocument()));"
        "sys.exit(bool({'openpyxl', 'pandas', 'xlwings'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
