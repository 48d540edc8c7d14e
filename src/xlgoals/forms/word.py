"""The Word form: .docx ↔ document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from xlgoals.forms import outline
from xlgoals.forms.word_blocks import WordBlocks
from xlgoals.forms.word_package import open_parts
from xlgoals.forms.word_read import footnotes, read_blocks
from xlgoals.forms.word_write import WordTemplate, standard
from xlgoals.model import GoalDocument, Leftover
from xlgoals.reading import Place, ReadResult

__all__ = ["WordTemplate", "read", "write"]


def read(data: bytes) -> ReadResult:
    """Read a .docx file.

    Places are table, row and column with the label of the cell, and outside tables the number of
    the paragraph.  Lines of leftovers are those that the document has in the text form.

    Raises:
        FormError: `not-word`, `word-kind`, `word-encrypted`, `word-damaged` or `too-large`, see
            `word_package.open_parts`; `no-form` when no part of the form is recognised.
    """
    parts = open_parts(data)
    found = read_blocks(parts)
    outcome = outline.read(found.blocks)
    document = outcome.document
    if notes := footnotes(parts):
        kept = tuple(Leftover(text=text) for text in notes)
        document = document.model_copy(update={"leftovers": document.leftovers + kept})
    return ReadResult(
        document,
        WordPlaces(outcome.lines, found),
        tuple(note._replace(place=_place(note.place, found)) for note in outcome.notes),
    )


def _place(place: Place, found: WordBlocks) -> Place:
    return place if place.line is None else found.place(place.line) or place


class WordPlaces(Mapping[str, Place]):
    """Field path → place, made from lines of the text form when asked for."""

    def __init__(self, lines: Mapping[str, int], found: WordBlocks) -> None:
        self._lines = lines
        self._found = found

    def __getitem__(self, path: str) -> Place:
        place = self._found.place(self._lines[path])
        if place is None:
            raise KeyError(path)
        return place

    def __iter__(self) -> Iterator[str]:
        place = self._found.place
        return (path for path, line in self._lines.items() if place(line) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def write(
    document: GoalDocument,
    *,
    template: WordTemplate | Path | None = None,
    common_fonts: bool = False,
    contents: bool = False,
) -> bytes:
    """The document as a .docx file; the same bytes every time.

    Args:
        document: what is written.
        template: one's own template or its file; the shipped one when absent.
        common_fonts: name only fonts that every system has: 宋体, 黑体, 仿宋, 楷体.
        contents: put a cover, and a table of contents that Word fills with page numbers, in
            front; both are read back as `front`.

    Raises:
        FormError: `not-word` and its like, or `word-template` when the template lacks a part.
        OSError: the template's file cannot be read.
    """
    if template is None:
        template = standard(common_fonts)
    elif isinstance(template, Path):
        template = WordTemplate(template.read_bytes(), common_fonts=common_fonts)
    return template.write(document, contents=contents)
