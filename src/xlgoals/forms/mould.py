"""Constant bytes with holes: what a document is poured into.

A mould is made once, and filling it is a single formatting of bytes: the cheapest way Python has
of putting a few values into a long text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from xlgoals.forms.zipwriter import Block, Piece, block

__all__ = ["HOLE", "Mould", "constant"]

HOLE: Final = "%b"
"""A hole in a pattern."""

_WORTH_PACKING: Final = 1900  # bytes of a constant that are packed once instead of each time


def constant(text: str) -> str:
    """A text as it stands in a pattern beside the holes."""
    return text.replace("%", "%%")


Part = tuple[bytes, Callable[[Mapping[str, bytes]], tuple[bytes, ...]]]
"""A pattern, and what picks the values for its holes, in their order."""


@dataclass(frozen=True, slots=True)
class Mould:
    """Constants and holes with names; long constants are packed already."""

    parts: tuple[Part | Block, ...]

    @classmethod
    def of(cls, parts: Iterable[str | tuple[str]]) -> Mould:
        """Join constant parts; a tuple of one word names a hole."""
        made: list[Part | Block] = []
        names: list[str] = []
        pattern = run = ""
        for part in (*parts, ("",)):
            if isinstance(part, str):
                run += part
                continue
            data = run.encode()
            if len(data) >= _WORTH_PACKING:
                made += ((pattern.encode(), _picker(names)), block(data))
                pattern, names = "", []
            else:
                pattern += constant(run)
            run = ""
            if part[0]:
                pattern += HOLE
                names.append(part[0])
        made.append((pattern.encode(), _picker(names)))
        return cls(tuple(made))

    def fill(self, values: Mapping[str, bytes]) -> list[Piece]:
        """The pieces, every hole filled."""
        return [
            part if isinstance(part, Block) else part[0] % part[1](values) for part in self.parts
        ]


def _picker(names: list[str]) -> Callable[[Mapping[str, bytes]], tuple[bytes, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple([values[name] for name in names])
