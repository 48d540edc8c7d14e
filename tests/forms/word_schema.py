"""The order that the standard (ECMA-376, wml.xsd) gives to the children of an element.

Word calls a file damaged where a sequence is out of order, other programs do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LOOK_OF_PARAGRAPH: Final = """
    pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr
    shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN
    bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc
    textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
_LOOK_OF_RUN: Final = """
    rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof
    snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd
    fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath
"""
_EDGES: Final = "top left bottom right insideH insideV"
SEQUENCES: Final = {
    "pPr": _LOOK_OF_PARAGRAPH,
    "rPr": _LOOK_OF_RUN,
    "tblPr": """
        tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc
        tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription
    """,
    "tcPr": """
        cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText
        vAlign hideMark headers cellIns cellDel cellMerge tcPrChange
    """,
    "sectPr": """
        headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders
        lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter
        docGrid printerSettings
    """,
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "tc": "tcPr p",
    "r": "rPr t tab fldChar instrText",
    "style": """
        name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed
        qFormat locked rsid pPr rPr tblPr trPr tcPr tblStylePr
    """,
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "settings": """
        zoom mirrorMargins bordersDoNotSurroundHeader defaultTabStop evenAndOddHeaders
        characterSpacingControl footnotePr endnotePr compat rsids themeFontLang
    """,
    "font": "altName panose1 charset family notTrueType pitch sig",
    "tblBorders": _EDGES,
    "tcBorders": _EDGES,
    "tblCellMar": _EDGES,
}
# Any order will do, but no other child.
CHOICES: Final = {
    "trPr": "cnfStyle divId gridBefore gridAfter cantSplit trHeight tblHeader jc hidden ins del",
    "p": "pPr r hyperlink bookmarkStart bookmarkEnd fldSimple",
    "hyperlink": "r bookmarkStart bookmarkEnd",
    "body": "p tbl bookmarkStart bookmarkEnd sectPr",
}
_REPEATED: Final = frozenset(
    ["tr", "tc", "p", "style", "headerReference", "footerReference", "t", "tab"]
)


def disorder(root: etree._Element) -> Iterator[str]:
    """What is out of order below a root, as `parent: child behind child`."""
    for element in root.iter():
        name = str(element.tag).removeprefix(W)
        children = [str(child.tag).removeprefix(W) for child in element]
        if name in CHOICES:
            unknown = set(children).difference(CHOICES[name].split())
            yield from (f"{name}: {child} is unknown" for child in sorted(unknown))
        if name in SEQUENCES:
            yield from _disorder(name, children, SEQUENCES[name].split())
        if name == "tc" and children[-1:] != ["p"]:
            yield "tc: ends in no paragraph"
        if name == "p" and "pPr" in children[1:]:
            yield "p: pPr is not the first"


def _disorder(name: str, children: list[str], order: list[str]) -> Iterator[str]:
    last = -1
    for child in children:
        if child not in order:
            yield f"{name}: {child} is unknown"
            continue
        at = order.index(child)
        # A run holds text and tabs in any order.
        if at < last and name != "r":
            yield f"{name}: {child} behind {order[last]}"
        if at == last and child not in _REPEATED:
            yield f"{name}: {child} comes twice"
        last = at
