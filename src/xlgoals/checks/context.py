"""What a check is given beside the part it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Final, TypeVar, cast

from xlgoals import paths
from xlgoals.checks.finding import Edit, Finding, Fix, FixKind, Severity
from xlgoals.checks.views import DocumentView
from xlgoals.profiles import Profile
from xlgoals.reading import Place, ReadResult

__all__ = ["Context"]

Fact = TypeVar("Fact")

# What the class would do, without the way through its arguments: findings are many.
_make: Final = tuple.__new__
_OFF: Final = Finding("", Severity.INFO, None, "")


class Context:
    """Profile, document and reader's notes of one run; also makes the findings.

    Attributes:
        profile: The profile of this run.
        lexicon: Its word lists, compiled.
        notes: What the reader of the form tidied or missed, for layout rules.
    """

    def __init__(self, result: ReadResult, profile: Profile) -> None:
        self.profile = profile
        self.lexicon = profile.lexicon
        self.notes = result.notes
        self._result = result
        self._places = result.places
        self._has_places = len(result.places) > 0
        self._facts: dict[Callable[[Context], Any], Any] = {}
        self._code = ""
        self._fix: FixKind | None = None
        self._levels: Mapping[str, Severity | None] = {}

    @cached_property
    def document(self) -> DocumentView:
        """The view of the whole document, made when first asked for."""
        return DocumentView(self._result.document, self.profile)

    def begin(self, code: str, levels: Mapping[str, Severity | None], fix: FixKind | None) -> None:
        """The runner says which check comes next."""
        self._code = code
        self._levels = levels
        self._fix = fix

    def once(self, compute: Callable[[Context], Fact]) -> Fact:
        """A fact about the whole document, computed at its first use and then kept.

        Args:
            compute: A function of a module; it is what the fact is known by.
        """
        if compute not in self._facts:
            self._facts[compute] = compute(self)
        return cast("Fact", self._facts[compute])

    def finding(
        self,
        field: str,
        value: str = "",
        *,
        variant: str = "",
        fix: Fix | Edit | Iterable[Edit] | None = None,
        place: Place | None = None,
        **words: object,
    ) -> Finding:
        """A finding of the check that is running.

        Args:
            field: Path of the offending field; empty when the rule speaks of the document.
            value: What is written there.
            variant: Which of the check's variants this is: it has its own severity, and its own
                words where messages/ has some.
            fix: Edits of the kind the check was registered with, or a fix of its own kind.
            place: Where it stands, when a note says so better than the field does.
            words: What is filled in for the names in the message and the advice.

        Returns:
            The finding; one without a code, which the runner drops, when the profile switched
            the variant off.
        """
        level = self._levels[variant]
        if level is None:
            return _OFF
        # Most fields have a place of their own; asked here, that costs half as much.
        place = place or self._places.get(field) or self.place(field)
        whole = None if fix is None else self._whole(fix)
        project = paths.project_of(field)
        parts = (self._code, level, project, field, value, place, whole, variant, words)
        return _make(Finding, parts)

    def place(self, field: str) -> Place | None:
        """Where a field stands; of one without a place, where what encloses it stands."""
        place = self._places.get(field)
        if place is None and self._has_places:
            for path in paths.enclosing(field):
                if (place := self._places.get(path)) is not None:
                    break
        return place

    def _whole(self, fix: Fix | Edit | Iterable[Edit]) -> Fix | None:
        if isinstance(fix, Fix):
            return fix
        if self._fix is None:
            raise ValueError(f"{self._code} is registered without a fix")
        if isinstance(fix, Edit):
            return Fix(self._fix, (fix,))
        edits = tuple(fix)
        return Fix(self._fix, edits) if edits else None
