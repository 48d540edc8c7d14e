"""The add-in's VBA runs, in pyOpenVBA's Excel: what it asks of xlwings, and what it tells."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyopenvba.apps import excel
from pyopenvba.interpreter._objects import MemberSpec, VBAObject, method, setter
from pyopenvba.interpreter._values import EMPTY, VBAArray

import xlgoals
from tests.excel import vba_host
from tests.excel.vba_host import LINK
from xlgoals.excel import build
from xlgoals.excel.signatures import FUNCTIONS, MODULE, category
from xlgoals.excel.vba_project import Module
from xlgoals.resources import shipped

RUN = "RunPython from xlgoals.excel.vba_entry import run; run('{key}', '{path}')"
WARM = ["XLPy", f"{MODULE}.warm"]
NATIVE = "Error 2042"
SAYS = "✓ 未发现问题"

# pyOpenVBA has application events only as a word it does not know: the handler is called by hand.
FIRE = Module(
    "XlgFire",
    "Public Sub Fire()\r\n    Dim heard As XlgEvents\r\n    Set heard = New XlgEvents\r\n"
    "    heard.App_WorkbookOpen ThisWorkbook\r\nEnd Sub\r\n",
)

COMMANDS = {
    "OnValidateSheet": "validate_sheet",
    "OnValidateBook": "validate_book",
    "OnClearMarks": "clear_marks",
    "OnPreviousFinding": "previous_finding",
    "OnNextFinding": "next_finding",
    "OnNormalise": "normalise",
    "OnUndoNormalise": "undo_normalise",
    "OnAddProject": "add_project",
    "OnUpdateOverview": "update_overview",
    "OnShowRules": "show_rules",
    "OnDoctor": "doctor",
}
ASKING = {
    "OnImportDocument": "import_document",
    "OnImportFolder": "import_folder",
    "OnExportWord": "export_word",
    "OnExportText": "export_text",
}


def _form() -> bytes:
    """A small workbook with the checks of the template, protected as it is."""
    book = openpyxl.load_workbook(shipped("workbooks", "绩效目标模板.xlsx"))
    project = book["项目1"]
    checks = {cell: project[cell].value for cell in ("G5", "G8", "G11", "G12")}
    for sheet in book.worksheets:
        if sheet.title not in ("部门目标", "项目1", "词表"):
            book.remove(sheet)
        sheet.delete_rows(1, sheet.max_row)
    # Other contents of a sheet, which are no formulas, do not stop it.
    for cell, formula in {"A1": "文", "B5": 12.5, "C5": True, "D5": "#N/A", **checks}.items():
        project[cell] = formula
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The add-in and the macro workbook with a recorder for xlwings, and one with old links."""
    folder = tmp_path_factory.mktemp("vba")
    code = [vba_host.audible(one) for one in vba_host.recorded_modules(vba_host.presses(), FIRE)]
    macro = build.macro_book(_form(), code)
    made = {"xlgoals.xlam": build.addin(code), "form.xlsm": macro}
    for name, data in {**made, "linked.xlsm": vba_host.linked(macro)}.items():
        (folder / name).write_bytes(data)
    return {path.name: path for path in folder.iterdir()}


class Picker(VBAObject):  # type: ignore[misc] # pyOpenVBA has no types
    """Excel's dialog for folders."""

    vba_type_name = "FileDialog"

    def __init__(self, chosen: object) -> None:
        self.chosen, self.title = chosen, ""

    @setter("Title")  # type: ignore[untyped-decorator]
    def _set_title(self, value: object) -> None:
        self.title = str(value)

    @method  # type: ignore[untyped-decorator]
    def Show(self) -> object:  # noqa: N802 - Excel's name
        return -1 if self.chosen else 0

    @method  # type: ignore[untyped-decorator]
    def SelectedItems(self, at: object) -> object:  # noqa: N802 - Excel's name
        return self.chosen if at == 1 else None


