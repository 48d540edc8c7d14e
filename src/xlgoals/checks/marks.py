"""Brackets, quotes and punctuation of a text: what is wrong with them, and the text set right.

`mended` joins all corrections that leave the meaning as it is, so that findings of several rules
in one field offer one and the same new text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import cycle
from typing import Final, NamedTuple

from xlgoals.checks.phrases import DOCUMENT_NUMBER, LAST_WORD, document_numbers

__all__ = ["Brackets", "Mended", "brackets", "has_bad_quotes", "mended", "trimmed"]

_CACHE: Final = 1024
_CJK: Final = "\u3400-\u4dbf\u4e00-\u9fff"

# --- White space -----------------------------------------------------------------------------

_EDGES: Final = re.compile(
    r"^(?P<indent>\u3000*)(?P<before>\s*)(?P<inner>.*?)(?P<after>\s*)$", re.S
)
_TAB_BETWEEN_WORDS: Final = re.compile(r"(?<=[0-9A-Za-z])[ \t]*\t[ \t]*(?=[0-9A-Za-z])")


def trimmed(text: str, *, tabs: bool = True) -> str:
    """A text without white space at its ends and, with `tabs`, without tabs.

    Ideographic spaces at the start stay: they are how plain text indents a paragraph.  A tab
    between two Latin words or numbers becomes a space.
    """
    if text.strip() == text and not (tabs and "\t" in text):
        return text
    match = _EDGES.match(text)
    if match is None:
        return text
    inner = match["inner"]
    if tabs and "\t" in inner:
        inner = _TAB_BETWEEN_WORDS.sub(" ", inner).replace("\t", "")
    return match["indent"] + inner if inner else ""


# --- Quotes ----------------------------------------------------------------------------------

_QUOTES: Final = re.compile("[“”＂]")
_ANY_QUOTES: Final = re.compile('[“”＂"]')


def has_bad_quotes(text: str) -> bool:
    """Whether double quotes are not paired, or are of the full-width straight kind."""
    if "“" not in text and "”" not in text and "＂" not in text:
        return False
    depth = 0
    for mark in _QUOTES.findall(text):
        if mark == "＂":
            return True
        depth += 1 if mark == "“" else -1
        if depth < 0:
            return True
    return depth != 0


def _even_quotes(text: str) -> str:
    """Opening and closing quotes in turn, where there are as many as that takes."""
    if not has_bad_quotes(text) or len(_ANY_QUOTES.findall(text)) % 2:
        return text
    turns = cycle("“”")
    return _ANY_QUOTES.sub(lambda _: next(turns), text)


# --- Brackets --------------------------------------------------------------------------------

_PAIRS: Final = ("（）", "()", "【】", "[]", "［］", "〔〕", "{}", "｛｝", "《》")
# Half-width and full-width brackets of one form may pair: TXT004 speaks of those.
_FORMS: Final = {")": "）", "]": "］", "}": "｝"}
_CLOSING: Final = {pair[0]: _FORMS.get(pair[1], pair[1]) for pair in _PAIRS}
_CLOSERS: Final = {pair[1]: _FORMS.get(pair[1], pair[1]) for pair in _PAIRS}
_BRACKETS: Final = re.compile("[" + re.escape("".join(_PAIRS)) + "]")
# What stands before the closing bracket of a list number such as 1）or a).
_LIST_NUMBER: Final = re.compile(r"(?:^|[^0-9A-Za-z])(?:[0-9一二三四五六七八九十]{1,3}|[a-zA-Z])$")


class Brackets(NamedTuple):
    """Brackets that are not paired, as written in a row, and the text with them set right.

    `meant` is None when nobody can tell from the text how it was meant.
    """

    unpaired: str
    meant: str | None


@lru_cache(_CACHE)
def brackets(text: str) -> Brackets:
    """The unpaired brackets of a text; list numbers and document numbers have none."""
    if not _BRACKETS.search(text):
        return Brackets("", None)
    numbered = document_numbers(text)
    openers, closers = _unpaired(DOCUMENT_NUMBER.sub(_blank, text) if numbered else text)
    lone = sorted((*openers, *closers))
    return Brackets("".join(text[at] for at in lone), _with_pairs(text, openers, closers))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _unpaired(text: str) -> tuple[list[int], list[int]]:
    """Positions of the opening and of the closing brackets without a partner."""
    stack: list[int] = []
    openers: list[int] = []
    closers: list[int] = []
    for match in _BRACKETS.finditer(text):
        mark, at = match[0], match.start()
        if mark in _CLOSING:
            stack.append(at)
            continue
        wanted = _CLOSERS[mark]
        partners = [i for i, start in enumerate(stack) if _CLOSING[text[start]] == wanted]
        if partners:
            openers.extend(stack[partners[-1] + 1 :])
            del stack[partners[-1] :]
        elif not (mark in "）)" and _LIST_NUMBER.search(text[:at])):
            closers.append(at)
    return openers + stack, closers


def _with_pairs(text: str, openers: list[int], closers: list[int]) -> str | None:
    """One opening and one closing bracket become a pair; one at the very end goes."""
    if len(closers) != 1 or len(openers) > 1:
        return None
    close_at = closers[0]
    if not openers:
        return text[:close_at] if close_at == len(text) - 1 and close_at else None
    if openers[0] > close_at:
        return None
    inner = text[openers[0] + 1 : close_at]
    return f"{text[: openers[0]]}（{inner}）{text[close_at + 1 :]}"


# --- Punctuation -----------------------------------------------------------------------------

_FULL: Final = str.maketrans(",;:", "，；：")
_BETWEEN: Final = re.compile(rf"(?<=[{_CJK}”）》】〕%％]) ?([,;:]) ?(?=[{_CJK}“（《【〔])")
_ROUND: Final = re.compile("[()（）]")
_HAN: Final = re.compile(f"[{_CJK}]")


def _full_width(text: str) -> str:
    """Chinese punctuation between Chinese characters, and around brackets that hold some."""
    if "(" in text or ")" in text:
        text = _full_width_brackets(text)
    if not ("," in text or ";" in text or ":" in text):
        return text
    return _BETWEEN.sub(lambda match: match[1].translate(_FULL), text)


def _full_width_brackets(text: str) -> str:
    letters = list(text)
    stack: list[int] = []
    lone: list[int] = []
    for match in _ROUND.finditer(text):
        at = match.start()
        if match[0] in "(（":
            stack.append(at)
        elif not stack:
            lone.append(at)
        else:
            start = stack.pop()
            if _HAN.search(text, start, at):
                letters[start], letters[at] = "（", "）"
    for at in (*stack, *lone):
        if _HAN.match(text, at + 1) and at and _HAN.match(text, at - 1):
            letters[at] = "（" if text[at] in "(（" else "）"
    return "".join(letters)


def _year_brackets(text: str) -> str:
    """The year of every document number in 〔〕."""
    if LAST_WORD not in text:
        return text
    while (mended := _some_year_brackets(text)) != text:
        text = mended  # of numbers in a row, one may only be seen when the one before is right
    return text


def _some_year_brackets(text: str) -> str:
    for number in document_numbers(text):
        match = DOCUMENT_NUMBER.search(number.written)
        if match is not None and (match["open"], match["close"]) != ("〔", "〕"):
            letters = list(number.written)
            letters[match.start("open")], letters[match.start("close")] = "〔", "〕"
            text = text.replace(number.written, "".join(letters))
    return text


# --- All together ----------------------------------------------------------------------------


class Mended(NamedTuple):
    """A text set right, and what that took."""

    text: str
    spaces: bool
    quotes: bool
    years: bool
    punctuation: bool


@lru_cache(_CACHE)
def mended(text: str) -> Mended:
    """A text with all corrections that can be made without asking; mended again, it stays."""
    tidy = trimmed(text)
    even = _even_quotes(tidy)
    years = _year_brackets(even)
    full = _full_width(years)
    return Mended(full, tidy != text, even != tidy, years != even, full != years)
