from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgoals.forms.sheetname import legal_name, quoted
from xlgoals.forms.xstring import utf16_length


@pytest.mark.parametrize(
    ("name", "taken", "legal"),
    [
        ("项目1", [], "项目1"),
        ("a[b]:c*d?e/f\\g", [], "a_b__c_d_e_f_g"),
        ("'甲'", [], "甲"),
        ("History", [], "History (2)"),
        ("", [], "Sheet"),
        ("甲", ["甲"], "甲 (2)"),
        ("abc", ["ABC", "Abc (2)"], "abc (3)"),
        ("长" * 40, ["长" * 31], "长" * 27 + " (2)"),
        ("😀" * 20, [], "😀" * 15),
    ],
)
def test_legal_name(name: str, taken: list[str], legal: str) -> None:
    assert legal_name(name, taken) == legal


@given(st.lists(st.text(st.characters() | st.sampled_from("[]:*?/\\'aA ")), max_size=6))
def test_names_are_legal_and_unlike(wanted: list[str]) -> None:
    names: list[str] = []
    for name in wanted:
        names.append(legal_name(name, names))

    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < utf16_length(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'" != name[-1]
        assert name.casefold() != "history"


def test_quoted() -> None:
    assert quoted("李'四") == "'李''四'"
