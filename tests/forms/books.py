"""Small workbooks for tests, written part by part."""

from __future__ import annotations

import zipfile
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

FORMATS = ("General", "0.00", "0%", "yyyy-mm-dd", "@")
"""The number format of style 0, 1, 2 …"""


def sheet_xml(rows: str) -> str:
    """A sheet with these rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def parts_of(sheets: dict[str, str], strings: str = "") -> dict[str, str]:
    """The parts of a workbook: sheets by name, and the items of its shared strings."""
    numbered = list(enumerate(sheets.items(), start=1))
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, (n, _) in numbered)
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{_REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i, _ in numbered
    )
    relations += f'<Relationship Id="s" Type="{_REL}/sharedStrings" Target="/xl/strings.xml"/>'
    relations += f'<Relationship Id="t" Type="{_REL}/styles" Target="styles.xml"/>'
    formats = "".join(
        f'<numFmt numFmtId="{200 + at}" formatCode="{code}"/>' for at, code in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{200 + at}"/>' for at in range(len(FORMATS)))
    return {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/strings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        **{f"xl/worksheets/sheet{i}.xml": xml for i, (_, xml) in numbered},
    }


def zipped(parts: dict[str, str] | dict[str, bytes]) -> bytes:
    """The zip file of these parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return file.getvalue()


def book(sheets: dict[str, str], strings: str = "") -> bytes:
    """A workbook of these sheets; each is given by its rows."""
    return zipped(parts_of({name: sheet_xml(rows) for name, rows in sheets.items()}, strings))


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with a piece of one part replaced, everywhere in that part."""
    with zipfile.ZipFile(BytesIO(data)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    text = parts[part].decode()
    assert old in text, old
    parts[part] = text.replace(old, new).encode()
    return zipped(parts)


def part(data: bytes, name: str) -> str:
    """One part of a workbook."""
    with zipfile.ZipFile(BytesIO(data)) as opened:
        return opened.read(name).decode()
