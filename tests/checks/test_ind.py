from __future__ import annotations

import pytest

from tests.checks.reports import report
from xlgoals import profiles
from xlgoals.checks import fixes, run
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.checks.finding import Finding
from xlgoals.reading import ReadResult

CENTRAL = profiles.load("central-2021")
ROWS = "projects[0].indicators"


def of(code: str, written: str, profile: str = "hebei") -> list[Finding]:
    result = parse(written, base(profile))
    return [f for f in run(result, profiles.load(profile)) if f.code == code]


def edits(finding: Finding) -> list[str]:
    return [edit.text for edit in finding.fix.edits] if finding.fix else []


@pytest.mark.parametrize(
    ("classes", "name", "is_class"),
    [
        ("产出指标/数量指标", "数量指标", True),
        ("产出指标/数量指标", "数量", True),
        ("产出指标/数量指标", "产出", True),
        ("产出/数量", " 数量 指标 ", True),
        ("效益/环境效益", "生态效益指标", True),
        ("满意度指标/服务对象满意度指标", "满意度（%）", True),
        ("产出指标/数量指标", "质量指标", False),
        ("产出指标/数量指标", "维修数量", False),
        ("产出指标/数量指标", "", False),
    ],
)
def test_names_that_repeat_their_class(classes: str, name: str, is_class: bool) -> None:
    assert bool(of("IND001", f"-指标\n{classes} | {name} | ≥3处")) is is_class


def test_of_a_name_that_says_nothing_only_one_thing_is_said() -> None:
    row = "满意度指标/服务对象满意度指标 | 满意度 | ≥92% | 问卷 | 满意度"
    assert {f.code for f in run(parse(row, base())) if f.field.startswith(f"{ROWS}[9]")} == {
        "IND001"
    }


def test_third_of_a_name_is_told_too() -> None:
    rows = "\n".join(f"质量 | 合格率{'（%）' * (at % 2)} | ≥9{at}%" for at in range(3))
    assert [f.field for f in of("IND003", rows)] == [f"{ROWS}[3].name", f"{ROWS}[4].name"]


def like(finding: Finding) -> object:
    """The number of the project that another one is like."""
    return (finding.words or {}).get("k")


SAME = "-指标\n产出指标/数量指标 | 处数 | ≥3处\n产出指标/成本指标 | 总成本 | ≤{}万元\n"


def test_alike_projects_are_held_against_the_first() -> None:
    written = "".join(f"项目 {at}\n{SAME.format(at)}" for at in (1, 2, 3))
    found = of("IND004", written)
    assert [(f.field, like(f)) for f in found] == [
        ("projects[1].indicators", 1), ("projects[2].indicators", 1),
    ]  # fmt: skip


def test_projects_without_indicators_are_not_alike() -> None:
    assert of("IND004", "项目 1\n-指标\n项目 2\n-指标") == []


@pytest.mark.parametrize(
    ("level2", "name", "better"),
    [
        ("数量", "预算执行率", []),
        ("质量", "资金到位率", []),
        ("时效", "拨款执行率（%）", []),
        ("成本", "按预算资金完成率", []),
        ("数量", "设备完好率", ["质量指标"]),
        ("质量", "检查次数", ["数量指标"]),
        ("质量", "计划完成率", []),  # as a rate it is no quantity either
        ("社会效益", "提供服务次数", ["产出指标", "数量指标"]),
        ("社会效益", "工作完成率", []),
        ("经济效益", "覆盖服务人口", ["社会效益指标"]),
        ("数量", "检查次数", None),
        ("质量", "设备完好率", None),
        ("时效", "按时完工率", None),
        ("经济效益", "新增产值", None),
    ],
)
def test_misfits(level2: str, name: str, better: list[str] | None) -> None:
    found = of("IND005", f"{level2} | {name} | ≥3")
    assert [edits(finding) for finding in found] == ([] if better is None else [better])


def test_a_misfit_of_quantity_or_quality_is_an_error_in_the_central_form() -> None:
    found = of("IND005", "质量 | 检查次数 | ≥3次\n时效 | 预算执行率 | ≥95%", "central-2021")
    assert [f.severity.word for f in found] == ["error", "warning"]


@pytest.mark.parametrize(
    ("name", "value", "texts"),
    [
        ("合格率（%）", "≥95", ["合格率", "≥95%"]),
        ("合格率( ％ )", "≥95%", ["合格率"]),
        ("合格率（%）", "95以上", ["合格率"]),
        ("合格率（%）", "全部合格", ["合格率"]),
        ("合格率（%）", "≥100百分比", ["合格率"]),
        ("（%）", "≥95", []),
    ],
)
def test_unit_moves_to_the_value(name: str, value: str, texts: list[str]) -> None:
    assert [edits(f) for f in of("IND006", f"质量 | {name} | {value}")] == [texts]


@pytest.mark.parametrize(
    ("name", "is_vague"),
    [
        ("可持续性", True), ("提高效率", True), ("拉动地方经济发展", True),
        ("对社会发展带来影响", True), ("生态效益增长率", True), ("保障工作质量", True),
        ("亩均节水量", False),
    ],
)  # fmt: skip
def test_vague_names_with_numbers(name: str, is_vague: bool) -> None:
    assert bool(of("IND007", f"可持续影响 | {name} | ≥50%")) is is_vague
    assert of("IND007", f"可持续影响 | {name} | 明显改善") == []


