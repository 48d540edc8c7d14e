"""The quick way for sheets as printed gives what the general way gives, and knows its limits."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.forms import strategies_workbook
from tests.forms.books import changed, part
from tests.forms.conftest import RICH
from tests.generated import MISTAKE_SEEDS, department_text
from xlgoals.forms import stamp, text, workbook
from xlgoals.forms.errors import FormError
from xlgoals.forms.xlsx import Workbook
from xlgoals.model import GoalDocument, Project
from xlgoals.reading import Place, ReadResult

_calm = settings(max_examples=60, suppress_health_check=list(HealthCheck))
SHEET = "xl/worksheets/sheet4.xml"
PLAIN = text.read(department_text(5, projects=2).encode()).document
PLAIN_BOOK = stamp.write_bytes(PLAIN)
TEXT = ' t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
CELLS = [
    *("A1", "G1", "A2", "E2", "G2", "A3", "B3", "C3", "D3", "E3", "A4", "B5", "C5", "D5", "E5"),
    *("B6", "C6", "D6", "A7", "B7", "B8", "E8", "A9", "B9", "C9", "A10", "F10", "G10", "A11"),
    *("B11", "C11", "E11", "F11", "G11", "AA11", "AN12", "A12", "C12", "A20", "C22", "G22"),
]
CONTENTS = [
    "/>",
    "><v>12.5</v></c>",
    "><v></v></c>",
    "><v>1e3</v></c>",
    ' t="s"><v>0</v></c>',
    ' t="e"><v>#N/A</v></c>',
    ' t="str"><f>1+1</f><v>2</v></c>',
    ' t="str"><f>"预算项目绩效目标表"</f><v>甲</v></c>',
    *map(
        TEXT.format,
        [
            *("", "甲", " 甲", "甲 乙", "甲\t乙", "甲\n\n乙", "甲\n乙", "\u3000", "甲\u3000乙"),
            *("甲\r乙", "A&amp;B", "&#60;", "_x0041_", "甲〔续文1〕", "项 目 编 码", "3月底", "5%"),
            *("资金用途",),
            *("7.乙绩效目标表", "单位：元", "部门编码", "一、总体绩效目标", "<![CDATA[甲]]>"),
        ],
    ),
]  # fmt: skip


def put(data: bytes, cell: str, content: str) -> bytes:
    """A workbook with another content in a cell of the first project's sheet, kept in its style."""
    xml = part(data, SHEET)
    found = re.search(rf'(<c r="{cell}" s="[0-9]+")(?:/>|.*?(?:</c>))', xml, re.DOTALL)
    assert found is not None, cell
    return changed(data, SHEET, found[0], found[1] + content)


def printed(data: bytes) -> list[bool]:
    """Of each sheet of a project, whether the quick way reads it."""
    with Workbook(data) as book:
        infos = [info for info in book.sheets if info.name.startswith("项目")]
        return [book.printed(info) is not None for info in infos if info.name != "项目汇总"]


def both_ways(data: bytes) -> ReadResult | str:
    """What reading gives, whichever way is taken: they must agree."""
    results: list[tuple[object, ...]] = []
    quick: ReadResult | str = ""
    for read in (workbook.read, by_labels):
        try:
            result = read(data)
            quick = quick or result
            places = result.places
            assert len(places) == len(dict(places))
            results.append((repr(result.document), dict(places), result.notes))
            assert result.document.model_fields_set == GoalDocument.model_fields.keys()
        except FormError as error:
            quick = quick or error.key
            results.append((error.key,))
    assert results[0] == results[1]
    return quick


def by_labels(data: bytes) -> ReadResult:
    """The general way alone."""
    with Workbook(data) as book:
        return workbook.read_sheets(book)


@_calm
@given(strategies_workbook.documents() | strategies.documents())
def test_documents_read_alike(document: GoalDocument) -> None:
    both_ways(stamp.write_bytes(document))


@pytest.mark.parametrize("seed", [*range(4), *MISTAKE_SEEDS[:6]])
def test_generated_documents_read_alike_and_mostly_the_quick_way(seed: int) -> None:
    source = department_text(seed, 5, mistakes=seed in MISTAKE_SEEDS)
    data = stamp.write_bytes(text.read(source.encode()).document)

    result = both_ways(data)

    assert isinstance(result, ReadResult)
    assert len(result.document.projects) == 5
    assert sum(printed(data)) >= 4


