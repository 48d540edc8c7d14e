"""The rules of values, beyond their examples."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.reports import report
from xlgoals.checks import Finding, FixKind, fixes, run
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.model import GoalDocument
from xlgoals.reading import Note, NoteKind, Place, ReadResult
from xlgoals.values import IndicatorValue, ValueKind


def findings(row: str) -> list[Finding]:
    """Findings of the VAL group on one row of the faultless document."""
    return [f for f in run(parse(row, base()), None) if f.code.startswith("VAL")]


def codes(row: str) -> list[str]:
    return [finding.code for finding in findings(row)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("数量 | 发放补贴户数 | 根据下达任务目标要求确定", ["VAL001"]),
        ("数量 | 发放补贴户数 | 约5.5万人次", ["VAL001"]),
        ("数量 | 补贴标准 | ≥190元每人每月", ["VAL001"]),
        ("质量 | 工程验收情况 | 验收后由第三方机构出具评估结论并且达到优良以上", ["VAL001"]),
        ("质量 | 工程验收情况 | 优良", []),
        ("时效 | 工程完工时间 | 2026年11月底前", []),
        ("时效 | 工程完工时间 | 2026.01-2026.12", []),
        ("质量 | 工程验收合格率 | 95", ["VAL002", "VAL005"]),
        ("经济效益 | 每户节约 | ≥120元/户·年", []),
        ("经济效益 | 年节约用水 | ≥3万吨", []),
        ("数量 | 巡查频次 | ≥12次/月", []),
        ("数量 | 巡查频次 | ≥12社会效益", ["VAL003"]),
        ("质量 | 水质浓度达标 | ≥10百分点", []),
        ("质量 | 工程验收合格率 | 不低于百分之95", ["VAL004"]),
        ("成本 | 每处维修成本 | ≤8万元/处", []),
        ("成本 | 单位成本降低率 | ≥5%", []),
        ("成本 | 预算控制数 | ≥90", []),  # FND006 speaks of it
        ("质量 | 工程验收合格率 | ＞100%", ["VAL007"]),
        ("质量 | 工程验收合格率 | ≥120%", ["VAL011"]),
        ("经济效益 | 供水收入增长率 | ≥120%", []),
        ("社会效益 | 政府债务率 | ≤120%", []),
        ("服务对象满意度 | 受益群众满意度 | ≥100%", ["VAL008"]),
        ("服务对象满意度 | 群众投诉处理率 | ＝100%", []),
        ("服务对象满意度 | 群众投诉率 | ≤2%", []),
        ("社会效益 | 用户满意率 | ≥98%", ["VAL008"]),
        ("时效 | 项目完成时间 | ＝100%", ["VAL009"]),
        ("时效 | 办理时间缩短幅度 | ≥20%", []),
        ("经济效益 | 经济效益增加值 | ≥50百分比", ["VAL004", "VAL009"]),
        ("质量 | 工程验收合格率 | 95%以上", ["VAL010"]),
        ("质量 | 工程验收合格率 | ＝95.00%", []),
        ("质量 | 工程验收合格率 | =100.00(%)", ["VAL010"]),
        ("质量 | 工程验收情况 | 优-良", ["VAL012"]),
    ],
)
def test_value(row: str, expected: list[str]) -> None:
    assert codes(row) == expected


@pytest.mark.parametrize(
    ("row", "text", "kind"),
    [
        ("质量 | 工程验收合格率 | 95", "＝95%", FixKind.SUGGESTED),
        ("质量 | 工程验收合格率 | 不低于百分之９５", "≥95%", FixKind.AUTO),
        ("质量 | 工程验收合格率 | >=９５（％）", "≥95%", FixKind.AUTO),
        ("成本 | 项目总成本 | 》100.00万元", "≤100.00万元", FixKind.SUGGESTED),
        ("质量 | 工程验收情况 | 全部␠合格_", "全部合格", FixKind.AUTO),
        ("质量 | 工程验收情况 | 优-良", "优—良", FixKind.SUGGESTED),
        ("质量 | 工程验收情况 | ISO␠标准", "ISO标准", FixKind.AUTO),
        ("质量 | 温度 | -5", "5", FixKind.SUGGESTED),
    ],
)
def test_fix(row: str, text: str, kind: FixKind) -> None:
    offered = [finding.fix for finding in findings(row) if finding.fix is not None]
    assert (kind, text) in {(fix.kind, fix.edits[0].text) for fix in offered}


def test_all_suggestions_for_one_cell_agree() -> None:
    document = parse("质量 | 工程验收合格率 | 95", base()).document
    offered = [finding.fix for finding in run(document) if finding.fix is not None]
    outcome = fixes.apply(document, offered)
    assert outcome.refused == ()
    assert report(run(outcome.document), "VAL") == []


def test_percent_number_is_told_where_it_stands() -> None:
    place = Place(sheet="项目1", cell="F12")
    field = "projects[0].indicators[2].value"
    note = Note(NoteKind.PERCENT_NUMBER, place, "1", field, 0)
    found = [f for f in run(ReadResult(base(), notes=(note,))) if f.code == "VAL013"]
    assert [(f.field, f.place, f.value) for f in found] == [(field, place, "＝100%")]


SIGNS = st.sampled_from(["", "≥", ">=", "≧", "》", "不低于", "=", "<", "≤ "])
NUMBERS = st.sampled_from(["0", "95", "100.00", "1,600", "９８", "120", "3.50"])
UNITS = st.sampled_from(["", "%", "（％）", "百分比", " 万元", "万", "人次", "以上", "质量"])
WORDS = st.text(st.sampled_from("优良全部*_- A1%≥"), max_size=8)
NAMES = st.sampled_from(["验收合格率", "项目总成本", "完成时间", "增长率", "群众满意度"])
VALUES = st.builds(lambda *parts: "".join(parts), SIGNS, NUMBERS, UNITS) | WORDS


@settings(max_examples=60)
@given(st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=6))
def test_automatic_fixes_are_final_and_keep_the_meaning(rows: list[tuple[str, str]]) -> None:
    document = with_rows(rows)
    auto = [f.fix for f in run(document) if f.fix is not None and is_auto(f)]
    mended = fixes.apply(document, auto)
    assert mended.refused == ()
    assert [f.code for f in run(mended.document) if is_auto(f)] == []
    for before, after in zip(values(document), values(mended.document), strict=True):
        if before.kind is ValueKind.NUMBER:
            assert (after.sign, after.number) == (before.sign, before.number)


def is_auto(finding: Finding) -> bool:
    fix = finding.fix
    return finding.code.startswith("VAL") and fix is not None and fix.kind is FixKind.AUTO


def values(document: GoalDocument) -> list[IndicatorValue]:
    return [row.value for row in document.projects[0].indicators]


def with_rows(rows: list[tuple[str, str]]) -> GoalDocument:
    document = base()
    project = document.projects[0]
    given_rows = tuple(
        old.model_copy(update={"name": name, "value": IndicatorValue.parse(text.strip())})
        for old, (name, text) in zip(project.indicators, rows, strict=False)
    )
    project = project.model_copy(update={"indicators": given_rows})
    return document.model_copy(update={"projects": (project,)})


def test_seeds(seeds: dict[str, ReadResult]) -> None:
    found = [f for f in run(seeds["004"]) if f.code.startswith("VAL") and f.project == 7]
    assert {f.code for f in found} == {"VAL004", "VAL007", "VAL008", "VAL009"}
    assert report(run(seeds["000"]), "VAL") == [
        (f"projects[{project}].indicators[{row}].value", code)
        for project in (0, 1)
        for row, code in ((1, "VAL005"), (4, "VAL007"))
    ]
