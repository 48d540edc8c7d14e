"""word_read.py: what Word shows is read, what it does not show is not; each file made by hand."""

from __future__ import annotations

import pytest

from tests.forms.word_files import (
    cell,
    paragraph,
    row,
    run,
    shown,
    table,
    word_file,
)
from xlgoals.forms import word
from xlgoals.reading import Place

TAB, BREAK, PAGE = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>", '<w:r><w:br w:type="page"/></w:r>'
DEL_RUN = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
WAS_MERGED = "<w:tcPrChange><w:tcPr><w:vMerge/></w:tcPr></w:tcPrChange>"
MERGE, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def wrapped(name: str, *inner: str) -> str:
    return f"<w:{name}>{''.join(inner)}</w:{name}>"


def control(*inner: str, properties: str = "") -> str:
    return wrapped("sdt", f"<w:sdtPr>{properties}</w:sdtPr>", wrapped("sdtContent", *inner))


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        pytest.param([run("甲"), run("乙")], "甲乙", id="runs"),
        pytest.param([wrapped("ins", run("新")), DEL_RUN], "新", id="tracked"),
        pytest.param(
            [wrapped("moveFrom", run("走")), wrapped("moveTo", run("来"))], "来", id="moved"
        ),
        pytest.param(
            ['<w:hyperlink r:id="rId9">', run("见附件"), "</w:hyperlink>"], "见附件", id="hyperlink"
        ),
        pytest.param([control(control(run("名称")))], "名称", id="nested controls"),
        pytest.param(
            [control(run("单击此处输入文字。"), properties="<w:showingPlcHdr/>")],
            "",
            id="prompt of an empty control",
        ),
        pytest.param([wrapped("smartTag", wrapped("customXml", run("县")))], "县", id="wrappers"),
        pytest.param([run("1."), TAB, run("完成")], "1.\t完成", id="tab"),
        pytest.param([run("上"), BREAK, run("下")], "上\n下", id="soft break"),
        pytest.param(
            ["<w:r><w:t>上</w:t><w:cr/><w:t>下</w:t></w:r>"], "上\n下", id="carriage return"
        ),
        pytest.param([run("上"), PAGE, run("下")], "上下", id="page break"),
        pytest.param(
            ['<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', run("95%")], "≥95%", id="≥"
        ),
        pytest.param(
            ['<w:r><w:sym w:font="Symbol" w:char="00A3"/></w:r>', run("3")],
            "≤3",
            id="≤",
        ),
        pytest.param(
            ['<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', run("是")],
            "☑是",
            id="check box",
        ),
        pytest.param(
            ['<w:r><w:sym w:font="宋体" w:char="2265"/></w:r>'], "≥", id="symbol by its number"
        ),
        pytest.param(
            ['<w:r><w:sym w:font="宋体" w:char="D800"/></w:r>'], "", id="half a character"
        ),
        pytest.param(
            ["<w:r><w:t>2025</w:t><w:noBreakHyphen/><w:t>2027</w:t></w:r>"],
            "2025‑2027",
            id="hyphen",
        ),
        pytest.param(
            [
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
                "<w:r><w:instrText>DATE</w:instrText></w:r>",
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
                run("2026年"),
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            ],
            "2026年",
            id="field",
        ),
        pytest.param(
            ['<w:fldSimple w:instr="DATE">', run("5月"), "</w:fldSimple>"], "5月", id="simple field"
        ),
        pytest.param(
            [
                "<w:r><w:ruby><w:rt>",
                run("bà"),
                "</w:rt><w:rubyBase>",
                run("坝"),
                "</w:rubyBase></w:ruby></w:r>",
            ],
            "坝",
            id="reading over a character",
        ),
        pytest.param(["<m:oMath><m:r><m:t>x≥5</m:t></m:r></m:oMath>"], "x≥5", id="formula"),
        pytest.param(
            ['<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>', run("甲")],
            "[bookmark: _GoBack]甲",
            id="bookmark",
        ),
        pytest.param(
            ["<w:r><w:footnoteReference w:id='2'/></w:r>", run("甲")], "甲", id="reference"
        ),
    ],
)
def test_what_a_paragraph_shows(inner: list[str], expected: str) -> None:
    content = "".join(inner)
    assert shown(paragraph(content)) == expected + "\n"
    # A paragraph of a cell reads the same, on the short way through plain tables or not.
    assert shown(table(row(cell(paragraph(content)), "乙"))) == f"\t{expected}\n\t乙\n\n\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [row(cell("甲", look='<w:gridSpan w:val="3"/>'), "乙"), row("丙", "丁", "戊", "己")],
            "\t甲\n\t乙\n\n\t丙\n\t丁\n\t戊\n\t己\n\n\n",
            id="merged columns",
        ),
        pytest.param(
            [row(cell("甲", look=MERGE), "乙"), row(cell("藏", look=GOES_ON), "丙")],
            "\t甲\n\t乙\n\n\t\n\t丙\n\n\n",
            id="merged rows",
        ),
        pytest.param(
            [row("甲", cell("", look='<w:hMerge w:val="continue"/>'), "乙")],
            "\t甲\n\t乙\n\n\n",
            id="old way to merge columns",
        ),
        pytest.param(
            [row(cell("甲", "乙", ""), cell())], "\t甲\n乙\n\n\t\n\n\n", id="paragraphs of a cell"
        ),
        pytest.param(
            [row("甲"), row("删", look="<w:del/>"), row("乙")],
            "\t甲\n\n\t乙\n\n\n",
            id="deleted row",
        ),
        pytest.param(
            [row("甲", look="<w:ins/>"), row(cell("删", look="<w:cellDel/>"), "乙")],
            "\t甲\n\n\t乙\n\n\n",
            id="deleted cell",
        ),
        pytest.param(
            [control(row("甲", control(cell("乙")))), row("丙", "丁")],
            "\t甲\n\t乙\n\n\t丙\n\t丁\n\n\n",
            id="rows and cells in controls",
        ),
        pytest.param(
            [row(control(cell("选择一项。"), properties="<w:showingPlcHdr/>"), "乙")],
            "\t\n\t乙\n\n\n",
            id="cell with the prompt of an empty control",
        ),
        pytest.param(
            [row(cell("前", table(row("内", "外"), row("下")), paragraph("后")), "乙")],
            "\t前\n内\n外\n下\n后\n\t乙\n\n\n",
            id="table in a cell",
        ),
        pytest.param(
            [row(cell("甲", '<w:bookmarkStart w:id="1" w:name="b"/>', "乙"))],
            "\t甲\n[bookmark: b]乙\n\n\n",
            id="bookmark between paragraphs",
        ),
        pytest.param(
            [row('<w:bookmarkStart w:id="1" w:name="b"/>', "甲"), row("乙")],
            "\t[bookmark: b]甲\n\n\t乙\n\n\n",
            id="bookmark between cells",
        ),
        pytest.param(
            [row("甲"), row(cell("乙", look=WAS_MERGED))],
            "\t甲\n\n\t乙\n\n\n",
            id="cell that was merged before",
        ),
        pytest.param([row(), row("甲")], "\t甲\n\n\n", id="row without cells"),
    ],
)
def test_what_a_table_shows(rows: list[str], expected: str) -> None:
    assert shown(table(*rows)) == expected


