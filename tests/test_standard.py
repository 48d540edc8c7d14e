from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from xlgoals import checks, demo, standard
from xlgoals.forms import sheet, stamp, text, workbook
from xlgoals.resources import shipped

NAMES = (stamp.TEMPLATE_NAME, standard.SAMPLE_NAME, standard.REGISTER_NAME)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_shipped_workbooks_are_what_is_built(tmp_path: Path, hash_seed: str) -> None:
    command = [sys.executable, "-m", "xlgoals.standard", str(tmp_path)]
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": hash_seed, "XLGOALS_LANG": "en"})
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(built) == sorted(NAMES)
    for name, data in built.items():
        assert shipped("workbooks", name).read_bytes() == data, name


def test_the_sample_holds_the_document_that_it_was_made_from() -> None:
    source = text.read(shipped("samples", demo.SAMPLE).read_bytes()).document
    assert workbook.read(shipped("workbooks", standard.SAMPLE_NAME)).document == source


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
