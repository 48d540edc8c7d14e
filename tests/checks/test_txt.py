"""The rules of wording, beyond their examples."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.reports import lines, report
from xlgoals.checks import Finding, FixKind, fixes, run
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.reading import Note, NoteKind, Place, ReadResult


def findings(text: str) -> list[Finding]:
    return [f for f in run(parse(text, base())) if f.code.startswith("TXT")]


def places(finding: Finding) -> object:
    """How many fields a finding speaks of."""
    return (finding.words or {})["n"]


def codes(text: str) -> list[str]:
    """Codes of the TXT group, with variants, for a deviation from the faultless document."""
    return [f"{f.code}:{f.variant}".rstrip(":") for f in findings(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("绩效目标 1.清财字【2026】7号", ["TXT005", "TXT011"]),
        ("绩效目标 农村饮水工程维修养护经费", ["TXT010"]),
        ("绩效目标 更换阀门3个", ["TXT010:short"]),
        ("绩效目标 及时支付资金，确保支出进度", ["TXT016"]),
        ("绩效目标 及时支付资金，用于维修泵房十二处", []),
        ("绩效目标 2026年维修SF21-77号泵房，改善群众用水条件", ["TXT015"]),
        ("绩效目标 按照第三条要求维修泵房，改善群众的用水条件", ["TXT015"]),
        ("绩效目标 维修泵房，实现全年供水零事故，群众用水方便", []),
        ("绩效目标 维修泵房12处；\n绩效目标 更换管道8公里，群众满意；", ["TXT007"]),
        ("职责 | 供水。 | 全年供水。 | 供水；", ["TXT007", "TXT009"]),
        ("职责 | 供水 | （应急）供水充足。 | 保证率95%", ["TXT007:remark"]),
        ("保障 2、加强内部监督对支出进行检查和内部审计，定期公开。", ["TXT006"]),
        ("保障 加强宣传培训调研等，提高业务素质，定期开展交流活动。", []),
        ("保障 加强内部监督，对重大支出决策进行检查和内部审计。", []),
        ("保障 加强内部监督：对重大支出决策进行检查和内部审计。", []),
        ("资金用途 采购水泵（含备件，由张垚负责验收）", []),
        ("资金用途 采购㙍㛃水泵和备件", ["TXT002:character"]),
        ("资金用途 采购水泵，每台3㎡占地，温度≥5℃", []),
        ("总体目标 2026年，比2024年增产，实施2021-2025年规划、2023年度至2026年工程。", []),
        ("总体目标 2026年，完成2025年度工程，并启动2027年工程的设计。", ["TXT003"]),
        ("时效 | 工程完工时间 | 2025年11月底前", ["TXT003"]),
        ("年度 2022\n总体目标 2022年，贯彻党的十九大精神，做好疫情防控。", []),
        ("年度 2018\n总体目标 2018年，配合国土局完成征地。", []),
        ("保障 \u3000\u3000加强财务管理，按规定使用资金。", []),
    ],
)
def test_text(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_what_is_wrong_in_several_cells_of_a_project_is_told_and_mended_once() -> None:
    text = """
    数量 | 更换阀门[闸阀)数量 | ≥12个 | 清财字[2026]7号 | 更换阀门[闸阀)数量
    质量 | 工程验收合格率 | ＝100% | 清财字[2026]7号 | 验收(全部)合格的工程
    """
    found = {finding.code: finding for finding in findings(text)}
    assert list(found) == ["TXT001", "TXT004", "TXT011"]
    row = "projects[0].indicators[0]"
    fix = found["TXT001"].fix
    assert fix is not None
    assert [edit.field for edit in fix.edits] == [f"{row}.name", f"{row}.description"]
    assert places(found["TXT011"]) == 2


def test_heading_and_name_of_a_project_are_mended_together() -> None:
    name = "清财字[2026]7号农村饮水工程维修养护"
    document = parse(f"标题 {name}\n项目名称 {name}", base()).document
    auto = fixes.chosen(run(document))
    project = fixes.apply(document, auto).document.projects[0]
    assert project.title == project.name == "清财字〔2026〕7号农村饮水工程维修养护"


def test_spaces_of_cells_are_told_once_a_project_at_the_first_place() -> None:
    notes = (
        Note(NoteKind.STRAY_TAB, Place(line=3), "\t", "projects[0].name", 0),
        Note(NoteKind.EDGE_SPACE, Place(line=7), "甲 ", "projects[0].goals", 0),
        Note(NoteKind.STRAY_TAB, Place(line=9), "甲\t", "projects[0].name", 0),
        Note(NoteKind.EDGE_SPACE, Place(line=30), "甲 ", "projects[1].name", 1),
        Note(NoteKind.EDGE_SPACE, Place(line=40), "甲 ", "", None),
    )
    found = [f for f in run(ReadResult(base(), notes=notes)) if f.code == "TXT008"]
    assert [(f.field, places(f)) for f in found] == [
        ("", 1),
        ("projects[0].goals", 2),
        ("projects[1].name", 1),
    ]
    assert [f.place for f in found] == [Place(line=40), Place(line=7), Place(line=30)]


def test_spaces_of_the_cover_but_not_its_tabs() -> None:
    document = base().model_copy(update={"front": ("绩效文本 ", "一、目标\t1")})
    assert report(run(document), "TXT") == [("front[0]", "TXT008")]


PROSE = st.lists(
    st.sampled_from(
        [
            *("清理河道", "财务管理", "清财字[2026]7号", "(二)", "(含运输)", ",", ";", ":", "，"),
            *("“", "”", "＂", " ", "\t", "\u3000", "（", ")", "】", "帐户", "12处", "。"),
        ]
    ),
    min_size=1,
    max_size=10,
).map("".join)


@settings(max_examples=60)
@given(st.lists(PROSE, min_size=5, max_size=5))
def test_automatic_fixes_are_final(texts: list[str]) -> None:
    document = base()
    project = document.projects[0]
    name, purpose, basis = ("".join(text.split()) for text in texts[:3])
    row = project.indicators[0].model_copy(update={"basis": basis, "description": purpose})
    project = project.model_copy(
        update={
            "name": name,
            "title": name,
            "funding": project.funding.model_copy(update={"purpose": purpose}),
            "indicators": (row, *project.indicators[1:]),
        }
    )
    document = document.model_copy(update={"safeguards": tuple(texts[3:]), "projects": (project,)})
    auto = [f.fix for f in run(document) if f.fix is not None and is_auto(f)]
    mended = fixes.apply(document, auto)
    assert mended.refused == ()
    assert [f.code for f in run(mended.document) if is_auto(f)] == []


def is_auto(finding: Finding) -> bool:
    fix = finding.fix
    return finding.code.startswith("TXT") and fix is not None and fix.kind is FixKind.AUTO


def test_seeds(seeds: dict[str, ReadResult]) -> None:
    found = run(seeds["004"])
    assert lines(found, "TXT001") == [38, 1155, 1262]
    assert lines(found, "TXT002") == [38, 44]
    assert lines(found, "TXT006") == [39, 40, 41, 42, 43, 44, 45]
    assert lines(found, "TXT012") == [373, 1155]
    assert len(lines(found, "TXT011")) == 12
    assert lines(run(seeds["000"]), "TXT016") == [75, 178]


def test_seeds_after_automatic_fixes(seeds: dict[str, ReadResult]) -> None:
    document = seeds["004"].document
    auto = [f.fix for f in run(document) if f.fix is not None and is_auto(f)]
    mended = fixes.apply(document, auto)
    assert mended.refused == ()
    assert not any(is_auto(f) for f in run(mended.document))
