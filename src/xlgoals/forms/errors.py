"""What the readers of forms raise when a file cannot be read at all."""

from __future__ import annotations

__all__ = ["FormError"]


class FormError(ValueError):
    """A file that no reader can make a document of.

    `key` says why in one word (`not-a-workbook`, `encrypted`, `too-large`, `damaged`,
    `no-form-found`); the sentence for the user is in messages/ under that key, and `values`
    fill it in.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(key, values)

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """What fills the sentence, as plain texts that any outcome can carry."""
        return tuple((name, str(value)) for name, value in self.values.items())

    def __reduce__(self) -> tuple[object, ...]:
        # Errors travel between processes; an exception by itself forgets what has a name.
        return _made, (self.key, self.values)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key} ({details})" if details else self.key


def _made(key: str, values: dict[str, object]) -> FormError:
    return FormError(key, **values)
