"""The tables and totals, compared with lists written by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from tests.generated import department_text
from tests.register.documents import NASTY, WATER, project
from xlgoals import checks, messages
from xlgoals.checks import Severity
from xlgoals.forms import text
from xlgoals.model import GoalDocument
from xlgoals.reading import ReadResult
from xlgoals.register import Register, collect, failed
from xlgoals.register.columns import FINDINGS, INDICATORS, PROJECTS, TABLES, Row, Table
from xlgoals.register.frames import chunks, frame
from xlgoals.register.pivots import BY_DEPARTMENT, BY_RULE
from xlgoals.register.totals import by_department, by_rule


def column(register: Register, table: Any, key: str) -> list[Any]:
    return list(frame(register, table)[key])


def totals(table: Table, rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[column.key for column in table.columns])


def test_projects_are_one_row_each(register: Register) -> None:
    rows = [row[:17] for row in register.rows(PROJECTS)][:3]
    assert rows == [
        (
            *("水务.txt", "501001 清河坝县水务局", "501001", "清河坝县水务局", 2026),
            *(1, "13073026P00000010001A", "河道清淤"),
            *(Decimal("0.10"), Decimal("0.10"), None, "河道清淤支出"),
            *(Decimal(25), Decimal(50), Decimal(75), Decimal(100)),
            "1.做好河道清淤\n2.按期完成",
        ),
        (
            *("水务.txt", "501001 清河坝县水务局", "501001", "清河坝县水务局", 2026),
            *(2, "", "水库除险"),
            *(Decimal("0.20"), Decimal("0.15"), Decimal("0.05"), "水库除险支出"),
            *(Decimal(25), Decimal(50), Decimal(75), Decimal(100)),
            "1.做好水库除险\n2.按期完成",
        ),
        # In 元, of a department that only the project names, with a point that is no number.
        (
            *("公路.txt", "601002 清河坝县公路站", "601002", "清河坝县公路站", 2026),
            *(1, "", "农村公路"),
            *(Decimal(2), Decimal(2), Decimal(0), "农村公路支出"),
            *(None, Decimal(30), None, Decimal(100)),
            "1.做好农村公路\n2.按期完成",
        ),
    ]


def test_projects_count_their_indicators_and_findings(register: Register) -> None:
    assert column(register, PROJECTS, "indicators")[:3] == [2, 1, 1]
    found = checks.run(WATER)
    for at in (0, 1):
        row = list(register.rows(PROJECTS))[at]
        assert row[18:] == tuple(
            sum(one.project == at and one.severity is level for one in found)
            for level in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        )


def test_indicators_have_their_values_taken_apart(register: Register) -> None:
    rows = [row[2:] for row in register.rows(INDICATORS)][:4]
    assert rows == [
        (
            *(1, "13073026P00000010001A", "河道清淤", "产出指标", "数量指标"),
            *("清淤长度", "清淤长度的说明", "≥12.5公里", "≥", Decimal("12.5"), "公里", "行业标准"),
        ),
        (
            *(1, "13073026P00000010001A", "河道清淤", "满意度指标", "服务对象满意度指标"),
            *("群众满意度", "群众满意度的说明", "≥95%", "≥", Decimal(95), "%", "行业标准"),
        ),
        (
            *(2, "", "水库除险", "产出指标", "数量指标"),
            *("除险水库", "除险水库的说明", "3座", "", Decimal(3), "座", "行业标准"),
        ),
        (
            *(1, "", "农村公路", "产出指标", "时效指标"),
            *("按期完工", "按期完工的说明", "6月底前", "", None, "", "行业标准"),
        ),
    ]


def test_findings_are_those_of_the_checks(register: Register) -> None:
    rows = [row for row in register.rows(FINDINGS) if row[0] == "水务.txt"]
    found = checks.run(WATER)
    assert [(row[2], row[4], row[9], row[10]) for row in rows] == [
        (
            None if one.project is None else one.project + 1,
            one.code,
            one.message,
            one.suggestion,
        )
        for one in found
    ]
    assert found


def test_a_file_that_cannot_be_read_is_an_error(register: Register) -> None:
    (row,) = (row for row in register.rows(FINDINGS) if row[0] == "坏.txt")
    assert row == (
        *("坏.txt", "（未写明部门）", None, "", "UNREADABLE", "错误", "", "", "", "文件是空的", ""),
    )
    assert register.unreadable == 1


def test_totals_by_department_are_exact(register: Register) -> None:
    table = totals(BY_DEPARTMENT, by_department(register))
    assert table[
        ["department", "files", "projects", "total", "fiscal", "other"]
    ].values.tolist() == [
        ["=危险*局?~", 1, 11, Decimal("11.00"), Decimal("11.00"), Decimal(0)],
        ["601002 清河坝县公路站", 1, 1, Decimal(2), Decimal(2), Decimal(0)],
        ["501001 清河坝县水务局", 1, 2, Decimal("0.30"), Decimal("0.25"), Decimal("0.05")],
        ["（未写明部门）", 1, 0, Decimal(0), Decimal(0), Decimal(0)],
    ]
    assert register.budget == Decimal("13.30")


def test_sums_are_not_rounded() -> None:
    amounts = ["12345678901234567890", "0.0000001"]
    with Register() as register:
        for at, amount in enumerate(amounts):
            document = GoalDocument(projects=(project("大", (amount, "", "")),))
            register.add(collect(f"{at}.txt", ReadResult(document), findings=()))
        total = Decimal("12345678901234567890.0000001")
        assert list(totals(BY_DEPARTMENT, by_department(register))["total"]) == [total]
        assert register.budget == total


def test_totals_by_rule_are_those_of_the_findings(register: Register) -> None:
    table = totals(BY_RULE, by_rule(register))
    found = frame(register, FINDINGS)
    assert list(table["findings"]) == sorted(table["findings"], reverse=True)
    for row in table.itertuples():
        mine = found[found["code"] == row.code]
        assert (row.findings, row.files) == (len(mine), mine["file"].nunique())
        for level in Severity:
            word = messages.text(f"severity-{level.word}")
            assert getattr(row, level.word) == (mine["severity"] == word).sum()
    assert "UNREADABLE" in set(table["code"])


def test_departments_that_differ_only_in_case_are_one_as_formulas_see_it() -> None:
    with Register() as register:
        for at, name in enumerate(("abc局", "ABC局")):
            document = WATER.model_copy(
                update={
                    "department": WATER.department.model_copy(update={"code": "", "name": name})
                }
            )
            register.add(collect(f"{at}.txt", ReadResult(document)))
        assert list(totals(BY_DEPARTMENT, by_department(register))["department"]) == ["abc局"]


def test_codes_that_two_files_share_are_found_and_counted() -> None:
    with Register() as register:
        for at in range(2):
            register.add(collect(f"{at}.txt", ReadResult(WATER)))
        before = column(register, PROJECTS, "error")[0]
        register.finish()
        register.finish()
        shared = [row for row in register.rows(FINDINGS) if row[4] == "XREF003"]
        assert [(row[0], row[2]) for row in shared] == [("0.txt", 1), ("1.txt", 1)]
        assert len(list(register.rows(FINDINGS))) == register.size(FINDINGS)
        errors = column(register, PROJECTS, "error")
        assert errors[0] == errors[2] == before + 1
        assert sum(totals(BY_RULE, by_rule(register))["findings"]) == register.size(FINDINGS)


def test_nothing_at_all_gives_tables_without_rows() -> None:
    with Register() as register:
        assert [len(frame(register, table)) for table in TABLES] == [0, 0, 0]
        assert (len(by_department(register)), len(by_rule(register))) == (0, 0)
        assert register.severities() == (0, 0, 0)


def test_whole_numbers_stay_whole_beside_empty_cells(register: Register) -> None:
    assert column(register, FINDINGS, "number")[0] is not None
    assert str(frame(register, FINDINGS)["number"].dtype) == "Int64"
    assert str(frame(register, PROJECTS)["year"].dtype) == "Int64"


def test_pieces_make_up_the_table(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlgoals.register.frames._CHUNK", 4)
    pieces = list(chunks(register, PROJECTS))
    assert [len(piece) for piece in pieces] == [4, 4, 4, 2]
    assert [name for piece in pieces for name in piece["project-name"]] == column(
        register, PROJECTS, "project-name"
    )


def test_words_follow_the_language() -> None:
    messages.use_language("en")
    rows = failed("a.txt", "empty")
    assert rows.facts.department == "(no department stated)"
    assert PROJECTS.headers[:2] == ["File", "Department"]


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_headers_are_unlike_each_other(language: str) -> None:
    messages.use_language(language)
    for table in TABLES:
        assert len(set(map(str.casefold, table.headers))) == len(table.columns)


def test_the_department_label_is_one_line_that_formulas_can_compare() -> None:
    long = NASTY.model_copy(
        update={"department": NASTY.department.model_copy(update={"name": "长\n" * 400})}
    )
    label = collect("a.txt", ReadResult(long)).facts.department
    assert len(label) == 120
    assert "\n" not in label


def test_the_seeds_sum_up(seeds: tuple[bytes, bytes]) -> None:
    totals = [collect("a.txt", text.read(data)).facts.total for data in seeds]
    assert totals == [Decimal("115.00"), Decimal("10368.01")]


def test_a_generated_document_is_complete() -> None:
    result = text.read(department_text(3, projects=5).encode())
    rows = collect("a.txt", result)
    assert rows.sizes[:2] == (5, sum(len(one.indicators) for one in result.document.projects))
