"""bulk.py: every file gets an outcome, outputs are whole, nothing is overwritten unasked."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.generated import department_text
from xlgoals import bulk, checks
from xlgoals.bulk import Conversion, Outcome, Status
from xlgoals.forms import text, workbook
from xlgoals.register.columns import FINDINGS

IMPORT = Conversion.TEXT_TO_WORKBOOK


def convert(inputs: list[Path], folder: Path, processes: int = 1, **how: Any) -> list[Outcome]:
    return list(bulk.run(bulk.plan(inputs, folder, IMPORT, **how), processes))


def legacy(folder: Path, name: str, seed: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(department_text(seed, projects=2).encode())
    return path


def test_folders_are_searched_below_and_lock_files_left_alone(tmp_path: Path) -> None:
    legacy(tmp_path / "in", "b.txt")
    legacy(tmp_path / "in" / "deep" / "deeper", "a.TXT")
    legacy(tmp_path / "in", "~$b.txt")
    legacy(tmp_path / "in", "note.md")
    legacy(tmp_path / "in", "c.docx")
    legacy(tmp_path / "in", "d.DOC")
    jobs = bulk.plan([tmp_path / "in"], tmp_path / "out", IMPORT)
    assert sorted(job.target.name for job in jobs) == ["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"]


def test_a_name_clash_gets_a_number_and_says_so(tmp_path: Path) -> None:
    inputs = [legacy(tmp_path / place, "表.txt") for place in "abc"]
    jobs = bulk.plan(inputs, tmp_path / "out", IMPORT)
    assert [(job.target.name, job.renamed) for job in jobs] == [
        ("表.xlsx", False),
        ("表_2.xlsx", True),
        ("表_3.xlsx", True),
    ]


def test_names_that_differ_in_case_only_clash_too(tmp_path: Path) -> None:
    inputs = [legacy(tmp_path / "a", "Plan.txt"), legacy(tmp_path / "b", "plan.txt")]
    names = [job.target.name for job in bulk.plan(inputs, tmp_path, IMPORT)]
    assert names == ["Plan.xlsx", "plan_2.xlsx"]


def test_the_same_file_given_twice_is_one_job(tmp_path: Path) -> None:
    path = legacy(tmp_path / "in", "a.txt")
    assert len(bulk.plan([path, tmp_path / "in", path], tmp_path, IMPORT)) == 1


@pytest.mark.parametrize("processes", [1, 2])
def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, processes: int) -> None:
    inputs = [legacy(tmp_path / "in", f"{at:02}.txt", at) for at in range(20)]
    inputs[3].write_bytes(b"")
    inputs[7].write_bytes(b"PK\x03\x04")
    inputs[9].write_text("今天天气很好。", "utf-8")
    inputs.append(tmp_path / "in" / "gone.txt")
    outcomes = {
        outcome.job.source.name: outcome for outcome in convert(inputs, tmp_path, processes)
    }
    failed = {name: outcome.error for name, outcome in outcomes.items() if outcome.error}
    assert failed == {
        "03.txt": "empty",
        "07.txt": "not-text",
        "09.txt": "no-form",
        "gone.txt": "not-found",
    }
    assert len(outcomes) == 21
    assert len(list(tmp_path.glob("*.xlsx"))) == 17
    assert not list(tmp_path.glob(".*"))


def test_output_is_not_overwritten_unasked(tmp_path: Path) -> None:
    path = legacy(tmp_path / "in", "a.txt")
    (tmp_path / "a.xlsx").write_bytes(b"mine")
    (outcome,) = convert([path], tmp_path)
    assert (outcome.status, outcome.error) == (Status.SKIPPED, "exists")
    assert (tmp_path / "a.xlsx").read_bytes() == b"mine"
    (outcome,) = convert([path], tmp_path, overwrite=True)
    assert outcome.status is Status.OK
    assert workbook.read(tmp_path / "a.xlsx").document.projects


def test_nothing_is_left_behind_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:10])
        raise OSError(28, "No space left on device")

    path = legacy(tmp_path / "in", "a.txt")
    monkeypatch.setattr(Path, "write_bytes", full_disk)
    (outcome,) = convert([path], tmp_path / "out")
    assert (outcome.status, outcome.error) == (Status.FAILED, "disk-full")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_unforeseen_fault_is_told_and_contained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_: bytes) -> None:
        raise RecursionError

    monkeypatch.setattr(text, "read", fault)
    (outcome,) = convert([legacy(tmp_path / "in", "a.txt")], tmp_path)
    assert (outcome.error, dict(outcome.values)) == ("unexpected", {"kind": "RecursionError"})


def test_import_then_export_gives_the_clean_text(tmp_path: Path) -> None:
    path = legacy(tmp_path / "in", "a.txt", seed=4)
    (imported,) = convert([path], tmp_path)
    jobs = bulk.plan([imported.job.target], tmp_path, Conversion.WORKBOOK_TO_TEXT)
    (exported,) = bulk.run(jobs)
    expected = text.write(text.read(path.read_bytes()).document)
    assert exported.job.target.read_bytes() == expected


def test_import_writes_the_findings_into_the_workbook(tmp_path: Path) -> None:
    path = legacy(tmp_path / "in", "a.txt")
    path.write_bytes(department_text(1001, projects=2, mistakes=True).encode())
    (imported,) = convert([path], tmp_path)
    sheet = load_workbook(imported.job.target)["校验结果"]
    shown = {cell.value for row in sheet.iter_rows() for cell in row}
    found = checks.run(text.read(path.read_bytes()))
    assert {finding.code for finding in found} <= shown


def test_one_process_and_two_give_the_same_files(tmp_path: Path) -> None:
    inputs = [legacy(tmp_path / "in", f"{at:02}.txt", at) for at in range(18)]
    for processes in (1, 2):
        convert(inputs, tmp_path / str(processes), processes)
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


def test_notes_come_along_only_when_asked_for(tmp_path: Path) -> None:
    path = legacy(tmp_path / "in", "a.txt")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (quiet,) = convert([path], tmp_path / "q")
    (full,) = convert([path], tmp_path / "f", with_notes=True)
    assert quiet.notes == ()
    assert len(full.notes) == full.tidied == quiet.tidied > 0


def test_rows_of_a_register_are_in_the_language_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where processes are begun anew, as on Windows, and know nothing of it."""
    for at in range(2):
        legacy(tmp_path / "in", f"{at}.txt", at)
    monkeypatch.setenv("XLGOALS_LANG", "en")
    jobs = bulk.plan([tmp_path / "in"], tmp_path / "out", IMPORT, with_rows=True)
    monkeypatch.delenv("XLGOALS_LANG")
    context = multiprocessing.get_context
    monkeypatch.setattr(multiprocessing, "get_context", lambda: context("spawn"))
    for outcome in bulk.run(jobs, limit=60):
        assert outcome.rows is not None
        found = list(outcome.rows.rows(FINDINGS))
        assert found
        assert {str(row[FINDINGS.at("severity")]) for row in found} <= {"error", "warning", "info"}
