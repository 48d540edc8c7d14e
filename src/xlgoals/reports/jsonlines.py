"""Findings as JSON, one object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlgoals.checking import Checked
from xlgoals.checks import Severity
from xlgoals.reports import words
from xlgoals.visible import json_line

__all__ = ["REMARK", "UNREADABLE", "lines"]

UNREADABLE = "UNREADABLE"
"""Stands for the code in the line of a file that could not be read."""

REMARK = "REMARK"
"""Stands for the code in a line that tells what kind of form a file has."""


def lines(results: Iterable[Checked]) -> Iterator[str]:
    """A line for each finding, each remark on a whole file, and each file that is unreadable."""
    for checked in results:
        for record in _records(checked):
            yield json_line(record)


def _records(checked: Checked) -> Iterator[dict[str, object]]:
    file = {"file": str(checked.job.source)}
    if checked.error:
        yield file | _of_the_whole(UNREADABLE, Severity.ERROR, words.error(checked))
    for note in checked.remarks:
        yield file | _of_the_whole(REMARK, Severity.INFO, words.remark(note))
    for row in checked.rows:
        yield file | {
            "code": row.code,
            "severity": row.severity.word,
            "place": row.place.as_dict() if row.place else {},
            "project": None if row.project is None else row.project + 1,
            "field": row.field,
            "value": row.value,
            "message": row.message,
            "suggestion": row.suggestion,
        }


def _of_the_whole(code: str, severity: Severity, message: str) -> dict[str, object]:
    return {
        "code": code,
        "severity": severity.word,
        "place": {},
        "project": None,
        "field": "",
        "value": "",
        "message": message,
        "suggestion": "",
    }
