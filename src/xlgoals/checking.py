"""Checks on many files: findings as plain data, worded, ready for any report.

Each file gets a `Checked`, whatever happens to it.  What can only be seen in all files together
is known last, so the results wait on disk, not in memory, until a report goes through them.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from xlgoals import checks, files, legacy, paths, pool
from xlgoals.checks import BatchEntry, Finding, Severity
from xlgoals.forms.errors import FormError
from xlgoals.legacy import Converted
from xlgoals.model import GoalDocument, Project
from xlgoals.profiles import DEFAULT, Profile
from xlgoals.reading import Note, Place, ReadResult
from xlgoals.values import to_wan

__all__ = ["Checked", "Job", "ProjectLine", "Results", "Row", "Totals", "check", "plan"]

_IN_MEMORY = 16 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be checked.

    `label` is what other files' findings call it; findings below `least` are only counted.
    `converted` is what an old Word file was made into.
    """

    source: Path
    label: str
    profile: str = DEFAULT
    least: Severity = Severity.INFO
    language: str = "zh"
    converted: Converted | None = None


class Row(NamedTuple):
    """One finding, worded.

    `project` is 0-based, None outside projects; `value` is what is written in `field`; `fix` is
    the kind of its fix, empty when it has none.
    """

    code: str
    severity: Severity
    project: int | None
    field: str
    value: str
    place: Place | None
    message: str
    suggestion: str
    fix: str = ""

    @property
    def group(self) -> str:
        """The group of its check."""
        return self.code[:-3]

    @classmethod
    def of(cls, finding: Finding, language: str) -> Row:
        """A finding in the words of a language."""
        return cls(
            finding.code,
            finding.severity,
            finding.project,
            finding.field,
            finding.value,
            finding.place,
            finding.message_in(language),
            finding.suggestion_in(language),
            finding.fix.kind if finding.fix else "",
        )


