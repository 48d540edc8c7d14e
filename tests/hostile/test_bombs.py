"""Files made to exhaust whoever reads them: refused, or read, within stated time and memory."""

from __future__ import annotations

import random
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from tests.generated import department_text
from tests.hostile.limits import read_within_limits
from xlgoals.forms import stamp, text, word

BODY = "word/document.xml"
DAMAGED = {"damaged", "word-damaged"}
DOCUMENT = text.read(department_text(3, projects=2).encode()).document
LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {chr(98 + at)} "{(chr(38) + chr(97 + at) + ";") * 10}">' for at in range(9)
    )
    + "]>\n"
)


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    """One document as a workbook and as a Word file."""
    return {".xlsx": stamp.write_bytes(DOCUMENT), ".docx": word.write(DOCUMENT)}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(found: dict[str, bytes], level: int = 6) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def body_of(found: dict[str, bytes]) -> str:
    """The part with the document's text: a project's sheet, or the body of a Word file."""
    if BODY in found:
        return BODY
    # As text: the overview has the code too, as the value of a formula.
    code = f">{DOCUMENT.projects[0].code}</t>".encode()
    return next(name for name in found if "worksheets" in name and code in found[name])


def kept(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_zip_bomb(good: dict[str, bytes], tmp_path: Path, suffix: str) -> None:
    found = parts(good[suffix])
    body = found[body_of(found)]
    found[body_of(found)] = body.replace(b">", b">" + b" " * (100 << 20), 1)
    path = kept(tmp_path, f"bomb{suffix}", zipped(found))
    assert path.stat().st_size < 1 << 20
    assert read_within_limits(path).error == "too-large"


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_a_size_that_is_a_lie(good: dict[str, bytes], tmp_path: Path, suffix: str) -> None:
    """The directory says that a part is small; it unpacks to far more."""
    found = parts(good[suffix])
    name = body_of(found)
    real = found[name]
    found[name] = real.replace(b">", b">" + b" " * (100 << 20), 1)
    small, large = (len(one).to_bytes(4, "little") for one in (real, found[name]))
    data = zipped(found)
    assert large in data
    data = data.replace(large, small)
    assert read_within_limits(kept(tmp_path, f"lie{suffix}", data)).error in {
        *DAMAGED,
        "too-large",
    }


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_billion_laughs(good: dict[str, bytes], tmp_path: Path, suffix: str) -> None:
    found = parts(good[suffix])
    name = body_of(found)
    body = found[name].split(b"?>", 1)[-1]
    found[name] = LAUGHS.encode() + body.replace(b"</", b"&j;</", 1)
    assert read_within_limits(kept(tmp_path, f"laughs{suffix}", zipped(found))).error in DAMAGED


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_entities_that_name_files(good: dict[str, bytes], tmp_path: Path, suffix: str) -> None:
    secret = kept(tmp_path, "secret.txt", b"secret")
    found = parts(good[suffix])
    name = body_of(found)
    body = found[name].split(b"?>", 1)[-1]
    kind = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
    found[name] = kind + body.replace(b"</", b"&e;</", 1)
    assert read_within_limits(kept(tmp_path, f"entity{suffix}", zipped(found))).error in DAMAGED


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_xml_that_nests_without_end(good: dict[str, bytes], tmp_path: Path, suffix: str) -> None:
    found = parts(good[suffix])
    name = body_of(found)
    found[name] = found[name].replace(b"</", b"<x>" * 200_000 + b"</", 1)
    told = read_within_limits(kept(tmp_path, f"deep{suffix}", zipped(found)))
    # A workbook's cells may still be read where they stand apart from it.
    assert told.error in DAMAGED or told == ("", 2, 0)


@pytest.mark.parametrize("suffix", [".txt", ".xlsx", ".docx", ".doc"])
def test_a_hundred_megabytes_of_garbage(tmp_path: Path, suffix: str) -> None:
    path = kept(tmp_path, f"garbage{suffix}", random.Random(1).randbytes(100 << 20))
    told = read_within_limits(path)
    assert told.error, "garbage was read as a document"


def test_as_much_garbage_as_is_read(tmp_path: Path) -> None:
    """Random letters up to the limit: no document, told at once."""
    chance = random.Random(2)
    line = bytes(chance.choices(b"abcdefghij \t", k=999)) + b"\n"
    path = kept(tmp_path, "garbage.txt", line * 60_000)
    assert read_within_limits(path).error == "no-form"


@pytest.mark.parametrize(
    "filler", ["\t" * 1_000_000, "\n" * 200_000, "\t\n" * 200_000, "\u3000" * 1_000_000]
)
def test_a_million_tabs(tmp_path: Path, filler: str) -> None:
    lines = department_text(3, projects=1).split("\n")
    content = "\n".join([*lines[:20], filler, *lines[20:]])
    told = read_within_limits(kept(tmp_path, "tabs.txt", content.encode()))
    assert told == (("", 1, told.leftovers))


def test_a_million_tabs_within_a_table(tmp_path: Path) -> None:
    content = department_text(3, projects=1)
    before, mark, behind = content.partition("\t一级指标")
    told = read_within_limits(
        kept(tmp_path, "tabs.txt", (before + "\t" * 1_000_000 + mark + behind).encode())
    )
    assert (told.error, told.projects) == ("", 1)


def test_one_formatted_cell_a_million_rows_down(good: dict[str, bytes], tmp_path: Path) -> None:
    found = parts(good[".xlsx"])
    stray = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    for name in found:
        if name.startswith("xl/worksheets/sheet"):
            found[name] = found[name].replace(b"</sheetData>", stray)
    assert read_within_limits(kept(tmp_path, "stray.xlsx", zipped(found))).projects == 2


def test_a_stream_that_never_ends(good: dict[str, bytes], tmp_path: Path) -> None:
    """A part whose deflate stream is cut off, however large it says it is."""
    data = good[".xlsx"]
    for cut in (100, len(data) // 3, len(data) - 30):
        told = read_within_limits(kept(tmp_path, f"cut{cut}.xlsx", data[:cut]))
        assert told.error in {"damaged", "not-a-workbook"}
    assert zlib.crc32(data)
