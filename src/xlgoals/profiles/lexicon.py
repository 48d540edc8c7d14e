"""The words of a profile, compiled: quick answers to what checks ask again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xlgoals.values import to_half_width

if TYPE_CHECKING:
    from xlgoals.profiles.model import Misfit, Profile

__all__ = ["Lexicon", "NameClasses", "any_of"]

_CACHE: Final = 4096
_SUFFIX: Final = "指标"
_UNIT_IN_NAME: Final = re.compile(r"\(%\)$")


class NameClasses(NamedTuple):
    """What a level-3 name measures, as far as it says so.

    `key` is the name without spaces, half-width, without （%） at its end: names with one key
    are the same.  `is_money` is about an amount, `is_count` about things or people, `is_time`
    about a date or a period, `is_fund` about the spending of the budget itself.
    """

    key: str
    is_rate: bool
    is_money: bool
    is_count: bool
    is_time: bool
    is_fund: bool


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words, longer ones first; nothing when there are none."""
    found = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, found)) if found else r"(?!)")


def _key(text: str) -> str:
    return "".join(to_half_width(text).split())


def _by_level1(
    pairs: Iterable[tuple[str, str]], further: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """All pairs, the further ones behind those of the same level 1."""
    order = list(dict.fromkeys(upper for upper, _ in pairs))
    whole = [*pairs, *further]
    return sorted(whole, key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))


class Lexicon:
    """Compiled lists of one profile; each of its questions is answered from a cache.

    Attributes:
        cost: Keys of the cost classes.
        satisfaction: Keys of the satisfaction classes.
        budget_names, staff, one_off, foreign, typos, paying, paying_fillers, headings,
            document_titles: patterns of the word lists.
        stale: patterns of the words out of date, each with the year since when.
        any_stale: pattern of all of them.
        unbounded: pattern of names of rates that may be above 100%.
        relative: pattern of names of changes, which may be in percent.
        standards, basis_documents, vague, satisfaction_only, template: likewise.
        misfits: Names that do not fit a level-2 class, by its key.
        ranks: Place in the usual order of each pair of classes, tolerated ones last.
        tolerated: Pairs of classes that are no more than tolerated.
        level1_of: The one level-1 class that a level-2 class belongs to.
    """

    def __init__(self, profile: Profile) -> None:
        classes, words = profile.classes, profile.words
        self.cost = frozenset(classes.cost)
        self.satisfaction = frozenset(classes.satisfaction)
        self.budget_names = any_of(words.budget_names)
        self.staff = any_of(words.staff)
        self.one_off = any_of(words.one_off)
        self.foreign = any_of(words.foreign)
        self.typos = any_of(words.typos)
        self.paying = any_of(words.paying)
        self.paying_fillers = any_of((*words.paying, *words.paying_fillers))
        self.headings = any_of(words.headings)
        self.document_titles = any_of(words.document_titles)
        self.stale = tuple((any_of(stale.words), stale.since) for stale in words.stale)
        self.any_stale = any_of(word for stale in words.stale for word in stale.words)
        self.unbounded = re.compile(profile.names.unbounded)
        self.relative = re.compile(profile.names.relative)
        self._units = frozenset((*profile.values.units, *profile.values.rates))
        self._money = frozenset(profile.values.money)
        self.standards = any_of(words.standards)
        self.basis_documents = any_of(words.basis_documents)
        self.vague = re.compile("|".join(words.vague) or r"(?!)")
        self.satisfaction_only = re.compile(words.satisfaction_only)
        self.template = re.compile(words.template)
        self.misfits: dict[str, list[tuple[Misfit, re.Pattern[str]]]] = {}
        for misfit in words.misfits:
            pattern = re.compile(misfit.pattern or r"(?!)")
            for level2 in misfit.level2:
                self.misfits.setdefault(level2, []).append((misfit, pattern))
        pairs = [(upper, lower) for upper, row in classes.table.items() for lower in row]
        further = [(upper, lower) for upper, row in classes.tolerated.items() for lower in row]
        self.ranks = {pair: rank for rank, pair in enumerate(_by_level1(pairs, further))}
        self.tolerated = frozenset(further)
        self.level1_of = {lower: upper for upper, lower in (*further, *pairs)}
        self._level1 = classes.level1_aliases
        self._level2 = classes.level2_aliases
        names = profile.names
        self._patterns = tuple(
            re.compile(pattern)
            for pattern in (names.rate, names.money, names.count, names.time, names.fund)
        )
        self.level1 = lru_cache(_CACHE)(self._level1_key)
        self.level2 = lru_cache(_CACHE)(self._level2_key)
        self.name = lru_cache(_CACHE)(self._name)
        self.is_unit = lru_cache(_CACHE)(self._is_unit)

    def _level1_key(self, text: str) -> str:
        """The key of a level-1 class as written: 产出 for 产出指标."""
        key = _key(text).removesuffix(_SUFFIX)
        return self._level1.get(key, key)

    def _level2_key(self, text: str) -> str:
        """The key of a level-2 class as written: 经济效益 for 经济指标, 生态效益 for 环境效益."""
        key = _key(text).removesuffix(_SUFFIX)
        return self._level2.get(key, key)

    def _is_unit(self, unit: str) -> bool:
        """Whether a unit is a known one, ten thousands of one, or one for each of something."""
        head = unit.partition("/")[0]
        return head in self._units or head in self._money or head.lstrip("万亿") in self._units

    def _name(self, text: str) -> NameClasses:
        """What a level-3 name says."""
        whole = _key(text)
        key = _UNIT_IN_NAME.sub("", whole)
        is_rate, is_money, is_count, is_time, is_fund = (
            pattern.search(key) is not None for pattern in self._patterns
        )
        return NameClasses(
            key, is_rate, is_money and not is_rate, is_count and not is_rate, is_time, is_fund
        )
