"""Finds profiles, lays a file over the one it extends, and says what is wrong with a file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from xlgoals import messages
from xlgoals.profiles.model import Profile

__all__ = ["DEFAULT", "ProfileError", "from_data", "load", "names"]

DEFAULT: Final = "hebei"
_BASE: Final = "common"
_SUFFIX: Final = ".toml"
Data = dict[str, Any]


class ProfileError(Exception):
    """A profile that cannot be used; `key` names the message, `values` fills it."""

    def __init__(self, key: str, /, **values: str) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return messages.text(self.key, **self.values)


def names() -> list[str]:
    """The names of the shipped profiles, the default first."""
    found = (entry.name for entry in files(__package__).iterdir())
    stems = {name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)} - {_BASE}
    return sorted(stems, key=lambda name: (name != DEFAULT, name))


@lru_cache(maxsize=32)
def load(name: str = DEFAULT) -> Profile:
    """A shipped profile by its name, or a user's own by its file.

    Args:
        name: A name of `names()`, or the path of a TOML file (its name ends in .toml).

    Returns:
        The profile; the same object whenever asked again in this run.

    Raises:
        ProfileError: There is no such profile; the file is no TOML; a key is unknown, lacking,
            or has a value that it cannot have.  The message names the file and the key.
    """
    return from_data(_read(name, None), name)


def from_data(data: Mapping[str, Any], file: str) -> Profile:
    """A profile from what a TOML file holds.

    Args:
        data: The tables of the file.  `extends` names the profile it is laid over: tables are
            merged key by key, lists and plain values replaced; lists under `add` are added to
            those of the same name instead.
        file: What messages call it; files that it extends are looked for beside it.

    Raises:
        ProfileError: see `load`.
    """
    merged: Data = {}
    for source, layer in _layers(dict(data), file):
        merged = _laid_over(merged, layer, source)
        # Each file is judged by itself, so that an error names the file that holds it.
        _refuse_unknown(merged, source)
    return _valid(merged, file)


def _layers(data: Data, file: str) -> Iterator[tuple[str, Data]]:
    """The file's data after those of all files it is laid over, with their names."""
    chain = [(file, data)]
    seen = {file}
    while (base := chain[-1][1].pop("extends", None)) is not None:
        if not isinstance(base, str):
            raise ProfileError("profile-value", file=chain[-1][0], key="extends")
        base = _beside(base, chain[-1][0])
        if base in seen:
            raise ProfileError("profile-cycle", file=file, key=base)
        seen.add(base)
        chain.append((base, _read(base, chain[-1][0])))
    yield from reversed(chain)


def _beside(name: str, file: str) -> str:
    return str(Path(file).parent / name) if name.endswith(_SUFFIX) else name


def _read(name: str, asked_by: str | None) -> Data:
    try:
        if name.endswith(_SUFFIX):
            text = Path(name).read_text("utf-8-sig")
        elif asked_by is None and name not in names():
            raise FileNotFoundError(name)
        else:
            text = (files(__package__) / f"{name}{_SUFFIX}").read_text("utf-8")
        return tomllib.loads(text)
    except (OSError, ValueError) as error:
        if isinstance(error, tomllib.TOMLDecodeError | UnicodeDecodeError):
            raise ProfileError("profile-syntax", file=name, reason=str(error)) from None
        if asked_by is not None:
            raise ProfileError("profile-extends", file=asked_by, key=name) from None
        raise ProfileError("profile-unknown", file=name, names="、".join(names())) from None


def _laid_over(base: Data, layer: Data, file: str) -> Data:
    layer = dict(layer)
    added = layer.pop("add", {})
    return _with_added(_merged(base, layer), added, file, "add")


def _merged(base: Data, layer: Data) -> Data:
    merged = dict(base)
    for key, value in layer.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merged(old, value)
        else:
            merged[key] = value
    return merged


def _with_added(base: Data, added: object, file: str, at: str) -> Data:
    if not isinstance(added, dict):
        raise ProfileError("profile-value", file=file, key=at)
    merged = dict(base)
    for key, value in added.items():
        old, path = merged.get(key), f"{at}.{key}"
        if isinstance(old, dict):
            merged[key] = _with_added(old, value, file, path)
        elif isinstance(old, list) and isinstance(value, list):
            merged[key] = [*old, *value]
        else:
            raise ProfileError("profile-key", file=file, key=path)
    return merged


def _refuse_unknown(data: Data, file: str) -> None:
    """Raises for anything wrong but keys that are lacking: a file above may still add them."""
    for error in _errors(data):
        if error["type"] != "missing":
            raise _spoken(error, file)


def _valid(data: Data, file: str) -> Profile:
    for error in _errors(data):
        raise _spoken(error, file)
    return Profile.model_validate(data)


def _errors(data: Data) -> list[Any]:
    try:
        Profile.model_validate(data)
    except ValidationError as error:
        return list(error.errors(include_url=False))
    return []


def _spoken(error: Any, file: str) -> ProfileError:
    steps = [str(step) for step in error["loc"] if step != "[key]"]
    kinds = {"extra_forbidden": "profile-key", "missing": "profile-missing"}
    in_name = error["loc"][-1:] == ("[key]",)
    key = "profile-key" if in_name else kinds.get(error["type"], "profile-value")
    return ProfileError(key, file=file, key=".".join(steps))
