"""The reference of rules: complete, and the committed pages are those of the registry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from xlgoals import messages
from xlgoals.checks import all_checks, find
from xlgoals.checks.examples import examples_of
from xlgoals.reports import rules

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = messages.current_language()
    messages.use_language(request.param)
    yield request.param
    messages.use_language(before)


def test_pages_are_not_stale(language: str) -> None:
    name = "rules.md" if language == "en" else "rules.zh-CN.md"
    assert (DOCS / name).read_text("utf-8") == rules.markdown(), "run: make docs"


def test_every_rule_is_there_in_full(language: str) -> None:
    page = rules.markdown()
    for check in all_checks():
        section = page.partition(f"\n### {check.code}\n")[2].partition("\n### ")[0]
        bad = [example.bad.strip() for example in examples_of(check.code)]
        assert bad, check.code
        assert all(example in section for example in bad)
        assert check.why(language)[:8] in section.replace("\\", "")


def test_one_rule_as_text() -> None:
    shown = rules.as_text(find("FND001"))
    for part in (find("FND001").why(), "财政资金 90.00", "预算数100.00≠", "改正后：95.00"):
        assert part in shown
