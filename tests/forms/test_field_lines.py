"""Lines of fields that are only counted out when somebody asks."""

from __future__ import annotations

import pickle

import pytest

from tests.generated import department_text
from xlgoals.forms import text
from xlgoals.forms.field_lines import FieldLines, TableLines
from xlgoals.forms.ledger import Ledger
from xlgoals.reading import Place

LINES = FieldLines(
    {"overall_goal": 3, "projects[1].title": 20},
    {"projects[1]": [TableLines({"projects[1].code": 2, "projects[1].name": 5}, 21)]},
)


def test_a_field_in_a_table_is_counted_from_its_first_line() -> None:
    assert LINES["projects[1].code"] == 23
    assert LINES.get("projects[1].name") == 26


def test_single_fields_have_their_own_line() -> None:
    assert LINES["overall_goal"] == 3
    assert LINES["projects[1].title"] == 20


@pytest.mark.parametrize("path", ["", "projects[0].code", "projects[1]", "projects[1].goals"])
def test_other_fields_have_none(path: str) -> None:
    assert LINES.get(path) is None
    assert LINES.get(path, 7) == 7
    assert path not in LINES
    with pytest.raises(KeyError, match=r"^'" + path.replace("[", r"\[")):
        LINES[path]


def test_all_fields_are_listed_once() -> None:
    whole = {
        "overall_goal": 3,
        "projects[1].title": 20,
        "projects[1].code": 23,
        "projects[1].name": 26,
    }
    assert dict(LINES) == whole
    assert whole == LINES
    assert len(LINES) == len(whole) == len(list(LINES))


def test_a_project_that_is_settled_keeps_its_lines() -> None:
    ledger = Ledger()
    ledger.printed_table(0, {"projects[0].code": 1}, 4)
    ledger.printed_table(1, {"projects[1].code": 1}, 9)
    before = dict(ledger.field_lines)
    ledger.settle(0)
    assert ledger.lines == {"projects[0].code": 5}
    assert dict(ledger.field_lines) == before
    ledger.lines["projects[0].code"] = 6
    assert len(ledger.field_lines) == 2
    assert ledger.field_lines["projects[0].code"] == 6


def test_places_of_a_text_are_its_lines() -> None:
    """Every field's place names a line that holds the field, and all travel between processes."""
    content = department_text(3, projects=3)
    result, lines = text.read(content.encode()), content.split("\n")
    places = result.places
    for at, project in enumerate(result.document.projects):
        assert places[f"projects[{at}].code"] == Place(line=1 + lines.index(f"\t{project.code}"))
        for row, indicator in enumerate(project.indicators):
            line = places[f"projects[{at}].indicators[{row}].name"].line
            assert line is not None
            assert lines[line - 1] == f"\t{indicator.name}"
    copied = pickle.loads(pickle.dumps(places))  # noqa: S301 - our own
    assert copied == places
    assert dict(copied) == dict(places)
