"""Ranges: where they are and lead to, how they look, notes, links, names, tables."""

from __future__ import annotations

from typing import Any

import pytest
import xlwings

from xlgoals.hosts import protection
from xlgoals.hosts.errors import HostError

pytestmark = pytest.mark.office

RED, GREEN, WHITE = (255, 0, 0), (0, 128, 0), (255, 255, 255)


@pytest.mark.parametrize(
    ("where", "address", "shape"),
    [
        ("B2", "$B$2", (1, 1)),
        ("$B$2:c5", "$B$2:$C$5", (4, 2)),
        ("C5:B2", "$B$2:$C$5", (4, 2)),
        ("B:D", "$B:$D", (1_048_576, 3)),
        ("3:4", "$A$3:$XFD$4", (2, 16_384)),
        ((2, 3), "$C$2", (1, 1)),
    ],
)
def test_addresses(sheet: Any, where: Any, address: str, shape: tuple[int, int]) -> None:
    found = sheet.range(where)
    assert (found.address, found.shape) == (address, shape)


def test_forms_of_addresses(sheet: Any, book: Any) -> None:
    cells = sheet["B2:C3"]
    assert cells.get_address(False, False) == "B2:C3"
    assert cells.get_address(True, False) == "B$2:C$3"
    external = cells.get_address(include_sheetname=True, external=True)
    assert external == f"'[{book.name}]{sheet.name}'!$B$2:$C$3"
    assert sheet["AA1"].column == 27
    assert sheet.range("A1", "C3").address == "$A$1:$C$3"
    assert sheet.range(sheet["B2"], sheet["D1"]).address == "$B$1:$D$2"


def test_parts_of_a_range(sheet: Any) -> None:
    cells = sheet["B2:D5"]
    assert cells[0, 0].address == "$B$2"
    assert cells[1:3, 1].address == "$C$3:$C$4"
    assert cells(4, 3).address == cells.last_cell.address == cells[-1, -1].address == "$D$5"
    assert cells(2).address == "$C$2"
    assert cells.offset(1, -1).address == "$A$3:$C$6"
    assert cells.resize(1, 2).address == "$B$2:$C$2"
    assert cells.rows[1].address == "$B$3:$D$3"
    assert cells.columns(2).address == "$C$2:$C$5"
    assert (cells.size, cells.count, len(list(sheet["A1:B2"]))) == (12, 12, 4)
    assert sheet[0, 1].address == "$B$1"


@pytest.mark.parametrize("where", [(0, 1), (1, 0)])
def test_there_is_no_row_or_column_0(sheet: Any, where: tuple[int, int]) -> None:
    with pytest.raises(IndexError):
        sheet.range(where)


@pytest.mark.parametrize("where", ["没有这个名称", "A0", "XFE1", "A1048577"])
def test_no_range(sheet: Any, where: str) -> None:
    with pytest.raises(xlwings.NoSuchObjectError, match=where):
        sheet.range(where)


def test_other_sheets_by_address(book: Any, sheet: Any) -> None:
    sheet.name = "带 空格"
    try:
        found = book.sheets[0].range("'带 空格'!B2")
        assert (found.sheet.name, found.address) == ("带 空格", "$B$2")
    finally:
        sheet.delete()


ENDS = [
    # from, direction, to: A1:A3 and A6 are filled, B1 is empty, C1:E1 are filled
    ("A1", "down", "$A$3"),
    ("A2", "down", "$A$3"),
    ("A3", "down", "$A$6"),
    ("A4", "down", "$A$6"),
    ("A6", "down", "$A$1048576"),
    ("A6", "up", "$A$3"),
    ("A5", "up", "$A$3"),
    ("A3", "up", "$A$1"),
    ("A1", "up", "$A$1"),
    ("A1", "right", "$C$1"),
    ("C1", "right", "$E$1"),
    ("E1", "right", "$XFD$1"),
    ("E1", "left", "$C$1"),
    ("C1", "left", "$A$1"),
    ("G1", "left", "$E$1"),
    ("G9", "up", "$G$1"),
]


