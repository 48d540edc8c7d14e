"""The reader's ledger: what was placed where, what was tidied, and what nothing could take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from xlgoals.forms.blocks import BOOKMARK, Cell, Paragraph, bookmark
from xlgoals.forms.field_lines import FieldLines, TableLines
from xlgoals.forms.whitespace import tidy_paragraph
from xlgoals.model import Bookmark, Leftover
from xlgoals.reading import Note, NoteKind, Place

__all__ = ["MARK", "Ledger"]

MARK: Final = "[bookmark: "


@dataclass(slots=True)
class Ledger:
    """Collects everything about a reading except the document itself."""

    lines: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    _pending: list[str] = field(default_factory=list)
    _tables: dict[str, list[TableLines]] = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether bookmarks wait for the next field."""
        return bool(self._pending)

    @property
    def field_lines(self) -> FieldLines:
        """The lines of all fields, those in tables as printed too."""
        return FieldLines(self.lines, self._tables)

    def printed_table(self, project: int, offsets: Mapping[str, int], first: int) -> None:
        """Tell the lines of a whole table's fields, which have none yet; see `TableLines`."""
        self._tables.setdefault(f"projects[{project}]", []).append(TableLines(offsets, first))

    def settle(self, project: int) -> None:
        """Give a project's fields lines of their own: another table may tell them otherwise."""
        for offsets, first in self._tables.pop(f"projects[{project}]", ()):
            self.lines.update((path, first + offset) for path, offset in offsets.items())

    def note(
        self,
        kind: NoteKind,
        line: int,
        written: str = "",
        path: str = "",
        project: int | None = None,
    ) -> None:
        """Record one thing that was tidied or missed."""
        self.notes.append(Note(kind, Place(line), written, path, project))

    def leftover(self, text: str, line: int) -> None:
        """Keep a paragraph that no field takes; blank ones are only noted."""
        if text.strip():
            self.leftovers.append(Leftover(text=text, line=line))
        elif text:
            self.note(NoteKind.SPACE_PARAGRAPH, line, text)

    def leftover_cell(self, cell: Cell) -> None:
        """Keep every paragraph of a cell that no field takes."""
        for offset, text in enumerate(cell.paragraphs):
            self.leftover(text, cell.line + offset)

    def prose(self, paragraph: Paragraph, path: str) -> str:
        """A paragraph outside tables, as written but for its bookmarks."""
        self.lines[path] = paragraph.line
        return self.unmarked(paragraph.text, path, paragraph.line)

    def unmarked(self, text: str, path: str, line: int, standard: str = "") -> str:
        """`text` without bookmarks; those but the standard one are kept for the field `path`."""
        if MARK not in text and not self._pending and not standard:
            return text
        if standard and not self._pending and text.startswith(mark := bookmark(standard)):
            plain = text[len(mark) :]
            if MARK not in plain:
                return plain  # as the form has it
        names = BOOKMARK.findall(text)
        plain = BOOKMARK.sub("", text)
        if standard and standard not in names and not any(n.startswith("_Toc") for n in names):
            self.note(NoteKind.BOOKMARK, line, standard, path)
        if names and not text.startswith("".join(map(bookmark, names))):
            self.note(NoteKind.BOOKMARK, line, ", ".join(names), path)
        kept = self._pending + [name for name in names if name != standard]
        self._pending = []
        self.bookmarks.extend(Bookmark(name=name, field=path) for name in kept)
        return plain

    def blank(self, paragraph: Paragraph) -> None:
        """A paragraph without text: its bookmarks go to the next field."""
        if MARK in paragraph.text:
            names = BOOKMARK.findall(paragraph.text)
            self.note(NoteKind.BOOKMARK, paragraph.line, ", ".join(names))
            self._pending.extend(names)
        elif paragraph.text:
            self.note(NoteKind.SPACE_PARAGRAPH, paragraph.line, paragraph.text)

    def close(self) -> None:
        """At the end of the form: bookmarks that found no field become leftovers."""
        for name in self._pending:
            self.leftovers.append(Leftover(text=bookmark(name)))
        self._pending = []

    def cell(self, cell: Cell, path: str, project: int) -> str:
        """A cell's text without layout noise, one paragraph a line."""
        self.lines[path] = cell.line
        return self.tidied(cell, path, project)

    def tidied(self, cell: Cell, path: str, project: int) -> str:
        """As `cell`, for a field whose line is told already."""
        paragraphs = cell.paragraphs
        if len(paragraphs) == 1:
            text = paragraphs[0]
            if not text or (
                text.strip() == text and "\t" not in text and MARK not in text and not self._pending
            ):
                return text
        kept: list[str] = []
        for offset, text in enumerate(paragraphs):
            line = cell.line + offset
            tidy, kind = tidy_paragraph(self.unmarked(text, path, line))
            if kind is not None:
                self.note(kind, line, text, path, project)
            if tidy:
                kept.append(tidy)
        return "\n".join(kept)
