"""Many files at once: which outputs there will be, and the work on each, in as many processes.

Every file gets an `Outcome`, whatever happens to it; outputs appear whole or not at all.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from xlgoals import checks, files, pool
from xlgoals.files import write_whole
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import stamp, text, workbook
from xlgoals.forms.errors import FormError
from xlgoals.reading import Note, ReadResult
from xlgoals.register.rows import FileRows, collect

__all__ = ["Conversion", "Job", "Outcome", "Status", "plan", "run", "write_whole"]


class Conversion(StrEnum):
    """What is done to a file."""

    TEXT_TO_WORKBOOK = "text-to-workbook"
    WORKBOOK_TO_TEXT = "workbook-to-text"

    @property
    def source_suffixes(self) -> tuple[str, ...]:
        """Endings of the files that are looked for in folders."""
        return files.TEXTS if self is Conversion.TEXT_TO_WORKBOOK else files.WORKBOOKS

    @property
    def target_suffix(self) -> str:
        """Ending of the output."""
        return ".xlsx" if self is Conversion.TEXT_TO_WORKBOOK else ".txt"


class Status(StrEnum):
    """How the work on a file ended."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Job:
    """One file: where it is, where its output goes, and what is done.

    `renamed` tells that the output could not have the stem of its input; `problem` holds the
    key of what makes the job impossible from the start.  `label` is what a register calls the
    file; `with_rows` asks for its rows there.
    """

    source: Path
    target: Path
    conversion: Conversion
    overwrite: bool = False
    renamed: bool = False
    with_notes: bool = False
    with_rows: bool = False
    problem: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    `error` is the key of a sentence in messages/ (`form.<key>`), `values` fill its places.
    `tidied` counts the places whose layout was tidied; `notes` names them when asked for.
    `errors` and `warnings` count what the checks found in an imported document; `rows` are what it
    adds to a register, when asked for.
    """

    job: Job
    status: Status
    projects: int = 0
    indicators: int = 0
    leftovers: int = 0
    tidied: int = 0
    errors: int = 0
    warnings: int = 0
    seconds: float = 0.0
    error: str = ""
    values: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    rows: FileRows | None = None


def plan(
    inputs: Iterable[Path],
    folder: Path,
    conversion: Conversion,
    *,
    overwrite: bool = False,
    with_notes: bool = False,
    with_rows: bool = False,
) -> list[Job]:
    """The jobs for files and folders, in a fixed order; folders are searched recursively.

    Outputs go flat into `folder`.  A second output of the same name gets a number.
    """
    taken: set[str] = set()
    jobs: list[Job] = []
    sources = list(files.find(inputs, conversion.source_suffixes))
    names = Counter(source.name for source in sources)
    for source in sources:
        name, renamed = files.free_name(taken, source.stem, conversion.target_suffix)
        target = folder / name
        problem = "" if source.is_file() else "not-found"
        label = source.name if names[source.name] == 1 else str(source)
        jobs.append(
            Job(
                *(source, target, conversion, overwrite, renamed),
                *(with_notes, with_rows, problem, label),
            )
        )
    return jobs


def run(jobs: Sequence[Job], processes: int = 1) -> Iterator[Outcome]:
    """Do the jobs and yield outcomes in their order, as they come."""
    return pool.run(jobs, _do, _stopped, processes)


def _stopped(job: Job) -> Outcome:
    return Outcome(job, Status.FAILED, error="stopped")


def _do(job: Job) -> Outcome:
    """The work on one file; no exception leaves it."""
    start = time.perf_counter()
    try:
        outcome = _convert(job)
    except FormError as error:
        values = tuple((name, str(value)) for name, value in error.values.items())
        outcome = Outcome(job, Status.FAILED, error=error.key, values=values)
    except Exception as error:
        values = (("kind", type(error).__name__),)
        outcome = Outcome(job, Status.FAILED, error="unexpected", values=values)
    return replace(outcome, seconds=round(time.perf_counter() - start, 6))


def _convert(job: Job) -> Outcome:
    if job.problem:
        raise FormError(job.problem)
    if not job.overwrite and job.target.exists():
        values = (("name", job.target.name),)
        return Outcome(job, Status.SKIPPED, error="exists", values=values)
    try:
        converted = _converted(job)
    except OSError as error:
        raise FormError("unreadable", reason=files.reason(error)) from error
    try:
        write_whole(job.target, converted.data)
    except OSError as error:
        raise FormError("unwritable", reason=files.reason(error)) from error
    result = converted.result
    document = result.document
    found = Counter(finding.severity for finding in converted.findings)
    rows = collect(job.label, result, findings=converted.findings) if job.with_rows else None
    return Outcome(
        job,
        Status.OK,
        projects=len(document.projects),
        indicators=sum(len(project.indicators) for project in document.projects),
        leftovers=len(document.leftovers),
        tidied=len(result.notes),
        errors=found[checks.Severity.ERROR],
        warnings=found[checks.Severity.WARNING],
        notes=result.notes if job.with_notes else (),
        rows=rows,
    )


class _Converted(NamedTuple):
    """A file's document, the bytes of its output, and what an import found in it."""

    result: ReadResult
    data: bytes
    findings: Sequence[checks.Finding] = ()


def _converted(job: Job) -> _Converted:
    if job.conversion is Conversion.WORKBOOK_TO_TEXT:
        result = workbook.read(job.source)
        return _Converted(result, text.write(result.document))
    result = text.read(files.read_bytes(job.source))
    found = checks.run(result)
    data = stamp.write_bytes(result.document, finding_rows(found, result.document))
    return _Converted(result, data, found)
