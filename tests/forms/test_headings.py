"""Headings of the form, in every spelling."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from xlgoals.forms import headings
from xlgoals.forms import vocabulary as words
from xlgoals.forms.headings import looks_like_heading

HEADINGS = [
    *(words.PART_ONE, words.OVERALL_TITLE, *words.SECTIONS, words.PART_TWO, words.PROJECTS_TITLE),
    *(words.PART_ONE + words.OVERALL_TITLE, words.PART_TWO + words.PROJECTS_TITLE),
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_spelling_does_not_matter(heading: str) -> None:
    assert looks_like_heading(heading)
    assert looks_like_heading("\u3000".join(heading) + "：")
    assert looks_like_heading(heading.replace("、", "．"))
    assert looks_like_heading(f"[bookmark: _Toc_表]{heading}")


@pytest.mark.parametrize(
    "text",
    ["", "第三部分", "部门", "工作措施", "目标", "[bookmark: _GoBack]", "第一部分绩效目标表"],
)
def test_other_paragraphs_are_none(text: str) -> None:
    assert not looks_like_heading(text)


def test_no_other_character_is_read_as_a_sign_of_a_heading() -> None:
    """What has none of the signs is passed over before its spelling is levelled."""
    characters = map(chr, range(sys.maxunicode + 1))
    levelled = ((char, unicodedata.normalize("NFKC", char)) for char in characters)
    signs = [char for char, plain in levelled if headings._SIGN.search(plain)]
    assert all(map(headings._SIGN.match, signs))
    assert len(signs) == 3
