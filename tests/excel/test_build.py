"""The built files: complete, sound, the same every time, and read by others."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import openpyxl
import pyopenvba
import pytest
import python_calamine
from lxml import etree
from oletools.olevba import VBA_Parser

from xlgoals.excel import build, vba_project
from xlgoals.excel.vba_project import BuildError
from xlgoals.resources import shipped

TEMPLATE = shipped("workbooks", "绩效目标模板.xlsx")
NAMES = (build.ADDIN_NAME, build.MACRO_NAME)
KINDS = {
    build.ADDIN_NAME: "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    build.MACRO_NAME: "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the command makes."""
    folder = tmp_path_factory.mktemp("built")
    return {path.name: path for path in build.build(folder)}


def parts(book: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(book) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_all_files_are_made(built: dict[str, Path]) -> None:
    assert set(NAMES) <= set(built)
    assert all(path.is_file() for path in built.values())


@pytest.mark.parametrize("name", NAMES)
def test_another_reader_finds_the_very_sources(built: dict[str, Path], name: str) -> None:
    parser = VBA_Parser(str(built[name]))
    found = {file.rpartition(".")[0]: code for _, _, file, code in parser.extract_all_macros()}
    parser.close()
    for module in vba_project.modules():
        code = re.sub(r"(?m)^Attribute VB_.*\r?\n", "", found.pop(module.name))
        assert code.splitlines() == module.source.splitlines(), module.name
    assert all(other.startswith("Sheet") for other in found)


@pytest.mark.parametrize("name", NAMES)
def test_pyopenvba_finds_no_fault(built: dict[str, Path], name: str) -> None:
    report = pyopenvba.check_file(built[name])
    assert report.issues == ()
    assert report.ok


@pytest.mark.parametrize("name", NAMES)
def test_what_excel_looks_at_before_it_opens_a_file(built: dict[str, Path], name: str) -> None:
    found = parts(built[name])
    types = etree.fromstring(found["[Content_Types].xml"])
    overrides = {str(one.get("PartName")): one.get("ContentType") for one in types.iter()}
    defaults = {str(one.get("Extension")): one.get("ContentType") for one in types.iter()}
    assert overrides["/xl/workbook.xml"] == KINDS[name]
    assert defaults["png"] == "image/png"
    assert defaults["bin"] == "application/vnd.ms-office.vbaProject"
    ids = re.findall(rb' Id="([^"]+)"', found["_rels/.rels"])
    assert len(ids) == len(set(ids))
    for file in re.findall(rb'Target="([^"]+)"', found["_rels/.rels"]):
        assert file.decode().lstrip("/") in found
    assert next(iter(found)) == "[Content_Types].xml"
    with zipfile.ZipFile(built[name]) as opened:
        assert {one.date_time for one in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_person_is_named(built: dict[str, Path]) -> None:
    for name in NAMES:
        people = re.findall(
            rb"<(?:dc:creator|cp:lastModifiedBy)[^>]*>([^<]*)<",
            parts(built[name])["docProps/core.xml"],
        )
        assert people == [b"xlgoals"]


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_the_bytes_are_the_same_for_every_hash_seed(built: dict[str, Path], seed: str) -> None:
    code = (
        "import hashlib; from xlgoals.excel import build; "
        "print(*(hashlib.sha256(f()).hexdigest() for f in (build.addin, build.macro_book)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        hashlib.sha256(built[name].read_bytes()).hexdigest() for name in NAMES
    ]


def test_the_template_is_unchanged_in_the_macro_workbook(built: dict[str, Path]) -> None:
    """Every part is that of the template; a sheet differs by the name of its module only."""
    plain, macro = parts(TEMPLATE), parts(built[build.MACRO_NAME])
    changed = {name for name, data in plain.items() if macro.pop(name) != data}
    sheets = {name for name in plain if name.startswith("xl/worksheets/sheet")}
    package = {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"}
    assert changed == {*sheets, *package, "xl/workbook.xml"}
    assert {name.partition("/")[0] for name in macro} == {"customUI", "xl"}
    assert {name for name in macro if name.startswith("xl/")} == {"xl/vbaProject.bin"}
    again = parts(built[build.MACRO_NAME])
    for name in (*sheets, "xl/workbook.xml"):
        assert re.sub(rb' codeName="\w+"', b"", again[name]) == plain[name]


def test_other_libraries_read_the_macro_workbook_as_the_template(built: dict[str, Path]) -> None:
    data = built[build.MACRO_NAME].read_bytes()
    seen = openpyxl.load_workbook(BytesIO(data), keep_vba=True)
    plain = openpyxl.load_workbook(TEMPLATE)
    assert seen.sheetnames == plain.sheetnames
    for sheet in plain:
        same = seen[sheet.title]
        assert len(same.data_validations.dataValidation) == len(
            sheet.data_validations.dataValidation
        )
        assert len(same.conditional_formatting) == len(sheet.conditional_formatting)
        assert sheet.protection.sheet == same.protection.sheet
    assert plain["项目1"].data_validations.dataValidation
    assert plain["项目1"].conditional_formatting
    mine = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    base = python_calamine.CalamineWorkbook.from_path(TEMPLATE)
    for title in base.sheet_names:
        rows = mine.get_sheet_by_name(title).to_python(skip_empty_area=False)
        assert rows == base.get_sheet_by_name(title).to_python(skip_empty_area=False)


def test_the_bridge_is_that_of_the_installed_xlwings() -> None:
    source = vba_project.xlwings_source()
    assert f'XLWINGS_VERSION As String = "{version("xlwings")}"' in source
    assert 'PROJECT_NAME As String = "xlgoals"' in source
    # Neither the active workbook nor its folder may say which program is Python.
    assert 'Optional source As String = "user") As Variant' in source
    assert f'"xlwings64-{version("xlwings")}.dll"' in source


def test_an_xlwings_that_is_not_as_expected_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "xlwings").mkdir()
    (tmp_path / "xlwings" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "xlwings", raising=False)
    with pytest.raises(BuildError, match="已安装的 xlwings 里没有这个文件"):
        vba_project.xlwings_source()
    (tmp_path / "xlwings" / "xlwings_custom_addin.bas").write_text("Sub x()\nEnd Sub\n")
    with pytest.raises(BuildError, match="认不出"):
        vba_project.xlwings_source()


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xlgoals", "addin", *arguments]
    env = {**os.environ, **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_command_builds(tmp_path: Path, built: dict[str, Path]) -> None:
    done = run("build", "-o", str(tmp_path / "new"))
    assert (done.returncode, done.stderr) == (0, "")
    assert [Path(line.removeprefix("已生成：")).name for line in done.stdout.splitlines()] == [
        *built
    ]
    for name, path in built.items():
        assert (tmp_path / "new" / name).read_bytes() == path.read_bytes()


def test_without_pyopenvba_the_command_names_the_extra(tmp_path: Path) -> None:
    (tmp_path / "pyopenvba.py").write_text("raise ImportError")
    done = run("build", "-o", str(tmp_path / "new"), PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == "生成加载项要用 pyOpenVBA。请运行：pip install xlgoals[addin]\n"
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("build", "-o", str(tmp_path / "file"))
    assert done.returncode == 1
    assert done.stderr.startswith(f"结果保存不了：{tmp_path / 'file'}（")


def test_help_and_wrong_usage() -> None:
    assert "build" in run().stdout
    assert "命令:" in run().stdout
    assert "显示帮助。" in run("build", "--help").stdout
    wrong = run("dance")
    assert (wrong.returncode, "没有命令 dance。" in wrong.stderr) == (2, True)
