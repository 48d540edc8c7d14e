"""What tests of forms share: a document with everything in it, and LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from xlgoals.forms import stamp
from xlgoals.model import (
    Bookmark,
    Department,
    Duty,
    Funding,
    GoalDocument,
    Indicator,
    LeadLines,
    Leftover,
    Project,
    SpendingPlan,
)
from xlgoals.values import IndicatorValue, Money, Percent


def _project(number: int, name: str) -> Project:
    rows = [
        ("产出指标", "数量指标", "维修里程", "年内维修的里程", "≥12公里", "历史标准"),
        ("产出指标", "质量指标", "验收合格率", "=合格/全部", "≥95%", "@计划标准"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "抽样\n调查", "+90%", "-"),
    ]
    return Project(
        number=number,
        title=name,
        name=name,
        unit="324001甲县乙局",
        money_unit="万元",
        code="13999926P00000110001X",
        funding=Funding(
            total=Money.parse("1234.50"),
            fiscal=Money.parse("1,234.50"),
            other=Money.parse("约0"),
            purpose="用于道路维修" * 12,
        ),
        plan=SpendingPlan(march=Percent.parse("25%"), december=Percent.parse("100%")),
        goals=("1.完成维修。", "2.建立台账。"),
        indicators=tuple(
            Indicator(
                level1=a,
                level2=b,
                name=c,
                description=d,
                value=IndicatorValue.parse(e),
                basis=f,
                extras=(("权重", "10"),) * (number == 2),
            )
            for a, b, c, d, e, f in rows
        ),
    )


RICH = GoalDocument(
    department=Department(code="324001", name="甲县乙局"),
    year=2026,
    front=("甲县乙局2026年部门预算绩效文本", "一、总体绩效目标"),
    lead_lines=LeadLines(overall=True, safeguards=True),
    overall_goal=("=第一段" * 60, " 第二段 "),
    duties=(Duty(marker="（一）", heading="道路", goal="畅通", indicator="里程"),),
    safeguards=("加强领导。", "'加强监督。"),
    projects=(_project(1, "道路维修"), _project(2, "桥梁加固"), _project(7, "隧道照明")),
    bookmarks=(Bookmark(name="_GoBack", field="overall_goal[0]"),),
    leftovers=(Leftover(text="填表人：某某", line=12), Leftover(text="长" * 40_000)),
)
"""A document with something in every sheet that a workbook can have."""


@pytest.fixture(scope="session")
def rich() -> bytes:
    """The workbook of `RICH`."""
    return stamp.write_bytes(RICH)


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Converts a file with LibreOffice and gives the new file; skips where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def convert(source: Path, kind: str) -> Path:
        folder = tmp_path_factory.mktemp("converted")
        command = [program, f"-env:UserInstallation={profile}", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return folder / f"{source.stem}.{kind}"

    return convert
