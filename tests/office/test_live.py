"""The workbook judges as it is typed, in a real spreadsheet application, without Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.forms.conftest import RICH
from tests.office.calc import Book, Office, Sheet
from tests.office.cases import CASES, ONE
from xlgoals.forms import sheet as place
from xlgoals.forms import stamp, workbook
from xlgoals.forms.template_styles import LEVEL_COLOURS
from xlgoals.model import GoalDocument
from xlgoals.resources import shipped

pytestmark = pytest.mark.office

LEVELS = {"×": "error", "△": "warning", "✓": "ok"}
COLOURS = {mark: LEVEL_COLOURS[level][0][2:] for mark, level in LEVELS.items()}


@pytest.fixture(scope="module")
def live(office: Office) -> Iterator[Sheet]:
    """The sheet of a faultless project, open."""
    with office.open(stamp.write_bytes(ONE)) as book:
        # Colours are read from all sheets at once: two long ones less.
        book.remove(place.RULES, place.CHECK_RESULTS, place.DEPARTMENT)
        yield book.sheet("项目1")


def test_there_are_enough_cases() -> None:
    assert len({code for _, _, code, _ in CASES}) >= 20
    assert len(CASES) >= 40


def test_a_faultless_project_is_all_right(live: Sheet) -> None:
    assert live.shown("G1") == "✓ 未发现问题"
    assert live.colour("G1") == COLOURS["✓"]


@pytest.mark.parametrize(("typed", "cell", "said"), [case[:3] for case in CASES])
def test_a_wrong_entry_is_told_and_untold(
    live: Sheet, typed: dict[str, str], cell: str, said: str
) -> None:
    before = {at: live.shown(at) for at in typed}
    verdict = live.shown(cell)
    for at, text in typed.items():
        assert not live.is_locked(at)
        live.type(at, text)
    try:
        assert live.shown(cell).startswith(said)
        if said[0] in COLOURS:
            assert live.colour(cell) == COLOURS[said[0]]
        if said[0] == "×":
            assert live.shown("G1").startswith("错误")
    finally:
        for at, text in before.items():
            live.type(at, text)
    assert live.shown(cell) == verdict
    assert live.shown("G1") == "✓ 未发现问题"


@pytest.fixture(scope="module")
def entries(office: Office) -> Iterator[Sheet]:
    """Another such sheet: after an export for its colours the office finds all entries invalid."""
    with office.open(stamp.write_bytes(ONE), "entries.xlsx") as book:
        yield book.sheet("项目1")


@pytest.mark.parametrize(("typed", "refused"), [(case[0], case[3]) for case in CASES if case[3]])
def test_a_wrong_entry_is_refused(entries: Sheet, typed: dict[str, str], refused: str) -> None:
    before, valid = {at: entries.shown(at) for at in typed}, entries.invalid()
    for at, text in typed.items():
        entries.type(at, text)
    try:
        assert refused in entries.invalid() - valid
    finally:
        for at, text in before.items():
            entries.type(at, text)
    assert entries.invalid() == valid


@pytest.mark.parametrize("cell", ["A3", "A10", "G3", "G10", "B4", "D7"])
def test_labels_and_verdicts_are_locked(live: Sheet, cell: str) -> None:
    assert live.is_locked(cell)


def _summary(book: Book) -> Sheet:
    return book.sheet(place.SUMMARY)


def test_no_formula_gives_an_error(office: Office) -> None:
    for data in (
        shipped("workbooks", stamp.TEMPLATE_NAME).read_bytes(), stamp.write_bytes(RICH)
    ):  # fmt: skip
        with office.open(data) as book:
            assert book.errors() == []


def test_stamped_values_are_those_that_are_calculated(office: Office) -> None:
    with office.open(stamp.write_bytes(RICH)) as book:
        differing = book.differences(stamp.write_bytes(RICH))
    assert differing == []


def test_projects_are_added_by_copying(office: Office) -> None:
    with office.open(stamp.write_bytes(ONE)) as book:
        book.copy_sheet("项目1", "项目1 (2)")
        book.copy_sheet("项目1", "项目1_3")
        copied, summary = book.sheet("项目1 (2)"), _summary(book)
        copied.type("E3", "另一项目")
        copied.type("E11", "5")
        book.component.calculateAll()
        assert copied.shown("G11").startswith("×VAL002")
        assert [summary.shown(f"B{row}") for row in (5, 6, 7, 8)] == [
            "项目1", "项目1 (2)", "项目1_3", ""
        ]  # fmt: skip
        assert (summary.shown("D6"), summary.value("H6")) == ("另一项目", 1)
        assert summary.value("E4") == 300
        assert book.sheet(place.GUIDE).shown("A2").startswith("当前填报情况：　错误 1")
        result = workbook.read(book.saved())
    assert [project.name for project in result.document.projects] == [
        ONE.projects[0].name, "另一项目", ONE.projects[0].name
    ]  # fmt: skip


def test_sixty_projects_are_summed_up(office: Office) -> None:
    many = GoalDocument(department=ONE.department, projects=ONE.projects * 60)
    with office.open(stamp.write_bytes(many)) as book:
        summary = _summary(book)
        assert summary.value("E4") == 6000
        assert (summary.shown("B64"), summary.shown("D4")) == ("项目60", "60 个项目")


def test_rows_are_inserted_and_deleted(office: Office) -> None:
    with office.open(stamp.write_bytes(ONE)) as book:
        sheet = book.sheet("项目1")
        sheet.unprotect()
        sheet.insert_row(13)
        sheet.type("E13", "5")
        assert sheet.shown("G13").startswith("×IND003")
        sheet.type("C13", "新建泵房数量")
        assert sheet.shown("G13").startswith("×VAL002")
        sheet.delete_row(15)
        assert sheet.shown("G9").startswith("△STR007")
        saved = workbook.read(book.saved()).document.projects[0]
    assert saved.indicators[2].name == "新建泵房数量"
    assert len(saved.indicators) == len(ONE.projects[0].indicators)
