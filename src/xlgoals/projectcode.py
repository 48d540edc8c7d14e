"""项目编码: the project code of 21 characters and its check character.

The rule of the check character is not published.  It was fitted on the codes of one county and
then found to hold for codes of another county and of other years as well, 15 of 15: the weights
and the alphabet are those of the unified social credit code (GB 32100), the result is taken from
30 where that code takes it from 31.  Because 31 is prime, every single wrong character and
every swap of two different neighbours changes the result.

A code is taken as written, upper case and without spaces: `130999 25 P 000123 1 0001 X`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = [
    "ALPHABET",
    "LENGTH",
    "ProjectCode",
    "check_character",
    "has_valid_check",
    "is_well_formed",
    "parse",
    "suggest",
]

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH: Final = 21

_MODULUS: Final = len(ALPHABET)
_INDEX: Final = {character: index for index, character in enumerate(ALPHABET)}
# The check character stands in the sum with weight 1: then the sum of a right code is 30.
_WEIGHTS: Final = (*(pow(3, i, _MODULUS) for i in range(LENGTH - 1)), 1)
_INVERSES: Final = tuple(pow(weight, -1, _MODULUS) for weight in _WEIGHTS)
_TARGET: Final = _MODULUS - 1
# The weights are powers of 3, and 34 leaves 3 as well when it is divided by the modulus: so the
# sum is what a numeral of base 34 with these digits, the last character first, leaves.
_BASE: Final = 34
_DIGITS: Final = bytes.maketrans(ALPHABET.encode(), b"0123456789abcdefghijklmnopqrstu")
_FORM: Final = re.compile(
    r"([0-9]{6})([0-9]{2})([A-Z])([0-9]{6})([0-9])([0-9]{4})([0-9A-HJ-NPQRTUWXY])"
)
_CENTURY: Final = 2000

# A character as typed, and those of the alphabet that it is easily taken for.
_LOOK_ALIKES: Final = {
    "0": "8DQU6", "1": "7L", "2": "7", "3": "8", "4": "A", "5": "6", "6": "580G", "7": "12",
    "8": "3B60", "9": "GP", "A": "4", "B": "83", "C": "G", "D": "0", "E": "F", "F": "E", "G": "6C9",
    "I": "1LT", "K": "X", "L": "1", "M": "N", "N": "M", "O": "0DQ", "P": "R9", "Q": "0", "R": "P",
    "S": "58", "U": "0", "V": "UYWX", "X": "KY", "Y": "X", "Z": "27",
}  # fmt: skip


class ProjectCode(NamedTuple):
    """The parts of a code; all but `year` as written.

    `division` is the code of the administrative division, `year` the year of all four digits,
    `kind` the letter of the kind of project, `serial` the number of the project in its division
    and year, `mark` a digit of unknown meaning (1 in every code known), `sub_serial` the number
    within the project.  Only the meaning of division and year is certain.
    """

    division: str
    year: int
    kind: str
    serial: str
    mark: str
    sub_serial: str
    check: str


def check_character(code20: str) -> str:
    """The check character that belongs to the first 20 characters of a code.

    Args:
        code20: 20 characters of `ALPHABET`.

    Returns:
        The 21st character.

    Raises:
        ValueError: The length is not 20, or a character stands outside the alphabet.
    """
    if len(code20) != LENGTH - 1:
        raise ValueError(f"expected {LENGTH - 1} characters, got {len(code20)}")
    for position, character in enumerate(code20, start=1):
        if character not in _INDEX:
            raise ValueError(f"character {character!r} at position {position} is not in ALPHABET")
    return ALPHABET[_TARGET - _weighted_sum(code20)]


def is_well_formed(code: str) -> bool:
    """Whether a code has the 21 characters of the Hebei form, whatever its check character."""
    return _FORM.fullmatch(code) is not None


def has_valid_check(code: str) -> bool:
    """Whether a code has 21 characters of the alphabet, and the last one fits the others."""
    if len(code) != LENGTH or code.strip(ALPHABET):
        return False
    return _TARGET - _weighted_sum(code[:-1]) == _INDEX[code[-1]]


def parse(code: str) -> ProjectCode:
    """The parts of a well-formed code; the check character is not judged.

    Raises:
        ValueError: The code is not well formed.
    """
    match = _FORM.fullmatch(code)
    if match is None:
        raise ValueError(f"not a well-formed project code: {code!r}")
    division, year, kind, serial, mark, sub_serial, check = match.groups()
    return ProjectCode(division, _CENTURY + int(year), kind, serial, mark, sub_serial, check)


def suggest(code: str) -> list[str]:
    """The right codes that a mistyped one may have been meant for.

    Args:
        code: 21 characters, of which one is wrong or two neighbours are swapped.

    Returns:
        All well-formed codes with a right check character that differ from `code` in one
        character or by one swap of neighbours, likeliest first: look-alikes, then swaps, the
        check character, neighbouring digits, all others.  Empty when `code` is right, has
        another length, or holds more than one error.
    """
    if len(code) != LENGTH or (is_well_formed(code) and has_valid_check(code)):
        return []
    found = [(rank, c) for rank, c in (*_replacements(code), *_swaps(code)) if is_well_formed(c)]
    return list(dict.fromkeys([c for _, c in sorted(found) if has_valid_check(c)]))


def _weighted_sum(code20: str) -> int:
    """The sum of characters of the alphabet, each with its weight, by the modulus."""
    return int(code20[::-1].encode().translate(_DIGITS), _BASE) % _MODULUS


def _replacements(code: str) -> list[tuple[tuple[int, int], str]]:
    """Codes with one character replaced so that the check holds, each with its rank.

    The sum leaves exactly one character for each position, so none has to be tried.
    """
    strange = [i for i, character in enumerate(code) if character not in _INDEX]
    if len(strange) > 1:
        return []
    total = sum(_INDEX.get(c, 0) * weight for c, weight in zip(code, _WEIGHTS, strict=True))
    found = []
    for i in strange or range(LENGTH):
        own = _INDEX.get(code[i], 0) * _WEIGHTS[i]
        right = ALPHABET[(_TARGET - total + own) * _INVERSES[i] % _MODULUS]
        # The tail of a code tells projects apart: of two equals, the error there is likelier.
        rank = (_rank(code[i], right, i), -i)
        found.append((rank, code[:i] + right + code[i + 1 :]))
    return found


def _rank(wrong: str, right: str, position: int) -> int:
    if wrong.upper() == right or right in _LOOK_ALIKES.get(wrong.upper(), ""):
        return 0
    if position == LENGTH - 1:
        return 2
    adjacent = wrong in _INDEX and abs(_INDEX[wrong] - _INDEX[right]) == 1
    return 3 if adjacent else 4


def _swaps(code: str) -> list[tuple[tuple[int, int], str]]:
    return [((1, -i), code[:i] + code[i + 1] + code[i] + code[i + 2 :]) for i in range(LENGTH - 1)]
