"""Names of files and projects that lead elsewhere, name devices, or that some system refuses."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.command import names_in, xlgoals
from tests.generated import department_text
from tests.hostile.documents import everywhere
from xlgoals import files
from xlgoals.filenames import MOST_BYTES, portable
from xlgoals.forms import stamp, text, workbook
from xlgoals.forms.sheetname import legal_name
from xlgoals.forms.xstring import decode

STEMS = {
    "CON": "_CON",
    "aux": "_aux",
    "nul.报告": "_nul.报告",
    "Com1": "_Com1",
    "LPT9.x": "_LPT9.x",
    "COM²": "_COM²",
    "prn ": "_prn",
    "con .a": "_con .a",
    "CONIN$": "_CONIN$",
    "console": "console",
    "COM10": "COM10",
    "a ": "a",
    "a..": "a",
    "a . .": "a",
    "...": "_",
    " ": "_",
    "x:y": "x_y",
    '<>:"|?*': "_______",
    "..\\..\\evil": ".._.._evil",
    "C:\\evil": "C__evil",
    "a\nb\tc\x07": "a_b_c_",
    '\' or "1"': "' or _1_",
    "-rf": "-rf",
    "--in-place": "--in-place",
    "$(touch x)": "$(touch x)",
    "绩效文本\u202etxt": "绩效文本_txt",
    "a\udcffb": "a_b",
    "长" * 83: "长" * (MOST_BYTES // 3),
    "b" * 250: "b" * MOST_BYTES,
}
"""Stems of files on Linux, and what their outputs are called."""

# As Windows has it, said here anew.
DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"
}


def assert_windows_takes(name: str) -> None:
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name), name
    assert name == name.rstrip(" ."), name
    assert name.partition(".")[0].rstrip(" ").casefold() not in DEVICES, name
    assert len(name.encode("utf-16-le")) // 2 < 250
    assert len(name.encode()) < 250, "too long for Linux, with a lock file's marks"


@pytest.mark.parametrize(("stem", "expected"), STEMS.items())
def test_names_of_outputs(stem: str, expected: str) -> None:
    assert portable(stem) == expected
    assert_windows_takes(f"{expected}.xlsx")


@given(st.text(st.characters() | st.sampled_from("conauxnul1. :\\/\ud800"), max_size=300))
def test_any_stem_gives_a_name_that_windows_takes(stem: str) -> None:
    name = portable(stem)
    assert_windows_takes(f"{name}.xlsx")
    assert portable(name) == name
    if re.fullmatch(r"[A-Za-z0-9_（）-]{1,50}", stem) and stem.casefold() not in DEVICES:
        assert name == stem


def test_names_that_meet_get_numbers_without_regard_to_case() -> None:
    taken: set[str] = set()
    stems = ("A:", "a?", "a_", "B", "b", "b_2")
    made = [files.free_name(taken, stem, ".xlsx") for stem in stems]
    assert made == [
        ("A_.xlsx", True),
        ("a__2.xlsx", True),
        ("a__3.xlsx", True),
        ("B.xlsx", False),
        ("b_2.xlsx", True),
        ("b_2_2.xlsx", True),
    ]


# --- The command line -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good document under every name, and a register's worth of trouble."""
    folder = tmp_path_factory.mktemp("names") / "in\ud83d".encode("utf-8", "replace").decode()
    folder.mkdir()
    for at, stem in enumerate(STEMS):
        suffix = ".TXT" if at % 2 else ".txt"
        (folder / f"{stem}{suffix}").write_bytes(department_text(at, projects=1).encode())
    return folder


def expected_names(inputs: Path, suffix: Callable[[Path], str]) -> set[str]:
    found = list(files.find([inputs], files.TEXTS))
    assert len(found) == len(STEMS) - sum(stem.startswith(".") for stem in STEMS)
    taken: set[str] = set()
    return {files.free_name(taken, path.stem, suffix(path))[0] for path in found}


