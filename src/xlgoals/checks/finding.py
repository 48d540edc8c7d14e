"""What a check gives: findings, and the fixes that go with them.

Everything here is cheap to make: words are rendered only when asked for, in the language asked
for.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import NamedTuple

from xlgoals import messages
from xlgoals.reading import Place

__all__ = ["Edit", "Finding", "Fix", "FixKind", "Severity"]


class Severity(IntEnum):
    """How grave a finding is; graver is greater."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word for it in profiles and JSON: `info`, `warning` or `error`."""
        return self.name.lower()


class FixKind(StrEnum):
    """Whether a fix is applied on request, or only when the user confirms it."""

    AUTO = "auto"
    SUGGESTED = "suggested"


class Edit(NamedTuple):
    """One change: the new text of a field, or the new order of a list.

    `field` is a field path.  With `order` (the old 0-based positions in their new order) the
    list at `field` is put in that order and `text` means nothing.  A lead line has the text
    `true` or an empty one.
    """

    field: str
    text: str = ""
    order: tuple[int, ...] = ()


class Fix(NamedTuple):
    """A way to mend a finding: all of its edits, or none."""

    kind: FixKind
    edits: tuple[Edit, ...]


class Finding(NamedTuple):
    """One thing that one check found in one field.

    `project` is the 0-based project or None; `field` the field path, empty for the document;
    `value` what is written there.  `place` is where that is in the form that was read, None
    when the document came from no form.  `variant` and `words` say what the message is made of.
    """

    code: str
    severity: Severity
    project: int | None
    field: str
    value: str = ""
    place: Place | None = None
    fix: Fix | None = None
    variant: str = ""
    words: Mapping[str, object] | None = None

    @property
    def message(self) -> str:
        """What is wrong, in the language of this run."""
        return self.message_in(messages.current_language())

    @property
    def suggestion(self) -> str:
        """What to do, in the language of this run."""
        return self.suggestion_in(messages.current_language())

    def message_in(self, language: str) -> str:
        """What is wrong, in one of `messages.LANGUAGES`."""
        return self._words("message", language)

    def suggestion_in(self, language: str) -> str:
        """What to do, in one of `messages.LANGUAGES`."""
        return self._words("advice", language)

    def _words(self, part: str, language: str) -> str:
        key = f"check.{self.code}.{part}"
        if self.variant and messages.has(f"{key}-{self.variant}", language):
            key = f"{key}-{self.variant}"
        return messages.text(key, language, **(self.words or {}))

    def as_dict(self, language: str | None = None) -> dict[str, object]:
        """The finding for JSON; the project counts from 1 there."""
        language = language or messages.current_language()
        return {
            "code": self.code,
            "severity": self.severity.word,
            "place": self.place.as_dict() if self.place else {},
            "project": None if self.project is None else self.project + 1,
            "field": self.field,
            "value": self.value,
            "message": self.message_in(language),
            "suggestion": self.suggestion_in(language),
        }
