"""What `XLG_RULE` says: a rule in a few lines, for one cell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from xlgoals import messages
from xlgoals.checks import Check, find, load_profile, severities
from xlgoals.checks.examples import examples_of
from xlgoals.excel.argument_error import ArgumentError
from xlgoals.values import to_half_width

__all__ = ["rule_text"]

_CODE: Final = re.compile(r"[A-Z]{3,4}[0-9]{3}")


@lru_cache(256)
def rule_text(written: str, language: str) -> str:
    """Name, severity, reason and advice of a rule, one a line.

    Args:
        written: Its code, in any case; or a text that holds one, such as a verdict.
        language: The language of the words.

    Raises:
        ArgumentError: No rule has such a code.
    """
    match = _CODE.search(to_half_width(written).upper())
    try:
        check = find(match[0] if match else "")
    except KeyError:
        raise ArgumentError("no-rule", x=written) from None
    return messages.text(
        "function.rule",
        language,
        code=check.code,
        title=check.title(language),
        level=_level(check, language),
        why=check.why(language),
        advice=_advice(check, language),
    )


def _level(check: Check, language: str) -> str:
    levels = severities(check, load_profile()).values()
    found = sorted({level for level in levels if level is not None}, reverse=True)
    names = [messages.text(f"severity-{level.word}", language) for level in found]
    return "/".join(names) or messages.text("rules.off", language)


def _advice(check: Check, language: str) -> str:
    """The advice that goes with the rule's first example: its places are filled in there."""
    for example in examples_of(check.code):
        for finding in example.judged(example.bad_document()):
            if finding.code == check.code:
                return finding.suggestion_in(language)
    return check.advice(language)
