from __future__ import annotations

import re

import pytest

from xlgoals.forms.a1 import RowFormula, address, letters, split_address


@pytest.mark.parametrize(
    ("row", "column", "text"), [(1, 1, "A1"), (9, 27, "AA9"), (1_048_576, 16_384, "XFD1048576")]
)
def test_address_and_back(row: int, column: int, text: str) -> None:
    assert address(row, column) == text
    assert split_address(text) == (row, column)


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "a1", "XFE1", "A1048577", "$A$1", "A1:B2"])
def test_no_address(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        split_address(text)


def test_letters_are_in_order() -> None:
    assert [letters(column) for column in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ('IF(E11="","",E11)', 'IF(E15="","",E15)'),
        ("SUM($A$11:A11)", "SUM($A$11:A15)"),
        ("A$11+$B11", "A$11+$B15"),
        ('"A11"&A11', '"A11"&A15'),
        ("'项目A11'!A11", "'项目A11'!A15"),
        ("LOG10(A11)", "LOG10(A15)"),
        ("A10&A12", "A14&A16"),
        ("名A11+A11名+A11.5", "名A11+A11名+A11.5"),
        ("XLG_INDICATOR(A11:F11,$B$5)", "XLG_INDICATOR(A15:F15,$B$5)"),
        ("1+1", "1+1"),
    ],
)
def test_formula_moves_its_relative_rows(formula: str, moved: str) -> None:
    cut = RowFormula.cut(formula, 11)

    assert cut.at(11) == formula
    assert cut.at(15) == moved
