"""Brackets, quotes and punctuation of single texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlgoals.checks.marks import brackets, has_bad_quotes, mended, trimmed


@pytest.mark.parametrize(
    ("text", "unpaired", "meant"),
    [
        ("清理（含运输）和【检测】", "", None),
        ("清理(含运输）", "", None),  # one form, half and full: TXT004
        ("清理{含运输】费", "{】", "清理（含运输）费"),
        ("清理和运输】", "】", "清理和运输"),
        ("】", "】", None),
        ("清理（含运输", "（", None),
        ("清理）含运输（", "）（", None),
        ("甲（乙【丙）", "【", None),
        ("1）清理；2）运输，以及a)检测", "", None),
        ("（一）清理。（二）运输", "", None),
        ("清财字【2026]7号", "", None),  # TXT011
        ("（每处，3）", "", None),
    ],
)
def test_brackets(text: str, unpaired: str, meant: str | None) -> None:
    assert brackets(text) == (unpaired, meant)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("一“二“三", "一“二”三"),
        ("一”二”三", "一“二”三"),
        ("一＂二＂三", "一“二”三"),
        ('一“二"三', "一“二”三"),
        ("一“二三", "一“二三"),  # who knows where it ends
        ("一“二“三”四”五", "一“二“三”四”五"),
        ('一"二"三', '一"二"三'),
        ("测绘,协调;检查:合格", "测绘，协调；检查：合格"),
        ("工作, 推进", "工作，推进"),
        ("95%,群众满意", "95%，群众满意"),
        ("“甲”,“乙”", "“甲”，“乙”"),
        ("1,000吨，9:00起，f(x)", "1,000吨，9:00起，f(x)"),
        ("管件(含运输)费", "管件（含运输）费"),
        ("管件（含运输)费", "管件（含运输）费"),
        ("管件(含(二次)运输)费", "管件（含（二次）运输）费"),
        ("管件(2)费", "管件(2)费"),
        ("满意度(%)", "满意度(%)"),
        ("按清财字[2026]7号和清财(2025)12号", "按清财字〔2026〕7号和清财〔2025〕12号"),
        ("见(清财字(2026)7号)", "见（清财字〔2026〕7号）"),
        ("1.\t清理\t河道 ", "1.清理河道"),
        ("\u3000\u3000清理河道\u3000", "\u3000\u3000清理河道"),
        (" \t", ""),
    ],
)
def test_mended(text: str, right: str) -> None:
    assert mended(text).text == right


def test_tabs_of_a_table_of_contents_may_stay() -> None:
    assert trimmed(" 一、目标\t3 ", tabs=False) == "一、目标\t3"


PIECES = st.sampled_from(
    [*'甲乙号字关于a1 \t\n\u3000,;:()（）【】[]{}“”＂"，；', "清财字", "2026", "[2026]7号", "(二)"]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_mended_again_it_stays(text: str) -> None:
    once = mended(text)
    again = mended(once.text)
    assert again.text == once.text
    assert again[1:] == (False, False, False, False)


@settings(max_examples=100)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_mending_touches_no_word_or_number(text: str) -> None:
    def words(written: str) -> str:
        return "".join(c for c in written if c.isalnum())

    assert words(mended(text).text) == words(text)
    if has_bad_quotes(mended(text).text):
        assert mended(text).quotes is False
