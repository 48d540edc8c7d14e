"""Runs the checks of a profile on a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from xlgoals import paths, profiles
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Finding, Severity
from xlgoals.checks.registry import Check, Scope, all_checks
from xlgoals.checks.views import DocumentView, IndicatorView, ProjectView
from xlgoals.model import GoalDocument
from xlgoals.profiles import OFF, Profile, ProfileError
from xlgoals.reading import ReadResult

__all__ = ["load_profile", "run", "severities"]


_Part: TypeAlias = DocumentView | ProjectView | IndicatorView
# Facts that have come up are remembered, up to so many of them.
_REMEMBERED: Final = 4096


class _Step(NamedTuple):
    check: Check
    levels: Mapping[str, Severity | None]


class _Plan(NamedTuple):
    """The checks of a profile, and those that facts of rows and of projects call for."""

    steps: tuple[_Step, ...]
    rows: _Codes
    projects: _Codes


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
    plan = _plan(profile)
    concerned = _concerned(document, plan)
    found: dict[str, list[Finding]] = {}
    for check, levels in plan.steps:
        parts = concerned.get(check.code, ()) if check.needs else _parts(check, document)
        if not parts:
            continue
        context.begin(check.code, levels, check.fix)
        function = check.function
        findings = [one for part in parts for one in function(part, context)]
        if findings:
            # Of a variant that is off, a finding has no code.
            found[check.code] = [finding for finding in findings if finding.code]
    return _in_order(_without_repeats(found))


def _parts(check: Check, document: DocumentView) -> Sequence[_Part]:
    """What a check looks at that needs no facts, which rows have all of them."""
    return (document,) if check.scope is Scope.DOCUMENT else document.projects


def _concerned(document: DocumentView, plan: _Plan) -> dict[str, list[_Part]]:
    """For each check that needs facts, the rows or the projects that have all of them."""
    concerned: dict[str, list[_Part]] = defaultdict(list)
    for project in document.projects:
        for code in plan.projects[project.facts]:
            concerned[code].append(project)
        for at, facts in enumerate(project.row_facts):
            if codes := plan.rows[facts]:
                row = project.row(at)
                for code in codes:
                    concerned[code].append(row)
    return concerned


class _Codes(dict[int, tuple[str, ...]]):
    """Facts → the checks of one scope that parts with these facts concern; found out once."""

    def __init__(self, checks: Iterable[Check]) -> None:
        super().__init__()
        self._needs = [(check.code, check.needs) for check in checks if check.needs]

    def __missing__(self, facts: int) -> tuple[str, ...]:
        codes = tuple([code for code, needs in self._needs if facts & needs == needs])
        if len(self) < _REMEMBERED:
            self[facts] = codes
        return codes


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
def _plan(profile: Profile) -> _Plan:
    """The checks that a profile leaves on, each with the severities of its findings, by code."""
    checks = sorted(all_checks(), key=lambda check: check.code)
    every = (_Step(check, severities(check, profile)) for check in checks)
    steps = tuple(step for step in every if any(step.levels.values()))
    rows = (step.check for step in steps if step.check.scope is Scope.INDICATOR)
    projects = (step.check for step in steps if step.check.scope is Scope.PROJECT)
    return _Plan(steps, _Codes(rows), _Codes(projects))


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
