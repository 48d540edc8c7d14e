"""How a cell shows findings: a mark, a code and a few words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from xlgoals import messages
from xlgoals.checks import Finding, Severity
from xlgoals.forms.native_words import ERROR, OK, WARNING

__all__ = ["few_words", "shown"]

_MARKS: Final = {Severity.ERROR: ERROR, Severity.WARNING: WARNING, Severity.INFO: OK}
_MOST_OTHERS: Final = 3


def shown(findings: Iterable[Finding], language: str) -> str:
    """Findings as a cell shows them: the gravest with a few words, then the codes of others."""
    ordered = sorted(findings, key=lambda one: -one.severity)
    if not ordered:
        return OK
    first, *rest = ordered
    said = f"{_MARKS[first.severity]}{first.code} {few_words(first, language)}"
    others = dict.fromkeys(f"{_MARKS[one.severity]}{one.code}" for one in rest)
    codes = [text for text in others if not text.endswith(first.code)]
    if not codes:
        return said
    more = "…" if len(codes) > _MOST_OTHERS else ""
    listed = messages.text("function.and", language).join(codes[:_MOST_OTHERS])
    return messages.text("function.also", language, first=said, others=listed + more)


def few_words(finding: Finding, language: str) -> str:
    """What is wrong in a few words: the workbook's own where it has some."""
    return _few_words(finding.code, finding.variant, finding.field.rpartition(".")[2], language)


@lru_cache(1024)
def _few_words(code: str, variant: str, part: str, language: str) -> str:
    keys = [f"{code}-{variant}"] if variant else []
    keys += [f"{code}-{part}", code]
    known = [f"{table}.{key}" for key in keys for table in ("native", "function.says")]
    return messages.text(next(key for key in known if messages.has(key, language)), language)
