"""outline.py: what blocks mean, in all the shapes that real files have."""

from __future__ import annotations

import pytest

from tests.forms.test_text import changed_lines
from tests.generated import department_text
from xlgoals.forms import text
from xlgoals.model import Department, GoalDocument, Leftover
from xlgoals.reading import NoteKind, Place, ReadResult

PROJECT = """\
1.水库巡查绩效目标表
\t130722清河坝县水务局
\t单位：万元

\t项目编码
\t13072226P00001210001X
\t项目名称
\t水库巡查

\t预算规模及资金用途
\t预算数
\t12.50
\t其中：财政    资金
\t10.00
\t其他资金
\t2.50

\t
\t巡查车辆和人员费用

\t资金支出计划（%）
\t3月底
\t6月底
\t10月底
\t12月底

\t
\t25%
\t50%
\t75%
\t100%

\t绩效目标
\t1.巡查全部水库


"""
TABLE = """\

\t一级指标
\t二级指标
\t三级指标
\t绩效指标描述
\t指标值
\t指标值确定依据

\t产出指标
\t数量指标
\t巡查次数
\t全年巡查次数
\t≥24次
\t计划标准

\t
\t质量指标
\t巡查到位率
\t到位的比例
\t≥95%
\t计划标准

"""
HEADINGS = """\
 第一部分
部门整体绩效目标

[bookmark: _Toc_2_2_0000000001]一、总体绩效目标
[bookmark: _Toc_2_2_0000000002]二、分项绩效目标
[bookmark: _Toc_2_2_0000000003]三、工作保障措施




第二部分

预算项目绩效目标


"""


def read(content: str) -> ReadResult:
    return text.read(content.encode())


def document(content: str) -> GoalDocument:
    return read(content).document


def kinds(result: ReadResult) -> set[NoteKind]:
    return {note.kind for note in result.notes}


def test_the_real_documents_have_their_projects_and_indicators(seeds: tuple[bytes, bytes]) -> None:
    counts = []
    for seed in seeds:
        document = text.read(seed).document
        indicators = sum(len(project.indicators) for project in document.projects)
        counts.append((len(document.projects), indicators, len(document.leftovers)))
    assert counts == [(2, 16, 0), (13, 95, 0)]


def test_blocks_of_the_real_documents_are_byte_exact(seed: bytes) -> None:
    content = seed.decode()
    assert text.serialise(text.parse(content)).encode() == seed


def test_real_documents_change_in_layout_noise_only(seed: bytes) -> None:
    content = seed.decode()
    result = text.read(seed)
    after = text.canonical(result.document)
    reported = {note.place.line: note.kind for note in result.notes}
    noise = {
        *(NoteKind.EMPTY_PARAGRAPH, NoteKind.SPACE_PARAGRAPH),
        *(NoteKind.STRAY_TAB, NoteKind.EDGE_SPACE),
    }
    assert set(reported.values()) <= noise
    assert set(changed_lines(content, after)) <= reported.keys()
    assert text.read(after.encode()).document == result.document


def test_the_cells_of_several_paragraphs_are_read_as_listed(seeds: tuple[bytes, bytes]) -> None:
    first = text.read(seeds[1]).document.projects[0]
    assert first.indicators[1].name == "财政拨款保障率"
    assert first.indicators[6].basis == "怀财字【2025】7号"
    assert text.read(seeds[1]).document.projects[8].goals == ("1.怀财字【2025】7号",)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("projects[0].title", "1.水库巡查绩效目标表"),
        ("projects[0].code", "\t13072226P00001210001X"),
        ("projects[0].funding.other", "\t2.50"),
        ("projects[0].indicators[1].value", "\t≥95%"),
        ("duties", "[bookmark: _Toc_2_2_0000000002]二、分项绩效目标"),
    ],
)
def test_places_are_lines(path: str, written: str) -> None:
    content = HEADINGS + PROJECT + TABLE
    place = read(content).places[path]
    assert place == Place(line=content.split("\n").index(written) + 1)


