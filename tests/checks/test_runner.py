from __future__ import annotations

import gc
import json
import pickle

import pytest

from tests.checks.reports import report
from tests.generated import department_text
from xlgoals import messages, paths, profiles
from xlgoals.checks import run
from xlgoals.checks.examples import base, example_codes, examples_of
from xlgoals.checks.examples.notation import parse
from xlgoals.forms import text
from xlgoals.model import GoalDocument
from xlgoals.reading import Place, ReadResult

BAD = "项目 2\n财政资金 60\n支出计划 25 25 25 25\n项目编码 13993126P00003710001E"


def test_findings_stand_in_the_order_of_the_form() -> None:
    found = run(parse(BAD, base()))
    keys = [(paths.sort_key(f.field), f.code) for f in found]
    assert keys == sorted(keys)
    assert len(found) > 4


def test_place_is_that_of_the_field_or_of_what_encloses_it() -> None:
    document = parse("支出计划 25 25 25 25\n资金用途", base()).document
    places = {
        "projects[0].plan.march": Place(line=30),
        "projects[0].plan.december": Place(line=33),
        "projects[0].title": Place(line=9),
    }
    found = {f.code: f.place for f in run(ReadResult(document, places))}
    assert found["SCH003"] == Place(line=33)
    assert found["SCH004"] == Place(line=30)
    assert found["FND009"] == Place(line=9)


def test_document_without_a_form_has_no_places() -> None:
    assert {finding.place for finding in run(parse(BAD, base()).document)} == {None}


def test_nothing_is_left_to_the_garbage_collector() -> None:
    result = text.read(department_text(1, 3, mistakes=True).encode())
    run(result)
    gc.collect()
    gc.disable()
    try:
        run(result)
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("document", [GoalDocument(), parse("项目 3", GoalDocument()).document])
@pytest.mark.parametrize("profile", profiles.names())
def test_empty_documents_can_be_checked(document: GoalDocument, profile: str) -> None:
    for finding in run(document, profiles.load(profile)):
        assert finding.message
        assert finding.suggestion


def test_finding_as_json_counts_projects_from_one() -> None:
    found = [f for f in run(parse(BAD, base())) if f.code == "FND003"]
    data = json.loads(json.dumps(found[0].as_dict("zh"), ensure_ascii=False))
    assert list(data) == [
        "code", "severity", "place", "project", "field", "value", "message", "suggestion",
    ]  # fmt: skip
    assert (data["project"], data["severity"], data["place"]) == (2, "info", {})


def test_words_come_in_the_language_asked_for() -> None:
    finding = next(f for f in run(parse(BAD, base())) if f.code == "SCH003")
    assert finding.message_in("zh") != finding.message_in("en")
    messages.use_language("en")
    try:
        assert finding.message == finding.message_in("en")
        assert finding.suggestion == finding.suggestion_in("en")
    finally:
        messages.use_language("zh")


def test_findings_travel_between_processes() -> None:
    found = run(parse(BAD, base()))
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own


def test_running_twice_gives_the_same() -> None:
    assert run(parse(BAD, base())) == run(parse(BAD, base()))


@pytest.mark.parametrize("code", example_codes())
def test_the_text_form_gives_the_same_findings(code: str) -> None:
    """Examples as texts: what can be said in the form is found in it, at a place."""
    for example in examples_of(code):
        result = example.bad_document()
        if result.notes or example.beside or example.profile != profiles.DEFAULT:
            continue
        read = text.read(text.write(result.document))
        if read.document != result.document:
            continue  # what only another form can hold
        profile = example.loaded_profile()
        found = run(read, profile)
        mine = [finding for finding in found if finding.code == code]
        assert report(mine) == report(f for f in run(result, profile) if f.code == code)
        assert all(finding.place is not None for finding in mine if finding.field)
