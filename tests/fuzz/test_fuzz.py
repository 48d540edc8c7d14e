"""A short run of every target, and all inputs that once broke one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.mutate import CORPUS, mutated
from tests.fuzz.targets import TARGETS

FINDS = sorted((Path(__file__).parents[1] / "data" / "fuzz").glob("*-*"))
ROUNDS = {"text": 150, "docx": 40, "workbook": 30}


@pytest.mark.parametrize("kind", sorted(TARGETS))
def test_good_files_hold(kind: str) -> None:
    for data in CORPUS[kind]():
        TARGETS[kind](data)


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("kind", sorted(TARGETS))
def test_changed_files_hold(kind: str, part: int) -> None:
    for number in range(ROUNDS[kind]):
        chance = random.Random(f"{kind} {part} {number}")
        data = mutated(kind, chance.choice(CORPUS[kind]()), chance)
        try:
            TARGETS[kind](data)
        except BaseException:
            pytest.fail(f"mutated({kind!r}, …, Random('{kind} {part} {number}')) breaks it")


@pytest.mark.parametrize("path", FINDS, ids=lambda path: path.name)
def test_finds_are_mended(path: Path) -> None:
    TARGETS[path.name.partition("-")[0]](path.read_bytes())


def test_changes_are_changes() -> None:
    for kind in TARGETS:
        good = CORPUS[kind]()[0]
        made = {mutated(kind, good, random.Random(seed)) for seed in range(20)}
        assert len(made - {good}) > 15
