"""The ribbon's commands as far as no application is needed; tests/office has the rest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.excel.fake_host import App, Cell, new_book
from tests.generated import MISTAKE_SEEDS, department_text
from tests.office.commanding import Answers
from xlgoals import checks
from xlgoals.excel import doctor, fixlog, snapshot
from xlgoals.excel.cells import Content, content, put, text_of, wanted
from xlgoals.excel.commands import COMMANDS
from xlgoals.excel.dialogs import AppDialogs
from xlgoals.excel.fixlog import Fixed
from xlgoals.excel.session import Quiet, Session, Told, command
from xlgoals.forms import sheet as place
from xlgoals.forms import stamp, text, workbook
from xlgoals.forms.errors import FormError
from xlgoals.hosts.errors import HostLost
from xlgoals.messages import text as words
from xlgoals.model import GoalDocument

NAMES = (
    "validate_sheet", "validate_book", "clear_marks", "previous_finding", "next_finding",
    "normalise", "undo_normalise", "import_document", "import_folder", "export_word",
    "export_text", "add_project", "update_overview", "show_rules", "doctor",
)  # fmt: skip


def opened(data: bytes) -> Any:
    """A workbook's bytes as an application would show them."""
    shown = openpyxl.load_workbook(BytesIO(data), data_only=True)
    book = new_book(*shown.sheetnames)
    for written in openpyxl.load_workbook(BytesIO(data)):
        sheet = book.sheets[written.title]
        for cell in (cell for row in written.iter_rows() for cell in row):
            value = shown[written.title][cell.coordinate].value
            if value is not None or cell.data_type == "f":
                formula = str(cell.value) if cell.value is not None else ""
                sheet.cells_[cell.row, cell.column] = Cell(
                    float(value) if type(value) is int else value,
                    formula,
                    number_format=cell.number_format,
                )
    return book


@pytest.fixture
def document() -> GoalDocument:
    written = department_text(MISTAKE_SEEDS[1], 2, mistakes=True)
    return text.read(written.encode()).document


@pytest.fixture
def calling(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Any]:
    """Makes a book the one that a command was called from."""

    def call(book: Any) -> Any:
        monkeypatch.setattr("xlwings.Book.caller", lambda: book)
        return book

    return call


def test_all_commands_are_there() -> None:
    assert tuple(COMMANDS) == NAMES


# --- What is told -------------------------------------------------------------------------------


class ComError(Exception):
    """As pywin32 tells of a failure: its number comes first."""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ComError(-2147418111, "Call was rejected by callee.", None, None), "excel.busy"),
        (ComError(-2146777998, "OLE error 0x800ac472", None, None), "excel.busy"),
        (ComError(-2147023174, "The RPC server is unavailable.", None, None), "excel.lost"),
        (ComError(-2147352567, "Exception occurred.", (), None), "excel.refused"),
        (HostLost(), "hosts.lost"),
        (FormError("empty"), "form.empty"),
        (Told("no-marks"), "excel.no-marks"),
    ],
)
def test_failures_are_told_plainly(
    error: Exception, said: str, calling: Callable[[Any], Any]
) -> None:
    calling(new_book("甲"))

    def work(session: Session) -> str:
        with session.working("validating"):
            raise error

    answers = Answers()
    assert command(work)(dialogs=answers) == words(said)
    assert answers.told == [words(said)]


def test_what_nobody_has_thought_of_is_told_without_a_traceback(
    calling: Callable[[Any], Any],
) -> None:
    calling(new_book("甲"))

    def work(_: Session) -> str:
        raise ZeroDivisionError

    said = command(work)(dialogs=Answers())
    assert said == words("excel.unexpected", kind="ZeroDivisionError")


def test_without_a_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    # A test before this one may have named its workbook.
    monkeypatch.delattr(xlwings.Book, "_mock_caller", raising=False)
    answers = Answers()
    assert COMMANDS["validate_book"](dialogs=answers) == words("excel.no-book")
    assert answers.told == [words("excel.no-book")]


def test_words_that_need_no_box(calling: Callable[[Any], Any]) -> None:
    calling(new_book("甲"))
    answers = Answers()
    assert command(lambda _: Quiet("第 1 处"))(dialogs=answers) == "第 1 处"
    assert answers.told == []


