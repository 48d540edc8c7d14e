"""Facts of an indicator row, or of a project, that say which rules have to look at it.

Nearly all rows are of no concern to nearly all rules.  So what rules ask first is found out once
for each row, from caches where it follows from a text, and a rule is only given the rows that
have all the facts it was registered with: see `xlgoals.checks.registry.indicator_check`.  The
same goes for projects, whose facts are found out in `xlgoals.checks.project_facts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from xlgoals.checks.flags import Row, bits
from xlgoals.checks.phrases import document_numbers
from xlgoals.checks.plain import is_plain
from xlgoals.model import Indicator
from xlgoals.profiles import Lexicon, NameClasses, Profile
from xlgoals.profiles.model import Misfit
from xlgoals.values import IndicatorValue, ValueKind, normal_unit, to_half_width

__all__ = [
    "WAN",
    "Head",
    "Judged",
    "RowJudge",
    "misfit",
    "row_judge",
    "text_key",
    "unclear_basis",
]

_CACHE: Final = 4096
_SUFFIX: Final = "指标"
WAN: Final = "万"
_ALL: Final = Decimal(100)
_PUNCTUATION: Final = re.compile(r"[\W_]+")
_DIGITS: Final = re.compile(r"[0-9][0-9,.]*")
_CELLS: Final = itemgetter("level1", "level2", "name", "description", "value", "basis", "extras")
_USUALLY_SPELT: Final = frozenset({ValueKind.NUMBER, ValueKind.DATE})
_OF_NUMBERS: Final = Row.NO_UNIT | Row.PERCENT | Row.UNIT
_NO_WORDS: Final = frozenset({ValueKind.DATE, ValueKind.EMPTY})


class Head(NamedTuple):
    """What the classes and the name of a row say.

    Attributes:
        level1: Key of the level-1 class, or the written text without 指标 if it is unknown.
        level2: Key of the level-2 class, likewise.
        name: What the name says.
        key: What the whole name is compared by: see `text_key`.
        repeats: The class that the name merely repeats, as written; None when it does not.
        misfit: The rule by which the name does not fit its class, if there is one.
        is_cost: Whether one of the classes is of costs.
        pair: Both classes.
        rank: The place of the classes in the usual order; None when they are not in the table.
        facts: The `Row` facts that follow.
    """

    level1: str
    level2: str
    name: NameClasses
    key: str
    repeats: str | None
    misfit: Misfit | None
    is_cost: bool
    pair: tuple[str, str]
    rank: int | None
    facts: int


class Judged(NamedTuple):
    """What classes and names of some rows say, and all facts of each of them."""

    heads: list[Head]
    facts: list[int]


@lru_cache(_CACHE)
def text_key(text: str) -> str:
    """What two short texts are compared by: half-width, without spaces."""
    return "".join(to_half_width(text).split())


class RowJudge:
    """Finds out the facts of rows under one profile; each question is answered from a cache."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._lexicon = profile.lexicon
        self._of_names = lru_cache(_CACHE)(self._head)
        self._of_text = lru_cache(_CACHE)(self._text_facts)
        self._of_description = lru_cache(_CACHE)(self._description_facts)
        self._of_basis = lru_cache(_CACHE)(self._basis_facts)
        self._of_unit = lru_cache(_CACHE)(self._unit_facts)

    def judged(self, rows: Iterable[Indicator]) -> Judged:
        """What classes and names of rows say, and all facts of each of them."""
        # A model's fields are read several times faster from its dictionary.
        columns = tuple(zip(*[_CELLS(row.__dict__) for row in rows], strict=True))
        if not columns:
            return Judged([], [])
        heads = list(map(self._of_names, zip(*columns[:3], strict=True)))
        return Judged(heads, self._facts(heads, *columns[3:]))

    def head(self, level1: str, level2: str, name: str) -> Head:
        """What classes and name say, as written in a row."""
        return self._of_names((level1, level2, name))

    def facts(self, row: Indicator, head: Head) -> int:
        """All facts of a row whose head is known."""
        columns = (head,), (row.description,), (row.value,), (row.basis,), (row.extras,)
        return self._facts(*columns)[0]

    def _facts(
        self,
        heads: Iterable[Head],
        descriptions: Iterable[str],
        values: Sequence[IndicatorValue],
        bases: Iterable[str],
        extras: Iterable[Sequence[object]],
    ) -> list[int]:
        """All facts of rows, whose cells are given column by column."""
        of_texts = map(self._of_text, [value.text for value in values])
        of_descriptions = map(self._of_description, descriptions)
        of_bases = map(self._of_basis, bases)
        facts: list[int] = []
        for head, value, (read, of_text), (key, of_description), of_basis, further in zip(
            heads, values, of_texts, of_descriptions, of_bases, extras, strict=True
        ):
            # Nearly always a value is what its text says.
            is_read = read is value or read == value
            of_value = of_text if is_read else self._value_facts(value, read)
            of_row = head.facts | of_value | of_description | of_basis
            if key and key == head.key:
                of_row |= Row.SAME_DESCRIPTION
            facts.append(of_row | Row.WORDING if further else of_row)
        return facts

    def _head(self, written: tuple[str, str, str]) -> Head:
        level1, level2, name = written
        lexicon = self._lexicon
        key1, key2, classes = lexicon.level1(level1), lexicon.level2(level2), lexicon.name(name)
        pair, key, whole = (key1, key2), classes.key, text_key(name)
        is_usual = pair in lexicon.ranks and pair not in lexicon.tolerated
        is_cost = key2 in lexicon.cost or key1 in lexicon.cost
        is_satisfaction = key1 in lexicon.satisfaction
        repeats = _repeated_class(key, (key2, level2), (key1, level1))
        wrong = misfit(classes, key2, lexicon)
        facts = bits(
            (Row.BLANK, not (level1.strip() and level2.strip() and name.strip())),
            (Row.ODD_CLASS, "" not in pair and not is_usual),
            (Row.COST, is_cost),
            (Row.SATISFACTION, "满意" in key or (is_satisfaction and not classes.is_rate)),
            (Row.BOUNDED, lexicon.unbounded.search(key) is None),
            (Row.CLASS_NAME, repeats is not None),
            (Row.MISFIT, wrong is not None),
            (Row.VAGUE_NAME, lexicon.vague.search(key) is not None),
            (Row.SATISFACTION_ONLY, lexicon.satisfaction_only.fullmatch(key) is not None),
            (Row.TEMPLATE_NAME, lexicon.template.search(name) is not None),
            (Row.UNIT_IN_NAME, key != whole),
            (Row.MONEY_NAME, classes.is_money),
            (Row.RATE_NAME, classes.is_rate),
            (Row.COUNTED_NAME, classes.is_count or classes.is_time or classes.is_money),
            (Row.FOREIGN, lexicon.foreign.search(name) is not None),
            (Row.WORDING, not is_plain(name, self._profile)),
        )
        rank = lexicon.ranks.get(pair)
        return Head(key1, key2, classes, whole, repeats, wrong, is_cost, pair, rank, facts)

    def _description_facts(self, text: str) -> tuple[str, int]:
        facts = bits(
            (Row.BLANK, not text.strip()),
            (Row.FOREIGN, self._lexicon.foreign.search(text) is not None),
            (Row.WORDING, not is_plain(text, self._profile)),
        )
        return text_key(text), facts

    def _basis_facts(self, text: str) -> int:
        return bits(
            (Row.BLANK, not text.strip()),
            (Row.UNCLEAR_BASIS, unclear_basis(text, self._profile) is not None),
            (Row.WORDING, not is_plain(text, self._profile)),
        )

    def _text_facts(self, text: str) -> tuple[IndicatorValue, int]:
        value = IndicatorValue.parse(text)
        return value, self._value_facts(value, value)

    def _value_facts(self, value: IndicatorValue, read: IndicatorValue) -> int:
        """Those of a value; `read` is what its text is read as, nearly always the same."""
        text, number, of_unit = value.text, value.number, self._of_unit(value.unit)
        facts = self._of_unit(read.unit) & Row.ODD_UNIT
        facts |= of_unit & Row.NO_MONEY if text.strip() else Row.BLANK
        if "百分" in text:
            facts |= Row.PERCENT_WORDS
        if not _is_usual(read):
            facts |= Row.ODD_SPELLING
        if number is None:
            return facts if value.kind in _NO_WORDS else facts | Row.WORDS
        facts |= Row.NUMBER | (of_unit & _OF_NUMBERS)
        if value.sign == "":
            facts |= Row.NO_SIGN
        elif value.sign in {"≥", "＞"}:
            facts |= Row.AT_LEAST
        if number >= self._profile.thresholds.satisfaction:
            facts |= Row.HIGH
        return facts | Row.FULL if number >= _ALL else facts

    def _unit_facts(self, unit: str) -> int:
        """Those of a unit as written; some of them hold of numbers only."""
        usual = normal_unit(unit)
        return bits(
            (Row.ODD_UNIT, not self._is_usual_unit(usual)),
            (Row.NO_MONEY, usual.partition("/")[0] not in self._profile.values.money),
            (Row.NO_UNIT, usual == ""),
            (Row.PERCENT, usual == "%"),
            (Row.UNIT, usual not in {"", "%"}),
        )

    def _is_usual_unit(self, unit: str) -> bool:
        """Whether a unit is known; none at all is the subject of another fact."""
        return unit in {"", "%"} or (unit != WAN and self._lexicon.is_unit(unit))


