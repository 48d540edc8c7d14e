"""Forms of other provinces, and the central ones: what is mapped, and that nothing is lost."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conservation import lost_characters
from tests.forms.word_files import cell, paragraph, row, table, word_file
from xlgoals.forms import other_words as others
from xlgoals.forms import text, word
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Block, Cell, Paragraph, Row, Table
from xlgoals.forms.errors import FormError
from xlgoals.forms.value_parts import joined
from xlgoals.model import GoalDocument, Project
from xlgoals.reading import NoteKind, Place, ReadResult
from xlgoals.values import to_wan

DATA = Path(__file__).parents[1] / "data"
FORMS = ("central-2019", "central-2021", "eight-columns", "scored")
RESTART = '<w:vMerge w:val="restart"/>'
LABELS = {
    *(others.FIELDS.keys() | others.MONEY_HEADS | others.OTHER_LABELS | others.INDICATORS),
    *(others.GOALS | others.YEAR_GOALS | others.PERIOD_GOALS | others.VALUE_PARTS),
    *(words.label_key(label) for labels in words.COLUMNS.values() for label in labels),
}


def content(form: str) -> str:
    return (DATA / f"form-{form}.txt").read_text("utf-8")


def in_word(written: str) -> bytes:
    """The text as a Word file; a blank cell below a filled one is merged with it, as they print."""
    return word_file(*map(_element, text.parse(written).blocks))


def _element(block: Block) -> str:
    if isinstance(block, Paragraph):
        return paragraph(block.text)
    rows = []
    for above, here in pairwise([None, *block.rows]):
        assert here is not None
        merge = above is not None and here.cells[0].paragraphs == [""]
        first = cell(*here.cells[0].paragraphs, look="<w:vMerge/>" if merge else RESTART)
        rows.append(row(first, *(cell(*other.paragraphs) for other in here.cells[1:])))
    return table(*rows)


def read(form: str) -> ReadResult:
    return text.read(content(form).encode())


@pytest.mark.parametrize("form", FORMS)
def test_a_word_file_of_the_form_reads_as_its_text_does(form: str) -> None:
    from_word, from_text = word.read(in_word(content(form))), read(form)
    assert from_word.document == from_text.document
    assert [note.kind for note in from_word.notes] == [note.kind for note in from_text.notes]
    assert set(from_word.places) == set(from_text.places)


@pytest.mark.parametrize("form", FORMS)
def test_the_document_stays_the_same_in_our_own_word_form(form: str) -> None:
    document = read(form).document
    assert word.read(word.write(document)).document == document


HEADS = {
    "level1": {"一级指标"},
    "name": {"三级指标"},
    "value": {"指标值", "数值", "年度/项目指标值"},
}


@pytest.mark.parametrize("form", FORMS)
def test_places_in_word_are_cells_with_their_labels(form: str) -> None:
    places = word.read(in_word(content(form))).places
    assert places["projects[0].name"] == Place(table=1, row=1, column=2, label="项目名称")
    indicators = len(project(form).indicators)
    for name, labels in HEADS.items():
        found = {places[f"projects[0].indicators[{at}].{name}"].label for at in range(indicators)}
        assert found <= labels


def project(form: str) -> Project:
    (only,) = read(form).document.projects
    return only


def amounts(form: str) -> tuple[Decimal | None, ...]:
    funding = project(form).funding
    return funding.total.amount, funding.fiscal.amount, funding.other.amount


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("central-2019", ("困难群众春荒救助", "双溪县社会救助中心", "万元", "")),
        ("central-2021", ("城区公共厕所改造提升", "云岭市环境卫生管理所", "万元", "")),
        ("eight-columns", ("滨河绿道夜间照明维护", "望江区绿化管理中心", "元", "PD2026-0117")),
        ("scored", ("校园直饮水设备更新", "松坪区教育委员会", "元", "50R2026000113")),
    ],
)
def test_a_project_is_found_by_its_labels(form: str, expected: tuple[str, ...]) -> None:
    found = project(form)
    assert (found.name, found.unit, found.money_unit, found.code) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("central-2019", (Decimal(300), Decimal(280), Decimal(20))),  # the year's, not 中期
        ("central-2021", (Decimal("186.40"), Decimal("150.00"), Decimal("36.40"))),
        ("eight-columns", (Decimal("640000.00"), None, None)),
        ("scored", (Decimal("2350000.00"), Decimal("2350000.00"), None)),
    ],
)
def test_the_amounts_are_those_of_the_year(form: str, expected: tuple[Decimal | None, ...]) -> None:
    assert amounts(form) == expected


@pytest.mark.parametrize(
    ("form", "goal"),
    [
        ("central-2019", "目标1：春荒期间口粮按时发放。"),
        ("central-2021", "改造旱厕24座，完善无障碍设施，群众满意度稳步提升。"),
        ("eight-columns", "全年亮灯率达到98%，故障24小时内修复。"),
        ("scored", "更新直饮水设备96台，水质检测全部合格。"),
    ],
)
def test_the_goals_are_those_of_the_year(form: str, goal: str) -> None:
    assert project(form).goals == (goal,)


@pytest.mark.parametrize(
    ("form", "rows"),
    [
        (
            "central-2019",
            ["产出指标/数量指标/救助户数/≥1200户", "产出指标/时效指标/发放完成时间/2026年4月底前"],
        ),
        (
            "central-2021",
            [
                "成本指标/经济成本指标/单座改造成本/≤7.5万元/座",
                "产出指标/数量指标/改造公厕数量/≥24座",
                "产出指标/质量指标/工程验收合格率/＝100%",
            ],
        ),
        ("eight-columns", ["成本指标/经济成本指标/年度维护成本/≤640000元"]),
        ("scored", ["产出指标/数量指标/更新设备台数/≥96台"]),
    ],
)
def test_the_first_indicators_have_classes_and_whole_values(form: str, rows: list[str]) -> None:
    found = [
        "/".join((row.level1, row.level2, row.name, row.value.text))
        for row in project(form).indicators
    ]
    assert found[: len(rows)] == rows


def test_further_columns_are_kept_by_their_labels() -> None:
    row = project("eight-columns").indicators[2]
    assert row.extras == (("指标方向", "正向"), ("评分标准", "每低1个百分点扣2分"), ("权重", "20"))


def test_weights_and_explanations_are_kept_and_sign_and_unit_join_the_value() -> None:
    row = project("central-2021").indicators[1]
    assert row.value.text == "≥24座"
    assert row.extras == (("权重", "20"), ("指标解释", "年内完成改造并开放的公厕"))


def test_a_value_in_words_keeps_its_sign_apart() -> None:
    row = project("central-2021").indicators[4]
    assert row.value.text == "明显改善"
    assert ("符号", "定性") in row.extras


def test_what_no_field_takes_keeps_its_label() -> None:
    kept = [leftover.text for leftover in read("central-2021").document.leftovers]
    assert kept == [
        "主管部门及代码：[217]云岭市城市管理局",
        "实施期目标（2025年—2027年）：三年内改造城区全部旱厕，水冲式厕所覆盖率达到100%。",
        "其他说明的问题：改造期间设置临时厕所",
    ]


def test_leftovers_and_fields_have_the_lines_of_the_file() -> None:
    lines = content("central-2021").split("\n")
    result = read("central-2021")
    line = result.places["projects[0].indicators[1].value"].line
    assert line is not None
    assert lines[line - 1] == "\t24"
    assert lines[result.document.leftovers[2].line - 1] == "\t改造期间设置临时厕所"


@pytest.mark.parametrize("form", FORMS)
def test_the_profile_is_named_once(form: str) -> None:
    written = [note.written for note in read(form).notes if note.kind is NoteKind.FORM]
    assert written == ["central-2021"]


def test_the_usual_form_names_no_other_profile(seed: bytes) -> None:
    assert NoteKind.FORM not in {note.kind for note in text.read(seed).notes}


@pytest.mark.parametrize("form", FORMS)
def test_the_document_stays_the_same_in_our_own_form(form: str) -> None:
    document = read(form).document
    assert text.read(text.write(document)).document == document


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_form_is_lost(form: str) -> None:
    assert not lost(content(form), read(form).document)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", range(60))
def test_nothing_of_a_damaged_form_is_lost(form: str, number: int) -> None:
    damaged = damage(content(form), random.Random(number))
    with suppress(FormError):  # so little may be left that no table is known
        assert not lost(damaged, text.read(damaged.encode()).document)


def damage(written: str, rng: random.Random) -> str:
    """The text with some lines lost, doubled or moved, or cut off."""
    lines = written.split("\n")
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(lines))
        match rng.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[at])
            case 2:
                lines.insert(rng.randrange(len(lines)), lines.pop(at))
            case _:
                lines = lines[: max(at, 40)]
    return "\n".join(lines)


def lost(written: str, document: GoalDocument) -> dict[str, int]:
    """Characters that the document lacks, those of the labels of such forms aside."""
    kept_lines = [line for line in written.split("\n") if not is_label(line)]
    return dict(lost_characters("\n".join(kept_lines), document))


def is_label(line: str) -> bool:
    if re.fullmatch(r"\s*(?:金额)?单位：万?元", line):
        return True  # the unit is kept once, however often it stands there
    key = words.label_key(line.strip())
    match = others.BRACKETS.search(key)
    if match is not None and match[1] in {"元", "万元"}:
        key = key[: match.start()]
    return key.rstrip(":") in LABELS


@pytest.mark.parametrize(
    ("value", "extras", "whole", "left"),
    [
        ("95", "符号=≥ 计量单位=%", "≥95%", ""),
        ("95", "符号=≥", "≥95", ""),
        ("95", "计量单位=%", "95%", ""),
        ("95", "符号=≥ 单位=%", "≥95%", ""),
        ("95", "单位=水务局", "95", "单位=水务局"),  # without a sign it may be anything
        ("≥95", "符号=≥ 计量单位=%", "≥95%", "符号=≥"),
        ("95%", "符号=≥ 计量单位=%", "≥95%", "计量单位=%"),
        ("≥95%", "符号=≥ 计量单位=%", "≥95%", "符号=≥ 计量单位=%"),
        ("良好", "符号=定性", "良好", "符号=定性"),
        ("良好", "符号=＝", "良好", "符号=＝"),
        ("", "符号=≥ 计量单位=%", "", "符号=≥ 计量单位=%"),
        ("95", "权重=10 符号=≥", "≥95", "权重=10"),
    ],
)
def test_sign_number_and_unit_become_one_text(
    value: str, extras: str, whole: str, left: str
) -> None:
    assert joined(value, pairs(extras)) == (whole, pairs(left))


def pairs(written: str) -> tuple[tuple[str, str], ...]:
    split = [pair.split("=", 1) for pair in written.split()]
    return tuple((label, rest) for label, rest in split)


def test_columns_of_sign_and_unit_behind_our_own_stay_columns() -> None:
    header = [labels[0] for labels in words.COLUMNS.values()]
    values = ["产出指标", "数量指标", "里程", "维修的里程", "12", "计划标准"]
    for label, value in (("符号", "≥"), ("计量单位", "公里")):
        header.append(label)
        values.append(value)
    rows = "".join("".join(f"\t{one}\n" for one in cells) + "\n" for cells in (header, values))
    heading = "1.道路维修绩效目标表\n\t130722甲局\n\t单位：万元\n\n\t项目名称\n\t道路维修\n\n\n\n"
    document = text.read((heading + rows + "\n").encode()).document
    (indicator,) = document.projects[0].indicators
    assert (indicator.value.text, indicator.extras) == (
        "12",
        (("符号", "≥"), ("计量单位", "公里")),
    )
    assert text.read(text.write(document)).document == document


@pytest.mark.parametrize("form", FORMS)
def test_every_project_of_a_file_is_read(form: str) -> None:
    twice = text.read((content(form) * 2).encode())
    first, second = twice.document.projects
    assert first.indicators == second.indicators == project(form).indicators
    assert (first.name, first.funding, first.goals) == (second.name, second.funding, second.goals)
    assert [note.kind for note in twice.notes].count(NoteKind.FORM) == 1


def test_side_by_side_goals_may_stand_below_a_label_that_is_not_repeated() -> None:
    written = content("eight-columns").replace("\t项目绩效目标\n\t三年内", "\t\n\t三年内")
    assert written != content("eight-columns")
    assert text.read(written.encode()).document == read("eight-columns").document


@pytest.mark.parametrize(
    ("form", "wan"),
    [
        ("central-2019", "300"),
        ("central-2021", "186.40"),
        ("eight-columns", "64.00"),
        ("scored", "235.00"),
    ],
)
def test_amounts_in_yuan_are_the_same_in_wan_exactly(form: str, wan: str) -> None:
    found = project(form)
    total = found.funding.total
    assert total.amount is not None
    assert to_wan(total.amount, found.money_unit) == Decimal(wan)
    assert f"\t{total.text}\n" in content(form)  # as written


def test_an_odd_amount_in_yuan_loses_nothing() -> None:
    written = content("eight-columns").replace("640000.00", "12345678.91")
    found = text.read(written.encode()).document.projects[0]
    assert found.funding.total.amount is not None
    assert to_wan(found.funding.total.amount, found.money_unit) == Decimal("1234.567891")
    assert found.funding.total.text == "12345678.91"


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("（2026年度）", 2026),
        ("( 2026 年 )", 2026),
        ("2026年度项目支出绩效目标表", 2026),
        ("2026年财政项目支出预算绩效目标表", 2026),
        ("项目支出绩效目标表（2026年度）", 2026),
        ("2026年度市级财政项目支出绩效目标申报表", 2026),
        ("（2024年—2026年）", None),  # how long it takes
        ("双财〔2026〕8号", None),
        ("2026年度工作总结", None),
    ],
)
def test_the_year_stands_above_the_table(line: str, year: int | None) -> None:
    written = content("central-2021").replace("（2026年度）", line)
    document = text.read(written.encode()).document
    assert document.year == year
    assert line in document.front
    assert text.read(text.write(document)).document == document


@pytest.mark.parametrize("line", ["金额单位：元", "单位: 元", "  （空）", ""])
def test_the_money_unit_stands_above_the_table(line: str) -> None:
    written = content("eight-columns").replace("金额单位：元", line)
    written = written.replace("项目资金（元）", "项目资金")
    result = text.read(written.encode())
    found = result.document.projects[0]
    if "元" in line:
        assert found.money_unit == "元"
        assert result.document.front == ("财政项目支出绩效目标表",)
        assert result.places["projects[0].money_unit"] == Place(line=2)
    else:
        assert found.money_unit == ""
        assert result.document.front[1:] == ((line,) if line else ())


def test_another_unit_above_the_table_is_kept() -> None:
    written = content("eight-columns").replace("金额单位：元", "金额单位：万元")
    document = text.read(written.encode()).document
    assert document.projects[0].money_unit == "元"  # as the table says itself
    assert document.front == ("财政项目支出绩效目标表", "金额单位：万元")


def test_every_table_has_its_own_unit_above_it() -> None:
    bare = content("eight-columns").replace("项目资金（元）", "项目资金")
    written = (
        bare + bare.replace("金额单位：元", "金额单位：万元") + bare.replace("金额单位：元\n", "")
    )
    document = text.read(written.encode()).document
    assert [found.money_unit for found in document.projects] == ["元", "万元", ""]
    assert [leftover.text for leftover in document.leftovers].count("金额单位：万元") == 0


def one_table(form: str, above: Row | None, times: int = 3) -> list[Block]:
    """The form with all of its tables' rows so many times in one table."""
    blocks = text.parse(content(form)).blocks
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    front = [block for block in blocks if isinstance(block, Paragraph) and block.text]
    return [*front, Table([*([above] if above else []), *rows] * times)]


