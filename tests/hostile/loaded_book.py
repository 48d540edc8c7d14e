"""A workbook with all that such a file can carry to do harm: macros, links, DDE, OLE, queries."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pyopenvba import ExcelFile, VBAModuleKind

from tests.forms.books import zipped

__all__ = ["BURDENS", "MACRO_PART", "loaded", "parts_of"]

Parts = dict[str, bytes]

MACRO_PART: Final = "xl/vbaProject.bin"
SHARE: Final = "file:///\\\\a.example\\share\\other.xlsx"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MACRO: Final = """
Sub Auto_Open()
    Shell "cmd /c calc"
    Open "owned.txt" For Output As #1: Print #1, "x": Close #1
End Sub
Sub Workbook_Open()
    Auto_Open
End Sub
"""
_STRAY: Final = '<row r="1048576" ht="15"><c r="XFD1048576" s="1"/></row></sheetData>'
# Each of them as Excel writes it, in a row below all others, outside of what the form reads.
_CELLS: Final = (
    "=cmd|'/C calc'!A0",
    '=WEBSERVICE("http://a.example/")',
    '=HYPERLINK("http://a.example/","点这里")',
    "=[1]Sheet1!A1",
    '=RTD("progid","","x")',
    '=CALL("Kernel32","WinExec","JCJ","calc",0)',
    '=EXEC("calc")',
)


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def loaded(book: bytes, burden: str, folder: Path) -> bytes:
    """The workbook with one of `BURDENS`, or with "all" of them.

    Args:
        book: A workbook that we wrote.
        burden: Which.
        folder: For files on the way.
    """
    if burden in {"macros", "all"}:
        book = _with_macros(book, folder)
    parts = parts_of(book)
    for name, add in BURDENS.items():
        if burden in {name, "all"}:
            add(parts)
    return zipped(parts)


def _with_macros(book: bytes, folder: Path) -> bytes:
    parts = parts_of(book)
    _swap(
        parts,
        "[Content_Types].xml",
        f"{_SHEET_KIND}.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    path = folder / "macros.xlsm"
    path.write_bytes(zipped(parts))
    with ExcelFile(path) as opened:
        opened.add_vba_project()
        opened.vba_project().add_module("Harm", _MACRO, kind=VBAModuleKind.standard)
        opened.save()
    return path.read_bytes()


def _nothing_more(parts: Parts) -> None:
    assert MACRO_PART in parts


def _links(parts: Parts) -> None:
    """Another workbook on a server, with what was last seen of it."""
    parts["xl/externalLinks/externalLink1.xml"] = _xml(
        f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1">'
        '<sheetNames><sheetName val="Sheet1"/></sheetNames><sheetDataSet><sheetData sheetId="0">'
        '<row r="1"><cell r="A1" t="str"><v>x</v></cell></row></sheetData></sheetDataSet>'
        "</externalBook></externalLink>"
    )
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = _xml(
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" TargetMode="External" '
        f'Type="{_OFFICE}/externalLinkPath" Target="{SHARE}"/></Relationships>'
    )
    _link(parts, 1)


def _dde(parts: Parts) -> None:
    """A DDE link, which Excel asks to start a program for."""
    parts["xl/externalLinks/externalLink2.xml"] = _xml(
        f'<externalLink xmlns="{_MAIN}"><ddeLink ddeService="cmd" ddeTopic="/C calc">'
        '<ddeItems><ddeItem name="A0" advise="1"><values><value t="str"><val>x</val></value>'
        "</values></ddeItem></ddeItems></ddeLink></externalLink>"
    )
    _link(parts, 2)


def _link(parts: Parts, number: int) -> None:
    relation = f"rIdLink{number}"
    target = f"externalLinks/externalLink{number}.xml"
    _relate(parts, relation, "externalLink", target)
    _kind(parts, f"/xl/{target}", f"{_SHEET_KIND}.externalLink+xml")
    reference = f'<externalReference xmlns:r="{_OFFICE}" r:id="{relation}"/>'
    end = "</externalReferences>"
    if end.encode() in parts["xl/workbook.xml"]:
        _swap(parts, "xl/workbook.xml", end, reference + end)
    else:
        references = f"</sheets><externalReferences>{reference}</externalReferences>"
        _swap(parts, "xl/workbook.xml", "</sheets>", references)


def _connection(parts: Parts) -> None:
    """A query that runs when the file is opened."""
    parts["xl/connections.xml"] = _xml(
        f'<connections xmlns="{_MAIN}"><connection id="1" name="q" type="1" refreshedVersion="6" '
        'refreshOnLoad="1" background="0"><dbPr connection="DSN=x;SERVER=a.example" '
        "command=\"EXEC xp_cmdshell 'calc'\"/></connection>"
        '<connection id="2" name="w" type="4" refreshOnLoad="1"><webPr url="http://a.example/"/>'
        "</connection></connections>"
    )
    _relate(parts, "rIdQuery", "connections", "connections.xml")
    _kind(parts, "/xl/connections.xml", f"{_SHEET_KIND}.connections+xml")


def _ole(parts: Parts) -> None:
    """A packed program, and one on a server, on the sheet of the first project."""
    sheet = _project_sheet(parts)
    parts["xl/embeddings/oleObject1.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1MZ" + b"\x90" * 600
    folder, _, name = sheet.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    assert relations not in parts
    parts[relations] = _xml(
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/oleObject" '
        'Target="../embeddings/oleObject1.bin"/><Relationship Id="rId2" TargetMode="External" '
        f'Type="{_OFFICE}/oleObject" Target="{SHARE}"/></Relationships>'
    )
    objects = (
        f'<oleObjects xmlns:r="{_OFFICE}"><oleObject progId="Package" shapeId="1025" r:id="rId1"/>'
        '<oleObject progId="Excel.Sheet.12" shapeId="1026" oleUpdate="OLEUPDATE_ALWAYS" '
        'link="[2]!x" r:id="rId2"/></oleObjects></worksheet>'
    )
    _swap(parts, sheet, "</worksheet>", objects)
    default = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    if b'Extension="bin"' not in parts["[Content_Types].xml"]:
        _swap(parts, "[Content_Types].xml", "<Override", f"{default}<Override")


def _formulas(parts: Parts) -> None:
    """Formulas that start programs or fetch pages, far to the right of the form."""
    cells = "".join(
        f'<c r="A{chr(65 + at)}900" t="str"><f>{_escaped(formula[1:])}</f><v>x</v></c>'
        for at, formula in enumerate(_CELLS)
    )
    sheet = _project_sheet(parts)
    _swap(parts, sheet, "</sheetData>", f'<row r="900">{cells}</row></sheetData>')


def _stray(parts: Parts) -> None:
    """A formatted cell a million rows down, on every sheet."""
    for name in parts:
        if name.startswith("xl/worksheets/sheet"):
            _swap(parts, name, "</sheetData>", _STRAY)


BURDENS: Final[dict[str, Callable[[Parts], None]]] = {
    "macros": _nothing_more,
    "links": _links,
    "dde": _dde,
    "connection": _connection,
    "ole": _ole,
    "formulas": _formulas,
    "stray": _stray,
}
"""What a workbook may be loaded with."""


def _project_sheet(parts: Parts) -> str:
    """The part of the first project's sheet, which stands fourth."""
    name = "xl/worksheets/sheet4.xml"
    assert "项目编码".encode() in parts[name]
    return name


def _escaped(formula: str) -> str:
    return formula.replace("&", "&amp;").replace("<", "&lt;")


def _xml(content: str) -> bytes:
    return f"{_HEAD}\n{content}".encode()


def _relate(parts: Parts, relation: str, kind: str, target: str) -> None:
    one = f'<Relationship Id="{relation}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    _swap(parts, "xl/_rels/workbook.xml.rels", "</Relationships>", f"{one}</Relationships>")


def _kind(parts: Parts, part: str, kind: str) -> None:
    one = f'<Override PartName="{part}" ContentType="{kind}"/>'
    _swap(parts, "[Content_Types].xml", "</Types>", f"{one}</Types>")


def _swap(parts: Parts, name: str, old: str, new: str) -> None:
    before, found, behind = parts[name].partition(old.encode())
    assert found, (name, old)
    parts[name] = before + new.encode() + behind