@pytest.mark.parametrize("calculation", ["automatic", "semiautomatic", "manual"])
@pytest.mark.parametrize("fails", [False, True])
def test_the_application_is_left_as_it_was(calculation: str, fails: bool) -> None:
    book = new_book("甲")
    app = book.app
    app.calculation, app.screen_updating = calculation, True
    session = Session(book, Answers())
    expected = pytest.raises(ValueError, match="no") if fails else nullcontext()
    with expected, session.working("validating"):
        assert (app.calculation, app.screen_updating) == ("manual", False)
        assert app.status_bar == words("excel.validating")
        if fails:
            raise ValueError("no")
    assert (app.calculation, app.screen_updating) == (calculation, True)
    assert (app.enable_events, app.status_bar) == (True, False)


# --- Reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", MISTAKE_SEEDS[:4])
def test_open_workbook_reads_as_its_file(seed: int) -> None:
    written = department_text(seed, 2, mistakes=True).encode()
    data = stamp.write_bytes(text.read(written).document)
    live, file = snapshot.read(opened(data)), workbook.read(data)
    assert live.document == file.document
    assert dict(live.places) == dict(file.places)
    assert live.notes == file.notes


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (95.0, "General", "95"),
        (0.95, "0%", "95%"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.00", "1,234.50"),
        (Decimal("12.5"), "0.00", "12.50"),
        (datetime(2025, 6, 30, 12, 0), "yyyy/m/d", "2025/6/30"),  # noqa: DTZ001
        (date(2025, 6, 30), 'yyyy"年"m"月"', "2025年6月"),
        (time(6, 30), "h:mm", "6:30"),
        (True, "General", "TRUE"),
        ("≥95%", "@", "≥95%"),
    ],
)
def test_cells_show_what_the_application_shows(value: object, code: str, shown: str) -> None:
    book = new_book("甲")
    book.sheets[0].cells_[2, 3] = Cell(value, str(value), number_format=code)
    grid = snapshot.sheet_grid(book.sheets[0])
    assert grid.rows == {2: {3: shown}}
    assert grid.percentages == ({(2, 3)} if shown == "95%" else set())


def test_text_that_looks_like_a_formula_is_a_text() -> None:
    book = new_book("甲")
    book.sheets[0].cells_[1, 1] = Cell("=100.00(%)", "=100.00(%)", number_format="@")
    book.sheets[0].cells_[1, 2] = Cell(3.0, "=1+2")
    grid = snapshot.sheet_grid(book.sheets[0])
    assert grid.rows == {1: {1: "=100.00(%)", 2: "3"}}
    assert grid.formulas == {(1, 2): "1+2"}


def test_sheet_that_is_long_only_by_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_LONG_SHEET", 5)
    book = new_book("甲")
    book.sheets[0].cells_ = {
        (1, 1): Cell("一"),
        (4, 2): Cell("二"),
        (900, 3): Cell(color=(1, 2, 3)),
    }
    asked: list[tuple[int, int]] = []
    whole = type(book.sheets[0].range("A1")).options

    def options(self: Any, **how: Any) -> Any:
        asked.append(self.shape)
        return whole(self, **how)

    monkeypatch.setattr("tests.excel.fake_host.Range.options", options)
    assert snapshot.sheet_grid(book.sheets[0]).rows == {1: {1: "一"}, 4: {2: "二"}}
    assert asked == [(4, 3)]


# --- Single cells, and the record of fixes ------------------------------------------------------

numbers = st.decimals(-(10**6), 10**6, places=2).map(lambda number: f"{number:f}")
odd = st.sampled_from(["≥95%", "100.0", "1,234.50", "=1+1", "", "两\n行"])
shares = st.integers(0, 100).map("{}%".format)
entries = st.one_of(numbers, st.integers(0, 999).map(str), shares, odd)
olds = st.builds(
    Content,
    text=st.just("旧"),
    number=st.none() | st.just(Decimal("0.5")),
    code=st.sampled_from(["General", "0", "0.00", "0%", "@"]),
)


@settings(max_examples=80)
@given(entries, olds, st.booleans())
def test_cell_shows_what_was_put(entry: str, old: Content, amount: bool) -> None:
    cell = new_book("甲").sheets[0].range("B5")
    put(cell, wanted(entry, old, amount=amount))
    assert content(cell).text == text_of(cell) == entry
    assert not content(cell).is_formula


@settings(max_examples=30)
@given(st.lists(st.tuples(entries, olds), min_size=1, max_size=3))
def test_record_of_fixes_comes_back(fixes: list[tuple[str, Content]]) -> None:
    book = new_book("甲")
    batches = [[Fixed("甲", f"B{at}", "名称", old, new)] for at, (new, old) in enumerate(fixes, 1)]
    for batch in batches:
        fixlog.add(book, batch)
    for batch in reversed(batches):
        assert fixlog.last(book) == batch
        fixlog.drop_last(book)
    assert fixlog.last(book) == []
    assert [sheet.name for sheet in book.sheets] == ["甲"]


