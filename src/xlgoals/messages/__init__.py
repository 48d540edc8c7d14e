"""Every word that a user sees, by key and language.

`zh*.toml` is the default, `en*.toml` stands beside it; a file `NAME.zh.toml` holds the words of
one subject.  Keys of all files of a language share one name space.
"""

from __future__ import annotations

import os
import tomllib
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["LANGUAGES", "current_language", "has", "keys", "text", "use_language"]

LANGUAGES = ("zh", "en")
_FOLDER = Path(__file__).parent
_language: ContextVar[str | None] = ContextVar("language", default=None)


def current_language() -> str:
    """The language of this run: as chosen, else XLGOALS_LANG, else Chinese."""
    chosen = _language.get()
    if chosen is None:  # asked only then: looking into the environment takes its time
        chosen = os.environ.get("XLGOALS_LANG", "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def use_language(language: str) -> None:
    """Choose the language of this run; one of `LANGUAGES`."""
    _language.set(language)


def text(key: str, language: str | None = None, /, **values: object) -> str:
    """The words for `key`, its places `{name}` filled with `values`.

    Raises:
        KeyError: no such key in that language.
    """
    language = language or current_language()
    words = _common_words(language).get(key)
    if words is None:
        words = _words(language)[key]
    return words.format_map(values) if values else words


def has(key: str, language: str | None = None) -> bool:
    """Whether the language has words for `key`."""
    return key in _words(language or current_language())


def keys(language: str) -> frozenset[str]:
    """All keys that a language has words for."""
    return frozenset(_words(language))


@cache
def _common_words(language: str) -> dict[str, str]:
    """Those of the command line, read alone: the other files take longer than its help does."""
    return _read(_FOLDER / f"{language}.toml")


@cache
def _words(language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for entry in sorted(_FOLDER.glob("*.toml")):
        if entry.name == f"{language}.toml" or entry.name.endswith(f".{language}.toml"):
            words.update(_read(entry))
    return words


def _read(entry: Path) -> dict[str, str]:
    words: dict[str, str] = {}
    _flatten(tomllib.loads(entry.read_text("utf-8")), "", words)
    return words


def _flatten(table: dict[str, Any], prefix: str, words: dict[str, str]) -> None:
    """Nested tables become dotted keys."""
    for name, value in table.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{name}.", words)
        else:
            words[prefix + name] = str(value)
