"""Fixes on many files: what checks can mend is mended, and every change is told.

A text becomes a text again, a workbook a workbook, a Word file a .docx.  A user's own workbook is
changed cell by cell (`xlgoals.forms.patch`), and only when the result reads as it should; a Word
file is never changed in place, because all of its own look would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from xlgoals import checks, files, legacy, paths, pool
from xlgoals.checks import Edit, Fix, fixes
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import patch, stamp, text, word, workbook
from xlgoals.forms.errors import FormError
from xlgoals.forms.patch import CellEdit, Refusal
from xlgoals.legacy import Converted
from xlgoals.model import GoalDocument
from xlgoals.outputs import unwritable
from xlgoals.profiles import DEFAULT, Profile
from xlgoals.reading import Note, NoteKind, Place, ReadResult
from xlgoals.relist import relist

__all__ = [
    "CELL_NOTES",
    "Change",
    "Job",
    "Mended",
    "Mending",
    "Status",
    "changed_fields",
    "mend",
    "plan",
    "tidying",
]

_ROUNDS: Final = 4
_MACROS: Final = ".xlsm"
_PROSE_NOTES: Final = frozenset({NoteKind.EMPTY_PARAGRAPH, NoteKind.SPACE_PARAGRAPH})
CELL_NOTES: Final = frozenset({*_PROSE_NOTES, NoteKind.EDGE_SPACE, NoteKind.STRAY_TAB})
"""What of a workbook's layout is tidied in its cell."""


class Status(StrEnum):
    """How the work on a file ended."""

    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be mended; without a target it is changed in place."""

    source: Path
    target: Path | None
    profile: str = DEFAULT
    suggested: bool = False
    overwrite: bool = False
    converted: Converted | None = None


class Change(NamedTuple):
    """One field that was changed; of rows put in another order, `old` and `new` are orders.

    `refusal` says why it could not be changed after all.
    """

    field: str
    old: str
    new: str
    place: Place | None
    reordered: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of one file.

    `notes` are the places whose layout was tidied; `clashes` counts fixes left out because they
    contradict others, `waiting` suggested ones that were not asked for.  With `stale_list` the
    workbook's list of findings still shows those of before.  `remarks` tell what kind of form the
    file has.  `error` is the key of a sentence in messages/ (`form.<key>`), `values`
    fill its places.
    """

    job: Job
    status: Status
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    remarks: tuple[Note, ...] = ()
    clashes: int = 0
    waiting: int = 0
    stale_list: bool = False
    backup: str = ""
    error: str = ""
    values: tuple[tuple[str, str], ...] = ()


def plan(
    inputs: Iterable[Path],
    folder: Path | None,
    profile: str = DEFAULT,
    *,
    suggested: bool = False,
    overwrite: bool = False,
) -> list[Job]:
    """The jobs for files and folders; outputs go flat into `folder`, or in place without one."""
    taken: set[str] = set()
    jobs = []
    for source in files.find(inputs, files.FORMS):
        target = None
        if folder is not None:
            old = source.suffix.lower() in files.OLD_WORDS
            suffix = files.WORDS[0] if old else source.suffix
            target = folder / files.free_name(taken, source.stem, suffix)[0]
        jobs.append(Job(source, target, profile, suggested, overwrite))
    return jobs


def mend(jobs: Sequence[Job], processes: int = 1, limit: float | None = None) -> Iterator[Mended]:
    """Mend the files and yield what became of each, in their order, as it comes.

    Args:
        jobs: The files.
        processes: How many processes to use at most.
        limit: Seconds for a file, after which it is given up; see `xlgoals.pool.run`.
    """
    return pool.run(
        jobs, pool.Task(_do, _failed, limit), processes, feed=partial(legacy.ready, limit=limit)
    )


def _failed(job: Job, error: FormError) -> Mended:
    return Mended(replace(job, converted=None), Status.FAILED, error=error.key, values=error.texts)


def _do(job: Job) -> Mended:
    """The work on one file; no exception leaves it."""
    try:
        return replace(_mended(job), job=replace(job, converted=None))
    except FormError as error:
        return _failed(job, error)
    except Exception as error:
        return _failed(job, FormError("unexpected", kind=type(error).__name__))


