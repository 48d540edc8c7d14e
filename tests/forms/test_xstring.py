from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xlgoals.forms.xstring import chunks, decode, encode, to_xml, utf16_length

texts = st.text(st.characters() | st.sampled_from("_x0041\x01\ud800"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\x00", "_x0000_"),
        ("a\rb", "a_x000D_b"),
        ("\t\n", "\t\n"),
        ("\ud83d", "_xD83D_"),
        ("\uffff", "_xFFFF_"),
        ("_x000D_", "_x005F_x000D_"),
        ("_x000D", "_x000D"),
        ("_X000D_", "_X000D_"),
        ("_x0041\x01", "_x005F_x0041_x0001_"),
        ("😀", "😀"),
    ],
)
def test_encode(text: str, written: str) -> None:
    assert encode(text) == written


@given(texts)
@example("_x0041_x0042_")
@example("_x005F_x005F_")
def test_decode_is_the_inverse(text: str) -> None:
    assert decode(encode(text)) == text


@given(texts)
def test_xml_parser_gives_the_encoded_text(text: str) -> None:
    assert ET.fromstring(f"<t>{to_xml(text)}</t>").text == (encode(text) or None)  # noqa: S314


@given(st.text(st.sampled_from("a长😀\ud83d")), st.integers(2, 9), st.integers(2, 9))
def test_chunks_fit_and_join(text: str, first: int, rest: int) -> None:
    pieces = chunks(text, first, rest)

    assert "".join(pieces) == text
    assert utf16_length(pieces[0]) <= first
    assert all(0 < utf16_length(piece) <= rest for piece in pieces[1:])


def test_length_counts_utf16_units() -> None:
    assert [utf16_length(text) for text in ("ab", "长", "😀", "\ud83d")] == [2, 1, 2, 1]
