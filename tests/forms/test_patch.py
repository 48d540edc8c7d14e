"""Single cells of a workbook are changed, and it reads as it should."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests.generated import department_text
from xlgoals import paths
from xlgoals.forms import stamp, text, workbook
from xlgoals.forms.patch import CellEdit, Refusal, cell_edit, patch
from xlgoals.forms.xstring import CELL_LIMIT
from xlgoals.model import GoalDocument
from xlgoals.reading import ReadResult

# A title that differs from the name is written out; one that does not is a formula.
DOCUMENT = paths.replace(
    text.read(department_text(3, projects=2).encode()).document, "projects[1].title", "标题"
)
BOOK = stamp.write_bytes(DOCUMENT)
READ = workbook.read(BOOK)
ROW = "projects[1].indicators[2]"


def changed(field: str, new: str) -> tuple[GoalDocument, ReadResult]:
    """The document with another text in a field, and the patched workbook as it reads."""
    wanted = paths.replace(READ.document, field, new)
    edit = cell_edit(wanted, field, READ.places)
    assert isinstance(edit, CellEdit)
    made, refused = patch(BOOK, [edit])
    assert refused == {}
    return wanted, workbook.read(made)


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("year", "2027"),
        ("lead_lines.duties", "" if READ.document.lead_lines.duties else "true"),
        ("overall_goal[1]", "另一段。"),
        ("duties[1].goal", "另一个目标"),
        ("projects[1].title", "另一个标题"),
        ("projects[1].number", "7"),
        ("projects[1].money_unit", "元"),
        ("projects[1].code", "13993126P00001210001J"),
        ("projects[1].funding.total", "1234.50"),
        ("projects[1].funding.total", "12"),
        ("projects[1].funding.total", "12.3"),
        ("projects[1].funding.fiscal", "约10万元"),
        ("projects[1].funding.other", ""),
        ("projects[1].funding.purpose", "=1+1 <&> _x0041_\x07"),
        ("projects[1].plan.march", "33.3%"),
        ("projects[1].goals[0]", "1.另一个目标"),
        (f"{ROW}.name", "两行\n文字"),
        (f"{ROW}.value", "≥95%"),
        (f"{ROW}.basis", ""),
    ],
)
def test_a_field_is_changed_and_nothing_else(field: str, new: str) -> None:
    wanted, read = changed(field, new)
    assert read.document == wanted


def test_only_the_sheet_concerned_is_written_anew() -> None:
    edit = CellEdit("项目2", "B3", "x")
    made, _ = patch(BOOK, [edit])
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        assert old.namelist() == new.namelist()
        differing = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert differing == ["xl/workbook.xml", "xl/worksheets/sheet5.xml"]
        assert b'fullCalcOnLoad="1"' in new.read("xl/workbook.xml")


def test_amounts_stay_numbers_with_their_decimals() -> None:
    made, _ = patch(BOOK, [CellEdit("项目1", "B5", "1234.50", amount=True)])
    cell = load_workbook(io.BytesIO(made))["项目1"]["B5"]
    assert (Decimal(str(cell.value)), cell.number_format) == (Decimal("1234.5"), "0.00")


def test_what_cannot_be_written_says_why() -> None:
    long = paths.replace(READ.document, "projects[0].name", "字" * (CELL_LIMIT + 1))
    assert cell_edit(long, "projects[0].name", READ.places) is Refusal.LONG
    assert cell_edit(READ.document, "projects[9].name", READ.places) is Refusal.CELL
    made, refused = patch(BOOK, [CellEdit("项目汇总", "C5", "x")])
    assert refused == {("项目汇总", "C5"): Refusal.FORMULA}
    assert workbook.read(made).document == READ.document


def test_cells_that_are_not_there_are_made_in_their_place() -> None:
    made, _ = patch(BOOK, [CellEdit("项目1", cell, cell) for cell in ("J60", "C7", "I3", "J3")])
    sheet = load_workbook(io.BytesIO(made))["项目1"]
    assert [sheet[cell].value for cell in ("J60", "I3", "J3")] == ["J60", "I3", "J3"]
    with zipfile.ZipFile(io.BytesIO(made)) as opened:
        xml = opened.read("xl/worksheets/sheet4.xml").decode()
    assert xml.index('r="I3"') < xml.index('r="J3"') < xml.index('r="A4"') < xml.index('r="J60"')
