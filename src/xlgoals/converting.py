"""The conversion of one file from one form to another, and what became of it.

The output appears whole or not at all; the input is only read.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from xlgoals import __version__, checks, files, legacy, messages
from xlgoals.finding_rows import LANGUAGE, finding_rows, gravest_first, worded
from xlgoals.forms import stamp, text
from xlgoals.forms.deflater import crc32
from xlgoals.forms.errors import FormError
from xlgoals.journal import COUNTS, Entry
from xlgoals.legacy import Converted
from xlgoals.model import GoalDocument
from xlgoals.outputs import USUAL, WordLook, unwritable, write_word
from xlgoals.reading import Note, ReadResult
from xlgoals.register.rows import FileRows, collect

__all__ = ["MARK", "Conversion", "Job", "Outcome", "Status", "checksum", "convert", "failed"]

MARK: Final = "batch-"
"""Marks the unfinished files of a batch, see `xlgoals.files.sweep`."""


class Conversion(StrEnum):
    """What is done to a file.

    Folders are searched for the files that the name tells of; a file that is named may be of any
    form.  `TEXT_TO_WORKBOOK` is for Word files as well.
    """

    TEXT_TO_WORKBOOK = "text-to-workbook"
    WORKBOOK_TO_TEXT = "workbook-to-text"
    WORKBOOK_TO_WORD = "workbook-to-word"
    WORKBOOK_TO_WORKBOOK = "workbook-to-workbook"

    @property
    def source_suffixes(self) -> tuple[str, ...]:
        """Endings of the files that are looked for in folders."""
        if self is Conversion.TEXT_TO_WORKBOOK:
            return (*files.TEXTS, *files.WORDS, *files.OLD_WORDS)
        return files.WORKBOOKS

    @property
    def target_suffix(self) -> str:
        """Ending of the output."""
        return {"text": ".txt", "word": ".docx", "workbook": ".xlsx"}[self.rpartition("-")[2]]


class Status(StrEnum):
    """How the work on a file ended; `EARLIER` is one that an earlier batch had done."""

    OK = "ok"
    EARLIER = "earlier"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_done(self) -> bool:
        """Whether the output is there and whole."""
        return self in (Status.OK, Status.EARLIER)


@dataclass(frozen=True, slots=True)
class Job:
    """One file: where it is, where its output goes, and what is done.

    `renamed` tells that the output could not have the stem of its input; `problem` holds the
    key of what makes the job impossible from the start.  `label` is what a register calls the
    file; `with_rows` asks for its rows there.  `number` is its place among the jobs; `look` is
    that of Word documents; `earlier` is what a journal says of the file; `language` is that of a
    register; `converted` is what an old Word file was made into.
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
    number: int = 0
    look: WordLook = USUAL
    earlier: Entry | None = None
    language: str = messages.LANGUAGES[0]
    converted: Converted | None = None

    @property
    def made_by(self) -> str:
        """The program and its options, as far as outputs depend on them."""
        look = f" {self.look}" if self.conversion is Conversion.WORKBOOK_TO_WORD else ""
        return f"xlgoals {__version__} {self.conversion}{look}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    `error` is the key of a sentence in messages/ (`form.<key>`), `values` fill its places.
    `tidied` counts the places whose layout was tidied; `notes` names them when asked for;
    `remarks` tell what kind of form the file has.  `errors` and `warnings` count what the checks
    found in an imported document; `rows` are what it adds to a register, when asked for.
    `digest` is the SHA-256 of the input, `check` the checksum of the output.
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
    remarks: tuple[Note, ...] = ()
    rows: FileRows | None = None
    digest: str = ""
    check: str = ""


def failed(job: Job, error: FormError) -> Outcome:
    """What became of a file whose conversion came to no good end."""
    status = Status.SKIPPED if error.key == "exists" else Status.FAILED
    return Outcome(replace(job, converted=None), status, error=error.key, values=error.texts)


def convert(job: Job) -> Outcome:
    """The work on one file; no exception leaves it."""
    # Of the language, which is set for it, nothing is left behind.
    return copy_context().run(_done, job)


