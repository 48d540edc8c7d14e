"""The worksheet functions say what the checks find, and no less than the native formulas."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from benchmarks.functions import distinct_rows
from tests.generated import MISTAKE_SEEDS, department_text
from xlgoals import __version__, checks, messages
from xlgoals.checks import Finding, Severity
from xlgoals.excel import (
    arguments,
    functions,
    row_rules,
    rule_texts,
    verdict_words,
    verdicts,
)
from xlgoals.excel.signatures import FUNCTIONS, NOT_JUDGED, OMITTED, Function, category
from xlgoals.forms import stamp, text
from xlgoals.model import Funding, GoalDocument, Indicator, Project, SpendingPlan
from xlgoals.projectcode import check_character
from xlgoals.values import IndicatorValue, Money, Percent

LANGUAGES = messages.LANGUAGES
MARKS = {Severity.ERROR: "×", Severity.WARNING: "△", Severity.INFO: "✓"}
FUNDING = {"FND001", "FND002", "FND003", "FND004"}
SCHEDULE = {"SCH001", "SCH002", "SCH003", "SCH004", "SCH005", "SCH009"}
CODE = {"XREF001", "XREF002"}
GOOD = ["产出指标", "数量指标", "培训人数", "全年培训的人数", "≥95人", "计划标准"]
LIMIT = 255  # characters that Excel's function dialog takes
_PLAIN = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?")
_HEAD = re.compile(r"([×△✓])([A-Z]+[0-9]+)?")
_ROW = re.compile(r"projects\[([0-9]+)\]\.indicators\[([0-9]+)\]")


def _cells(row: Indicator) -> list[list[object]]:
    cells = [row.level1, row.level2, row.name, row.description, row.value.text, row.basis]
    return [[cell or None for cell in cells]]


def _amount(money: Money) -> object:
    """An amount as its cell on the sheet holds it: a number where it is plain."""
    return float(money.text) if _PLAIN.fullmatch(money.text) else money.text or None


def _head(verdict: object) -> tuple[str, str]:
    match = _HEAD.match(str(verdict))
    assert match, verdict
    return match[1], match[2] or ""


def _gravest(findings: list[Finding]) -> tuple[str, str]:
    if not findings:
        return "✓", ""
    first = max(findings, key=lambda one: one.severity)
    return MARKS[first.severity], first.code


@cache
def _documents() -> list[GoalDocument]:
    return [text.read(department_text(seed, mistakes=True).encode()).document
            for seed in MISTAKE_SEEDS]  # fmt: skip


# --- The signatures ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_fit_into_the_dialog_of_excel(language: str) -> None:
    texts = [category(language)]
    for function in FUNCTIONS:
        texts += [function.help(language), *function.argument_help(language)]

    assert all(0 < len(words) <= LIMIT for words in texts)
    assert len(FUNCTIONS) == 7


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_python_has_the_arguments_of_the_signatures(function: Function) -> None:
    known = inspect.signature(getattr(functions, function.name)).parameters.values()

    assert [parameter.name for parameter in known] == [a.name for a in function.arguments]
    assert [parameter.default for parameter in known] == [
        OMITTED if argument.optional else inspect.Parameter.empty for argument in function.arguments
    ]
    # xlwings would read annotations as conversions.
    assert not getattr(functions, function.name).__annotations__


# --- With the checks -----------------------------------------------------------------------------


def test_rows_get_what_the_checks_find() -> None:
    """Of the rules that need no more than the row and the budget, the gravest finding."""
    seen, judged = set(), 0
    for document in _documents():
        found: dict[tuple[int, int], list[Finding]] = {}
        for finding in checks.run(document):
            if (match := _ROW.match(finding.field)) and finding.code in row_rules.row_codes():
                found.setdefault((int(match[1]), int(match[2])), []).append(finding)
        for at, project in enumerate(document.projects):
            for number, row in enumerate(project.indicators):
                budget = _amount(project.funding.total)
                said = functions.XLG_INDICATOR(_cells(row), budget)
                if said == NOT_JUDGED:
                    assert _is_open(row)
                    continue
                expected = _gravest(found.get((at, number), []))
                assert _head(said) == expected, (row, said)
                seen.add(expected)
                judged += 1

    assert judged > 1000
    assert {mark for mark, _ in seen} == {"×", "△", "✓"}
    assert len(seen) > 12


def _is_open(row: Indicator) -> bool:
    """Whether what a row says depends on other rows."""
    return not (row.level1 and row.level2) or "成本" in row.level2


@pytest.mark.parametrize("codes", [FUNDING, SCHEDULE, CODE], ids=["funding", "schedule", "code"])
def test_headers_get_what_the_checks_find(codes: set[str]) -> None:
    seen = set()
    for document in _documents():
        found = [one for one in checks.run(document) if one.code in codes]
        for at, project in enumerate(document.projects):
            of_project = [one for one in found if one.project == at]
            said = _of_header(project, codes)
            if said is None:
                continue
            expected = _gravest(of_project)
            # A number in a cell is shown with two decimals, so it may lack the layout finding.
            assert _head(said) in {expected, _gravest([f for f in of_project if f.severity > 1])}
            seen.add(expected)

    assert len(seen) > 1


def _of_header(project: Project, codes: set[str]) -> object:
    if codes is FUNDING:
        money = project.funding
        return functions.XLG_FUNDING(*map(_amount, (money.total, money.fiscal, money.other)))
    if codes is CODE:
        return functions.XLG_PROJECTCODE(project.code) or None
    plan = project.plan
    points = (plan.march, plan.june, plan.october, plan.december)
    return functions.XLG_SCHEDULE(*[point.text or None for point in points])


def test_tables_get_what_the_checks_find() -> None:
    """As rows, and names that stand twice and costs beside others are judged as well."""
    codes = row_rules.row_codes() | {"IND003"}
    twice = 0
    for document in _documents():
        for project in document.projects:
            alone = GoalDocument(projects=(project,))
            found: list[list[Finding]] = [[] for _ in project.indicators]
            for finding in checks.run(alone):
                if (match := _ROW.match(finding.field)) and finding.code in codes:
                    found[int(match[2])].append(finding)
            rows = [_cells(row)[0] for row in project.indicators]
            said = functions.XLG_INDICATORS(rows, _amount(project.funding.total))
            assert isinstance(said, list)
            for (verdict,), findings in zip(said, found, strict=True):
                told = [head for head in _HEAD.findall(verdict) if not head[1].startswith("TXT")]
                expected = _gravest(findings)
                assert (told or [("✓", "")])[0] == expected, (verdict, findings)
                twice += "IND003" in expected

    assert twice > 0


# --- With the native formulas --------------------------------------------------------------------


_CODE20 = "13073025P00012310001"
_classes = st.sampled_from(
    [("产出指标", "数量指标"), ("产出指标", "质量"), ("产出指标", "成本指标"),
     ("产出指标", "成本指标"), ("产出指标", "时效指标"), ("效益指标", "经济效益指标"),
     ("满意度指标", "服务对象满意度指标"), ("产出指标", "经济效益指标"), ("别的指标", "数量指标"),
     ("产出指标", "别的"), ("产出指标", ""), ("", "成本指标"), ("", "")]
)  # fmt: skip
_names = ["培训人数", "总成本", "维修成本", "合格率", "群众满意度", "完成时间", "项目资金",
          "数量指标", "产出指标", "增长率", "成本(%)", "满意率", "出勤率"]  # fmt: skip
_values = st.builds(
    lambda *parts: "".join(parts),
    st.sampled_from(["≥", "≥", "≤", "≤", "＝", ">=", "", "不低于"]),
    st.sampled_from(["95", "100", "98", "120", "10", "9.99", "1,000", "及时"]),
    st.sampled_from(["%", "%", "人", "万元", "万元", "元", "万", "百分比", "", "糊", "年"]),
)  # fmt: skip
_rows = st.builds(
    lambda classes, name, description, value, basis: Indicator(
        level1=classes[0],
        level2=classes[1],
        name=name,
        description=description,
        value=IndicatorValue.parse(value),
        basis=basis,
    ),
    _classes,
    st.sampled_from([*_names, *_names, ""]),
    st.sampled_from(["", "文字", "说明", "培训人数"]),
    st.one_of(_values, _values, _values, st.just("")),
    st.sampled_from(["", "计划标准", "行业标准", "无"]),
)
_amounts = st.sampled_from(
    ["10.00", "10", "9.99", "0.00", "", "1,000.00", "约10", "10万元", "-5.00", "12.5"]
).map(Money.parse)
_points = st.sampled_from(
    ["25%", "25", "50%", "75%", "100%", "100%", "", "0", "120%", "约50%", "33.3%", "-5"]
).map(Percent.parse)
_projects = st.builds(
    Project,
    code=st.sampled_from([_CODE20 + check_character(_CODE20), _CODE20 + "0", _CODE20, "",
                          "13073025I00012310001X"]),
    name=st.just("甲"),
    money_unit=st.sampled_from(["万元", "元", ""]),
    funding=st.builds(Funding, total=_amounts, fiscal=_amounts, other=_amounts),
    plan=st.builds(SpendingPlan, march=_points, june=_points, october=_points, december=_points),
    indicators=st.lists(_rows, min_size=1, max_size=8).map(tuple),
)  # fmt: skip


@settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(_projects)
def test_no_verdict_contradicts_the_formulas(project: Project) -> None:
    """What the workbook's own formula calls wrong, the function calls wrong, or leaves to it.

    Cells and verdicts are those of a workbook, as Excel would hand them over.
    """
    data = stamp.write_bytes(GoalDocument(projects=(project,)))
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    sheet: list[list[Any]] = [list(row) for row in book.get_sheet_by_name("项目1").to_python()]
    budget = sheet[4][1]
    assert sheet[2][1] == project.code
    assert all(sheet[row][6] for row in (2, 4, 7))
    for cells in sheet[10 : 10 + len(project.indicators)]:
        row, native = cells[:6], str(cells[6])
        said, has_classes = functions.XLG_INDICATOR([row], budget), all(row[:2])
        # One row knows neither of names that stand twice, nor of other costs, nor of classes above.
        if said not in ("", NOT_JUDGED) and "IND003" not in native:
            assert has_classes or str(said)[0] == "×"
            _assert_as_grave(str(said), native, any_code=not has_classes or "FND005" in native)
    for said, formula in (
        (functions.XLG_PROJECTCODE(sheet[2][1]), sheet[2][6]),
        (functions.XLG_FUNDING(budget, sheet[4][3], sheet[4][4]), sheet[4][6]),
        (functions.XLG_SCHEDULE(*sheet[7][1:5]), sheet[7][6]),
    ):
        _assert_as_grave(str(said), str(formula))


@settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(_rows, _amounts)
def test_any_row_gets_what_the_checks_find(row: Indicator, budget: Money) -> None:
    project = Project(money_unit="万元", funding=Funding(total=budget), indicators=(row,))
    found = [
        one
        for one in checks.run(GoalDocument(projects=(project,)))
        if one.code in row_rules.row_codes() and _ROW.match(one.field)
    ]
    said = functions.XLG_INDICATOR(_cells(row), budget.text)
    assert (said == NOT_JUDGED and _is_open(row)) or _is_like(said, found)


def _is_like(said: object, found: list[Finding]) -> bool:
    """Whether a verdict is the gravest finding; of equals any, where something is left open."""
    mark, code = _gravest(found)
    same = {one.code for one in found if MARKS[one.severity] == mark}
    return _head(said) == (mark, code) or (_head(said)[0] == mark and _head(said)[1] in same)


def _assert_as_grave(said: str, native: str, *, any_code: bool = False) -> None:
    match = _HEAD.match(native)
    if match and match[2]:
        mark, code = match.groups()
        assert any_code or f"{mark}{code}" in said or "…" in said, (said, native)
        assert "✓△×".index(said[0]) >= "✓△×".index(mark), (said, native)


def test_that_comparison_would_notice() -> None:
    with pytest.raises(AssertionError):
        _assert_as_grave("△VAL005 …", "×VAL002 …")


# --- One row and what it does not show -----------------------------------------------------------


def _row(**changes: str) -> list[list[str]]:
    names = ("level1", "level2", "name", "description", "value", "basis")
    return [list((dict(zip(names, GOOD, strict=True)) | changes).values())]


@pytest.mark.parametrize(
    ("changes", "budget", "verdict"),
    [
        ({}, OMITTED, "✓"),
        ({"description": "培训人数"}, 10.0, "✓IND002 描述与名称相同"),
        ({"value": "≥９５人"}, 10.0, "✓VAL010 符号、数字写法不规范"),
        ({"value": " ≥95人\r\n"}, 10.0, "✓"),
        ({"value": "≥95", "name": "数量指标", "description": "", "basis": "无"}, 10.0,
         "×IND001 名称照抄类别；×VAL002、△STR012、△IND008"),
        ({"value": "95", "name": "数量指标", "description": "", "basis": "无"}, 10.0,
         "×IND001 名称照抄类别；×VAL002、△STR012、△VAL005…"),
        # Classes above are not seen: only what holds for each of them is said.
        ({"level1": "", "level2": ""}, 10.0, NOT_JUDGED),
        ({"level2": ""}, 10.0, NOT_JUDGED),
        ({"level2": "", "level1": "别的"}, 10.0, "×STR012 二级指标为空"),
        ({"level1": ""}, 10.0, NOT_JUDGED),
        ({"level1": "", "level2": "", "value": ""}, 10.0, "×STR012 指标值为空"),
        ({"level1": "", "level2": "", "value": "5糊"}, 10.0, "×VAL003 计量单位不认识；△VAL005"),
        # A cost may be one of several: only one that is named as the whole is compared.
        ({"level2": "成本指标", "name": "维修成本", "value": "≤11万元"}, 10.0, NOT_JUDGED),
        ({"level2": "成本指标", "name": "维修成本", "value": "≤9万元"}, 10.0, NOT_JUDGED),
        ({"level2": "成本指标", "name": "维修成本", "value": "≤10万元"}, 10.0, "✓"),
        ({"level2": "成本指标", "name": "项目总成本", "value": "≤9万元"}, 10.0,
         "△FND005 成本低于预算数"),
        ({"level2": "成本指标", "name": "维修成本", "value": "≥11万元"}, 10.0,
         "×VAL006 成本应为≤"),
        # A number that may be shown rounded has two readings.
        ({"level2": "成本指标", "name": "项目总成本", "value": "≤10.01万元"}, 10.0051, "✓"),
        ({"level2": "成本指标", "name": "项目总成本", "value": "≤10万元"}, "约10", "✓"),
    ],
)  # fmt: skip
def test_verdict_of_a_row(changes: dict[str, str], budget: object, verdict: str) -> None:
    said = functions.XLG_INDICATOR(_row(**changes), budget)
    assert said == verdict


def test_every_rule_has_few_words() -> None:
    """In both languages, for each variant, whatever field it speaks of."""
    codes = {*row_rules.row_codes(), *verdicts.IN_A_TABLE, *FUNDING, *SCHEDULE, *CODE}
    for code in codes:
        for variant in ("", *checks.find(code).variants):
            for language in LANGUAGES:
                finding = Finding(code, Severity.ERROR, 0, "a.name", variant=variant)
                words = verdict_words.few_words(finding, language)
                assert 0 < len(words) <= (12 if language == "zh" else 32), (code, words)
                assert "{" not in words


def test_language_of_a_verdict() -> None:
    before = messages.current_language()
    row = _row(value="95", basis="")
    try:
        said = {}
        for language in LANGUAGES:
            messages.use_language(language)
            said[language] = functions.XLG_INDICATOR(row), functions.XLG_INDICATOR("甲")
    finally:
        messages.use_language(before)

    assert said["zh"] == ("×VAL002 缺少计量单位；△VAL005、△STR012",
                          "×应选6格（一级指标至确定依据），现在选了1格")  # fmt: skip
    assert said["en"] == ("×VAL002 no unit; △VAL005, △STR012",
                          "×choose 6 cells (level 1 to basis); these are 1")  # fmt: skip


# --- Never a traceback ---------------------------------------------------------------------------

_ODD: tuple[object, ...] = (
    None, "", "文字", 1.5, -3, True, Decimal("2.5"), float("inf"), float("nan"), object(), [], (),
    [[]], [[None, None]], [["a"], []], ((1.0, "x"), (None,)), [[["a"]]], OMITTED, -2146826246,
    "\ud800", "a" * 40_000, {"a": 1}, b"x",
)  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_whatever_is_handed_over_a_cell_can_show_it(function: Function) -> None:
    called = getattr(functions, function.name)
    for odd in _ODD:
        for others in ("100%", odd):
            said = called(odd, *[others] * (len(function.arguments) - 1))
            cells = [cell for row in said for cell in row] if isinstance(said, list) else [said]
            assert all(isinstance(cell, str) and "Traceback" not in cell for cell in cells)


def test_an_error_of_ours_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise KeyError("inside")

    monkeypatch.setattr(verdicts, "indicator", fail)
    monkeypatch.setattr(rule_texts, "rule_text", fail)

    assert functions.XLG_INDICATOR(_row()) == "×无法校验（KeyError），请运行“环境自检”"
    # The probe at start-up must not take that for well.
    assert functions.warm() == "×无法校验（KeyError），请运行“环境自检”"
    assert functions.XLG_RULE("VAL002") == "无法校验（KeyError），请运行“环境自检”"


@pytest.mark.parametrize("code", [check.code for check in checks.all_checks()])
def test_every_rule_can_be_asked_for(code: str) -> None:
    name, why, advice = str(functions.XLG_RULE(code)).split("\n")

    assert name.startswith(f"{code} ")
    assert why != "说明："
    assert advice != "处理："
    assert "{" not in advice


# --- Quick and small -----------------------------------------------------------------------------


def test_caches_are_bounded() -> None:
    for number in range(verdicts.CACHE + 50):
        verdicts.schedule((f"{number}%", "", "", ""), "zh")
    caches = [found for module in (verdicts, row_rules, verdict_words, rule_texts, arguments)
              for found in vars(module).values()
              if hasattr(found, "cache_info") and found.__module__ == module.__name__]  # fmt: skip

    assert verdicts.schedule.cache_info().currsize == verdicts.CACHE
    assert verdicts.indicator.cache_info().maxsize == verdicts.CACHE
    by_arguments = [cache for cache in caches if inspect.signature(cache).parameters]
    assert len(by_arguments) > 7
    sizes = {cache.__name__: cache.cache_info().maxsize for cache in by_arguments}
    unbounded = {name for name, size in sizes.items() if size is None}
    assert unbounded == {"_only", "_unless"}  # by sets of rules, and by codes


def test_a_row_is_judged_once() -> None:
    row = _row(description="只判一次")
    functions.XLG_INDICATOR(row, 10.0)
    before = verdicts.indicator.cache_info()
    functions.XLG_INDICATOR(tuple(map(tuple, row)), 10.0)
    functions.XLG_INDICATOR([[None] * 6], 10.0)

    after = verdicts.indicator.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_the_benchmark_has_no_row_twice() -> None:
    rows = distinct_rows(2)
    assert len(rows) == len(set(rows)) > 150
    assert all("×应" not in str(functions.XLG_INDICATOR(*row)) for row in rows)


_LOADED = """
import sys
import xlgoals.excel.functions as functions
heavy = ("pandas", "numpy", "openpyxl", "xlwings", "pydantic", "xlgoals.checks")
print(*(name for name in heavy if name in sys.modules))
print(functions.warm())
print(*(name for name in heavy[:4] if name in sys.modules))
"""


def test_loading_the_functions_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n") == ["", __version__, "", ""]
