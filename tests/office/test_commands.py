"""The ribbon's commands on workbooks open in a live LibreOffice."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from tests.conftest import SEEDS
from tests.generated import MISTAKE_SEEDS, department_text
from tests.hosts.conftest import require_libreoffice
from tests.office.commanding import Answers, differences, findings, imported, read, saved
from xlgoals import checking, mending
from xlgoals.excel import snapshot
from xlgoals.excel.commands import COMMANDS
from xlgoals.excel.paint import COLOURS, marked_cells
from xlgoals.forms import sheet as place
from xlgoals.forms import text, word, workbook
from xlgoals.forms.stamp import TEMPLATE_NAME
from xlgoals.hosts import libreoffice, protection
from xlgoals.messages import text as words
from xlgoals.model import GoalDocument
from xlgoals.reports import words as report_words
from xlgoals.resources import shipped

pytestmark = pytest.mark.office

GREEN, NOTE = (146, 208, 80), "科长：\n这一格请再核对"


@pytest.fixture(scope="module")
def app() -> Iterator[xlwings.App]:
    require_libreoffice()
    with libreoffice.start() as running:
        yield running


Opened = Callable[[bytes], Any]


@pytest.fixture
def open_book(app: xlwings.App, tmp_path: Path) -> Iterator[Opened]:
    """Opens a workbook from its bytes; the commands work on it."""

    def opened(data: bytes) -> Any:
        path = tmp_path / f"绩效目标{len(list(tmp_path.iterdir()))}.xlsx"
        path.write_bytes(data)
        book = app.books.open(path)
        book.set_mock_caller()
        return book

    yield opened
    for book in list(app.books):
        book.close()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture(scope="session")
def with_mistakes() -> GoalDocument:
    """A document of three projects with a mistake of every kind."""
    found = department_text(MISTAKE_SEEDS[0], 3, mistakes=True)
    return text.read(found.encode()).document


def listed(book: Any) -> list[tuple[object, ...]]:
    """The rows of 校验结果: severity, code, place, message, suggestion."""
    sheet = book.sheets[place.CHECK_RESULTS]
    rows = sheet.range((4, 1), (sheet.used_range.last_cell.row, 8)).options(ndim=2).value
    columns = (0, 1, 2, 6, 7)
    return [tuple(row[at] or "" for at in columns) for row in rows if row[1]]


def of_command_line(path: Path) -> list[tuple[object, ...]]:
    """What `xlgoals check` says of a file, the gravest first."""
    (checked,) = checking.check(checking.plan([path]))
    return [
        (
            report_words.severity(row.severity), row.code,
            "" if row.place is None else report_words.place_name(row.place).replace(" ", "!"),
            row.message, row.suggestion,
        )
        for row in sorted(checked.rows, key=lambda row: -row.severity)
    ]  # fmt: skip


def marks(book: Any) -> set[str]:
    return {
        f"{sheet.name}!{cell.get_address(False, False)}"
        for sheet in book.sheets
        for cell, _ in marked_cells(sheet)
    }


def entry(row: tuple[object, ...]) -> tuple[object, ...]:
    """A row without the form of its place, which reports write otherwise."""
    return (row[0], row[1], row[3], row[4])


# --- 校验, 清除标记 -----------------------------------------------------------------------------


ALL = ("seed 0", "seed 1", "generated")
# One document says of these commands what another one says; elsewhere than here there is but one.
REAL = ALL[:2] if any(SEEDS.glob("*.txt")) else ALL[2:]


@pytest.fixture(params=REAL)
def document(request: pytest.FixtureRequest, with_mistakes: GoalDocument) -> GoalDocument:
    """Both real documents; one with mistakes of every kind where they are not at hand."""
    if request.param == "generated":
        return with_mistakes
    seeds: tuple[bytes, bytes] = request.getfixturevalue("seeds")
    return text.read(seeds[int(request.param[-1])]).document


@pytest.mark.parametrize("document", ALL, indirect=True)
def test_validate_and_clear(
    document: GoalDocument, open_book: Opened, answers: Answers, tmp_path: Path
) -> None:
    data = imported(document)
    book = open_book(data)
    project = book.sheets["项目1"]
    with protection.lifted(project):
        project.range("C12").color = GREEN
        project.range("C12").add_note(NOTE)
        project.range("E11").color = GREEN
        project.range("B3").add_note(NOTE)
    before = saved(book, tmp_path / "before.xlsx")

    said = COMMANDS["validate_book"](dialogs=answers)

    found = findings(workbook.read(data))
    assert found, "the document has findings"
    assert listed(book) == found
    assert list(map(entry, found)) == list(map(entry, of_command_line(Path(book.fullname))))
    assert marks(book) == {str(row[2]) for row in found if "!" in str(row[2])}
    assert answers.told == [said]
    assert book.sheets.active.name == place.CHECK_RESULTS
    assert book.app.status_bar in (False, "")

    COMMANDS["clear_marks"](dialogs=answers)
    assert differences(before, saved(book, tmp_path / "after.xlsx")) == []


def test_clear_after_saving_and_opening_again(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers, tmp_path: Path
) -> None:
    book = open_book(imported(with_mistakes))
    project = book.sheets["项目1"]
    with protection.lifted(project):
        project.range("E11").color = GREEN
        project.range("B3").add_note(NOTE)
    before = saved(book, tmp_path / "before.xlsx")
    COMMANDS["validate_book"](dialogs=answers)
    book.save(tmp_path / "validated.xlsx")
    book.close()

    assert read(tmp_path / "validated.xlsx") == with_mistakes, "marks are no part of the document"
    again = open_book((tmp_path / "validated.xlsx").read_bytes())
    assert marks(again)
    COMMANDS["clear_marks"](dialogs=answers)
    assert differences(before, saved(again, tmp_path / "after.xlsx")) == []


def test_unsaved_entries_count(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers, tmp_path: Path
) -> None:
    book = open_book(imported(with_mistakes))
    project = book.sheets["项目1"]
    project.range("B5").value, project.range("B8").value = 1234.5, "150%"
    project.range("A12").value = None
    with protection.lifted(project):
        project.range("C8").number_format = "0.0%"
    project.range("C8").value = 0.255
    COMMANDS["validate_book"](dialogs=answers)
    found = listed(book)
    assert found == findings(workbook.read(saved(book, tmp_path / "copy.xlsx")))
    assert found != findings(workbook.read(Path(book.fullname)))


def test_only_this_sheet(with_mistakes: GoalDocument, open_book: Opened, answers: Answers) -> None:
    book = open_book(imported(with_mistakes))
    found = findings(workbook.read(Path(book.fullname)))
    for name in ("项目1", "项目2"):
        book.sheets[name].activate()
        COMMANDS["validate_sheet"](dialogs=answers)
        here = [row for row in found if str(row[2]).partition("!")[0] == name]
        assert listed(book) == here
        assert book.sheets.active.name == name
    assert {cell.partition("!")[0] for cell in marks(book)} == {"项目1", "项目2"}


def test_marks_follow_their_cells_and_mended_cells_lose_them(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers
) -> None:
    book = open_book(imported(with_mistakes))
    project = book.sheets["项目1"]
    project.activate()
    before = project.used_range.color, project.range("A1:G40").value
    COMMANDS["validate_sheet"](dialogs=answers)
    with protection.lifted(project):
        project.range("12:12").insert(shift="down")
        project.range("12:12").delete(shift="up")
        project.range("11:11").insert(shift="down")
    COMMANDS["clear_marks"](dialogs=answers)
    with protection.lifted(project):
        project.range("11:11").delete(shift="up")
    assert not list(project.notes)
    assert (project.used_range.color, project.range("A1:G40").value) == before


def test_severity_shows_in_the_colour(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers
) -> None:
    book = open_book(imported(with_mistakes))
    COMMANDS["validate_book"](dialogs=answers)
    gravest: dict[str, str] = {}
    for severity, _, where, *_ in listed(book):
        gravest.setdefault(str(where), str(severity))
    colour_of = {words(f"severity-{level.word}", "zh"): rgb for level, rgb in COLOURS.items()}
    for where, severity in gravest.items():
        name, _, cell = where.partition("!")
        if cell:
            assert book.sheets[name].range(cell).color == colour_of[severity], where


# --- What stands in the way ---------------------------------------------------------------------


def test_sheets_that_are_no_form(open_book: Opened, answers: Answers) -> None:
    book = open_book(shipped("workbooks", TEMPLATE_NAME).read_bytes())
    book.sheets[place.GUIDE].activate()
    said = COMMANDS["validate_sheet"](dialogs=answers)
    assert said == words("excel.no-form-sheet", sheet=place.GUIDE)
    book.sheets["项目1"].activate()
    said = COMMANDS["validate_sheet"](dialogs=answers)
    assert said == words("excel.blank-sheet", sheet="项目1")
    assert answers.told == [words("excel.no-form-sheet", sheet=place.GUIDE), said]


def test_a_workbook_never_saved(app: xlwings.App, answers: Answers) -> None:
    book = app.books.add()
    book.set_mock_caller()
    try:
        for name in ("validate_book", "normalise", "export_text", "update_overview"):
            said = COMMANDS[name](dialogs=answers)
            expected = "no-summary" if name == "update_overview" else "no-form"
            assert said == words(f"excel.{expected}", name=book.name)
        assert COMMANDS["clear_marks"](dialogs=answers) == words("excel.no-marks")
        assert COMMANDS["next_finding"](dialogs=answers) == words("excel.no-marks")
        assert COMMANDS["add_project"](dialogs=answers) == words("excel.no-standard-sheet")
    finally:
        book.close()


def test_protected_with_a_password(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers
) -> None:
    book = open_book(imported(with_mistakes))
    project = book.sheets["项目2"]
    protection.unprotect(project)
    protection.protect(project, password="secret")  # noqa: S106 - there is nothing to guard
    said = COMMANDS["validate_book"](dialogs=answers)
    assert words("excel.sheets-protected", sheets="项目2") in said
    assert {cell.partition("!")[0] for cell in marks(book)} >= {"项目1", "项目3"}
    assert not list(project.notes)
    assert [row for row in listed(book) if str(row[2]).startswith("项目2!")], "all are listed"


def test_hidden_and_filtered_rows(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers
) -> None:
    book = open_book(imported(with_mistakes))
    COMMANDS["validate_book"](dialogs=answers)
    sheet, cell = next(
        (sheet, cell)
        for sheet in book.sheets
        for cell, _ in marked_cells(sheet)
        if sheet.name.startswith("项目") and cell.row > 10
    )
    hidden = sum(other.row == cell.row for other, _ in marked_cells(sheet))
    with protection.lifted(sheet):
        sheet.range(f"{cell.row}:{cell.row}").rows.hidden = True
    sheet.activate()
    assert words("excel.hidden", count=hidden) in COMMANDS["validate_sheet"](dialogs=answers)
    sheet.range((cell.row - 1, 7)).select()
    said = COMMANDS["next_finding"](dialogs=answers)
    assert words("excel.hidden-row", row=cell.row) in said
    assert answers.told[-1] == said
    # A list whose rows are hidden is written and shown all the same.
    book.sheets[place.CHECK_RESULTS].range("4:9").rows.hidden = True
    COMMANDS["validate_book"](dialogs=answers)
    assert book.sheets[place.CHECK_RESULTS].range("4:9").rows.hidden is False


# --- 上一处, 下一处 ------------------------------------------------------------------------------


def test_next_and_previous(document: GoalDocument, open_book: Opened, answers: Answers) -> None:
    book = open_book(imported(document))
    for name in (place.DEPARTMENT, "项目1"):
        book.sheets[name].activate()
        COMMANDS["validate_sheet"](dialogs=answers)
    stops = [
        f"{sheet.name}!{cell.get_address(False, False)}"
        for sheet in book.sheets
        for cell, _ in marked_cells(sheet)
    ]
    book.sheets[place.GUIDE].activate()
    book.sheets[place.GUIDE].range("A1").select()
    told = len(answers.told)

    def go(name: str) -> str:
        said = COMMANDS[name](dialogs=answers)
        where = f"{book.selection.sheet.name}!{book.selection[0, 0].get_address(False, False)}"
        assert where in said
        assert f" {len(stops)} " in said, "how many there are"
        return where

    assert [go("next_finding") for _ in range(3)] == stops[:3]
    assert [go("previous_finding") for _ in range(3)] == [stops[1], stops[0], stops[-1]]
    assert go("next_finding") == stops[0], "behind the last one comes the first"
    assert len(answers.told) == told, "no box to be closed"


# --- 自动规范 -----------------------------------------------------------------------------------


@pytest.mark.parametrize("document", ALL, indirect=True)
def test_fix_and_undo(document: GoalDocument, open_book: Opened, answers: Answers) -> None:
    data = imported(document)
    book = open_book(data)
    path = Path(book.fullname)
    (mended,) = mending.mend([mending.Job(path, None)])
    cells = ["A1:F9", "A10:F30"]
    before = [book.sheets["项目1"].range(cell).value for cell in cells]

    answers.yes = False
    assert COMMANDS["normalise"](dialogs=answers) == words("excel.given-up")
    assert snapshot.read(book).document == document

    answers.yes = True
    COMMANDS["normalise"](dialogs=answers)
    assert "→" in answers.asked[-1], "what is to be changed is shown before"
    assert mended.changes
    assert snapshot.read(book).document == read(path) != document
    assert place.FIX_RECORD in [sheet.name for sheet in book.sheets]

    COMMANDS["undo_normalise"](dialogs=answers)
    assert snapshot.read(book).document == document
    assert [book.sheets["项目1"].range(cell).value for cell in cells] == before
    assert place.FIX_RECORD not in [sheet.name for sheet in book.sheets]
    assert COMMANDS["undo_normalise"](dialogs=answers) == words("excel.no-fixes")


def test_undo_leaves_what_was_changed_since(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers
) -> None:
    book = open_book(imported(with_mistakes))
    COMMANDS["normalise"](dialogs=answers)
    log = book.sheets[place.FIX_RECORD]
    name, cell, _, old = log.range("B2:E2").value
    book.sheets[name].range(cell).value = "用户又改了"
    said = COMMANDS["undo_normalise"](dialogs=answers)
    assert words("excel.undone-left", count=1, places=f"{name}!{cell}") in said
    assert book.sheets[name].range(cell).value == "用户又改了" != old


# --- 导入, 导出 ---------------------------------------------------------------------------------


def test_import_into_the_blank_template(
    document: GoalDocument, open_book: Opened, answers: Answers, tmp_path: Path
) -> None:
    book = open_book(shipped("workbooks", TEMPLATE_NAME).read_bytes())
    source = tmp_path / "某单位.txt"
    source.write_bytes(text.write(document))
    said = COMMANDS["import_document"](source, dialogs=answers)
    assert snapshot.read(book).document == document
    assert answers.asked == [], "nothing is lost, so nothing is asked"
    count = len(document.projects)
    assert said.startswith(words("excel.imported", name=source.name, projects=count))
    book.save(tmp_path / "imported.xlsx")
    assert read(tmp_path / "imported.xlsx") == document
    # The formulas of the new sheets judge as those of the fast writer do.
    fast = open_book(imported(document))
    for number in range(1, count + 1):
        name, rows = place.project_sheet(number), len(document.projects[number - 1].indicators)
        cells = f"G1:G{10 + rows}"
        assert book.sheets[name].range(cells).value == fast.sheets[name].range(cells).value


def test_import_over_another_document(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers, tmp_path: Path
) -> None:
    small, large = text.read(department_text(1, 1).encode()).document, with_mistakes
    book = open_book(imported(small))
    COMMANDS["validate_book"](dialogs=answers)
    for document, held in ((large, small), (small, large)):
        source = tmp_path / "新.txt"
        source.write_bytes(text.write(document))
        answers.yes = False
        assert COMMANDS["import_document"](source, dialogs=answers) == words("excel.given-up")
        assert snapshot.read(book).document == held
        answers.yes = True
        COMMANDS["import_document"](source, dialogs=answers)
        assert words("excel.overwrite", projects=len(held.projects)) == answers.asked[-1]
        assert snapshot.read(book).document == document
    assert marks(book) == set()


def test_import_of_a_word_file_and_of_leftovers(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers, tmp_path: Path
) -> None:
    leftovers = text.read(text.write(with_mistakes) + "\n没有人认识的一段\n".encode()).document
    source = tmp_path / "某单位.docx"
    source.write_bytes(word.write(leftovers))
    book = open_book(shipped("workbooks", TEMPLATE_NAME).read_bytes())
    answers.path = source
    said = COMMANDS["import_document"](dialogs=answers)
    assert snapshot.read(book).document == word.read(source.read_bytes()).document
    listed = {row[1] for row in book.sheets["校验结果"].range("A4:H200").value if row[1]}
    assert listed == {finding[1] for finding in findings(snapshot.read(book))}
    count = len(leftovers.leftovers)
    assert count
    assert words("excel.imported-leftovers", count=count) in said


def test_import_where_there_is_no_room(
    app: xlwings.App, with_mistakes: GoalDocument, answers: Answers, tmp_path: Path
) -> None:
    source = tmp_path / "某单位.txt"
    source.write_bytes(text.write(with_mistakes))
    other = app.books.add()
    other.set_mock_caller()
    COMMANDS["import_document"](source, dialogs=answers)
    assert answers.asked == [words("excel.new-book", source="某单位.txt", name="某单位.xlsx")]
    assert read(tmp_path / "某单位.xlsx") == with_mistakes
    opened = app.books["某单位.xlsx"]
    assert snapshot.read(opened).document == with_mistakes
    opened.close()
    other.close()


def test_file_that_cannot_be_read(open_book: Opened, answers: Answers, tmp_path: Path) -> None:
    book = open_book(shipped("workbooks", TEMPLATE_NAME).read_bytes())
    source = tmp_path / "别的.txt"
    source.write_text("今天天气很好。", encoding="utf-8")
    said = COMMANDS["import_document"](source, dialogs=answers)
    assert said == words("excel.not-read", name="别的.txt", reason=words("form.no-form"))
    assert book.sheets["项目1"].range("B3").value is None


def test_export_is_that_of_the_command_line(
    document: GoalDocument, open_book: Opened, answers: Answers, tmp_path: Path
) -> None:
    from xlgoals import bulk
    from xlgoals.bulk import Conversion

    book = open_book(imported(document))
    for name, conversion, ending in (
        ("export_text", Conversion.WORKBOOK_TO_TEXT, ".txt"),
        ("export_word", Conversion.WORKBOOK_TO_WORD, ".docx"),
    ):
        jobs = bulk.plan([Path(book.fullname)], tmp_path / "out", conversion)
        (outcome,) = bulk.run(jobs)
        COMMANDS[name](tmp_path / "按钮", dialogs=answers)
        made = (tmp_path / f"按钮{ending}").read_bytes()
        assert made == outcome.job.target.read_bytes()
        answers.yes, (tmp_path / f"按钮{ending}").write_bytes(b"old")
        answers.yes = False
        assert COMMANDS[name](tmp_path / "按钮", dialogs=answers) == ""
        assert (tmp_path / f"按钮{ending}").read_bytes() == b"old"


# --- 新增项目, 更新汇总, 规则说明, 批量导入 ------------------------------------------------------


def test_add_a_project(document: GoalDocument, open_book: Opened, answers: Answers) -> None:
    book = open_book(imported(document))
    count = len(document.projects)
    last, new = place.project_sheet(count), place.project_sheet(count + 1)
    book.sheets[last].activate()
    COMMANDS["validate_sheet"](dialogs=answers)
    before = marks(book)
    said = COMMANDS["add_project"](dialogs=answers)
    assert said == words("excel.project-added", sheet=new)
    assert book.sheets.active.name == new
    made = book.sheets[new]
    names = [sheet.name for sheet in book.sheets]
    assert names.index(new) == names.index(last) + 1
    assert protection.is_protected(made)
    assert not list(made.notes)
    assert snapshot.read(book).document == document, "a blank sheet is no project"
    assert marks(book) == before
    made.range("B3").value, made.range("E3").value = "1", "新项目"
    assert [p.name for p in snapshot.read(book).document.projects][count:] == ["新项目"]
    COMMANDS["clear_marks"](dialogs=answers)
    assert marks(book) == set()


def test_update_the_overview(document: GoalDocument, open_book: Opened, answers: Answers) -> None:
    book = open_book(imported(document))
    book.sheets["项目1"].name = "办公用品购置"
    COMMANDS["update_overview"](dialogs=answers)
    summary = book.sheets[place.SUMMARY]
    names = [project.name for project in document.projects]
    rows = summary.range("A5:D64").value
    tabs = ["办公用品购置", *map(place.project_sheet, range(2, len(names) + 1))]
    assert [[row[0], row[1], row[3]] for row in rows[: len(names)]] == [
        [number, tab, name] for number, (tab, name) in enumerate(zip(tabs, names, strict=True), 1)
    ]
    assert not any(row[1] for row in rows[len(names) :])
    assert protection.is_protected(summary)
    # Named as usual again, the formulas find it by themselves.
    book.sheets["办公用品购置"].name = "项目1"
    COMMANDS["update_overview"](dialogs=answers)
    assert summary.range("B5").formula.startswith("=")
    assert summary.range("B5:B6").value == ["项目1", "项目2"]


def test_rule_of_a_marked_cell(
    with_mistakes: GoalDocument, open_book: Opened, answers: Answers
) -> None:
    book = open_book(imported(with_mistakes))
    COMMANDS["validate_book"](dialogs=answers)
    COMMANDS["next_finding"](dialogs=answers)
    code = str(listed(book)[0][1])
    where = str(listed(book)[0][2])
    name, _, cell = where.partition("!")
    book.sheets[name].activate()
    book.sheets[name].range(cell).select()
    assert COMMANDS["show_rules"](dialogs=answers) == words("excel.rules", code=code)
    assert book.sheets.active.name == place.RULES
    assert book.selection.value == code
    book.sheets[place.RULES].delete()
    book.sheets["项目1"].activate()
    book.sheets["项目1"].range("G1").select()
    COMMANDS["show_rules"](dialogs=answers)
    assert book.sheets[place.RULES].range("A3").value


def test_batch_import_can_be_stopped(open_book: Opened, answers: Answers, tmp_path: Path) -> None:
    open_book(shipped("workbooks", TEMPLATE_NAME).read_bytes())
    folder = tmp_path / "各单位"
    folder.mkdir()
    for seed in range(5):
        (folder / f"单位{seed}.txt").write_text(department_text(seed, 1), encoding="utf-8")
    answers.stop_after = 2
    said = COMMANDS["import_folder"](folder, dialogs=answers)
    made = sorted(path.name for path in (folder / words("excel.folder-output")).glob("*.xlsx"))
    assert words("excel.folder-cancelled", n=2, count=5) in said
    assert made == ["单位0.xlsx", "单位1.xlsx"]
    answers.stop_after = 10**9
    said = COMMANDS["import_folder"](folder, dialogs=answers)
    output = folder / words("excel.folder-output")
    assert said == words("excel.folder-done", ok=3, failed=0, skipped=2, folder=output)
    assert len(list(output.glob("*.xlsx"))) == 5


# --- The application goes away ------------------------------------------------------------------


def test_killed_in_the_middle(with_mistakes: GoalDocument, tmp_path: Path) -> None:
    require_libreoffice()
    path = tmp_path / "绩效目标.xlsx"
    path.write_bytes(imported(with_mistakes))
    before = path.read_bytes()
    with libreoffice.start() as doomed:
        book = doomed.books.open(path)
        book.set_mock_caller()
        group = os.getpgid(doomed.pid)
        answers = Answers(on_ask=lambda: os.killpg(group, signal.SIGKILL))
        said = COMMANDS["normalise"](dialogs=answers)
    assert said == words("hosts.lost")
    assert path.read_bytes() == before
    with libreoffice.start() as fresh:
        copy = tmp_path / "again.xlsx"
        shutil.copy(path, copy)
        fresh.books.open(copy).set_mock_caller()
        assert words("excel.scope-book") in COMMANDS["validate_book"](dialogs=Answers())
