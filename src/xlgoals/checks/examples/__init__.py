"""The bad and the good example of every check, and the faultless documents they start from.

An example says only what differs from a faultless document; `notation` tells how it is written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from xlgoals import profiles
from xlgoals.checks.batch import BatchEntry, run_batch
from xlgoals.checks.examples.notation import parse
from xlgoals.checks.finding import Finding
from xlgoals.checks.runner import run
from xlgoals.model import GoalDocument
from xlgoals.profiles import Profile
from xlgoals.reading import ReadResult

__all__ = ["Example", "base", "example_codes", "examples_of"]

_BASES: Final = "base"
_MAIN_PARTS: Final = frozenset({"bad", "good", "at", "profile", "fixed", "beside"})


class Example(NamedTuple):
    """A document that triggers a check, and a near one that does not.

    Attributes:
        code: The code of the check.
        variant: Which variant of the check it shows; empty for its main kind.
        bad: The deviation that triggers it, in the compact notation.
        good: The near one that does not.
        at: The fields at which the bad one is found, one finding each.
        fixed: Texts that the fixes give, in the order of `at`; empty when there is no fix.
        profile: Name of the profile it is judged by.
        settings: What is laid over that profile.
        beside: Another document, where the rule speaks of several documents at once.
    """

    code: str
    variant: str
    bad: str
    good: str
    at: tuple[str, ...]
    fixed: tuple[str, ...]
    profile: str
    settings: Mapping[str, Any]
    beside: str

    def bad_document(self) -> ReadResult:
        """The document that triggers the check, as a reader would give it."""
        return parse(self.bad, base(self.profile))

    def good_document(self) -> ReadResult:
        """The near document that does not."""
        return parse(self.good, base(self.profile))

    def judged(self, result: ReadResult) -> list[Finding]:
        """What is found in one of its documents."""
        profile = self.loaded_profile()
        found = run(result, profile)
        if self.beside:
            other = parse(self.beside, base(self.profile))
            entries = [BatchEntry.of("A", result, profile), BatchEntry.of("B", other, profile)]
            found += run_batch(entries, profile).get("A", [])
        return found

    def loaded_profile(self) -> Profile:
        """The profile it is judged by."""
        if not self.settings:
            return profiles.load(self.profile)
        return profiles.from_data({"extends": self.profile, **self.settings}, self.code)


@cache
def base(profile: str = profiles.DEFAULT) -> GoalDocument:
    """The faultless document of a profile, with as many projects as examples may ask for."""
    return parse(_tables()[_BASES][profile], GoalDocument()).document


@cache
def examples_of(code: str) -> tuple[Example, ...]:
    """The examples of a check, that of its main kind first; none when it has none."""
    entry = _tables().get(code, {})
    main = [_example(code, "", entry)] if "bad" in entry else []
    variants = (name for name, value in entry.items() if name not in _MAIN_PARTS and "bad" in value)
    return (*main, *(_example(code, name, entry[name]) for name in variants))


def _example(code: str, variant: str, entry: Mapping[str, Any]) -> Example:
    settings = entry.get("profile", profiles.DEFAULT)
    if isinstance(settings, str):
        settings = {"extends": settings}
    settings = dict(settings)
    profile = settings.pop("extends", profiles.DEFAULT)
    at, fixed = tuple(entry["at"]), tuple(entry.get("fixed", ()))
    beside = entry.get("beside", "")
    return Example(code, variant, entry["bad"], entry["good"], at, fixed, profile, settings, beside)


def example_codes() -> list[str]:
    """The codes that have examples, sorted."""
    return sorted(_tables().keys() - {_BASES})


@cache
def _tables() -> dict[str, Any]:
    """The tables of all files: by code, and under `base` the faultless documents by profile."""
    tables: dict[str, Any] = {}
    for entry in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            for name, table in tomllib.loads(entry.read_text("utf-8")).items():
                tables.setdefault(name, {}).update(table)
    return tables
