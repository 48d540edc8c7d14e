"""Findings as text for people: by file and project, each with the place to go to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.console import Console
from rich.text import Text

from xlgoals.checking import Checked, Results, Row, Totals
from xlgoals.checks import Severity
from xlgoals.messages import text as say
from xlgoals.reports import words
from xlgoals.visible import visible

__all__ = ["show", "summary"]

_STYLES: Final = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}
_INDENT: Final = "  "


def show(results: Results, console: Console) -> None:
    """Print all findings, and what they come to."""
    for checked in results:
        _file(checked, console)
        console.print()
    for line in summary(results.totals):
        console.print(line, style="bold" if line else None)


def summary(totals: Totals) -> list[str]:
    """What all files come to, in a few lines."""
    numbers = {level.word: totals.severities[level] for level in Severity}
    rules = len({code for code, _ in totals.codes})
    lines = [
        say(
            "report.summary",
            files=totals.files,
            projects=totals.projects,
            budget=words.amount(totals.budget),
        ),
        say("report.summary-counts", rules=rules, **numbers),
    ]
    if totals.unreadable:
        lines.append(say("report.summary-unreadable", count=totals.unreadable))
    if totals.hidden:
        lines.append(say("report.summary-hidden", count=totals.hidden))
    return lines


def _file(checked: Checked, console: Console) -> None:
    heading = Text(visible(str(checked.job.source)), style="bold underline")
    if checked.error:
        console.print(heading)
        line = Text(_INDENT)
        line.append(say("report.unreadable"), _STYLES[Severity.ERROR])
        console.print(line.append(f"  {visible(words.error(checked))}"))
        return
    console.print(heading)
    department = f"{checked.department} · " if checked.department else ""
    file = say(
        "report.file-line",
        department=department,
        projects=len(checked.projects),
        budget=words.amount(checked.budget),
    )
    found = words.counts(checked.counts()) if checked.rows else say("report.none")
    console.print(Text(f"{_INDENT}{visible(file)} · {found}"))
    if checked.remarks:
        console.print(Text(_INDENT + visible(words.remarks(checked)), style="cyan"))
    for project, rows in words.by_project(checked.rows):
        name = (
            say("report.whole")
            if project is None
            else words.project_name(checked.projects[project])
        )
        console.print(Text(_INDENT + visible(name), style="bold"))
        _rows(rows, console)


def _rows(rows: Iterable[Row], console: Console) -> None:
    for row in rows:
        line = Text(_INDENT * 2)
        line.append(words.severity(row.severity), _STYLES[row.severity])
        line.append(f" {row.code:<7} ")
        line.append(visible(words.place_name(row.place)), "bold")
        line.append(f"  {visible(words.field_name(row.field))}", "dim")
        console.print(line)
        console.print(Text(f"{_INDENT * 4}{visible(row.message)}"))
        if row.suggestion:
            console.print(Text(f"{_INDENT * 4}→ {visible(row.suggestion)}", style="dim"))
