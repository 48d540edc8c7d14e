"""The parts around the sheets: the workbook's own part, its relations, types, and styles."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import Final, NamedTuple

from lxml import etree

from xlgoals.forms.mould import Mould
from xlgoals.forms.numfmt import BUILTIN
from xlgoals.forms.package import parse_xml
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.sheetxml import MAIN
from xlgoals.forms.xstring import to_xml
from xlgoals.forms.zipwriter import Packed, deflate, stitch

__all__ = ["BookStamp", "NewSheet", "add_formats"]

_REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_REL: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SHEETS: Final = re.compile(r"<sheets>.*?</sheets>", re.DOTALL)
_NAMES: Final = re.compile(r"<definedNames>.*?</definedNames>", re.DOTALL)
_LAST_ROW: Final = re.compile(r"(?<=[A-Z$])[0-9]+\Z")
_TO_THE_END: Final = ("_xlnm.Print_Area", "_xlnm._FilterDatabase")
_HIDDEN: Final = {"_xlnm._FilterDatabase": ' hidden="1"'}
_FIRST_OWN_FORMAT: Final = 164


class NewSheet(NamedTuple):
    """A sheet of a workbook being written.

    `origin` is the name of the template's sheet whose print settings it follows, `last_row` the
    end of its print area, None for the template's own.
    """

    name: str
    packed: Packed
    origin: str = ""
    last_row: int | None = None
    state: str = "visible"
    relations: Packed | None = None


class BookStamp:
    """The template's workbook part, its relations and content types, ready for other sheets."""

    def __init__(self, workbook: bytes, relations: bytes, types: bytes) -> None:
        root = parse_xml(workbook)
        names = [sheet.get("name", "") for sheet in root.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
        self._global: list[tuple[str, str]] = []
        self._local: dict[str, list[tuple[str, str]]] = {}
        for name in root.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
            at, entry = name.get("localSheetId"), (name.get("name", ""), name.text or "")
            if at is None:
                self._global.append(entry)
            else:
                origin = names[int(at)]
                cells = entry[1].removeprefix(quoted(origin) + "!")
                self._local.setdefault(origin, []).append((entry[0], cells))
        self._workbook = _NAMES.sub("", workbook.decode())
        self._relations = _other_relations(relations)
        self._types = _other_types(types)

        self._moulded = lru_cache(maxsize=16)(self._mould)
        self.packed_relations = lru_cache(maxsize=16)(lambda count: deflate(self.relations(count)))
        self.packed_types = lru_cache(maxsize=16)(lambda count: deflate(self.types(count)))

    def workbook(self, sheets: Sequence[NewSheet]) -> Packed:
        """The workbook part for these sheets, packed."""
        same = tuple((sheet.name, sheet.origin, sheet.state) for sheet in sheets)
        ends = {
            str(at): b"%d" % sheet.last_row
            for at, sheet in enumerate(sheets)
            if sheet.last_row is not None
        }
        return stitch(self._moulded(same, frozenset(map(int, ends))).fill(ends))

    def _mould(self, sheets: Sequence[tuple[str, str, str]], ended: Set[int]) -> Mould:
        """The workbook part with a hole for the last row of each sheet that is `ended`."""
        listed = "".join(
            f'<sheet xmlns:r="{_REL}" name="{_attribute(name)}" sheetId="{at}"'
            f' state="{state}" r:id="s{at}"/>'
            for at, (name, _, state) in enumerate(sheets, start=1)
        )
        names = [(name, -1, text, False) for name, text in self._global]
        for at, (sheet, origin, _) in enumerate(sheets):
            for name, cells in self._local.get(origin, ()):
                moves = at in ended and name in _TO_THE_END
                stays = _LAST_ROW.sub("", cells) if moves else cells
                names.append((name, at, f"{quoted(sheet)}!{stays}", moves))
        names.sort(key=lambda entry: (entry[0].casefold(), entry[1]))
        before, _, after = _SHEETS.sub("\0", self._workbook, count=1).partition("\0")
        parts: list[str | tuple[str]] = [f"{before}<sheets>{listed}</sheets><definedNames>"]
        for name, at, text, moves in names:
            parts.append(f'<definedName name="{name}"{_local(at)}{_HIDDEN.get(name, "")}>')
            parts += (to_xml(text), (str(at),)) if moves else (to_xml(text),)
            parts.append("</definedName>")
        return Mould.of([*parts, "</definedNames>", after])

    def relations(self, count: int) -> bytes:
        """The relations of the workbook part to this many sheets and the template's other parts."""
        sheets = "".join(
            f'<Relationship Id="s{at}" Type="{_REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
            for at in range(1, count + 1)
        )
        listed = f'<Relationships xmlns="{_PACKAGE_REL}">{sheets}{self._relations}</Relationships>'
        return listed.encode()

    def types(self, count: int) -> bytes:
        """The content types of all parts."""
        sheets = "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_SHEET_TYPE}"/>'
            for at in range(1, count + 1)
        )
        return self._types.replace("</Types>", sheets + "</Types>").encode()


def _attribute(text: str) -> str:
    return to_xml(text).replace('"', "&quot;")


def _local(at: int) -> str:
    return "" if at < 0 else f' localSheetId="{at}"'


def _other_relations(xml: bytes) -> str:
    kept = []
    for number, relation in enumerate(parse_xml(xml), start=1):
        kind = relation.get("Type", "").rpartition("/")[2]
        if kind not in ("worksheet", "sharedStrings", "calcChain"):
            kept.append(
                f'<Relationship Id="o{number}" Type="{relation.get("Type")}"'
                f' Target="{_attribute(relation.get("Target", ""))}"/>'
            )
    return "".join(kept)


def _other_types(xml: bytes) -> str:
    root = parse_xml(xml)
    for entry in list(root):
        part = entry.get("PartName", "")
        if part.startswith("/xl/worksheets/sheet") or part in (
            "/xl/sharedStrings.xml",
            "/xl/calcChain.xml",
        ):
            root.remove(entry)
    return etree.tostring(root, encoding="unicode")


def add_formats(
    styles: bytes, bases: Iterable[int], codes: Iterable[str]
) -> tuple[bytes, Mapping[tuple[int, str], int]]:
    """Styles like the `bases` but for their number format; and the numbers of the new styles."""
    root = parse_xml(styles)
    numbers = {code: number for number, code in BUILTIN.items()}
    own = root.find(MAIN + "numFmts")
    if own is None:
        own = etree.Element(MAIN + "numFmts")
        root.insert(0, own)
    for known in own:
        numbers[known.get("formatCode", "")] = int(known.get("numFmtId", "0"))
    cell_styles = root.find(MAIN + "cellXfs")
    if cell_styles is None:
        cell_styles = etree.SubElement(root, MAIN + "cellXfs")
    found: dict[tuple[int, str], int] = {}
    codes = tuple(codes)
    for base in sorted(set(bases)):
        for code in codes:
            style = copy.deepcopy(cell_styles[base])
            style.set("numFmtId", str(_format_number(own, numbers, code)))
            style.set("applyNumberFormat", "1")
            found[base, code] = len(cell_styles)
            cell_styles.append(style)
    cell_styles.set("count", str(len(cell_styles)))
    if len(own):
        own.set("count", str(len(own)))
    else:
        root.remove(own)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True), found


def _format_number(own: etree._Element, numbers: dict[str, int], code: str) -> int:
    if code not in numbers:
        numbers[code] = max([_FIRST_OWN_FORMAT - 1, *numbers.values()]) + 1
        etree.SubElement(own, MAIN + "numFmt", {"numFmtId": str(numbers[code]), "formatCode": code})
    return numbers[code]
