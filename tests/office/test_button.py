"""The extension in a LibreOffice with real windows: the button is clicked, a value is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from tests.hosts.conftest import require_libreoffice
from tests.office.cases import ONE
from tests.office.screen import SIZE, Screen, button, missing, until
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
def app(screen: Screen, target: Target) -> Iterator[xlwings.App]:
    """LibreOffice as a user has it open, with the extension installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", screen.display)
        patch.setenv("SAL_USE_VCLPLUGIN", "gen")
        install_libreoffice.install(target)
        assert [row.ok for row in install_libreoffice.rows(target)] == [True, True, True]
        process = OfficeProcess(visible=True, profile=target.profile, options=target.options)
    try:
        yield libreoffice.connect(process.url, timeout=60)
    finally:
        process.end()


@pytest.fixture(scope="module")
def sheet(app: xlwings.App, tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("book") / "绩效目标.xlsx"
    path.write_bytes(stamp.write_bytes(ONE))
    opened = app.books.open(path).sheets[SHEET]
    opened.activate()
    window = opened.book.api.CurrentController.Frame.ContainerWindow
    window.setPosSize(0, 0, *SIZE, 15)
    return opened


def test_the_button_checks_the_sheet(screen: Screen, sheet: Any) -> None:
    for cell, text in FAULTY.items():
        sheet[cell].value = text
    frame = sheet.book.api.CurrentController.Frame
    (main,) = until("LibreOffice's window", screen.windows)
    until("the toolbar", lambda: frame.LayoutManager.isElementVisible(
        "private:resource/toolbar/standardbar"
    ))  # fmt: skip
    screen.click(*until("the button", lambda: button(frame, *TITLES)))
    box = until("the message", lambda: [one for one in screen.windows() if one != main])[0]
    screen.save(ARTEFACTS / "libreoffice-button.png")
    results = sheet.book.sheets["校验结果"].used_range.value
    told = {str(row[1]) for row in results[3:] if row[1]}
    assert {"VAL002", "IND003", "SCH002"} <= told
    assert sheet["E11"].note is not None
    assert "VAL002" in sheet["E11"].note.text
    screen.type(box, "", "Return")
    until("the message's end", lambda: screen.windows() == [main])


def test_a_wrong_value_is_refused(screen: Screen, sheet: Any) -> None:
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


def test_it_is_taken_away_again(target: Target, app: xlwings.App) -> None:
    assert app.books  # installed while it was open
    gone = install_libreoffice.uninstall(target)
    assert target.settings in gone
    assert not target.settings.exists()
    assert install_libreoffice.uninstall(target) == []
    assert [row.ok for row in install_libreoffice.rows(target)] == [True, True, False]
