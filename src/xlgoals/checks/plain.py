"""What rules on words look for at first; a text with nothing of it is of no concern to them.

Cells of words say much the same in all documents, so whether one is plain is told from a cache
(see `xlgoals.checks.flags.Row.WORDING`), and rules on words are given few of them.  A rule that
looks for anything else has to say so in `is_plain`.
"""

from __future__ import annotations

import re
from typing import Final

from xlgoals.profiles import Profile

__all__ = ["ANY_YEAR", "FIRST", "LAST", "MARKS", "is_plain", "rare", "shortest_limit"]

# White space one by one: `\s` would make the whole class several times slower.
_SPACES: Final = "\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
MARKS: Final = re.compile(rf"[{_SPACES}（）()【】\[\]［］〔〕{{}}｛｝《》“”＂,;:]")
"""Brackets, quotes, half-width marks and spaces, which may have to be set right.

All document numbers have brackets, so what has none of these marks has no document number.
"""

FIRST: Final = "（( \t\u3000）】》〕”’，。、；：,;:)]"
"""What a text begins with that may lack its beginning."""
LAST: Final = "，、；,; \t\u3000\n"
"""What a text ends in that may lack its end."""

ANY_YEAR: Final = re.compile(r"20\d{2}(?=年)")

# Ideographs only, with radicals and compatibility forms, which copying from a PDF leaves behind.
_IDEOGRAPH: Final = re.compile(
    "[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def rare(text: str, known: str) -> tuple[str, ...]:
    """Ideographs that GB 2312 lacks and that are not among the known ones, each once."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        found = dict.fromkeys(_IDEOGRAPH.findall(text))
        return tuple(c for c in found if c not in known and not c.encode("gb2312", "ignore"))
    return ()


def shortest_limit(profile: Profile) -> int:
    """A text of so many characters has neither a paragraph nor a sentence that is too long."""
    return min(profile.thresholds.paragraph, profile.thresholds.sentence)


def is_plain(text: str, profile: Profile) -> bool:
    """Whether the text of a cell has nothing that a rule on words may have to speak of."""
    if not text:
        return True
    lexicon = profile.lexicon
    return not (
        text[0] in FIRST
        or text[-1] in LAST
        or len(text) > shortest_limit(profile)
        or MARKS.search(text)
        or ANY_YEAR.search(text)
        or lexicon.any_stale.search(text)
        or lexicon.typos.search(text)
        or rare(text, profile.words.rare_characters)
    )