def test_import_stays_in_its_folder_and_tells_all(inputs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "outer" / "out"
    before = sorted((path.name, path.read_bytes()) for path in inputs.iterdir())
    done = xlgoals("import", inputs, "-o", folder, "--jobs", "1", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    made = expected_names(inputs, lambda _: ".xlsx")
    [register] = (path.name for path in folder.glob("*汇总*.xlsx"))
    [journal] = folder.glob("*.jsonl")
    assert names_in(folder) == made | {register, journal.name}
    assert names_in(folder.parent) == {"out"}
    assert sorted((path.name, path.read_bytes()) for path in inputs.iterdir()) == before
    for name in made:
        assert_windows_takes(name)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert {Path(record["output"]).name for record in records} == made
    logged = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert {line["output"] for line in logged} == made
    for record in records:
        # By its exact name each input is found again, also one whose bytes are no text.
        source = Path(record["file"])
        document = text.read(source.read_bytes()).document
        assert workbook.read(Path(record["output"]).read_bytes()).document == document


def test_a_batch_with_such_names_is_resumed(inputs: Path, tmp_path: Path) -> None:
    arguments = ("import", inputs, "-o", tmp_path, "--jobs", "1", "--no-register")
    assert xlgoals(*arguments).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.xlsx")}
    lost = tmp_path / "_CON.xlsx"
    lost.unlink()
    done = xlgoals(*arguments, "--resume", "--format", "json")
    statuses = [json.loads(line)["status"] for line in done.stdout.splitlines()]
    assert (statuses.count("ok"), statuses.count("earlier")) == (1, len(before) - 1)
    assert lost.exists()
    del before[lost]
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_fix_check_and_register_cope_too(inputs: Path, tmp_path: Path) -> None:
    fixed = tmp_path / "fixed"
    names = ("fixed", "register.csv", "register.xlsx", "check.xlsx", "check.html")
    for output in (tmp_path / name for name in names):
        command = "fix" if output == fixed else output.stem
        done = xlgoals(command, inputs, "-o", output, "--jobs", "1")
        assert "Traceback" not in done.stderr
        assert "意外" not in done.stdout + done.stderr
        assert output.exists() or output.suffix == ".csv"
    assert names_in(fixed) == expected_names(inputs, lambda path: path.suffix)
    labels = {path.name for path in files.find([inputs], files.TEXTS)}
    for path in (tmp_path / "register.xlsx", tmp_path / "check.xlsx"):
        sheets = openpyxl.load_workbook(path).worksheets
        shown = {str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row}
        assert labels <= {decode(value) for value in shown}


def test_a_single_hostile_name_as_an_argument(inputs: Path, tmp_path: Path) -> None:
    """Names that look like options come behind --, or with their folder."""
    stems = ("-rf", "--in-place", "$(touch x)", "a\nb\tc\x07")
    paths = [path.name for path in inputs.iterdir() if path.stem in stems]
    arguments = ("import", "-o", tmp_path / "out", "--no-register", "--jobs", "1", "--")
    done = xlgoals(*arguments, *paths, cwd=inputs)
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (tmp_path / "out").glob("*.xlsx")}
    assert made == {f"{STEMS[stem]}.xlsx" for stem in stems}
    assert not (inputs / "x").exists()


def test_a_name_of_255_bytes(tmp_path: Path) -> None:
    path = tmp_path / f"{'长' * 83}xx.txt"
    assert len(os.fsencode(path.name)) == 255
    path.write_bytes(department_text(1, projects=1, mistakes=True).encode())
    done = xlgoals("import", path, "-o", tmp_path / "out", "--no-register")
    assert done.returncode == 0
    assert (tmp_path / "out" / f"{'长' * 66}.xlsx").exists()
    # Beside such a file there is no room for the name of a backup: it is left as it was.
    before = path.read_bytes()
    done = xlgoals("fix", path, "--in-place", "--suggested")
    assert (done.returncode, path.read_bytes()) == (1, before)
    assert path.name in done.stdout
    assert names_in(tmp_path) == {path.name, "out"}


def test_a_journal_cannot_send_outputs_elsewhere(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(department_text(1, projects=1).encode())
    folder = tmp_path / "out"
    arguments = ("import", source, "-o", folder, "--no-register", "--jobs", "1")
    assert xlgoals(*arguments).returncode == 0
    [journal] = folder.glob("*.jsonl")
    for elsewhere in ("../evil.xlsx", str(tmp_path / "evil.xlsx")):
        record = json.loads(journal.read_text("utf-8").splitlines()[0])
        record |= {"output": elsewhere, "input": "0" * 64}
        journal.write_text(json.dumps(record) + "\n", "utf-8")
        (folder / "a.xlsx").unlink()
        assert xlgoals(*arguments, "--resume").returncode == 0
        assert names_in(tmp_path) == {"a.txt", "out"}
        assert (folder / "a.xlsx").exists()


# --- Names of projects ------------------------------------------------------------------------

PROJECT_NAMES = (
    "../../x", "..\\..\\x", "/etc/passwd", "C:\\x", "CON", "[x]:*?", "'引号'", "History",
    "项目1", "项目汇总", "词表", "x" * 300, "\u202ex", "-rf", "$(touch x)", "%00",
)  # fmt: skip


def test_names_of_projects_are_no_names_of_sheets() -> None:
    usual = openpyxl.load_workbook(BytesIO(stamp.write_bytes(everywhere("甲")))).sheetnames
    for name in PROJECT_NAMES:
        document = everywhere(name)
        data = stamp.write_bytes(document)
        assert openpyxl.load_workbook(BytesIO(data), read_only=True).sheetnames == usual
        assert workbook.read(data).document == document
        clean = legal_name(name, usual)
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", clean)
        assert 0 < len(clean) <= 31


def test_names_of_projects_and_departments_are_no_names_of_files(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for at, name in enumerate(PROJECT_NAMES):
        (source / f"{at}.txt").write_bytes(text.write(everywhere(name)))
    done = xlgoals("import", source, "-o", tmp_path / "out", "--jobs", "1")
    assert "意外" not in done.stdout + done.stderr
    assert names_in(tmp_path) == {"in", "out"}
    assert len(names_in(tmp_path / "out")) == len(PROJECT_NAMES) + 2
