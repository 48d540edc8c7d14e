"""`xlgoals check`, as a user meets it; and what the files have in common."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import xlgoals
from tests.generated import department_text
from xlgoals import checking, checks
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.forms import stamp, text


def document(notation: str = "") -> bytes:
    """The text of a faultless document but for what the notation says."""
    return text.write(parse(notation, base()).document)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A faultless text, a workbook with an error, and a file that is no document."""
    (tmp_path / "in" / "下级").mkdir(parents=True)
    (tmp_path / "in" / "好.txt").write_bytes(document())
    faulty = parse("项目编码 13993126P00001210001K\n预算数 1.00", base()).document
    (tmp_path / "in" / "下级" / "错.xlsx").write_bytes(stamp.write_bytes(faulty))
    (tmp_path / "in" / "空.txt").write_bytes(b"")
    return tmp_path


def found(run: str) -> list[tuple[str, str, str]]:
    """File, code and field of each line of JSON."""
    records = map(json.loads, run.splitlines())
    return [(Path(r["file"]).name, r["code"], r["field"]) for r in records]


def test_text_and_status_0_without_errors(folder: Path) -> None:
    run = xlgoals("check", folder / "in" / "好.txt")
    assert (run.returncode, run.stderr) == (0, "")
    assert "315001 清河坝县水务局 · 1个项目，合计 100.00 万元" in run.stdout
    assert "FND011" in run.stdout
    assert "错误 0" in run.stdout


def test_a_folder_with_an_error_and_an_unreadable_file(folder: Path) -> None:
    run = xlgoals("check", folder / "in", "--format", "json", "--min-severity", "error")
    assert run.returncode == 1
    seen = found(run.stdout)
    assert ("错.xlsx", "FND001", "projects[0].funding.total") in seen
    assert ("错.xlsx", "XREF002", "projects[0].code") in seen
    assert ("空.txt", "UNREADABLE", "") in seen
    assert {name for name, _, _ in seen} == {"错.xlsx", "空.txt"}
    line = next(json.loads(line) for line in run.stdout.splitlines() if "FND001" in line)
    assert line["place"] == {"sheet": "项目1", "cell": "B5"}
    assert line["severity"] == "error"


def test_an_unreadable_file_alone_gives_status_1(folder: Path) -> None:
    run = xlgoals("check", folder / "in" / "空.txt", folder / "in" / "好.txt")
    assert run.returncode == 1
    assert "文件是空的" in run.stdout
    assert "共 2 个文件" in run.stdout


def test_a_code_used_in_two_files_is_found_in_both(tmp_path: Path) -> None:
    for name in "甲乙":
        (tmp_path / f"{name}.txt").write_bytes(document())
    run = xlgoals("check", tmp_path, "--format", "json")
    assert run.returncode == 1
    shared = [json.loads(line) for line in run.stdout.splitlines() if "XREF003" in line]
    assert [Path(record["file"]).name for record in shared] == ["乙.txt", "甲.txt"]
    assert "甲.txt" in shared[0]["message"]
    assert all(record["place"]["line"] > 1 for record in shared)


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "表.txt").write_bytes(document())
    labels = [job.label for job in checking.plan([tmp_path])]
    assert labels == [str(tmp_path / "a" / "表.txt"), str(tmp_path / "b" / "表.txt")]


@pytest.mark.parametrize("name", ["报告.html", "报告.xlsx", "报告.json", "报告.txt"])
def test_reports_are_saved_by_the_ending_of_their_name(folder: Path, name: str) -> None:
    target = folder / "out" / name
    run = xlgoals("check", folder / "in", "-o", target)
    assert run.returncode == 1
    assert f"报告已保存：{target}" in run.stdout
    starts = {".html": b"<!DOCTYPE html>", ".xlsx": b"PK", ".json": b"{", ".txt": b"/"}
    assert target.read_bytes().startswith(starts[target.suffix])
    assert [path.name for path in target.parent.iterdir()] == [name]


