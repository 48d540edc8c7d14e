"""A batch of conversions from beginning to end: its journal, its register, its interruption."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from xlgoals import bulk, files, journal, pool, register
from xlgoals.bulk import Job, Outcome
from xlgoals.converting import failed
from xlgoals.forms.errors import FormError
from xlgoals.messages import LANGUAGES
from xlgoals.messages import text as words
from xlgoals.register import Register

__all__ = ["BatchError", "Done", "How", "earlier", "record", "run"]

_JOURNALS: Final = ("journal.import-name", "journal.export-name")

_PASSING: Final = frozenset({"disk-full", "unwritable", "in-use", "time-limit", "stopped"})


class BatchError(Exception):
    """Why a batch did not even begin, as a sentence for the user."""


@dataclass(frozen=True, slots=True)
class How:
    """What does the work: processes at most, seconds a file, and the cluster if there is one."""

    processes: int = 1
    limit: float | None = None
    address: str | None = None


@dataclass(slots=True)
class Done:
    """How a batch ended.

    Attributes:
        journal: Its journal.
        left: How many files were not begun because it was interrupted.
        lost: The cluster that was lost on the way, if one was.
        again: How many files failed for a reason that may be gone the next time.
        unwritten: How many lines the journal could not take.
    """

    journal: Path
    left: int = 0
    again: int = 0
    unwritten: int = 0
    lost: str = ""

    def lines(self) -> Iterator[str]:
        """What a user should know of it."""
        if self.unwritten:
            yield words("bulk.journal-unwritten", path=self.journal, count=self.unwritten)
        if self.lost:
            yield words("cluster.lost", address=self.lost)
        if self.left:
            yield words("bulk.left", count=self.left)
        elif self.again:
            yield words("bulk.retry", count=self.again)


def earlier(folder: Path) -> dict[tuple[str, str], journal.Entry]:
    """What the journals in a folder of outputs say was done, in whatever language they are."""
    names = [words(key, language) for key in _JOURNALS for language in LANGUAGES]
    return journal.entries(folder / name for name in names)


def run(
    jobs: Sequence[Job],
    folder: Path,
    how: How,
    show: Callable[[Outcome], None],
    gathered: Register | None = None,
) -> Done:
    """Do the jobs; every one of them gets a line in the journal.

    Args:
        jobs: What is to be done.
        folder: That of the outputs, where the journal is.
        how: With what.
        show: Shows an outcome, as soon as it is there.
        gathered: Takes in the files' rows, in the order of the jobs.

    Raises:
        BatchError: The folder cannot be written, another batch writes to it, or the cluster
            cannot be reached; nothing was done.
    """
    if not jobs:
        return Done(folder)
    is_import = jobs[0].conversion is bulk.Conversion.TEXT_TO_WORKBOOK
    done = Done(folder / words(_JOURNALS[not is_import]))
    left = {job.number: job for job in jobs}
    started = _now()
    with ExitStack() as stack:
        log = stack.enter_context(_journal(done))
        crew = None
        if how.address is not None:
            crew = stack.enter_context(_cluster(how.address))
        stack.callback(files.sweep, folder, bulk.MARK)
        files.sweep(folder, bulk.MARK)
        log.keep_room(len(jobs))
        stop = stack.enter_context(pool.interruptible())
        outcomes = bulk.run(
            jobs, how.processes, limit=how.limit, ordered=False, stop=stop, crew=crew
        )
        # All processes have ended before their unfinished files are swept away.
        stack.enter_context(closing(outcomes))
        try:
            for outcome in outcomes:
                del left[outcome.job.number]
                log.add([record(outcome, started)])
                done.again += outcome.error in _PASSING
                show(outcome)
                if gathered is not None:
                    _gather(gathered, outcome)
        except pool.CrewLostError:
            done.lost = how.address or ""
        finally:
            open_ones = (failed(job, FormError("interrupted")) for job in left.values())
            log.add(record(outcome, started) for outcome in open_ones)
    done.left = len(left)
    return done


@contextmanager
def _journal(done: Done) -> Iterator[journal.Journal]:
    """The journal, open; whether all its lines were written is known when it is closed."""
    folder = done.journal.parent
    try:
        log = journal.Journal(done.journal)
    except journal.BusyError as error:
        raise BatchError(words("bulk.folder-busy", path=folder)) from error
    except OSError as error:
        reason = files.reason(error)
        raise BatchError(words("bulk.folder-unwritable", path=folder, reason=reason)) from error
    try:
        yield log
    finally:
        log.close()
        done.unwritten = log.unwritten


@contextmanager
def _cluster(address: str) -> Iterator[pool.Crew]:
    from xlgoals import cluster

    try:
        crew = cluster.Cluster(address)
    except cluster.ClusterError as error:
        raise BatchError(words(f"cluster.{error.key}", **error.values)) from error
    try:
        yield crew
    finally:
        crew.close()


def record(outcome: Outcome, started: str) -> Mapping[str, object]:
    """An outcome as a line of the journal."""
    job = outcome.job
    record: dict[str, object] = {
        "time": _now(),
        "run": started,
        "file": files.place(job.source),
        "status": "open" if outcome.error == "interrupted" else str(outcome.status),
        "input": outcome.digest,
        "made_by": job.made_by,
    }
    if outcome.status.is_done:
        counts = {name: getattr(outcome, name) for name in journal.COUNTS}
        record |= {"output": job.target.name, "check": outcome.check, **counts}
    else:
        sentence = words(f"form.{outcome.error}", **dict(outcome.values))
        record |= {"error": outcome.error, "message": sentence}
    return record | {"seconds": outcome.seconds}


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")


def _gather(gathered: Register, outcome: Outcome) -> None:
    """Takes a file into the register: what it holds, or why it could not be read."""
    job = outcome.job
    if outcome.rows is not None:
        gathered.add(outcome.rows, job.number)
    elif outcome.status is bulk.Status.FAILED:
        sentence = words(f"form.{outcome.error}", **dict(outcome.values))
        gathered.add(register.failed(job.label, sentence), job.number)
