"""Texts that look like formulas, in every field: nothing that we write lets anybody work them out.

Each output is compared with that of a harmless twin, a document with 甲 in the same fields.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from tests.command import xlgoals
from tests.hostile.documents import FORMULAS, everywhere
from xlgoals import checks
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import stamp, text, word, workbook
from xlgoals.forms.vocabulary import PROJECT_TITLE_SUFFIX
from xlgoals.model import GoalDocument
from xlgoals.reading import ReadResult
from xlgoals.register.flat import guarded, unguarded
from xlgoals.register.output import build_register
from xlgoals.register.rows import collect

HARMLESS = "甲"
FINDINGS = "校验结果"
IN_TEXT = [*FORMULAS, "\t=1+1", 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"']
# What a sheet might begin to work out, also in the way of other languages' keyboards.
DANGER = re.compile(r"[=+\-@\t\r\n＝＋－＠].", re.DOTALL)

Cells = dict[tuple[str, str], Any]


def written(document: GoalDocument) -> bytes:
    return stamp.write_bytes(document, finding_rows(checks.run(document), document))


def cells(data: bytes | Path) -> tuple[Cells, Cells]:
    """Texts and formulas by sheet and cell, as openpyxl sees them."""
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    texts: Cells = {}
    formulas: Cells = {}
    for sheet in openpyxl.load_workbook(source).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            place = sheet.title, cell.coordinate
            if cell.data_type == "f":
                formulas[place] = getattr(cell.value, "text", cell.value)
            elif cell.data_type == "s":
                texts[place] = cell.value
    return texts, formulas


@pytest.fixture(scope="module")
def twin() -> bytes:
    return written(everywhere(HARMLESS))


@pytest.mark.parametrize("payload", FORMULAS)
def test_workbook_holds_text(twin: bytes, payload: str) -> None:
    document = everywhere(payload)
    data = written(document)
    texts, formulas = cells(data)
    harmless, expected = cells(twin)
    assert formulas == expected
    places = [at for at, value in harmless.items() if value == HARMLESS and at[0] != FINDINGS]
    assert len(places) == 34
    assert {texts.get(place) for place in places} == {payload}
    assert payload[:70] in {str(value)[:70] for at, value in texts.items() if at[0] == FINDINGS}
    assert names(data) == names(twin), "a part more: a link, a connection"
    assert workbook.read(data).document == document


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


@pytest.mark.parametrize("payload", FORMULAS)
def test_another_reader_sees_the_same_text(twin: bytes, payload: str) -> None:
    ours = CalamineWorkbook.from_filelike(io.BytesIO(written(everywhere(payload))))
    other = CalamineWorkbook.from_filelike(io.BytesIO(twin))
    assert ours.sheet_names == other.sheet_names
    compared = 0
    for name in set(ours.sheet_names) - {FINDINGS}:
        shown, harmless = (one.get_sheet_by_name(name).to_python() for one in (ours, other))
        for row, twins in zip(shown, harmless, strict=True):
            for value, its in zip(row, twins, strict=True):
                if its == HARMLESS:
                    assert value == payload
                    compared += 1
    # Formulas of the overview show some of the fields, and we write what they come to.
    assert compared >= 34


def test_text_and_word_give_the_fields_back() -> None:
    for payload in IN_TEXT:
        document = text.read(text.write(everywhere(payload.strip(), prose=payload))).document
        source = text.write(document)
        assert source.decode().count(payload.strip()) > 20
        for data, form in ((written(document), workbook), (word.write(document), word)):
            again = form.read(data).document
            assert again == document
            assert text.write(again) == source


def test_word_document_has_no_more_fields() -> None:
    """Word works out fields, such as DDEAUTO: only the template's own may be there."""
    counted = []
    for payload in (HARMLESS, *IN_TEXT):
        found: Counter[str] = Counter()
        with zipfile.ZipFile(io.BytesIO(word.write(everywhere(payload.strip())))) as opened:
            for name in opened.namelist():
                content = opened.read(name)
                found[name] += len(re.findall(rb"<w:(?:fldSimple|fldChar|instrText)\b", content))
                found[name] += len(re.findall(rb'TargetMode="External"|<w:hyperlink', content))
        counted.append(found)
    assert all(found == counted[0] for found in counted)


