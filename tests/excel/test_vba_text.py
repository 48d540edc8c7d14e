"""VBA goes into a file as ASCII with CRLF, and says there what the source says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgoals.excel.vba_project import modules
from xlgoals.excel.vba_text import SourceError, lowered

LONGEST_LINE, MOST_CONTINUED = 1023, 24


def raised(code: str) -> str:
    """The text of one literal, read back from its terms, as VBA puts them together."""
    code = re.sub(r" _\r\n +", " ", code).strip()
    units = b""
    for term in re.findall(r'"(?:[^"]|"")*"|ChrW\(\d+\)', code):
        if term.startswith("C"):
            units += int(term[5:-1]).to_bytes(2)
        else:
            units += term[1:-1].replace('""', '"').encode("utf-16-be")
    return units.decode("utf-16-be")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('Tell "中"', "Tell ChrW(20013)\r\n"),
        ('x = "a 中b"', 'x = "a " & ChrW(20013) & "b"\r\n'),
        ('x = "" & "龙"', 'x = "" & ChrW(40857)\r\n'),
        ('x = "𠀀"', "x = ChrW(55360) & ChrW(56320)\r\n"),
        ('x = "say ""中"""', 'x = "say """ & ChrW(20013) & """"\r\n'),
        ("' a remark\n\nEnd Sub", "' a remark\r\n\r\nEnd Sub\r\n"),
        ("a\r\nb\r\n", "a\r\nb\r\n"),
    ],
)
def test_lowered(source: str, code: str) -> None:
    assert lowered(source) == code


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=300))
def test_a_literal_means_the_same(text: str) -> None:
    quoted = text.replace('"', '""')
    code = lowered(f'x = "{quoted}"')
    assert code.isascii()
    assert raised(code) == text
    lines = code.split("\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert len(lines) <= MOST_CONTINUED


def test_chinese_outside_of_a_literal_is_refused() -> None:
    with pytest.raises(SourceError, match="2: x = 1 ' 中文"):
        lowered("y = 2\nx = 1 ' 中文")


def test_every_module_is_ascii_with_crlf_in_lines_that_vba_takes() -> None:
    code = modules()
    assert [one.name for one in code if one.is_class] == ["ThisWorkbook", "XlgEvents"]
    for module in code:
        assert module.source.isascii(), module.name
        assert "\n" not in module.source.replace("\r\n", ""), module.name
        assert module.source.endswith("\r\n"), module.name
        lines = module.source.split("\r\n")
        assert max(map(len, lines)) <= LONGEST_LINE, module.name
        runs = "".join("c" if line.endswith(" _") else "." for line in lines).split(".")
        assert max(map(len, runs)) <= MOST_CONTINUED, module.name
