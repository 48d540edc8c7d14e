from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals.forms import sheet, stamp
from xlgoals.forms import vocabulary as words
from xlgoals.model import Department, Duty, GoalDocument, LeadLines

LONG = "第一项职责的绩效目标写得很长" * 20


def _sheet(document: GoalDocument) -> Worksheet:
    made = openpyxl.load_workbook(BytesIO(stamp.write_bytes(document)))[sheet.DEPARTMENT]
    assert isinstance(made, Worksheet)
    return made


@pytest.mark.parametrize("count", [0, 1, 9])
def test_what_belongs_to_a_row_moves_with_it(count: int) -> None:
    document = GoalDocument(
        overall_goal=("段落",) * count, duties=(Duty(heading="道路"),) * count, front=("封面",)
    )
    made, layout = _sheet(document), stamp.layout(document)

    leads = {f"B{layout.heads[section] + 1}" for section in words.SECTIONS}
    merged = {str(area) for area in made.merged_cells.ranges}
    choices = {str(rule.sqref) for rule in made.data_validations.dataValidation}
    assert leads <= choices
    assert {f"A{row}:D{row}" for row in layout.heads.values()} <= merged
    assert {f"B{layout.firsts[sheet.FRONT]}:D{layout.firsts[sheet.FRONT]}"} <= merged
    assert [made.cell(row, 1).value for row in layout.heads.values()] == list(layout.heads)


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    document = GoalDocument(
        overall_goal=("短", LONG, "两\n段"), duties=(Duty(heading="短"), Duty(goal=LONG))
    )
    made, firsts = _sheet(document), stamp.layout(document).firsts

    first, long, broken = (
        made.row_dimensions[firsts[sheet.OVERALL] + at].height for at in (0, 1, 2)
    )
    assert first is not None
    assert first < broken < long
    narrow = made.row_dimensions[firsts[sheet.DUTIES] + 1].height
    assert made.row_dimensions[firsts[sheet.DUTIES]].height < narrow
    assert long < narrow


def test_items_are_counted_and_odd_texts_stay_where_they_are() -> None:
    texts = ("一", "<&>", "", "两\n段", "=1+1")
    document = GoalDocument(safeguards=texts)
    made, first = _sheet(document), stamp.layout(document).firsts[sheet.SAFEGUARDS]

    rows = [(made.cell(first + at, 1).value, made.cell(first + at, 2).value) for at in range(5)]
    assert rows == [(at, text or None) for at, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(("year", "shown"), [(2026, 2026), (None, None), (10**9, "1000000000")])
def test_what_stands_above_the_sections(year: int | None, shown: object) -> None:
    made = _sheet(GoalDocument(department=Department(code="324001", name="甲<局"), year=year))

    fields = [made[cell].value for cell in sheet.DEPARTMENT_FIELDS.values()]
    assert fields == ["324001", "甲<局", shown]


def test_lead_lines_are_there_where_the_document_has_them() -> None:
    document = GoalDocument(lead_lines=LeadLines(overall=True, duties=False, safeguards=True))
    made, heads = _sheet(document), stamp.layout(document).heads

    shown = [made.cell(heads[section] + 1, 2).value for section in words.SECTIONS]
    assert shown == [words.LEAD_LINES[0], None, words.LEAD_LINES[2]]
