"""What can only be seen in many documents at once: a project code that several of them use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from xlgoals import paths, profiles
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Finding
from xlgoals.checks.registry import find
from xlgoals.checks.rules.references import budget_year_of, code_key
from xlgoals.checks.runner import severities
from xlgoals.profiles import Profile
from xlgoals.reading import Place, ReadResult

__all__ = ["BatchEntry", "run_batch"]

_CODE = "XREF003"


class BatchEntry(NamedTuple):
    """What a batch remembers of one document: small, and it travels between processes.

    `label` names the document to the user, `year` is its budget year if known, `codes` its
    project codes with their field paths and places.
    """

    label: str
    year: int | None
    codes: tuple[tuple[str, str, Place | None], ...]

    @classmethod
    def of(cls, label: str, result: ReadResult, profile: Profile | None = None) -> BatchEntry:
        """The entry of a document as read."""
        profile, document = profile or profiles.load(), result.document
        context = Context(result, profile)
        codes = []
        for at, project in enumerate(document.projects):
            if project.code:
                path = f"projects[{at}].code"
                codes.append((project.code, path, context.place(path)))
        return cls(label, budget_year_of(document, profile), tuple(codes))


def run_batch(
    entries: Iterable[BatchEntry], profile: Profile | None = None
) -> dict[str, list[Finding]]:
    """Finds codes that several documents of a batch use.

    Args:
        entries: One for each document; labels tell them apart.
        profile: The profile; the default one when None.

    Returns:
        By label, the findings in addition to those of the document itself: an error where two
        documents of one year share a code, a mere information where their years differ.
    """
    entries = list(entries)
    check = find(_CODE)
    levels = severities(check, profile or profiles.load())
    uses: dict[str, list[BatchEntry]] = defaultdict(list)
    for entry in entries:
        for key in {code_key(code) for code, _, _ in entry.codes}:
            uses[key].append(entry)
    found: dict[str, list[Finding]] = defaultdict(list)
    for entry in entries:
        for code, path, place in entry.codes:
            others = [other for other in uses[code_key(code)] if other is not entry]
            if not others:
                continue
            same_year = [other for other in others if other.year == entry.year]
            variant = "batch" if same_year else "years"
            if (level := levels[variant]) is not None:
                words = {"x": code, "files": "、".join(o.label for o in same_year or others)}
                project = paths.project_of(path)
                found[entry.label].append(
                    Finding(_CODE, level, project, path, code, place, None, variant, words)
                )
    return dict(found)
