"""What is gathered for a register: rows of many files, kept on disk in the order of the files."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import Final

from xlgoals import checks
from xlgoals.checks import BatchEntry, Finding, Severity
from xlgoals.profiles import Profile
from xlgoals.register.columns import FINDINGS, TABLES, Row, Table
from xlgoals.register.rows import EXACT, GRAVEST_FIRST, Facts, FileRows, by_severity

__all__ = ["Register"]

_IN_MEMORY: Final = 32 << 20


class Register:
    """Rows of many files; to be closed, or used in a `with` statement.

    Args:
        profile: What findings across files are judged under; the default profile when None.

    Attributes:
        facts: What totals need to know, of each file in order.
        found: The number of findings of each rule and severity, of each file in order.
    """

    def __init__(self, profile: Profile | None = None) -> None:
        self._profile = profile
        self._spool = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._files: list[int] = []
        self._order: list[int] = []
        self._sizes = [0] * len(TABLES)
        self._entries: list[BatchEntry] = []
        self._shared: dict[str, list[Finding]] = {}
        self.facts: list[Facts] = []
        self.found: list[Counter[tuple[str, Severity]]] = []

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Gives back what it keeps on disk."""
        self._spool.close()

    def add(self, rows: FileRows, number: int | None = None) -> None:
        """Takes in a file; its label is unlike those before.

        Args:
            rows: What the file adds.
            number: Its place among all files, where they do not come in order.
        """
        self._order.append(len(self._order) if number is None else number)
        if rows.entry is not None:
            self._entries.append(rows.entry)
        self.facts.append(rows.facts)
        self.found.append(rows.found)
        self._sizes = [old + new for old, new in zip(self._sizes, rows.sizes, strict=True)]
        self._spool.seek(0, 2)
        self._files.append(self._spool.tell())
        pickle.dump(replace(rows, entry=None), self._spool)

    def finish(self) -> None:
        """Puts the files in order, and finds what only all of them together show."""
        self._sort()
        at = {facts.file: place for place, facts in enumerate(self.facts)}
        for label, findings in checks.run_batch(self._entries, self._profile).items():
            self._shared[label] = findings
            self._sizes[TABLES.index(FINDINGS)] += len(findings)
            self.found[at[label]].update((one.code, one.severity) for one in findings)
        self._entries.clear()

    def _sort(self) -> None:
        order = sorted(range(len(self._order)), key=self._order.__getitem__)
        self._order = [self._order[at] for at in order]
        self._files = [self._files[at] for at in order]
        self.facts = [self.facts[at] for at in order]
        self.found = [self.found[at] for at in order]
        places = {facts.file: at for at, facts in enumerate(self.facts)}
        self._entries.sort(key=lambda entry: places[entry.label])

    def size(self, table: Table) -> int:
        """How many rows a table has."""
        return self._sizes[TABLES.index(table)]

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table, file by file in the order they were added."""
        for start, facts in zip(self._files, self.facts, strict=True):
            self._spool.seek(start)
            # Written by this very process.
            rows: FileRows = pickle.load(self._spool)  # noqa: S301
            if shared := self._shared.get(facts.file):
                rows = rows.with_findings(shared)
            yield from rows.rows(table)

    @property
    def budget(self) -> Decimal:
        """The budgets of all projects, in 万元."""
        total = Decimal(0)
        for facts in self.facts:
            total = EXACT.add(total, facts.total)
        return total

    @property
    def unreadable(self) -> int:
        """How many files could not be read."""
        return sum(not facts.readable for facts in self.facts)

    def severities(self) -> tuple[int, ...]:
        """How many findings there are of each severity, from the gravest."""
        counted = [by_severity(found) for found in self.found]
        return tuple(map(sum, zip(*counted, strict=True))) or (0,) * len(GRAVEST_FIRST)