DELETED, MOVED = "<w:rPr><w:del/></w:rPr>", "<w:rPr><w:moveFrom/></w:rPr>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param([paragraph("上", look=DELETED), paragraph("下")], "上下\n", id="end deleted"),
        pytest.param(
            [paragraph("上"), paragraph(DEL_RUN, look=DELETED), paragraph("下")],
            "上\n下\n",
            id="paragraph deleted",
        ),
        pytest.param(
            [paragraph("上"), paragraph(wrapped("moveFrom", run("走")), look=MOVED)],
            "上\n",
            id="paragraph moved away",
        ),
        pytest.param(
            [paragraph("上", look=DELETED), table(row("甲"))],
            "上\n\t甲\n\n\n",
            id="end deleted in front of a table",
        ),
        pytest.param(
            [control(paragraph("甲"), control(paragraph("乙")))], "甲\n乙\n", id="controls"
        ),
        pytest.param(
            [
                "<mc:AlternateContent><mc:Choice Requires='x'>",
                paragraph("新"),
                "</mc:Choice><mc:Fallback>",
                paragraph("旧"),
                "</mc:Fallback></mc:AlternateContent>",
            ],
            "新\n",
            id="alternatives",
        ),
        pytest.param(
            ['<w:bookmarkStart w:id="1" w:name="b"/>', paragraph("甲")],
            "[bookmark: b]甲\n",
            id="bookmark in front",
        ),
        pytest.param(
            [paragraph("甲"), '<w:bookmarkStart w:id="1" w:name="b"/>'],
            "甲\n[bookmark: b]\n",
            id="bookmark at the end",
        ),
    ],
)
def test_what_a_body_shows(body: list[str], expected: str) -> None:
    assert shown(*body) == expected


