"""Every check by its own examples, words and row of the catalogue."""

from __future__ import annotations

import pytest

from tests.checks.catalogue import CODES, UNFINISHED
from tests.checks.reports import ALWAYS, report
from xlgoals import messages, paths, profiles
from xlgoals.checks import Check, FixKind, Severity, all_checks, fixes, run
from xlgoals.checks.examples import Example, base, example_codes, examples_of
from xlgoals.checks.runner import severities
from xlgoals.reading import ReadResult

CHECKS = all_checks()
EXAMPLES = [example for check in CHECKS for example in examples_of(check.code)]


def name_of(item: Check | Example) -> str:
    return item.code if isinstance(item, Check) else f"{item.code}:{item.variant}".rstrip(":")


def test_every_row_of_the_catalogue_has_its_check() -> None:
    codes = [check.code for check in CHECKS]
    expected = [code for code in CODES if not code.startswith(UNFINISHED)]
    assert [code for code in codes if not code.startswith(UNFINISHED)] == expected
    assert set(codes) <= set(CODES)


def test_examples_belong_to_checks() -> None:
    assert set(example_codes()) <= {check.code for check in CHECKS}


@pytest.mark.parametrize("profile", profiles.names())
def test_faultless_document_has_no_findings(profile: str) -> None:
    assert report(run(base(profile), profiles.load(profile))) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_check_has_all_its_words(check: Check, language: str) -> None:
    for part in ("title", "message", "advice", "why"):
        assert messages.text(f"check.{check.code}.{part}", language).strip()


def test_both_languages_have_the_same_keys() -> None:
    prefixes = ("check.", "check-group.", "profile-", "severity-", "fix-")
    keys = [
        {key for key in messages.keys(language) if key.startswith(prefixes)}
        for language in messages.LANGUAGES
    ]
    assert keys[0] == keys[1]


def test_words_belong_to_a_check_and_its_variants() -> None:
    known = {
        f"check.{check.code}.{part}"
        for check in CHECKS
        for variant in ("", *check.variants)
        for part in ("title", "why", *(f"{p}-{variant}".rstrip("-") for p in ("message", "advice")))
    }
    assert {key for key in messages.keys("zh") if key.startswith("check.")} <= known


@pytest.mark.parametrize("check", CHECKS, ids=name_of)
def test_check_has_an_example_of_every_variant(check: Check) -> None:
    assert {example.variant for example in examples_of(check.code)} == {"", *check.variants}


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_bad_example_triggers_the_check_where_it_says(example: Example) -> None:
    found = example.judged(example.bad_document())
    mine = [finding for finding in found if finding.code == example.code]
    assert tuple(finding.field for finding in mine) == example.at
    assert {finding.variant for finding in mine} == {example.variant}


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_good_example_does_not(example: Example) -> None:
    found = example.judged(example.good_document())
    mine = {(finding.code, finding.variant) for finding in found}
    if example.code not in ALWAYS:
        assert (example.code, example.variant) not in mine


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_words_of_a_finding_are_complete(example: Example) -> None:
    for finding in example.judged(example.bad_document()):
        for language in messages.LANGUAGES:
            message, advice = finding.message_in(language), finding.suggestion_in(language)
            assert message
            assert advice
            assert "{" not in message + advice


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_value_of_a_finding_is_what_is_written(example: Example) -> None:
    document = example.bad_document().document
    for finding in example.judged(example.bad_document()):
        if finding.code == example.code and finding.field:
            try:
                written = paths.text_of(document, finding.field)
            except KeyError:
                continue  # a part of several fields
            assert finding.value == written


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.fixed], ids=name_of)
def test_fix_gives_the_text_it_should_and_mends_the_finding(example: Example) -> None:
    result, profile = example.bad_document(), example.loaded_profile()
    mine = [finding for finding in run(result, profile) if finding.code == example.code]
    offered = [finding.fix for finding in mine if finding.fix is not None]
    assert tuple(edit.text for fix in offered for edit in fix.edits) == example.fixed
    outcome = fixes.apply(result.document, offered)
    assert outcome.refused == ()
    assert not [f for f in run(outcome.document, profile) if f.code == example.code]


@pytest.mark.parametrize("check", [c for c in CHECKS if c.fix is not None], ids=name_of)
def test_check_with_a_fix_shows_it_in_an_example(check: Check) -> None:
    assert any(example.fixed for example in examples_of(check.code))


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_example_has_the_severity_that_is_registered(example: Example) -> None:
    check = next(check for check in CHECKS if check.code == example.code)
    level = severities(check, example.loaded_profile())[example.variant]
    found = example.judged(example.bad_document())
    assert {f.severity for f in found if f.code == example.code} == {level}


def test_automatic_fixes_never_leave_an_error_that_was_not_there() -> None:
    for example in EXAMPLES:
        result, profile = example.bad_document(), example.loaded_profile()
        found = run(result, profile)
        auto = [f.fix for f in found if f.fix is not None and f.fix.kind is FixKind.AUTO]
        document = fixes.apply(result.document, auto).document
        mended = run(ReadResult(document, notes=result.notes), profile)
        before = {(f.field, f.code) for f in found if f.severity is Severity.ERROR}
        after = {(f.field, f.code) for f in mended if f.severity is Severity.ERROR}
        assert after <= before, example.code
