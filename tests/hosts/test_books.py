"""Applications, workbooks and sheets; protection; what is not supported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from xlgoals.hosts import libreoffice, protection
from xlgoals.hosts.errors import (
    BookClosedError,
    HostError,
    HostStartError,
    ProtectedError,
    UnsupportedError,
)
from xlgoals.resources import shipped

pytestmark = pytest.mark.office


def test_the_engine_is_in_use(app: xlwings.App) -> None:
    assert getattr(xlwings.engines.active, "name", "") == app.engine.name == "libreoffice"
    assert xlwings.apps.active == app
    assert app.pid in xlwings.apps.keys()  # noqa: SIM118
    assert app.version.major >= 7
    assert app.visible is False
    assert libreoffice.available()


def test_books(app: xlwings.App, tmp_path: Path) -> None:
    before = len(app.books)
    first, second = app.books.add(), app.books.add()
    assert len(app.books) == before + 2
    second.activate()
    assert app.books.active == second
    first.activate()
    assert app.books.active == first
    assert first.name != second.name
    first.save(tmp_path / "甲.xlsx")
    assert (first.name, first.fullname) == ("甲.xlsx", str(tmp_path / "甲.xlsx"))
    assert app.books["甲.xlsx"] == xlwings.Book(tmp_path / "甲.xlsx") == first
    first.set_mock_caller()
    assert xlwings.Book.caller() == first
    first.close()
    second.close()
    assert len(app.books) == before
    with pytest.raises(KeyError):
        app.books["甲.xlsx"]


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xls", ".ods"])
def test_save_and_open(app: xlwings.App, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"存盘{suffix}"
    book = app.books.add()
    book.sheets[0]["A1"].value = [["值", True], [1.5, "=B1"]]
    book.save(path)
    book.sheets[0]["A1"].value = "改"
    book.save()
    book.close()
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    with app.books.open(path) as again:
        assert again.sheets[0]["A1:B2"].value == [["改", True], [1.5, True]]


def test_save_over_another_file(app: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "旧.xlsx"
    path.write_bytes(b"another file")
    with app.books.add() as book:
        book.sheets[0]["A1"].value = "新"
        book.save(path)
        assert book.fullname == str(path)
    assert openpyxl.load_workbook(path)["Sheet1"]["A1"].value == "新"


def test_number_formats_are_saved_as_they_were_given(app: xlwings.App, tmp_path: Path) -> None:
    book = app.books.add()
    codes = ["@", "General", "0.00", "0%", "0.0%", "#,##0.00"]
    for row, code in enumerate(codes, start=1):
        book.sheets[0].range((row, 1)).number_format = code
    book.sheets[0]["B1"].value = ["95%", True]
    book.save(tmp_path / "格式.xlsx")
    assert [book.sheets[0].range((row, 1)).number_format for row in range(1, 7)] == codes
    assert book.sheets[0]["B1:C1"].value == [0.95, True]
    book.close()
    read = openpyxl.load_workbook(tmp_path / "格式.xlsx").worksheets[0]
    assert [read.cell(row, 1).number_format for row in range(1, 7)] == codes
    assert read["B1"].number_format == "0%"


def test_openpyxl_reads_what_was_written(app: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "读.xlsx"
    with app.books.add() as book:
        sheet = book.sheets[0]
        sheet["A1"].value = [["≥95%", 95.5, True, "=B1*2"]]
        sheet["A1"].color = (255, 199, 206)
        sheet["B1"].add_note("批注")
        sheet["A2"].add_hyperlink("#Sheet1!B1", "去")
        book.save(path)
    read = openpyxl.load_workbook(path)["Sheet1"]
    assert [cell.value for cell in read[1]] == ["≥95%", 95.5, True, "=B1*2"]
    assert read["A1"].fill.fgColor.rgb == "FFFFC7CE"
    assert read["B1"].comment.text == "批注"
    assert read["A2"].hyperlink.location in ("Sheet1!B1", "'Sheet1'!B1")


def test_save_as_pdf(app: xlwings.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        book.sheets[0]["A1"].value = "打印"
        book.to_pdf(tmp_path / "打印.pdf")
    assert (tmp_path / "打印.pdf").read_bytes().startswith(b"%PDF")


def test_what_cannot_be_opened_or_saved(app: xlwings.App, tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook at all")
    with pytest.raises(HostError, match="打不开“坏"):
        app.books.open(broken)
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "无.xlsx")
    with app.books.add() as book:
        with pytest.raises(HostError, match="还没有保存过"):
            book.save()
        with pytest.raises(HostError, match=r"“\.docx”"):
            book.save(tmp_path / "不行.docx")
        with pytest.raises(HostError, match="没有保存成功"):
            book.save(tmp_path / "无此文件夹" / "甲.xlsx")


def test_a_failed_save_leaves_the_file(app: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"
    with app.books.add() as book:
        book.save(path)
        before = path.read_bytes()
        held = path.with_name("乙.xlsx")
        held.mkdir()  # no file can be put in the place of a folder
        with pytest.raises(HostError, match="没有保存成功"):
            book.save(held)
    assert path.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["乙.xlsx", "甲.xlsx"]


def test_sheets(app: xlwings.App) -> None:
    with app.books.add() as book:
        first = book.sheets[0]
        second = book.sheets.add("项目1", after=first)
        book.sheets.add("说明", before=first)
        assert book.sheet_names == ["说明", "Sheet1", "项目1"]
        assert book.sheets.active.name == "说明"
        assert book.sheets.add(before=second).name == "Sheet2"
        assert (second.index, book.sheets["项目1"], "项目1" in book.sheets) == (4, second, True)
        assert book.sheets["sheet1"] == first
        second["A1"].value = "内容"
        copied = second.copy(name="项目2")
        assert (copied.index, copied["A1"].value, book.sheets.active) == (5, "内容", copied)
        assert second.copy(before=first).name == "项目1 (2)"
        copied.move(before=book.sheets[0])
        assert book.sheets[0].name == "项目2"
        copied.visible = False
        assert (copied.visible, first.visible) == (False, True)
        first.activate()
        copied.delete()
        assert "项目2" not in book.sheet_names
        first.name = "改名"
        assert first.name == "改名"
        with pytest.raises(xlwings.NoSuchObjectError, match="没有名为“项目9”"):
            book.sheets["项目9"]


@pytest.mark.parametrize("name", ["a/b", "x" * 32, "[甲]", "甲:乙", "'甲", "什么?"])
def test_names_that_excel_refuses(app: xlwings.App, name: str) -> None:
    with app.books.add() as book:
        with pytest.raises((HostError, ValueError), match=r"不能作工作表名称|sheet name"):
            book.sheets[0].name = name
        with pytest.raises(HostError, match="不能作工作表名称"):
            book.sheets.add(name)


def test_a_sheet_is_copied_to_another_book(app: xlwings.App) -> None:
    with app.books.add() as one, app.books.add() as other:
        one.sheets[0].name = "来源"
        one.sheets[0]["A1"].value = "内容"
        copied = one.sheets[0].copy(after=other.sheets[0])
        assert (copied.book, copied.name, copied["A1"].value) == (other, "来源", "内容")


def test_frozen_panes(app: xlwings.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        book.sheets[0].freeze_panes.freeze_at("A1:B3")
        book.save(tmp_path / "冻结.xlsx")
        assert openpyxl.load_workbook(tmp_path / "冻结.xlsx")["Sheet1"].freeze_panes == "C4"
        book.sheets[0].freeze_panes.unfreeze()
        book.save()
    assert openpyxl.load_workbook(tmp_path / "冻结.xlsx")["Sheet1"].freeze_panes is None


def test_states_of_the_application(app: xlwings.App, book: Any) -> None:
    assert app.screen_updating is True
    with app.properties(screen_updating=False, display_alerts=False, status_bar="请稍候…"):
        assert (app.screen_updating, app.display_alerts) == (False, False)
        assert app.status_bar == "请稍候…"
        assert book.api.hasControllersLocked()
    states: Any = (app.screen_updating, app.display_alerts, app.status_bar)
    assert states == (True, True, False)
    assert not book.api.hasControllersLocked()
    app.cut_copy_mode = False
    assert app.cut_copy_mode is None


def test_message_boxes_do_not_wait(app: xlwings.App) -> None:
    boxes = libreoffice.alerts(app)
    boxes.shown.clear()
    assert app.alert("完成", "提示") == "ok"
    assert [app.alert("?", buttons=kind) for kind in ("yes_no", "ok_cancel", "yes_no_cancel")] == [
        "no", "cancel", "cancel"
    ]  # fmt: skip
    boxes.answers.extend(["yes", "ok"])
    assert [app.alert("?", buttons=kind) for kind in ("yes_no", "ok_cancel")] == ["yes", "ok"]
    assert (boxes.shown[0].prompt, boxes.shown[0].title, len(boxes.shown)) == ("完成", "提示", 6)


# what a protected sheet refuses, as Excel does
FORBIDDEN: dict[str, Callable[[Any], object]] = {
    "value": lambda sheet: setattr(sheet["A1"], "value", "x"),
    "block": lambda sheet: setattr(sheet["A1"], "value", [["x", "y"]]),
    "formula": lambda sheet: setattr(sheet["A1"], "formula", "=1"),
    "filled formula": lambda sheet: setattr(sheet["A1:A3"], "formula", "=1"),
    "clear": lambda sheet: sheet["A1"].clear_contents(),
    "clear sheet": lambda sheet: sheet.clear(),
    "colour": lambda sheet: setattr(sheet["A1"], "color", (1, 2, 3)),
    "colour of an open cell": lambda sheet: setattr(sheet["B2"], "color", (1, 2, 3)),
    "colours": lambda sheet: sheet["A1:A2"].set_colors([[None], [None]]),
    "font": lambda sheet: setattr(sheet["A1"].font, "bold", True),
    "format": lambda sheet: setattr(sheet["A1"], "number_format", "@"),
    "note": lambda sheet: sheet["A1"].add_note("x"),
    "note's text": lambda sheet: setattr(sheet["A3"].note, "text", "x"),
    "note's end": lambda sheet: sheet["A3"].note.delete(),
    "link": lambda sheet: sheet["A1"].add_hyperlink("#B2", "x"),
    "insert": lambda sheet: sheet["2:2"].insert("down"),
    "delete": lambda sheet: sheet["2:2"].delete(),
    "height": lambda sheet: setattr(sheet["A1"], "row_height", 20),
    "hide": lambda sheet: setattr(sheet["A1"].rows, "hidden", True),
    "merge": lambda sheet: sheet["A1:A2"].merge(),
    "copy": lambda sheet: sheet["A1"].copy(sheet["A2"]),
}


@pytest.fixture(scope="module")
def guarded(book: Any) -> Any:
    """A sheet where only B2 may be written."""
    made = book.sheets.add("受保护", after=book.sheets[-1])
    made["A3"].add_note("原来")
    made["B2"].api.CellProtection = _open(made["B2"].api.CellProtection)
    protection.protect(made)
    return made


def _open(value: object) -> object:
    setattr(value, "IsLocked", False)  # noqa: B010 - a structure of the office
    return value


@pytest.mark.parametrize("change", FORBIDDEN.values(), ids=FORBIDDEN)
def test_protection_is_enforced(guarded: Any, change: Callable[[Any], object]) -> None:
    with pytest.raises(ProtectedError, match="“受保护”受保护"):
        change(guarded)
    assert guarded["A1:A2"].value == [None, None]
    assert (guarded["A3"].note.text, guarded["A1"].color, guarded["B2"].color) == (
        "原来", None, None
    )  # fmt: skip
    assert guarded.notes.count == 1


def test_open_cells_may_be_written(guarded: Any) -> None:
    guarded["B2"].value = "填"
    assert guarded["B2"].value == "填"


def test_protection_is_lifted_for_a_while(guarded: Any) -> None:
    assert protection.is_protected(guarded)
    with protection.lifted(guarded) as was_protected:
        assert was_protected
        assert not protection.is_protected(guarded)
        guarded["D9"].value = 1
    assert protection.is_protected(guarded)
    assert guarded["D9"].value == 1
    with pytest.raises(ZeroDivisionError), protection.lifted(guarded):
        guarded["D9"].value = 1 / 0
    assert protection.is_protected(guarded)


def test_an_open_sheet_stays_open(sheet: Any) -> None:
    with protection.lifted(sheet) as was_protected:
        assert not was_protected
    assert not protection.is_protected(sheet)
    assert protection.unprotect(sheet) is None


def test_a_password_is_not_passed_over(sheet: Any) -> None:
    protection.protect(sheet, password="abc")  # noqa: S106 - a password of this test
    with pytest.raises(ProtectedError, match="密码"), protection.lifted(sheet):
        pytest.fail("the protection was lifted without its password")
    assert protection.is_protected(sheet)
    with protection.lifted(sheet, "abc"):
        sheet["A1"].value = 1
    with pytest.raises(ProtectedError):
        protection.unprotect(sheet, "")


def test_what_was_allowed_is_kept(app: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(shipped("workbooks", "绩效目标模板.xlsx").read_bytes())
    before = openpyxl.load_workbook(path)["项目1"].protection
    with app.books.open(path) as book:
        with protection.lifted(book.sheets["项目1"]):
            book.sheets["项目1"]["B3"].value = "x"
        book.save()
    after = openpyxl.load_workbook(path)["项目1"].protection
    for name in ("sheet", "formatCells", "formatRows", "insertRows", "deleteRows", "sort"):
        assert getattr(after, name) == getattr(before, name), name


# what xlwings has and this engine has not
UNSUPPORTED: dict[str, Callable[[Any], object]] = {
    "Sheet.charts": lambda sheet: sheet.charts,
    "Sheet.shapes": lambda sheet: sheet.shapes,
    "Sheet.pictures": lambda sheet: sheet.pictures,
    "Sheet.pivot_tables": lambda sheet: sheet.pivot_tables,
    "Sheet.page_setup": lambda sheet: sheet.page_setup,
    "Range.borders": lambda sheet: sheet["A1"].borders,
    "Range.find": lambda sheet: sheet["A1"].find("x"),
    "Range.data_validation": lambda sheet: sheet["A1"].data_validation,
    "Range.conditional_formats": lambda sheet: sheet["A1"].conditional_formats,
    "Range.autofilter": lambda sheet: sheet["A1"].autofilter,
    "Range.add_comment": lambda sheet: sheet["A1"].add_comment("x"),
    "Range.sort": lambda sheet: sheet["A1:A2"].sort(1),
    "Range.copy": lambda sheet: sheet["A1"].copy(),
    "Range.paste": lambda sheet: sheet["A1"].paste(),
    "Table.table_style": lambda sheet: sheet.tables.add(sheet["F1:F2"]).table_style,
    "App.macro": lambda sheet: sheet.book.macro("Modul1.Sub1")(),
    "App.startup_path": lambda sheet: sheet.book.app.startup_path,
    "Book.json": lambda sheet: sheet.book.json(),
}


@pytest.mark.parametrize(("member", "use"), UNSUPPORTED.items(), ids=UNSUPPORTED)
def test_what_is_not_supported_says_so(
    sheet: Any, member: str, use: Callable[[Any], object]
) -> None:
    with pytest.raises(NotImplementedError, match=f"不支持 {member}"):
        use(sheet)


def test_a_missing_member_can_be_asked_for(sheet: Any) -> None:
    assert not hasattr(sheet.impl, "charts")
    assert hasattr(sheet.impl, "tables")
    assert issubclass(UnsupportedError, NotImplementedError)


def test_a_closed_book_says_so(app: xlwings.App) -> None:
    book = app.books.add()
    cell = book.sheets[0]["A1"]
    book.close()
    with pytest.raises(BookClosedError, match="已经关闭"):
        cell.value = 1
    assert app.books.add().sheets[0]["A1"].value is None, "the application goes on"
    app.books.active.close()


def test_nobody_answers() -> None:
    url = "uno:pipe,name=xlgoals-nobody;urp;StarOffice.ComponentContext"
    with pytest.raises(HostStartError, match="连接不上"):
        libreoffice.connect(url, timeout=0.2)