def box(*content: str, old: bool = False) -> str:
    inner = f"<w:txbxContent>{''.join(content)}</w:txbxContent>"
    if old:
        return f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    return (
        "<w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx>"
        f"{inner}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def alternatives(new: str, old: str) -> str:
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{new}</mc:Choice>"
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        pytest.param(
            alternatives(box(paragraph("框")), box(paragraph("框"), old=True)),
            "文\n框\n",
            id="once only",
        ),
        pytest.param(f"<w:r>{box(paragraph('框'), old=True)}</w:r>", "文\n框\n", id="old way"),
        pytest.param(
            f"<w:r>{box(paragraph('一'), paragraph(''), table(row('二', '三')))}</w:r>",
            "文\n一\n二\n三\n",
            id="with a table",
        ),
        pytest.param(
            f"<w:r>{box(paragraph('外', '<w:r>' + box(paragraph('内')) + '</w:r>'))}</w:r>",
            "文\n外\n内\n",
            id="box in a box",
        ),
    ],
)
def test_text_boxes_stand_behind_their_paragraph(inner: str, expected: str) -> None:
    assert shown(paragraph("文", inner)) == expected
    assert shown(table(row(cell(paragraph("文", inner))))) == f"\t{expected}\n\n"


def picture(properties: str, name: str = "image1.png") -> str:
    return (
        "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:nvPicPr>"
        f'<pic:cNvPr id="0" name="{name}" {properties}/></pic:nvPicPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (picture('descr="县徽"'), "[image: 县徽]"),
        (picture('descr="两行&#10;[说明]"'), "[image: 两行 [说明）]"),
        (picture(""), "[image: image1.png]"),
        (picture("", name=""), "[image: 图片]"),
        (
            '<w:r><w:pict><v:shape><v:imagedata o:title="印章"/></v:shape></w:pict></w:r>',
            "[image: 印章]",
        ),
    ],
)
def test_a_picture_leaves_its_mark(inner: str, expected: str) -> None:
    assert shown(paragraph("前", inner, "后")) == f"前{expected}后\n"
    assert shown(table(row(cell(paragraph(inner))))) == f"\t{expected}\n\n\n"


def level(at: int, kind: str, pattern: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


NUMBERING = (
    "<w:numbering {ns}>"
    + '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCounting", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%3.%4", '<w:lvlRestart w:val="0"/><w:isLgl/>')
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "•")
    + level(1, "decimalEnclosedCircle", "%2", start=3)
    + level(2, "upperLetter", "%3)")
    + level(3, "lowerRoman", "%4)", start=9)
    + level(4, "decimalFullWidth", "%5．", start=12)
    + level(5, "chineseCountingThousand", "第%6条", start=109)
    + "</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    + '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    + '<w:num w:numId="4"><w:abstractNumId w:val="0"/></w:num>'
    + "</w:numbering>"
)


def item(text: str, at: int = 0, number: int = 1) -> str:
    look = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, look=look)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            [item(str(number)) for number in range(12)],
            "一、0 二、1 三、2 四、3 五、4 六、5 七、6 八、7 九、8 十、9 十一、10 十二、11",
            id="Chinese numerals",
        ),
        pytest.param(
            [item("甲"), item("乙", 1), item("丙", 1), item("丁"), item("戊", 1), item("己", 2)],
            "一、甲 （一）乙 （二）丙 二、丁 （一）戊 1.己",
            id="levels restart",
        ),
        pytest.param(
            [item("甲"), item("乙", 2), item("丙", 3), item("丁"), item("戊", 2), item("己", 3)],
            "一、甲 1.乙 1.1.1丙 二、丁 1.戊 2.1.2己",
            id="a level that never restarts, in digits",
        ),
        pytest.param(
            [item("甲"), item("乙"), item("丙", number=3), item("丁", number=3)],
            "一、甲 二、乙 一、丙 二、丁",
            id="restarted list",
        ),
        pytest.param(
            [item("甲"), item("乙", number=4)], "一、甲 二、乙", id="two lists of one kind go on"
        ),
        pytest.param(
            [item("甲", at, 2) for at in range(6)],
            "甲 ③甲 A)甲 ix)甲 １２．甲 第一百零九条甲",
            id="kinds of numbers",
        ),
        pytest.param(
            [item("甲"), item(""), item("乙")], "一、甲  三、乙", id="a blank one is counted"
        ),
        pytest.param(
            [item("一、甲"), item("乙")], "一、甲 二、乙", id="the text has its number itself"
        ),
        pytest.param(
            [item("甲", number=0), item("乙", number=77), item("丙", at=8)],
            "甲 乙 丙",
            id="no list, an unknown one, an unknown level",
        ),
    ],
)
def test_numbers_that_word_shows_but_does_not_store(body: list[str], expected: str) -> None:
    assert shown(*body, numbering=NUMBERING) == expected.replace(" ", "\n") + "\n"


STYLES = (
    '<w:styles {ns}><w:style w:type="paragraph" w:default="1" w:styleId="a"/>'
    '<w:style w:type="paragraph" w:styleId="list"><w:pPr><w:numPr><w:ilvl w:val="2"/>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:basedOn w:val="list"/></w:style></w:styles>'
)