@lru_cache(maxsize=64)
def row_judge(profile: Profile) -> RowJudge:
    """The one of a profile."""
    return RowJudge(profile)


def _is_usual(value: IndicatorValue) -> bool:
    """Whether a number or a date differs from its usual spelling in its digits or % at most."""
    if value.kind not in _USUALLY_SPELT:
        return True
    text = value.text
    digits = _DIGITS.search(text)
    if digits is not None and text == f"{value.sign}{digits[0]}{value.unit}" and "," not in text:
        return True
    return text == value.canonical()


def _repeated_class(key: str, *classes: tuple[str, str]) -> str | None:
    """The class that a name merely repeats, as written; None when it does not."""
    name = key.removesuffix(_SUFFIX)
    for class_key, written in classes:
        if name and name in {class_key, text_key(written).removesuffix(_SUFFIX)}:
            return written
    return None


@lru_cache(_CACHE)
def misfit(name: NameClasses, level2: str, lexicon: Lexicon) -> Misfit | None:
    """The first rule by which a name does not fit a level-2 class."""
    for rule, pattern in lexicon.misfits.get(level2, ()):
        if any(getattr(name, f"is_{kind}") for kind in rule.kinds) or pattern.search(name.key):
            return rule
    return None


@lru_cache(_CACHE)
def unclear_basis(basis: str, profile: Profile) -> str | None:
    """The variant of IND008 by which a basis is unclear; None when it is clear."""
    if not basis.strip() and "basis" not in profile.required.cells:
        return None
    words, lexicon = _PUNCTUATION.sub("", basis), profile.lexicon
    if not words or words in profile.words.no_basis:
        return ""
    is_named = lexicon.standards.search(basis) or lexicon.basis_documents.search(basis)
    return None if is_named or document_numbers(basis) else "standard"
