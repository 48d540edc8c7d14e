"""What reading a form gives: the document, where its fields stand, and what was tidied.

Forms fill it, checks and faces use it, so it stands beside the model and knows no form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from xlgoals.model import GoalDocument

__all__ = ["Note", "NoteKind", "Place", "ReadResult"]


class Place(NamedTuple):
    """Where a field stands in the form it was read from; unused parts are None.

    A text has `line` (1-based), a workbook `sheet` and `cell` (`B7`), a Word document `table`,
    `row` and `column` (each 1-based) with the text of the neighbouring `label`, and outside
    tables the number of the `paragraph`.
    """

    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    paragraph: int | None = None
    label: str | None = None

    def as_dict(self) -> dict[str, int | str]:
        """The parts that are set, in a fixed order, for JSON."""
        return {name: part for name, part in self._asdict().items() if part is not None}


class NoteKind(StrEnum):
    """What a reader tidied or missed; the words for it are in messages/."""

    EMPTY_PARAGRAPH = "empty-paragraph"
    SPACE_PARAGRAPH = "space-paragraph"
    MISSING_PARAGRAPH = "missing-paragraph"
    STRAY_TAB = "stray-tab"
    EDGE_SPACE = "edge-space"
    LABEL = "label-spelling"
    BLANK_ROW = "blank-row"
    REPEATED_CLASS = "repeated-class"
    BOOKMARK = "bookmark"
    MISSING_HEADING = "missing-heading"
    MISSING_BLOCK = "missing-block"
    CELL_COUNT = "cell-count"
    CUT_OFF = "cut-off"
    PERCENT_NUMBER = "percent-number"
    ENCODING = "encoding"
    LAYOUT = "layout"  # a text as it was taken from an old Word file
    FORM = "form"  # another province's form; `written` names the profile that fits it


_OF_THE_WHOLE: Final = frozenset({NoteKind.LAYOUT, NoteKind.FORM})


class Note(NamedTuple):
    """One thing that reading tidied or missed: its kind, place, and what was written there.

    `field` is the path of the field it speaks of, or empty; `project` its project, 0-based.
    """

    kind: NoteKind
    place: Place
    written: str = ""
    field: str = ""
    project: int | None = None

    @property
    def of_the_whole(self) -> bool:
        """Whether it tells what kind of form the file has; nothing was tidied then."""
        return self.kind in _OF_THE_WHOLE


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document as read from one form.

    `places` maps field paths (see `xlgoals.model`) to places; a field that is absent from the
    form has no entry.
    """

    document: GoalDocument
    places: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[Note, ...] = ()

    @property
    def tidied(self) -> tuple[Note, ...]:
        """The notes of places that were tidied or missed."""
        return tuple(note for note in self.notes if not note.of_the_whole)

    @property
    def remarks(self) -> tuple[Note, ...]:
        """The notes that tell what kind of form the file has, each once."""
        return tuple(note for note in self.notes if note.of_the_whole)
