"""Nothing of an input may be lost: counts the characters that a document keeps."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.strategies import LABELS
from xlgoals.forms import vocabulary as words
from xlgoals.model import GoalDocument

_BOOKMARK = re.compile(r"\[bookmark: [^\]\n]+\]")
_NUMBER_POINT = re.compile(r"^([0-9]{1,4})\s*[.．、]")
_LABEL_PREFIX = re.compile(r"^\s*(?:绩效目标|绩效指标|单位)\s*[:：]")


def lost_characters(text: str, kept: GoalDocument | Iterable[str]) -> Counter[str]:
    """Non-blank characters of `text` that are in none of the kept texts, nor in a label."""
    wanted: Counter[str] = Counter()
    for line in text.split("\n"):
        wanted.update(_characters(_without_labels(line)))
    found: Counter[str] = Counter()
    for kept_text in document_texts(kept) if isinstance(kept, GoalDocument) else kept:
        found.update(_characters(kept_text))
    return wanted - found


def document_texts(document: GoalDocument) -> Iterator[str]:
    """Every text and number of a document, as it is written."""
    yield from _strings(document.model_dump(exclude={"bookmarks"}))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "text" in value and ("amount" in value or "kind" in value or "value" in value):
            yield value["text"]  # a parsed value: its text as written
            return
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)


def _without_labels(line: str) -> str:
    plain = _BOOKMARK.sub("", line).strip()
    if words.label_key(plain) in LABELS:
        return ""
    plain = _LABEL_PREFIX.sub("", plain)
    if plain.endswith(words.PROJECT_TITLE_SUFFIX):
        plain = _NUMBER_POINT.sub(r"\1", plain)
    return plain.removesuffix(words.PROJECT_TITLE_SUFFIX).removesuffix(words.COVER_SUFFIX)


def _characters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if not char.isspace())
