from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgoals.forms import sheet
from xlgoals.model import Indicator, Project


@pytest.mark.parametrize(
    ("number", "title", "heading"),
    [
        (3, "道路", "3.道路绩效目标表"),
        (None, "道路", "道路绩效目标表"),
        (None, "", "绩效目标表"),
        (3, "", "3.绩效目标表"),
        (None, "5.道路", ".5.道路绩效目标表"),
        (None, ".道路", "..道路绩效目标表"),
        (1, "绩效目标表", "1.绩效目标表绩效目标表"),
    ],
)
def test_heading(number: int | None, title: str, heading: str) -> None:
    assert sheet.heading_of(number, title) == heading
    assert sheet.parse_heading(heading) == (number, title)


@given(st.none() | st.integers(-(10**9), 10**17), st.text(st.sampled_from("0129.-甲 \n绩效目标表")))
def test_every_heading_comes_back(number: int | None, title: str) -> None:
    assert sheet.parse_heading(sheet.heading_of(number, title)) == (number, title)


@pytest.mark.parametrize("text", ["", "道路", "绩效目标表 ", "预算项目"])
def test_no_heading(text: str) -> None:
    assert sheet.parse_heading(text) is None


@pytest.mark.parametrize(
    ("project", "unused"),
    [
        (Project(number=4, unit="324001甲局", money_unit="万元"), True),
        (Project(name="道路"), False),
        (Project(title="道路"), False),
        (Project(indicators=(Indicator(level1="产出指标"),)), False),
    ],
)
def test_is_unused(project: Project, unused: bool) -> None:
    assert sheet.is_unused(project) is unused


@pytest.mark.parametrize(
    ("text", "needed"),
    [("甲〔续文1〕", True), ("〔续文1〕甲", False), ("〔续文〕", False), ("〔续文1〕\n", False)],
)
def test_needs_marker(text: str, needed: bool) -> None:
    assert sheet.needs_marker(text) is needed
