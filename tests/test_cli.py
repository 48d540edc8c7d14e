"""The command line, as a user meets it: run in a process of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from tests.command import names_in, xlgoals
from tests.generated import department_text
from xlgoals import cli, messages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two good documents and one that is empty."""
    (tmp_path / "in").mkdir()
    for at in (1, 2):
        data = department_text(at, projects=at).encode()
        (tmp_path / "in" / f"第{at}份.txt").write_bytes(data)
    (tmp_path / "in" / "空.txt").write_bytes(b"")
    return tmp_path


def test_import_tells_of_every_file_and_fails_for_the_bad_one(folder: Path) -> None:
    run = xlgoals("import", folder / "in", "-o", folder / "out")
    assert run.returncode == 1
    assert "✓" in run.stdout
    assert "空.txt：文件是空的" in run.stdout
    assert "完成 2 个，失败 1 个" in run.stdout
    assert names_in(folder / "out") == {
        "第1份.xlsx",
        "第2份.xlsx",
        "导入汇总.xlsx",
        "导入日志.jsonl",
    }


def test_import_writes_a_register_beside_its_outputs_and_replaces_none(folder: Path) -> None:
    out = folder / "out"
    xlgoals("import", folder / "in", "-o", out)
    book = openpyxl.load_workbook(out / "导入汇总.xlsx", read_only=True)
    files = {row[0] for row in book["项目"].iter_rows(min_row=2, max_col=1, values_only=True)}
    assert {"第1份.txt", "第2份.txt"} <= files
    (folder / "in" / "第3份.txt").write_bytes(department_text(3, projects=1).encode())
    xlgoals("import", folder / "in", "-o", out)
    assert names_in(out) >= {"第3份.xlsx", "导入汇总.xlsx", "导入汇总_2.xlsx"}


def test_import_counts_the_findings_of_all_files(folder: Path) -> None:
    for at in (1, 2):
        data = department_text(at, projects=at, mistakes=True).encode()
        (folder / "in" / f"第{at}份.txt").write_bytes(data)
    run = xlgoals("import", folder / "in", "-o", folder / "out", "--no-register")
    each = re.findall(r"校验：错误 (\d+) 处，警告 (\d+) 处", run.stdout)
    errors, warnings = (sum(map(int, counts)) for counts in zip(*each, strict=True))
    assert len(each) == 2
    assert f"校验共找到错误 {errors} 处，警告 {warnings} 处" in run.stdout


def test_import_without_register(folder: Path) -> None:
    xlgoals("import", folder / "in", "-o", folder / "out", "--no-register")
    assert names_in(folder / "out") == {"第1份.xlsx", "第2份.xlsx", "导入日志.jsonl"}


def test_a_register_in_a_folder_is_no_document(folder: Path) -> None:
    xlgoals("import", folder / "in", "-o", folder / "out")
    run = xlgoals("export", folder / "out", "-o", folder / "back")
    assert run.returncode == 0
    assert names_in(folder / "back") == {"第1份.txt", "第2份.txt", "导出日志.jsonl"}


def test_an_unforeseen_fault_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault() -> None:
        raise RecursionError

    monkeypatch.delenv("XLGOALS_DEBUG", raising=False)
    monkeypatch.setattr(cli, "build", fault)
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 1
    assert "意外情况（RecursionError）" in capsys.readouterr().err


def test_json_has_one_object_a_line_with_the_promised_keys(folder: Path) -> None:
    run = xlgoals("import", folder / "in", "-o", folder / "out", "--format", "json")
    records = {
        Path(record["file"]).name: record for record in map(json.loads, run.stdout.split("\n")[:-1])
    }
    keys = ["file", "output", "status", "projects", "indicators", "leftovers", "seconds", "error"]
    assert all(list(record) == keys for record in records.values())
    assert records["第2份.txt"]["status"] == "ok"
    assert records["第2份.txt"]["projects"] == 2
    assert records["第2份.txt"]["error"] is None
    assert records["空.txt"]["status"] == "failed"
    assert records["空.txt"]["output"] is None
    assert run.stderr == ""


def test_a_second_import_skips_and_overwrite_replaces(folder: Path) -> None:
    source = folder / "in" / "第1份.txt"
    assert xlgoals("import", source, "-o", folder).returncode == 0
    again = xlgoals("import", source, "-o", folder)
    assert again.returncode == 0
    assert "--overwrite" in again.stdout
    assert "完成 1 个" in xlgoals("import", source, "-o", folder, "--overwrite").stdout