@pytest.fixture(scope="module")
def islands(book: Any) -> Any:
    made = book.sheets.add(after=book.sheets[-1])
    made["A1"].options(transpose=True).value = [1, "二", "=1+2", None, None, 6]
    made["C1"].value = ["a", "b", "c"]
    return made


@pytest.mark.parametrize(("start", "direction", "goal"), ENDS)
def test_end(islands: Any, start: str, direction: str, goal: str) -> None:
    assert islands[start].end(direction).address == goal


def test_regions(islands: Any) -> None:
    assert islands["A1"].expand("down").address == "$A$1:$A$3"
    assert islands["C1"].expand("right").address == "$C$1:$E$1"
    assert islands["A1"].expand().address == "$A$1:$A$3"
    assert islands["D1"].current_region.address == "$C$1:$E$1"
    assert islands["J9"].current_region.address == "$J$9"
    assert islands.used_range.address == "$A$1:$E$6"


def test_an_empty_sheet(sheet: Any) -> None:
    assert sheet.used_range.address == "$A$1"
    assert sheet.used_range.value is None


def test_colours(sheet: Any) -> None:
    cells = sheet["A1:B2"]
    assert cells.color is None
    cells.color = RED
    assert cells.color == sheet["B2"].color == RED
    sheet["B2"].color = "#ffffff"
    assert sheet["B2"].color == WHITE
    assert cells.color == (0, 0, 0), "they differ, as Excel says it"
    sheet["A1"].color = None
    assert sheet["A1"].color is None
    cells.set_colors([[GREEN, ...], [None, 255]])
    assert [cell.color for cell in cells] == [GREEN, RED, None, RED]


def test_fonts(sheet: Any) -> None:
    font = sheet["A1"].font
    assert (font.bold, font.italic, font.color) == (False, False, (0, 0, 0))
    font.set(bold=True, italic=True, size=13.5, color="#ff0000", name="宋体")
    assert (font.bold, font.italic, font.size, font.color, font.name) == (
        True, True, 13.5, RED, "宋体"
    )  # fmt: skip
    both = sheet["A1:A2"].font
    assert (both.bold, both.italic, both.size, both.color, both.name) == (None,) * 5
    font.bold = font.italic = False
    assert (font.bold, font.italic) == (False, False)


@pytest.mark.parametrize("code", ["@", "0.00", "0.00%", "#,##0.00", "yyyy-mm-dd", "General"])
def test_number_formats(sheet: Any, code: str) -> None:
    sheet["A1:A2"].number_format = code
    assert sheet["A1:A2"].number_format == sheet["A2"].number_format == code


def test_number_formats_that_differ(sheet: Any) -> None:
    sheet["A1"].number_format = "0.000"
    assert sheet["A1:B1"].number_format is None


def test_alignment(sheet: Any) -> None:
    cell = sheet["A1"]
    assert (cell.wrap_text, cell.horizontal_alignment, cell.vertical_alignment) == (
        False, "general", "bottom"
    )  # fmt: skip
    cell.wrap_text, cell.horizontal_alignment, cell.vertical_alignment = True, "center", "top"
    assert (cell.wrap_text, cell.horizontal_alignment, cell.vertical_alignment) == (
        True, "center", "top"
    )  # fmt: skip


def test_sizes(sheet: Any) -> None:
    sheet["A1:A3"].row_height = 30
    sheet["B1:C1"].column_width = 12.5
    assert sheet["A1:A3"].row_height == pytest.approx(30, abs=0.1)
    assert sheet["B1:C1"].column_width == pytest.approx(12.5, abs=0.1)
    assert sheet["A3:A4"].row_height is None
    assert sheet["A1:B1"].column_width is None
    assert sheet["A1:A3"].height == pytest.approx(90, abs=0.3)
    assert sheet["A4"].top == pytest.approx(90, abs=0.3)
    assert sheet["C1"].left == pytest.approx(sheet["A1"].width + sheet["B1"].width, abs=0.3)


