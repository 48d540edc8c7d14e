"""Tables of plain texts are written at once, and just as all others are."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from xlgoals.forms import sheet as place
from xlgoals.forms.cut import cut_sheet
from xlgoals.forms.fill import LongTexts
from xlgoals.forms.stamp import TEMPLATE_NAME
from xlgoals.forms.stamp_native import NativeStamp, judge
from xlgoals.forms.stamp_table import TableStamp
from xlgoals.forms.xlsx import Workbook
from xlgoals.forms.zipwriter import Block
from xlgoals.model import Indicator, Project
from xlgoals.resources import shipped
from xlgoals.values import IndicatorValue

_LAST = 40
_plain = st.sampled_from(["字", "产出指标", "≥95%", "a", "100%b", "字" * 17, "字" * 90, "é" * 40])
_odd = st.sampled_from(["", "a&b", "<5", ">", "两\n行", "_x0041_", "〔续文1〕", "长" * 17_000])
_tables = st.lists(st.tuples(*[_plain] * 6), max_size=6) | st.lists(
    st.tuples(*[_plain | _odd] * 6), max_size=6
)


@cache
def _table() -> TableStamp:
    with Workbook(shipped("workbooks", TEMPLATE_NAME)) as book:
        sheet = next(one for one in book.sheets if one.name == place.project_sheet(1))
        cut = cut_sheet(book.read(sheet.part), book.strings, cloned=True)
    return TableStamp(cut, NativeStamp(cut))


def _project(rows: list[tuple[str, ...]]) -> Project:
    return Project(
        indicators=tuple(
            Indicator(
                level1=first, level2=second, name=name, description=description,
                value=IndicatorValue.parse(value), basis=basis,
            )
            for first, second, name, description, value, basis in rows
        )
    )  # fmt: skip


def _xml(project: Project, last: int = _LAST) -> bytes:
    pieces = _table().fill(project.indicators, judge(project), [], LongTexts(), last)
    return b"".join(piece.data if isinstance(piece, Block) else piece for piece in pieces)


@given(_tables, st.sampled_from([0, _LAST]))
def test_every_cell_holds_its_text(rows: list[tuple[str, ...]], last: int) -> None:
    project, long = _project(rows), LongTexts()
    xml = _xml(project, last)

    for number, row in enumerate(judge(project).rows, start=place.FIRST_INDICATOR_ROW):
        for letter, text in zip("ABCDEF", row, strict=True):
            _, _, behind = xml.partition(f'<c r="{letter}{number}" s="'.encode())
            assert behind.partition(b'"')[2].startswith(long.content(text))


def test_rows_are_as_high_as_their_longest_text() -> None:
    plain = ("产出指标", "数量指标", "人数", "说明", "≥95%", "标准")
    xml = _xml(_project([plain, (*plain[:3], "字" * 90, *plain[4:]), plain])).decode()
    first, second, third = (part.partition('"')[0] for part in xml.split(' ht="')[1:])

    assert first == third
    assert float(second) > 2 * float(first)
