"""The Word template: what a county may change in it, and what it may not take out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from PIL import Image

from tests.forms.conftest import RICH
from tests.generated import department_text
from xlgoals import messages
from xlgoals.forms import text, word
from xlgoals.forms import vocabulary as words
from xlgoals.forms.errors import FormError
from xlgoals.forms.word_kinds import Kind
from xlgoals.forms.word_template import build
from xlgoals.model import GoalDocument
from xlgoals.resources import shipped

DOCUMENT = text.read(department_text(3, projects=2).encode()).document


def test_the_shipped_template_is_what_is_built() -> None:
    assert shipped("workbooks", "绩效文本模板.docx").read_bytes() == build()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert word.write(DOCUMENT) == word.write(DOCUMENT.model_copy(deep=True))


def restyled(change: Callable[[Any], None]) -> bytes:
    """The template as somebody changed it; python-docx saves it anew, as Word would."""
    template = docx.Document(io.BytesIO(build()))
    change(template)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def add_logo(template: Any) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(drawn, "PNG")
    drawn.seek(0)
    first = template.paragraphs[0]
    first.insert_paragraph_before().add_run().add_picture(drawn)
    first.insert_paragraph_before("某县财政局监制")


def change_fonts(template: Any) -> None:
    style = template.styles["绩效正文"]
    style.font.size = Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "华文仿宋")


def change_widths(template: Any) -> None:
    for grid in template.element.body.iter(qn("w:tblGrid")):
        for column in grid:
            column.set(qn("w:w"), str(int(column.get(qn("w:w"))) - 20))


def change_table_look(template: Any) -> None:
    for properties in template.element.body.iter(qn("w:tcPr")):
        shade = properties.makeelement(qn("w:shd"), {qn("w:val"): "clear", qn("w:fill"): "EEEEEE"})
        properties.find(qn("w:vAlign")).addprevious(shade)


def split_runs(template: Any) -> None:
    """As Word does when it has looked over the spelling."""
    for paragraph in template.paragraphs:
        runs = paragraph.runs
        if runs and len(runs[0].text) > 8:
            whole, runs[0].text = runs[0].text, runs[0].text[:5]
            paragraph.add_run(whole[5:])


def curly_quotes(template: Any) -> None:
    for paragraph in template.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(' "', " “").replace('" ', "” ")


def lose_widths(template: Any) -> None:
    """Widths that are no numbers: Word can do without."""
    for column in template.element.body.iter(qn("w:gridCol")):
        column.set(qn("w:w"), "auto")


def add_header(template: Any) -> None:
    header = template.sections[0].header
    header.paragraphs[0].text = "某县财政局"
    header.add_table(1, 2, Pt(300)).rows[0].cells[0].text = "页眉"


def add_text_behind(template: Any) -> None:
    template.add_paragraph("填表人：")


CHANGES: dict[Callable[[Any], None], dict[str, tuple[str, ...]]] = {
    add_logo: {"front": ("[image: image.png]", "某县财政局监制")},
    change_fonts: {},
    change_widths: {},
    change_table_look: {},
    split_runs: {},
    curly_quotes: {},
    lose_widths: {},
    add_header: {},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_restyled_template_gives_the_same_document(
    change: Callable[[Any], None], tmp_path: Path
) -> None:
    path = tmp_path / "本县模板.docx"
    path.write_bytes(restyled(change))
    written = word.write(DOCUMENT, template=path)
    expected = DOCUMENT.model_copy(update=CHANGES[change])
    assert word.read(written).document == expected


def test_text_behind_the_loop_comes_at_the_end() -> None:
    template = word.WordTemplate(restyled(add_text_behind))
    document = word.read(word.write(DOCUMENT, template=template)).document
    assert [leftover.text for leftover in document.leftovers] == ["填表人："]


def test_what_was_restyled_is_in_the_document() -> None:
    def all_of_it(template: Any) -> None:
        for change in (change_fonts, change_widths, change_table_look, add_logo, add_header):
            change(template)

    opened: Any = docx.Document(
        io.BytesIO(word.write(DOCUMENT, template=word.WordTemplate(restyled(all_of_it))))
    )
    style = opened.styles["绩效正文"]
    assert (style.font.size, style.element.rPr.rFonts.get(qn("w:eastAsia"))) == (Pt(14), "华文仿宋")
    original: Any = docx.Document(io.BytesIO(word.write(DOCUMENT)))
    for new, old in zip(opened.tables, original.tables, strict=True):
        widths, before = ([column.width for column in table.columns] for table in (new, old))
        assert [round((b - a) / 635) for a, b in zip(widths, before, strict=True)] == [20] * len(
            before
        )
    shaded = [len(list(table._tbl.iter(qn("w:shd")))) for table in opened.tables]
    cells = [len(list(table._tbl.iter(qn("w:tc")))) for table in opened.tables]
    assert shaded == cells
    assert len(opened.inline_shapes) == 1
    assert opened.sections[0].header.paragraphs[0].text == "某县财政局"


def without(pattern: str) -> Callable[[Any], None]:
    """Takes out the paragraphs that read so, and what stands behind each, up to the next."""

    def change(template: Any) -> None:
        for element in list(template.element.body):
            written = "".join(part.text or "" for part in element.iter(qn("w:t")))
            if pattern in written:
                element.getparent().remove(element)

    return change


def without_pattern_of(kind: Kind) -> Callable[[Any], None]:
    def change(template: Any) -> None:
        for element in list(template.element.body):
            written = "".join(part.text or "" for part in element.iter(qn("w:t")))
            if f'block.kind == "{kind}"' in written:
                following = element.getnext()
                following.getparent().remove(following)

    return change


def without_cell(index: int) -> Callable[[Any], None]:
    def change(template: Any) -> None:
        row = template.tables[index].rows[-2 if index else 1]._tr
        row.remove(row.tc_lst[-1])

    return change


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (without("{%p for"), "for"),
        (without("{%p endfor"), "endfor"),
        *((without(f'block.kind == "{kind}"'), kind) for kind in Kind),
        *((without_pattern_of(kind), kind) for kind in Kind),
        (without_cell(0), Kind.UPPER),
        (without_cell(1), Kind.LOWER),
    ],
)
def test_what_a_template_lacks_is_named(change: Callable[[Any], None], part: str) -> None:
    with pytest.raises(FormError) as caught:
        word.WordTemplate(restyled(change))
    assert (caught.value.key, caught.value.values) == ("word-template", {"part": part})
    assert part in messages.text("form.word-template", "zh", **caught.value.values)


def test_any_other_word_document_is_no_template() -> None:
    with pytest.raises(FormError) as caught:
        word.WordTemplate(word.write(DOCUMENT))
    assert caught.value.key == "word-template"
    with pytest.raises(FormError) as caught:
        word.WordTemplate(b"%PDF-1.7")
    assert caught.value.key == "not-word"


@pytest.mark.parametrize("kind", ["template.main", "document.macroEnabled.main"])
def test_a_template_must_be_a_plain_document(kind: str) -> None:
    plain = b"wordprocessingml.document.main"
    with zipfile.ZipFile(io.BytesIO(build())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    other = b"ms-word." if "macro" in kind else b"wordprocessingml."
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        plain, other + kind.encode()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(FormError) as caught:
        word.WordTemplate(out.getvalue())
    assert caught.value.key == "word-kind"


def test_cover_and_contents_stand_in_front_and_are_read_back() -> None:
    document = DOCUMENT.model_copy(update={"front": ()})
    written = word.write(document, contents=True)
    read = word.read(written).document
    name = document.department.name
    headings = [
        words.PART_ONE.strip(),
        *(f"{section}\t" for section in words.SECTIONS),
        words.PART_TWO,
        *(
            f"{project.number}.{project.title}{words.PROJECT_TITLE_SUFFIX}\t"
            for project in document.projects
        ),
    ]
    assert read.front == (f"{name}{words.COVER_SUFFIX}", f"{name}编制", "目录", *headings)
    assert read.model_copy(update={"front": ()}) == document
    # Once there, they are the document's own: they are written as they are, not twice.
    assert word.read(word.write(read, contents=True)).document == read


def test_the_contents_are_a_field_over_the_bookmarks() -> None:
    opened: Any = docx.Document(io.BytesIO(word.write(DOCUMENT, contents=True)))
    codes = [code.text.strip() for code in opened.element.body.iter(qn("w:instrText"))]
    marks = [f"_Toc_2_2_{at:010d}" for at in (1, 2, 3)]
    marks += [f"_Toc_4_4_{at + 4:010d}" for at in range(len(DOCUMENT.projects))]
    assert codes == [r'TOC \o "1-2" \h \z \u', *(rf"PAGEREF {mark} \h" for mark in marks)]
    kinds = [mark.get(qn("w:fldCharType")) for mark in opened.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == len(codes)
    styles = [paragraph.style.style_id for paragraph in opened.paragraphs]
    assert styles[:4] == ["GoalCover", "GoalCoverLine", "GoalContents", "TOC1"]
    assert styles.count("TOC1") == 2
    assert styles.count("TOC2") == len(marks)


def test_a_year_stands_on_the_cover() -> None:
    document = GoalDocument(department=RICH.department, year=2026)
    front = word.read(word.write(document, contents=True)).document.front
    assert front[0] == f"{RICH.department.name}2026年{words.COVER_SUFFIX}"