def _mended(job: Job) -> Mended:
    if job.target is not None:
        if files.real(job.target) == files.real(job.source):
            raise FormError("same-file")
        if job.target.exists() and not job.overwrite:
            values = (("name", job.target.name),)
            return Mended(job, Status.SKIPPED, error="exists", values=values)
    data, form, result = _read(job)
    if form is files.Kind.WORD and job.target is None:
        raise FormError("word-in-place")
    mending = Mending(result, _profile(job.profile), suggested=job.suggested)
    made, changes, notes = _written(job, data, mending, form)
    done = any(change.refusal is None for change in changes) or bool(notes)
    if not done and job.converted is None:
        made = data
    patched = done and form is files.Kind.WORKBOOK and _is_patched(job)
    listed = relist(made, mending.profile) if patched else made
    backup = _save(job, data, listed or made, done=done)
    return Mended(
        job,
        Status.DONE if done or job.converted is not None else Status.UNCHANGED,
        changes=tuple(changes),
        notes=notes,
        remarks=result.remarks,
        clashes=mending.clashes,
        waiting=mending.waiting,
        stale_list=listed is None,
        backup=backup,
    )


def _read(job: Job) -> tuple[bytes, files.Kind, ReadResult]:
    """The bytes of a file, its form, and its document."""
    if job.converted is not None:
        return job.converted.data, files.Kind.WORD, legacy.read(job.converted)
    data = files.read_bytes(job.source)
    return data, files.kind(job.source, data), files.parse(job.source, data)


@lru_cache(maxsize=4)
def _profile(name: str) -> Profile:
    return checks.load_profile(name)


class Mending:
    """The fixes of one document, applied until no more come up."""

    def __init__(self, result: ReadResult, profile: Profile, *, suggested: bool) -> None:
        self.result, self.profile = result, profile
        self.document = result.document
        self.edits: dict[str, Edit] = {}
        self.clashes = 0
        source = result
        for _ in range(_ROUNDS):
            found = checks.run(source, profile)
            chosen = fixes.chosen(found, suggested=suggested)
            if not self._apply([fix for fix in chosen if not _reorders(fix)]):
                break
            source = ReadResult(self.document)
        found = checks.run(ReadResult(self.document), profile)
        # Rows change places last: until then, paths and places mean what they meant at first.
        self.in_old_order = self.document
        chosen = fixes.chosen(found, suggested=suggested)
        self._apply([fix for fix in chosen if _reorders(fix)])
        self.left = checks.run(ReadResult(self.document), profile)
        automatic = set(fixes.chosen(self.left))
        chosen = fixes.chosen(self.left, suggested=True)
        self.waiting = 0 if suggested else sum(fix not in automatic for fix in chosen)

    def _apply(self, chosen: list[Fix]) -> bool:
        outcome = fixes.apply(self.document, chosen)
        self.document = outcome.document
        self.clashes = len(outcome.refused)
        orders = {(e.field, _numbers(e.order)): e.order for f in chosen for e in f.edits if e.order}
        for field, _, new in outcome.applied:
            self.edits[field] = Edit(field, new, orders.get((field, new), ()))
        return bool(outcome.applied)

    def changes(self) -> list[Change]:
        """What differs now, each field once."""
        changes = []
        for field, edit in self.edits.items():
            place = _place(field, self.result.places)
            if edit.order:
                old = _numbers(range(len(edit.order)))
                changes.append(Change(field, old, edit.text, place, reordered=True))
                continue
            old = paths.text_of(self.result.document, field)
            new = paths.text_of(self.in_old_order, field)
            if old != new:
                changes.append(Change(field, old, new, place))
        return changes


def _reorders(fix: Fix) -> bool:
    return any(edit.order for edit in fix.edits)


def _numbers(order: Iterable[int]) -> str:
    return " ".join(str(at + 1) for at in order)


def _place(field: str, places: Mapping[str, Place]) -> Place | None:
    for path in (field, *paths.enclosing(field)):
        if path in places:
            return places[path]
    return None


# --- Writing ----------------------------------------------------------------------------------