def test_numbers_come_from_styles_too() -> None:
    mine = paragraph("甲", look='<w:pStyle w:val="mine"/>')
    body = mine + table(row(cell(mine), "乙"), row("丙", "丁")) + mine
    found = shown(body, numbering=NUMBERING, styles=STYLES)
    assert found == "1.甲\n\t2.甲\n\t乙\n\n\t丙\n\t丁\n\n\n3.甲\n"
    every = STYLES.replace('w:styleId="a"/>', 'w:styleId="a"><w:basedOn w:val="list"/></w:style>')
    found = shown(paragraph("甲") + table(row("乙")), numbering=NUMBERING, styles=every)
    assert found == "1.甲\n\t2.乙\n\n\n"


def test_a_broken_list_numbers_nothing() -> None:
    broken = NUMBERING.replace('w:ilvl="1"', 'w:ilvl="eins"').replace('w:val="1"/>', 'w:val=""/>')
    assert shown(item("甲", 1), numbering=broken) == "甲\n"


FORM = (
    paragraph("一、总体绩效目标"),
    paragraph("1.道路维修绩效目标表"),
    table(
        row("324001甲局", "单位：万元"),
        row("删", look="<w:del/>"),
        row("项目编码", "13999926P00000110001X", "项目名称", cell("道路", "维修")),
        row("预算规模及资金用途", "预算数", "3.00"),
        row("", "用于道路"),
        row("资金支出计划（%）", "3月底", "6月底"),
        row("", "25%", "100%"),
        row("绩效目标", "1.修路。"),
    ),
    table(
        row("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"),
        row("产出指标", "数量指标", "里程", "修路的里程", "≥3公里", "计划标准"),
    ),
)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("front[1]", Place(paragraph=1)),
        ("overall_goal", Place(paragraph=2)),
        ("projects[0].title", Place(paragraph=3)),
        ("projects[0].unit", Place(table=1, row=1, column=1)),
        # The deleted row is counted: Word shows it, struck through.
        ("projects[0].name", Place(table=1, row=3, column=4, label="项目名称")),
        ("projects[0].funding.total", Place(table=1, row=4, column=3, label="预算数")),
        (
            "projects[0].funding.purpose",
            Place(table=1, row=5, column=2, label="预算规模及资金用途"),
        ),
        ("projects[0].plan.march", Place(table=1, row=7, column=2, label="3月底")),
        ("projects[0].plan.june", Place(table=1, row=7, column=3, label="6月底")),
        ("projects[0].goals", Place(table=1, row=8, column=2, label="绩效目标")),
        ("projects[0].indicators[0].level1", Place(table=2, row=2, column=1, label="一级指标")),
        ("projects[0].indicators[0].value", Place(table=2, row=2, column=5, label="指标值")),
    ],
)
def test_places_tell_paragraph_or_cell_and_its_label(path: str, place: Place) -> None:
    result = word.read(word_file(paragraph("上", BREAK, "下"), *FORM))
    assert result.document.front == ("上", "下")
    assert result.places[path] == place


def test_places_are_a_mapping_of_the_fields_that_stand_somewhere() -> None:
    result = word.read(word_file(*FORM))
    assert set(result.places) >= {"overall_goal", "projects[0].code"}
    assert len(result.places) == len(list(result.places))
    assert result.places.get("projects[1].name") is None


def test_notes_have_places_of_the_document() -> None:
    notes = word.read(word_file(*FORM[:2])).notes
    (missing,) = {note.place for note in notes if note.field == "projects[0].plan"}
    assert missing == Place(paragraph=2)


def test_notes_at_the_foot_and_at_the_end_are_kept() -> None:
    notes = (
        '<w:footnotes {ns}><w:footnote w:type="separator">'
        + paragraph("———")
        + "</w:footnote><w:footnote>"
        + paragraph("按预算批复")
        + "</w:footnote></w:footnotes>"
    )
    ends = "<w:endnotes {ns}><w:endnote>" + paragraph("含上年结转") + "</w:endnote></w:endnotes>"
    document = word.read(word_file(*FORM, footnotes=notes, endnotes=ends)).document
    assert [leftover.text for leftover in document.leftovers] == ["按预算批复", "含上年结转"]


def test_a_table_in_the_page_header_is_no_table_of_the_document() -> None:
    header = "<w:hdr {ns}>" + table(row("项目名称", "页眉")) + "</w:hdr>"
    with_header, without = word_file(*FORM, header1=header), word_file(*FORM)
    assert word.read(with_header).document == word.read(without).document
    assert word.read(with_header).places["projects[0].unit"].table == 1
