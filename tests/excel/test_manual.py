"""The user manual is true: its formulas answer so, its buttons, rules and links are there."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xlgoals.checks import find
from xlgoals.excel import functions
from xlgoals.excel.signatures import FUNCTIONS

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "manual.zh-CN.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\| `=(XLG_\w+)\((.*)\)` \| `(.+)` \|$", MANUAL, re.MULTILINE)
_ARGUMENT = re.compile(r'"([^"]*)"|A11:([EF])11|([0-9.]+)')
_LINK = re.compile(r"\]\(([^)#]+)")


def _row() -> list[str]:
    match = re.search(r"A11:F11 依次是：(.+)。", MANUAL)
    assert match
    return re.findall(r"`([^`]+)`", match[1])


def _arguments(written: str) -> list[object]:
    found: list[object] = []
    for text, column, number in _ARGUMENT.findall(written):
        if column:
            found.append([_row()[: "ABCDEF".index(column) + 1]])
        else:
            found.append(float(number) if number else text)
    return found


@pytest.mark.parametrize(("name", "arguments", "answer"), EXAMPLES)
def test_formulas_answer_as_the_manual_says(name: str, arguments: str, answer: str) -> None:
    said = getattr(functions, name)(*_arguments(arguments))
    assert (said[0][0] if isinstance(said, list) else said) == answer


def test_every_function_has_an_example() -> None:
    assert {name for name, *_ in EXAMPLES} == {function.name for function in FUNCTIONS}


def test_every_button_is_described() -> None:
    ribbon = ElementTree.parse(ROOT / "addin" / "ribbon.xml")  # noqa: S314
    labels = {one.get("label", "") for one in ribbon.iter() if one.tag.endswith("}button")}
    headings = re.findall(r"^### (.+)$", MANUAL, re.MULTILINE)
    described = {label for heading in headings for label in heading.split("、")}

    assert len(labels) == 15
    assert labels <= described


def test_its_rules_are_rules() -> None:
    codes = set(re.findall(r"[×△]([A-Z]+[0-9]{3})", MANUAL))
    assert len(codes) > 6
    assert all(find(code).code == code for code in codes)


def test_its_links_lead_somewhere() -> None:
    links = _LINK.findall(MANUAL)
    assert len(links) > 5
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
