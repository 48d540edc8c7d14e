from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.forms.books import MAIN, book, changed, parts_of, sheet_xml, zipped
from xlgoals.forms.errors import FormError
from xlgoals.forms.sheetxml import Grid, Meaning, scan, stream, walk
from xlgoals.forms.xlsx import Workbook
from xlgoals.forms.xstring import to_xml

STRINGS = (
    "<si><t>甲</t></si>"
    '<si><r><t>乙</t></r><r><rPr/><t xml:space="preserve"> 丙</t></r>'
    "<rPh><t>yi</t></rPh><phoneticPr/></si><si><t>_x0041_</t></si>"
)
CELLS = [
    ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> =1+1\n</t></is></c>', " =1+1\n"),
    ('<c r="A1" s="2" t="inlineStr"><is><t>a&amp;&lt;&#20013;&#x4e2d;</t></is></c>', "a&<中中"),
    ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙"),
    ('<c r="A1" t="inlineStr"><is><t>_x000D__x005F_x0041_</t></is></c>', "\r_x0041_"),
    ('<c r="A1" t="inlineStr"><is><t/></is></c>', ""),
    ('<c r="A1" t="s"><v>0</v></c>', "甲"),
    ('<c r="A1" s="1" t="s"><v>1</v></c>', "乙 丙"),
    ('<c r="A1" t="s"><v>2</v></c>', "A"),
    ('<c r="A1" t="str"><f>"a"</f><v>_x0007_</v></c>', "\x07"),
    ('<c r="A1"><v>25</v></c>', "25"),
    ('<c r="A1" s="1"><f>SUM(B1)</f><v>2000</v></c>', "2000.00"),
    ('<c r="A1" s="2"><v>0.95</v></c>', "95%"),
    ('<c r="A1" s="3" t="n"><v>45992</v></c>', "2025-12-01"),
    ('<c r="A1" s="99"><v>1.50</v></c>', "1.5"),
    ('<c r="A1"><v>1e</v></c>', "1e"),
    ('<c r="A1" t="b"><v>1</v></c>', "TRUE"),
    ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    ('<c r="A1" t="d"><v>2025-12-01</v></c>', "2025-12-01"),
    ('<c r="A1" s="1"><f>A2</f><v></v></c>', ""),
    ('<c r="A1" s="1"/>', ""),
    ('<c r="A1"><v/></c>', ""),
    ("<c><v>3</v></c>", "3"),
    ('<c r="A1" t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c>', "a<b"),
    ('<c r="A1" cm="1"><f t="array" ref="A1">B1</f><v>4</v></c>', "4"),
]


def _read(data: bytes, at: int = 0) -> Grid:
    with Workbook(data) as opened:
        return opened.grid(opened.sheets[at])


@pytest.mark.parametrize(("cell", "shown"), CELLS)
def test_cell_shows(cell: str, shown: str) -> None:
    grid = _read(book({"表": f'<row r="1">{cell}</row>'}, STRINGS))

    assert grid.text(1, 1) == shown


@pytest.mark.parametrize(("cell", "shown"), CELLS)
def test_all_readers_agree(cell: str, shown: str) -> None:
    xml = sheet_xml(f'<row r="1">{cell}</row><row r="3"><c r="B3"><v>7</v></c></row>').encode()
    meaning = Meaning(["甲", "乙 丙", "A"], ["General", "0.00", "0%", "yyyy-mm-dd", "@"])

    walked = walk(xml, meaning)

    assert walked.text(1, 1) == shown
    assert stream([xml[:50], xml[50:]], meaning) == walked
    assert scan(xml, meaning) in (walked, None)


@given(st.lists(st.text(min_size=1), max_size=5))
def test_scanner_reads_texts_as_lxml_does(texts: list[str]) -> None:
    rows = "".join(
        f'<row r="{at}"><c r="C{at}" s="1" t="inlineStr"><is><t xml:space="preserve">{to_xml(text)}'
        "</t></is></c></row>"
        for at, text in enumerate(texts, start=1)
    )
    xml = sheet_xml(rows).encode()

    scanned = scan(xml, Meaning())

    assert scanned == walk(xml, Meaning())
    assert scanned is not None
    assert [scanned.text(at, 3) for at in range(1, len(texts) + 1)] == texts


@pytest.mark.parametrize(
    "xml",
    [
        sheet_xml('<row><c r="A1"><v>1</v><!-- --></c></row>'),
        sheet_xml('<row><c r="A1"  ><v>1</v></c></row>'),
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData/></x:worksheet>',
        '<worksheet xmlns="other"><sheetData></sheetData></worksheet>',
        sheet_xml('<row><c r="A1"><extLst/><v>1</v></c></row>'),
    ],
)
def test_scanner_leaves_odd_xml_to_lxml(xml: str) -> None:
    assert scan(xml.encode(), Meaning()) is None


