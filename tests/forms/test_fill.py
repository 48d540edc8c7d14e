from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgoals.forms.fill import (
    Heights,
    LongTexts,
    RowCells,
    amount,
    cell_end,
    cells,
    is_plain,
    lines,
)

_texts = st.lists(st.text(max_size=60) | st.text("指标率95%〕 \n<&_x", max_size=60), max_size=12)


@given(_texts, st.integers(8, 40))
def test_many_cells_at_once_are_as_one_by_one(texts: list[str], width: int) -> None:
    ends, counts = cells(texts, [width] * len(texts), LongTexts())

    assert ends == [LongTexts().content(text) for text in texts]
    assert counts == [lines(text, width) for text in texts]


@given(_texts, st.integers(8, 40))
def test_rows_at_once_are_as_cell_by_cell(texts: list[str], width: int) -> None:
    heights = Heights(26)
    pairs = list(zip(texts[::2], texts[1::2], strict=False))

    rows = RowCells((width, 2 * width), heights).fill(
        [t for pair in pairs for t in pair], LongTexts()
    )

    assert [(height, *map(cell_end, written)) for height, *written in rows] == [
        (
            heights[max(lines(one, width), lines(other, 2 * width))],
            LongTexts().content(one),
            LongTexts().content(other),
        )
        for one, other in pairs
    ]


def test_what_is_too_long_is_continued_in_order() -> None:
    long = LongTexts()

    ends, counts = cells(["甲" * 40_000, "短", "乙" * 40_000], [40] * 3, long)

    assert ["〔续文1〕".encode() in ends[0], "〔续文2〕".encode() in ends[2]] == [True, True]
    assert (ends[1], counts[1]) == (LongTexts().content("短"), 1)
    assert [(key, piece[0]) for key, piece in long.pieces] == [(1, "甲"), (2, "乙")]


@pytest.mark.parametrize("text", ["_x000D_", "a\nb", "\ud800", "x〔续文1〕", "\xa0"])
def test_what_needs_care_is_not_plain(text: str) -> None:
    assert not is_plain(text)


def test_what_is_plain() -> None:
    assert is_plain("冀财〔2023〕5号　≥95% & <A>")


@pytest.mark.parametrize("width", [0, 2, 3.5])
def test_a_column_too_narrow_for_text_makes_no_row_higher(width: float) -> None:
    assert lines("很长的话" * 50, width) == 1
    assert cells(["很长的话" * 50, "两\n行"], [width] * 2, LongTexts())[1] == [1, 2]


def test_heights_grow_with_lines_up_to_the_highest() -> None:
    heights = Heights(26)

    assert [heights[count] for count in (0, 1, 2, 3, 26, 27, 1000)] == [
        b"26", b"26", b"39", b"54", b"399", b"409", b"409"
    ]  # fmt: skip


def test_how_a_cell_holds_an_amount() -> None:
    assert amount("1,234.50")[:2] == ("#,##0.00", "1234.50")
    assert amount("约100") == (None, "约100", None)
