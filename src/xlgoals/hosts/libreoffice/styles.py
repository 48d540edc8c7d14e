"""How cells look: fonts, fills, alignment."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlgoals.hosts.libreoffice.guard import Part, part

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["HORIZONTAL", "RGB", "VERTICAL", "Font", "number", "rgb"]

RGB = tuple[int, int, int]
_BOLD: Final = 150.0
_PLAIN: Final = 100.0
HORIZONTAL: Final = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
VERTICAL: Final = {"bottom": 3, "top": 1, "center": 2, "justify": 4}
"""com.sun.star.table.CellVertJustify2; what is not set at all stands at the bottom in Excel."""


def number(colour: Any) -> int:
    """A colour as the office's number, from `(r, g, b)`, `#rrggbb` or Excel's number."""
    if isinstance(colour, str):
        return int(colour.lstrip("#"), 16)
    if isinstance(colour, int):
        red, green, blue = rgb(colour)[::-1]
    else:
        red, green, blue = colour
    return int(red) << 16 | int(green) << 8 | int(blue)


def rgb(value: int) -> RGB:
    """The office's number as `(r, g, b)`."""
    return value >> 16 & 255, value >> 8 & 255, value & 255


@part
class Font(Part, base_classes.Font):
    """The font of a range; what differs between its cells reads as None."""

    def __init__(self, target: Range) -> None:
        self._target, self.app, self.book = target, target.app, target.book

    @property
    def api(self) -> Uno:
        return self._target.api

    def _set(self, value: object, *names: str) -> None:
        self._target.require_unprotected()
        self.app.heights.touched(self._target)
        for name in names:
            setattr(self.api, name, value)

    @property
    def bold(self) -> bool | None:
        weight = self._target.common("CharWeight")
        return None if weight is None else weight > _PLAIN

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set(_BOLD if value else _PLAIN, "CharWeight", "CharWeightAsian")

    @property
    def italic(self) -> bool | None:
        posture = self._target.common("CharPosture")
        return None if posture is None else posture.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        from xlgoals.hosts.libreoffice.runtime import enum

        slant = enum("awt.FontSlant", "ITALIC" if value else "NONE")
        self._set(slant, "CharPosture", "CharPostureAsian")

    @property
    def size(self) -> float | None:
        size = self._target.common("CharHeight")
        return None if size is None else float(size)

    @size.setter
    def size(self, value: float) -> None:
        self._set(float(value), "CharHeight", "CharHeightAsian")

    @property
    def name(self) -> str | None:
        name: str | None = self._target.common("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._set(value, "CharFontName", "CharFontNameAsian")

    @property
    def color(self) -> RGB | None:
        """The colour; black where none is set, as in Excel."""
        colour = self._target.common("CharColor")
        return None if colour is None else rgb(max(colour, 0))

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self._set(number(color_or_rgb), "CharColor")