# --- What is made of many files ---------------------------------------------------------------


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for every text, imported with a register, checked, and gathered."""
    folder = tmp_path_factory.mktemp("batch")
    texts = folder / "texts"
    texts.mkdir()
    for at, payload in enumerate(IN_TEXT):
        source = text.write(everywhere(payload.strip(), prose=payload))
        (texts / f"=1+{at}.txt").write_bytes(source)
    for arguments in (
        ("import", texts, "-o", folder / "books"),
        ("check", texts, "-o", folder / "report.xlsx"),
        ("register", texts, "-o", folder / "register.csv"),
        ("export", folder / "books", "-o", folder / "again"),
    ):
        done = xlgoals(*arguments, "--jobs", "1")
        assert done.stderr == ""
    return folder


def test_import_and_export_give_the_same_bytes(batch: Path) -> None:
    for at in range(len(IN_TEXT)):
        name = f"=1+{at}.txt"
        tidied = text.write(text.read((batch / "texts" / name).read_bytes()).document)
        assert (batch / "again" / name).read_bytes() == tidied


def test_register_and_report_hold_text(batch: Path) -> None:
    [register] = (batch / "books").glob("*汇总*.xlsx")
    payloads = {payload.strip() for payload in IN_TEXT}
    for path, fields in ((register, 8), (batch / "report.xlsx", 3)):
        texts, formulas = cells(path)
        assert not [one for one in formulas.values() if one.lstrip("=") in payloads]
        assert not [one for one in formulas.values() if "calc" in one or "a.example" in one]
        found = Counter(value for value in texts.values() if value in payloads)
        assert set(found) == payloads
        assert min(found.values()) >= fields
        assert "=1+0.txt" in texts.values()
        assert not [name for name in names(path.read_bytes()) if "externalLink" in name]


def test_no_cell_of_a_csv_begins_like_a_formula(batch: Path) -> None:
    seen: set[str] = set()
    for path in batch.glob("register-*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        for value in (value for row in rows[1:] for value in row):
            if not re.fullmatch(r"-?[0-9.]+", value):
                assert not DANGER.match(value), value
            seen.add(unguarded(value))
    assert {payload.strip() for payload in IN_TEXT} | {"=1+0.txt"} <= seen


@pytest.mark.parametrize("payload", ["\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", "'\n-1", "\t\t@x"])
def test_white_space_before_a_formula(payload: str, tmp_path: Path) -> None:
    """Readers tidy it away; but a document may come from elsewhere."""
    document = everywhere(payload)
    rows = collect("甲.txt", ReadResult(document))
    seen: set[str] = set()
    for path in build_register([rows], tmp_path / "register.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            values = [value for row in list(csv.reader(file))[1:] for value in row]
        assert not [value for value in values if DANGER.match(value)]
        seen.update(map(unguarded, values))
    assert payload in seen
    texts, formulas = cells(written(document))
    assert not [one for one in formulas.values() if str(one).lstrip("=").strip() in payload]
    assert payload in {str(value).replace("_x000D_", "\r") for value in texts.values()}


@pytest.mark.parametrize("text", ["甲;=1+1", "甲\t'=1+1", ";;=1;-2", "'=1;'@x", ";'"])
def test_other_separators_open_no_way_to_a_formula(text: str) -> None:
    """Excel takes semicolons for separators in many countries, and LibreOffice may."""
    for cell in re.split("[;\t]", guarded(text)):
        assert not DANGER.match(cell)
    assert unguarded(guarded(text)) == text


# --- What an application makes of it ----------------------------------------------------------


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Any]:
    """A workbook with a project for each text, and what LibreOffice makes of it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("office")
    projects = tuple(everywhere(payload).projects[0] for payload in FORMULAS)
    document = everywhere(FORMULAS[0]).model_copy(update={"projects": projects})
    data = written(document)
    (folder / "book.xlsx").write_bytes(data)
    command = [
        *(program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"),
        *("--convert-to", "fods", "--outdir", str(folder), str(folder / "book.xlsx")),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    parser = etree.XMLParser(huge_tree=True)
    return data, etree.parse(folder / "book.fods", parser).getroot()


def test_libreoffice_works_nothing_out(opened: tuple[bytes, Any]) -> None:
    data, root = opened
    spaces = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    assert not root.xpath("//table:dde-link | //table:table-source", namespaces=spaces)
    with_formula = "//table:table-cell[@table:formula]"
    _, formulas = cells(data)
    assert len(root.xpath(with_formula, namespaces=spaces)) == len(formulas)
    shown: Counter[str] = Counter()
    for cell in root.xpath("//table:table-cell[not(@table:formula)]", namespaces=spaces):
        content = "".join(cell.xpath("text:p//text()", namespaces=spaces))
        if content in FORMULAS:
            kind = f"{{{spaces['office']}}}value-type"
            assert cell.get(kind) == "string"
            shown[content] += 1
    assert set(shown) == set(FORMULAS)
    assert min(shown.values()) >= 20


def test_the_title_of_a_project_is_text_too() -> None:
    """It stands within a longer line, and is cut out of it again."""
    for payload in FORMULAS:
        document = everywhere(payload)
        assert f"1.{payload}{PROJECT_TITLE_SUFFIX}\n" in text.canonical(document)
