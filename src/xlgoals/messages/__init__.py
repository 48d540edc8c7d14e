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
    words = _words(language or current_language())[key]
    return words.format_map(values) if values else words


def has(key: str, language: str | None = None) -> bool:
    """Whether the language has words for `key`."""
    return key in _words(language or current_language()).all()


def keys(language: str) -> frozenset[str]:
    """All keys that a language has words for."""
    return frozenset(_words(language).all())


class _Words(dict[str, str]):
    """The words of a language by key.

    Those of the command line are read alone: the other files take longer than its help does, and
    are read when one of their keys is asked for.
    """

    def __init__(self, language: str) -> None:
        super().__init__(_read(_FOLDER / f"{language}.toml"))
        self._language = language
        self._is_whole = False

    def __missing__(self, key: str) -> str:
        if self._is_whole:
            raise KeyError(key)
        return self.all()[key]

    def all(self) -> _Words:
        """The same, with the words of all files."""
        if not self._is_whole:
            for entry in sorted(_FOLDER.glob(f"*.{self._language}.toml")):
                self.update(_read(entry))
            self._is_whole = True
        return self


_words = cache(_Words)


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
