from __future__ import annotations

import gc
import re
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from tests import strategies
from tests.forms import strategies_workbook
from tests.forms.books import book, changed, part
from tests.forms.conftest import RICH
from xlgoals.forms import stamp, text, workbook
from xlgoals.forms.errors import FormError
from xlgoals.model import Department, Funding, GoalDocument, Indicator, Leftover, Project
from xlgoals.reading import Note, NoteKind, Place
from xlgoals.resources import shipped
from xlgoals.values import IndicatorValue, Money

_calm = settings(max_examples=120, suppress_health_check=list(HealthCheck))
PROJECT_PART = "xl/worksheets/sheet4.xml"
DEPARTMENT_PART = "xl/worksheets/sheet2.xml"
ROAD = GoalDocument(
    department=Department(code="324001", name="甲局"),
    overall_goal=("第一段",),
    projects=(
        Project(
            number=1,
            title="道路",
            name="道路",
            unit="324001甲局",
            money_unit="万元",
            funding=Funding(total=Money.parse("10.00"), purpose="维修"),
            goals=("1.畅通。",),
            indicators=(
                Indicator(level1="产出指标", level2="数量指标", name="里程"),
                Indicator(level1="产出指标", level2="质量指标", name="合格率"),
            ),
        ),
    ),
)


def _text(content: str) -> str:
    """The end of a text cell, behind its address and style."""
    return f' t="inlineStr"><is><t xml:space="preserve">{content}</t></is></c>'


def _with(data: bytes, part_name: str, **cells: str) -> bytes:
    """A workbook with other contents in some cells of a sheet, given as XML behind the style."""
    for cell, content in cells.items():
        found = re.search(rf'<c r="{cell}" s="[0-9]+"[^<>]*?(?:/>|>.*?</c>)', part(data, part_name))
        assert found is not None, cell
        opening = re.match(r'<c r="[A-Z0-9]+" s="[0-9]+"', found[0])
        assert opening is not None
        data = changed(data, part_name, found[0], opening[0] + content)
    return data


def _moved_down(data: bytes, part_name: str, first: int, by: int) -> bytes:
    """A workbook where rows were inserted above row `first` of a sheet."""
    xml = part(data, part_name)

    def moved(match: re.Match[str]) -> str:
        row = int(match[2])
        return f'{match[1]}{row + by if row >= first else row}"'

    return changed(data, part_name, xml, re.sub(r'(<(?:row|c) r="[A-Z]*)([0-9]+)"', moved, xml))


def _moved_right(data: bytes, part_name: str, first: str) -> bytes:
    """A workbook where a column was inserted before the column `first` of a sheet."""
    xml = part(data, part_name)

    def moved(match: re.Match[str]) -> str:
        letter = match[2]
        return f"{match[1]}{chr(ord(letter) + 1) if letter >= first else letter}"

    return changed(data, part_name, xml, re.sub(r'(<c r=")([A-Z])(?=[0-9])', moved, xml))


def _kinds(notes: tuple[Note, ...]) -> list[tuple[str, str | None]]:
    return [(note.kind.value, note.place.cell) for note in notes]


@_calm
@given(strategies_workbook.documents())
def test_reading_gives_back_what_was_written(document: GoalDocument) -> None:
    result = workbook.read(stamp.write_bytes(document))

    assert result.document == document
    assert result.notes == ()


@_calm
@given(strategies.documents())
def test_documents_of_the_text_form_come_back(document: GoalDocument) -> None:
    assert workbook.read(stamp.write_bytes(document)).document == document


def test_seeds_come_back(seeds: tuple[bytes, bytes]) -> None:
    for seed in seeds:
        document = text.read(seed).document
        assert workbook.read(stamp.write_bytes(document)).document == document


def test_the_blank_workbook_holds_nothing() -> None:
    result = workbook.read(shipped("workbooks", stamp.TEMPLATE_NAME))

    assert result.document == GoalDocument()
    assert result.notes == ()


def test_an_empty_project_of_a_document_comes_back() -> None:
    document = GoalDocument(projects=(Project(number=1), Project(), Project(number=3, name="甲")))

    assert workbook.read(stamp.write_bytes(document)).document == document


def test_a_filled_template_follows_names_and_places() -> None:
    blank = shipped("workbooks", stamp.TEMPLATE_NAME).read_bytes()
    data = _with(blank, PROJECT_PART, E3=_text("道路"), B5="><v>12.5</v></c>")
    data = _with(data, DEPARTMENT_PART, B2="><v>324001</v></c>", D2=_text("甲局"))

    document = workbook.read(data).document

    project = Project(
        number=1,
        title="道路",
        name="道路",
        unit="324001甲局",
        money_unit="万元",
        funding=Funding(total=Money.parse("12.50")),
    )
    assert document == GoalDocument(
        department=Department(code="324001", name="甲局"), projects=(project,)
    )


