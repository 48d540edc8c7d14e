"""The formulas calculate the same in an engine that is neither Excel nor LibreOffice."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from tests.office.cases import CASES, ONE
from xlgoals.forms import stamp


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The sheet of a faultless project in pyOpenVBA; skips where that is not installed."""
    try:
        excel = importlib.import_module("pyopenvba.apps.excel")
    except ImportError:
        pytest.skip("pyOpenVBA is not installed")
    path: Path = tmp_path_factory.mktemp("engine") / "book.xlsx"
    path.write_bytes(stamp.write_bytes(ONE))
    return excel.ExcelApplication.open(str(path)).sheet("项目1")


@pytest.mark.parametrize(("typed", "cell", "said"), [case[:3] for case in CASES])
def test_a_wrong_entry_is_told_and_untold(
    engine: Any, typed: dict[str, str], cell: str, said: str
) -> None:
    before = {at: engine.value(at) for at in typed}
    for at, text in typed.items():
        is_number = at in ("B5", "D5", "E5") and re.fullmatch(r"-?[0-9.]+", text)
        engine.set_value(at, float(text) if is_number else text or None)

    shown = str(engine.value(cell))
    for at, value in before.items():
        engine.set_value(at, value)

    assert shown.startswith(said)
    assert engine.value("G1") == "✓ 未发现问题"
