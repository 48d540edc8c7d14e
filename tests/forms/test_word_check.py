"""Others open what we write: python-docx, docx2python, docxtpl, and the order of the standard."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pytest
from docx2python import docx2python
from lxml import etree

from benchmarks import word as peers
from tests.forms.conftest import RICH
from tests.forms.word_schema import SEQUENCES, W, disorder
from tests.generated import department_text
from xlgoals.forms import outline, text, word
from xlgoals.forms.blocks import BOOKMARK, Block, Paragraph
from xlgoals.forms.word_template import build
from xlgoals.model import GoalDocument, Indicator, Project

PLAIN = text.read(department_text(5, projects=3).encode()).document
DOCUMENTS = [
    pytest.param(PLAIN, id="generated"),
    pytest.param(RICH, id="everything"),
    pytest.param(GoalDocument(), id="empty"),
]


def parts(data: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


@pytest.mark.parametrize("contents", [False, True])
@pytest.mark.parametrize("common_fonts", [False, True])
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_part_has_the_order_of_the_standard(
    document: GoalDocument, common_fonts: bool, contents: bool
) -> None:
    data = word.write(document, common_fonts=common_fonts, contents=contents)
    for name, root in parts(data).items():
        assert not list(disorder(root)), name


def test_the_template_has_the_order_of_the_standard() -> None:
    found = parts(build())
    for name, root in found.items():
        assert not list(disorder(root)), name
    used = {str(element.tag).removeprefix(W) for root in found.values() for element in root.iter()}
    assert used >= {"pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr"}
    assert used & SEQUENCES.keys() >= {"settings", "style", "font", "tblCellMar", "tcBorders"}


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<w:pPr><w:jc/><w:ind/></w:pPr>", ["pPr: ind behind jc"]),
        ("<w:rPr><w:sz/><w:rFonts/></w:rPr>", ["rPr: rFonts behind sz"]),
        ("<w:tcPr><w:vAlign/><w:vMerge/></w:tcPr>", ["tcPr: vMerge behind vAlign"]),
        ("<w:tcPr><w:tcW/><w:tcW/></w:tcPr>", ["tcPr: tcW comes twice"]),
        (
            "<w:tblPr><w:jc/><w:tblW/><w:x/></w:tblPr>",
            ["tblPr: tblW behind jc", "tblPr: x is unknown"],
        ),
        ("<w:trPr><w:tcW/></w:trPr>", ["trPr: tcW is unknown"]),
        ("<w:tc><w:tcPr/></w:tc>", ["tc: ends in no paragraph"]),
        ("<w:p><w:r/><w:pPr/></w:p>", ["p: pPr is not the first"]),
    ],
)
def test_disorder_is_seen(xml: str, expected: list[str]) -> None:
    root = etree.fromstring(xml.replace("<w:", "<w:", 1).replace(">", f' xmlns:w="{W[1:-1]}">', 1))
    assert list(disorder(root)) == expected


@pytest.mark.parametrize("document", DOCUMENTS)
def test_bookmarks_are_whole_and_their_numbers_differ(document: GoalDocument) -> None:
    root = parts(word.write(document))["word/document.xml"]
    starts = [mark.get(f"{W}id") for mark in root.iter(f"{W}bookmarkStart")]
    ends = [mark.get(f"{W}id") for mark in root.iter(f"{W}bookmarkEnd")]
    assert starts == ends
    assert max(Counter(starts).values()) == 1
    names = [mark.get(f"{W}name", "") for mark in root.iter(f"{W}bookmarkStart")]
    assert names[:3] == [f"_Toc_2_2_{at:010d}" for at in (1, 2, 3)] or document is RICH
    assert all(len(name) <= 40 for name in names)
    assert len(set(names)) == len(names)


def test_every_font_has_its_east_asian_name() -> None:
    for name, root in parts(word.write(PLAIN)).items():
        for fonts in root.iter(f"{W}rFonts"):
            assert fonts.get(f"{W}eastAsia"), name


def test_common_fonts_are_those_that_every_system_has() -> None:
    def fonts(data: bytes) -> set[str]:
        looks = (fonts for root in parts(data).values() for fonts in root.iter(f"{W}rFonts"))
        return {str(value) for look in looks for value in look.attrib.values()}

    own = {"方正小标宋简体", "楷体_GB2312", "仿宋_GB2312"}
    assert fonts(word.write(PLAIN)) >= own
    assert fonts(word.write(PLAIN, common_fonts=True)) == {
        *("宋体", "黑体", "仿宋", "楷体", "Times New Roman")
    }
    styles = parts(word.write(PLAIN, common_fonts=True))["word/styles.xml"]
    title = styles.find(f"{W}style[@{W}styleId='GoalPart']/{W}rPr")
    assert title is not None
    assert title.find(f"{W}b") is not None  # 宋体 stands in for a heavy face


def test_python_docx_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "绩效文本.docx"
    path.write_bytes(word.write(PLAIN))
    opened: Any = docx.Document(str(path))
    assert len(opened.tables) == 2 * len(PLAIN.projects)
    for project, upper, lower in zip(
        PLAIN.projects, opened.tables[::2], opened.tables[1::2], strict=True
    ):
        assert [len({id(cell._tc) for cell in row.cells}) for row in upper.rows][1] == 4
        assert upper.rows[1].cells[1].text == project.code
        assert upper.rows[3].cells[0].text == upper.rows[2].cells[0].text  # merged
        assert [row.cells[0].text for row in lower.rows][1:] == [
            indicator.level1 for indicator in project.indicators
        ]
        assert lower.style.name == "绩效表格"
    section = opened.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert opened.settings.odd_and_even_pages_header_footer
    assert {"绩效正文", "绩效一级标题", "绩效项目标题"} <= {style.name for style in opened.styles}


def test_equal_classes_below_each_other_are_one_merged_cell() -> None:
    classes = [
        ("产出", "数量"),
        ("产出", "数量"),
        ("产出", "质量"),
        ("效益", "质量"),
        ("效益", "质量"),
    ]
    rows = tuple(
        Indicator(level1=first, level2=second, name=f"指标{at}")
        for at, (first, second) in enumerate(classes)
    )
    document = GoalDocument(projects=(Project(number=1, title="甲", name="甲", indicators=rows),))
    data = word.write(document)
    opened: Any = docx.Document(io.BytesIO(data))
    cells = [row.cells[:2] for row in opened.tables[1].rows[1:]]
    assert [tuple(cell.text for cell in pair) for pair in cells] == classes
    merged = [[id(cell._tc) for cell in column] for column in zip(*cells, strict=True)]
    assert [len(set(column)) for column in merged] == [2, 3]
    assert word.read(data).document.projects[0].indicators == rows


def test_docx2python_reads_the_same_words(tmp_path: Path) -> None:
    path = tmp_path / "绩效文本.docx"
    path.write_bytes(word.write(PLAIN))
    with docx2python(path) as found:
        words = found.text
    for block in outline.blocks(PLAIN):
        for written in _paragraphs(block):
            assert BOOKMARK.sub("", written) in words


def _paragraphs(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    return [text for row in block.rows for cell in row.cells for text in cell.paragraphs]


def test_docxtpl_renders_the_template_to_the_same_document() -> None:
    rendered = word.read(peers.with_docxtpl(peers.context(PLAIN)))
    assert rendered.document == PLAIN
    assert dict(rendered.places) == dict(word.read(word.write(PLAIN)).places)


def test_python_docx_writes_the_same_document_from_scratch() -> None:
    written = peers.with_python_docx(outline.blocks(PLAIN))
    assert word.read(written).document == PLAIN


def test_python_docx_reads_all_cells_of_ours() -> None:
    texts = (len(text) for block in outline.blocks(PLAIN) for text in _paragraphs(block))
    assert peers.read_by_row_cells(word.write(PLAIN)) > 0.5 * sum(texts)
