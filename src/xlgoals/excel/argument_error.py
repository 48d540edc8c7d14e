"""The error of a call that cannot be answered."""

from __future__ import annotations

from xlgoals import messages

__all__ = ["ArgumentError"]


class ArgumentError(ValueError):
    """A call that cannot be answered; its text, in the language of this run, goes into the cell."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(messages.text(f"function.error.{key}", **words))
