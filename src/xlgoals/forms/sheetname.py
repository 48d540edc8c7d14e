"""Names of sheets that every spreadsheet application accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlgoals.forms.xstring import chunks

__all__ = ["legal_name", "quoted"]

_LIMIT = 31
_BAD = re.compile("[\\[\\]:*?/\\\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_RESERVED = "history"
_FALLBACK = "Sheet"


def _trimmed(name: str, room: int) -> str:
    return chunks(name, room, room)[0].strip().strip("'").strip()


def legal_name(name: str, taken: Iterable[str] = ()) -> str:
    r"""A legal name for a sheet, as near to `name` as can be and unlike all those `taken`.

    Legal is: no `[]:*?/\` or control character, no apostrophe at an end, not "History",
    not empty, at most 31 UTF-16 units, unique without regard to case.
    """
    used = {other.casefold() for other in taken} | {_RESERVED}
    clean = _trimmed(_BAD.sub("_", name).strip(" '"), _LIMIT) or _FALLBACK
    candidate, number = clean, 1
    while candidate.casefold() in used:
        number += 1
        ending = f" ({number})"
        candidate = _trimmed(clean, _LIMIT - len(ending)) + ending
    return candidate


def quoted(name: str) -> str:
    """A sheet's name as formulas write it: quoted always, apostrophes doubled."""
    return "'" + name.replace("'", "''") + "'"