def _done(job: Job) -> Outcome:
    start = time.perf_counter()
    messages.use_language(job.language)
    source = _Source(job)
    try:
        outcome = _convert(source)
    except FormError as error:
        outcome = failed(job, error)
    except Exception as error:
        outcome = failed(job, FormError("unexpected", kind=type(error).__name__))
    seconds = round(time.perf_counter() - start, 6)
    if job.converted is not None:
        job = replace(job, converted=None)
    return replace(outcome, job=job, seconds=seconds, digest=source.digest)


class _Source:
    """The file of a job: its bytes, their digest, its document."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.digest = "" if job.converted is None else job.converted.digest
        self._data = b""

    def take(self) -> None:
        """Read the file's bytes, unless they are at hand."""
        if self.job.converted is None:
            self._data = files.read_bytes(self.job.source)
            self.digest = hashlib.sha256(self._data).hexdigest()

    def read(self) -> ReadResult:
        """The document."""
        if self.job.converted is None:
            return files.parse(self.job.source, self._data)
        return legacy.read(self.job.converted)


def _convert(source: _Source) -> Outcome:
    job = source.job
    if job.problem:
        raise FormError(job.problem, name=job.target.name)
    source.take()
    done = job.earlier if _is_done(job, source.digest) else None
    if done is not None and not job.with_rows:
        counted = {name: getattr(done, name) for name in COUNTS}
        return Outcome(job, Status.EARLIER, check=done.check, **counted)
    result = source.read()
    # The checks of an export are nobody's: they stand in the workbook that it was made of.
    is_import = job.conversion is Conversion.TEXT_TO_WORKBOOK
    found = checks.run(result) if is_import else []
    document = result.document
    said = worded(found, document)
    rows = None
    if job.with_rows:
        same = said if job.language == LANGUAGE else None
        rows = collect(job.label, result, findings=found, said=same)
    try:
        check = _write(job, document, gravest_first(found, said)) if done is None else done.check
    except FormError as error:
        # The document is read all the same: a register tells of it.
        return replace(failed(job, error), rows=rows)
    severities = Counter(finding.severity for finding in found)
    return Outcome(
        job,
        Status.OK if done is None else Status.EARLIER,
        projects=len(document.projects),
        indicators=sum(len(project.indicators) for project in document.projects),
        leftovers=len(document.leftovers),
        tidied=len(result.tidied),
        errors=severities[checks.Severity.ERROR],
        warnings=severities[checks.Severity.WARNING],
        notes=result.tidied if job.with_notes else (),
        remarks=result.remarks,
        rows=rows,
        check=check,
    )


def _is_done(job: Job, digest: str) -> bool:
    """Whether an earlier batch made the output of this very input with these options."""
    entry = job.earlier
    if entry is None or (entry.digest, entry.made_by) != (digest, job.made_by):
        return False
    # A machine that lost its power may leave a file without contents.
    return job.target.is_file() and job.target.stat().st_size > 0


def _write(job: Job, document: GoalDocument, found: Sequence[stamp.FindingRow]) -> str:
    """Write the output, unless it is there; its checksum."""
    data = _made(job, document, found)
    check = checksum(data)
    try:
        if not job.overwrite and job.target.exists():
            present = job.target.read_bytes()
            if present == data:
                # A batch that was ended had made it, but came not to say so.
                return check
            # One that was made of an older input is replaced only as it was made.
            is_ours = job.earlier is not None and checksum(present) == job.earlier.check
            if present and not is_ours:
                raise FormError("exists", name=job.target.name)
        files.write_whole(job.target, data, MARK)
    except OSError as error:
        raise unwritable(error, job.target) from error
    return check


def checksum(data: bytes) -> str:
    """A checksum of an output, by which it is known again: its length, and its CRC-32."""
    return f"{len(data)}-{crc32(data):08x}"


def _made(job: Job, document: GoalDocument, found: Sequence[stamp.FindingRow]) -> bytes:
    """The bytes of the output."""
    match job.conversion:
        case Conversion.WORKBOOK_TO_TEXT:
            return text.write(document)
        case Conversion.WORKBOOK_TO_WORD:
            return write_word(document, job.look)
        case Conversion.WORKBOOK_TO_WORKBOOK:
            found = finding_rows(checks.run(document), document)
    return stamp.write_bytes(document, found)