class Host:
    """The engine with one of the files; what its Excel lacks is recorded."""

    def __init__(self, path: Path, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.described: list[tuple[Any, ...]] = []
        self.relinked: list[tuple[str, ...]] = []
        self.asked: tuple[Any, ...] = ()
        self.links: list[str] = []
        self.chosen: object = False
        self.app = excel.ExcelApplication.open(path, with_vba=False)
        expected = [one.name for one in vba_host.recorded_modules(vba_host.presses(), FIRE)]
        # It stops without a word at a module that it cannot parse.
        loaded = self.app.load_vba(path)
        assert [name for name in loaded if not name.startswith("Sheet")] == expected
        self._add(self.app.application, "MacroOptions", self._describe)
        self._add(self.app.application, "GetOpenFilename", self._choose)
        self._add(self.app.application, "GetSaveAsFilename", self._choose)
        self._add(self.app.application, "FileDialog", self._pick)
        self._add(self.app.workbook, "LinkSources", self._sources)
        self._add(self.app.workbook, "ChangeLink", self._relink)
        self.pretend(interpreter="python", version=xlgoals.__version__, answer=SAYS)

    def _add(self, owner: Any, name: str, getter: Callable[..., object]) -> None:
        given = list(inspect.signature(getter).parameters.values())
        spec = MemberSpec(
            name=name,
            kind="method",
            getter=getter,
            parameters=tuple(one.name for one in given[1:]),
            varargs=given[-1].kind is inspect.Parameter.VAR_POSITIONAL,
        )
        self._patch.setitem(type(owner)._vba_members, name.lower(), spec)

    def _describe(
        self, _: object, macro: Any, description: Any, category: Any, argumentdescriptions: Any
    ) -> None:
        self.described.append((macro, description, category, tuple(argumentdescriptions.items)))

    def _choose(self, _: object, first: Any, second: Any, third: Any, fourth: Any = None) -> object:
        self.asked = (first, second, third, fourth)
        return self.chosen

    def _pick(self, *_: object) -> object:
        self.picker = Picker(self.chosen)
        return self.picker

    def _sources(self, *_: object) -> object:
        items: list[object] = [*self.links]
        return VBAArray([(1, len(items))], items=items) if items else EMPTY

    def _relink(self, _: object, *named: object) -> None:
        self.relinked.append((str(named[0]), str(named[1])))

    def pretend(self, **settings: object) -> None:
        for what, value in settings.items():
            self.app.run("Pretend", what, value)

    def recorded(self) -> list[str]:
        return str(self.app.run("Recorded")).split("\x1e")[:-1]

    def told(self) -> list[str]:
        return [dialog[1] for dialog in self.app.dialogs]

    def ready(self) -> None:
        """Python has answered; what was recorded on the way is forgotten."""
        assert self.app.run("PythonReady") is True
        assert self.recorded() == WARM


@pytest.fixture
def host(books: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Host:
    return Host(books["form.xlsm"], monkeypatch)


def test_every_callback_is_among_these() -> None:
    pressed = {line for line in vba_host.presses().source.split() if line.startswith("PressOn")}
    names = {f"Press{name}()" for name in (*COMMANDS, *ASKING)}
    assert pressed == names | {"PressOnRibbonLoad()"}


@pytest.mark.parametrize(("callback", "key"), COMMANDS.items())
def test_a_button_runs_its_command(host: Host, callback: str, key: str) -> None:
    host.app.run(f"Press{callback}")
    assert host.recorded() == [*WARM, RUN.format(key=key, path="")]
    assert host.told() == []


@pytest.mark.parametrize("callback", ASKING)
def test_a_button_hands_over_the_chosen_file(host: Host, callback: str) -> None:
    host.chosen = "D:\\局 2026\\龙's.docx"
    host.app.run(f"Press{callback}")
    path = host.chosen.encode("utf-16-be").hex().upper()
    assert host.recorded() == [*WARM, RUN.format(key=ASKING[callback], path=path)]


@pytest.mark.parametrize(
    ("callback", "words"),
    [("OnImportDocument", "*.docx"), ("OnExportWord", "form.docx"), ("OnExportText", "form.txt")],
)
def test_a_dialog_that_is_cancelled_ends_it(host: Host, callback: str, words: str) -> None:
    host.app.run(f"Press{callback}")
    assert words in str(host.asked[0])
    assert host.recorded() == WARM
    assert host.told() == []


def test_no_folder_chosen_ends_it(host: Host) -> None:
    host.app.run("PressOnImportFolder")
    assert host.picker.title == "选择要批量导入的文件夹"
    assert host.recorded() == WARM


def test_a_failed_command_is_told_in_chinese(host: Host) -> None:
    host.ready()
    host.pretend(error="Traceback (most recent call last):\n  File x\nOSError: no DLL\n")
    host.app.run("PressOnValidateBook")
    assert host.told() == [
        "这一步没有完成（OSError: no DLL）。请点“环境自检”看看原因；表里的内容没有丢失。"
    ]


def test_a_command_that_xlwings_could_not_start_is_told(host: Host) -> None:
    host.pretend(status=-1)
    host.app.run("PressOnValidateBook")
    assert host.told() == ["这一步没有完成。请点“环境自检”看看原因；表里的内容没有丢失。"]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"interpreter": ""}, "还没有安装"),
        ({"missing": "python"}, "找不到 Python：python"),
        ({"version": "0.0.9"}, f"加载项是 {xlgoals.__version__}，Python 里是 0.0.9"),
        ({"error": "could not load the DLL"}, "没有应答（could not load the DLL）"),
    ],
)
def test_without_python_the_native_checks_stay(
    host: Host, settings: dict[str, str], reason: str
) -> None:
    host.pretend(**settings)
    host.app.run("XlgStart")
    host.recorded()
    verdict = host.app.evaluate('XLG_FUNDING(Range("B5"), Range("D5"), Range("E5"))')
    host.app.run("PressOnValidateSheet")
    host.app.run("Fire")

    assert str(verdict) == NATIVE
    assert host.recorded() == [], "Python was called"
    assert reason in str(host.app.run("GetStatusReasonAnswer"))
    assert host.app.run("GetStatusAnswer") == "完整校验：未启用"
    (told,) = host.told()
    assert told.startswith("完整校验没有启用，表里自带的校验照常可用。")
    assert reason in str(host.app.evaluate('XLG_RULE("VAL002")')), "no formula of its own beside it"