@pytest.mark.parametrize("first", range(1, 14))
def test_rows_inserted_anywhere_on_a_project(first: int) -> None:
    data = _moved_down(stamp.write_bytes(RICH), PROJECT_PART, first, 3)

    assert workbook.read(data).document == RICH


@pytest.mark.parametrize("first", "ABCDEFGH")
def test_a_column_inserted_on_a_project(first: str) -> None:
    data = _moved_right(stamp.write_bytes(RICH), PROJECT_PART, first)

    assert workbook.read(data).document == RICH


@pytest.mark.parametrize("first", [1, 2, 4, 5, 6, 12, 14, 22])
def test_rows_inserted_anywhere_on_the_department(first: int) -> None:
    data = _moved_down(stamp.write_bytes(RICH), DEPARTMENT_PART, first, 2)

    assert workbook.read(data).document == RICH


def test_sheets_are_known_by_labels_and_read_in_order() -> None:
    data = stamp.write_bytes(RICH)
    for old, new in (("项目1", "说明 (2)"), ("项目2", "History1"), ("部门目标", "填报")):
        data = changed(data, "xl/workbook.xml", f'name="{old}"', f'name="{new}"')

    result = workbook.read(data)

    assert [project.name for project in result.document.projects] == [
        project.name for project in RICH.projects
    ]
    assert result.places["projects[1].code"] == Place(sheet="History1", cell="B3")
    assert result.places["overall_goal[1]"].sheet == "填报"


def test_classes_are_filled_down_and_blank_rows_noted() -> None:
    data = _with(stamp.write_bytes(ROAD), PROJECT_PART, A12="/>", B12="/>")
    data = _moved_down(data, PROJECT_PART, 12, 1)

    result = workbook.read(data)

    classes = [(i.level1, i.level2) for i in result.document.projects[0].indicators]
    assert classes == [("产出指标", "数量指标"), ("产出指标", "数量指标")]
    assert _kinds(result.notes) == [("blank-row", "A12")]
    assert result.places["projects[0].indicators[1].name"].cell == "C13"


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("><v>95</v></c>", "95"),
        ("><v>0.95</v></c>", "0.95"),
        (' t="e"><v>#N/A</v></c>', "#N/A"),
        (' t="b"><v>1</v></c>', "TRUE"),
        (' t="str"><f>1</f><v>≥9%</v></c>', "≥9%"),
    ],
)
def test_a_value_reads_as_what_the_user_sees(content: str, value: str) -> None:
    data = stamp.write_bytes(ROAD)
    result = workbook.read(_with(data, PROJECT_PART, E11=content))

    assert result.document.projects[0].indicators[0].value == IndicatorValue.parse(value)


@pytest.mark.parametrize(
    ("shown", "name", "kinds"),
    [
        ("道路 ", "道路", ["edge-space"]),
        ("\u3000道路\u00a0", "道路", ["edge-space"]),
        ("道\t路", "道路", ["stray-tab"]),
        ("道路\n\n", "道路", ["empty-paragraph"] * 2),
        ("道\n \n路", "道\n路", ["space-paragraph"]),
        ("道路_x000D_\n一期", "道路\n一期", ["edge-space"]),
        (" ", "", ["space-paragraph"]),
    ],
)
def test_layout_noise_is_tidied_and_noted(shown: str, name: str, kinds: list[str]) -> None:
    data = _with(stamp.write_bytes(ROAD), PROJECT_PART, C11=_text(shown))

    result = workbook.read(data)

    assert result.document.projects[0].indicators[0].name == name
    assert _kinds(result.notes) == [(kind, "C11") for kind in kinds]
    assert all(note.project == 0 for note in result.notes)


def test_what_a_user_wrote_elsewhere_is_left_over() -> None:
    data = stamp.write_bytes(ROAD)
    last = '<row r="16"'
    data = changed(
        data, DEPARTMENT_PART, last, f'<row r="15"><c r="H15"{_text("备注")}</row>{last}'
    )
    data = _with(data, PROJECT_PART, G3=_text("请领导审"))

    result = workbook.read(data)

    assert result.document == ROAD.model_copy(
        update={
            "leftovers": (
                Leftover(text="部门目标!H15：备注"),
                Leftover(text="项目1!G3：请领导审"),
            )
        }
    )


@pytest.mark.parametrize("cell", ["AA12", "AN18", "AC5"])
def test_what_a_user_wrote_among_hidden_cells_is_left_over(cell: str) -> None:
    data = _with(stamp.write_bytes(ROAD), PROJECT_PART, **{cell: _text("备注")})

    assert workbook.read(data).document.leftovers == (Leftover(text=f"项目1!{cell}：备注"),)


def test_a_sheet_of_the_users_own_is_left_over() -> None:
    data = changed(stamp.write_bytes(ROAD), "xl/workbook.xml", 'name="规则"', 'name="测算"')

    leftovers = workbook.read(data).document.leftovers

    assert leftovers[0] == Leftover(text="测算!A1：校验规则")


