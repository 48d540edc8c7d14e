"""Draws the add-in's icons: python tools/icons.py [FOLDER], by default addin/icons.

Each is drawn on a field of 64 by 64 units, several times as large as wanted, and scaled down; the
same pillow gives the same pixels every time.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

__all__ = ["ICONS", "SIZES", "draw", "main"]

SIZES: Final = (16, 24, 32, 48, 64)
"""Widths of the pictures, in pixels."""

_FINE: Final = 8
_FOLDER: Final = Path(__file__).parents[1] / "addin" / "icons"

_BLUE, _PALE, _WHITE = "#1f5fa8", "#d6e6f7", "#ffffff"
_GREEN, _RED, _AMBER, _GREY = "#2a8a4a", "#c83737", "#e0a021", "#5b6670"

_Point = tuple[float, float]
_PAGE: Final = ((12, 6), (40, 6), (54, 20), (54, 58), (12, 58))


class Pen:
    """Draws on the field, in its units."""

    def __init__(self, size: int) -> None:
        self._scale = size * _FINE / 64
        self.image = Image.new("RGBA", (size * _FINE, size * _FINE), (0, 0, 0, 0))
        self._draw = ImageDraw.Draw(self.image)

    def _at(self, points: Sequence[_Point]) -> list[_Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def shape(self, points: Sequence[_Point], colour: str) -> None:
        """A filled polygon."""
        self._draw.polygon(self._at(points), fill=colour)

    def line(self, points: Sequence[_Point], colour: str, width: float = 6) -> None:
        """A line with round ends and corners."""
        placed = self._at(points)
        self._draw.line(placed, fill=colour, width=round(width * self._scale), joint="curve")
        for point in points:
            self.dot(point, width / 2, colour)

    def dot(self, centre: _Point, radius: float, colour: str) -> None:
        """A disc."""
        (x, y) = centre
        corners = self._at([(x - radius, y - radius), (x + radius, y + radius)])
        self._draw.ellipse(corners, fill=colour)

    def arc(self, centre: _Point, radius: float, angles: tuple[float, float], colour: str) -> None:
        """A part of a circle, clockwise between two angles in degrees, an arrow at its end."""
        start, end = angles
        steps = [start + (end - start) * step / 40 for step in range(41)]
        points = [_on_circle(centre, radius, angle) for angle in steps]
        self.line(points, colour)
        ahead = 24 if end > start else -24
        tip = _on_circle(centre, radius, end + ahead * 1.4)
        base = (_on_circle(centre, radius + 11, end), _on_circle(centre, radius - 11, end))
        self.shape([tip, *base], colour)

    def page(self, colour: str = _BLUE, shift: _Point = (0, 0)) -> None:
        """A sheet of paper with a folded corner."""
        outline = [(x + shift[0], y + shift[1]) for x, y in _PAGE]
        self.shape(outline, _WHITE)
        self.line([*outline, outline[0]], colour, 5)
        (x, y) = outline[1]
        self.line([(x, y), (x, y + 14), (x + 14, y + 14)], colour, 5)

    def rows(self, colour: str = _BLUE) -> None:
        """Three lines of text on the paper."""
        for y in (30, 39, 48):
            self.line([(21, y), (44, y)], colour, 4)

    def tick(self, colour: str = _GREEN) -> None:
        """A check mark with a white seam, over the lower right corner."""
        for width, shade in ((15, _WHITE), (9, colour)):
            self.line([(28, 42), (38, 53), (58, 30)], shade, width)

    def arrow(self, start: _Point, end: _Point, colour: str) -> None:
        """A straight arrow with a white seam."""
        angle = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
        wings = [_on_circle(end, 14, angle + 180 + turn) for turn in (42, -42)]
        for width, shade in ((14, _WHITE), (8, colour)):
            self.line([start, end], shade, width)
            self.line([wings[0], end, wings[1]], shade, width)


def _on_circle(centre: _Point, radius: float, angle: float) -> _Point:
    turn = math.radians(angle)
    return (centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn))


def _validate_sheet(pen: Pen) -> None:
    pen.page()
    pen.tick()


def _validate_book(pen: Pen) -> None:
    pen.page(_GREY, (-5, 0))
    pen.page(_BLUE, (5, 3))
    pen.tick()


def _clear_marks(pen: Pen) -> None:
    pen.shape([(24, 52), (6, 34), (34, 6), (58, 30), (36, 52)], _PALE)
    pen.shape([(20, 20), (34, 6), (58, 30), (44, 44)], _BLUE)
    pen.line([(24, 52), (6, 34), (34, 6), (58, 30), (36, 52), (24, 52)], _BLUE, 5)
    pen.line([(14, 58), (58, 58)], _GREY, 5)


def _previous_finding(pen: Pen) -> None:
    pen.line([(34, 10), (12, 32), (34, 54)], _BLUE, 10)
    pen.dot((50, 32), 10, _RED)


def _next_finding(pen: Pen) -> None:
    pen.line([(30, 10), (52, 32), (30, 54)], _BLUE, 10)
    pen.dot((14, 32), 10, _RED)


def _normalise(pen: Pen) -> None:
    pen.line([(8, 56), (38, 26)], _GREY, 10)
    for centre, size in (((46, 18), 16), ((18, 16), 10), ((52, 46), 9)):
        points = [_on_circle(centre, size * (0.35 if at % 2 else 1), at * 45) for at in range(8)]
        pen.shape(points, _AMBER)


def _undo_normalise(pen: Pen) -> None:
    pen.arc((33, 34), 21, (450, 205), _BLUE)


def _add_project(pen: Pen) -> None:
    pen.page()
    for width, shade in ((17, _WHITE), (9, _GREEN)):
        pen.line([(44, 30), (44, 56)], shade, width)
        pen.line([(31, 43), (57, 43)], shade, width)


def _update_overview(pen: Pen) -> None:
    pen.arc((32, 32), 21, (190, 310), _GREEN)
    pen.arc((32, 32), 21, (10, 130), _BLUE)


def _import_document(pen: Pen) -> None:
    pen.page()
    pen.arrow((32, 20), (32, 48), _GREEN)


def _import_folder(pen: Pen) -> None:
    pen.shape([(4, 14), (24, 14), (30, 20), (60, 20), (60, 56), (4, 56)], _AMBER)
    pen.shape([(4, 28), (60, 28), (60, 56), (4, 56)], "#f3c65a")
    pen.arrow((32, 24), (32, 48), _GREEN)


def _export_word(pen: Pen) -> None:
    pen.page()
    pen.line([(19, 28), (26, 48), (33, 32), (40, 48), (47, 28)], _BLUE, 6)


def _export_text(pen: Pen) -> None:
    pen.page()
    pen.rows()
    pen.arrow((30, 40), (56, 40), _GREEN)


def _show_rules(pen: Pen) -> None:
    for side in (-1, 1):
        leaf = [(32 + side * x, y) for x, y in ((0, 16), (26, 10), (26, 50), (0, 56))]
        pen.shape(leaf, _WHITE)
        pen.line([*leaf, leaf[0]], _BLUE, 5)
        for y in (24, 34):
            pen.line([(32 + side * 8, y + 2), (32 + side * 18, y)], _GREY, 4)


def _doctor(pen: Pen) -> None:
    shield = [(32, 4), (56, 12), (56, 32), (48, 48), (32, 60), (16, 48), (8, 32), (8, 12)]
    pen.shape(shield, _GREEN)
    pen.line([(32, 20), (32, 44)], _WHITE, 9)
    pen.line([(20, 32), (44, 32)], _WHITE, 9)


ICONS: Final[dict[str, Callable[[Pen], None]]] = {
    "validate_sheet": _validate_sheet,
    "validate_book": _validate_book,
    "clear_marks": _clear_marks,
    "previous_finding": _previous_finding,
    "next_finding": _next_finding,
    "normalise": _normalise,
    "undo_normalise": _undo_normalise,
    "import_document": _import_document,
    "import_folder": _import_folder,
    "export_word": _export_word,
    "export_text": _export_text,
    "add_project": _add_project,
    "update_overview": _update_overview,
    "show_rules": _show_rules,
    "doctor": _doctor,
}
"""What draws each icon, by the key of its command."""


def draw(name: str, size: int) -> Image.Image:
    """One icon, transparent around its shape.

    Args:
        name: A key of `ICONS`.
        size: Its width and height, in pixels.
    """
    pen = Pen(size)
    ICONS[name](pen)
    return pen.image.resize((size, size), Image.Resampling.BOX)


def main(folder: Path) -> None:
    """Draw all icons in all sizes into a folder, as NAME-SIZE.png."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ICONS:
        for size in SIZES:
            draw(name, size).save(folder / f"{name}-{size}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER)