@pytest.mark.parametrize(
    ("basis", "hebei", "central"),
    [
        ("", None, None),  # STR012 speaks of it where it is asked for
        ("无", "", ""),
        ("——", "", ""),
        ("专家评审", None, "standard"),
        ("行业标准", None, None),
        ("清财字〔2026〕7号", None, None),
        ("《农村供水条例》", None, None),
        ("年度工作方案", None, None),
    ],
)
def test_basis(basis: str, hebei: str | None, central: str | None) -> None:
    for profile, expected in (("hebei", hebei), ("central-2021", central)):
        found = of("IND008", f"质量 | 合格率 | ≥95% | {basis} | 合格占比", profile)
        assert [f.variant for f in found] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("指标1：维修处数", ["维修处数"]),
        ("指标 12:维修处数", ["维修处数"]),
        ("覆盖率（≥**%）", ["覆盖率"]),
        ("**覆盖率", ["覆盖率"]),
        ("指标1：", []),
    ],
)
def test_template_words(name: str, rest: list[str]) -> None:
    assert [edits(f) for f in of("IND015", f"社会效益 | {name} | ≥3处")] == [rest]


@pytest.mark.parametrize("name", ["指标完成率", "覆盖率（不含*）", "指标体系建设数量"])
def test_words_that_only_look_like_a_template(name: str) -> None:
    assert of("IND015", f"社会效益 | {name} | ≥3处") == []


def weighted(*rows: tuple[str, str]) -> str:
    lines = (
        f"{classes} | 目标{at} | ≥{at}处 | 计划标准 | 说明{at} | 权重={weight}"
        " | 指标解释=甲 | 评分标准=乙"
        for at, (classes, weight) in enumerate(rows)
    )
    return "-指标\n" + "\n".join(lines)


OUTPUT, BENEFIT, PLEASED = "产出/数量", "效益/社会效益", "满意度/服务对象满意度"
COST = "成本/经济成本"


@pytest.mark.parametrize(
    ("rows", "variant"),
    [
        (((OUTPUT, "50"), (BENEFIT, "30"), (PLEASED, "10")), None),
        (((COST, "20"), (OUTPUT, "40"), (BENEFIT, "20"), (PLEASED, "10")), None),
        (((OUTPUT, "50%"), (BENEFIT, "15%"), (BENEFIT, "15%"), (PLEASED, "10%")), None),
        (((OUTPUT, "50"), (BENEFIT, "40")), None),  # nobody to be satisfied
        (((OUTPUT, "12.5"), (OUTPUT, "37.5"), (BENEFIT, "40")), None),
        (((OUTPUT, "40"), (BENEFIT, "40"), (PLEASED, "10")), "shares"),
        (((OUTPUT, "60"), (BENEFIT, "30"), (PLEASED, "10")), ""),
        (((OUTPUT, "50"), (BENEFIT, "30"), (PLEASED, "")), ""),
        (((OUTPUT, ""), (BENEFIT, "")), "missing"),
    ],
)
def test_weights(rows: tuple[tuple[str, str], ...], variant: str | None) -> None:
    found = of("IND013", weighted(*rows), "central-2021")
    assert [f.variant for f in found] == ([] if variant is None else [variant])
    if found and found[0].fix:
        result = parse(weighted(*rows), base("central-2021"))
        mended = fixes.apply(result.document, [found[0].fix]).document
        assert report(run(mended, CENTRAL), "IND013") == []


def test_spending_of_the_budget_weighs_ten_more() -> None:
    rows = weighted((OUTPUT, "50"), (BENEFIT, "30"), (PLEASED, "10"))
    spent = "\n产出/时效 | 预算执行率 | ＝100% | 计划标准 | 说明 | 权重={}"
    assert of("IND013", rows + spent.format(10), "central-2021") == []
    assert [edits(f) for f in of("IND013", rows + spent.format(5), "central-2021")] == [["10"]]


def test_weights_are_not_shared_out_where_one_is_missing() -> None:
    rows = weighted((OUTPUT, "60"), (BENEFIT, ""), (PLEASED, "10"))
    assert [edits(f) for f in of("IND013", rows, "central-2021")] == [[]]


def test_columns_of_the_central_form_are_not_asked_of_hebei() -> None:
    assert of("IND013", weighted((OUTPUT, "7"))) == of("IND014", "") == []


def test_legacy_documents(seeds: dict[str, ReadResult]) -> None:
    def count(name: str, code: str) -> int:
        return len(report(run(seeds[name]), code))

    assert count("004", "IND001") == 47
    assert count("004", "IND003") == 0
    alike = [like(f) for f in run(seeds["004"]) if f.code == "IND004"]
    assert alike == [3, 5, 7, 3, 3]
    assert count("000", "IND005") == 6
    assert count("000", "IND012") == 2
    assert count("004", "IND006") == 4
