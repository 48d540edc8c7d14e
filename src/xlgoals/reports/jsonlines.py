"""Findings as JSON, one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from xlgoals.checking import Checked
from xlgoals.checks import Severity
from xlgoals.reports import words

__all__ = ["UNREADABLE", "lines"]

UNREADABLE = "UNREADABLE"
"""Stands for the code in the line of a file that could not be read."""


def lines(results: Iterable[Checked]) -> Iterator[str]:
    """A line for each finding, and one for each file that could not be read."""
    for checked in results:
        for record in _records(checked):
            yield json.dumps(record, ensure_ascii=False)


def _records(checked: Checked) -> Iterator[dict[str, object]]:
    file = {"file": str(checked.job.source)}
    if checked.error:
        yield file | {
            "code": UNREADABLE,
            "severity": Severity.ERROR.word,
            "place": {},
            "project": None,
            "field": "",
            "value": "",
            "message": words.error(checked),
            "suggestion": "",
        }
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
