"""The extension in a LibreOffice with real windows: the button is clicked, a value is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlwings

from tests.hosts.conftest import require_libreoffice
from tests.hosts.processes import members, wait_until_gone
from tests.office.cases import ONE
from tests.office.screen import SIZE, Screen, button, message, missing, until
from xlgoals.excel import install_libreoffice
from xlgoals.excel.install_libreoffice import Target
from xlgoals.forms import stamp
from xlgoals.hosts import libreoffice
from xlgoals.hosts.libreoffice.process import OfficeProcess, settings

pytestmark = pytest.mark.office

ROOT = Path(__file__).parents[2]
ARTEFACTS = Path(os.environ.get("XLGOALS_ARTEFACTS", ROOT / "build" / "artefacts"))
CHINESE = (
    ("/org.openoffice.Setup/L10N", "ooLocale", "zh-CN"),
    ("/org.openoffice.Office.Linguistic/General", "UILocale", "zh-CN"),
)
TITLES = ("校验本表", "Check this sheet")  # the latter where the Chinese words are not installed
SHEET, FAULTY = "项目1", {"E11": "5", "C13": "维修饮水工程数量", "B8": "60%"}


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    require_libreoffice()
    if absent := missing():
        pytest.skip(f"no virtual screen: {', '.join(absent)} is not installed")
    made = Screen()
    yield made
    made.close()


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """A profile of its own, as a user has one; where root would install it for all, too."""
    folder = tmp_path_factory.mktemp("extension")
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(settings(CHINESE))
    shared = f"-env:UNO_SHARED_PACKAGES_CACHE={(folder / 'shared').as_uri()}"
    return Target(profile=folder / "profile", options=(shared,))


@pytest.fixture(scope="module")
def process(screen: Screen, target: Target) -> Iterator[OfficeProcess]:
    """LibreOffice as a user has it open, with the extension installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", screen.display)
        patch.setenv("SAL_USE_VCLPLUGIN", "gen")
        install_libreoffice.install(target)
        assert [row.ok for row in install_libreoffice.rows(target)] == [True, True, True]
        running = OfficeProcess(visible=True, profile=target.profile, options=target.options)
    yield running
    running.end()


@pytest.fixture(scope="module")
def app(process: OfficeProcess) -> xlwings.App:
    return libreoffice.connect(process.url, timeout=60)


@pytest.fixture(scope="module")
def sheet(app: xlwings.App, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("book") / "绩效目标.xlsx"
    path.write_bytes(stamp.write_bytes(ONE))
    opened = app.books.open(path).sheets[SHEET]
    opened.activate()
    window = opened.book.api.CurrentController.Frame.ContainerWindow
    window.setPosSize(0, 0, *SIZE, 15)
    return opened


def without_its_settings_it_says_what_to_do(
    screen: Screen, app: xlwings.App, sheet: Any, target: Target
) -> None:
    kept = target.settings.rename(target.settings.with_suffix(".kept"))
    try:
        box = _press(screen, sheet)
        assert "xlgoals addin install --libreoffice" in message(app)
        screen.type(box, "", "Return")
        until("the message's end", lambda: len(screen.windows()) == 1)
    finally:
        kept.rename(target.settings)


def _press(screen: Screen, sheet: Any) -> str:
    """Click the button, and wait for the message box."""
    (main,) = until("LibreOffice's window", screen.windows)
    frame = sheet.book.api.CurrentController.Frame
    bar = "private:resource/toolbar/standardbar"
    until("the toolbar", lambda: frame.LayoutManager.isElementVisible(bar))
    screen.click(*button(frame, *TITLES))
    box: str = until("a message", lambda: [one for one in screen.windows() if one != main])[0]
    return box


def the_button_checks_the_sheet(screen: Screen, app: xlwings.App, sheet: Any) -> None:
    for cell, text in FAULTY.items():
        sheet[cell].value = text
    box = _press(screen, sheet)
    screen.save(ARTEFACTS / "libreoffice-button.png")
    assert SHEET in message(app)
    results = sheet.book.sheets["校验结果"].used_range.value
    told = {str(row[1]) for row in results[3:] if row[1]}
    assert {"VAL002", "IND003", "SCH002"} <= told
    assert sheet["E11"].note is not None
    assert "VAL002" in sheet["E11"].note.text
    screen.type(box, "", "Return")
    until("the message's end", lambda: len(screen.windows()) == 1)


def a_wrong_value_is_refused(screen: Screen, sheet: Any) -> None:
    (main,) = screen.windows()
    sheet.activate()
    sheet["B5"].select()
    before = sheet["B5"].value
    screen.type(main, "120", "Return")
    until("the right value", lambda: sheet["B5"].value == 120)
    sheet["B5"].select()
    screen.type(main, "-5", "Return")
    box = until("the refusal", lambda: [one for one in screen.windows() if one != main])[0]
    screen.save(ARTEFACTS / "libreoffice-refused.png")
    assert sheet["B5"].value == 120
    screen.type(box, "", "Escape")
    until("the refusal's end", lambda: screen.windows() == [main])
    screen.type(main, "", "Escape")
    assert sheet["B5"].value == 120
    assert before == 100


def it_is_taken_away_again(target: Target, app: xlwings.App) -> None:
    assert app.books  # installed while it was open
    gone = install_libreoffice.uninstall(target)
    assert target.settings in gone
    assert not target.settings.exists()
    assert install_libreoffice.uninstall(target) == []
    assert [row.ok for row in install_libreoffice.rows(target)] == [True, True, False]


def python_ends_with_libreoffice(app: xlwings.App, sheet: Any, process: OfficeProcess) -> None:
    """It is closed as by its menu, and nothing of it stays."""
    commands = [Path(f"/proc/{one}/cmdline").read_bytes() for one in members(process.pid)]
    assert any(b"xlgoals.excel.bridge" in command for command in commands)
    sheet.book.close()
    with suppress(Exception):  # it may be gone before it has answered
        app.api.terminate()
    wait_until_gone(process.pid)


def test_the_extension_in_use(
    screen: Screen, target: Target, process: OfficeProcess, app: xlwings.App, sheet: Any
) -> None:
    """One test: each step begins where the one before has led."""
    without_its_settings_it_says_what_to_do(screen, app, sheet, target)
    the_button_checks_the_sheet(screen, app, sheet)
    a_wrong_value_is_refused(screen, sheet)
    it_is_taken_away_again(target, app)
    python_ends_with_libreoffice(app, sheet, process)
