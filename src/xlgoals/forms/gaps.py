"""Empty paragraphs between blocks: how many the form prints where, and how a text differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, auto
from typing import Final

from xlgoals.forms.blocks import Paragraph
from xlgoals.forms.ledger import Ledger
from xlgoals.reading import NoteKind

__all__ = ["Gap", "Role", "expected_blanks"]


class Role(IntEnum):
    """What a block is, as far as the empty paragraphs around it depend on it.

    Numbers, since those of other enumerations are slow to look up.
    """

    HEADING = auto()
    OVERALL_TITLE = auto()
    PART_TWO = auto()
    PROJECTS_TITLE = auto()
    PROSE = auto()
    UPPER_TABLE = auto()
    LOWER_TABLE = auto()
    END = auto()


_BEHIND = {
    Role.OVERALL_TITLE: 1,
    Role.PART_TWO: 1,
    Role.PROJECTS_TITLE: 2,
    Role.UPPER_TABLE: 1,
    Role.LOWER_TABLE: 2,
}


def _blanks_between(before: Role, behind: Role) -> int:
    if before is Role.LOWER_TABLE and behind is Role.END:
        return 1
    if before in _BEHIND:
        return _BEHIND[before]
    return 4 if behind is Role.PART_TWO else 0


# Once: members of an enumeration are slow to look up by their names.
_BETWEEN: Final = {
    (before, behind): _blanks_between(before, behind) for before in Role for behind in Role
}


def expected_blanks(before: Role, behind: Role) -> int:
    """How many empty paragraphs the form prints between two blocks."""
    return _BETWEEN[before, behind]


@dataclass(slots=True)
class Gap:
    """The blank paragraphs since the last block, noted where they differ from the form."""

    ledger: Ledger
    before: Role = Role.HEADING
    blanks: list[Paragraph] = field(default_factory=list)
    line: int = 0

    def blank(self, paragraph: Paragraph) -> None:
        """One more blank paragraph."""
        self.blanks.append(paragraph)
        if paragraph.text:
            self.ledger.blank(paragraph)

    def close(self, role: Role, line: int) -> None:
        """A block of that role follows, at that line; 0 for the end of the text."""
        expected = expected_blanks(self.before, role)
        for paragraph in self.blanks[expected:]:
            if not paragraph.text:
                self.ledger.note(NoteKind.EMPTY_PARAGRAPH, paragraph.line)
        if len(self.blanks) < expected:
            self.ledger.note(NoteKind.MISSING_PARAGRAPH, line or self.line)
        self.before, self.line = role, line
        self.blanks.clear()
