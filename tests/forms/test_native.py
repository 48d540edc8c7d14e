"""What formulas call wrong, the checks call wrong with the same code; formulas stay simple."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import NamedTuple

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlgoals import checks
from xlgoals.forms import native_row, sheet, stamp, workbook
from xlgoals.forms.a1 import split_address
from xlgoals.forms.native_project import project_formulas
from xlgoals.forms.native_row import row_formulas
from xlgoals.forms.native_row_twin import Budget, judge_rows
from xlgoals.forms.native_tables import tables
from xlgoals.forms.stamp_native import judge
from xlgoals.model import Funding, GoalDocument, Indicator, Project, SpendingPlan
from xlgoals.profiles import Profile
from xlgoals.projectcode import check_character
from xlgoals.resources import shipped
from xlgoals.values import IndicatorValue, Money, Percent

ALLOWED = {
    "IFERROR", "IF", "AND", "OR", "COUNTIF", "COUNTIFS", "SUMIFS", "SUMPRODUCT", "INDEX", "MATCH",
    "MID", "FIND", "LEFT", "RIGHT", "LEN", "SUBSTITUTE", "VALUE", "ROUND", "INDIRECT",
    "XLG_INDICATOR", "XLG_FUNDING", "XLG_SCHEDULE", "XLG_PROJECTCODE",
}  # fmt: skip
LEVELS = {"×": checks.Severity.ERROR, "△": checks.Severity.WARNING}


class NativeRow(NamedTuple):
    """The cells of a row."""

    level1: str
    level2: str
    name: str
    description: str
    value: str
    basis: str


PLAIN = NativeRow("产出指标", "数量指标", "培训人数", "全年培训的人数", "≥95人", "计划标准")
CODE20 = "13073025P00012310001"


def _native(*rows: NativeRow, budget: str = "10") -> list[str]:
    return list(judge_rows(rows, Budget(Decimal(budget), is_plain=True)).verdicts)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "✓"),
        ({"level1": ""}, "×STR012"),
        ({"level2": ""}, "×STR012"),
        ({"name": ""}, "×STR012"),
        ({"value": ""}, "×STR012"),
        ({"description": ""}, "△STR012"),
        ({"basis": ""}, "△STR012"),
        ({"level2": "经济效益指标"}, "×STR008"),
        ({"level2": "别的指标"}, "×STR008"),
        ({"level1": "别的指标"}, "×STR008"),
        ({"name": "数量指标"}, "×IND001"),
        ({"name": "产出"}, "×IND001"),
        ({"value": "95"}, "×VAL002"),
        ({"value": "≥95糊"}, "×VAL003"),
        ({"value": "95人"}, "△VAL005"),
        ({"value": "≥95%"}, "×VAL009"),
        ({"value": "≥3万"}, "△VAL003"),
        ({"name": "出勤率", "value": "≥95百分比"}, "△VAL004"),
        ({"name": "出勤率", "value": "＝120%"}, "×VAL011"),
        ({"name": "出勤率", "value": "≥100%"}, "△VAL007"),
        ({"name": "群众满意度", "value": "≥99%"}, "△VAL008"),
        ({"level2": "成本指标", "name": "总成本", "value": "≤11万元"}, "×FND005"),
        ({"level2": "成本指标", "name": "总成本", "value": "≤9万元"}, "△FND005"),
        ({"level2": "成本指标", "name": "总成本", "value": "≥10万元"}, "×VAL006"),
        ({"level2": "成本指标", "name": "总成本", "value": "≤95%"}, "×FND006"),
        ({"value": "2025年"}, "✓"),
        ({"value": "及时"}, "✓"),
        ({"value": "≥95 人"}, "✓"),
        ({"level2": "成本指标", "name": "总成本", "value": "≤100000元"}, "✓"),
    ],
)
def test_verdict_of_a_row(change: dict[str, str], code: str) -> None:
    assert _native(PLAIN._replace(**change))[0].partition(" ")[0] == code


def test_a_name_twice_and_classes_filled_down() -> None:
    rows = [PLAIN, PLAIN._replace(level1="", level2=""), NativeRow(*[""] * 6)]
    assert [text[:7] for text in _native(*rows)] == ["✓", "×IND003", ""]


def test_the_heading_of_a_column_may_stand_twice() -> None:
    assert _native(*[PLAIN._replace(name="三级指标")] * 2) == ["✓", "✓"]


def test_one_cost_is_compared_and_of_several_those_of_the_whole_budget() -> None:
    blank, cost = NativeRow(*[""] * 6), PLAIN._replace(level2="成本指标", value="≤11万元")
    part, whole = cost._replace(name="办公费用"), cost._replace(name="项目总成本")

    def codes(*rows: NativeRow) -> list[str]:
        return [text.partition(" ")[0] for text in _native(*rows)]

    assert codes(PLAIN, part) == ["✓", "×FND005"]
    assert codes(part, blank) == ["×FND005", ""]  # though its classes are filled down
    assert codes(part, whole) == ["✓", "×FND005"]
    assert codes(whole, PLAIN, whole) == ["×FND005", "✓", "×IND003"]


def test_cells_that_lack_after_other_mistakes() -> None:
    bare = PLAIN._replace(description="", basis="")
    rows = [bare, bare._replace(value="95"), bare._replace(level2="别的指标"), bare, PLAIN]

    assert [text[:7] for text in _native(*rows)] == [
        "△STR012", "×IND003", "×STR008", "×IND003", "×IND003"
    ]  # fmt: skip


def test_a_blank_row_is_not_judged_between_others() -> None:
    blank = NativeRow(*[""] * 6)
    below = PLAIN._replace(level2="", name="出勤率", value="≥95%")

    assert [text[:7] for text in _native(PLAIN, blank, below)] == ["✓", "", "✓"]
    assert not judge_rows([], Budget()).verdicts


# --- Never against the checks ------------------------------------------------------------------

_words = st.text("率成本人数资金数量质量效益满意度指标增长(%)（）1２ a%", max_size=6)
_level1 = st.sampled_from(["产出指标", "产出", "效益指标", "满意度指标", "", "指标", "成本指标"])
_level2 = st.sampled_from(
    ["数量指标", "数量", "质量指标", "成本指标", "时效指标", "经济效益指标", "环境效益指标", "",
     "服务对象满意度指标", "满意度指标", "别的", "指标", "*", "数 量指标", "可持续影响指标"]
)  # fmt: skip
_names = st.sampled_from(
    ["培训人数", "总成本", "合格率", "群众满意度", "完成时间", "项目资金", "数量指标", "产出指标",
     "增长率", "成本降低率", "成本(%)", "合格率（%）", "成 本", "经济指标", "满意率", "", "指标",
     "三级指标", "办公费用", "Abc", "abc"]
) | _words  # fmt: skip
_signs = st.sampled_from(["≥", "≤", "＝", "=", ">=", "=<", "＞", "<", "", "", "不低于", "》", "≥ "])
_numbers = st.sampled_from(
    ["95", "100", "98", "120", "12.5", "10", "9.99", "1,000", "2025", "12", "６", "1.", ".5",
     "1 000", "007", "1.2.3", "123456789012345678"]
)  # fmt: skip
_units = st.sampled_from(
    ["%", "％", "人", "万元", "元", "万", "万人", "百分比", "", "糊", "公里/小时", "元/人",
     "人以上", "(%)", "年", "月底前", "年任务", "次左右", "个百分点", "每人", "KM", "以内", "人 ",
     "-2026", "内"]
) | st.text("人次万元%每左右年月上下内/()\u3000１ab", max_size=4)  # fmt: skip
_values = (
    st.builds(lambda *parts: "".join(parts), _signs, _numbers, _units)
    | st.sampled_from(["", "及时", "2025年12月底前", "2025.10-2025.12", "≥**%", "约5万人"])
    | _words
)
_cells = st.sampled_from(["", "文字", "培训人数"])
_row = st.builds(
    Indicator, level1=_level1, level2=_level2, name=_names, description=_cells,
    value=_values.map(IndicatorValue.parse), basis=_cells,
)  # fmt: skip
_amounts = st.sampled_from(
    ["10.00", "10", "9.99", "0.00", "", "1,000.00", "约10", "10万元", "-5.00", "12.5", "100000"]
).map(Money.parse)
_points = st.sampled_from(
    [
        "25%",
        "25",
        "50%",
        "75%",
        "100%",
        "100",
        "",
        "0",
        "120%",
        "约50%",
        "33.3%",
        "５０",
        "-5",
        "30%",
    ]
).map(Percent.parse)
_codes = st.sampled_from(
    [CODE20 + check_character(CODE20), CODE20 + "0", CODE20, "", "13073025I00012310001X", "=1",
     "1307302５P00012310001X", CODE20.lower() + "X"]
)  # fmt: skip
_projects = st.builds(
    Project, code=_codes, name=st.sampled_from(["甲", ""]),
    money_unit=st.sampled_from(["万元", "元", ""]),
    funding=st.builds(Funding, total=_amounts, fiscal=_amounts, other=_amounts,
                      purpose=st.sampled_from(["", "维修道路"])),
    plan=st.builds(SpendingPlan, march=_points, june=_points, october=_points, december=_points),
    indicators=st.lists(_row, min_size=2, max_size=8).map(tuple),
)  # fmt: skip

_ROW = re.compile(r"projects\[0\]\.indicators\[[0-9]+\]")
Found = set[tuple[str, str, checks.Severity]]
ROW_FIELDS = {
    "STR012": ("level1", "level2", "name", "value", "description", "basis"),
    "STR008": ("level1", "level2"),
    "IND001": ("name",),
    "IND003": ("name",),
}
HEADER_FIELDS = {
    "code": ("code",),
    "funding": ("funding.total", "funding.fiscal", "funding.other"),
    "purpose": ("funding.purpose",),
    "plan": ("plan", "plan.march", "plan.june", "plan.october", "plan.december"),
    "classes": ("indicators",),
}


def _agrees(said: str, paths: list[str], found: Found) -> bool:
    if said[:1] not in LEVELS:
        return True
    code = said[1:].partition(" ")[0]
    return any((code, path, LEVELS[said[0]]) in found for path in paths)


@cache
def _profile() -> Profile:
    return checks.load_profile()


def _found(document: GoalDocument) -> Found:
    """What the checks find in the workbook of a document; rows by their row on the sheet."""
    result = workbook.read(stamp.write_bytes(document))
    found: Found = set()
    for finding in checks.run(result, _profile()):
        field = finding.field
        if (match := _ROW.match(field)) is not None:
            cell = result.places[match[0]].cell or ""
            field = f"row{split_address(cell)[0]}{field[match.end() :]}"
        found.add((finding.code, field, finding.severity))
    return found


@settings(max_examples=700, suppress_health_check=list(HealthCheck))
@given(_projects)
def test_no_verdict_contradicts_the_checks(project: Project) -> None:
    judged = judge(project)
    if not judged.header.used:
        return  # a blank sheet is no project
    found = _found(GoalDocument(projects=(project,)))

    for number, said in enumerate(judged.said.verdicts, start=sheet.FIRST_INDICATOR_ROW):
        code = said[1:].partition(" ")[0]
        paths = [f"row{number}.{field}" for field in ROW_FIELDS.get(code, ("value",))]
        assert _agrees(said, paths, found), (number, said)
    for name, fields in HEADER_FIELDS.items():
        paths = [f"projects[0].{field}" for field in fields]
        said = getattr(judged.header, name)
        assert _agrees(said, paths, found), (name, said)


def test_that_comparison_would_notice() -> None:
    assert not _agrees("×VAL002 …", ["projects[0].indicators[0].value"], set())


# --- Formulas ------------------------------------------------------------------------------------


def _formulas(data: bytes) -> dict[str, str]:
    book = openpyxl.load_workbook(BytesIO(data))
    return {
        f"{shown.title}!{cell.coordinate}": str(cell.value)
        for shown in book
        for row in shown.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def _functions(formula: str) -> set[str]:
    outside = re.sub(r'"(?:[^"]|"")*"|\'[^\']*\'', "", formula)
    return set(re.findall(r"([A-Z][A-Z0-9_.]*)\(", outside))


@pytest.mark.parametrize("filled", [False, True])
def test_only_functions_that_every_program_knows(filled: bool, rich: bytes) -> None:
    data = rich if filled else shipped("workbooks", stamp.TEMPLATE_NAME).read_bytes()
    formulas = _formulas(data)

    assert len(formulas) > 500
    strange = {cell: _functions(text) - ALLOWED for cell, text in formulas.items()}
    assert {cell: names for cell, names in strange.items() if names} == {}
    assert max(map(len, formulas.values())) < 1000


def test_that_lint_notices() -> None:
    assert _functions('=IF(A1="(x",LET(B1))') == {"IF", "LET"}


def test_formulas_of_conditions_and_validations_are_simple() -> None:
    book = openpyxl.load_workbook(shipped("workbooks", stamp.TEMPLATE_NAME))
    texts = []
    for shown in book:
        texts += [str(v.formula1) for v in shown.data_validations.dataValidation]
        for cells in shown.conditional_formatting:
            texts += [text for rule in cells.rules for text in rule.formula]

    assert len(texts) > 20
    assert set().union(*map(_functions, texts)) <= ALLOWED


def test_every_formula_row_is_a_copy_of_the_first() -> None:
    first, other = row_formulas(11, 34), row_formulas(20, 34)

    for column, text in first.items():
        assert native_row.HELPERS or column
        moved = re.sub(r"(?<=[A-Z])(10|11)(?![0-9])", lambda m: str(int(m[1]) + 9), text)
        assert moved == other[column]


def test_every_helper_has_a_formula() -> None:
    assert set(row_formulas(11, 34)) == {*native_row.HELPERS.values(), "G"}
    assert all(len(text) < 1000 for text in project_formulas(34).values())


def test_tables_are_those_of_the_profile() -> None:
    profile, known = _profile(), tables()
    units = dict(known.units)

    assert set(profile.values.units) <= units.keys()
    assert known.level2_keys[known.cost - 1] == "成本"
    assert all(profile.lexicon.is_unit(unit) for unit, kind in known.units if kind in (3, 5))
    assert "\u3000" in known.odd
    assert "人" not in known.not_in_units