def test_export_gives_the_text_back(folder: Path) -> None:
    source = folder / "in" / "第2份.txt"
    xlgoals("import", source, "-o", folder)
    run = xlgoals("export", folder / "第2份.xlsx", "--to", "txt", "-o", folder / "back")
    assert run.returncode == 0
    assert (folder / "back" / "第2份.txt").read_bytes() == source.read_bytes()


def test_verbose_names_every_tidied_place(folder: Path) -> None:
    source = folder / "in" / "第1份.txt"
    source.write_text(source.read_text("utf-8").replace("\t项目编码\n", "\t项目编码 \n"), "utf-8")
    run = xlgoals("import", source, "-o", folder, "--verbose")
    line = source.read_text("utf-8").split("\n").index("\t项目编码 ") + 1
    assert f"第{line}行：标题或标签写法不同" in run.stdout


def test_template_is_saved_and_not_overwritten_unasked(tmp_path: Path) -> None:
    target = tmp_path / "空白.xlsx"
    assert xlgoals("template", "-o", target).returncode == 0
    assert target.read_bytes()[:2] == b"PK"
    again = xlgoals("template", "-o", target)
    assert again.returncode == 1
    assert "没有覆盖" in again.stderr


def test_demo_works_twice(tmp_path: Path) -> None:
    for _ in range(2):
        run = xlgoals("demo", cwd=tmp_path)
        assert run.returncode == 0, run.stdout + run.stderr
        assert "其余完全一致" in run.stdout
        assert "校验报告.html" in run.stdout
    assert len(list((tmp_path / "demo-output").iterdir())) == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["imprt"], "没有命令 imprt"),
        (["import", "x.txt"], "缺少"),
        (["import", "-o", "out"], "缺少"),
        (["import", "--what", "x", "-o", "out"], "没有选项 --what"),
        (["import", "x", "-o", "out", "--jobs", "0"], "--jobs 的值不对"),
        (["--lang", "en", "imprt"], "no command imprt"),
    ],
)
def test_wrong_usage_is_told_in_a_line_with_status_2(arguments: list[str], told: str) -> None:
    run = xlgoals(*arguments)
    assert run.returncode == 2
    assert told in run.stderr
    assert "Traceback" not in run.stderr


def test_help_of_every_command_comes_in_both_languages() -> None:
    for command in ("import", "export", "check", "fix", "rules", "template", "demo"):
        assert "选项" in xlgoals(command, "--help").stdout
        english = xlgoals(command, "--help", "--lang", "en").stdout
        assert "Options" in english
        assert not any("\u4e00" <= char <= "\u9fff" for char in english)


def test_rules_all_one_and_none(tmp_path: Path) -> None:
    everything = xlgoals("rules").stdout
    assert "FND001" in everything
    assert "xlgoals rules FND001" in everything
    one = xlgoals("rules", "fnd001")
    assert one.stdout.startswith("FND001　预算数等于各项来源之和")
    none = xlgoals("rules", "FND999")
    assert (none.returncode, "没有规则 FND999" in none.stderr) == (2, True)
    target = tmp_path / "rules.md"
    assert xlgoals("rules", "--format", "md", "-o", target, "--lang", "en").returncode == 0
    assert target.read_text("utf-8").startswith("# Rules\n")


def test_a_missing_input_is_told(tmp_path: Path) -> None:
    run = xlgoals("import", tmp_path / "none.txt", "-o", tmp_path)
    assert run.returncode == 1
    assert "找不到这个文件" in run.stdout


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    run = xlgoals("import", tmp_path, "-o", tmp_path / "out")
    assert run.returncode == 1
    assert "没有找到可以处理的文件。import 处理文本和 Word 文件，export 处理工作簿。" in run.stdout


def test_help_is_chinese_and_english_when_asked() -> None:
    assert "导入" in xlgoals("--help").stdout
    english = xlgoals("--lang", "en", "import", "--help").stdout
    assert "Import legacy text files" in english
    assert not any("\u4e00" <= char <= "\u9fff" for char in english)


def test_both_languages_have_the_same_words() -> None:
    assert messages.keys("zh") == messages.keys("en")
