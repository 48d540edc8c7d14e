"""Marks on cells: put, kept, taken off, and whatever users do in between."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.excel.fake_host import Cell, Sheet, new_book
from xlgoals.checks import Severity
from xlgoals.excel.paint import COLOURS, Mark, clear, marked_cells, paint, take_off_copy
from xlgoals.excel.record import Entry, ListBefore, Record, load, save
from xlgoals.forms.a1 import address
from xlgoals.forms.template_styles import LEVEL_COLOURS

RED = COLOURS[Severity.ERROR]
AMBER = COLOURS[Severity.WARNING]
GREEN = (0, 176, 80)
COLUMNS = range(1, 5)
ROWS = range(1, 7)

a_cell = st.sampled_from(list(product(ROWS, COLUMNS)))
a_look = st.builds(
    Cell,
    value=st.sampled_from([None, "文字", 1.5]),
    color=st.sampled_from([None, GREEN, (0, 0, 0), RED]),
    note=st.sampled_from([None, "领导：请核对\n谢谢", "一", "—— 原有批注 ——"]),
)
some_marks = st.dictionaries(
    st.tuples(st.sampled_from(["甲", "乙"]), a_cell),
    st.tuples(st.sampled_from(list(Severity)), st.sampled_from(["短", "长" * 60, "两\n行"])),
    max_size=8,
)


def marks_of(wanted: dict[tuple[str, tuple[int, int]], tuple[Severity, str]]) -> list[Mark]:
    return [
        Mark(sheet, address(*at), severity, words)
        for (sheet, at), (severity, words) in wanted.items()
    ]


def book_with(cells: dict[tuple[int, int], Cell] | None = None) -> Any:
    book = new_book("甲", "乙")
    book.sheets["甲"].cells_.update(cells or {})
    return book


def the_mark(severity: Severity = Severity.ERROR, cell: str = "B2") -> Mark:
    return Mark("甲", cell, severity, "错误 VAL001：缺少单位")


def test_colours_are_those_of_the_workbook() -> None:
    shown = {level.word: "FF" + bytes(colour).hex().upper() for level, colour in COLOURS.items()}
    assert shown == {level: LEVEL_COLOURS[level][0] for level in shown}


@settings(max_examples=50)
@given(st.dictionaries(a_cell, a_look, max_size=8), some_marks, some_marks)
def test_clear_undoes_paint(
    cells: dict[tuple[int, int], Cell],
    first: dict[tuple[str, tuple[int, int]], tuple[Severity, str]],
    second: dict[tuple[str, tuple[int, int]], tuple[Severity, str]],
) -> None:
    book = book_with(cells)
    before = book.state()
    record = Record()
    for wanted in (first, second, second):
        assert paint(book, marks_of(wanted), record) == []
        assert len(record.entries) == len(wanted)
        for mark in marks_of(wanted):
            cell = book.sheets[mark.sheet].range(mark.cell)
            assert cell.color == COLOURS[mark.severity]
            assert cell.note is not None
    clear(book, record)
    assert book.state() == before
    assert record.entries == {}


def test_note_holds_the_words_and_the_users_own_note() -> None:
    book = book_with({(2, 2): Cell(note="领导：请核对")})
    paint(book, [the_mark()], Record())
    note = book.sheets["甲"].range("B2").note
    assert note is not None
    assert note.text == "【校验 1】\n错误 VAL001：缺少单位\n—— 原有批注 ——\n领导：请核对"


def test_mark_that_is_right_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    book, record = book_with(), Record()
    paint(book, [the_mark(), the_mark(cell="C3")], record)
    touched: list[object] = []
    monkeypatch.setattr("tests.excel.fake_host.Range.add_note", lambda *a: touched.append(a))
    monkeypatch.setattr("tests.excel.fake_host.Note.delete", lambda *a: touched.append(a))
    paint(book, [the_mark(), the_mark(cell="C3")], record)
    assert touched == []
    paint(book, [the_mark()], record)
    assert len(touched) == 1
    assert [entry.cell for entry in record.entries.values()] == ["B2"]


def move_down(sheet: Sheet) -> None:
    """Insert a row above all others."""
    sheet.cells_ = {(row + 1, column): cell for (row, column), cell in sheet.cells_.items()}


def test_marks_are_found_after_rows_were_inserted() -> None:
    book, record = book_with({(2, 2): Cell("x", color=GREEN, note="我的")}), Record()
    paint(book, [the_mark()], record)
    move_down(book.sheets["甲"])
    assert [cell.get_address() for cell, _ in marked_cells(book.sheets["甲"])] == ["B3"]
    clear(book, record)
    assert book.state()["甲"] == {(3, 2): Cell("x", color=GREEN, note="我的")}


def test_moved_mark_that_is_right_is_kept_in_its_new_place() -> None:
    book, record = book_with(), Record()
    paint(book, [the_mark()], record)
    move_down(book.sheets["甲"])
    paint(book, [the_mark(cell="B3")], record)
    assert [(entry.number, entry.cell) for entry in record.entries.values()] == [(1, "B3")]


def test_marks_are_found_on_a_renamed_sheet() -> None:
    book, record = book_with(), Record()
    paint(book, [the_mark()], record)
    book.sheets["甲"].name = "办公费"
    clear(book, record)
    assert book.state() == {"办公费": {}, "乙": {}}


def test_newer_colour_of_the_user_stays() -> None:
    book, record = book_with(), Record()
    paint(book, [the_mark()], record)
    book.sheets["甲"].range("B2").color = GREEN
    clear(book, record)
    assert book.state()["甲"] == {(2, 2): Cell(color=GREEN)}


@pytest.mark.parametrize(
    ("before", "edit", "left"),
    [
        (None, lambda ours: ours + "\n已改", "\n已改"),
        ("我的", lambda ours: ours + "\n已改", "我的\n已改"),
        ("我的", lambda ours: ours.replace("缺少", "缺"), "我的"),
        (None, lambda ours: ours.replace("缺少单位", "王：知道了"), "错误 VAL001：王：知道了"),
    ],
    ids=["added", "added to an own note", "changed above an own note", "written into"],
)
def test_what_users_write_into_a_note_stays(before: str | None, edit: object, left: str) -> None:
    book, record = book_with({(2, 2): Cell(note=before)}), Record()
    paint(book, [the_mark()], record)
    note = book.sheets["甲"].range("B2").note
    assert note is not None
    assert callable(edit)
    note.text = edit(note.text)
    clear(book, record)
    assert book.state()["甲"] == {(2, 2): Cell(note=left)}


def test_note_that_a_user_deleted() -> None:
    book, record = book_with({(2, 2): Cell(color=GREEN)}), Record()
    paint(book, [the_mark()], record)
    note = book.sheets["甲"].range("B2").note
    assert note is not None
    note.delete()
    clear(book, record)
    assert book.state()["甲"] == {(2, 2): Cell(color=GREEN)}


def test_marks_without_a_record() -> None:
    book = book_with({(2, 2): Cell(note="我的")})
    paint(book, [the_mark(), the_mark(cell="C3")], Record())
    clear(book, Record())
    assert book.state()["甲"] == {(2, 2): Cell(note="我的")}


def test_copied_mark_does_not_cost_the_original_its_record() -> None:
    book, record = book_with({(2, 2): Cell(color=GREEN)}), Record()
    paint(book, [the_mark()], record)
    sheet = book.sheets["甲"]
    sheet.range("B2").copy(sheet.range("B5"))
    paint(book, [the_mark()], record)
    assert sheet.range("B5").note is None
    clear(book, record)
    assert book.state()["甲"] == {(2, 2): Cell(color=GREEN), (5, 2): Cell(color=GREEN)}


def test_copy_of_a_marked_sheet_loses_the_marks_the_original_keeps_them() -> None:
    book, record = book_with({(2, 2): Cell(color=GREEN)}), Record()
    paint(book, [the_mark()], record)
    book.sheets["甲"].range("A1:D9").copy(book.sheets["乙"].range("A1:D9"))
    take_off_copy(book.sheets["乙"], record)
    assert book.state()["乙"] == {(2, 2): Cell(color=GREEN)}
    clear(book, record)
    assert book.state()["甲"] == {(2, 2): Cell(color=GREEN)}


def test_only_the_sheets_asked_for() -> None:
    book, record = book_with(), Record()
    paint(book, [the_mark(), Mark("乙", "A1", Severity.INFO, "提示")], record)
    paint(book, [], record, {"甲"})
    assert book.state()["甲"] == {}
    assert [entry.sheet for entry in record.entries.values()] == ["乙"]


class RefusedError(Exception):
    """As pywin32 tells of a protected sheet."""

    hresult = -2146827284


def test_protected_sheet_is_named_and_the_others_are_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book, record = book_with(), Record()

    def refuse(self: Sheet, _: object) -> None:
        if self.name == "甲":
            raise RefusedError

    sheet = book.sheets["甲"]
    monkeypatch.setattr(
        type(sheet.range("A1")), "set_colors", lambda self, c: refuse(self.sheet, c)
    )
    assert paint(book, [the_mark(), Mark("乙", "A1", Severity.INFO, "提示")], record) == ["甲"]
    assert "乙" in {entry.sheet for entry in record.entries.values()}


def test_cell_with_a_conversation_is_only_coloured() -> None:
    book, record = book_with(), Record()
    sheet = book.sheets["甲"]
    talk = type("Comment", (), {"location": sheet.range("B2")})
    sheet.comments.append(talk)
    paint(book, [the_mark()], record)
    assert book.state()["甲"] == {(2, 2): Cell(color=RED)}
    clear(book, record)
    assert book.state()["甲"] == {}


def test_many_cells_are_coloured_in_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlgoals.excel.paint._MOST_COLOURED", 4)
    book, record = book_with(), Record()
    cells = ["A1", "B1", "A2", "B9", "A10", "B11"]
    paint(book, [the_mark(cell=cell) for cell in cells], record)
    sheet = book.sheets["甲"]
    coloured = {address(*at) for at, cell in sheet.cells_.items() if cell.color == RED}
    assert coloured == set(cells)


# --- The record -------------------------------------------------------------------------------

a_text = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=20)
a_colour = st.tuples(*[st.integers(0, 255)] * 3)
an_entry = st.builds(
    Entry,
    number=st.integers(1, 10**6),
    sheet=a_text,
    cell=st.just("B7"),
    colour_before=st.none() | a_colour,
    note_before=st.none() | a_text,
    colour=a_colour,
    note=a_text,
)
a_list = st.builds(
    ListBefore,
    was_there=st.booleans(),
    counts=a_text,
    rows=st.lists(st.tuples(a_text, a_text), max_size=3).map(tuple),
)


@settings(max_examples=50)
@given(st.lists(an_entry, max_size=4), st.none() | a_list)
def test_record_comes_back(entries: list[Entry], before: ListBefore | None) -> None:
    book = new_book("甲")
    record = Record({entry.number: entry for entry in entries}, before)
    save(book, record)
    assert load(book) == record
    assert book.sheets.active.name == "甲"
    save(book, Record())
    assert [sheet.name for sheet in book.sheets] == ["甲"]


def test_record_of_a_very_long_note_comes_back() -> None:
    book, long = new_book("甲"), '长"\n' * 12_000
    record = Record({1: Entry(1, "甲", "A1", None, long, RED, long)})
    save(book, record)
    assert load(book) == record
    assert book.sheets[1].visible is False
    assert all(len(str(cell.value)) <= 32_767 for cell in book.sheets[1].cells_.values())
