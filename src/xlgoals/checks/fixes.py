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

    `applied` lists every change, lists put in another order last; all its fields are named as
    they were in the document before.  `refused` lists the fixes that were left out, because
    another one had already changed one of their fields or the field is not there.
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
    """Applies fixes one after the other, and lists are put in order when all else is done.

    Args:
        document: The document; it is left as it is.
        fixes: The fixes; each is applied as a whole or not at all, and of two that would change
            one field differently the first wins.  An edit to what stands there anyway is none.

    Returns:
        The document as mended, what changed, and what was refused.
    """
    edited: dict[str, Edit] = {}
    ordered: dict[str, Edit] = {}
    refused: list[Fix] = []
    for fix in fixes:
        try:
            edits = [edit for edit in fix.edits if _changes(document, edit)]
        except (KeyError, ValueError):
            refused.append(fix)
            continue
        texts = [edit for edit in edits if not edit.order]
        orders = [edit for edit in edits if edit.order]
        if any(_clashes(edit, edited) for edit in texts) or any(
            ordered.get(edit.field, edit) != edit for edit in orders
        ):
            refused.append(fix)
            continue
        edited.update((edit.field, edit) for edit in texts)
        ordered.update((edit.field, edit) for edit in orders)
    mended = document
    for edit in (*edited.values(), *ordered.values()):
        mended = _edited(mended, edit)
    applied = tuple(_change(document, edit) for edit in (*edited.values(), *ordered.values()))
    return Outcome(mended, applied, tuple(refused))


def _edited(document: GoalDocument, edit: Edit) -> GoalDocument:
    if edit.order:
        return paths.reorder(document, edit.field, edit.order)
    return paths.replace(document, edit.field, edit.text)


def _changes(document: GoalDocument, edit: Edit) -> bool:
    """Whether an edit changes anything.

    Raises:
        KeyError: The document has no such field.
        ValueError: The field cannot be given this text or order.
    """
    if edit.order:
        paths.reorder(document, edit.field, edit.order)
        return edit.order != tuple(sorted(edit.order))
    if paths.text_of(document, edit.field) == edit.text:
        return False
    paths.replace(document, edit.field, edit.text)
    return True


def _clashes(edit: Edit, edited: dict[str, Edit]) -> bool:
    """Whether the field has another new text, or a list around it or a field in it has one."""
    path = edit.field
    return any(
        other != edit and (path == field or _lies_in(path, field) or _lies_in(field, path))
        for field, other in edited.items()
    )


def _lies_in(inner: str, outer: str) -> bool:
    return inner.startswith((f"{outer}.", f"{outer}["))


def _change(document: GoalDocument, edit: Edit) -> Change:
    if edit.order:
        before = " ".join(str(at + 1) for at in range(len(edit.order)))
        return Change(edit.field, before, " ".join(str(at + 1) for at in edit.order))
    return Change(edit.field, paths.text_of(document, edit.field), edit.text)
