"""Runs the checks of a profile on a document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from xlgoals import paths, profiles
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Finding, Severity
from xlgoals.checks.registry import Check, Scope, all_checks, find
from xlgoals.checks.views import DocumentView
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
    found: dict[str, list[Finding]] = {}
    for check, levels in _plan(profile):
        context.begin(check.code, levels, check.fix)
        found[check.code] = _found(check, document, context)
        if None in levels.values():
            found[check.code] = [finding for finding in found[check.code] if finding.code]
    return _in_order(_without_repeats(found))


def _found(check: Check, document: DocumentView, context: Context) -> list[Finding]:
    """What one check finds; nested in one comprehension, which is the quickest there is."""
    function, needs = check.function, check.needs
    if check.scope is Scope.DOCUMENT:
        return list(function(document, context))
    if check.scope is Scope.PROJECT:
        return [one for project in document.projects for one in function(project, context)]
    rows = [row for row in document.indicators if row.facts & needs == needs]
    return [one for row in rows for one in function(row, context)]


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


def _without_repeats(found: Mapping[str, list[Finding]]) -> list[Finding]:
    """All findings but those of which another one speaks where they stand."""
    kept: list[Finding] = []
    for code, findings in found.items():
        said = set()
        for other in find(code).unless if findings else ():
            said.update(finding.field for finding in found.get(other, ()))
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