def test_verdicts_are_not_left_over() -> None:
    verdict = ' t="str"><f>IF(A11="","","请核对")</f><v>请核对</v></c>'

    result = workbook.read(_with(stamp.write_bytes(ROAD), PROJECT_PART, G11=verdict))

    assert result.document == ROAD


@pytest.mark.parametrize(
    ("cell", "spelling", "noted"),
    [
        ("A3", "项 目 编 码", False),
        ("A9", "绩效\n目标", False),
        ("F10", "确定依据", False),
        ("B4", "预算数：", True),
        ("B7", "３月底", True),
    ],
)
def test_labels_may_be_spelt_otherwise(cell: str, spelling: str, noted: bool) -> None:
    data = _with(stamp.write_bytes(RICH), PROJECT_PART, **{cell: _text(spelling)})

    result = workbook.read(data)

    assert result.document == RICH
    assert _kinds(result.notes) == [("label-spelling", cell)] * noted


def test_a_missing_block_is_noted() -> None:
    data = _with(stamp.write_bytes(ROAD), PROJECT_PART, A9=_text("目的"))

    result = workbook.read(data)

    assert result.document.projects[0].goals == ()
    assert [(n.kind, n.field) for n in result.notes] == [
        (NoteKind.MISSING_BLOCK, "projects[0].goals")
    ]
    assert [left.text for left in result.document.leftovers] == [
        "项目1!A9：目的",
        "项目1!B9：1.畅通。",
    ]


def test_places_name_sheet_and_cell() -> None:
    places = workbook.read(stamp.write_bytes(RICH)).places

    cells = {
        "department.name": "D2", "year": "B3", "overall_goal": "A4", "overall_goal[1]": "B7",
        "lead_lines.overall": "B5", "duties[0].goal": "C14",
    }  # fmt: skip
    for path, cell in cells.items():
        assert places[path] == Place(sheet="部门目标", cell=cell), path
    for path, cell in {
        "title": "A1", "unit": "A2", "money_unit": "E2", "code": "B3", "name": "E3",
        "funding.total": "B5", "funding.other": "E5", "funding.purpose": "C6",
        "plan.december": "E8", "goals": "B9", "goals[1]": "B9", "indicators": "A10",
        "indicators[2]": "A13", "indicators[2].basis": "F13", "indicators[0].extras[权重]": "H11",
    }.items():  # fmt: skip
        assert places[f"projects[1].{path}"] == Place(sheet="项目2", cell=cell), path
    assert "projects[0].indicators[0].extras[权重]" not in places
    assert len(places) == len(list(places))


def test_a_workbook_without_the_form() -> None:
    with pytest.raises(FormError) as caught:
        workbook.read(book({"表": '<row r="1"><c r="A1"><v>1</v></c></row>'}))

    assert caught.value.key == "no-form-found"


def test_a_summary_of_projects_is_no_project() -> None:
    data = changed(stamp.write_bytes(ROAD), "xl/workbook.xml", 'name="项目汇总"', 'name="汇总表"')

    assert workbook.read(data).document.projects == ROAD.projects


def test_memory_is_flat_over_documents() -> None:
    data = stamp.write_bytes(RICH)
    for _ in range(20):
        workbook.read(stamp.write_bytes(RICH))
    tracemalloc.start()
    for _ in range(5):
        workbook.read(data)
        stamp.write_bytes(RICH)
    gc.collect()
    first, _ = tracemalloc.get_traced_memory()
    for _ in range(30):
        workbook.read(data)
        stamp.write_bytes(RICH)
    gc.collect()
    last, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert last - first < 50_000


@pytest.mark.office
def test_the_document_survives_libreoffice(
    rich: bytes, tmp_path: Path, soffice: Callable[[Path, str], Path]
) -> None:
    (tmp_path / "in.xlsx").write_bytes(rich)

    assert workbook.read(soffice(tmp_path / "in.xlsx", "xlsx")).document == RICH


def test_a_percentage_in_a_value_cell_is_noted() -> None:
    rows = tuple(
        Indicator(level1="产出指标", level2="质量指标", name=name, value=IndicatorValue.parse("5%"))
        for name in ("合格率", "完好率")
    )
    data = stamp.write_bytes(GoalDocument(projects=(Project(name="甲", indicators=rows),)))
    book = openpyxl.load_workbook(BytesIO(data))
    book["项目1"]["E12"].value, book["项目1"]["E12"].number_format = 0.95, "0%"
    saved = BytesIO()
    book.save(saved)

    result = workbook.read(saved.getvalue())

    notes = [note for note in result.notes if note.kind is NoteKind.PERCENT_NUMBER]
    assert [(n.field, n.written, n.place.cell, n.project) for n in notes] == [
        ("projects[0].indicators[1].value", "95%", "E12", 0)
    ]
