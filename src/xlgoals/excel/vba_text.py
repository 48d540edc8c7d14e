"""VBA as it goes into a file: ASCII lines that end with CRLF.

A VBA project knows one code page of the machine that made it, so Chinese in it would be garbled
on another.  The sources in `addin/vba` hold Chinese literals; here they become `ChrW` lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

__all__ = ["SourceError", "lowered"]

_LITERAL: Final = re.compile(r'"(?:[^"]|"")*"')
_WIDTH: Final = 200
_CONTINUED: Final = " _\r\n        "


class SourceError(ValueError):
    """A source that cannot become ASCII: it has other characters outside of its literals."""


def lowered(source: str) -> str:
    """The same code in ASCII, its lines ended by CRLF.

    Args:
        source: VBA with literals in any language; its comments are ASCII.

    Raises:
        SourceError: a character that is not ASCII stands outside of a literal; the line is named.
    """
    lines = (_lowered_line(line, number) for number, line in enumerate(source.splitlines(), 1))
    return "".join(f"{line}\r\n" for line in lines)


def _lowered_line(line: str, number: int) -> str:
    if line.isascii():
        return line
    pieces: list[str] = []
    end = 0
    for literal in _LITERAL.finditer(line):
        pieces += [line[end : literal.start()], *_terms(literal.group())]
        end = literal.end()
    pieces.append(line[end:])
    if not all(piece.isascii() for piece in pieces):
        raise SourceError(f"{number}: {line.strip()}")
    return _wrapped(pieces)


def _terms(literal: str) -> Iterator[str]:
    """The terms of one literal, each with the operator that joins it to the one before."""
    if literal.isascii():
        yield literal
        return
    joint = ""
    for plain, run in groupby(literal[1:-1], str.isascii):
        for term in [f'"{"".join(run)}"'] if plain else map(_character, "".join(run)):
            yield joint + term
            joint = " & "


def _character(char: str) -> str:
    units = char.encode("utf-16-be")
    codes = (int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2))
    return " & ".join(f"ChrW({code})" for code in codes)


def _wrapped(pieces: list[str]) -> str:
    """The pieces as one statement, continued on the next line where it would be too long."""
    line, width = "", 0
    for piece in pieces:
        joined = piece
        if width + len(piece) > _WIDTH and piece.startswith(" & "):
            joined = " &" + _CONTINUED + piece.removeprefix(" & ")
            width = 0
        line += joined
        width += len(piece)
    return line
