"""`xlgoals register`, as a user meets it, and gathering in several processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command import xlgoals
from tests.generated import department_text
from xlgoals import checking, pool
from xlgoals.forms import stamp, text
from xlgoals.register import Register, gather
from xlgoals.register.columns import INDICATORS, PROJECTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A text, a workbook of another one in a folder below, and an empty file."""
    (tmp_path / "in" / "下级").mkdir(parents=True)
    (tmp_path / "in" / "甲.txt").write_bytes(department_text(1, projects=2).encode())
    book = stamp.write_bytes(text.read(department_text(2, projects=3).encode()).document)
    (tmp_path / "in" / "下级" / "乙.xlsx").write_bytes(book)
    (tmp_path / "in" / "空.txt").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize("command", ["register", "check"])
def test_one_that_is_open_is_left_as_it_is(folder: Path, command: str) -> None:
    target = folder / "汇总.xlsx"
    target.write_bytes(b"open")
    (folder / "~$汇总.xlsx").write_bytes(b"user")
    run = xlgoals(command, folder / "in" / "甲.txt", "-o", target, "--overwrite")
    assert run.returncode == 1
    assert "~$汇总.xlsx" in run.stderr
    assert target.read_bytes() == b"open"


def test_it_says_what_there_is_and_fails_for_the_bad_file(folder: Path) -> None:
    run = xlgoals("register", folder / "in", "-o", folder / "汇总.xlsx")
    assert run.returncode == 1
    assert run.stderr == ""
    assert "共 3 个文件，5 个项目" in run.stdout
    assert "有 1 个文件读不出来" in run.stdout
    assert "汇总表已保存" in run.stdout
    sheet = load_workbook(folder / "汇总.xlsx")["项目"]
    files = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert files == ["乙.xlsx"] * 3 + ["甲.txt"] * 2


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_other_forms_are_a_file_a_table(folder: Path, suffix: str) -> None:
    run = xlgoals("register", folder / "in" / "甲.txt", "-o", folder / f"out/汇总{suffix}")
    assert run.returncode == 0
    made = {path.name for path in (folder / "out").iterdir()}
    assert made == {f"汇总-{name}{suffix}" for name in ("项目", "指标", "问题")}


def test_a_register_among_the_inputs_is_passed_over(folder: Path) -> None:
    source = folder / "in" / "甲.txt"
    assert xlgoals("register", source, "-o", folder / "in" / "汇总.xlsx").returncode == 0
    before = (folder / "in" / "汇总.xlsx").read_bytes()
    (folder / "in" / "空.txt").unlink()
    shutil.rmtree(folder / "in" / "下级")
    run = xlgoals("register", folder / "in", "-o", folder / "in" / "汇总.xlsx", "--overwrite")
    assert run.returncode == 0
    assert (folder / "in" / "汇总.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["甲.txt", "-o", "a.doc"], 2, ".xlsx .csv .parquet"),
        (["甲.txt", "-o", "有.xlsx"], 2, "--overwrite"),
        (["下级/乙.xlsx", "-o", "下级/乙.xlsx", "--overwrite"], 2, "不能覆盖"),
        (["甲.txt", "-o", "a.xlsx", "--profile", "没有"], 2, "没有"),
        (["空处", "-o", "a.xlsx"], 1, "没有找到"),
    ],
)
def test_wrong_use_is_explained(
    folder: Path, arguments: list[str], status: int, words: str
) -> None:
    (folder / "in" / "空处").mkdir()
    (folder / "in" / "有.xlsx").write_bytes(b"")
    book = (folder / "in" / "下级" / "乙.xlsx").read_bytes()
    run = xlgoals("register", *arguments, cwd=folder / "in")
    assert run.returncode == status
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert (folder / "in" / "下级" / "乙.xlsx").read_bytes() == book
    assert not (folder / "in" / "a.xlsx").exists()


def test_it_speaks_english(folder: Path) -> None:
    source = folder / "in" / "甲.txt"
    run = xlgoals("register", source, "-o", folder / "r.xlsx", "--lang", "en")
    assert "2 projects" in run.stdout
    assert load_workbook(folder / "r.xlsx").sheetnames[3:] == ["Projects", "Indicators", "Findings"]


def test_many_files_in_two_processes_keep_their_order(tmp_path: Path) -> None:
    count = pool.CHUNK + 2
    for at in range(count):
        data = department_text(at, projects=1 + at % 3).encode()
        (tmp_path / f"{at:02}.txt").write_bytes(data)
    jobs = checking.plan([tmp_path])
    tables = []
    for processes in (1, 2):
        with Register() as register:
            for rows in gather(jobs, processes):
                register.add(rows)
            tables.append([list(register.rows(table)) for table in (PROJECTS, INDICATORS)])
    assert tables[0] == tables[1]
    assert list(dict.fromkeys(row[0] for row in tables[0][0])) == [
        f"{at:02}.txt" for at in range(count)
    ]


def test_gathering_needs_no_pandas() -> None:
    code = (
        "import sys, xlgoals.register\n"
        "print(*(m for m in ('pandas', 'numpy', 'openpyxl') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
