from __future__ import annotations

import pytest

from tests.checks.reports import lines, report
from xlgoals.checks import fixes, run
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.reading import ReadResult

PLANS = [
    # plan, codes by point (m j o d), and of the plan as a whole
    ("25% 50% 75% 100%", {}),
    ("0 0 0 100", {}),
    ("100 100 100 100", {}),
    ("25% 25% 25% 25%", {"plan": "SCH004", "december": "SCH003"}),
    ("10% 30% 30% 30%", {"plan": "SCH004", "december": "SCH003"}),
    ("100% 0% 0% 0%", {"plan": "SCH004", "june": "SCH002", "december": "SCH003"}),
    ("25% 50% 25% -", {"plan": "SCH004", "october": "SCH002", "december": "SCH003 SCH005"}),
    (
        "75% 25% - -",
        {
            "plan": "SCH004",
            "june": "SCH002",
            "october": "SCH005",
            "december": "SCH003 SCH005",
        },
    ),
    ("50% 40% 80% 100%", {"june": "SCH002"}),
    ("20% - 10% 100%", {"june": "SCH005", "october": "SCH002"}),
    ("20% 50% 80% 90%", {"december": "SCH003"}),
    ("20% x 80% 100%", {"june": "SCH001"}),
    ("-5% 50% 80% 100%", {"march": "SCH001"}),
    ("20% 50% 80% 120%", {"december": "SCH001 SCH003"}),
    ("20% 50% 80% 百分百", {"december": "SCH001"}),
    ("- - - 100%", {"march": "SCH005", "june": "SCH005", "october": "SCH005"}),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "expected"), PLANS, ids=[plan for plan, _ in PLANS])
def test_plan(plan: str, expected: dict[str, str]) -> None:
    found: dict[str, list[str]] = {}
    for field, code in report(run(parse(f"支出计划 {plan}", base())), "SCH"):
        found.setdefault(field.rpartition(".")[2], []).append(code)
    assert {name: " ".join(codes) for name, codes in found.items()} == expected


@pytest.mark.parametrize(
    ("plan", "mended"),
    [
        ("25% 25% 25% 25%", "25% 50% 75% 100%"),
        ("25 50 25 -", "25 75 100 100"),
        ("75% 25% - -", "75% 100% 100% 100%"),
        ("- 40.5% - 59.5%", " 40.5% 40.5% 100%"),
        ("20% - 60% 100%", "20% 20% 60% 100%"),
        ("20% 100% - -", "20% 100% 100% 100%"),
        ("20% 50% 80% -", "20% 50% 80% "),
    ],
)
def test_fixes_carry_and_add_up(plan: str, mended: str) -> None:
    result = parse(f"支出计划 {plan}", base())
    document = fixes.apply(result.document, fixes.chosen(run(result), suggested=True)).document
    points = document.projects[0].plan
    texts = [points.march.text, points.june.text, points.october.text, points.december.text]
    assert " ".join(texts) == mended.replace(" 40.5% 40.5%", "0% 40.5% 40.5%", 1)


def test_increments_in_the_seed(seeds: dict[str, ReadResult]) -> None:
    found = run(seeds["004"])
    assert [f.project for f in found if f.code == "SCH004"] == [0, 1, 7, 10]
    assert lines(found, "SCH004") == [82, 192, 777, 1070]
    assert lines(found, "SCH002") == [194, 778]
    assert lines(found, "SCH003") == [85, 195, 780, 1073]
    assert lines(found, "SCH005") == [195, 779, 780]
    assert lines(found, "SCH006") == [50]


def test_plans_of_the_other_seed_are_right(seeds: dict[str, ReadResult]) -> None:
    assert report(run(seeds["000"]), "SCH") == []
