"""Shows the outcomes of a batch: one JSON object a line, or lines and a progress bar."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Protocol

import click
from rich.console import Console as RichConsole
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from xlgoals.bulk import Outcome, Status
from xlgoals.messages import text as words
from xlgoals.reading import Note
from xlgoals.reports.words import place_name, remark
from xlgoals.visible import json_line, visible

__all__ = [
    "Console",
    "JsonLines",
    "Reporter",
    "note_words",
    "outcome_record",
    "progress",
    "reason",
]

_FEW_FILES: Final = 20


def reason(outcome: Outcome) -> str:
    """Why a file failed or was skipped, in the user's language; empty when neither."""
    return words(f"form.{outcome.error}", **dict(outcome.values)) if outcome.error else ""


def note_words(note: Note) -> str:
    """One tidied place, named, with what was written there."""
    return words("bulk.note", place=place_name(note.place), what=remark(note))


def outcome_record(outcome: Outcome) -> dict[str, object]:
    """An outcome as the JSON object that `--format json` prints."""
    return {
        "file": str(outcome.job.source),
        "output": str(outcome.job.target) if outcome.status.is_done else None,
        "status": str(outcome.status),
        "projects": outcome.projects,
        "indicators": outcome.indicators,
        "leftovers": outcome.leftovers,
        "seconds": outcome.seconds,
        "error": reason(outcome) or None,
    }


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar, when a terminal is there to show it; gives what moves it on."""
    bar = _bar()
    task = bar.add_task(what, total=total)
    _start(bar, total)
    try:
        yield lambda: bar.advance(task)
    finally:
        _stop(bar)


def _start(bar: Progress, total: int) -> None:
    if bar.console.is_terminal and total > 1:
        bar.start()


def _stop(bar: Progress) -> None:
    # Stopping one that never ran prints an empty line.
    if bar.live.is_started:
        bar.stop()


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=RichConsole(stderr=True),
        transient=True,
    )


class Reporter(Protocol):
    """Takes outcomes as they come."""

    failed: bool

    def show(self, outcome: Outcome) -> None:
        """Show one outcome."""


class JsonLines:
    """One JSON object a line on standard output."""

    def __init__(self) -> None:
        self.failed = False

    def __enter__(self) -> JsonLines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, outcome: Outcome) -> None:
        """Print the outcome's line."""
        self.failed |= outcome.status is Status.FAILED
        click.echo(json_line(outcome_record(outcome)))


class Console:
    """Lines for people; a progress bar when a terminal is there to show it."""

    def __init__(self, total: int, *, verbose: bool = False) -> None:
        self.failed = False
        self._every = verbose or total <= _FEW_FILES
        self._counts: Counter[str] = Counter()
        self._total = total
        self._start = time.perf_counter()
        self._console = RichConsole(highlight=False, soft_wrap=True, emoji=False)
        self._progress = _bar()
        self._task = self._progress.add_task(words("bulk.progress"), total=total)

    def __enter__(self) -> Console:
        _start(self._progress, self._total)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _stop(self._progress)
        if kind is None:
            self._summary()

    def show(self, outcome: Outcome) -> None:
        """Print what a user should know of the outcome, and move the bar."""
        self.failed |= outcome.status is Status.FAILED
        self._counts[outcome.status] += 1
        self._counts["projects"] += outcome.projects
        self._counts["indicators"] += outcome.indicators
        self._counts["errors"] += outcome.errors
        self._counts["warnings"] += outcome.warnings
        self._progress.advance(self._task)
        if outcome.status.is_done:
            self._show_done(outcome)
        else:
            failed = outcome.status is Status.FAILED
            key = "bulk.failed" if failed else "bulk.skipped"
            line = words(key, file=outcome.job.source, reason=reason(outcome))
            self._line("[red]✗[/red]" if failed else "[yellow]－[/yellow]", line)

    def _show_done(self, outcome: Outcome) -> None:
        remarks = list(map(remark, outcome.remarks))
        if outcome.status is Status.EARLIER and self._every:
            remarks.append(words("bulk.earlier"))
        if outcome.job.renamed:
            remarks.append(words("bulk.renamed", name=outcome.job.target.name))
        if self._every and (outcome.errors or outcome.warnings):
            found = words("bulk.found", errors=outcome.errors, warnings=outcome.warnings)
            remarks.append(found)
        if outcome.leftovers:
            remarks.append(words("bulk.leftovers", count=outcome.leftovers))
        if outcome.tidied and self._every and not outcome.notes:
            remarks.append(words("bulk.tidied", count=outcome.tidied))
        if not (self._every or remarks):
            return
        done = words(
            "bulk.ok",
            file=outcome.job.source,
            output=outcome.job.target,
            projects=outcome.projects,
            indicators=outcome.indicators,
        )
        self._line("[green]✓[/green]", done)
        for line in (*remarks, *map(note_words, outcome.notes)):
            self._line("   ", line)

    def _line(self, mark: str, line: str) -> None:
        self._console.print(f"{mark} {escape(visible(line))}")

    def _summary(self) -> None:
        if not self._total:
            self._line("[red]✗[/red]", words("bulk.nothing"))
            return
        counts = self._counts
        if earlier := counts[Status.EARLIER]:
            self._console.print(escape(words("bulk.summary-earlier", count=earlier)))
        summary = words(
            "bulk.summary",
            ok=counts[Status.OK],
            failed=counts[Status.FAILED],
            skipped=counts[Status.SKIPPED],
            projects=counts["projects"],
            indicators=counts["indicators"],
            seconds=f"{time.perf_counter() - self._start:.1f}",
        )
        self._console.print(escape(summary))
        errors, warnings = counts["errors"], counts["warnings"]
        if self._total > 1 and (errors or warnings):
            found = words("bulk.found-in-all", errors=errors, warnings=warnings)
            self._console.print(escape(found))
