"""Word files in all commands: read like texts, written, and places told by table and label."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from tests.command import names_in, xlgoals
from tests.generated import MISTAKE_SEEDS, department_text
from tests.strategies import documents
from xlgoals import files, legacy, messages, soffice
from xlgoals.checks import all_checks, run
from xlgoals.forms import text, word, workbook
from xlgoals.model import GoalDocument
from xlgoals.reading import Note, NoteKind, Place, ReadResult
from xlgoals.resources import shipped

DATA = Path(__file__).with_name("data")
LAYOUT = {check.code for check in all_checks() if check.layout}
RECORDS = "code", "severity", "project", "field", "value", "message", "suggestion"


def source(seed: int = 1001, *, mistakes: bool = True) -> bytes:
    return department_text(seed, projects=2, mistakes=mistakes).encode()


def word_of(data: bytes) -> bytes:
    return word.write(text.read(data).document)


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def findings(*arguments: str | Path) -> list[dict[str, object]]:
    run = xlgoals("check", *arguments, "--format", "json")
    return [json.loads(line) for line in run.stdout.splitlines()]


def said(records: list[dict[str, object]]) -> Counter[tuple[object, ...]]:
    return Counter(
        tuple(record[key] for key in RECORDS) for record in records if record["code"] not in LAYOUT
    )


# --- One document, whatever form it comes in --------------------------------------------------


def found_in(result: ReadResult) -> Counter[tuple[object, ...]]:
    return Counter(
        (one.code, one.severity, one.project, one.field, one.value, one.message)
        for one in run(result)
        if one.code not in LAYOUT
    )


def test_seeds_have_the_same_findings_in_word(seed: bytes) -> None:
    result = text.read(seed)
    assert found_in(word.read(word_of(seed))) == found_in(result)


@pytest.mark.parametrize("seed", MISTAKE_SEEDS)
def test_generated_documents_have_the_same_findings_in_word(seed: int) -> None:
    data = department_text(seed, mistakes=True).encode()
    found = found_in(text.read(data))
    assert len(found) > 20
    assert found_in(word.read(word_of(data))) == found


@given(documents())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_any_documents_have_the_same_findings_in_word(document: GoalDocument) -> None:
    data = text.write(document)
    assert found_in(word.read(word_of(data))) == found_in(text.read(data))


def test_import_of_word_gives_the_workbook_of_the_text(tmp_path: Path) -> None:
    put(tmp_path / "in" / "表.txt", source())
    put(tmp_path / "in" / "文.docx", word_of(source()))
    assert xlgoals("import", tmp_path / "in", "-o", tmp_path / "out").returncode == 0
    assert names_in(tmp_path / "out") == {"表.xlsx", "文.xlsx", "导入汇总.xlsx", "导入日志.jsonl"}
    books = [(tmp_path / "out" / name).read_bytes() for name in ("表.xlsx", "文.xlsx")]
    assert books[0] == books[1]


def test_export_to_word_and_back_gives_the_same_document(tmp_path: Path) -> None:
    put(tmp_path / "表.txt", source())
    xlgoals("import", tmp_path / "表.txt", "-o", tmp_path, "--no-register")
    assert xlgoals("export", tmp_path / "表.xlsx", "--to", "docx", "-o", tmp_path).returncode == 0
    again = tmp_path / "again"
    assert xlgoals("import", tmp_path / "表.docx", "-o", again).returncode == 0
    assert workbook.read(again / "表.xlsx").document == text.read(source()).document


@pytest.mark.parametrize("to", ["txt", "docx", "xlsx"])
def test_export_takes_any_form_that_is_named(tmp_path: Path, to: str) -> None:
    expected = text.read(source()).document
    put(tmp_path / "甲.txt", source())
    put(tmp_path / "乙.docx", word_of(source()))
    run = xlgoals(
        *("export", tmp_path / "甲.txt", tmp_path / "乙.docx", "--to", to, "-o", tmp_path / "out")
    )
    assert run.returncode == 0
    for name in "甲", "乙":
        assert files.read(tmp_path / "out" / f"{name}.{to}").document == expected


def test_export_to_a_workbook_makes_it_anew(tmp_path: Path) -> None:
    put(tmp_path / "表.txt", source())
    xlgoals("import", tmp_path / "表.txt", "-o", tmp_path / "in", "--no-register")
    path = tmp_path / "in" / "表.xlsx"
    book = openpyxl.load_workbook(path)
    book["项目1"].insert_rows(3)
    book.save(path)
    run = xlgoals("export", tmp_path / "in", "--to", "xlsx", "-o", tmp_path / "out")
    assert run.returncode == 0
    anew = tmp_path / "out" / "表.xlsx"
    assert workbook.read(anew).document == workbook.read(path).document
    assert openpyxl.load_workbook(anew)["项目1"]["A3"].value is not None


def test_an_output_never_takes_the_place_of_an_input(tmp_path: Path) -> None:
    put(tmp_path / "表.txt", source())
    xlgoals("import", tmp_path / "表.txt", "-o", tmp_path, "--no-register")
    before = (tmp_path / "表.xlsx").read_bytes()
    run = xlgoals("export", tmp_path / "表.xlsx", "--to", "xlsx", "-o", tmp_path, "--overwrite")
    assert run.returncode == 1
    assert "就是另一个要处理的原文件" in run.stdout
    assert (tmp_path / "表.xlsx").read_bytes() == before


# --- How Word documents look ------------------------------------------------------------------


def styles(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read("word/styles.xml").decode() + package.read("word/document.xml").decode()


def test_switches_of_word_documents(tmp_path: Path) -> None:
    path = put(tmp_path / "表.txt", source())
    outputs = {}
    for option in ("", "--common-fonts", "--contents"):
        folder = tmp_path / f"out{option}"
        run = xlgoals("export", path, "--to", "docx", "-o", folder, *filter(None, [option]))
        assert run.returncode == 0, run.stderr
        outputs[option] = styles(folder / "表.docx")
    assert "仿宋_GB2312" in outputs[""]
    assert "仿宋_GB2312" not in outputs["--common-fonts"]
    assert "TOC \\o" in outputs["--contents"]
    assert "TOC \\o" not in outputs[""]


def own_template(folder: Path, old: str, new: str) -> Path:
    """The shipped template, changed by its user."""
    path = folder / "模板.docx"
    with (
        zipfile.ZipFile(shipped("workbooks", "绩效文本模板.docx")) as shipped_one,
        zipfile.ZipFile(path, "w") as own,
    ):
        for name in shipped_one.namelist():
            data = shipped_one.read(name).decode()
            own.writestr(name, data.replace(old, new))
    return path


def test_a_template_of_ones_own_restyles_the_document(tmp_path: Path) -> None:
    path = put(tmp_path / "表.txt", source())
    template = own_template(tmp_path, "仿宋_GB2312", "华文仿宋")
    run = xlgoals(
        *("export", path, "--to", "docx", "-o", tmp_path / "out", "--word-template", template)
    )
    assert run.returncode == 0
    assert "华文仿宋" in styles(tmp_path / "out" / "表.docx")
    assert word.read((tmp_path / "out" / "表.docx").read_bytes()).document.projects


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (None, "找不到这个文件"),
        (b"%PDF-1.7", "这不是 Word 文档"),
        (b"PK\x03\x04broken", "这不是 Word 文档"),
        ("no patterns", "Word 模板缺少必要的部分"),
    ],
)
def test_an_unsuitable_template_is_told_before_anything_is_done(
    tmp_path: Path, template: bytes | str | None, told: str
) -> None:
    path = put(tmp_path / "表.txt", source())
    own = tmp_path / "模板.docx"
    if isinstance(template, bytes):
        own.write_bytes(template)
    elif template is not None:
        own_template(tmp_path, "{%", "{#")
    run = xlgoals("export", path, "--to", "docx", "-o", tmp_path / "out", "--word-template", own)
    assert run.returncode == 1
    assert run.stdout == ""
    assert len(run.stderr.splitlines()) == 1
    assert f"{own}：{told}" in run.stderr
    assert not (tmp_path / "out").exists()


def test_switches_of_word_are_for_word(tmp_path: Path) -> None:
    run = xlgoals("export", tmp_path, "-o", tmp_path / "out", "--contents")
    assert run.returncode == 2
    assert "--contents 只用于 --to docx" in run.stderr


# --- Places -----------------------------------------------------------------------------------


def test_places_in_word_are_table_row_column_and_the_label_beside(tmp_path: Path) -> None:
    path = put(tmp_path / "文.docx", word_of(source()))
    in_text = findings(put(tmp_path / "表.txt", source()))
    in_word = findings(path)
    assert said(in_word) == said(in_text)
    places = {(str(one["field"]), str(json.dumps(one["place"]))) for one in in_word}
    value = next(json.loads(place) for field, place in places if field.endswith("].value"))
    assert value["label"] == "指标值"
    assert value["column"] == 5
    assert set(value) == {"table", "row", "column", "label"}


def test_places_in_word_stand_in_every_report(tmp_path: Path) -> None:
    path = put(tmp_path / "文.docx", word_of(source()))
    expected = "行第5列（指标值）"
    assert expected in xlgoals("check", path).stdout
    for name in ("报告.html", "报告.txt"):
        xlgoals("check", path, "-o", tmp_path / name)
        assert expected in (tmp_path / name).read_text("utf-8")
    xlgoals("check", path, "-o", tmp_path / "报告.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "报告.xlsx")["问题"]
    assert any(expected in str(cell.value) for row in sheet.iter_rows() for cell in row)
    xlgoals("register", path, "-o", tmp_path / "汇总.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "汇总.xlsx")["问题"]
    assert any(expected in str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("projects[0].code", Place(table=1, row=2, column=2, label="项目编码")),
        ("projects[0].name", Place(table=1, row=2, column=4, label="项目名称")),
        ("projects[0].funding.fiscal", Place(table=1, row=3, column=5, label="其中：财政    资金")),
        (
            "projects[0].funding.purpose",
            Place(table=1, row=4, column=2, label="预算规模及资金用途"),
        ),
        ("projects[0].plan.june", Place(table=1, row=6, column=3, label="6月底")),
        ("projects[0].goals", Place(table=1, row=7, column=2, label="绩效目标")),
        ("projects[1].unit", Place(table=3, row=1, column=1)),
        (
            "projects[1].indicators[1].basis",
            Place(table=4, row=3, column=6, label="指标值确定依据"),
        ),
    ],
)
def test_labels_beside_cells(field: str, place: Place) -> None:
    assert word.read(word_of(source())).places[field] == place


# --- What is said of the whole file -----------------------------------------------------------


@pytest.fixture
def other_form(tmp_path: Path) -> Path:
    """A form of another province, as text."""
    return put(tmp_path / "他省.txt", (DATA / "form-central-2021.txt").read_bytes())


REMARK = "这是其他地区的表样，可按 central-2021 口径校验"


def test_another_form_is_named_once_a_file(other_form: Path, tmp_path: Path) -> None:
    assert xlgoals("import", other_form, "-o", tmp_path / "out").stdout.count(REMARK) == 1
    assert xlgoals("check", other_form).stdout.count(REMARK) == 1
    assert xlgoals("fix", other_form, "-o", tmp_path / "fixed").stdout.count(REMARK) == 1
    records = [one for one in findings(other_form) if one["code"] == "REMARK"]
    assert [(one["message"], one["severity"]) for one in records] == [(REMARK, "info")]
    xlgoals("check", other_form, "-o", tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text("utf-8").count(REMARK) == 1
    xlgoals("check", other_form, "-o", tmp_path / "a.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx")["按文件"].iter_rows(values_only=True)
    assert [REMARK in row for row in cells].count(True) == 1


def test_the_kind_of_a_form_is_nothing_that_was_tidied() -> None:
    notes = (
        Note(NoteKind.LAYOUT, Place(line=1)),
        Note(NoteKind.EDGE_SPACE, Place(line=3), " a"),
        Note(NoteKind.FORM, Place(line=2), "central-2021"),
    )
    result = ReadResult(GoalDocument(), notes=notes)
    assert [note.kind for note in result.tidied] == [NoteKind.EDGE_SPACE]
    assert [note.kind for note in result.remarks] == [NoteKind.LAYOUT, NoteKind.FORM]


# --- Fixing -----------------------------------------------------------------------------------


def test_fix_of_word_writes_word(tmp_path: Path) -> None:
    path = put(tmp_path / "文.docx", word_of(source()))
    plain = put(tmp_path / "表.txt", source())
    run = xlgoals("fix", path, plain, "-o", tmp_path / "out")
    assert run.returncode == 0
    fixed = word.read((tmp_path / "out" / "文.docx").read_bytes()).document
    assert fixed == text.read((tmp_path / "out" / "表.txt").read_bytes()).document
    assert fixed != text.read(source()).document


def test_word_files_are_not_fixed_in_place(tmp_path: Path) -> None:
    data = word_of(source())
    path = put(tmp_path / "文.docx", data)
    run = xlgoals("fix", path, "--in-place")
    assert run.returncode == 1
    assert "Word 文件不直接修改" in run.stdout
    assert path.read_bytes() == data
    assert names_in(tmp_path) == {"文.docx"}


# --- Old Word files ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def old_word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our Word document as .doc and .rtf, made by LibreOffice."""
    program = soffice.find()
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("old")
    path = put(folder / "docx" / "文.docx", word_of(source()))
    profile = (folder / "profile").as_uri()
    for kind in ("doc", "rtf"):
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
        command += ["--outdir", str(folder / "in"), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    (folder / "in" / "文.rtf").rename(folder / "in" / "另.rtf")
    (folder / "in" / "文.doc").rename(folder / "in" / "旧.doc")
    (folder / "in" / "复.wps").write_bytes((folder / "in" / "旧.doc").read_bytes())
    return folder / "in"


@pytest.mark.office
def test_a_mixed_folder_is_imported_as_a_whole(old_word: Path, tmp_path: Path) -> None:
    for path in old_word.iterdir():
        put(tmp_path / "in" / path.name, path.read_bytes())
    put(tmp_path / "in" / "表.txt", source())
    put(tmp_path / "in" / "新.docx", word_of(source()))
    put(tmp_path / "in" / "坏.doc", b"%PDF-1.7\n" + bytes(64))
    before = {path: path.read_bytes() for path in (tmp_path / "in").iterdir()}
    run = xlgoals("import", tmp_path / "in", "-o", tmp_path / "out")
    assert run.returncode == 1
    assert "完成 5 个，失败 1 个" in run.stdout
    assert "坏.doc：这个旧 Word 文件转换不了" in run.stdout
    expected = text.read(source()).document
    for name in ("表", "新", "旧", "另", "复"):
        assert workbook.read(tmp_path / "out" / f"{name}.xlsx").document == expected
    assert {path: path.read_bytes() for path in (tmp_path / "in").iterdir()} == before


@pytest.mark.office
def test_checks_find_the_same_in_old_word_files(old_word: Path, tmp_path: Path) -> None:
    expected = said(findings(put(tmp_path / "表.txt", source())))
    for name in ("旧.doc", "另.rtf"):
        records = findings(old_word / name)
        assert said(records) == expected
        assert any("label" in json.dumps(one["place"]) for one in records)
    run = xlgoals("fix", old_word / "旧.doc", "-o", tmp_path / "out")
    assert run.returncode == 0
    assert names_in(tmp_path / "out") == {"旧.docx"}
    run = xlgoals("register", old_word, "-o", tmp_path / "汇总.xlsx")
    assert run.returncode == 0
    assert "3 个文件" in run.stdout


@pytest.mark.office
def test_one_libreoffice_does_for_a_batch(old_word: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    real = subprocess.Popen

    def counted(*arguments: object, **options: object) -> object:
        begun.append(arguments)
        return real(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(soffice.subprocess, "Popen", counted)  # type: ignore[attr-defined]
    entries = list(legacy.convert([*old_word.iterdir()] * 3))
    assert [entry.error for entry in entries] == [None] * 9
    assert len(begun) == 1


def test_without_a_converter_each_old_file_says_how_to_get_one(tmp_path: Path) -> None:
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    for name in ("旧.doc", "文.wps"):
        put(tmp_path / "in" / name, old)
    put(tmp_path / "in" / "表.txt", source())
    hidden = put(tmp_path / "hide" / "extractous" / "__init__.py", b"").parent.parent
    # A meta path hook in a .pth-like start-up file would be another way; an empty PATH and a
    # finder that knows no extractous come closest to a machine without either.
    put(hidden / "sitecustomize.py", NO_EXTRACTOUS)
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(hidden)}
    run = xlgoals("import", tmp_path / "in", "-o", tmp_path / "out", environment=environment)
    assert run.returncode == 1
    lines = [line for line in run.stdout.splitlines() if line.startswith("✗")]
    assert len(lines) == 2
    assert all("LibreOffice" in line and "xlgoals[legacy]" in line for line in lines)
    assert workbook.read(tmp_path / "out" / "表.xlsx").document.projects


NO_EXTRACTOUS = b"""
import importlib.util
_found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "extractous" else _found(name, *rest)
"""


def test_old_files_are_converted_group_by_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that neither memory nor disk holds all of a large batch."""
    monkeypatch.setattr(soffice, "MOST", 2)
    batches: list[int] = []

    def converted(_: str, originals: object, **__: object) -> list[bytes]:
        batches.append(len(list(originals)))  # type: ignore[call-overload]
        return [b"PK\x03\x04"] * batches[-1]

    monkeypatch.setattr(soffice, "to_docx", lambda *a, **k: iter(converted(*a, **k)))
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    paths = [put(tmp_path / f"{at}.doc", old) for at in range(5)]
    entries = legacy.convert(paths, program="soffice")
    next(entries)
    assert batches == [2]
    assert len(list(entries)) == 4
    assert batches == [2, 2, 1]


# --- Broken and hostile files -----------------------------------------------------------------


def truncated() -> bytes:
    data = word_of(source())
    return data[: len(data) // 2]


def rewritten(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_of(source()))) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, data if entry == name else old.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def bomb() -> bytes:
    return rewritten("word/document.xml", b"<w:p/>" * (20 << 20))


def entities() -> bytes:
    lols = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    xml = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "lol">{lols}]><d>&l9;</d>'
    return rewritten("word/document.xml", xml.encode())


def encrypted() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")


BROKEN: dict[str, Callable[[], bytes]] = {
    "pdf.docx": lambda: b"%PDF-1.7\n" + bytes(2000),
    "pdf.doc": lambda: b"%PDF-1.7\n" + bytes(2000),
    "pdf.txt": lambda: b"%PDF-1.7\n" + bytes(2000),
    "pdf.xlsx": lambda: b"%PDF-1.7\n" + bytes(2000),
    "cut.docx": truncated,
    "bomb.docx": bomb,
    "dtd.docx": entities,
    "secret.docx": encrypted,
    "secret.doc": encrypted,
    "empty.docx": lambda: b"",
}


@pytest.mark.parametrize("command", ["import", "check"])
def test_broken_files_get_one_message_each_and_harm_no_other(tmp_path: Path, command: str) -> None:
    for name, data in BROKEN.items():
        put(tmp_path / "in" / name, data())
    put(tmp_path / "in" / "好.docx", word_of(source(mistakes=False)))
    arguments: list[str | Path] = [command, *sorted((tmp_path / "in").iterdir())]
    if command == "import":
        arguments += ["-o", tmp_path / "out", "--format", "json"]
    else:
        arguments += ["--format", "json"]
    run = xlgoals(*arguments)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    records = [json.loads(line) for line in run.stdout.splitlines()]
    told = Counter(
        Path(one["file"]).name
        for one in records
        if one.get("status") == "failed" or one.get("code") == "UNREADABLE"
    )
    assert told == dict.fromkeys(BROKEN, 1)
    if command == "import":
        assert workbook.read(tmp_path / "out" / "好.xlsx").document.projects
        messages_told = {Path(one["file"]).name: one["error"] for one in records}
        unexpected = messages.text("form.unexpected", kind="").partition("（")[0]
        assert not any(unexpected in (said or "") for said in messages_told.values())