# --- Whole commands -----------------------------------------------------------------------------


def test_formulas_are_not_normalised(document: GoalDocument, calling: Callable[[Any], Any]) -> None:
    book = calling(opened(stamp.write_bytes(document)))
    from xlgoals.excel.fixplan import plan

    before = plan(book)
    step = before.steps[0]
    sheet = book.sheets[step.edit.sheet]
    cell = sheet.range(step.edit.cell)
    sheet.cells_[cell.first] = Cell(step.old.text, f'="{step.old.text}"')
    after = plan(book)
    assert (len(after.steps), after.left) == (len(before.steps) - 1, before.left + 1)


def test_protected_structure_is_told_before_anything_changes(
    document: GoalDocument, calling: Callable[[Any], Any]
) -> None:
    book = calling(opened(stamp.write_bytes(document)))
    book.structure_protected = True
    before = book.state()
    answers = Answers()
    for name in ("validate_book", "normalise"):
        assert COMMANDS[name](dialogs=answers) == words("excel.structure")
    assert book.state() == before


def test_a_list_is_made_where_there_is_none_and_goes_again(
    document: GoalDocument, calling: Callable[[Any], Any]
) -> None:
    book = calling(opened(stamp.write_bytes(document)))
    book.sheets[place.CHECK_RESULTS].delete()
    COMMANDS["validate_book"](dialogs=Answers())
    sheet = book.sheets[place.CHECK_RESULTS]
    assert sheet.range("A3:H3").value[0] == words("workbook-results-severity", "zh")
    assert sheet.range("B4").value
    COMMANDS["clear_marks"](dialogs=Answers())
    assert place.CHECK_RESULTS not in [sheet.name for sheet in book.sheets]
    assert place.MARK_RECORD not in [sheet.name for sheet in book.sheets]


def test_self_test_shows_what_to_do(
    monkeypatch: pytest.MonkeyPatch, calling: Callable[[Any], Any]
) -> None:
    book = calling(new_book("甲"))
    book.sheets[0].cells_[11, 7] = Cell("", "='C:\\旧\\xlgoals.xlam'!XLG_INDICATOR(A11:F11)")
    rows = [
        SimpleNamespace(ok=True, name="Python", advice="3.11"),
        SimpleNamespace(ok=False, name="加载项", advice="请重新安装"),
        SimpleNamespace(ok=True, name="宏", advice=""),
    ]
    looked_at: list[str] = []

    def rows_of(*, formulas: Iterable[str]) -> list[SimpleNamespace]:
        looked_at.extend(formulas)
        return rows

    monkeypatch.setattr(doctor, "rows", rows_of)
    said = COMMANDS["doctor"](dialogs=Answers())
    assert said == "✓ Python：3.11\n✗ 加载项：请重新安装\n✓ 宏"
    assert looked_at == [book.sheets[0].cells_[11, 7].formula]


def test_folder_with_a_file_that_fails(tmp_path: Path, calling: Callable[[Any], Any]) -> None:
    app = calling(new_book("甲")).app
    (tmp_path / "好.txt").write_text(department_text(1, 1), encoding="utf-8")
    (tmp_path / "坏.txt").write_text("今天天气很好。", encoding="utf-8")
    said = COMMANDS["import_folder"](tmp_path, dialogs=Answers())
    output = tmp_path / words("excel.folder-output")
    assert said.split("\n") == [
        words("excel.folder-done", ok=1, failed=1, skipped=0, folder=output),
        words("excel.folder-failed", name="坏.txt", reason=words("form.no-form")),
    ]
    bars = [value for name, value in app.states if name == "status_bar"]
    assert words("excel.folder-progress", n=2, count=2, name="好.txt") in bars or (
        words("excel.folder-progress", n=2, count=2, name="坏.txt") in bars
    )
    assert bars[-1] is False


def test_folders_with_nothing_in_them(tmp_path: Path, calling: Callable[[Any], Any]) -> None:
    calling(new_book("甲"))
    (tmp_path / "空").mkdir()
    for name, key in (("空", "nothing-in-folder"), ("没有", "no-folder")):
        said = COMMANDS["import_folder"](tmp_path / name, dialogs=Answers())
        assert said == words(f"excel.{key}", name=name)