@pytest.mark.parametrize("above", [None, Row([Cell(["序号"]), Cell(["1"])])])
@pytest.mark.parametrize("form", ["central-2021", "eight-columns", "scored"])
@pytest.mark.parametrize("kind", ["text", "word"])
def test_several_projects_in_one_table_are_several_projects(
    form: str, kind: str, above: Row | None
) -> None:
    blocks = one_table(form, above)
    written = text.serialise(text.TextBlocks(blocks))
    if kind == "text":
        document = text.read(written.encode()).document
    else:
        document = word.read(word_file(*map(_element, blocks))).document
    assert [found.name for found in document.projects] == [project(form).name] * 3
    for found in document.projects:
        assert found.indicators == project(form).indicators
        assert found.funding == project(form).funding
        assert found.goals == project(form).goals
    kept = [leftover.text for leftover in document.leftovers]
    assert kept.count("序号：1") == (3 if above else 0)
    assert not lost(written, document)


WHOLE = [
    ["部门整体支出绩效目标表"],
    ["（2026年度）"],
    ["单位：元"],
    ["部门名称", "南岭市文化广电旅游局"],
    ["年度主要任务", "任务名称", "主要内容", "总额", "财政拨款", "其他资金"],
    ["", "公共文化服务", "开放图书馆、文化馆", "3200000.00", "3200000.00", "0"],
    ["金额合计", "5000000.00", "4700000.00", "300000.00"],
    ["年度总体目标", "公共文化设施免费开放，文物险情得到排除。"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
    ["", "产出指标", "数量指标", "免费开放场馆数", "≥12个"],
    ["", "", "质量指标", "修缮工程合格率", "＝100%"],
    ["", "满意度指标", "服务对象满意度指标", "读者满意度", "≥90%"],
]
"""A department's own table, its titles in rows of their own, and tasks with money."""


@pytest.mark.parametrize("kind", ["text", "word"])
def test_a_table_of_the_whole_department_with_titles_in_its_rows(kind: str) -> None:
    whole = Table([Row([Cell([one]) for one in cells]) for cells in WHOLE])
    written = text.serialise(text.TextBlocks([whole]))
    data = word_file(_element(whole)) if kind == "word" else written.encode()
    result = (word if kind == "word" else text).read(data)
    document = result.document
    assert document.front == ("部门整体支出绩效目标表", "（2026年度）")
    assert (document.year, document.department.name) == (2026, "南岭市文化广电旅游局")
    (found,) = document.projects
    assert found.money_unit == "元"
    assert found.goals == ("公共文化设施免费开放，文物险情得到排除。",)
    assert [indicator.level1 for indicator in found.indicators] == ["产出指标"] * 2 + ["满意度指标"]
    kept = [leftover.text for leftover in document.leftovers]
    assert "3200000.00" in kept  # each amount of the tasks for itself
    assert not lost(written, document)
    where = result.places["front[1]"]
    assert where == (Place(table=1, row=2, column=1) if kind == "word" else Place(line=3))
    assert text.read(text.write(document)).document == document
