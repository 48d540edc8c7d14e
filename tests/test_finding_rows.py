from __future__ import annotations

import pytest

from xlgoals import checks, messages
from xlgoals.checks.examples import base, examples_of
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import stamp
from xlgoals.paths import text_of


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_rows_are_chinese_whatever_the_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLGOALS_LANG", language)
    result = examples_of("FND001")[0].bad_document()

    rows = finding_rows(checks.run(result), result.document)

    row = next(row for row in rows if row.code == "FND001")
    assert (row.severity, row.field) == ("错误", "预算数")
    assert row.project.startswith("项目1")
    assert row.message.startswith("预算数100.00≠")


def test_the_gravest_come_first() -> None:
    result = examples_of("SCH004")[0].bad_document()

    rows = finding_rows(checks.run(result), result.document)

    severities = [row.severity for row in rows]
    assert severities == sorted(severities, key=["错误", "警告", "提示"].index)


@pytest.mark.parametrize("code", ["FND002", "SCH001", "XREF001"])
def test_the_cell_of_a_row_holds_its_value(code: str) -> None:
    result = examples_of(code)[0].bad_document()
    row = next(r for r in finding_rows(checks.run(result), result.document) if r.code == code)

    assert stamp.layout(result.document).place(row.path) is not None
    assert text_of(result.document, row.path) == row.value


def test_a_faultless_document_has_few() -> None:
    rows = finding_rows(checks.run(base()), base())

    assert all(row.severity == "提示" for row in rows)
