"""Small Word files made by hand, and what the reader makes of them."""

from __future__ import annotations

import io
import zipfile

from xlgoals.forms import text
from xlgoals.forms.text import TextBlocks
from xlgoals.forms.word_package import open_parts
from xlgoals.forms.word_read import read_blocks

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DOCUMENT = f"{_WORD}.document.main+xml"
TEMPLATE = f"{_WORD}.template.main+xml"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": f"{_OFFICE}/relationships",
        "m": f"{_OFFICE}/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": f"{_DRAWING}/wordprocessingDrawing",
        "a": f"{_DRAWING}/main",
        "pic": f"{_DRAWING}/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)


def run(written: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{written}</w:t></w:r>'


def paragraph(*inner: str, look: str = "") -> str:
    """A paragraph; what is no XML yet becomes a run."""
    runs = "".join(part if part.startswith("<") else run(part) for part in inner)
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{runs}</w:p>"


def cell(*inner: str, look: str = "") -> str:
    """A table cell; what is no XML yet becomes a paragraph."""
    content = "".join(part if part.startswith("<") else paragraph(part) for part in inner)
    return f"<w:tc>{f'<w:tcPr>{look}</w:tcPr>' if look else ''}{content}</w:tc>"


def row(*cells: str, look: str = "") -> str:
    inner = "".join(part if part.startswith("<") else cell(part) for part in cells)
    return f"<w:tr>{f'<w:trPr>{look}</w:trPr>' if look else ''}{inner}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def packed(
    parts: dict[str, bytes], *, kind: str = DOCUMENT, main: str = "word/document.xml"
) -> bytes:
    """A zip file of these parts, with the two that say what it is."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="{main}"/>'
        "</Relationships>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word_file(*body: str, kind: str = DOCUMENT, **parts: str) -> bytes:
    """A Word file with this body, and parts such as `numbering`, each given as its root's XML.

    `{ns}` in a part stands for the namespaces.
    """
    document = f"<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>"
    contents = {"word/document.xml": document.encode()}
    contents |= {
        f"word/{name}.xml": part.replace("{ns}", NAMESPACES).encode()
        for name, part in parts.items()
    }
    return packed(contents, kind=kind)


def shown(*body: str, **parts: str) -> str:
    """What the reader finds in a body, in the text form."""
    found = read_blocks(open_parts(word_file(*body, **parts)))
    return text.serialise(TextBlocks(found.blocks))