def test_hidden_lines(sheet: Any) -> None:
    sheet["A2:A3"].rows.hidden = True
    sheet["B1"].columns.hidden = True
    assert [sheet[f"A{row}"].rows.hidden for row in (1, 2, 3, 4)] == [False, True, True, False]
    assert sheet["A1:A4"].rows.hidden is None
    assert (sheet["A2:A3"].rows.hidden, sheet["A2"].row_height) == (True, 0)
    assert sheet["A1:A4"].row_height is None
    assert (sheet["B1"].columns.hidden, sheet["B9"].column_width) == (True, 0)
    assert sheet["A1:C1"].columns.hidden is None
    sheet["A2:A3"].rows.hidden = False
    sheet["B1"].column_width = 10
    assert sheet["A1:A4"].rows.hidden is False
    assert sheet["A1:C1"].columns.hidden is False


def test_rows_that_a_filter_hides(sheet: Any) -> None:
    sheet["A1"].options(transpose=True).value = ["名称", "甲", "乙", "甲"]
    table = sheet.tables.add(sheet["A1:A4"], f"筛{sheet.index}")
    _filter(table, "甲")
    assert [sheet[f"A{row}"].rows.hidden for row in (1, 2, 3, 4)] == [False, False, True, False]
    assert sheet["A1:A4"].value == ["名称", "甲", "乙", "甲"], "filtered rows are still read"


def _filter(table: Any, wanted: str) -> None:
    """Filter as a user does, which xlwings' public interface has no member for here."""
    from xlgoals.hosts.libreoffice import runtime

    area = table.range.api
    field = runtime.struct(
        "sheet.TableFilterField", Field=0, StringValue=wanted, IsNumeric=False,
        Operator=runtime.enum("sheet.FilterOperator", "EQUAL"),
    )  # fmt: skip
    descriptor = area.createFilterDescriptor(True)
    descriptor.ContainsHeader = True
    descriptor.setFilterFields((field,))
    area.filter(descriptor)


def test_merged_cells(sheet: Any) -> None:
    sheet["B2:C4"].merge()
    assert sheet["C3"].merge_area.address == "$B$2:$C$4"
    assert (sheet["B2"].merge_cells, sheet["C3"].merge_cells) == (True, True)
    assert (sheet["A1"].merge_cells, sheet["A1"].merge_area.address) == (False, "$A$1")
    sheet["C3"].unmerge()
    assert sheet["C3"].merge_area.address == "$C$3"
    sheet["B2:C3"].merge(across=True)
    assert sheet["C3"].merge_area.address == "$B$3:$C$3"


def test_autofit(sheet: Any) -> None:
    sheet["A1"].value = "很长很长很长很长很长很长很长很长的文字"
    before = sheet["A1"].column_width
    sheet["A1"].columns.autofit()
    assert sheet["A1"].column_width > before * 2


def test_insert_and_delete(sheet: Any) -> None:
    sheet["A1"].value = [[1, 10], [2, 20], [3, 30]]
    sheet["C3"].formula = "=SUM(A1:A3)"
    sheet["2:2"].insert("down")
    assert sheet["A1:B4"].value == [[1, 10], [None, None], [2, 20], [3, 30]]
    assert sheet["C4"].formula == "=SUM(A1:A4)"
    sheet["2:3"].delete()
    assert sheet["A1:B2"].value == [[1, 10], [3, 30]]
    sheet["A1"].insert("right")
    assert sheet["A1:C1"].value == [None, 1, 10]
    sheet["A1"].delete("left")
    sheet["A1"].delete("up")
    assert sheet["A1:B1"].value == [3, 10]
    sheet["A:A"].delete()
    assert sheet["A1:A2"].value == [10, 30]


