"""What reports are tested with: a few findings written by hand, so that no rule can change them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from xlgoals import checks
from xlgoals.checking import Checked, Job, ProjectLine, Results, Row
from xlgoals.checks import Severity
from xlgoals.reading import Place

__all__ = ["HOSTILE", "files", "results"]

HOSTILE = "</script><script>alert(1)</script>&\"'"
"""A text that would break a page that does not escape it."""

_VALUE = "projects[0].indicators[1].value"


def files() -> list[Checked]:
    """A text with findings, a workbook with one, one without, and one that cannot be read."""
    text = Checked(
        Job(Path("in/甲.txt"), "甲.txt"),
        department="315001 水务局",
        projects=(
            ProjectLine(1, "水库维修", "13993126P00001210001J", Decimal("100.00")),
            ProjectLine(2, HOSTILE, "", Decimal("1234.5")),
        ),
        rows=(
            _row("FND011", Severity.INFO, "projects", "1334.50", Place(line=9), "合计", ""),
            _row("FND001", Severity.ERROR, "projects[0].funding.total", "100", Place(line=12)),
            _row("VAL010", Severity.INFO, _VALUE, "=1+1", Place(line=30), fix="auto"),
            _row("TXT001", Severity.WARNING, "projects[1].goals[0]", HOSTILE, Place(line=60)),
        ),
        hidden=2,
    )
    book = Checked(
        Job(Path("in/乙.xlsx"), "乙.xlsx"),
        department="315002 交通局",
        projects=(ProjectLine(1, "", "", Decimal(0)),),
        rows=(
            _row(
                "FND004",
                Severity.ERROR,
                "projects[0].funding.total",
                "",
                Place(sheet="项目1", cell="B5"),
            ),
        ),
    )
    good = Checked(Job(Path("in/好.txt"), "好.txt"), department="315003 城管局")
    bad = Checked(Job(Path("in/空.txt"), "空.txt"), error="empty")
    return [text, book, good, bad]


def _row(
    code: str,
    severity: Severity,
    field: str,
    value: str,
    place: Place,
    message: str = "有问题",
    suggestion: str = "请改正",
    fix: str = "",
) -> Row:
    project = int(field[9]) if field.startswith("projects[") else None
    return Row(code, severity, project, field, value, place, message, suggestion, fix)


def results(checked: Iterable[Checked] | None = None) -> Results:
    """The same, as reports get them."""
    made = Results(checks.load_profile())
    made_of = files() if checked is None else list(checked)
    for one in made_of:
        made.add(one)
    made.finish([one.job for one in made_of])
    return made
