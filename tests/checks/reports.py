"""Reports as short lists, to be compared."""

from __future__ import annotations

from collections.abc import Iterable

from xlgoals.checks import Finding

# Told of every document: no report needs it.
ALWAYS = ("FND011",)


def report(findings: Iterable[Finding], *prefixes: str) -> list[tuple[str, str]]:
    """Field and code of each finding; with prefixes, only of codes that begin with one."""
    return [
        (finding.field, finding.code)
        for finding in findings
        if (finding.code.startswith(prefixes) if prefixes else finding.code not in ALWAYS)
    ]


def lines(findings: Iterable[Finding], code: str) -> list[int | None]:
    """The lines at which one code was found."""
    return [f.place.line if f.place else None for f in findings if f.code == code]
