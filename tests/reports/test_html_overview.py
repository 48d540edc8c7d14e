"""What the page says at its top, so that nobody has to look for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reports.samples import files, results
from xlgoals.checking import Checked, Job, Row
from xlgoals.checks import all_checks
from xlgoals.reports import html


def page(checked: Iterable[Checked]) -> str:
    with results(checked) as found:
        return "".join(html.pieces(found))


def failed(name: str) -> Checked:
    return Checked(Job(Path("in") / name, name), error="empty")


def test_files_that_cannot_be_read_are_named_above_all_others() -> None:
    made = page([*files(), failed("<乙>.txt")])
    said = re.search(r'<p class="card problem">(.*?)</p>', made)
    assert said
    assert said[1].startswith("有 2 个文件读不出来。")
    assert '<a href="#f4">空.txt</a> · <a href="#f5">&lt;乙&gt;.txt</a>' in said[1]
    assert made.index(said[0]) < made.index('<div class="two">')


def test_of_very_many_the_first_are_named() -> None:
    said = re.findall(r'<a href="#f[0-9]+">[^<]*\.txt</a>( · …)?', page(map(failed, _names(25))))
    assert len(said) == 20
    assert said[-1]


def _names(count: int) -> list[str]:
    return [f"{number}.txt" for number in range(count)]


def test_nothing_is_said_where_all_were_read() -> None:
    assert '<p class="card problem">' not in page(files()[:3])


@pytest.mark.parametrize(("rules", "shown"), [(4, 4), (30, 14)])
def test_how_many_rules_are_shown_of_how_many(rules: int, shown: int) -> None:
    one = files()[0]
    codes = sorted(check.code for check in all_checks())[:rules]
    made = page([replace(one, rows=tuple(_row(one, code) for code in codes))])
    assert f"共 {rules} 条规则有问题，这里是问题最多的 {shown} 条。" in made
    assert made.count("data-rule=") == shown


def _row(one: Checked, code: str) -> Row:
    return one.rows[0]._replace(code=code)