def test_formulas_are_kept_beside_values() -> None:
    row = '<row r="2"><c r="B2" t="str"><f>C2&amp;"a"</f><v>xa</v></c><c r="D2"><f/></c></row>'
    grid = _read(book({"表": row}))

    assert grid.formulas == {(2, 2): 'C2&"a"', (2, 4): ""}
    assert grid.rows == {2: {2: "xa"}}


def test_sheets_in_order_with_state() -> None:
    data = changed(
        book({"乙": "", "甲": ""}), "xl/workbook.xml", 'name="甲"', 'name="甲" state="hidden"'
    )

    with Workbook(data) as opened:
        assert [(s.name, s.state) for s in opened.sheets] == [("乙", "visible"), ("甲", "hidden")]


def test_openpyxl_files_read_alike(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet["B3"], sheet["C3"], sheet["D3"] = "项目", 0.5, "=1+1"
    sheet["C3"].number_format = "0%"
    made.save(tmp_path / "a.xlsx")

    with Workbook(tmp_path / "a.xlsx") as opened:
        assert opened.grid(opened.sheets[0]).rows == {3: {2: "项目", 3: "50%"}}


def test_one_stray_cell_a_million_rows_down() -> None:
    stray = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048000"><c r="C1048000" s="1"/></row>'

    assert _read(book({"表": stray})).rows == {1: {1: "1"}}


READ_AND_MEASURE = """
import resource, sys
from pathlib import Path
from xlgoals.forms.xlsx import Workbook
before = resource.getrusage(resource.RUSAGE_SELF)
with Workbook(Path(sys.argv[1])) as opened:
    grid = opened.grid(opened.sheets[0])
after = resource.getrusage(resource.RUSAGE_SELF)
assert grid.rows == {1: {1: "1"}, 1_048_000: {2: "2"}}, len(grid.rows)
print((after.ru_maxrss - before.ru_maxrss) // 1024, after.ru_utime - before.ru_utime)
"""


def test_a_long_formatted_sheet_stays_within_bounds(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}" s="1"/></row>' for r in range(2, 300_001))
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + rows
    rows += '<row r="1048000"><c r="B1048000"><v>2</v></c></row>'
    (tmp_path / "long.xlsx").write_bytes(book({"表": rows}))

    command = [sys.executable, "-c", READ_AND_MEASURE, str(tmp_path / "long.xlsx")]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    megabytes, seconds = map(float, shown.split())
    assert megabytes < 30
    assert seconds < 20


BOMB = sheet_xml(" " * 40_000_000)
GOOD = parts_of({"表": sheet_xml("")})
DTD = '<!DOCTYPE a [<!ENTITY b "c">]>'


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "not-a-workbook"),
        (b"PK\3\4 no zip", "not-a-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not-a-workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (zipped({"a.txt": "b"}), "not-a-workbook"),
        (zipped({k: v for k, v in GOOD.items() if k != "xl/workbook.xml"}), "not-a-workbook"),
        (zipped(GOOD | {"xl/workbook.xml": "<workbook"}), "damaged"),
        (zipped(GOOD | {"xl/workbook.xml": "<document/>"}), "not-a-workbook"),
        (zipped({k: v for k, v in GOOD.items() if "sheet1" not in k}), "damaged"),
        (zipped(GOOD | {"xl/worksheets/sheet1.xml": "<a"}), "damaged"),
        (zipped(GOOD | {"xl/worksheets/sheet1.xml": DTD + sheet_xml("")}), "damaged"),
        (zipped(GOOD | {"xl/worksheets/sheet1.xml": BOMB}), "too-large"),
        (book({"表": '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'}), "damaged"),
        (book({"表": '<row r="1"><c r="A1" t="s"><v>5</v></c></row>'}), "damaged"),
    ],
)
def test_unreadable_files_say_why(data: bytes, key: str) -> None:
    with pytest.raises(FormError) as caught:
        _read(data)

    assert caught.value.key == key


def test_a_spoilt_byte_is_noticed() -> None:
    data = bytearray(book({"表": '<row r="1"><c r="A1"><v>1</v></c></row>' * 50}))
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF

    with pytest.raises(FormError) as caught:
        _read(bytes(data))

    assert caught.value.key == "damaged"


@given(st.binary(max_size=400), st.integers(0, 3000))
def test_no_other_error_escapes(noise: bytes, at: int) -> None:
    data = zipped(GOOD)
    spoilt = data[:at] + noise + data[at + len(noise) :]
    try:
        with Workbook(spoilt) as opened:
            for sheet in opened.sheets:
                opened.grid(sheet)
    except FormError:
        pass


def test_bytes_and_paths_read_alike(tmp_path: Path) -> None:
    data = book({"表": '<row r="1"><c r="A1"><v>1</v></c></row>'})
    (tmp_path / "a.xlsx").write_bytes(data)

    with Workbook(tmp_path / "a.xlsx") as opened:
        assert opened.grid(opened.sheets[0]) == _read(data)
