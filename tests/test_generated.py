"""The generated documents are what they claim to be: fixed by the seed, and of the exact form."""

from __future__ import annotations

import copy
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.generated import MISTAKE_SEEDS, department_text, draft_department, render
from tests.generated_mistakes import MISTAKES
from xlgoals.forms import text
from xlgoals.projectcode import has_valid_check

SAMPLES = Path(__file__).parents[1] / "samples"
CODE = re.compile(r"^\t(\d{8}P[0-9A-Z]{12})$", re.MULTILINE)


def test_the_seed_fixes_the_text() -> None:
    assert department_text(7) == department_text(7)
    assert len({department_text(seed) for seed in range(20)}) == 20
    assert department_text(7) != department_text(7, mistakes=True)


@pytest.mark.parametrize("mistakes", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_text_is_of_the_form(seed: int, mistakes: bool) -> None:
    content = department_text(seed, mistakes=mistakes)
    assert text.serialise(text.parse(content)) == content
    assert content.startswith(" 第一部分\n部门整体绩效目标\n")
    assert content.endswith("\n\n\n\n")
    assert content.count("绩效目标表\n") == content.count("\t项目编码\n") == 13
    assert not re.search("[\r\u00a0\u3000]", content)


@pytest.mark.parametrize("seed", range(10))
def test_without_mistakes(seed: int) -> None:
    codes = CODE.findall(department_text(seed))
    assert len(set(codes)) == 13
    assert all(has_valid_check(code) for code in codes)
    for project in draft_department(seed).projects:
        assert 7 <= len(project.indicators) <= 9
        assert all(cell.strip() == cell != "" for row in project.indicators for cell in row)


@pytest.mark.parametrize("seed", range(10))
def test_reads_as_it_was_meant(seed: int) -> None:
    result = text.read(department_text(seed).encode())
    assert result.document.leftovers == ()
    assert result.notes == ()
    for project, draft in zip(
        result.document.projects, draft_department(seed).projects, strict=True
    ):
        rows = [[i.level1, i.level2, i.name, i.description, i.value.text, i.basis]
                for i in project.indicators]  # fmt: skip
        assert (project.code, project.name, rows) == (draft.code, draft.name, draft.indicators)


@pytest.mark.parametrize("name", sorted(MISTAKES))
def test_each_mistake_changes_the_text(name: str) -> None:
    draft = draft_department(3, 1)
    spoiled = copy.deepcopy(draft)
    MISTAKES[name](spoiled.projects[0], random.Random(0))
    assert render(spoiled) != render(draft)


def test_mistakes_are_various() -> None:
    made: Counter[str] = Counter()
    for seed in MISTAKE_SEEDS:
        clean, spoiled = draft_department(seed), draft_department(seed, mistakes=True)
        for before, after in zip(clean.projects, spoiled.projects, strict=True):
            made.update(key for key in vars(before) if getattr(before, key) != getattr(after, key))
    assert {"title", "code", "amounts", "purpose", "plan", "goal", "indicators"} <= set(made)


def test_the_sample_is_of_the_form() -> None:
    (path,) = SAMPLES.glob("*.txt")
    content = path.read_bytes().decode()
    assert text.serialise(text.parse(content)) == content
    assert len(CODE.findall(content)) == 3
