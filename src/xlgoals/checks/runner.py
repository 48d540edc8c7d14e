"""Runs the checks of a profile on a document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from xlgoals import paths, profiles
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Finding, Severity
from xlgoals.checks.registry import Check, Scope, all_checks
from xlgoals.checks.views import DocumentView, IndicatorView
from xlgoals.model import GoalDocument
from xlgoals.profiles import OFF, Profile, ProfileError
from xlgoals.reading import ReadResult

__all__ = ["load_profile", "run", "severities"]


_Concerned: TypeAlias = dict[str, list[IndicatorView]]


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
    concerned = _concerned(document, profile)
    found: dict[str, list[Finding]] = {}
    for check, levels in _plan(profile):
        context.begin(check.code, levels, check.fix)
        findings = _found(check, document, concerned, context)
        if findings:
            # Of a variant that is off, a finding has no code.
            found[check.code] = [finding for finding in findings if finding.code]
    return _in_order(_without_repeats(found))


def _found(
    check: Check, document: DocumentView, concerned: _Concerned, context: Context
) -> list[Finding]:
    """What one check finds; nested in one comprehension, which is the quickest there is."""
    function = check.function
    if check.scope is Scope.DOCUMENT:
        return list(function(document, context))
    if check.scope is Scope.PROJECT:
        return [one for project in document.projects for one in function(project, context)]
    return [one for row in concerned.get(check.code, ()) for one in function(row, context)]


def _concerned(document: DocumentView, profile: Profile) -> _Concerned:
    """For each check of rows, the rows that have all the facts it needs."""
    alike: dict[int, list[IndicatorView]] = {}
    for row in document.indicators:
        alike.setdefault(row.facts, []).append(row)
    concerned: _Concerned = {}
    for facts, rows in alike.items():
        for code in _codes(facts, profile):
            concerned.setdefault(code, []).extend(rows)
    return concerned


@lru_cache(maxsize=4096)
def _codes(facts: int, profile: Profile) -> tuple[str, ...]:
    """The checks of rows that rows with these facts concern."""
    checks = (step.check for step in _plan(profile) if step.check.scope is Scope.INDICATOR)
    return tuple(check.code for check in checks if facts & check.needs == check.needs)


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
    """The checks that a profile leaves on, each with the severities of its findings, by code."""
    checks = sorted(all_checks(), key=lambda check: check.code)
    steps = (_Step(check, severities(check, profile)) for check in checks)
    return tuple(step for step in steps if any(step.levels.values()))


@lru_cache(maxsize=1)
def _silenced() -> dict[str, tuple[str, ...]]:
    return {check.code: check.unless for check in all_checks() if check.unless}


def _without_repeats(found: Mapping[str, list[Finding]]) -> list[Finding]:
    """All findings but those of which another one speaks where they stand."""
    kept: list[Finding] = []
    silenced = _silenced()
    for code, findings in found.items():
        others = silenced.get(code, ())
        said = {finding.field for other in others for finding in found.get(other, ())}
        if said:
            # Said of the field itself, or of a part that it lies in.
            kept += [one for one in findings if said.isdisjoint(paths.upwards(one.field))]
        else:
            kept += findings
    return kept


def _in_order(found: list[Finding]) -> list[Finding]:
    """By their fields as the form has them; findings of one field stay as they are, by code."""
    keys = [paths.sort_key(finding.field) for finding in found]
    return [found[at] for at in sorted(range(len(found)), key=keys.__getitem__)]