def test_the_self_check_looks_again(host: Host) -> None:
    host.pretend(missing="python")
    host.app.run("PressOnDoctor")
    assert host.recorded() == []
    host.pretend(missing="")
    host.app.run("PressOnDoctor")
    assert host.recorded() == [*WARM, RUN.format(key="doctor", path="")]
    assert host.app.run("GetStatusAnswer") == "完整校验：已启用"


@pytest.mark.parametrize(
    ("call", "handed"),
    [
        ('XLG_INDICATOR(Range("A11:F11"), Range("B5"))', "Range $A$11:$F$11|Range $B$5"),
        ('XLG_INDICATOR(Range("A11:F11"))', "Range $A$11:$F$11|omitted"),
        ('XLG_INDICATORS(Range("A11:F13"), 12.5)', "Range $A$11:$F$13|Double 12.5"),
        ("XLG_FUNDING(100, Empty, CVErr(2042))", "Integer 100|Empty |Error 2042"),
        ('XLG_FUNDING("100", True, 0.5)', "String 100|Boolean True|Double 0.5"),
        ('XLG_SCHEDULE(Range("B8:E8"))', "Range $B$8:$E$8|omitted|omitted|omitted"),
        ('XLG_SCHEDULE(0, 50, "80%", 1)', "Integer 0|Integer 50|String 80%|Integer 1"),
        ('XLG_PROJECTCODE("13073026P00400610001A")', "String 13073026P00400610001A"),
        ('XLG_VALUE(">=95％")', "String >=95％"),
        ('XLG_RULE("VAL002")', "String VAL002"),
    ],
)
def test_a_wrapper_hands_over_what_it_is_given(host: Host, call: str, handed: str) -> None:
    host.ready()
    assert host.app.evaluate(call) == SAYS
    assert host.recorded() == [f"{MODULE}.{call.partition('(')[0]}|{handed}"]


def test_what_python_leaves_open_is_an_error_value(host: Host) -> None:
    host.pretend(answer="#N/A")
    assert str(host.app.evaluate('XLG_INDICATOR(Range("A11:F11"))')) == NATIVE


def test_errors_of_functions(host: Host) -> None:
    """An error lets the native formula answer, or is told in the cell; three in a row end it."""
    host.ready()
    host.pretend(error="Traceback\nValueError: x")
    told = host.app.evaluate('XLG_VALUE("5")')
    native = host.app.evaluate("XLG_FUNDING(1, 1, 0)")
    assert told == "没有算出来（ValueError: x）。请点功能区“绩效目标”的“环境自检”。"
    assert str(native) == NATIVE
    assert host.app.run("GetStatusAnswer") == "完整校验：已启用"
    host.app.evaluate("XLG_FUNDING(1, 1, 0)")
    assert host.app.run("GetStatusAnswer") == "完整校验：未启用"
    host.recorded()
    host.pretend(error="")
    assert str(host.app.evaluate("XLG_FUNDING(1, 1, 0)")) == NATIVE
    assert host.recorded() == [], "a broken Python was called again"


