"""The peers of the checks do their work: they find the mistakes that are there, and only those."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from benchmarks import checks
from tests.generated import department_text
from xlgoals.forms import text


@pytest.fixture(params=checks.PEERS)
def peer(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed: make bench installs it")
    return name


def rows() -> list[dict[str, object]]:
    return checks.indicator_rows(text.read(department_text(0, 2).encode()).document)


def test_peer_finds_nothing_in_faultless_rows(peer: str) -> None:
    assert checks.PEERS[peer](rows())() == 0


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("name", ""), ("value", "95%"), ("unit", "完成率"), ("number", 1e9)],
)
def test_peer_finds_each_kind_of_mistake(peer: str, field: str, wrong: object) -> None:
    spoilt = rows()
    spoilt[3][field] = wrong
    assert checks.PEERS[peer](spoilt)() >= 1


def test_peer_finds_a_name_that_stands_twice(peer: str) -> None:
    spoilt = rows()
    spoilt[1]["name"] = spoilt[0]["name"]
    assert checks.PEERS[peer](spoilt)() >= 1


def test_absent_peer_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda _name: None)
    lines = checks.report(documents=1)
    assert [line.figure for line in lines[3:]] == ["not installed"] * len(checks.PEERS)
