"""Applies fixes to a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xlgoals import paths
from xlgoals.checks.finding import Edit, Finding, Fix, FixKind
from xlgoals.model import GoalDocument

__all__ = ["Change", "Outcome", "apply", "chosen"]


class Change(NamedTuple):
    """One edit with what stood there before.

    `old` and `new` are texts; of a list put in another order, its old 1-based positions.
    """

    field: str
    old: str
    new: str


class Outcome(NamedTuple):
    """What applying fixes gives.

    `applied` lists every change in the order it was made; `refused` the fixes that were left
    out, because another one had already changed one of their fields or the field is not there.
    """

    document: GoalDocument
    applied: tuple[Change, ...]
    refused: tuple[Fix, ...]


def chosen(findings: Iterable[Finding], *, suggested: bool = False) -> list[Fix]:
    """The fixes of findings: those marked A, on request also those marked S, in their order."""
    wanted = {FixKind.AUTO, FixKind.SUGGESTED} if suggested else {FixKind.AUTO}
    fixes = (finding.fix for finding in findings)
    return list(dict.fromkeys(fix for fix in fixes if fix is not None and fix.kind in wanted))


def apply(document: GoalDocument, fixes: Iterable[Fix]) -> Outcome:
    """Applies fixes one after the other.

    Args:
        document: The document; it is left as it is.
        fixes: The fixes; each is applied as a whole or not at all, and of two that would change
            one field differently the first wins.

    Returns:
        The document as mended, what changed, and what was refused.
    """
    applied: list[Change] = []
    refused: list[Fix] = []
    edited: dict[str, Edit] = {}
    for fix in fixes:
        edits = [edit for edit in fix.edits if edited.get(edit.field) != edit]
        if any(_clashes(edit.field, edited) for edit in edits):
            refused.append(fix)
            continue
        try:
            document, changes = _edited(document, edits)
        except (KeyError, ValueError):
            refused.append(fix)
            continue
        applied.extend(change for change in changes if change.old != change.new)
        edited.update((edit.field, edit) for edit in edits)
    return Outcome(document, tuple(applied), tuple(refused))


def _clashes(path: str, edited: dict[str, Edit]) -> bool:
    """Whether the field itself, a list around it or a field inside it was edited before."""
    return any(path == other or _lies_in(path, other) or _lies_in(other, path) for other in edited)


def _lies_in(inner: str, outer: str) -> bool:
    return inner.startswith((f"{outer}.", f"{outer}["))


def _edited(document: GoalDocument, edits: list[Edit]) -> tuple[GoalDocument, list[Change]]:
    changes = []
    for field, text, order in edits:
        if order:
            before = " ".join(str(at + 1) for at in range(len(order)))
            changes.append(Change(field, before, " ".join(str(at + 1) for at in order)))
            document = paths.reorder(document, field, order)
        else:
            changes.append(Change(field, paths.text_of(document, field), text))
            document = paths.replace(document, field, text)
    return document, changes
