from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgoals.forms.fill import Heights, LongTexts, amount, cells, is_plain, lines

_texts = st.lists(st.text(max_size=60) | st.text("指标率95%〕 \n<&_x", max_size=60), max_size=12)


@given(_texts, st.integers(8, 40))
def test_many_cells_at_once_are_as_one_by_one(texts: list[str], width: int) -> None:
    ends, counts = cells(texts, [width] * len(texts), LongTexts())

    assert ends[: len(texts)] == [LongTexts().content(text) for text in texts]
    assert [count or 1 for count in counts[: len(texts)]] == [lines(text, width) for text in texts]


@pytest.mark.parametrize(
    "text", ["<", "&amp", ">", "_x000D_", "a\nb", "\ud800", "x〔续文1〕", "\u3000"]
)
def test_what_needs_care_is_not_plain(text: str) -> None:
    assert not is_plain(text)


def test_what_is_plain() -> None:
    assert is_plain("冀财〔2023〕5号 ≥95%")


def test_heights_grow_with_lines_up_to_the_highest() -> None:
    heights = Heights(26)

    assert [heights[count] for count in (0, 1, 2, 3, 26, 27, 1000)] == [
        b"26", b"26", b"39", b"54", b"399", b"409", b"409"
    ]  # fmt: skip


def test_how_a_cell_holds_an_amount() -> None:
    assert amount("1,234.50")[:2] == ("#,##0.00", "1234.50")
    assert amount("约100") == (None, "约100", None)
