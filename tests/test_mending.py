"""`xlgoals fix`: what is mended, how it is told, and that nothing else is touched."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.command import xlgoals
from tests.test_checking import document
from xlgoals import checks, mending
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import patch, sheet, stamp, text, vocabulary, workbook
from xlgoals.forms.errors import FormError
from xlgoals.mending import Mended, Status

FAULTY = """
财政资金 90
其他资金 10
预算数 105.00
支出计划 25% 25% 25% 25%
质量 | 工程验收合格率（%） | ＝100百分比
"""


def book(notation: str = FAULTY) -> bytes:
    return stamp.write_bytes(parse(notation, base()).document)


def codes(data: bytes) -> set[str]:
    result = text.read(data) if not data.startswith(b"PK") else workbook.read(data)
    return {finding.code for finding in checks.run(result)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲.txt").write_bytes(document(FAULTY))
    (tmp_path / "in" / "乙.xlsx").write_bytes(book())
    return tmp_path


def test_automatic_fixes_are_written_elsewhere_in_the_form_they_came_in(folder: Path) -> None:
    before = {path: path.read_bytes() for path in (folder / "in").iterdir()}
    run = xlgoals("fix", folder / "in", "-o", folder / "out")
    assert run.returncode == 0
    assert {path: path.read_bytes() for path in (folder / "in").iterdir()} == before
    for name in ("甲.txt", "乙.xlsx"):
        after = codes((folder / "out" / name).read_bytes())
        assert not {"FND003", "VAL004", "IND006"} & after
        assert {"FND001", "SCH004"} <= after, "suggested fixes were not asked for"
    assert "项目1!D5　项目1·财政资金：90 → 90.00" in run.stdout
    assert "＝100百分比 → ＝100%" in run.stdout
    assert "--suggested" in run.stdout


def test_suggested_fixes_are_applied_when_asked_for(folder: Path) -> None:
    run = xlgoals("fix", folder / "in", "-o", folder / "out", "--suggested")
    assert run.returncode == 0
    assert "12月底：25% → 100%" in run.stdout
    for name in ("甲.txt", "乙.xlsx"):
        assert not {"FND001", "SCH004", "VAL004"} & codes((folder / "out" / name).read_bytes())


def test_text_and_workbook_are_mended_alike(folder: Path) -> None:
    xlgoals("fix", folder / "in", "-o", folder / "out", "--suggested")
    mended = text.read((folder / "out" / "甲.txt").read_bytes()).document
    assert workbook.read((folder / "out" / "乙.xlsx").read_bytes()).document == mended


def test_in_place_keeps_every_original(folder: Path) -> None:
    path = folder / "in" / "甲.txt"
    (folder / "in" / "甲.txt.bak").write_text("older")
    before = path.read_bytes()
    run = xlgoals("fix", path, "--in-place")
    assert "甲.txt.bak2" in run.stdout
    assert (folder / "in" / "甲.txt.bak").read_text() == "older"
    assert (folder / "in" / "甲.txt.bak2").read_bytes() == before
    assert "FND003" not in codes(path.read_bytes())
    again = xlgoals("fix", path, "--in-place")
    assert "没有可以改正的地方" in again.stdout
    assert len(list((folder / "in").iterdir())) == 4


@pytest.mark.parametrize("lock", ["~$甲.txt", ".~lock.甲.txt#"])
def test_an_open_file_is_left_alone(folder: Path, lock: str) -> None:
    path = folder / "in" / "甲.txt"
    before = path.read_bytes()
    path.with_name(lock).write_bytes(b"user")
    run = xlgoals("fix", path, "--in-place")
    assert run.returncode == 1
    assert lock in run.stdout + run.stderr
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.bak*"))


def test_in_place_changes_only_the_cells_concerned(folder: Path) -> None:
    path = folder / "in" / "乙.xlsx"
    own = load_workbook(path)
    own.create_sheet("我的笔记")["A1"] = "=1+1"
    own.save(path)
    before = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    run = xlgoals("fix", path, "--in-place", "--suggested")
    assert run.returncode == 0, run.stdout
    after = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    sheets = {f"xl/worksheets/sheet{number}.xml" for number in (4, 5)}
    assert changed <= {"xl/styles.xml", "xl/workbook.xml", *sheets}
    sheet = load_workbook(path)["项目1"]
    assert (sheet["D5"].value, sheet["D5"].number_format) == (90, "0.00")
    assert sheet["B8"].value == "25%"
    assert sheet["E8"].value == "100%"


def listed(path: Path) -> list[str]:
    """The codes on the sheet of findings."""
    found = load_workbook(path)[sheet.CHECK_RESULTS]
    return [str(cell.value) for (cell,) in found.iter_rows(min_row=4, min_col=2, max_col=2)]


def imported(path: Path) -> None:
    """A faulty workbook as an import writes it, its findings listed."""
    document = parse(FAULTY, base()).document
    path.write_bytes(stamp.write_bytes(document, finding_rows(checks.run(document), document)))


def test_the_list_of_findings_is_that_of_the_mended_workbook(folder: Path) -> None:
    path = folder / "in" / "乙.xlsx"
    imported(path)
    assert {"VAL004", "FND003", "FND001"} <= set(listed(path))
    run = xlgoals("fix", path, "--in-place")
    left = [finding.code for finding in checks.run(workbook.read(path.read_bytes()))]
    assert sorted(listed(path)) == sorted(left)
    assert "FND001" in left
    assert "“校验结果”表" not in run.stdout


def test_a_list_with_notes_of_the_users_own_is_left_and_told(folder: Path) -> None:
    path = folder / "in" / "乙.xlsx"
    imported(path)
    own = load_workbook(path)
    own[sheet.CHECK_RESULTS]["I4"] = "已问过水务局"
    own.save(path)
    before = listed(path)
    run = xlgoals("fix", path, "--in-place")
    assert listed(path) == before
    assert load_workbook(path)[sheet.CHECK_RESULTS]["I4"].value == "已问过水务局"
    assert "“校验结果”表里有您自己的内容或格式，没有重写" in run.stdout
    assert "VAL004" not in codes(path.read_bytes())


def test_a_macro_workbook_saved_elsewhere_lists_what_is_left(folder: Path) -> None:
    path = folder / "in" / "乙.xlsm"
    imported(path)
    xlgoals("fix", path, "-o", folder / "out")
    assert "VAL004" not in listed(folder / "out" / "乙.xlsm")


def mend(path: Path, *, suggested: bool = True) -> Mended:
    (job,) = mending.plan([path], None, suggested=suggested)
    (mended,) = mending.mend([job])
    return mended


def test_a_formula_is_left_to_its_owner(folder: Path) -> None:
    path = folder / "in" / "乙.xlsx"
    data = workbook.read(book("财政资金 90\n")).document
    path.write_bytes(_with_formula(stamp.write_bytes(data), "D5", "45+45", "90"))
    mended = mend(path)
    assert [(change.field[12:], change.refusal) for change in mended.changes] == [
        ("funding.fiscal", "formula")
    ]
    assert mended.status is Status.UNCHANGED
    assert not list(path.parent.glob("*.bak*"))
    assert "这个单元格是公式" in xlgoals("fix", path, "--in-place").stdout


def _with_formula(data: bytes, cell: str, formula: str, value: str) -> bytes:
    import io
    import re

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet4.xml":
                pattern = rf'<c r="{cell}"( s="\d+")?[^>]*><v>[^<]*</v></c>'.encode()
                made = rf'<c r="{cell}"\1><f>{formula}</f><v>{value}</v></c>'.encode()
                part, count = re.subn(pattern, made, part)
                assert count == 1
            new.writestr(name, part)
    return out.getvalue()


def test_what_has_no_cell_is_told_and_the_rest_done(folder: Path) -> None:
    path = folder / "in" / "乙.xlsx"
    own = load_workbook(path)
    sheet = own["部门目标"]
    lead = next(row for row in range(1, 60) if sheet.cell(row, 1).value == "提示行")
    sheet.delete_rows(lead)
    own.save(path)
    mended = mend(path)
    refused = {change.field: change.refusal for change in mended.changes if change.refusal}
    assert set(refused.values()) <= {"cell"}
    assert mended.status is Status.DONE
    assert "VAL004" not in codes(path.read_bytes())


def test_stray_spaces_in_cells_are_tidied_in_place(folder: Path) -> None:
    path = folder / "in" / "乙.xlsx"
    path.write_bytes(book(""))
    own = load_workbook(path)
    own["项目1"]["E3"] = " 农村饮水工程维修养护\t"
    own.save(path)
    mended = mend(path, suggested=False)
    assert [note.place.cell for note in mended.notes] == ["E3"]
    assert load_workbook(path)["项目1"]["E3"].value == "农村饮水工程维修养护"


def test_a_patch_that_reads_otherwise_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "in" / "乙.xlsx"
    before = path.read_bytes()
    monkeypatch.setattr(patch, "patch", lambda *_: (book("预算数 1.00"), {}))
    mended = mend(path)
    assert (mended.status, mended.error) == (Status.FAILED, "differs")
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*.bak*"))


def test_outputs_replace_nothing_unasked(folder: Path) -> None:
    (folder / "甲.txt").write_text("mine")
    run = xlgoals("fix", folder / "in" / "甲.txt", "-o", folder)
    assert run.returncode == 0
    assert (folder / "甲.txt").read_text() == "mine"
    same = xlgoals("fix", folder / "in" / "甲.txt", "-o", folder / "in", "--overwrite")
    assert same.returncode == 1
    assert "--in-place" in same.stdout


@pytest.mark.parametrize("options", [[], ["-o", "out", "--in-place"]])
def test_either_a_folder_or_in_place(folder: Path, options: list[str]) -> None:
    run = xlgoals("fix", folder / "in", *options)
    assert run.returncode == 2
    assert "--in-place" in run.stderr


def test_an_unreadable_file_does_not_stop_the_others(folder: Path) -> None:
    (folder / "in" / "坏.xlsx").write_bytes(b"no workbook")
    run = xlgoals("fix", folder / "in", "-o", folder / "out")
    assert run.returncode == 1
    assert "坏.xlsx：这不是 Excel 工作簿" in run.stdout
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["乙.xlsx", "甲.txt"]


def test_a_file_without_faults_is_copied_as_it_is(folder: Path) -> None:
    path = folder / "in" / "好.txt"
    path.write_bytes(document())
    run = xlgoals("fix", path, "-o", folder / "out")
    assert "没有可以改正的地方" in run.stdout
    assert (folder / "out" / "好.txt").read_bytes() == path.read_bytes()


def test_names_that_clash_get_numbers(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "表.txt").write_bytes(b"")
    jobs = mending.plan([tmp_path], tmp_path / "out")
    assert [job.target.name for job in jobs if job.target] == ["表.txt", "表_2.txt"]


def test_seeds_are_mended_and_read_again(seeds: tuple[bytes, bytes], tmp_path: Path) -> None:
    for name, data in zip(("000", "004"), seeds, strict=True):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(stamp.write_bytes(text.read(data).document))
        mended = mend(path)
        assert mended.status is Status.DONE, FormError(mended.error)
        assert not [change for change in mended.changes if change.refusal]
        assert not mend(path, suggested=False).changes


def test_lead_lines_that_are_put_in_are_told_apart(folder: Path) -> None:
    bare = vocabulary.LEAD_LINES
    path = folder / "in" / "甲.txt"
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if line not in bare), "utf-8")
    run = xlgoals("fix", path, "-o", folder / "out", "--suggested")
    for words in bare:
        assert f"提示行“{words}”：（无此行） → （有此行）" in run.stdout
