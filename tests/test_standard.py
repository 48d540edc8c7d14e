from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import openpyxl

from xlgoals import checks, standard
from xlgoals.forms import sheet, stamp
from xlgoals.resources import shipped


def test_shipped_workbook_is_what_is_built() -> None:
    assert shipped("workbooks", stamp.TEMPLATE_NAME).read_bytes() == standard.build()


def test_bytes_do_not_depend_on_the_run(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "xlgoals.standard", str(tmp_path / seed)]
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": seed})

    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_the_rules_are_those_of_the_registry() -> None:
    shown = openpyxl.load_workbook(BytesIO(standard.build()))[sheet.RULES]
    rows = [[cell.value for cell in row] for row in shown.iter_rows(min_row=3)]

    profile = checks.load_profile()
    on = {c.code: c for c in checks.all_checks() if any(checks.severities(c, profile).values())}
    assert [row[0] for row in rows] == list(on)
    for code, severity, name, why, bad, good in rows:
        check = on[str(code)]
        assert (name, why) == (check.title("zh"), check.why("zh"))
        assert severity in ("错误", "警告", "提示")
        assert not str(bad).startswith("='")
        assert bad != good


def test_no_text_of_an_example_is_a_formula() -> None:
    shown = openpyxl.load_workbook(BytesIO(standard.build()))[sheet.RULES]

    assert not [cell for row in shown for cell in row if cell.data_type == "f"]
