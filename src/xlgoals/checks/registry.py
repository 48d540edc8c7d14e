"""All checks there are.

A module of `xlgoals.checks.rules` registers its functions with one of three decorators, by what
the function looks at: `document_check`, `project_check`, `indicator_check`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar

from xlgoals import messages
from xlgoals.checks import rules
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Finding, FixKind, Severity
from xlgoals.checks.views import DocumentView, IndicatorView, ProjectView

__all__ = [
    "GROUPS",
    "Check",
    "Scope",
    "all_checks",
    "document_check",
    "find",
    "indicator_check",
    "project_check",
]

View = TypeVar("View", DocumentView, ProjectView, IndicatorView)
Rule: TypeAlias = Callable[[View, Context], Iterable[Finding]]

# In the order in which the catalogue, the reference and the reports have them.
GROUPS: Final = ("STR", "FND", "SCH", "IND", "VAL", "XREF", "TXT")


class Scope(StrEnum):
    """What a check looks at, at a time."""

    DOCUMENT = "document"
    PROJECT = "project"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of the catalogue.

    Attributes:
        code: Its code, group and number: `FND001`.
        severity: How grave its findings are, unless a variant or the profile says otherwise.
        scope: What it looks at, at a time.
        function: The rule itself.
        variants: Kinds of finding with a severity of their own.
        fix: The kind of its fixes, None when it has none.
        unless: Codes that say the same: it is silent where one of them speaks of the field or of
            a part around it.
        layout: Whether it speaks of the layout of the form that was read, by the reader's notes:
            of another form of the same document it says something else.
        needs: The facts without which a row or a project is of no concern to it; 0 when it looks
            at all of them.
    """

    code: str
    severity: Severity
    scope: Scope
    function: Callable[[Any, Context], Iterable[Finding]]
    variants: Mapping[str, Severity] = field(default_factory=lambda: MappingProxyType({}))
    fix: FixKind | None = None
    unless: tuple[str, ...] = ()
    layout: bool = False
    needs: int = 0

    @property
    def group(self) -> str:
        """Its group: `FND`."""
        return self.code[:-3]

    def title(self, language: str | None = None) -> str:
        """Its name in a few words."""
        return messages.text(f"check.{self.code}.title", language)

    def why(self, language: str | None = None) -> str:
        """Why the rule is there."""
        return messages.text(f"check.{self.code}.why", language)

    def message(self, language: str | None = None) -> str:
        """The pattern of its message, names in braces."""
        return messages.text(f"check.{self.code}.message", language)

    def advice(self, language: str | None = None) -> str:
        """The pattern of its advice, names in braces."""
        return messages.text(f"check.{self.code}.advice", language)


_checks: Final[dict[str, Check]] = {}


def _registering(check: Callable[[Rule[View]], Check]) -> Callable[[Rule[View]], Rule[View]]:
    """A decorator that registers what `check` makes of a function, and gives it back as it is."""

    def register(function: Rule[View]) -> Rule[View]:
        made = check(function)
        if made.code in _checks:
            raise ValueError(f"{made.code} is registered twice")
        _checks[made.code] = made
        return function

    return register


def document_check(
    code: str,
    severity: Severity,
    *,
    fix: FixKind | None = None,
    unless: tuple[str, ...] = (),
    layout: bool = False,
    **variants: Severity,
) -> Callable[[Rule[DocumentView]], Rule[DocumentView]]:
    """Registers a function that looks at a whole document at a time.

    Args:
        code: Its code in the catalogue.
        severity: How grave its findings are.
        fix: The kind of the fixes it gives.
        unless: Codes on whose fields it is silent.
        layout: Whether it speaks of the layout of one form, by the reader's notes.
        variants: Names of kinds of finding that have a severity of their own.
    """
    kept = MappingProxyType(variants)
    return _registering(
        lambda function: Check(code, severity, Scope.DOCUMENT, function, kept, fix, unless, layout)
    )


def project_check(
    code: str,
    severity: Severity,
    *,
    needs: int = 0,
    fix: FixKind | None = None,
    unless: tuple[str, ...] = (),
    **variants: Severity,
) -> Callable[[Rule[ProjectView]], Rule[ProjectView]]:
    """Registers a function that looks at one project at a time; else as `document_check`.

    It is given only the projects of which all facts of `needs` hold.
    """
    kept = MappingProxyType(variants)
    return _registering(
        lambda function: Check(
            code, severity, Scope.PROJECT, function, kept, fix, unless, needs=needs
        )
    )


def indicator_check(
    code: str,
    severity: Severity,
    *,
    needs: int,
    fix: FixKind | None = None,
    unless: tuple[str, ...] = (),
    **variants: Severity,
) -> Callable[[Rule[IndicatorView]], Rule[IndicatorView]]:
    """Registers a function that looks at one indicator row at a time; as `document_check`.

    It is given only the rows of which all facts of `needs` hold.
    """
    kept = MappingProxyType(variants)
    return _registering(
        lambda function: Check(
            code, severity, Scope.INDICATOR, function, kept, fix, unless, needs=needs
        )
    )


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check, in the order of the catalogue."""
    for module in pkgutil.iter_modules(rules.__path__):
        import_module(f"{rules.__name__}.{module.name}")
    ranks = {group: rank for rank, group in enumerate(GROUPS)}
    return tuple(sorted(_checks.values(), key=lambda check: (ranks[check.group], check.code)))


def find(code: str) -> Check:
    """The check of a code.

    Raises:
        KeyError: There is no such check.
    """
    all_checks()
    return _checks[code]
