"""The workbook judges as it is typed, in a real spreadsheet application, without Python."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.forms.conftest import RICH
from tests.office.calc import Book, Office, Sheet
from xlgoals.checks.examples import base
from xlgoals.forms import sheet as place
from xlgoals.forms import stamp, workbook
from xlgoals.forms.template_styles import LEVEL_COLOURS
from xlgoals.model import GoalDocument
from xlgoals.resources import shipped

pytestmark = pytest.mark.office

LEVELS = {"×": "error", "△": "warning", "✓": "ok"}
COLOURS = {mark: LEVEL_COLOURS[level][0][2:] for mark, level in LEVELS.items()}
ONE = GoalDocument(department=base().department, projects=base().projects[:1])

# What is typed, where the verdict appears, how it begins, and the cells a validation refuses.
CASES = [
    ({"B3": ""}, "G3", "待填", ""),
    ({"B3": "13993126P0000"}, "G3", "×XREF001", "B3"),
    ({"B3": "13993126P000012100010X"}, "G3", "×XREF001", "B3"),
    ({"B3": "1399312600000121000100"}, "G3", "×XREF001", "B3"),
    ({"B3": "13993126P00001210001I"}, "G3", "×XREF001", ""),
    ({"B3": "13993126I00001210001X"}, "G3", "×XREF002", ""),
    ({"B3": "13993126P00001210009X"}, "G3", "×XREF002", ""),
    ({"B5": "99"}, "G5", "×FND001", ""),
    ({"D5": "9"}, "G5", "×FND001", ""),
    ({"E5": ""}, "G5", "×FND001", ""),
    ({"B5": ""}, "G5", "×FND004", ""),
    ({"B5": "0", "D5": "0", "E5": "0"}, "G5", "×FND004", ""),
    ({"B5": "-5"}, "G5", "×FND002", "B5"),
    ({"E5": "约十万"}, "G5", "×FND002", "E5"),
    ({"B5": "100万元"}, "G5", "×FND002", "B5"),
    ({"C6": ""}, "G6", "△FND009", ""),
    ({"B8": "120%"}, "G8", "×SCH001", "B8"),
    ({"C8": "大约一半"}, "G8", "×SCH001", "C8"),
    ({"C8": "10%"}, "G8", "×SCH002", ""),
    ({"D8": "40"}, "G8", "×SCH002", ""),
    ({"E8": "90%"}, "G8", "×SCH003", ""),
    ({"E8": ""}, "G8", "×SCH003", ""),
    ({"B8": "25", "C8": "25", "D8": "25", "E8": "25"}, "G8", "×SCH004", ""),
    ({"C8": ""}, "G8", "△SCH005", ""),
    ({"A16": "", "A17": "", "A18": "", "A19": ""}, "G16", "×STR008", ""),
    ({"A14": "产出"}, "G14", "✓", "A14"),
    ({"B14": ""}, "G14", "✓", ""),
    ({"A20": "效益指标", "B20": "社会效益指标"}, "G9", "△STR006", ""),
    ({"B14": "数量指标"}, "G9", "△STR007", ""),
    ({"B13": "数量指标"}, "G9", "△STR007", ""),
    ({"A11": "别的指标"}, "G11", "×STR008", "A11"),
    ({"B11": "别的指标"}, "G11", "×STR008", "B11"),
    ({"B11": "社会效益指标"}, "G11", "×STR008", "B11"),
    ({"A11": ""}, "G11", "×STR012", ""),
    ({"A16": "效益指标", "B16": ""}, "G16", "×STR012", ""),
    ({"C12": ""}, "G12", "×STR012", ""),
    ({"E12": ""}, "G12", "×STR012", ""),
    ({"D12": ""}, "G12", "△STR012", ""),
    ({"F12": ""}, "G12", "△STR012", ""),
    ({"C12": "数量指标"}, "G12", "×IND001", ""),
    ({"C12": "产出"}, "G12", "×IND001", ""),
    ({"C12": "维修饮水工程数量"}, "G12", "×IND003", "C12"),
    ({"E11": "12"}, "G11", "×VAL002", ""),
    ({"E11": "5"}, "G11", "×VAL002", "E11"),
    ({"E11": "≥12糊"}, "G11", "×VAL003", ""),
    ({"E11": "≥12万"}, "G11", "△VAL003", ""),
    ({"E13": "＝98百分比"}, "G13", "△VAL004", ""),
    ({"E11": "12处"}, "G11", "△VAL005", ""),
    ({"E15": "≥100.00万元"}, "G15", "×VAL006", ""),
    ({"E13": "≥100%"}, "G13", "△VAL007", ""),
    ({"E20": "≥99%"}, "G20", "△VAL008", ""),
    ({"E11": "≥95%"}, "G11", "×VAL009", ""),
    ({"E13": "＝101%"}, "G13", "×VAL011", ""),
    ({"E15": "≤101.00万元"}, "G15", "×FND005", ""),
    ({"E15": "≤1200000元"}, "G15", "×FND005", ""),
    ({"E15": "≤90.00万元"}, "G15", "△FND005", ""),
    ({"E15": "≤95%"}, "G15", "×FND006", ""),
]


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


@pytest.mark.parametrize(("typed", "cell", "said", "refused"), CASES)
def test_a_wrong_entry_is_told_and_untold(
    live: Sheet, typed: dict[str, str], cell: str, said: str, refused: str
) -> None:
    before = {at: live.shown(at) for at in typed}
    verdict, valid = live.shown(cell), live.invalid() if refused else set()
    for at, text in typed.items():
        assert not live.is_locked(at)
        live.type(at, text)
    try:
        assert live.shown(cell).startswith(said)
        if said[0] in COLOURS:
            assert live.colour(cell) == COLOURS[said[0]]
        if said[0] == "×":
            assert live.shown("G1").startswith("错误")
        if refused:
            assert refused in live.invalid() - valid
    finally:
        for at, text in before.items():
            live.type(at, text)
    assert live.shown(cell) == verdict
    assert live.shown("G1") == "✓ 未发现问题"
    if refused:
        assert live.invalid() == valid


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
