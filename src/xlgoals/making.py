"""Makes parts of a document without checking them, for readers that have just checked.

Pydantic looks at every field of a new object, which costs several times what making it does.  A
reader of a form puts texts where texts belong, so there is nothing to be found out.  Whoever
brings values from outside calls the class itself, which does look.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel

__all__ = ["made"]

Model = TypeVar("Model", bound=BaseModel)

# As pydantic's own `model_construct` leaves an object, by the shortest way to its four slots.
_SLOTS: Final[Mapping[str, Any]] = vars(BaseModel)
_set_fields = _SLOTS["__dict__"].__set__
_set_names = _SLOTS["__pydantic_fields_set__"].__set__
_set_extra = _SLOTS["__pydantic_extra__"].__set__
_set_private = _SLOTS["__pydantic_private__"].__set__
_new: Final = object.__new__


def made(model: type[Model], fields: dict[str, Any]) -> Model:
    """An object of a model that has neither further nor private fields.

    Args:
        model: The class.
        fields: **All** of its fields, in its order, each of the type that it says; the object
            keeps the dictionary.

    Returns:
        What `model(**fields)` would be.
    """
    one = _new(model)
    _set_fields(one, fields)
    _set_names(one, _names[model])
    _set_extra(one, None)
    _set_private(one, None)
    return one


class _Names(dict[type[BaseModel], set[str]]):
    """Field names, one set for all objects of a model: a copy of an object copies its set."""

    def __missing__(self, model: type[BaseModel]) -> set[str]:
        self[model] = set(model.model_fields)
        return self[model]


_names: Final = _Names()
