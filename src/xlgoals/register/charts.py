"""Charts of the register: bars beside the names of departments or rules, with their values kept.

The values stand in the chart too, so that a preview that calculates nothing shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from openpyxl.chart import BarChart
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumDataSource,
    NumRef,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.descriptors import String
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.xml.constants import DRAWING_NS

from xlgoals.forms.xstring import encode

__all__ = ["Bars", "Names", "bars"]

_FONT = "微软雅黑"
_INK = "404A54"
_GRID = "E1E6EB"
# Parts of the width of a chart, for the names and the bars; the rest is for numbers behind them.
_LEFT, _WIDTH = 0.32, 0.57
# Parts of its height in cm: the title, the legend, the numbers of the axis.
_ABOVE, _LEGEND, _BELOW = 1.3, 0.8, 1.0


class Names(NamedTuple):
    """What stands beside the bars: where it is, and the texts."""

    where: str
    texts: Sequence[str]


class Bars(NamedTuple):
    """A series: its title, where its values are, the values, and its colour."""

    title: str
    where: str
    values: Sequence[int | Decimal]
    color: str


class _Unwrapped(RichTextProperties):
    """Text that stays on one line; openpyxl itself takes this "none" for nothing."""

    tagname = "bodyPr"
    namespace = DRAWING_NS
    wrap = String()  # type: ignore[assignment]


def bars(
    title: str, names: Names, series: Iterable[Bars], *, number: str, height: float
) -> BarChart:
    """A chart of horizontal bars, the first name on top.

    Args:
        title: Its title.
        names: The names of the bars.
        series: One or more; several are put end to end.
        number: Number format of the values.
        height: Its height in cm; its width is what its anchor says.
    """
    series = list(series)
    chart = BarChart()
    chart.type = "bar"
    chart.style = 10
    chart.gapWidth = 45
    chart.height = height
    if len(series) > 1:
        chart.grouping, chart.overlap = "stacked", 100
        chart.legend.position = "t"
        chart.legend.txPr = _words(900)
    else:
        chart.legend = None
    _title(chart, title)
    _axes(chart)
    # The legend stands below the title.
    above = _ABOVE + _LEGEND if len(series) > 1 else _ABOVE
    chart.layout = Layout(
        manualLayout=ManualLayout(
            layoutTarget="inner",
            xMode="edge",
            yMode="edge",
            x=_LEFT,
            y=above / height,
            w=_WIDTH,
            h=1 - (above + _BELOW) / height,
        )
    )
    for at, one in enumerate(series):
        chart.series.append(_series(at, one, names, number, labelled=len(series) == 1))
    return chart


def _title(chart: Any, title: str) -> None:
    chart.title = title
    chart.title.overlay = False
    paragraph = chart.title.tx.rich.p[0]
    paragraph.pPr = ParagraphProperties(defRPr=_characters(1200, bold=True))
    paragraph.r = [RegularTextRun(rPr=_characters(1200, bold=True), t=title)]


def _axes(chart: Any) -> None:
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.majorTickMark = chart.y_axis.majorTickMark = "none"
    chart.x_axis.txPr = chart.y_axis.txPr = _words(900)
    chart.x_axis.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    chart.y_axis.spPr = GraphicalProperties(ln=LineProperties(noFill=True))
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=_GRID))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    chart.y_axis.crosses = "max"  # below, as the names run from the top


def _series(at: int, one: Bars, names: Names, number: str, *, labelled: bool) -> Series:
    values = NumData(
        formatCode=number,
        ptCount=len(one.values),
        pt=[NumVal(idx=place, v=format(value, "f")) for place, value in enumerate(one.values)],
    )
    texts = StrData(
        ptCount=len(names.texts),
        pt=[StrVal(idx=place, v=encode(text)) for place, text in enumerate(names.texts)],
    )
    series = Series(
        idx=at,
        order=at,
        tx=SeriesLabel(v=one.title),
        cat=AxDataSource(strRef=StrRef(f=names.where, strCache=texts)),
        val=NumDataSource(numRef=NumRef(f=one.where, numCache=values)),
        spPr=GraphicalProperties(solidFill=one.color),
        invertIfNegative=False,
    )
    if labelled:
        series.dLbls = DataLabelList(
            showVal=True,
            showSerName=False,
            showCatName=False,
            showLegendKey=False,
            showPercent=False,
            numFmt=number,
            txPr=_words(900, wrapped=False),
        )
    return series


def _characters(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(
        sz=size, b=bold, solidFill=_INK, latin=Font(typeface=_FONT), ea=Font(typeface=_FONT)
    )


def _words(size: int, *, wrapped: bool = True) -> RichText:
    properties = ParagraphProperties(defRPr=_characters(size))
    paragraph = Paragraph(pPr=properties, endParaRPr=_characters(size))
    body = RichTextProperties() if wrapped else _Unwrapped(wrap="none")
    return RichText(bodyPr=body, p=[paragraph])
