"""Many files at once: which outputs there will be, and the work on each, in as many processes.

Every file gets an `Outcome`, whatever happens to it; outputs appear whole or not at all; inputs
are only read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import NamedTuple

from xlgoals import files, legacy, pool
from xlgoals.converting import MARK, Conversion, Job, Outcome, Status, convert, failed
from xlgoals.files import write_whole
from xlgoals.journal import Entry
from xlgoals.messages import current_language
from xlgoals.outputs import USUAL, WordLook

__all__ = ["MARK", "Conversion", "Job", "Outcome", "Status", "plan", "run", "write_whole"]


class _Options(NamedTuple):
    """What all jobs of a batch share."""

    overwrite: bool
    with_notes: bool
    with_rows: bool
    look: WordLook
    earlier: Mapping[tuple[str, str], Entry] | None


def plan(
    inputs: Iterable[Path],
    folder: Path,
    conversion: Conversion,
    *,
    overwrite: bool = False,
    with_notes: bool = False,
    with_rows: bool = False,
    look: WordLook | None = None,
    earlier: Mapping[tuple[str, str], Entry] | None = None,
) -> list[Job]:
    """The jobs for files and folders, in a fixed order; folders are searched recursively.

    Outputs go flat into `folder`.  A second output of the same name gets a number.

    Args:
        inputs: Files and folders.
        folder: For the outputs.
        conversion: What is done.
        overwrite: Whether outputs that are there may be replaced.
        with_notes: Whether outcomes name every place that was tidied.
        with_rows: Whether outcomes bring the rows of a register.
        look: That of Word documents.
        earlier: What journals say was done, see `xlgoals.journal.entries`; given when a batch is
            resumed: what is done is left as it is then, and only the rest is done.
    """
    options = _Options(overwrite, with_notes, with_rows, look or USUAL, earlier)
    sources = list(files.find(inputs, conversion.source_suffixes))
    names = Counter(source.name for source in sources)
    places = [files.place(source) for source in sources]
    suffix = conversion.target_suffix
    kept = [(earlier or {}).get((place, suffix)) for place in places]
    # A file keeps the name of the output that it had, though others may have come in between.
    taken = {entry.output.casefold() for entry in kept if entry is not None}
    all_inputs = set(places)
    jobs: list[Job] = []
    for number, (source, entry) in enumerate(zip(sources, kept, strict=True)):
        if entry is None:
            name, renamed = files.free_name(taken, source.stem, suffix)
        else:
            name = entry.output
            renamed = name != source.stem + suffix
        target = folder / name
        label = source.name if names[source.name] == 1 else str(source)
        problem = _problem(source, target, all_inputs, options)
        jobs.append(
            Job(
                *(source, target, conversion, overwrite, renamed, with_notes, with_rows),
                *(problem, label, number, options.look, entry, current_language()),
            )
        )
    return jobs


def _problem(source: Path, target: Path, inputs: set[str], options: _Options) -> str:
    """What makes a job impossible from the start."""
    try:
        if not source.exists():
            return "not-found"
        if not target.exists():
            return ""
    except OSError:
        # A folder that may not be entered: whoever reads or writes there will say so.
        return ""
    if files.place(target) in inputs:
        return "output-is-input"
    return "exists" if options.earlier is None and not options.overwrite else ""


def run(
    jobs: Sequence[Job],
    processes: int = 1,
    *,
    limit: float | None = None,
    ordered: bool = True,
    stop: Event | None = None,
    crew: pool.Crew | None = None,
) -> Generator[Outcome, None, None]:
    """Do the jobs and yield what became of each.

    Args:
        jobs: What is to be done.
        processes: How many processes to use at most.
        limit: Seconds for a file, after which it is given up.
        ordered: Whether outcomes come in the order of the jobs, else as they are done.
        stop: When set, no more files are begun.
        crew: Who does the jobs, in place of processes of this machine.
    """
    task = pool.Task(convert, failed, limit)
    feed = partial(legacy.ready, limit=limit)
    return pool.run(jobs, task, processes, feed=feed, ordered=ordered, stop=stop, crew=crew)