NUMBERING = {
    "numbered pairs": (
        "1、收储。做好收储\n绩效目标：按时完成。\n2、评估\n绩效目标：客观公正。\n",
        (("1、", "收储。做好收储", "按时完成。", ""), ("2、", "评估", "客观公正。", "")),
    ),
    "bracketed triples": (
        "（一）甲\n绩效目标：乙\n绩效指标：丙\n（二）丁\n绩效目标：戊\n绩效指标：己\n",
        (("（一）", "甲", "乙", "丙"), ("（二）", "丁", "戊", "己")),
    ),
    "goal of several lines": (
        "（一）甲\n绩效目标：乙\n再乙\n三乙\n绩效指标：丙\n（二）丁\n绩效目标：戊\n",
        (("（一）", "甲", "乙\n再乙\n三乙", "丙"), ("（二）", "丁", "戊", "")),
    ),
    "list inside a goal numbered like the items": (
        "1、甲\n绩效目标：1、乙\n2、再乙\n绩效指标：丙\n2、丁\n绩效目标：戊\n",
        (("1、", "甲", "1、乙\n2、再乙", "丙"), ("2、", "丁", "戊", "")),
    ),
    "items without goals": (
        "（一）甲\n（二）乙\n（三）丙\n",
        (("（一）", "甲", "", ""), ("（二）", "乙", "", ""), ("（三）", "丙", "", "")),
    ),
    "items without numbers": (
        "甲\n绩效目标：乙\n绩效指标：丙\n丁\n绩效目标：戊\n",
        (("", "甲", "乙", "丙"), ("", "丁", "戊", "")),
    ),
    "labels spelt otherwise": (
        "（一）甲\n 绩效目标:乙\n绩效 指标 ：丙\n",
        (("（一）", "甲", "乙", "丙"),),
    ),
}


@pytest.mark.parametrize("name", NUMBERING)
def test_items_of_section_two(name: str) -> None:
    lines, expected = NUMBERING[name]
    content = HEADINGS.replace("三、工作", "#").split("[bookmark: _Toc_2_2_0000000003]#")
    result = read(content[0] + lines + "[bookmark: _Toc_2_2_0000000003]三、工作" + content[1])
    duties = [
        (duty.marker, duty.heading, duty.goal, duty.indicator) for duty in result.document.duties
    ]
    assert tuple(duties) == expected


def test_a_text_without_bookmarks_reads_the_same() -> None:
    content = department_text(2, projects=3)
    plain = "".join(
        line.split("]", 1)[1] if line.startswith("[bookmark: ") else line
        for line in content.splitlines(keepends=True)
    )
    result = read(plain)
    assert result.document.model_copy(update={"bookmarks": ()}) == document(content)
    assert NoteKind.BOOKMARK in kinds(result)


def test_widths_and_spaces_of_labels_and_values_do_not_matter() -> None:
    content = HEADINGS + PROJECT + TABLE
    wild = (
        content.replace("\t项目编码", "\t\u00a0项目\u3000编码\u3000")
        .replace("3月底", "３月底")
        .replace("（%）", "(％)")
        .replace("其中：财政    资金", "其中:财政资金 ")
        .replace("1.水库巡查绩效目标表", "１．水库巡查绩效目标表")
        .replace("25%", "２５％")
        .replace("\t巡查次数", "\t\u3000巡查次数\u00a0 ")
    )
    before, after = document(content).projects[0], document(wild).projects[0]
    assert after.plan.march.text == "２５％"
    assert after.plan.march.value == before.plan.march.value
    assert after.model_copy(update={"plan": before.plan}) == before


def test_cover_and_contents_stay_in_front() -> None:
    front = (
        "清河坝县水务局2026年部门预算绩效文本\n清河坝县水务局编制\n目 录\n"
        "第一部分 部门整体绩效目标\n"
        "一、总体绩效目标\n二、分项绩效目标\n三、工作保障措施\n第二部分 预算项目绩效目标\n"
        "1.水库巡查绩效目标表\n"
    )
    result = document(front + HEADINGS + PROJECT + TABLE)
    assert result.front == tuple(front.splitlines())
    assert result.year == 2026
    assert [project.name for project in result.projects] == ["水库巡查"]
    assert document(text.canonical(result)) == result


@pytest.mark.parametrize("projects", [0, 1])
def test_one_project_or_none(projects: int) -> None:
    result = document(HEADINGS + (PROJECT + TABLE) * projects)
    assert len(result.projects) == projects
    assert result.leftovers == ()


def test_department_comes_from_the_unit_header() -> None:
    result = document(HEADINGS + PROJECT + TABLE)
    assert result.department == Department(code="130722", name="清河坝县水务局")
    assert result.projects[0].money_unit == "万元"


def test_blank_level_two_means_as_above() -> None:
    rows = TABLE.replace("\t质量指标", "\t")
    indicators = document(HEADINGS + PROJECT + rows).projects[0].indicators
    assert [(row.level1, row.level2) for row in indicators] == [("产出指标", "数量指标")] * 2


def test_a_class_repeated_on_every_row_is_noted_and_merged() -> None:
    rows = TABLE.replace("\t\n\t质量指标", "\t产出指标\n\t质量指标")
    result = read(HEADINGS + PROJECT + rows)
    assert result.document == document(HEADINGS + PROJECT + TABLE)
    assert NoteKind.REPEATED_CLASS in kinds(result)