def _written(
    job: Job, data: bytes, mending: Mending, form: files.Kind
) -> tuple[bytes, list[Change], tuple[Note, ...]]:
    """The mended file, what was changed, and whose layout was tidied."""
    changes, notes = mending.changes(), mending.result.tidied
    if not changes and not notes and job.converted is None:
        return data, changes, notes
    if form is files.Kind.TEXT:
        return text.write(mending.document), changes, notes
    if form is files.Kind.WORD:
        return word.write(mending.document), changes, notes
    if _is_patched(job):
        return _patched(data, mending, changes)
    rows = finding_rows(mending.left, mending.document)
    return stamp.write_bytes(mending.document, rows), changes, notes


def _is_patched(job: Job) -> bool:
    """Whether a workbook stays the user's own, with some of its cells changed."""
    return job.target is None or job.source.suffix.lower() == _MACROS


def _patched(
    data: bytes, mending: Mending, changes: list[Change]
) -> tuple[bytes, list[Change], tuple[Note, ...]]:
    """The user's own workbook with cells changed, and what could not be changed."""
    places = mending.result.places
    notes = tuple(
        note for note in mending.result.notes if note.kind in CELL_NOTES and note.place.cell
    )
    edits = list(map(tidying, notes))
    for change in changes:
        for field in changed_fields(change, mending):
            edit = patch.cell_edit(mending.document, field, places)
            if isinstance(edit, CellEdit):
                edits.append(edit)
    made, refused = patch.patch(data, edits)
    notes = tuple(n for n in notes if (n.place.sheet or "", n.place.cell or "") not in refused)
    now = workbook.read(made).document
    judged = [_judged(change, mending, now, refused) for change in changes]
    _compare(mending, judged, now)
    return made, judged, notes


def tidying(note: Note) -> CellEdit:
    """The edit that tidies the cell of a note."""
    prose = note.kind in _PROSE_NOTES and not note.field.startswith("projects[")
    return CellEdit(note.place.sheet or "", note.place.cell or "", None, prose=prose)


def changed_fields(change: Change, mending: Mending) -> list[str]:
    """The fields to be written for a change; of rows in another order, all that differ."""
    if not change.reordered:
        return [change.field]
    rows = paths.get(mending.document, change.field)
    if not isinstance(rows, tuple):
        return []
    names = ("level1", "level2", "name", "description", "value", "basis")
    fields = [f"{change.field}[{at}].{name}" for at in range(len(rows)) for name in names]
    return [field for field in fields if field in mending.result.places]


def _judged(
    change: Change,
    mending: Mending,
    now: GoalDocument,
    refused: Mapping[tuple[str, str], Refusal],
) -> Change:
    """The change, or why it did not come about."""
    try:
        wanted = paths.get(mending.document, change.field)
        if paths.get(now, change.field) == wanted:
            return change
    except KeyError:
        pass
    edit = patch.cell_edit(mending.document, change.field, mending.result.places)
    if isinstance(edit, Refusal):
        return change._replace(refusal=edit)
    return change._replace(refusal=refused.get((edit.sheet, edit.cell), Refusal.CELL))


def _compare(mending: Mending, changes: Iterable[Change], now: GoalDocument) -> None:
    """Raises when the patched workbook reads otherwise than the changes say."""
    expected = mending.result.document
    for change in changes:
        if change.refusal is None:
            edit = mending.edits[change.field]
            if edit.order:
                expected = paths.reorder(expected, change.field, edit.order)
            else:
                expected = paths.replace(expected, change.field, edit.text)
    if expected != now:
        raise FormError("differs")


def _save(job: Job, original: bytes, made: bytes, *, done: bool) -> str:
    """Write the output; in place, the original is kept first and its name given back."""
    try:
        if job.target is not None:
            files.write_whole(job.target, made)
            return ""
        if not done:
            return ""
        source = files.real(job.source)
        mode = source.stat().st_mode
        files.ensure_closed(source)
        backup = _backup(source, original)
        files.write_whole(source, made)
        with suppress(OSError):
            source.chmod(mode)
    except OSError as error:
        raise unwritable(error, job.target or job.source) from error
    return backup.name


def _backup(source: Path, data: bytes) -> Path:
    """Keep the original beside the file, never in the place of an older one."""
    for number in count(1):
        path = source.with_name(f"{source.name}.bak{number if number > 1 else ''}")
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise
        return path
    raise AssertionError
