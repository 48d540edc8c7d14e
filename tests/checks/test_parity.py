"""One document in two forms has the same findings, but for what is said of the layout."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from tests.generated import MISTAKE_SEEDS, department_text
from tests.strategies import documents
from xlgoals import profiles
from xlgoals.checks import all_checks, run
from xlgoals.forms import stamp, text, workbook
from xlgoals.model import GoalDocument
from xlgoals.profiles import Profile
from xlgoals.reading import ReadResult

LAYOUT = {check.code for check in all_checks() if check.layout}

Said = tuple[str, str, int | None, str, str]


def said(result: ReadResult, profile: Profile | None = None) -> Counter[Said]:
    return Counter(
        (finding.code, finding.severity.word, finding.project, finding.field, finding.value)
        for finding in run(result, profile)
        if finding.code not in LAYOUT
    )


def as_workbook(result: ReadResult) -> ReadResult:
    return workbook.read(stamp.write_bytes(result.document))


def test_only_rules_driven_by_notes_speak_of_layout() -> None:
    assert sorted(LAYOUT) == ["STR001", "STR003", "STR013", "TXT008", "VAL013"]


@pytest.mark.parametrize("profile", profiles.names())
@pytest.mark.parametrize("seed", ["000", "004"])
def test_legacy_documents(seeds: dict[str, ReadResult], seed: str, profile: str) -> None:
    loaded = profiles.load(profile)
    assert said(as_workbook(seeds[seed]), loaded) == said(seeds[seed], loaded)


@pytest.mark.parametrize("seed", MISTAKE_SEEDS)
def test_generated_documents_with_mistakes(seed: int) -> None:
    result = text.read(department_text(seed, mistakes=True).encode())
    found = said(result)
    assert len(found) > 20
    assert said(as_workbook(result)) == found


@given(documents())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_any_documents(document: GoalDocument) -> None:
    result = text.read(text.write(document))
    assert said(as_workbook(result)) == said(result)


@pytest.mark.parametrize(("label", "paragraphs"), [("项目编码", 4), ("绩效目标", 2)])
def test_missing_blocks_are_told_of_both_forms(label: str, paragraphs: int) -> None:
    """A text without the block, and a workbook with its label and nothing beside it."""
    lines = department_text(0, 2).split("\n")
    at = lines.index(f"\t{label}")
    del lines[at : at + paragraphs]
    result = text.read("\n".join(lines).encode())
    found = [one for one in said(result) if one[0] == "STR002"]
    assert found
    assert [one for one in said(as_workbook(result)) if one[0] == "STR002"] == found


def test_places_are_those_of_the_form() -> None:
    result = text.read(department_text(1000, mistakes=True).encode())
    for found, parts in ((run(result), {"line"}), (run(as_workbook(result)), {"sheet", "cell"})):
        for finding in found:
            if finding.project is not None:
                assert finding.place is not None
                assert set(finding.place.as_dict()) == parts
