"""Broken and strange Word files: each is told in one clear message."""

from __future__ import annotations

import copy
import io
import random
import zipfile
from contextlib import suppress

import pytest
from lxml import etree

from tests.forms.word_files import (
    MACROS,
    NAMESPACES,
    TEMPLATE,
    packed,
    paragraph,
    run,
    word_file,
)
from tests.generated import department_text
from xlgoals import messages
from xlgoals.forms import stamp, text, word
from xlgoals.forms.errors import FormError
from xlgoals.messages import LANGUAGES
from xlgoals.model import GoalDocument

GOOD = word.write(GoalDocument())
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BODY = f"<w:document {NAMESPACES}><w:body>{paragraph('一、总体绩效目标')}</w:body></w:document>"


def document(xml: str) -> bytes:
    return packed({"word/document.xml": xml.encode()})


def with_dtd(subset: str, text: str = "") -> bytes:
    return document(f"<!DOCTYPE d [{subset}]>{BODY.replace('一、', text or '一、')}")


LAUGHS = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)
)


def spoilt(data: bytes) -> bytes:
    """A file of which one packed byte of the main part is another one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("word/document.xml")
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def bomb(size: int) -> bytes:
    """A part that unpacks to so many bytes, nearly all of them spaces."""
    return document(BODY.replace("<w:body>", "<w:body>" + " " * size))


def promised(data: bytes, size: int) -> bytes:
    """A file whose directory says another size of its last part."""
    at = data.rindex(b"PK\1\2") + 24
    return data[:at] + size.to_bytes(4, "little") + data[at + 4 :]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        pytest.param(b"", "not-word", id="empty"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 renamed", "not-word", id="renamed pdf"),
        pytest.param("  第一部分".encode(), "not-word", id="renamed text"),
        pytest.param(OLE + bytes(504), "not-word", id="old .doc"),
        pytest.param(
            OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
            "word-encrypted",
            id="with a password",
        ),
        pytest.param(GOOD[:900], "not-word", id="first part only"),
        pytest.param(GOOD[:-30], "not-word", id="end missing"),
        pytest.param(spoilt(GOOD), "word-damaged", id="one byte wrong"),
        pytest.param(stamp.write_bytes(GoalDocument()), "not-word", id="renamed .xlsx"),
        pytest.param(packed({"word/styles.xml": b"<s/>"}), "not-word", id="no main part"),
        pytest.param(word_file(paragraph("甲"), kind=TEMPLATE), "word-kind", id=".dotx"),
        pytest.param(word_file(paragraph("甲"), kind=MACROS), "word-kind", id=".docm"),
        pytest.param(document("<w:document"), "word-damaged", id="not well-formed"),
        pytest.param(document(""), "word-damaged", id="empty part"),
        pytest.param(with_dtd(LAUGHS, "&a9;"), "word-damaged", id="billion laughs"),
        pytest.param(with_dtd('<!ENTITY x "甲">', "&x;"), "word-damaged", id="entity"),
        pytest.param(
            with_dtd('<!ENTITY x SYSTEM "file:///etc/hostname">', "&x;"),
            "word-damaged",
            id="entity from a file",
        ),
        pytest.param(with_dtd(""), "word-damaged", id="document type"),
        pytest.param(document("<a>" * 400 + "</a>" * 400), "word-damaged", id="too deep"),
        pytest.param(bomb(20 << 20), "too-large", id="packed beyond belief"),
        pytest.param(promised(document(BODY), 65 << 20), "too-large", id="a part beyond 64 MB"),
        pytest.param(promised(document(BODY), 7), "word-damaged", id="size is not as promised"),
        pytest.param(
            document(BODY.replace("一、总体绩效目标", "会议通知")), "no-form", id="a letter"
        ),
        pytest.param(document(f"<w:document {NAMESPACES}/>"), "no-form", id="no body"),
    ],
)
def test_what_is_no_word_form_is_told(data: bytes, key: str) -> None:
    with pytest.raises(FormError) as caught:
        word.read(data)
    assert caught.value.key == key
    for language in LANGUAGES:
        told = messages.text(f"form.{key}", language, **caught.value.values)
        assert told
        assert "{" not in told
        assert "\n" not in told


@pytest.mark.parametrize("cut", range(0, len(GOOD), 97))
def test_a_file_that_breaks_off_anywhere_is_told(cut: int) -> None:
    with pytest.raises(FormError):
        word.read(GOOD[:cut])


def test_a_document_of_two_gigabytes_is_refused_before_it_is_unpacked() -> None:
    data = document(BODY)
    for at in (data.rindex(b"PK\1\2"), data.index(b"PK\1\2")):
        data = data[: at + 24] + (0x7FFFFFFF).to_bytes(4, "little") + data[at + 28 :]
    with pytest.raises(FormError) as caught:
        word.read(data)
    assert caught.value.key == "too-large"


def test_strange_characters_are_no_reason_to_stop() -> None:
    written = run("_x0007_") + run("_x005F_x0007_") + run("\u200b")
    found = word.read(document(BODY.replace("</w:body>", paragraph(written) + "</w:body>")))
    assert found.document.overall_goal == ("\x07_x0007_\u200b",)


FILLED = text.read(department_text(6, projects=1).encode()).document
VALUES = ("", "continue", "restart", "-1", "x", "99999999999", "\u3000", "[bookmark: ", "0")


def mutated(root: etree._Element, rng: random.Random) -> None:
    """Some elements lost, doubled, moved or renamed, some attributes and texts made odd."""
    for _ in range(rng.randint(1, 12)):
        element = rng.choice([*root.iter()][1:] or [root])
        parent = element.getparent()
        if parent is None:
            return  # nothing is left
        match rng.randrange(6):
            case 0:
                parent.remove(element)
            case 1:
                parent.insert(0, copy.deepcopy(element))
            case 2:
                parent.append(element)
            case 3:
                names = [str(found.tag) for found in root.iter()]
                element.tag = rng.choice(names)
            case 4:
                for name in element.attrib:
                    element.set(name, rng.choice(VALUES))
            case _:
                element.text = rng.choice(VALUES)


@pytest.mark.parametrize("number", range(60))
def test_odd_elements_make_no_other_trouble(number: int) -> None:
    rng = random.Random(number)
    with zipfile.ZipFile(io.BytesIO(word.write(FILLED, contents=bool(number % 2)))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    mutated(root, rng)
    with suppress(FormError):
        result = word.read(packed({"word/document.xml": etree.tostring(root)}))
        assert len(dict(result.places)) == len(result.places)
        assert word.read(word.write(result.document)).document == result.document