class ProjectLine(NamedTuple):
    """What reports say of a project: its number as printed, name, code, and budget in 万元."""

    number: int
    name: str
    code: str
    budget: Decimal


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a file gave.

    `error` is the key of a sentence in messages/ (`form.<key>`) when it could not be read, and
    `values` fill its places.  `hidden` counts the findings below the least severity; `remarks`
    tell what kind of form the file has, where that is not the usual one.
    """

    job: Job
    department: str = ""
    projects: tuple[ProjectLine, ...] = ()
    rows: tuple[Row, ...] = ()
    hidden: int = 0
    remarks: tuple[Note, ...] = ()
    entry: BatchEntry | None = None
    error: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @property
    def budget(self) -> Decimal:
        """The budgets of all projects, in 万元."""
        return sum((project.budget for project in self.projects), Decimal(0))

    def counts(self) -> Counter[Severity]:
        """How many findings of each severity it has."""
        return Counter(row.severity for row in self.rows)


@dataclass(slots=True)
class Totals:
    """Sums over all files.

    `codes` counts the findings of each code and severity.
    """

    files: int = 0
    unreadable: int = 0
    projects: int = 0
    budget: Decimal = Decimal(0)
    hidden: int = 0
    severities: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[tuple[str, Severity]] = field(default_factory=Counter)

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return self.severities.total()

    @property
    def failed(self) -> bool:
        """Whether there is an error, or a file that could not be read."""
        return bool(self.unreadable or self.severities[Severity.ERROR])

    def add(self, checked: Checked) -> None:
        """Counts a file in."""
        self.files += 1
        self.unreadable += bool(checked.error)
        self.projects += len(checked.projects)
        self.budget += checked.budget
        self.hidden += checked.hidden
        self.add_rows(checked.rows)

    def add_rows(self, rows: Iterable[Row]) -> None:
        """Counts findings in."""
        for row in rows:
            self.severities[row.severity] += 1
            self.codes[row.code, row.severity] += 1


def plan(
    inputs: Iterable[Path],
    profile: str = DEFAULT,
    *,
    least: Severity = Severity.INFO,
    language: str = "zh",
) -> list[Job]:
    """The jobs for files and folders, in a fixed order; folders are searched recursively."""
    found = list(files.find(inputs, files.FORMS))
    names = Counter(path.name for path in found)
    return [
        Job(path, path.name if names[path.name] == 1 else str(path), profile, least, language)
        for path in found
    ]


class Results:
    """All that was found, in the order of the files; iterate over it as often as needed."""

    def __init__(self, profile: Profile) -> None:
        self.totals = Totals()
        self._profile = profile
        self._entries: list[BatchEntry] = []
        self._shared: dict[str, tuple[list[Row], int]] = {}
        # Closed with the results: a report may go through them several times.
        self._spool = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(self, checked: Checked) -> None:
        """Takes in the next file."""
        self.totals.add(checked)
        if checked.entry is not None:
            self._entries.append(checked.entry)
        pickle.dump(replace(checked, entry=None), self._spool)

    def finish(self, jobs: Iterable[Job]) -> None:
        """Finds what only all files together show; to be called once, after the last file."""
        by_label = {job.label: job for job in jobs}
        for label, found in checks.run_batch(self._entries, self._profile).items():
            job = by_label[label]
            shown = [finding for finding in found if finding.severity >= job.least]
            rows = [Row.of(finding, job.language) for finding in shown]
            self._shared[label] = (rows, len(found) - len(shown))
            self.totals.add_rows(rows)
            self.totals.hidden += len(found) - len(shown)
        self._entries.clear()

    def __iter__(self) -> Iterator[Checked]:
        self._spool.seek(0)
        for _ in range(self.totals.files):
            # Written by this very process, a moment ago.
            checked: Checked = pickle.load(self._spool)  # noqa: S301
            rows, hidden = self._shared.get(checked.job.label, ([], 0))
            if rows or hidden:
                together = sorted((*checked.rows, *rows), key=_order)
                checked = replace(checked, rows=tuple(together), hidden=checked.hidden + hidden)
            yield checked


def _order(row: Row) -> tuple[str, str]:
    return paths.sort_key(row.field), row.code


def check(jobs: Sequence[Job], processes: int = 1, limit: float | None = None) -> Iterator[Checked]:
    """Check the files and yield what was found, in their order, as it comes.

    Args:
        jobs: The files.
        processes: How many processes to use at most.
        limit: Seconds for a file, after which it is given up; see `xlgoals.pool.run`.
    """
    return pool.run(
        jobs, pool.Task(_do, _failed, limit), processes, feed=partial(legacy.ready, limit=limit)
    )


def _failed(job: Job, error: FormError) -> Checked:
    return Checked(replace(job, converted=None), error=error.key, values=error.texts)


@lru_cache(maxsize=4)
def _profile(name: str) -> Profile:
    return checks.load_profile(name)


def _do(job: Job) -> Checked:
    """The check of one file; no exception leaves it."""
    try:
        result = legacy.read_any(job)
        return _checked(replace(job, converted=None), result)
    except FormError as error:
        return _failed(job, error)
    except Exception as error:
        return _failed(job, FormError("unexpected", kind=type(error).__name__))


def _checked(job: Job, result: ReadResult) -> Checked:
    profile = _profile(job.profile)
    found = checks.run(result, profile)
    shown = [finding for finding in found if finding.severity >= job.least]
    document = result.document
    return Checked(
        job,
        department=_department(document),
        projects=tuple(_line(project, at) for at, project in enumerate(document.projects)),
        rows=tuple(Row.of(finding, job.language) for finding in shown),
        hidden=len(found) - len(shown),
        remarks=result.remarks,
        entry=BatchEntry.of(job.label, result, profile),
    )


def _department(document: GoalDocument) -> str:
    """Code and name of the department, from a project where the document does not state it."""
    department = document.department
    if department.name:
        return f"{department.code} {department.name}".strip()
    return next((project.unit for project in document.projects if project.unit), "")


def _line(project: Project, at: int) -> ProjectLine:
    amount = project.funding.total.amount or Decimal(0)
    wan = to_wan(amount, project.money_unit)
    name = project.name or project.title
    return ProjectLine(at + 1, name, project.code, amount if wan is None else wan)