def test_a_success_between_forgives(host: Host) -> None:
    host.ready()
    for error in ("a", "b", "", "c", "d"):
        host.pretend(error=error)
        host.app.evaluate('XLG_VALUE("5")')
    assert host.app.run("GetStatusAnswer") == "完整校验：已启用"


def test_help_of_functions_is_registered_once(host: Host) -> None:
    host.app.run("XlgStart")
    host.app.run("XlgStart")
    assert host.described == [
        (f"'form.xlsm'!{one.name}", one.help("zh"), category("zh"), one.argument_help("zh"))
        for one in FUNCTIONS
    ]


def test_the_add_in_starts_and_asks_nothing_before_a_book_is_open(
    books: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    host = Host(books["xlgoals.xlam"], monkeypatch)
    host.app.run("XlgStart")
    assert host.recorded() == [], "the add-in itself is no workbook of ours"
    assert host.app.run("GetStatusAnswer") == "完整校验：待启用"
    assert host.app.run("GetTabVisibleAnswer") is True


def test_a_macro_workbook_leaves_the_ribbon_to_the_add_in(
    books: dict[str, Path], host: Host
) -> None:
    assert host.app.run("GetTabVisibleAnswer") is True
    host.app.open_workbook(books["xlgoals.xlam"])
    assert host.app.run("GetTabVisibleAnswer") is False


@pytest.mark.parametrize("start", ["Fire", "XlgStart"])
def test_links_point_here_when_a_book_is_opened(
    books: dict[str, Path], monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    host = Host(books["linked.xlsm"], monkeypatch)
    project = host.app.sheet("项目1")
    before = project.formula("G5")
    allowed = project.sheet.protection_allows
    assert LINK in before
    host.links = [r"C:\users\it's old\xlgoals.xlam", r"C:\other\book.xlsx"]
    host.app.workbook.saved = True
    host.app.run(start)

    assert host.recorded() == WARM
    assert host.relinked == [(host.links[0], str(books["linked.xlsm"]))]
    assert project.formula("G5") == before.replace(LINK, "")
    assert LINK not in project.formula("G11")
    assert LINK not in project.formula("G8")
    assert host.app.workbook.saved is True
    assert project.sheet.protection_allows == allowed
    assert project.sheet.vba_get("ProtectContents") is True
    application = host.app.application
    assert (application.screen_updating, application.enable_events) == (True, True)
    assert application.calculation == -4105


def test_a_sheet_with_a_password_stays_as_it_is(
    books: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    host = Host(books["linked.xlsm"], monkeypatch)
    project = host.app.sheet("项目1")
    before = project.formula("G5")
    project.sheet.vba_get("Unprotect")
    project.sheet.vba_get("Protect", ["secret"])
    host.app.run("Fire")
    assert project.formula("G5") == before
    assert host.told() == []


def test_other_workbooks_are_left_alone(host: Host) -> None:
    host.app.workbook.vba_get("Unprotect")
    host.app.sheet("词表").sheet.vba_set("Name", "别的")
    host.app.run("Fire")
    assert host.recorded() == []
    assert host.described == []


@pytest.mark.parametrize(
    ("formula", "cleared"),
    [
        (f"=IFERROR({LINK}XLG_FUNDING(B5),1)", "=IFERROR(XLG_FUNDING(B5),1)"),
        (f"={LINK}XLG_VALUE({LINK}XLG_RULE(A1))", "=XLG_VALUE(XLG_RULE(A1))"),
        ("=IF(A1,xlgoals.xlam!XLG_VALUE(B1),2)", "=IF(A1,XLG_VALUE(B1),2)"),
        ("=xlgoals.xlam!XLG_VALUE(B1)", "=XLG_VALUE(B1)"),
        ("='项目 2'!B5+XLG_VALUE(B1)", "='项目 2'!B5+XLG_VALUE(B1)"),
        ("=SUM(A1:A3)", "=SUM(A1:A3)"),
    ],
)
def test_a_formula_without_its_links(host: Host, formula: str, cleared: str) -> None:
    assert host.app.run("Unlinked", formula) == cleared