@pytest.mark.parametrize("cut", ["\t≥95%\n", "\t到位的比例\n", "\t质量指标\n", "\t数量指标\n"])
def test_a_table_cut_off_at_the_end_keeps_what_is_there(cut: str) -> None:
    content = HEADINGS + PROJECT + TABLE
    content = content[: content.rindex(cut) + len(cut)]
    result = read(content)
    last = result.document.projects[0].indicators[-1]
    assert cut.strip() in (last.level2, last.description, last.value.text)
    assert NoteKind.CUT_OFF in kinds(result)


def test_a_missing_cell_spoils_its_own_row_only() -> None:
    rows = TABLE.replace("\t全年巡查次数\n", "")
    result = read(HEADINGS + PROJECT + rows)
    names = [row.name for row in result.document.projects[0].indicators]
    assert names == ["巡查次数", "巡查到位率"]
    assert NoteKind.CELL_COUNT in kinds(result)


def test_a_project_without_heading_takes_the_name_of_its_project() -> None:
    second = PROJECT.split("\n", 1)[1].replace("水库巡查", "堤防养护")
    result = read(HEADINGS + PROJECT + TABLE + "\n\n" + second + TABLE)
    assert [project.title for project in result.document.projects] == ["水库巡查", "堤防养护"]
    assert NoteKind.MISSING_HEADING in kinds(result)


def test_missing_sections_are_noted_and_nothing_else_suffers() -> None:
    content = HEADINGS.replace("[bookmark: _Toc_2_2_0000000002]二、分项绩效目标\n", "")
    result = read(content + PROJECT + TABLE)
    assert [note.written for note in result.notes if note.kind is NoteKind.MISSING_HEADING] == [
        "二、分项绩效目标"
    ]
    assert len(result.document.projects) == 1


def test_further_columns_are_kept_by_their_header() -> None:
    rows = TABLE.replace("确定依据\n", "确定依据\n\t权重\n").replace(
        "计划标准\n", "计划标准\n\t10\n"
    )
    result = document(HEADINGS + PROJECT + rows)
    assert [row.extras for row in result.projects[0].indicators] == [(("权重", "10"),)] * 2
    assert document(text.canonical(result)) == result


def test_what_has_no_place_becomes_a_leftover_with_its_line() -> None:
    content = HEADINGS + PROJECT + TABLE + "\n\n填表人：某某\n\t散落的\n\t表格\n\n\n"
    result = document(content)
    lines = content.split("\n")
    assert [(left.text, lines[left.line - 1].strip()) for left in result.leftovers] == [
        (words, words) for words in ("填表人：某某", "散落的", "表格")
    ]


def test_leftovers_keep_their_first_line_through_another_conversion() -> None:
    before = GoalDocument(leftovers=(Leftover(text="填表人：某某", line=77),))
    assert document(text.canonical(before)) == before


def test_bookmarks_other_than_the_forms_come_back() -> None:
    content = (HEADINGS + PROJECT + TABLE).replace("\t≥24次", "\t[bookmark: _GoBack]≥24次")
    result = document(content.replace("二、分", "[bookmark: other]二、分"))
    fields = {mark.name: mark.field for mark in result.bookmarks}
    assert fields == {"_GoBack": "projects[0].indicators[0].value", "other": "duties"}
    assert result.projects[0].indicators[0].value.text == "≥24次"
    assert document(text.canonical(result)) == result


def test_stated_year_and_department_survive_without_projects() -> None:
    before = GoalDocument(department=Department(code="130722", name="水务局"), year=2026)
    assert document(text.canonical(before)) == before


def test_lead_lines_are_known() -> None:
    content = HEADINGS.replace(
        "一、总体绩效目标\n", "一、总体绩效目标\n部门年度发展规划目标\n正文\n"
    )
    result = document(content)
    assert result.lead_lines.overall
    assert result.overall_goal == ("正文",)
    assert not result.lead_lines.duties


def test_an_unmarked_duty_is_no_duty_at_all_when_it_is_empty() -> None:
    content = HEADINGS.replace("二、分项绩效目标\n", "二、分项绩效目标\n绩效目标：\n")
    assert document(content).duties == ()


def test_a_unit_that_lost_the_department_beside_it_is_still_the_projects() -> None:
    lines = department_text(2, projects=1).split("\n")
    at = lines.index("\t单位：万元")
    del lines[at - 1]
    document = text.read("\n".join(lines).encode()).document
    assert [project.money_unit for project in document.projects] == ["万元"]
    assert document.leftovers == ()
