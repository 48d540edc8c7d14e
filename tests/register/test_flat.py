"""CSV and Parquet files give back what was written."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.register.documents import DANGEROUS, project
from xlgoals.model import GoalDocument
from xlgoals.reading import ReadResult
from xlgoals.register import MissingExtraError, Register, collect, targets, write
from xlgoals.register.columns import PROJECTS, TABLES, Table, Value
from xlgoals.register.flat import guarded, unguarded


def as_text(value: Value) -> str:
    return format(value, "f") if isinstance(value, Decimal) else "" if value is None else str(value)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_csv_gives_the_rows_back(register: Register, tmp_path: Path, table: Table) -> None:
    write(register, tmp_path / "汇总.csv")
    path = tmp_path / f"汇总-{table.title}.csv"
    header, *rows = read_csv(path)
    assert header == table.headers
    assert [[*map(unguarded, row)] for row in rows] == [
        [*map(as_text, row)] for row in register.rows(table)
    ]


def test_csv_begins_with_the_mark_that_excel_wants(register: Register, tmp_path: Path) -> None:
    for path in write(register, tmp_path / "汇总.csv"):
        assert path.read_bytes().startswith("\ufeff文件,部门,".encode())


def test_no_text_of_a_csv_file_is_a_formula(register: Register, tmp_path: Path) -> None:
    for table, path in zip(TABLES, write(register, tmp_path / "汇总.csv"), strict=True):
        texts = [at for at, one in enumerate(table.columns) if not one.kind.is_decimal]
        for row in read_csv(path):
            for at in texts:
                assert len(row[at]) < 2 or row[at][0] not in "=+-@\t\r＝＋－＠", row[at]


@given(st.text(alphabet="'=+-@\t\r＝ a1", max_size=6) | st.sampled_from(DANGEROUS) | st.text())
def test_guarding_can_be_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_parquet_gives_the_rows_back(register: Register, tmp_path: Path, table: Table) -> None:
    paths = write(register, tmp_path / "汇总.parquet")
    found = pd.read_parquet(paths[TABLES.index(table)])
    assert list(found.columns) == table.headers
    rows = [
        [None if pd.isna(value) else value for value in row]
        for row in found.itertuples(index=False, name=None)
    ]
    assert rows == [list(row) for row in register.rows(table)]


@pytest.mark.parametrize(
    "amounts",
    [
        ("0.10", "20000.00"),
        ("0.123456789", "1"),
        ("12345678901234567890", "0.0123456789"),
    ],
)
def test_parquet_keeps_all_digits(tmp_path: Path, amounts: tuple[str, str]) -> None:
    document = GoalDocument(projects=tuple(project("大", (one, "1", "")) for one in amounts))
    with Register() as register:
        register.add(collect("a.txt", ReadResult(document), findings=()))
        path = write(register, tmp_path / "a.parquet")[0]
    found = pd.read_parquet(path)[PROJECTS.headers[PROJECTS.at("total")]]
    assert list(found) == [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_same_rows_give_the_same_bytes(register: Register, tmp_path: Path, suffix: str) -> None:
    first = [path.read_bytes() for path in write(register, tmp_path / f"a{suffix}")]
    assert first == [path.read_bytes() for path in write(register, tmp_path / f"b{suffix}")]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_register_of_nothing_has_headers(tmp_path: Path, suffix: str) -> None:
    with Register() as register:
        for table, path in zip(TABLES, write(register, tmp_path / f"a{suffix}"), strict=True):
            found = pd.read_csv(path) if suffix == ".csv" else pd.read_parquet(path)
            assert (list(found.columns), len(found)) == (table.headers, 0)


def test_half_a_character_does_not_stop_it(tmp_path: Path) -> None:
    with Register() as register:
        document = GoalDocument(projects=(project("半\ud83d个", ("1", "1", "")),))
        register.add(collect("a.txt", ReadResult(document)))
        at = PROJECTS.at("project-name")
        path = write(register, tmp_path / "a.parquet")[0]
        assert pd.read_parquet(path).iloc[0, at] == "半?个"
        assert read_csv(write(register, tmp_path / "a.csv")[0])[1][at] == "半?个"


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlgoals.register.output.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="parquet"):
        targets(Path("a.parquet"))
    assert targets(Path("a.xlsx")) == (Path("a.xlsx"),)


def test_an_unknown_ending_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\.doc"):
        targets(Path("a.doc"))
