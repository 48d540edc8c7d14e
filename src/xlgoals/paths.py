"""Field paths: reading, replacing and ordering the fields of a document by name.

A path such as `projects[1].indicators[4].value` is described in `xlgoals.model`.  All functions
work on texts: a parsed value is read as its written text, and written by parsing the new one.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Any, Final, cast

from xlgoals.model import GoalDocument
from xlgoals.values import IndicatorValue, Money, Percent

__all__ = [
    "enclosing",
    "extra_path",
    "get",
    "project_of",
    "reorder",
    "replace",
    "sort_key",
    "text_of",
    "upwards",
]

# The key of `extras[…]` is the head of a column: any text, with `]` and `\` marked by a `\`.
_KEY: Final = r"\[((?:[^\]\\]|\\.)*)\]"
_STEP: Final = re.compile(rf"(?<=\.extras){_KEY}|([a-z_0-9]+)|\[([0-9]+)\]", re.DOTALL)
_MARKED: Final = re.compile(r"\\(.)", re.DOTALL)
_PATH: Final = re.compile(
    r"[a-z_0-9]+(?:\[[0-9]+\])*(?:\.[a-z_0-9]+(?:\[[0-9]+\])*)*"
    rf"(?:(?<=\.extras){_KEY})?",
    re.DOTALL,
)
_PROJECT: Final = "projects["
_TRUE: Final = "true"

# Fields in the order of the printed form; what is not named stands behind, in model order.
_ORDER: Final = {
    name: rank
    for rank, name in enumerate(
        (
            *("department", "year", "front", "lead_lines", "overall_goal", "overall"),
            *("duties", "safeguards", "projects"),
            *("number", "title", "unit", "money_unit", "code", "name"),
            *("funding", "total", "fiscal", "other", "purpose"),
            *("plan", "march", "june", "october", "december", "goals", "indicators"),
            *("marker", "heading", "goal", "indicator"),
            *("level1", "level2", "description", "value", "basis", "extras", "leftovers"),
        ),
        start=1,
    )
}
# A level-3 name stands before its description, though a project's name stands far higher up.
_ROW_ORDER: Final = {
    name: rank
    for rank, name in enumerate(
        ("level1", "level2", "name", "description", "value", "basis", "extras")
    )
}
# Of a part that has no place of its own, these fields say where it stands, the first one first.
_ANCHORS: Final = (
    (re.compile(r"projects\[\d+\]"), ("title", "unit", "code", "name", "funding.total")),
    (re.compile(r"projects\[\d+\]\.funding"), ("total", "fiscal", "other", "purpose")),
    (re.compile(r"projects\[\d+\]\.plan"), ("march", "june", "october", "december")),
    (re.compile(r"projects\[\d+\]\.indicators\[\d+\]"), ("level1", "level2", "name", "value")),
    (re.compile(r"duties\[\d+\]"), ("heading", "goal", "indicator")),
)


@lru_cache(maxsize=16384)
def _steps(path: str) -> tuple[str | int, ...]:
    """The names and numbers of a path; the key of `extras[…]` is a name."""
    if path and not _PATH.fullmatch(path):
        raise KeyError(path)
    return tuple(
        int(index) if index else name or _MARKED.sub(r"\1", label)
        for label, name, index in _STEP.findall(path)
    )


def extra_path(row: str, label: str) -> str:
    """The path of a cell in a column that the form does not know, by the head of the column."""
    marked = label.replace("\\", "\\\\").replace("]", "\\]")
    return f"{row}.extras[{marked}]"


@lru_cache(maxsize=16384)
def sort_key(path: str) -> str:
    """A key that sorts paths as the fields stand in the printed form; the empty path is first.

    Returns:
        A text with one character a step, since texts compare more quickly than tuples.

    Raises:
        KeyError: The text is no field path.
    """
    steps = _steps(path)
    in_row = "indicators" in steps
    order = _ROW_ORDER if in_row else _ORDER
    key: list[int] = []
    for step in steps:
        if isinstance(step, int):
            key.append(min(step, sys.maxunicode))
        elif in_row and step in {"projects", "indicators"}:
            key.append(_ORDER[step])
        else:
            key.append(order.get(step, len(_ORDER) + 1))
    return "".join(map(chr, key))


@lru_cache(maxsize=16384)
def enclosing(path: str) -> tuple[str, ...]:
    """Paths to look up, nearest first, for the place of a field that has none of its own.

    Returns:
        The fields that mark the enclosing row, then those of its table and project, then the
        section.  For `projects[0].indicators[3].basis` that is the row's other cells, the
        indicators, the project's heading, the projects.
    """
    found: list[str] = []
    while path:
        for pattern, names in _ANCHORS:
            if pattern.fullmatch(path):
                found.extend(f"{path}.{name}" for name in names)
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
        if path:
            found.append(path)
    return tuple(found)


@lru_cache(maxsize=16384)
def upwards(path: str) -> tuple[str, ...]:
    """A path and those of all parts around it: `projects[0].plan`, `projects[0]`, `projects`."""
    found = []
    while path:
        found.append(path)
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return tuple(found)


@lru_cache(maxsize=16384)
def project_of(path: str) -> int | None:
    """The 0-based project that a path lies in, None when it lies in none."""
    if not path.startswith(_PROJECT):
        return None
    return int(path[len(_PROJECT) : path.index("]")])


def get(document: GoalDocument, path: str) -> object:
    """The part of a document at a path: a model, a tuple, a parsed value or a text.

    Raises:
        KeyError: The document has no such field.
    """
    part: Any = document
    for step in _steps(path):
        try:
            part = _child(part, step)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            raise KeyError(path) from None
    return cast("object", part)


def text_of(document: GoalDocument, path: str) -> str:
    """The written text of the field at a path; lists one item a line, no number as empty.

    A lead line has the text `true`, or an empty one where it is absent.

    Raises:
        KeyError: The document has no such field, or it holds other fields.
    """
    part = get(document, path)
    if part is None:
        return ""
    if isinstance(part, bool):
        return _TRUE if part else ""
    if isinstance(part, str | int):
        return str(part)
    if isinstance(part, Money | Percent | IndicatorValue):
        return part.text
    if isinstance(part, tuple) and all(isinstance(item, str) for item in part):
        return "\n".join(part)
    raise KeyError(path)


def replace(document: GoalDocument, path: str, text: str) -> GoalDocument:
    """A document with another text in one field, all else unchanged.

    Args:
        document: The document; it is left as it is.
        path: A field that holds a text, a parsed value, a list of texts, a number, or one of
            the lead lines (whose text is `true` or empty).
        text: What is to stand there; parsed where the field holds a parsed value.

    Raises:
        KeyError: The document has no such field, or it holds other fields.
        ValueError: The field holds a number and the text is none.
    """
    return _with(document, path, lambda old: _parsed(old, text, path))


def reorder(document: GoalDocument, path: str, order: tuple[int, ...]) -> GoalDocument:
    """A document whose list at `path` is put in another order.

    Args:
        document: The document; it is left as it is.
        path: A field that holds a list, such as `projects[0].indicators`.
        order: The old 0-based positions in their new order, each of them once.

    Raises:
        KeyError: The document has no such field, or it holds no list.
        ValueError: `order` does not name every position once.
    """

    def put(old: object) -> object:
        if not isinstance(old, tuple):
            raise KeyError(path)
        if sorted(order) != list(range(len(old))):
            raise ValueError(f"no order of {len(old)} items: {order}")
        return tuple(old[at] for at in order)

    return _with(document, path, put)


def _with(document: GoalDocument, path: str, change: Any) -> GoalDocument:
    get(document, path)
    return cast("GoalDocument", _changed(document, _steps(path), change))


def _child(part: Any, step: str | int) -> Any:
    if isinstance(step, int):
        if not isinstance(part, tuple):
            raise KeyError(step)
        return part[step]
    if isinstance(part, tuple):
        return dict(part)[step]
    return part.__dict__[step]  # its fields, and quicker than a look at `model_fields`


def _changed(part: Any, steps: tuple[str | int, ...], change: Any) -> object:
    if not steps:
        return change(part)
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        return (*part[:step], _changed(part[step], rest, change), *part[step + 1 :])
    if isinstance(part, tuple):
        return tuple((k, _changed(v, rest, change) if k == step else v) for k, v in part)
    return part.model_copy(update={step: _changed(getattr(part, step), rest, change)})


def _parsed(old: object, text: str, path: str) -> object:
    if isinstance(old, Money | Percent | IndicatorValue):
        return type(old).parse(text)
    if isinstance(old, bool):
        return text == _TRUE
    if isinstance(old, int) or path.endswith((".number", "year")):
        return int(text) if text else None
    if isinstance(old, str):
        return text
    if isinstance(old, tuple) and all(isinstance(item, str) for item in old):
        return tuple(text.split("\n")) if text else ()
    raise KeyError(path)
