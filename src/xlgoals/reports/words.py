"""Words that all reports share: severities, places, and the names of fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from xlgoals import messages
from xlgoals.checking import Checked, ProjectLine, Row
from xlgoals.checks import Severity
from xlgoals.messages import text
from xlgoals.reading import Note, Place

__all__ = [
    "GRAVEST_FIRST",
    "amount",
    "by_project",
    "counts",
    "error",
    "field_name",
    "place_name",
    "project_name",
    "remark",
    "remarks",
    "severity",
    "written",
]

GRAVEST_FIRST: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)

_PATH: Final = re.compile(
    r"(?:(?P<project>projects)\[\d+\])?\.?"
    r"(?:(?P<list>indicators|duties)\[(?P<index>\d+)\])?\.?"
    r"(?P<rest>[a-z_0-9.]*)(?:\[(?P<item>[^\]]*)\])?"
)
_KINDS: Final = {"indicators": "indicator", "duties": "duty"}
_LONGEST: Final = 200
_LONGEST_QUOTE: Final = 40


def severity(level: Severity) -> str:
    """The word for a severity."""
    return _severity(level, messages.current_language())


@cache
def _severity(level: Severity, language: str) -> str:
    return text(f"severity-{level.word}", language)


def counts(numbers: Mapping[Severity, int]) -> str:
    """How many findings there are of each severity."""
    return text("report.counts", **{level.word: numbers[level] for level in Severity})


def amount(number: Decimal) -> str:
    """An amount in 万元 with two decimals, thousands apart."""
    return f"{number:,.2f}"


def error(checked: Checked) -> str:
    """Why a file could not be read."""
    return text(f"form.{checked.error}", **dict(checked.values))


def remark(note: Note) -> str:
    """What a note says, without its place."""
    quote = note.written.strip("\n")
    if len(quote) > _LONGEST_QUOTE:
        quote = quote[:_LONGEST_QUOTE] + "…"
    return text(f"note.{note.kind}", written=quote.replace("\n", "⏎").replace("\t", "⇥"))


def remarks(checked: Checked) -> str:
    """What kind of form a file has, where that is not the usual one."""
    return " · ".join(map(remark, checked.remarks))


def project_name(project: ProjectLine) -> str:
    """The number and name of a project."""
    return text("report.project", n=project.number, name=project.name or text("report.unnamed"))


def by_project(rows: Iterable[Row]) -> list[tuple[int | None, list[Row]]]:
    """Findings by project, those outside projects (None) first."""
    grouped: dict[int | None, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.project, []).append(row)
    return sorted(grouped.items(), key=lambda item: -1 if item[0] is None else item[0])


def place_name(place: Place | None) -> str:
    """Where something stands; a dash when that is not known."""
    if place is None:
        return text("report.nowhere")
    if place.line is not None:
        return text("report.place-line", line=place.line)
    if place.sheet is not None and place.cell is not None:
        return text("report.place-cell", sheet=place.sheet, cell=place.cell)
    if place.paragraph is not None:
        return text("report.place-paragraph", n=place.paragraph)
    if place.table is not None:
        cell = text(
            "report.place-table", table=place.table, row=place.row or 1, column=place.column or 1
        )
        # Some labels are spread out over their cell.
        label = "".join((place.label or "").split())
        return text("report.place-label", place=cell, label=label) if label else cell
    return place.sheet or text("report.nowhere")


def field_name(path: str) -> str:
    """What users call the field of a path; fields of rows with the number of their row."""
    return _field_name(path, messages.current_language())


@lru_cache(maxsize=4096)  # the fields of some ten projects; the same ones in every document
def _field_name(path: str, _: str) -> str:
    match = _PATH.fullmatch(path)
    if match is None:
        return path
    kind = _KINDS.get(match["list"] or "", "project" if match["project"] else "")
    if match["rest"] == "extras":
        name = match["item"]
    else:
        name = _known([part for part in (kind, *match["rest"].split(".")) if part])
        if match["item"] is not None:
            name = text("report.item", name=name, n=int(match["item"]) + 1)
    if match["list"] is None:
        return name
    key = "report.row" if kind == "indicator" else "report.duty"
    return text(key, n=int(match["index"]) + 1, name=name)


def _known(parts: list[str]) -> str:
    """The name of a field, else that of what it lies in."""
    while parts:
        key = f"report.field.{'-'.join(parts)}"
        if messages.has(key):
            return text(key)
        parts = parts[:-1]
    return text("report.field.document")


def written(value: str) -> str:
    """What is written in a field, in one line of bounded length; a dash when nothing is."""
    line = " ".join(value.split())
    if len(line) > _LONGEST:
        line = line[: _LONGEST - 1] + "…"
    return line or text("report.nowhere")
