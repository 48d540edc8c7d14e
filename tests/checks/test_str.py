from __future__ import annotations

import pytest

from tests.checks.reports import lines, report
from xlgoals import profiles
from xlgoals.checks import Severity, fixes, run
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.forms import text
from xlgoals.profiles import Profile
from xlgoals.reading import ReadResult

ROWS = "projects[0].indicators"


def found(written: str, code: str, profile: Profile | None = None) -> list[tuple[str, str]]:
    result = parse(written, base(profile.name if profile else profiles.DEFAULT))
    return [(f.field, f.variant) for f in run(result, profile) if f.code == code]


@pytest.mark.parametrize("heading", profiles.load().required.headings)
def test_each_missing_heading_is_named(heading: str) -> None:
    result = parse(f"注 missing-heading  {heading}", base())
    messages = [f.message_in("zh") for f in run(result) if f.code == "STR001"]
    assert messages == [f"缺少必备标题“{heading}”"]
    assert report(run(result, profiles.load("central-2021")), "STR001") == []


def test_headings_that_the_profile_does_not_ask_for_are_none() -> None:
    assert found("注 missing-heading  附件", "STR001") == []


@pytest.mark.parametrize(
    ("block", "label"),
    [
        ("code", "项目编码"), ("name", "项目名称"), ("funding.total", "预算数"),
        ("funding", "预算数"), ("plan", "资金支出计划"), ("goals", "绩效目标"),
        ("indicators", "绩效指标"),
    ],
)  # fmt: skip
def test_missing_block_is_named(block: str, label: str) -> None:
    findings = run(parse(f"注 missing-block projects[0].{block}", base()))
    words = [f.message_in("zh") for f in findings if f.code == "STR002"]
    assert words == [f"项目“农村饮水工程维修养护”缺少“{label}”栏"]


def test_plan_is_no_block_of_the_central_form() -> None:
    result = parse("注 missing-block projects[0].plan", base("central-2021"))
    assert report(run(result, profiles.load("central-2021")), "STR") == []


def test_missing_parts_of_a_text_are_found_at_their_lines() -> None:
    written = text.write(base()).decode("utf-8")
    lines_ = written.splitlines()
    at = lines_.index("第二部分")
    del lines_[at]
    result = text.read("\n".join(lines_).encode())
    assert report(run(result), "STR001") == [("", "STR001")]
    assert lines(run(result), "STR001") == [1]


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ((1, 2, 3), None),
        ((1, 2, 4), "projects[2].number"),
        ((2, 3, 4), "projects[0].number"),
        ((1, 1, 2), "projects[1].number"),
    ],
)
def test_numbers_are_said_once_and_mended_together(
    numbers: tuple[int, ...], field: str | None
) -> None:
    written = "\n".join(f"项目 {at}\n序号 {n}" for at, n in enumerate(numbers, 1))
    result = parse(written, base())
    findings = [f for f in run(result) if f.code == "STR004"]
    assert [f.field for f in findings] == ([field] if field else [])
    mended = fixes.apply(result.document, fixes.chosen(findings)).document
    assert [project.number for project in mended.projects] == [1, 2, 3]


@pytest.mark.parametrize(
    ("number", "mark", "faults"),
    [
        (2, 5, []),
        (2, 9, ["bookmark"]),
        (3, 5, [""]),  # the mark is that of the right number
        (3, 6, ["", "bookmark"]),
    ],
)
def test_bookmark_is_held_against_the_right_number(
    number: int, mark: int, faults: list[str]
) -> None:
    result = parse(f"项目 2\n序号 {number}\n书签 projects[1].title _Toc_4_4_{mark:010d}", base())
    assert [variant for _, variant in found_in(result, "STR004")] == faults
    mended = fixes.apply(result.document, fixes.chosen(run(result))).document
    assert found_in(ReadResult(mended), "STR004") == []


def found_in(result: ReadResult, code: str) -> list[tuple[str, str]]:
    return [(f.field, f.variant) for f in run(result) if f.code == code]


@pytest.mark.parametrize(
    ("written", "count6", "count7"),
    [
        ("-产出", 1, 0),  # its level-2 classes are not told beside it
        ("-指标", 0, 0),  # STR002 speaks of a table without rows
        ("-质量\n-时效", 0, 2),
        ("-满意度", 1, 0),
        ("", 0, 0),
    ],
)
def test_missing_classes_are_said_once(written: str, count6: int, count7: int) -> None:
    assert len(found(written, "STR006")) == count6
    assert len(found(written, "STR007")) == count7


