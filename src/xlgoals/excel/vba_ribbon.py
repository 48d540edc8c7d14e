"""The parts of a workbook file that carry the ribbon: two of them, and the pictures of the buttons.

Office 2010 and later read one, Office 2007 the other; they differ in their name space only.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from xlgoals.resources import shipped

__all__ = ["NAMESPACES", "RELATIONS", "parts"]

NAMESPACES: Final = {
    "customUI/customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui",
    "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",
}
"""The name space of each part."""

RELATIONS: Final = {
    "customUI/customUI14.xml": "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    "customUI/customUI.xml": "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
}
"""How the package refers to each part."""

_IMAGE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SIZES: Final = {"large": 64}
_SIZE: Final = 32  # twice what a screen of ordinary resolution shows: sharp on others too


def parts() -> dict[str, bytes]:
    """The parts by name, in the order in which they go into the file."""
    source = shipped("addin", "ribbon.xml").read_text("utf-8")
    images = _images(source)
    made: dict[str, bytes] = {}
    for name, namespace in NAMESPACES.items():
        made[name] = source.replace(NAMESPACES["customUI/customUI14.xml"], namespace).encode()
        made[f"customUI/_rels/{name.rpartition('/')[2]}.rels"] = _relations(images)
    for name, size in images.items():
        icon = shipped("addin/icons", f"{name}-{size}.png")
        made[f"customUI/images/{name}.png"] = icon.read_bytes()
    return made


def _images(source: str) -> dict[str, int]:
    """The picture that each button wants, and its size in pixels."""
    root = etree.fromstring(source.encode())
    return {
        str(node.get("image")): _SIZES.get(node.get("size", ""), _SIZE)
        for node in root.iterfind(".//*[@image]")
    }


def _relations(images: dict[str, int]) -> bytes:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{_IMAGE}" Target="images/{name}.png"/>' for name in images
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{rows}</Relationships>'.encode()
