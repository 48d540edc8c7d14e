"""Any workbook file, read sparsely: its sheets in order, and the cells that show something."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from lxml import etree

from xlgoals.forms.errors import FormError
from xlgoals.forms.numfmt import BUILTIN
from xlgoals.forms.package import SMALL, Package, parse_xml
from xlgoals.forms.printed_sheet import PrintedCells, cells_of
from xlgoals.forms.sheetxml import MAIN, STRICT, Grid, Meaning, rich_text, scan, stream, walk

__all__ = ["SheetInfo", "Workbook"]

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_LARGEST_WHOLE: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet: the name on its tab, and the part that holds it."""

    name: str
    part: str
    state: str = "visible"


class Workbook:
    """An .xlsx or .xlsm file opened for reading.

    Args:
        source: a path, or the bytes of the file.

    Raises:
        FormError: `not-a-workbook`, `encrypted`, `damaged` or `too-large`.
    """

    def __init__(self, source: Path | bytes) -> None:
        self._package = Package(source)
        self._last = ("", b"")
        try:
            self._open()
        except BaseException:
            self._package.close()
            raise

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_: object) -> None:
        self._package.close()

    def _open(self) -> None:
        main = self._main_part()
        root = parse_xml(self._package.read(main))
        relations = self._relations(main)
        name_space = MAIN if root.tag == MAIN + "workbook" else STRICT
        if root.tag != name_space + "workbook":
            raise FormError("not-a-workbook")
        properties = root.find(name_space + "workbookPr")
        self.sheets = tuple(
            SheetInfo(sheet.get("name", ""), relations[identity][0], sheet.get("state", "visible"))
            for sheet in root.iterfind(f"{name_space}sheets/{name_space}sheet")
            if (identity := sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)) in relations
            and relations[identity][1] == "worksheet"
        )
        by_kind = {kind: part for part, kind in relations.values()}
        self._meaning = Meaning(
            strings=self._strings(by_kind.get("sharedStrings", "")),
            formats=self._formats(by_kind.get("styles", "")),
            epoch_1904=properties is not None
            and properties.get("date1904", "0") in ("1", "true", "on"),
        )

    @property
    def strings(self) -> Sequence[str]:
        """The table of shared strings."""
        return self._meaning.strings

    def printed(self, sheet: SheetInfo) -> PrintedCells | None:
        """The texts of a project's sheet that is exactly as printed; None of any other.

        Raises:
            FormError: `damaged`.
        """
        xml = self.small(sheet)
        return None if xml is None else cells_of(xml, self._meaning)

    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return self._package.names()

    def read(self, part: str) -> bytes:
        """One part as it stands in the file.

        Raises:
            FormError: `damaged`.
        """
        return self._package.read(part)

    def grid(self, sheet: SheetInfo) -> Grid:
        """The cells of a sheet that show something.

        Raises:
            FormError: `damaged` or `too-large`.
        """
        xml = self.small(sheet)
        if xml is None:
            return stream(self._package.stream(sheet.part), self._meaning)
        grid = scan(xml, self._meaning)
        return walk(xml, self._meaning) if grid is None else grid

    def small(self, sheet: SheetInfo) -> bytes | None:
        """The XML of a sheet; None of one that is too large to be taken whole.

        Raises:
            FormError: `damaged`.
        """
        if sheet.part not in self._package:
            raise FormError("damaged", part=sheet.part)
        if self._package.size(sheet.part) > SMALL:
            return None
        if self._last[0] != sheet.part:  # who looks at it in two ways unpacks it once
            self._last = (sheet.part, self._package.read(sheet.part))
        return self._last[1]

    def _main_part(self) -> str:
        if "_rels/.rels" not in self._package:
            raise FormError("not-a-workbook")
        for part, kind in self._relations("").values():
            if kind == "officeDocument" and part in self._package:
                return part
        raise FormError("not-a-workbook")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The internal relations of a part: identity to target and last word of the type."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", name + ".rels")
        if path not in self._package:
            return {}
        return _relations_of(self._package.read(path), folder)

    def _strings(self, part: str) -> tuple[str, ...]:
        if part not in self._package:
            return ()
        if self._package.size(part) > _LARGEST_WHOLE:
            raise FormError("too-large", limit=_LARGEST_WHOLE >> 20)
        root = parse_xml(self._package.read(part))
        return tuple(rich_text(item) for item in root if isinstance(item.tag, str))

    def _formats(self, part: str) -> tuple[str, ...]:
        if part not in self._package:
            return ()
        return _formats_of(self._package.read(part))


@lru_cache(maxsize=16)
def _relations_of(xml: bytes, folder: str) -> dict[str, tuple[str, str]]:
    relations = {}
    for relation in parse_xml(xml):
        if relation.get("TargetMode") == "External" or not isinstance(relation.tag, str):
            continue
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        kind = relation.get("Type", "").rpartition("/")[2]
        relations[relation.get("Id", "")] = (target.lstrip("/"), kind)
    return relations


@lru_cache(maxsize=16)
def _formats_of(xml: bytes) -> tuple[str, ...]:
    """The number format of each cell style, by its number."""
    root = parse_xml(xml)
    space = MAIN if root.tag == MAIN + "styleSheet" else STRICT
    codes = dict(BUILTIN)
    for own in root.iterfind(f"{space}numFmts/{space}numFmt"):
        codes[_number(own, "numFmtId")] = own.get("formatCode", "General")
    styles = root.iterfind(f"{space}cellXfs/{space}xf")
    return tuple(codes.get(_number(style, "numFmtId"), "General") for style in styles)


def _number(element: etree._Element, name: str) -> int:
    text = element.get(name, "0")
    return int(text) if text.isdigit() else 0
