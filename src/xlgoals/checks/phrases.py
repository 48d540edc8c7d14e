"""Phrases in the texts of a document: document numbers, amounts, and what is left without them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.values import to_half_width, to_wan

__all__ = [
    "DOCUMENT_NUMBER",
    "LAST_WORD",
    "DocumentNumber",
    "amounts",
    "bare",
    "document_numbers",
    "joined_words",
    "pairs",
    "without_document_numbers",
    "without_last_word",
]

_CACHE: Final = 1024
_CJK: Final = "\u4e00-\u9fff"

# 怀财字【2025】7号, 冀财资环〔2024〕115号: issuing word, year in any bracket, number.
DOCUMENT_NUMBER: Final = re.compile(
    rf"(?P<issuer>[{_CJK}]{{1,12}})\s*"
    r"(?P<open>[\[【〔(（［])\s*(?P<year>(?:19|20)\d{2})\s*(?P<close>[\]】〕)）］])\s*"
    r"第?\s*(?P<number>\d+)\s*号"
)
LAST_WORD: Final = "号"
"""What each document number ends in."""
# What may stand before an issuing word without a break.
_LEAD_IN: Final = re.compile(r"^.*(?:根据|依据|按照|转发|关于|以及|见|按|和|及|与|的|经|据)")
_NUMBERING: Final = re.compile(
    r"^\s*(?:[（(]?[0-9一二三四五六七八九十]+[）)]|[0-9]+[.．、]|[一二三四五六七八九十]+、)\s*"
)
_WORDS: Final = re.compile(r"[^\W_]+")
_COUNTED: Final = "[人户次件亩平立米公吨个头只棵株辆套台块张份册处/]"
_AMOUNT: Final = re.compile(
    rf"(?P<each>每[{_CJK}]{{1,4}})?(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)\s*"
    rf"(?P<unit>万元|亿元|万(?!{_COUNTED}))(?P<per>[/每])?"
)


class DocumentNumber(NamedTuple):
    """A document number: issuing word, year and number, and how it is written."""

    issuer: str
    year: int
    number: int
    written: str
    start: int


def document_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """All document numbers in a text; words that lead in to one are no part of it."""
    return _document_numbers(text) if LAST_WORD in text else ()


@lru_cache(_CACHE)
def _document_numbers(text: str) -> tuple[DocumentNumber, ...]:
    found = []
    for match in DOCUMENT_NUMBER.finditer(text):
        issuer = _LEAD_IN.sub("", match["issuer"])
        if issuer:
            start = match.start() + len(match["issuer"]) - len(issuer)
            written = text[start : match.end()]
            year, number = int(match["year"]), int(match["number"])
            found.append(DocumentNumber(issuer, year, number, written, start))
    return tuple(found)


def without_document_numbers(text: str) -> str:
    """A text without its document numbers, and without a number at its start."""
    if LAST_WORD in text:
        for number in _document_numbers(text):
            text = text.replace(number.written, "")
    numbering = _NUMBERING.match(text)
    return (text[numbering.end() :] if numbering else text).strip()


def bare(text: str) -> str:
    """What a text says: without document numbers, numbering, punctuation and spaces."""
    return joined_words(without_document_numbers(text))


def joined_words(text: str) -> str:
    """A text without punctuation and spaces."""
    return text if text.isalnum() else "".join(_WORDS.findall(text))


def without_last_word(words: str, last_words: tuple[str, ...]) -> str:
    """Bare words without one word at their end that says nothing there: 资金, 费, 经费."""
    if words.endswith(last_words):
        return words.removesuffix(max(filter(words.endswith, last_words), key=len))
    return words


def amounts(text: str) -> tuple[tuple[str, Decimal], ...]:
    """The amounts of money in a text, as written and in 万元; not those for each of something."""
    if "万" not in text and "亿" not in text:
        return ()
    found = []
    for match in _AMOUNT.finditer(to_half_width(text)):
        if match["each"] or match["per"]:
            continue
        wan = to_wan(Decimal(match["number"].replace(",", "")), match["unit"])
        if wan is not None:
            found.append((text[match.start() : match.end()], wan))
    return tuple(found)


@lru_cache(maxsize=16)
def pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters; one name is compared with several texts in turn."""
    return frozenset(map(str.__add__, text, text[1:]))