def test_copy_and_move(sheet: Any, book: Any) -> None:
    sheet["A1"].value = [[1, "=A1*2"]]
    sheet["A1"].color = RED
    sheet["A1"].add_note("注")
    sheet["A1:B1"].copy(sheet["A5"])
    assert (sheet["A5:B5"].value, sheet["B5"].formula) == ([1, 2], "=A5*2")
    assert (sheet["A5"].color, sheet["A5"].note.text) == (RED, "注")
    sheet["A5:B5"].copy(sheet["A10:D11"])
    assert sheet["A10:D11"].formula == (
        ("1", "=A10*2", "1", "=C10*2"),
        ("1", "=A11*2", "1", "=C11*2"),
    )
    other = book.sheets.add(after=sheet)
    sheet["A1:B1"].copy(other["C3"])
    assert (other["C3:D3"].value, other["D3"].formula) == ([1, 2], "=C3*2")
    sheet["A8"].copy_from(sheet["A1:B1"], "values")
    assert sheet["A8:B8"].formula == (("1", "2"),)
    sheet["A5:B5"].move(sheet["D1"])
    assert (sheet["A5:B5"].value, sheet["D1:E1"].value) == ([None, None], [1, 2])


def test_clear(sheet: Any) -> None:
    def fill() -> None:
        sheet["A1"].value, sheet["A1"].color, sheet["A1"].number_format = 1, RED, "0.0"

    fill()
    sheet["A1"].add_note("注")
    sheet["A1"].clear_contents()
    assert (sheet["A1"].value, sheet["A1"].color, sheet["A1"].note.text) == (None, RED, "注")
    fill()
    sheet["A1"].clear_formats()
    assert (sheet["A1"].value, sheet["A1"].color, sheet["A1"].number_format) == (
        1, None, "General"
    )  # fmt: skip
    fill()
    sheet.clear()
    assert (sheet["A1"].value, sheet["A1"].color, sheet["A1"].note) == (None, None, None)


def test_notes(sheet: Any) -> None:
    cell = sheet["B2"]
    assert (cell.note, sheet.notes.count) == (None, 0)
    assert cell.add_note("第一行\n第二行").text == "第一行\n第二行"
    sheet["A3"].add_note("后面")
    sheet["C1"].add_note("前面")
    assert [(note.location.address, note.text) for note in sheet.notes] == [
        ("$C$1", "前面"), ("$B$2", "第一行\n第二行"), ("$A$3", "后面")
    ]  # fmt: skip
    with pytest.raises(ValueError, match="already has a note"):
        cell.add_note("又一个")
    kept = sheet["A3"].note
    cell.note.text = "改了"
    assert sheet.notes["B2"].text == "改了"
    cell.note.delete()
    assert (cell.note, kept.text, sheet.notes.count) == (None, "后面", 2)
    assert isinstance(kept.author, str)


def test_links(sheet: Any) -> None:
    sheet["A1"].add_hyperlink("https://example.org/a?b=c", "说明")
    assert (sheet["A1"].value, sheet["A1"].hyperlink) == ("说明", "https://example.org/a?b=c")
    sheet["A2"].add_hyperlink(f"#'{sheet.name}'!B3", "去看")
    assert (sheet["A2"].value, sheet["A2"].hyperlink) == ("去看", f"#'{sheet.name}'!B3")
    sheet["A2"].add_hyperlink("#项目1!C5", "项目1!C5")
    assert (sheet["A2"].value, sheet["A2"].hyperlink) == ("项目1!C5", "#项目1!C5")
    with pytest.raises(HostError, match="没有超链接"):
        sheet["B9"].hyperlink  # noqa: B018 - reading it is what is tried


def test_names(book: Any, sheet: Any) -> None:
    sheet["B2:C3"].name = "区域"
    named = book.names["区域"]
    try:
        assert named.refers_to == f"={sheet.name}!$B$2:$C$3"
        assert named.refers_to_range == sheet["B2:C3"] == sheet.range("区域")
        assert sheet["B2:C3"].name == named
        assert "区域" in book.names
        book.names["区域"] = f"={sheet.name}!$D$4"
        assert sheet.range("区域").address == "$D$4"
        named.name = "新名"
        assert [name.name for name in book.names] == ["新名"]
    finally:
        del book.names["新名"]
    assert (len(book.names), "新名" in book.names) == (0, False)
    assert sheet["B2:C3"].name is None


