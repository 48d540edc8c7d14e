"""The add-in's VBA runs in LibreOffice: what it asks of xlwings, and what cells show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import xlgoals
from tests.excel import vba_host
from tests.office.calc import Office
from xlgoals.excel import build
from xlgoals.excel.signatures import MODULE

pytestmark = pytest.mark.office

RUN = "RunPython from xlgoals.excel.vba_entry import run; run('{key}', '{path}')"
WARM = ["XLPy", f"{MODULE}.warm"]
SAYS = "✓ 未发现问题"
FILTER = "Calc MS Excel 2007 VBA XML"
BUTTONS = (
    *("ValidateSheet", "ValidateBook", "ClearMarks", "PreviousFinding", "NextFinding", "Normalise"),
    *("UndoNormalise", "AddProject", "UpdateOverview", "ShowRules", "Doctor"),
)


class Macros:
    """An open file and its macros."""

    def __init__(self, component: Any) -> None:
        self.component = component
        self._scripts = component.getScriptProvider()

    def run(self, macro: str, *arguments: object) -> Any:
        address = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
        return self._scripts.getScript(address).invoke(arguments, (), ())[0]

    def pretend(self, **settings: object) -> None:
        for what, value in settings.items():
            self.run("xlwings.Pretend", what, value)

    def recorded(self) -> list[str]:
        return str(self.run("xlwings.Recorded")).split("\x1e")[:-1]

    def forget(self) -> None:
        """As when the file has just been opened, with Python in its place."""
        # LibreOffice asks its own FileExists: the interpreter must be a file.
        self.pretend(interpreter=self.interpreter, version=xlgoals.__version__, error="")
        self.pretend(answer=SAYS)
        self.run("XlgState.LookForPython")
        self.recorded()

    interpreter = ""

    def formula(self, formula: str) -> str:
        """What a cell shows for a formula."""
        sheet = self.component.Sheets.getByName("词表")
        cell = sheet.getCellRangeByName("AZ300")
        cell.Formula = formula
        return str(cell.String)


@contextmanager
def opened(office: Office, name: str, data: bytes) -> Iterator[Macros]:
    path = office.folder / name
    path.write_bytes(data)
    how = office.properties(Hidden=False, MacroExecutionMode=4, FilterName=FILTER)
    component = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, how)
    try:
        macros = Macros(component)
        macros.interpreter = str(path)
        yield macros
    finally:
        component.close(True)


@pytest.fixture(scope="module")
def code() -> list[Any]:
    extra = vba_host.presses()
    return [vba_host.noted(module) for module in vba_host.recorded_modules(extra)]


# First of all: it says that no workbook of ours is open.
def test_the_add_in_opens_and_runs(office: Office, code: list[Any]) -> None:
    with opened(office, "xlgoals.xlam", build.addin(code)) as macros:
        assert macros.run("xlwings.Looked") > 0, "it starts when it is opened"
        macros.forget()
        macros.run("XlgState.XlgStart")
        assert macros.recorded() == [], "no workbook of ours is open"
        assert macros.run("XlgPresses.GetTabVisibleAnswer") is True
        macros.run("XlgPresses.PressOnShowRules")
        assert macros.recorded() == [*WARM, RUN.format(key="show_rules", path="")]


@pytest.fixture(scope="module")
def shared(office: Office, code: list[Any]) -> Iterator[Macros]:
    with opened(office, "form.xlsm", build.macro_book(code=code)) as macros:
        yield macros


@pytest.fixture
def form(shared: Macros) -> Macros:
    """The macro workbook, its state as after opening."""
    shared.forget()
    return shared


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_runs_its_command(form: Macros, button: str) -> None:
    form.run(f"XlgPresses.PressOn{button}")
    key = "".join(f"_{char.lower()}" if char.isupper() else char for char in button)[1:]
    assert form.recorded() == [*WARM, RUN.format(key=key, path="")]


def test_errors_are_told_in_chinese(form: Macros) -> None:
    form.run("XlgPresses.PressOnValidateBook")
    form.recorded()
    form.pretend(error="Traceback\nOSError: no DLL")
    form.run("XlgPresses.PressOnValidateBook")
    assert form.recorded()[1:] == [
        "Tell 这一步没有完成（OSError: no DLL）。请点“环境自检”看看原因；表里的内容没有丢失。"
    ]


@pytest.mark.parametrize(
    ("formula", "handed"),
    [
        ("=XLG_INDICATOR(A11:F11;B5)", "XLG_INDICATOR|Range $A$11:$F$11|Range $B$5"),
        ("=XLG_INDICATOR(A11:F11)", "XLG_INDICATOR|Range $A$11:$F$11|omitted"),
        ("=XLG_FUNDING(AY1;AY2;12.5)", "XLG_FUNDING|Range $AY$1|Range $AY$2|Double 12.5"),
        ("=XLG_SCHEDULE(B8:E8)", "XLG_SCHEDULE|Range $B$8:$E$8|omitted|omitted|omitted"),
        ('=XLG_PROJECTCODE("13073026P")', "XLG_PROJECTCODE|String 13073026P"),
        ('=XLG_VALUE(">=95％")', "XLG_VALUE|String >=95％"),
        ('=XLG_RULE("VAL002")', "XLG_RULE|String VAL002"),
    ],
)
def test_a_cell_asks_python(form: Macros, formula: str, handed: str) -> None:
    assert form.formula(formula) == SAYS
    asked = form.recorded()
    assert asked[:2] == WARM
    assert set(asked[2:]) == {f"{MODULE}.{handed}"}


def test_an_error_in_a_cell_is_handed_over_as_its_range(form: Macros) -> None:
    sheet = form.component.Sheets.getByName("词表")
    sheet.getCellRangeByName("AY1").Formula = "=NA()"
    assert form.formula("=XLG_VALUE(AY1)") in (SAYS, "#N/A")
    sheet.getCellRangeByName("AY1").String = ""


def test_words_of_a_failed_function(form: Macros) -> None:
    form.formula('=XLG_VALUE("1")')
    form.pretend(error="Traceback\nValueError: x")
    told = "没有算出来（ValueError: x）。请点功能区“绩效目标”的“环境自检”。"
    assert form.formula('=XLG_VALUE("2")') == told
    # LibreOffice shows the error value that Excel's IFERROR would catch as its name.
    assert form.formula("=XLG_FUNDING(1;1;0)") == "Error 2042"


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"interpreter": ""}, "还没有安装"),
        ({"interpreter": "/nowhere/python"}, "找不到 Python：/nowhere/python"),
        ({"version": "0.0.9"}, "Python 里是 0.0.9"),
    ],
)
def test_without_python_nothing_is_called(
    form: Macros, settings: dict[str, str], reason: str
) -> None:
    form.pretend(**settings)
    form.run("XlgState.XlgStart")
    form.recorded()
    shown = form.formula('=XLG_VALUE("1")')
    form.run("XlgPresses.PressOnValidateSheet")
    (told,) = form.recorded()
    assert told.startswith("Tell 完整校验没有启用，表里自带的校验照常可用。")
    assert reason in shown
    assert form.run("XlgPresses.GetStatusAnswer") == "完整校验：未启用"
    assert reason in form.run("XlgPresses.GetStatusReasonAnswer")


def test_check_formulas_are_entered_anew_at_the_start(form: Macros) -> None:
    sheet = form.component.Sheets.getByName("项目1")
    sheet.unprotect("")
    sheet.getCellRangeByName("B5").Value = 100
    form.forget()
    form.run("XlgState.XlgStart")
    asked = form.recorded()
    assert asked[:2] == WARM
    assert f"{MODULE}.XLG_FUNDING|Range $B$5|Range $D$5|Range $E$5" in asked
    assert sheet.getCellRangeByName("G5").String == SAYS


def test_a_link_to_another_place_is_taken_off(form: Macros) -> None:
    formula = f"=IFERROR({vba_host.LINK}XLG_FUNDING(B5),xlgoals.xlam!XLG_VALUE(B5))"
    cleared = "=IFERROR(XLG_FUNDING(B5),XLG_VALUE(B5))"
    assert form.run("XlgLinks.Unlinked", formula) == cleared


def test_the_real_macro_workbook_opens(office: Office) -> None:
    """With xlwings' own module inside, which runs in Excel alone; the native checks answer."""
    with office.open(build.macro_book(), "real.xlsm") as book:
        sheet = book.sheet("项目1")
        sheet.type("B5", "100")
        assert sheet.shown("G5")[0] in "×△"
        assert book.errors() == []
