"""Runs the checks of a profile on a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlgoals import paths, profiles
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Finding, Severity
from xlgoals.checks.registry import Check, Scope, all_checks
from xlgoals.checks.views import DocumentView, IndicatorView, ProjectView
from xlgoals.model import GoalDocument
from xlgoals.profiles import OFF, Profile, ProfileError
from xlgoals.reading import ReadResult

__all__ = ["load_profile", "run", "severities"]


class _Step(NamedTuple):
    check: Check
    levels: Mapping[str, Severity | None]


def run(source: ReadResult | GoalDocument, profile: Profile | None = None) -> list[Finding]:
    """Everything that the checks find in a document.

    Args:
        source: What a form's reader gave; or a document alone, whose findings have no places
            and which layout rules cannot speak of.
        profile: The profile; the default one when None.

    Returns:
        The findings, in the order of the printed form, then of their codes.
    """
    profile = profile or profiles.load()
    result = ReadResult(source) if isinstance(source, GoalDocument) else source
    context = Context(result, profile)
    document = context.document
    views: dict[Scope, Sequence[DocumentView | ProjectView | IndicatorView]] = {
        Scope.DOCUMENT: (document,),
        Scope.PROJECT: document.projects,
        Scope.INDICATOR: document.indicators,
    }
    found: list[Finding] = []
    for check, levels in _plan(profile):
        context.begin(check.code, levels, check.fix)
        function = check.function
        # Nested in one comprehension: half the time of extending the list by each generator.
        found += [one for view in views[check.scope] for one in function(view, context)]
    return _in_order(_without_repeats(found))


def severities(check: Check, profile: Profile) -> dict[str, Severity | None]:
    """The severity of each variant of a check under a profile, None where it is off.

    The key of the check's main kind of finding is the empty text.  What a profile says of the
    code holds for all variants but those it names, as in `"STR006:satisfaction"`.
    """
    levels: dict[str, Severity | None] = {}
    for variant, severity in {"": check.severity, **check.variants}.items():
        word = profile.severity.get(check.code)
        if variant:
            word = profile.severity.get(f"{check.code}:{variant}", word)
        if word is None:
            levels[variant] = severity
        else:
            levels[variant] = None if word == OFF else Severity[word.upper()]
    return levels


def load_profile(name: str = profiles.DEFAULT) -> Profile:
    """A profile by its name or file, its severities held against the checks there are.

    Raises:
        ProfileError: see `xlgoals.profiles.load`; also when it names a check that is not.
    """
    profile = profiles.load(name)
    known = {
        key
        for check in all_checks()
        for key in (check.code, *(f"{check.code}:{variant}" for variant in check.variants))
    }
    for key in profile.severity:
        if key not in known:
            raise ProfileError("profile-key", file=name, key=f"severity.{key}")
    return profile


@lru_cache(maxsize=64)
def _plan(profile: Profile) -> tuple[_Step, ...]:
    """The checks that a profile leaves on, each with the severities of its findings."""
    steps = (_Step(check, severities(check, profile)) for check in all_checks())
    return tuple(step for step in steps if any(step.levels.values()))


@lru_cache(maxsize=1)
def _silenced() -> dict[str, tuple[str, ...]]:
    return {check.code: check.unless for check in all_checks() if check.unless}


def _without_repeats(found: list[Finding]) -> list[Finding]:
    """Without those that were switched off, and those that another one says where they stand."""
    silenced = _silenced()
    speaking = {code for codes in silenced.values() for code in codes}
    said: dict[str, set[str]] = {}
    for finding in found:
        if finding.code in speaking:
            said.setdefault(finding.code, set()).add(finding.field)
    return [
        finding
        for finding in found
        if finding.code
        and not any(
            _speaks_of(finding.field, said[code])
            for code in silenced.get(finding.code, ())
            if code in said
        )
    ]


def _speaks_of(field: str, said: set[str]) -> bool:
    """Whether something was said of a field, or of a part that it lies in."""
    return field in said or any(field.startswith((f"{part}.", f"{part}[")) for part in said)


def _in_order(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: (paths.sort_key(finding.field), finding.code))