def test_import_where_there_is_no_room_loses_nothing(
    calling: Callable[[Any], Any], tmp_path: Path
) -> None:
    source = tmp_path / "某单位.txt"
    written = department_text(MISTAKE_SEEDS[0], 2, mistakes=True) + "\n没有人认识的一段\n"
    source.write_text(written, encoding="utf-8")
    book = calling(new_book("甲"))
    before, opened_paths = book.state(), list[str]()
    book.app.books = SimpleNamespace(open=opened_paths.append)
    answers = Answers()
    said = COMMANDS["import_document"](source, dialogs=answers)
    assert answers.asked == [words("excel.new-book", source="某单位.txt", name="某单位.xlsx")]
    assert opened_paths == [str(tmp_path / "某单位.xlsx")]
    assert book.state() == before
    document = text.read(written.encode()).document
    assert words("excel.imported-leftovers", count=len(document.leftovers)) in said
    made = openpyxl.load_workbook(tmp_path / "某单位.xlsx")
    found = {row[1] for row in made["校验结果"].iter_rows(min_row=4, values_only=True)}
    assert found == {finding.code for finding in checks.run(document)}


@pytest.mark.parametrize("name", ["import_document", "import_folder", "export_text", "export_word"])
def test_giving_up_the_choice_of_a_path(
    name: str, document: GoalDocument, calling: Callable[[Any], Any]
) -> None:
    book = calling(opened(stamp.write_bytes(document)))
    before = book.state()
    answers = Answers(path=None)
    assert COMMANDS[name](dialogs=answers) == ""
    assert (len(answers.asked), answers.told) == (1, [])
    assert book.state() == before


def test_export_where_it_cannot_be_written(
    document: GoalDocument, calling: Callable[[Any], Any], tmp_path: Path
) -> None:
    calling(opened(stamp.write_bytes(document)))
    (tmp_path / "文件").write_text("a file is no folder")
    said = COMMANDS["export_text"](tmp_path / "文件" / "甲.txt", dialogs=Answers())
    assert said.startswith(words("form.unwritable", reason="").partition("（")[0])


# --- Dialogs ------------------------------------------------------------------------------------


def test_boxes_of_the_application() -> None:
    app: Any = App(answers=["ok", "yes", "no"])
    dialogs = AppDialogs(app)
    dialogs.tell("完毕")
    assert (dialogs.ask("继续吗？"), dialogs.ask("真的吗？")) == (True, False)
    assert app.shown == ["完毕", "继续吗？", "真的吗？"]


@pytest.mark.parametrize("tk", ["missing", "without a screen"])
def test_without_windows_for_paths(tk: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class TclError(Exception):
        """Of the same name as Tk's."""

    def no_screen() -> None:
        raise TclError

    fake = None if tk == "missing" else SimpleNamespace(Tk=no_screen, filedialog=None)
    monkeypatch.setitem(sys.modules, "tkinter", fake)
    monkeypatch.setitem(sys.modules, "tkinter.filedialog", None if fake is None else fake)
    app: Any = App()
    dialogs = AppDialogs(app)
    assert dialogs.open_file("选择", (".txt",)) is None
    assert app.shown == [words("excel.no-dialog")]
    with dialogs.cancelling("批量导入") as cancelled:
        assert cancelled() is False


def test_paths_and_cancelling_by_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    class Window:
        """Tk's window and button; the button is pressed when the window is looked after."""

        def __init__(self, _parent: object = None, **options: Any) -> None:
            self.options, self.gone = options, False
            if "command" in options:
                Window.press = options["command"]

        def __getattr__(self, _: str) -> Any:
            return lambda *_, **__: None

        def update(self) -> None:
            Window.press()

        press: Any = None

    asked: list[dict[str, Any]] = []

    def ask(**options: Any) -> str:
        asked.append(options)
        return "/某处/甲.txt"

    dialog = SimpleNamespace(askopenfilename=ask, askdirectory=ask, asksaveasfilename=ask)
    window = SimpleNamespace(Tk=Window, Label=Window, Button=Window, filedialog=dialog)
    monkeypatch.setitem(sys.modules, "tkinter", window)
    monkeypatch.setitem(sys.modules, "tkinter.filedialog", dialog)
    app: Any = App()
    dialogs = AppDialogs(app)
    assert dialogs.open_file("选择", (".txt", ".docx")) == Path("/某处/甲.txt")
    assert asked[-1]["filetypes"] == [("选择", "*.txt *.docx")]
    assert dialogs.choose_folder("选择") == Path("/某处/甲.txt")
    assert dialogs.save_file("保存", Path("/家/乙.txt")) == Path("/某处/甲.txt")
    assert asked[-1]["initialfile"] == "乙.txt"
    with dialogs.cancelling("批量导入") as cancelled:
        assert cancelled() is True
