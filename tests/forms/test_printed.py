"""Tables read at one go: the same as by the general way, for every text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings

from tests.damage import mutated_texts
from tests.generated import MISTAKE_SEEDS, department_text
from xlgoals.forms import outline, printed, text
from xlgoals.forms.blocks import Block, Table
from xlgoals.forms.errors import FormError
from xlgoals.forms.printed import PrintedTable

# What may go wrong in one line of a table, at the places where the two ways could part.
SLIPS = [
    *("", "\n", "\n\n", "\t", " ", "\t ", "\t\t", "续行", "第二部分", "1.某项目绩效目标表"),
    *("\t3月底", "\t３月底：", "\t其他资金", "\t一级指标", "\t324001某某局"),
    *("\t单位：元", "\t单位： 元", "\t[bookmark: _GoBack]甲", "[bookmark: _GoBack]"),
    *("\t绩效目标", "\t甲\n", "\t甲\n乙", "\t甲 \n乙"),
]


@contextmanager
def general_way() -> Iterator[None]:
    """Inside, no table is taken for one that stands as printed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printed, "match", lambda *_: None)
        yield


def told(content: str) -> object:
    """All that reading says of a text."""
    try:
        result = text.read(content.encode("utf-8", "surrogatepass"))
    except FormError as error:
        return error.key
    assert len(result.places) == len(dict(result.places))
    return result.document, dict(result.places), result.notes


def tables(blocks: list[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def assert_both_ways_agree(content: str) -> None:
    at_one_go, blocks = told(content), text.parse(content).blocks
    rows = [(table.line, table.rows, table.closed) for table in tables(blocks)]
    with general_way():
        assert told(content) == at_one_go
        parted = text.parse(content).blocks
    assert [(table.line, table.rows, table.closed) for table in tables(parted)] == rows
    assert [type(block) for block in blocks if not isinstance(block, Table)] == [
        type(block) for block in parted if not isinstance(block, Table)
    ]


@pytest.mark.parametrize("seed", [0, *MISTAKE_SEEDS])
def test_tables_of_a_sound_text_stand_as_printed(seed: int) -> None:
    found = tables(text.parse(department_text(seed, mistakes=False)).blocks)
    assert len(found) == 26
    assert all(isinstance(table, PrintedTable) and table.texts for table in found)


@pytest.mark.parametrize("seed", MISTAKE_SEEDS)
def test_documents_with_mistakes_are_read_alike(seed: int) -> None:
    assert_both_ways_agree(department_text(seed, mistakes=True))


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_any_line_is_read_alike(slip: str) -> None:
    """In place of each line of a project, and in front of it."""
    lines = department_text(3, projects=2).split("\n")
    start = next(at for at, line in enumerate(lines) if line.endswith("绩效目标表"))
    for at in range(start, len(lines), 3):
        assert_both_ways_agree("\n".join([*lines[:at], slip, *lines[at:]]))
        assert_both_ways_agree("\n".join([*lines[:at], slip, *lines[at + 1 :]]))


@settings(max_examples=100)
@given(mutated_texts())
def test_damaged_texts_are_read_alike(content: str) -> None:
    assert_both_ways_agree(content)


@pytest.mark.parametrize("more", [1, 30, 100])
def test_long_tables_are_read_alike(more: int) -> None:
    row = "\t\t\t某指标\n\t某描述\n\t≥1个\n\t某依据\n\n".replace("\t\t\t", "\t\n\t\n\t")
    header = "\t指标值确定依据\n\n"
    content = department_text(1, projects=2).replace(header, header + row * more)
    assert len(text.read(content.encode()).document.projects[1].indicators) > more
    assert_both_ways_agree(content)


def test_rows_that_were_asked_for_may_be_changed() -> None:
    """As the layout of old .doc files needs it: what is read then are the rows."""
    blocks = text.parse(department_text(1, projects=1)).blocks
    upper = tables(blocks)[0]
    upper.rows[1].cells[3].paragraphs = ["另一名称"]
    document = outline.read(blocks).document
    assert document.projects[0].name == "另一名称"