@_calm
@given(st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(CONTENTS)), max_size=3))
def test_sheets_with_other_contents_read_alike(edits: list[tuple[str, str]]) -> None:
    data = PLAIN_BOOK
    for cell, content in edits:
        data = put(data, cell, content)
    both_ways(data)


@pytest.mark.parametrize("cell", CELLS)
def test_each_cell_with_a_text_of_its_own_reads_alike(cell: str) -> None:
    both_ways(put(PLAIN_BOOK, cell, TEXT.format("甲")))


@pytest.mark.parametrize("row", range(1, 13))
def test_inserted_rows_read_alike(row: int) -> None:
    book = openpyxl.load_workbook(BytesIO(PLAIN_BOOK))
    book["项目1"].insert_rows(row)
    saved = BytesIO()
    book.save(saved)
    both_ways(saved.getvalue())


@pytest.mark.parametrize(
    ("cell", "content", "quick"),
    [
        ("E3", TEXT.format("甲"), True),
        ("B5", "><v>12.00</v></c>", True),
        ("A1", TEXT.format("9.甲绩效目标表"), True),
        ("B9", TEXT.format("1.甲\n2.乙"), True),
        ("C12", TEXT.format("甲 乙"), True),
        ("A1", TEXT.format("甲"), False),
        ("A3", TEXT.format("编码"), False),
        ("C3", TEXT.format("甲"), False),
        ("B9", TEXT.format("1.甲\n\n2.乙"), False),
        ("C12", TEXT.format("甲 "), False),
        ("C12", TEXT.format("甲&amp;乙"), False),
        ("C12", TEXT.format("甲〔续文1〕"), False),
        ("G12", TEXT.format("甲"), False),
        ("AA12", TEXT.format("甲"), False),
        ("G1", ' t="str"><f>"预算项目绩效目标表"</f><v>甲</v></c>', False),
        ("A20", TEXT.format("甲"), False),
    ],
)
def test_the_quick_way_is_taken_where_nothing_is_odd(cell: str, content: str, quick: bool) -> None:
    data = put(PLAIN_BOOK, cell, content)

    assert printed(data) == [quick, True]
    both_ways(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sheetData>", "<!-- --><sheetData>"),
        ("</sheetData>", "</sheetData><!-- -->"),
        ("</sheetData>", "</sheetData><?a b?>"),
        ('</row><row r="12"', '</row>甲<row r="12"'),
        ('<row r="12"', '<row r="13"'),
        ('<c r="AB12"', '<!-- --><c r="AB12"'),
        ("XLG_INDICATOR(", "OTHER("),
    ],
)
def test_other_xml_is_left_to_the_general_way(old: str, new: str) -> None:
    data = changed(PLAIN_BOOK, SHEET, old, new)

    assert printed(data) == [False, True]
    both_ways(data)


def test_hidden_cells_seen_before_do_not_hide_what_follows() -> None:
    assert printed(PLAIN_BOOK) == [True, True]
    data = changed(PLAIN_BOOK, SHEET, '</c></row><row r="13"',
                   f'</c><c r="AP12" s="1"{TEXT.format("备注")}</row><row r="13"')  # fmt: skip

    result = both_ways(data)

    assert isinstance(result, ReadResult)
    assert [left.text for left in result.document.leftovers] == ["项目1!AP12：备注"]


def test_blank_sheets_and_projects_read_alike() -> None:
    both_ways(
        stamp.write_bytes(GoalDocument(projects=(Project(number=1), Project(), PLAIN.projects[1])))
    )
    both_ways(stamp.write_bytes(RICH))


def test_places_of_a_printed_project() -> None:
    places = workbook.read(PLAIN_BOOK).places

    assert places["projects[1].indicators[1].value"] == Place(sheet="项目2", cell="E12")
    assert places["projects[0]"] == Place(sheet="项目1", cell="A1")
    assert "projects[0].indicators[99].value" not in places
    assert "projects[7].code" not in places
    assert "year" in places
