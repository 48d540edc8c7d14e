"""Files made to exhaust whoever reads them: refused, or read, within stated time and memory."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.forms.books import zipped
from tests.generated import department_text
from tests.hostile import bombs
from tests.hostile.bombs import DOCUMENT, GOOD, XML_BOMBS
from tests.hostile.limits import read_within_limits
from tests.hostile.loaded_book import parts_of
from xlgoals import files
from xlgoals.forms import package
from xlgoals.forms.errors import FormError
from xlgoals.model import GoalDocument

DAMAGED = {"damaged", "word-damaged"}
_HARMLESS = '<!ENTITY j "ha">'
SUFFIXES = pytest.mark.parametrize("suffix", [".xlsx", ".docx"])


def kept(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@SUFFIXES
def test_zip_bomb(tmp_path: Path, suffix: str) -> None:
    path = kept(tmp_path, f"bomb{suffix}", bombs.spaced_out(suffix))
    assert path.stat().st_size < 1 << 20
    assert read_within_limits(path).error == "too-large"


@SUFFIXES
def test_a_size_that_is_a_lie(tmp_path: Path, suffix: str) -> None:
    """The directory says that a part is small; it unpacks to far more."""
    path = kept(tmp_path, f"lie{suffix}", bombs.lying(suffix))
    assert read_within_limits(path).error in {*DAMAGED, "too-large"}


@SUFFIXES
@pytest.mark.parametrize("bomb", XML_BOMBS.values(), ids=XML_BOMBS.keys())
def test_entities_that_expand(tmp_path: Path, suffix: str, bomb: tuple[str, str, str]) -> None:
    path = kept(tmp_path, f"laughs{suffix}", bombs.with_entities(suffix, *bomb))
    assert read_within_limits(path).error in DAMAGED


@SUFFIXES
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_part_that_is_read(suffix: str, encoding: str) -> None:
    """A harmless one, so that its refusal does not hang on what it would expand to."""
    refused = set()
    for part in parts_of(GOOD[suffix]):
        if part.endswith((".xml", ".rels")):
            data = bombs.with_entities(suffix, _HARMLESS, "&j;", part=part, encoding=encoding)
            told = _outcome(suffix, data)
            assert told in DAMAGED or told == _outcome(suffix, GOOD[suffix]), part
            if told in DAMAGED:
                refused.add(part)
    needed = {
        ".xlsx": {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"},
        ".docx": {"_rels/.rels"},
    }[suffix]
    assert needed | {bombs.body_of(parts_of(GOOD[suffix]))} <= refused


def _outcome(suffix: str, data: bytes) -> GoalDocument | str:
    """What a file is read as, or why it is not."""
    try:
        return files.parse(Path(f"x{suffix}"), data).document
    except FormError as error:
        return error.key


@SUFFIXES
def test_entities_that_name_files(tmp_path: Path, suffix: str) -> None:
    secret = kept(tmp_path, "secret.txt", b"secret")
    data = bombs.with_entities(suffix, f'<!ENTITY e SYSTEM "{secret.as_uri()}">', "&e;")
    assert read_within_limits(kept(tmp_path, f"entity{suffix}", data)).error in DAMAGED


@SUFFIXES
def test_xml_that_nests_without_end(tmp_path: Path, suffix: str) -> None:
    told = read_within_limits(kept(tmp_path, f"deep{suffix}", bombs.nested(suffix)))
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


@pytest.mark.parametrize("shape", ["plain", "marked-up", "large"])
def test_one_formatted_cell_a_million_rows_down(tmp_path: Path, shape: str) -> None:
    """Whichever way a sheet is read: at once, as a tree, or as a stream."""
    found = parts_of(GOOD[".xlsx"])
    stray = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    if shape == "large":
        more = (b'<row r="%d"><c r="XFD%d" s="1"/></row>' % (at, at) for at in range(9000, 120_000))
        stray = b"".join(more) + stray
        assert len(stray) > package.SMALL
    for name in found:
        if name.startswith("xl/worksheets/sheet"):
            sheet = found[name].replace(b"</sheetData>", stray)
            if shape == "marked-up":
                sheet = sheet.replace(b"<sheetData>", b"<!-- x --><sheetData>")
            found[name] = sheet
    told = read_within_limits(kept(tmp_path, "stray.xlsx", zipped(found)))
    assert told == ("", len(DOCUMENT.projects), 0)


def test_a_stream_that_never_ends(tmp_path: Path) -> None:
    """A part whose deflate stream is cut off, however large it says it is."""
    data = GOOD[".xlsx"]
    for cut in (100, len(data) // 3, len(data) - 30):
        told = read_within_limits(kept(tmp_path, f"cut{cut}.xlsx", data[:cut]))
        assert told.error in {"damaged", "not-a-workbook"}