def test_names_of_a_sheet(book: Any, sheet: Any) -> None:
    sheet.names.add("局部", "=$A$1:$B$1")
    assert [name.name for name in sheet.names] == [f"{sheet.name}!局部"]
    assert [name.name for name in book.names] == [f"{sheet.name}!局部"]
    assert sheet.range("局部").address == "$A$1:$B$1"
    assert sheet.names["局部"].refers_to == f"={sheet.name}!$A$1:$B$1"
    sheet.names["局部"].delete()
    assert len(sheet.names) == 0


def test_tables(sheet: Any) -> None:
    sheet["B2"].value = [["名称", "金额"], ["甲", 1], ["乙", 2]]
    table = sheet.tables.add(sheet["B2"].expand(), "表一")
    assert (table.name, table.range.address) == ("表一", "$B$2:$C$4")
    assert table.header_row_range.value == ["名称", "金额"]
    assert table.data_body_range.value == [["甲", 1], ["乙", 2]]
    assert ("表一" in sheet.tables, len(sheet.tables), sheet.tables[0].name) == (True, 1, "表一")
    assert (sheet["C3"].table.name, sheet["E9"].table) == ("表一", None)
    assert sheet.range("表一").address == "$B$3:$C$4"
    sheet["B5"].value = ["丙", 3]
    table.resize(sheet["B2:C5"])
    assert table.data_body_range.shape == (3, 2)
    table.show_autofilter = False
    assert (table.show_autofilter, table.totals_row_range) == (False, None)
    with pytest.raises(xlwings.NoSuchObjectError, match="表二"):
        sheet.impl.tables("表二")


def test_selection(app: xlwings.App, book: Any, sheet: Any) -> None:
    book.activate()
    sheet["B2:C3"].select()
    assert app.selection == book.selection == sheet["B2:C3"]
    assert book.sheets.active == sheet
    sheet["D4"].select()
    assert app.selection.address == "$D$4"


LONG = "很长的一段文字，一行写不下，要换行。" * 6


def test_rows_follow_their_text(app: xlwings.App, sheet: Any) -> None:
    sheet["A1:B9"].wrap_text = True
    sheet["A8"].row_height = 50
    usual = sheet["A9"].row_height
    sheet["A1"].value = LONG
    tall = sheet["A1"].row_height
    assert tall > usual * 3
    with app.properties(screen_updating=False):
        sheet["A2"].value = [[LONG, "短"], ["短", LONG]]
        sheet["A5:A6"].value = LONG
        sheet["A5:B6"].rows.autofit()
        sheet["A8"].value = LONG
        assert (sheet["A2"].row_height, sheet["A5"].row_height) == (usual, tall)
        sheet["B2"].api.RotateAngle = 100
    heights = [sheet[f"A{row}"].row_height for row in (2, 3, 5, 6, 8, 9)]
    assert heights == [tall, tall, tall, tall, 50, usual]


def test_rows_of_a_protected_sheet_follow_their_text(app: xlwings.App, sheet: Any) -> None:
    cell = sheet["C3"]
    cell.wrap_text = True
    usual, lock = cell.row_height, cell.api.CellProtection
    lock.IsLocked = False
    cell.api.CellProtection = lock
    protection.protect(sheet)
    with app.properties(screen_updating=False):
        cell.value = LONG
    assert cell.row_height > usual * 3
    protection.unprotect(sheet)


def test_a_look_at_many_cells_in_turn(app: xlwings.App, sheet: Any) -> None:
    sheet["B2"].color, sheet["D9:E9"].color = (1, 2, 3), (4, 5, 6)
    cells = ["B2", "D9:E9", "A1:B2", "A1048576", "A:A", "XFD1", "B2", "E9", "C3"]
    with app.properties(screen_updating=False):
        seen = [sheet[cell].color for cell in cells]
        sheet["1:1"].insert(shift="down")
        moved = sheet["B3"].color, sheet["B2"].color
    assert seen == [
        (1, 2, 3), (4, 5, 6), (0, 0, 0), None, None, None, (1, 2, 3), (4, 5, 6), None
    ]  # fmt: skip
    assert moved == ((1, 2, 3), None)
