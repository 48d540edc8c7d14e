"""facts.py: what is found out of rows together is what is found out of each of them."""

from __future__ import annotations

import pytest

from tests.generated import department_text
from xlgoals import profiles
from xlgoals.checks.facts import row_judge
from xlgoals.checks.flags import Row
from xlgoals.checks.views import DocumentView, ProjectView
from xlgoals.forms import text
from xlgoals.model import Indicator
from xlgoals.values import IndicatorValue


@pytest.mark.parametrize("profile", profiles.names())
def test_rows_are_judged_as_each_of_them(profile: str) -> None:
    judge = row_judge(profiles.load(profile))
    document = text.read(department_text(2, 3, mistakes=True).encode()).document
    for project in document.projects:
        rows = project.indicators
        heads, facts = judge.judged(rows)
        assert heads == [judge.head(row.level1, row.level2, row.name) for row in rows]
        assert facts == [judge.facts(row, head) for row, head in zip(rows, heads, strict=True)]
    assert judge.judged(()) == ([], [])


def test_rows_of_a_document_are_judged_as_those_of_each_project() -> None:
    profile = profiles.load()
    document = text.read(department_text(3, 5, mistakes=True).encode()).document
    bare = document.projects[1].model_copy(update={"indicators": ()})
    document = document.model_copy(update={"projects": (bare, *document.projects, bare)})
    for view in DocumentView(document, profile).projects:
        alone = ProjectView(view.project, view.index, profile)
        assert (view.heads, view.row_facts) == (alone.heads, alone.row_facts)
        assert len(view.heads) == len(view.project.indicators)
        assert view.facts == alone.facts


OF_VALUES = {
    "": Row.BLANK,
    "≥98%": Row.NUMBER | Row.PERCENT | Row.AT_LEAST | Row.NO_MONEY | Row.HIGH,
    "＞100%": Row.NUMBER | Row.PERCENT | Row.AT_LEAST | Row.NO_MONEY | Row.HIGH | Row.FULL,
    "≤12.00万元": Row.NUMBER | Row.UNIT,
    "≤12元/人": Row.NUMBER | Row.UNIT,
    "3": Row.NUMBER | Row.NO_UNIT | Row.NO_SIGN | Row.NO_MONEY,
    "＝3万": Row.NUMBER | Row.UNIT | Row.ODD_UNIT,
    "＝3怪": Row.NUMBER | Row.UNIT | Row.ODD_UNIT | Row.NO_MONEY,
    "百分之五": Row.WORDS | Row.PERCENT_WORDS | Row.NO_MONEY,
    "6月底前": Row.NO_MONEY,
    "较好": Row.WORDS | Row.NO_MONEY,
}
ANY = (
    *(Row.BLANK, Row.NUMBER, Row.WORDS, Row.UNIT, Row.ODD_UNIT, Row.NO_UNIT, Row.NO_SIGN),
    *(Row.PERCENT, Row.AT_LEAST, Row.FULL, Row.PERCENT_WORDS, Row.NO_MONEY, Row.HIGH),
)


@pytest.mark.parametrize(("written", "expected"), OF_VALUES.items())
def test_facts_of_values(written: str, expected: int) -> None:
    judge = row_judge(profiles.load())
    cells = {"level1": "产出指标", "level2": "数量指标", "name": "次数", "description": "说明"}
    row = Indicator(**cells, value=IndicatorValue.parse(written), basis="计划标准")
    facts = judge.facts(row, judge.head(row.level1, row.level2, row.name))
    assert facts & sum(ANY) == expected


def test_a_value_that_is_not_what_its_text_says() -> None:
    judge = row_judge(profiles.load())
    value = IndicatorValue.parse("≥98%").model_copy(update={"text": "≥3怪"})
    facts = judge.facts(Indicator(value=value), judge.head("", "", ""))
    assert facts & Row.PERCENT
    assert facts & Row.HIGH
    assert facts & Row.ODD_UNIT
    assert not facts & Row.UNIT
