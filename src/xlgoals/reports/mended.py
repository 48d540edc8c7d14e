"""What was mended, shown: each file, and place by place what stood there and what stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from rich.console import Console
from rich.text import Text

from xlgoals import paths
from xlgoals.mending import Change, Mended, Status
from xlgoals.messages import text as say
from xlgoals.report import note_words
from xlgoals.reports import words
from xlgoals.visible import visible

__all__ = ["Report"]

_MARKS: Final = {
    Status.DONE: ("✓", "green"),
    Status.UNCHANGED: ("✓", "dim"),
    Status.SKIPPED: ("－", "yellow"),
    Status.FAILED: ("✗", "red"),
}
_INDENT: Final = "    "


class Report:
    """Prints what became of files, as they come, and sums up."""

    def __init__(self, console: Console) -> None:
        self.failed = False
        self._console = console
        self._counts: Counter[str] = Counter()

    def show(self, mended: Mended) -> None:
        """Print what became of a file."""
        made = [change for change in mended.changes if change.refusal is None]
        self.failed |= mended.status is Status.FAILED
        self._counts[mended.status] += 1
        self._counts["changes"] += len(made)
        self._counts["notes"] += len(mended.notes)
        mark, style = _MARKS[mended.status]
        heading = visible(_heading(mended, made))
        self._console.print(Text(mark, style=style).append(f" {heading}", "default"))
        for line in _lines(mended):
            self._console.print(Text(f"{_INDENT}{visible(line)}"))

    def finish(self) -> None:
        """Print what all files come to."""
        counts = self._counts
        summary = say(
            "mend.summary",
            ok=counts[Status.DONE] + counts[Status.UNCHANGED],
            failed=counts[Status.FAILED],
            skipped=counts[Status.SKIPPED],
            changes=counts["changes"],
            notes=counts["notes"],
        )
        self._console.print(Text(summary))


def _heading(mended: Mended, made: list[Change]) -> str:
    job = mended.job
    if mended.error:
        reason = say(f"form.{mended.error}", **dict(mended.values))
        return say("bulk.failed", file=job.source, reason=reason)
    if mended.status is Status.UNCHANGED:
        kept = say("mend.kept", output=job.target) if job.target else ""
        return say("mend.unchanged", file=job.source, kept=kept)
    key = "mend.done" if job.target else "mend.in-place"
    return say(
        key,
        file=job.source,
        output=job.target,
        backup=mended.backup,
        changes=len(made),
        notes=len(mended.notes),
    )


def _lines(mended: Mended) -> Iterator[str]:
    yield from map(_change, mended.changes)
    yield from map(note_words, mended.notes)
    yield from map(words.remark, mended.remarks)
    if mended.clashes:
        yield say("mend.refused", count=mended.clashes)
    if mended.stale_list:
        yield say("mend.stale-list")
    if mended.waiting:
        yield say("mend.suggested", count=mended.waiting)


def _change(change: Change) -> str:
    place, field = words.place_name(change.place), words.field_name(change.field)
    old, new = _written(change, change.old), _written(change, change.new)
    if change.refusal is not None:
        why = say(f"mend.left-{change.refusal}")
        return say("mend.left", place=place, field=field, new=new, why=why)
    if change.reordered:
        old = say("mend.reordered", old=old)
    project = paths.project_of(change.field)
    if project is None:
        return say("mend.change", place=place, field=field, old=old, new=new)
    return say("mend.change-project", place=place, n=project + 1, field=field, old=old, new=new)


def _written(change: Change, text: str) -> str:
    if change.field.startswith("lead_lines."):
        return say("mend.switch-on" if text else "mend.switch-off")
    return text.replace("\n", "⏎") or say("mend.empty")
