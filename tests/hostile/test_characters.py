"""Characters that forms, files or terminals cannot hold: kept, shown by number, or refused."""

from __future__ import annotations

import io
import random
import re
import zipfile

import openpyxl
import pytest
from lxml import etree
from openpyxl.utils.escape import unescape

from tests.conservation import lost_characters
from tests.generated import department_text
from tests.hostile.documents import everywhere
from xlgoals.forms import decode, stamp, text, word, workbook
from xlgoals.forms.errors import FormError

ODD = {
    "NUL": "\x00",
    "bell": "\x07",
    "escape": "\x1b",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "unit separator": "\x1f",
    "delete": "\x7f",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "byte order mark": "\ufeff",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "soft hyphen": "\xad",
    "right-to-left mark": "\u200f",
    "right-to-left override": "\u202e",
    "right-to-left isolate": "\u2067",
    "noncharacter": "\ufffe",
    "last noncharacter": "\uffff",
    "noncharacter of Arabic": "\ufdd0",
    "noncharacter of a plane": "\U0010ffff",
    "private": "\ue000",
    "replacement": "\ufffd",
    "tag": "\U000e0041",
    "emoji": "👩\u200d🌾",
    "combining": "e\u0301",
    "flood of combining marks": "e" + "\u0301\u0489" * 400,
    "variation": "辻\U000e0100",
    "Arabic digit": "٣",
    "escape by chance": "_x0041_",
    "escape of an escape": "_x005F_x0007_",
}
"""Characters that stand within a text."""

BROKEN_BYTES = b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xff", b"\xc0\x80", b"\xf5\x80"
"""Halves of characters as CESU-8 has them, and bytes that UTF-8 never has."""


def sources(odd: str, times: int = 1) -> str:
    """A text of the form with the character in every field, spare enough not to look binary."""
    around = "清河坝县水务局河道清淤工程进度说明" * times
    document = everywhere(f"{around}{odd}{around}")
    # Leftovers get a label when they are written, of which the count of characters knows nothing.
    return text.canonical(document.model_copy(update={"leftovers": ()}))


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_from_form_to_form(odd: str) -> None:
    content = sources(odd)
    assert content.count(odd) > 20
    document = text.read(content.encode()).document
    assert not lost_characters(content, document)
    assert text.write(document) == content.encode()
    for form, data in ((workbook, stamp.write_bytes(document)), (word, word.write(document))):
        again = form.read(data).document
        assert again == document
        assert text.write(again) == content.encode()
        assert_well_formed(data)


def assert_well_formed(data: bytes) -> None:
    """Every part is XML to a strict parser, and no forbidden character is in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for name in opened.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(opened.read(name), etree.XMLParser(huge_tree=True))


@pytest.mark.parametrize("odd", ["\x00", "\x07", "\x1b", "\ufffe"])
def test_a_workbook_shows_a_forbidden_character_by_its_number(odd: str) -> None:
    """As ECMA-376 has it, so Excel and openpyxl read the same text."""
    document = everywhere(f"甲{odd}乙")
    data = stamp.write_bytes(document)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        sheets = b"".join(opened.read(name) for name in opened.namelist() if "sheets/" in name)
    assert f"甲_x{ord(odd):04X}_乙".encode() in sheets
    assert odd.encode() not in sheets
    shown = {
        unescape(str(cell.value))
        for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    assert f"甲{odd}乙" in shown


@pytest.mark.parametrize("broken", BROKEN_BYTES, ids=bytes.hex)
def test_bytes_that_are_no_text_come_out_again(broken: bytes) -> None:
    source = sources("✂", 3).encode().replace("✂".encode(), broken)
    document = text.read(source).document
    assert "\udc80" <= max(str(document.projects[0].name)) <= "\udcff"
    for form, data in ((workbook, stamp.write_bytes(document)), (word, word.write(document))):
        assert_well_formed(data)
        again = form.read(data).document
        assert again == document
        assert text.write(again) == source


@pytest.mark.parametrize("half", ["\ud83d", "\ude00\ud83d"], ids=["one", "turned"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_halves_of_characters_in_utf_16(half: str, encoding: str) -> None:
    content = sources(half)
    document = text.read(content.encode(encoding, "surrogatepass")).document
    assert half in document.projects[0].name
    assert not lost_characters(content, document)
    for form, data in ((workbook, stamp.write_bytes(document)), (word, word.write(document))):
        assert_well_formed(data)
        assert form.read(data).document == document
    # UTF-8 has no bytes for it: it is shown by its number, with nothing around it lost.
    written = text.write(document).decode("utf-8", "strict")
    for char in half:
        assert f"_x{ord(char):04X}_" in written
    numbered = re.sub("[\ud800-\udfff]", lambda found: f"_x{ord(found[0]):04X}_", content)
    assert written == numbered


@pytest.mark.parametrize("share", [0.2, 0.9])
def test_too_many_control_characters_are_no_text(share: float) -> None:
    chance = random.Random(1)
    good = department_text(1, projects=1)
    spoilt = "".join(chr(chance.randrange(9)) if chance.random() < share else c for c in good)
    with pytest.raises(FormError) as refused:
        text.read(spoilt.encode())
    assert refused.value.key in {"not-text", "no-form"}


@pytest.mark.parametrize("data", [b"\x00" * 5000, b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_but_zeros_or_marks_is_refused(data: bytes) -> None:
    with pytest.raises(FormError) as refused:
        text.read(data)
    assert refused.value.key in {"empty", "not-text", "no-form"}


def test_a_mark_at_the_start_is_none_of_the_text() -> None:
    content = department_text(1, projects=1)
    plain = text.read(content.encode()).document
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert text.read(content.encode(encoding)).document == plain
    # A second one is the text's own.
    twice = text.read(b"\xef\xbb\xbf" + content.encode("utf-8-sig")).document
    assert text.canonical(twice).count("\ufeff") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_stray_nul_does_not_change_the_encoding(encoding: str) -> None:
    """NUL beside a line end is how UTF-16 without a mark is known."""
    content = department_text(1, projects=1)
    for at in (content.index("\n"), content.index("\n") + 1):
        source = content[:at] + "\0" + content[at:]
        decoded = decode.decode(source.encode(encoding))
        assert (decoded.text, decoded.encoding) == (source, encoding)


def test_characters_strewn_at_random_are_all_kept() -> None:
    chance = random.Random(7)
    odd = [char for char in ODD.values() if len(char) == 1]
    for seed in range(6):
        content = list(department_text(seed, projects=2))
        for _ in range(40):
            content.insert(chance.randrange(len(content)), chance.choice(odd))
        source = "".join(content)
        document = text.read(source.encode()).document
        assert not lost_characters(decode.decode(source.encode()).text, document)
        assert workbook.read(stamp.write_bytes(document)).document == document
        assert word.read(word.write(document)).document == document
