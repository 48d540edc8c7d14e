from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.reports import report
from xlgoals import profiles
from xlgoals.checks import BatchEntry, find, run, run_batch
from xlgoals.checks.context import Context
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.checks.rules import references
from xlgoals.checks.rules.references import budget_year
from xlgoals.model import GoalDocument, Project
from xlgoals.reading import Place, ReadResult

CODE = "projects[0].code"


def xref(text: str) -> list[tuple[str, str]]:
    return report(run(parse(text, base())), "XREF")


CASES = [
    ("项目编码", []),  # an empty code is of STR002
    ("项目编码 13993126P00001210001j", [(CODE, "XREF001")]),
    ("项目编码 13993126P00001210001J0", [(CODE, "XREF001")]),
    ("项目编码 1399312６P00001210001J", [(CODE, "XREF001")]),
    ("年度 2025", [(CODE, "XREF005")]),
    ("标题\n项目 2", []),
    ("单位\n项目 2", [("projects[0].unit", "XREF007")]),
    ("资金用途 根据清财字〔2026〕7号维修农村饮水工程\n质量 | 合格率 | 1% | 清财字[2026]7号", []),
    (
        "绩效目标 1.农村饮水工程维修养护费\n资金用途 农村饮水工程维修养护办公费",
        [("projects[0].goals[0]", "XREF009")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_references(text: str, expected: list[tuple[str, str]]) -> None:
    assert xref(text) == expected


def test_wrong_check_character_names_the_one_that_fits() -> None:
    result = parse("项目编码 13993126P00001210001K", base())
    finding = next(f for f in run(result) if f.code == "XREF002")
    assert "“J”" in finding.message_in("zh")
    assert "13993126P00001210001J" in finding.suggestion_in("en")


WORDS = st.text("甲乙丙丁", min_size=1, max_size=12)
SHARES = st.decimals("0.01", 1, places=2).map(float)


@given(WORDS, WORDS, WORDS, SHARES)
def test_a_shared_stem_is_never_too_little(one: str, before: str, end: str, least: float) -> None:
    for other in (end, before + one + end, before + one[: len(one) * 2 // 3 + 1] + end):
        if references._shares_stem(one, other, least):
            assert references._shared(one, other) >= least


def test_a_shared_stem_is_enough() -> None:
    assert references._shares_stem("甲乙丙丁戊己", "用于甲乙丙丁的", 0.5)
    assert not references._shares_stem("甲乙丙丁戊己", "用于甲乙丙丁的", 0.7)
    assert not references._shares_stem("甲甲甲甲戊己", "用于甲甲甲甲的", 0.5)


@pytest.mark.parametrize(
    ("text", "settings", "year"),
    [
        ("年度 2025", {}, 2025),
        ("年度\n总体目标 2024年完成全部任务，2024年底前验收，2023年已开工。", {}, 2024),
        ("年度\n总体目标 完成全部任务。", {"budget_year": 2023}, 2023),
        ("年度\n总体目标 完成全部任务。", {}, 2026),
        ("年度\n总体目标\n项目编码", {}, None),
    ],
)
def test_budget_year(text: str, settings: dict[str, int], year: int | None) -> None:
    profile = profiles.from_data({"extends": "hebei", **settings}, "test")
    assert Context(parse(text, base()), profile).once(budget_year) == year


def test_codes_of_other_provinces_may_have_letters() -> None:
    text = "项目编码 13993126RABC1210001KZ"
    central = profiles.load("central-2021")
    assert report(run(parse(text, base("central-2021")), central), "XREF") == []
    short = parse("项目编码 13993126R", base("central-2021"))
    assert [f.severity.word for f in run(short, central) if f.code == "XREF001"] == ["warning"]


def entry(label: str, text: str, place: Place | None = None) -> BatchEntry:
    document = parse(text, base()).document
    places = {CODE: place} if place else {}
    return BatchEntry.of(label, ReadResult(document, places))


def test_batch_tells_each_document_of_the_others() -> None:
    place = Place(line=7)
    entries = [entry("甲", "年度 2026", place), entry("乙", "年度 2026"), entry("丙", "年度 2025")]
    found = run_batch(entries)
    assert {label: [f.severity.word for f in mine] for label, mine in found.items()} == {
        "甲": ["error"],
        "乙": ["error"],
        "丙": ["info"],
    }
    assert found["甲"][0].place == place
    assert "乙" in found["甲"][0].message
    assert "丙" not in found["甲"][0].message


def test_batch_of_different_codes_has_no_findings() -> None:
    other = "项目编码 13993126P00003710001D"
    assert run_batch([entry("甲", "年度 2026"), entry("乙", other)]) == {}


def caught(codes: list[str]) -> list[bool]:
    """Of each code whether its form or its check character is found wrong."""
    profile = profiles.load()
    document = GoalDocument(projects=tuple(Project(code=code) for code in codes))
    context = Context(ReadResult(document), profile)
    wrong = [False] * len(codes)
    for name in ("XREF001", "XREF002"):
        check = find(name)
        context.begin(name, {"": check.severity, **check.variants}, check.fix)
        for project in context.document.projects:
            concerned = project.facts & check.needs == check.needs
            if concerned and list(check.function(project, context)):
                wrong[project.index] = True
    return wrong


def mistypings(code: str) -> list[str]:
    letters = string.digits + string.ascii_letters + "Ｐ "
    changed = [code[:i] + c + code[i + 1 :] for i in range(21) for c in letters if c != code[i]]
    swapped = [
        code[:i] + code[i + 1] + code[i] + code[i + 2 :]
        for i in range(20)
        if code[i] != code[i + 1]
    ]
    return changed + swapped


def test_every_single_mistyping_is_caught() -> None:
    for project in base().projects:
        assert caught([project.code]) == [False]
        assert all(caught(mistypings(project.code)))


def test_every_single_mistyping_of_the_seeds_is_caught(seeds: dict[str, ReadResult]) -> None:
    codes = [project.code for seed in seeds.values() for project in seed.document.projects]
    assert len(codes) == 15
    assert caught(codes) == [False] * 15
    for code in codes:
        assert all(caught(mistypings(code)))


def test_other_years_and_spellings_in_the_seed(seeds: dict[str, ReadResult]) -> None:
    found = run(seeds["004"])
    assert [f.project for f in found if f.code == "XREF005"] == [10, 11]
    assert {f.project for f in found if f.code == "XREF008"} == {7}
    assert not [
        f for f in found if f.code in {"XREF001", "XREF002", "XREF003", "XREF006", "XREF007"}
    ]
