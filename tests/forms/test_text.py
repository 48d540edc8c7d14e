"""text.py: text ↔ blocks is exact; whole documents come back as they were."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from tests.conservation import lost_characters
from tests.damage import fragments, mutated_texts
from tests.generated import department_text
from tests.strategies import documents
from xlgoals.forms import text
from xlgoals.forms.errors import FormError
from xlgoals.model import GoalDocument
from xlgoals.reading import NoteKind


@given(st.lists(fragments, max_size=60).map("\n".join))
@example("\t一级指标")
@example("\ta\n\n\n\n\tb")
@settings(max_examples=400)
def test_any_text_comes_back_from_its_blocks(content: str) -> None:
    assert text.serialise(text.parse(content)) == content


@given(st.text("\n\t 一级指标 绩效", max_size=60))
def test_any_characters_come_back_from_their_blocks(content: str) -> None:
    assert text.serialise(text.parse(content)) == content


@given(documents())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_reading_what_was_written_gives_the_same_document(document: GoalDocument) -> None:
    assert text.read(text.write(document)).document == document


@given(mutated_texts())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_no_character_of_a_damaged_text_is_lost(content: str) -> None:
    try:
        document = text.read(content.encode()).document
    except FormError:
        assume(False)
    assert not lost_characters(content, document)
    again = text.read(text.write(document)).document
    assert not lost_characters(content, again)


def test_no_difference_goes_unreported() -> None:
    for seed in range(6):
        content = department_text(seed, mistakes=True)
        result = text.read(content.encode())
        reported = {note.place.line for note in result.notes}
        assert set(changed_lines(content, text.canonical(result.document))) <= reported


def changed_lines(before: str, after: str) -> list[int]:
    """1-based lines of `before` that `after` has not, or has something inserted in front of.

    The tab that opens a cell is no part of a line: it moves when a paragraph in front goes.
    """
    old, new = ([x.removeprefix("\t") for x in y.split("\n")] for y in (before, after))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        at + 1
        for tag, start, end, *_ in matcher.get_opcodes()
        if tag != "equal"
        for at in range(start, max(end, start + 1))
    ]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("gbk", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(encoding: str, mark: bytes, ends: str) -> None:
    content = department_text(3, projects=2)
    expected = text.read(content.encode()).document
    data = mark + content.replace("\n", ends).encode(encoding)
    result = text.read(data)
    assert result.document == expected
    if encoding != "utf-8" or ends != "\n":
        assert result.notes[0].kind is NoteKind.ENCODING


def test_a_file_cut_off_within_a_character_keeps_the_broken_bytes() -> None:
    data = department_text(1, projects=1).encode()
    cut = next(at for at in range(len(data) - 40, len(data)) if data[at] & 0xC0 == 0x80)
    document = text.read(data[:cut]).document
    assert text.write(document).count(data[cut - 1 : cut]) >= 1
    assert lost_characters(data[:cut].decode("utf-8", "surrogateescape"), document).total() == 0


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t\n", "empty"),
        (b"PK\x03\x04rest", "not-text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "not-text"),
        (bytes(range(256)) * 20, "not-text"),
        ("今天天气很好。\n".encode(), "no-form"),
    ],
)
def test_what_is_no_document_is_told_by_its_key(data: bytes, key: str) -> None:
    with pytest.raises(FormError) as caught:
        text.read(data)
    assert caught.value.key == key
