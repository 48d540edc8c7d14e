"""What the checks cost, beside pandera and frictionless with row rules of the same kind.

Ours are all checks on a whole document as read: texts, funding, plans and references included.
The peers get the indicator rows alone, ready in the form they like best, and five rules: no blank
cell, the pattern of a value, a list of units, different names in a project, a range of numbers.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.measure import Clock, Line
from tests.generated import department_text
from xlgoals import profiles
from xlgoals.checks import Scope, all_checks, run
from xlgoals.forms import stamp, text, workbook
from xlgoals.model import GoalDocument
from xlgoals.profiles import Profile

__all__ = ["PEERS", "indicator_rows", "report", "with_frictionless", "with_pandera"]

Rows = list[dict[str, Any]]

CHECK_MS = 3.0
WORKBOOK_MS = 6.0
FIRST_SEED = 2000
REQUIRED = ("level1", "level2", "name", "value")
PATTERN = r"^[≥≤＝＞＜][0-9]+(\.[0-9]+)?\D{1,8}$"
LEAST, MOST = 0, 1_000_000


def indicator_rows(document: GoalDocument) -> Rows:
    """The rows of all indicator tables of a document, a number as a float."""
    return [
        {
            "project": at,
            **{name: getattr(row, name) for name in ("level1", "level2", "name", "basis")},
            "value": row.value.text,
            "unit": row.value.unit,
            "number": None if row.value.number is None else float(row.value.number),
        }
        for at, project in enumerate(document.projects)
        for row in project.indicators
    ]


def _units() -> list[str]:
    values = profiles.load().values
    return sorted({"", *values.units, *values.rates, *values.money})


def with_pandera(rows: Rows) -> Callable[[], int]:
    """The peer's work on these rows; it gives the number of failures."""
    pandas = import_module("pandas")
    pandera = import_module("pandera.pandas")
    filled = pandera.Check.str_length(min_value=1)
    columns = {name: pandera.Column(str, filled) for name in REQUIRED}
    columns["value"] = pandera.Column(str, [filled, pandera.Check.str_matches(PATTERN)])
    columns["unit"] = pandera.Column(str, pandera.Check.isin(_units()))
    columns["number"] = pandera.Column(float, pandera.Check.in_range(LEAST, MOST), nullable=True)
    schema = pandera.DataFrameSchema(columns, unique=["project", "name"])
    frame = pandas.DataFrame(rows)

    def work() -> int:
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as found:
            return len(found.failure_cases)
        return 0

    return work


def with_frictionless(rows: Rows) -> Callable[[], int]:
    """The peer's work on these rows; it gives the number of failures."""
    frictionless = import_module("frictionless")
    filled = {"required": True}
    fields: Rows = [{"name": "project", "type": "integer"}]
    fields += [
        {"name": name, "type": "string", "constraints": filled}
        for name in ("level1", "level2", "name")
    ]
    fields += [
        {"name": "basis", "type": "string"},
        {"name": "value", "type": "string", "constraints": {**filled, "pattern": PATTERN}},
        {"name": "unit", "type": "string", "constraints": {"enum": _units()}},
        {"name": "number", "type": "number", "constraints": {"minimum": LEAST, "maximum": MOST}},
    ]
    descriptor = {"fields": fields, "primaryKey": ["project", "name"]}

    def work() -> int:
        schema = frictionless.Schema.from_descriptor(descriptor)
        found = frictionless.validate(rows, schema=schema)
        return len(found.flatten(["rowNumber"]))

    return work


PEERS: dict[str, Callable[[Rows], Callable[[], int]]] = {
    "pandera": with_pandera,
    "frictionless": with_frictionless,
}


def _row_rules() -> Profile:
    """The default profile with nothing on but the rules that look at indicator rows."""
    profile = profiles.load()
    off = {check.code: "off" for check in all_checks() if check.scope is not Scope.INDICATOR}
    return profile.model_copy(update={"severity": {**profile.severity, **off}})


def _measured(documents: int, every: int) -> tuple[Clock, list[str]]:
    """Times of our checks and of the peers that are here, and the names of those that are not."""
    clock, rules = Clock(), _row_rules()
    here = {name: peer for name, peer in PEERS.items() if find_spec(name) is not None}
    for seed in range(FIRST_SEED - 1, FIRST_SEED + documents):
        result = text.read(department_text(seed, mistakes=True).encode())
        book = stamp.write_bytes(result.document)
        if seed < FIRST_SEED:
            run(workbook.read(book))  # first use loads things
            continue
        gc.collect()  # what was made before is not the checks' to clear away
        clock.take("check", functools.partial(run, result))
        clock.take("check workbook", lambda book=book: run(workbook.read(book)))  # type: ignore[misc]
        clock.take("row rules", functools.partial(run, result, rules))
        if seed % every == 0:
            rows = indicator_rows(result.document)
            for name, peer in here.items():
                clock.take(name, peer(rows))
    return clock, [name for name in PEERS if name not in here]


def report(documents: int = 100, every: int = 5) -> list[Line]:
    """The lines of the report on checks.

    Args:
        documents: how many generated documents with mistakes, of 13 projects each.
        every: the peers take one document of so many.
    """
    clock, absent = _measured(documents, every)
    ours = clock.median("check")

    def line(stage: str, what: str, most: float | None = None) -> Line:
        cost, count = clock.median(stage), f"{clock.count(stage)} documents"
        aim, met = ("", None) if most is None else (f"≤ {most:g} ms", cost <= most)
        return Line(what, f"{cost:.2f} ms", count, aim, met)

    lines = [
        line("check", "all checks on a document", CHECK_MS),
        line("check workbook", "reading a workbook, and all checks", WORKBOOK_MS),
        line("row rules", "  of that, the rules on indicator rows"),
    ]
    for name in PEERS:
        if name in absent:
            lines.append(Line(f"{name}: five rules on the rows", "not installed", "extra: bench"))
        else:
            lines.append(line(name, f"{name}: five rules on the rows"))
            lines.append(Line("  against all our checks", f"{clock.median(name) / ours:.1f} ×"))
    return lines
