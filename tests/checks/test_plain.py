"""plain.py: what is passed by as plain is what no rule on words speaks of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.generated import department_text
from xlgoals import checks, profiles
from xlgoals.checks import facts
from xlgoals.checks.finding import Finding
from xlgoals.checks.phrases import document_numbers
from xlgoals.checks.plain import is_plain
from xlgoals.forms import text
from xlgoals.model import GoalDocument, Indicator, Project

ODD = (
    *(
        "目标(一",
        "“目标",
        "目标,二",
        " 目标",
        "目标\t",
        "甲\u3000乙",
        "（目标",
        "，目标",
        "目标；",
        "目标，",
    ),
    *(
        "按照记划",
        "帐户",
        "十四五规划",
        "2019年完成",
        "二〇一九年",
        "冀财字【2025】7号",
        "冀财2025号",
    ),
    *("⽬标", "目標", "很长" * 200, "一句。" * 90, "目标\0(", "目标，\0", "\0"),
)


def findings(document: GoalDocument, profile: profiles.Profile) -> list[Finding]:
    facts.row_judge.cache_clear()
    return checks.run(document, profile)


def nothing_is_plain(_text: str, _profile: profiles.Profile) -> bool:
    return False


@pytest.fixture
def all_read(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Finding]]:
    """The findings when no cell is passed by."""

    def run(document: GoalDocument, profile: profiles.Profile) -> list[Finding]:
        with monkeypatch.context() as patch:
            patch.setattr(facts, "is_plain", nothing_is_plain)
            found = findings(document, profile)
        facts.row_judge.cache_clear()
        return found

    return run


@pytest.mark.parametrize("name", profiles.names())
def test_nothing_odd_in_a_cell_is_passed_by(
    name: str, all_read: Callable[..., list[Finding]]
) -> None:
    profile = profiles.load(name)
    typos = (f"甲{typo}乙" for typo in profile.words.typos)
    stale = (f"甲{word}乙" for words in profile.words.stale for word in words.words)
    found = 0
    for odd in (*ODD, *typos, *stale):
        cells: tuple[dict[str, str], ...] = ({"name": odd}, {"description": odd}, {"basis": odd})
        rows = tuple(Indicator(**cell) for cell in cells)
        document = GoalDocument(year=2026, projects=(Project(name="甲", indicators=rows),))
        expected = all_read(document, profile)
        assert findings(document, profile) == expected
        found += any(finding.code.startswith("TXT") for finding in expected)
    assert found > len(profile.words.typos) + len(ODD) // 2


@pytest.mark.parametrize("seed", range(3))
def test_whole_documents(seed: int, all_read: Callable[..., list[Finding]]) -> None:
    document = text.read(department_text(seed, 8, mistakes=True).encode()).document
    profile = profiles.load()
    assert findings(document, profile) == all_read(document, profile)


@pytest.mark.parametrize("plain", ["", "项目个数", "计划标准", "2026"])
def test_usual_cells_are_plain(plain: str) -> None:
    assert is_plain(plain, profiles.load())


@pytest.mark.parametrize("odd", ODD[:10])
def test_odd_cells_are_not(odd: str) -> None:
    assert not is_plain(odd, profiles.load())


@pytest.mark.parametrize("bracket", "[【〔(（［")
def test_a_document_number_is_not(bracket: str) -> None:
    number = f"冀财{bracket}2025]7号"
    assert document_numbers(number)
    assert not is_plain(number, profiles.load())