def test_reports_replace_nothing_unasked(folder: Path) -> None:
    good = folder / "in" / "好.txt"
    before = good.read_bytes()
    told = xlgoals("check", good, "-o", good, "--overwrite")
    assert (told.returncode, good.read_bytes()) == (2, before)
    target = folder / "r.html"
    target.write_text("mine")
    assert xlgoals("check", good, "-o", target).returncode == 2
    assert target.read_text() == "mine"
    assert xlgoals("check", good, "-o", target, "--overwrite").returncode == 0


def test_an_older_report_among_the_documents_is_replaced_and_a_document_never(folder: Path) -> None:
    target = folder / "in" / "报告.xlsx"
    for _ in range(2):
        run = xlgoals("check", folder / "in", "-o", target, "--overwrite")
        assert "共 3 个文件" in run.stdout
    book = folder / "in" / "下级" / "错.xlsx"
    before = book.read_bytes()
    assert xlgoals("check", folder / "in", "-o", book, "--overwrite").returncode == 2
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ("nope", ["nope", "hebei"]),
        ('[severity]\nFND01 = "off"', ["own.toml", "severity.FND01"]),
        ('[severity]\nFND099 = "off"', ["own.toml", "severity.FND099"]),
        ("[thresholds]\nmoney = 'x'", ["own.toml", "thresholds.money"]),
        ("severity = [", ["own.toml", "TOML"]),
    ],
)
def test_a_wrong_profile_is_told_in_a_line_with_status_2(
    tmp_path: Path, profile: str, told: list[str]
) -> None:
    if profile != "nope":
        own = tmp_path / "own.toml"
        own.write_text(f'extends = "hebei"\n{profile}', "utf-8")
        profile = str(own)
    run = xlgoals("check", tmp_path, "--profile", profile)
    assert (run.returncode, run.stdout) == (2, "")
    assert all(part in run.stderr.splitlines()[0] for part in told)
    assert "Traceback" not in run.stderr


def test_a_profile_of_ones_own_switches_a_rule_off(folder: Path) -> None:
    own = folder / "own.toml"
    own.write_text('extends = "hebei"\n[severity]\nFND001 = "off"\nXREF002 = "info"', "utf-8")
    run = xlgoals("check", folder / "in", "--profile", own, "--format", "json")
    codes = [code for _, code, _ in found(run.stdout)]
    assert "FND001" not in codes
    assert "XREF002" in codes


@pytest.mark.parametrize("form", ["xlsx", "html"])
def test_a_workbook_or_page_wants_a_file(folder: Path, form: str) -> None:
    run = xlgoals("check", folder / "in", "--format", form)
    assert run.returncode == 2
    assert "-o" in run.stderr


def test_english(folder: Path) -> None:
    run = xlgoals("check", folder / "in" / "好.txt", "--lang", "en")
    assert "0 errors" in run.stdout
    assert "All projects: 100.00" in run.stdout


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    run = xlgoals("check", tmp_path)
    assert run.returncode == 1
    assert "没有找到可以校验的文件" in run.stderr


def test_one_process_and_two_find_the_same_in_the_same_order(tmp_path: Path) -> None:
    for seed in range(1000, 1018):
        name = f"{seed}.txt"
        (tmp_path / name).write_text(department_text(seed, 2, mistakes=True), "utf-8")
    (tmp_path / "1005.txt").write_bytes(b"")
    jobs = checking.plan([tmp_path])
    together = []
    for processes in (1, 2):
        with checking.Results(checks.load_profile()) as results:
            for checked in checking.check(jobs, processes):
                results.add(checked)
            results.finish(jobs)
            together.append((list(results), results.totals))
            assert list(results) == together[-1][0]
    assert together[0] == together[1]
    files, totals = together[0]
    assert [checked.job for checked in files] == jobs
    assert totals.unreadable == 1
    assert totals.findings == sum(len(checked.rows) for checked in files)


def test_seeds_come_to_their_totals(seeds: tuple[bytes, bytes], tmp_path: Path) -> None:
    for name, data in zip(("000", "004"), seeds, strict=True):
        (tmp_path / f"{name}.txt").write_bytes(data)
    run = xlgoals("check", tmp_path)
    assert "合计 115.00 万元" in run.stdout
    assert "合计 10,368.01 万元" in run.stdout
    assert "预算数合计 10,483.01 万元" in run.stdout