@pytest.mark.parametrize(
    ("profile", "variant", "level"),
    [("hebei", "", Severity.ERROR), ("hebei", "satisfaction", Severity.WARNING),
     ("central-2021", "", Severity.ERROR), ("central-2021", "satisfaction", Severity.INFO)],
)  # fmt: skip
def test_severity_of_missing_level1(profile: str, variant: str, level: Severity) -> None:
    result = parse("-满意度" if variant else "-产出", base(profile))
    levels = {f.severity for f in run(result, profiles.load(profile)) if f.code == "STR006"}
    assert levels == {level}


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ("产出/数量", None),
        ("产出指标/数量指标", None),
        ("效益/环境效益", None),
        ("效益指标/可持续影响", None),
        ("满意度/满意度", None),
        ("效益/数量", ("level2", ("产出",))),
        ("满意度指标/群众评价", ("level2", ("服务对象满意度",))),
        ("产出/其他", ("level2", ())),
        ("过程/资金管理", ("level1", ())),
        ("成本/成本", ("level1", ("产出",))),
    ],
)
def test_class_pairs(classes: str, expected: tuple[str, tuple[str, ...]] | None) -> None:
    result = parse(f"-指标\n{classes} | 完成维修处数 | ≥3处", base())
    findings = [f for f in run(result) if f.code == "STR008"]
    if expected is None:
        assert findings == []
        return
    field, edits = expected
    assert [f.field for f in findings] == [f"{ROWS}[0].{field}"]
    fix = findings[0].fix
    assert (tuple(edit.text for edit in fix.edits) if fix else ()) == edits


def test_reordering_keeps_every_row() -> None:
    result = parse(
        "-数量\n产出指标/数量指标 | 甲处数 | ≥3处\n产出指标/数量指标 | 乙处数 | ≥4处", base()
    )
    findings = [f for f in run(result) if f.code == "STR009"]
    mended = fixes.apply(result.document, fixes.chosen(findings)).document
    before, after = result.document.projects[0].indicators, mended.projects[0].indicators
    assert sorted(row.name for row in before) == sorted(row.name for row in after)
    assert [row.name for row in after[:2]] == ["甲处数", "乙处数"]
    assert found_in(ReadResult(mended), "STR009") == []


def test_empty_cells_of_a_row() -> None:
    result = parse("-指标\n/ | | | | ", base())
    assert found_in(result, "STR012") == [
        (f"{ROWS}[0].{name}", "optional" if name in {"description", "basis"} else "")
        for name in ("level1", "level2", "name", "description", "value", "basis")
    ]


def test_basis_is_no_cell_of_the_central_form() -> None:
    central = profiles.load("central-2021")
    written = (
        "质量 | 工程验收合格率 | ＝100% | | 合格占比 | 权重=10 | 指标解释=占比 | 评分标准=按比例"
    )
    assert found(written, "STR012", central) == []
    assert found(written, "IND008", central) == []


@pytest.mark.parametrize(
    ("unit", "hebei", "central"),
    [("万元", [], []), ("元", [""], []), ("", ["missing"], ["missing"])],
)
def test_money_unit(unit: str, hebei: list[str], central: list[str]) -> None:
    for name, expected in (("hebei", hebei), ("central-2021", central)):
        profile = profiles.load(name)
        found_ = found(f"金额单位 {unit}\n资金用途 维修", "STR015", profile)
        assert [variant for _, variant in found_] == expected


def test_legacy_documents(seeds: dict[str, ReadResult]) -> None:
    first, second = run(seeds["000"]), run(seeds["004"])
    assert report(first, "STR") == [
        *((f"duties[{at}].indicator", "STR011") for at in range(3)),
        *((f"projects[{at}].indicators", "STR009") for at in range(2)),
    ]
    assert {code for _, code in report(second, "STR")} == {"STR009", "STR010", "STR013"}
    # Cells with a stray line or tab; a blank that the form itself prints is none.
    assert lines(second, "STR013")[:3] == [108, 111, 127]
    assert len(lines(second, "STR013")) == 14
