"""Builds the shipped workbooks: the standard one, a filled sample, and the sample's register.

`python -m xlgoals.standard <folder>` writes them there, the same bytes every time.
"""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

from xlgoals import checks, messages, register
from xlgoals.checks import Check, Severity
from xlgoals.checks.examples import examples_of
from xlgoals.demo import SAMPLE
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import template, text
from xlgoals.forms.stamp import TEMPLATE_NAME, Stamp
from xlgoals.forms.template_lists import RuleRow
from xlgoals.forms.zipwriter import archive, store
from xlgoals.resources import shipped

__all__ = ["REGISTER_NAME", "SAMPLE_NAME", "build", "build_all", "rule_rows"]

SAMPLE_NAME: Final = "绩效目标示例.xlsx"
REGISTER_NAME: Final = "项目汇总示例.xlsx"
_LANGUAGE = "zh"


def build_all(folder: Path) -> None:
    """Write the three shipped workbooks into a folder; their parts are stored unpacked."""
    messages.use_language(_LANGUAGE)
    standard = build()
    (folder / TEMPLATE_NAME).write_bytes(standard)
    result = text.read(shipped("samples", SAMPLE).read_bytes())
    found = checks.run(result)
    filled = Stamp(standard).write_bytes(result.document, finding_rows(found, result.document))
    (folder / SAMPLE_NAME).write_bytes(_unpacked(filled))
    rows = register.collect(SAMPLE, result, findings=found)
    register.build_register([rows], folder / REGISTER_NAME, packed=False)


def _unpacked(book: bytes) -> bytes:
    """The same parts without compression, so that the bytes depend on no compressor."""
    with zipfile.ZipFile(BytesIO(book)) as parts:
        return archive([(name, store(parts.read(name))) for name in parts.namelist()])


def build() -> bytes:
    """The standard workbook, as the bytes of an .xlsx file; the same bytes every time."""
    return template.build(rule_rows())


def rule_rows() -> list[RuleRow]:
    """The checks of the default profile as the sheet 规则 shows them, in catalogue order."""
    profile = checks.load_profile()
    return [
        _row(check, severity)
        for check in checks.all_checks()
        if (severity := _severity(checks.severities(check, profile))) is not None
    ]


def _severity(levels: dict[str, Severity | None]) -> Severity | None:
    """That of a check's main kind of finding, the gravest other one where that is off."""
    return levels[""] or max((level for level in levels.values() if level), default=None)


def _row(check: Check, severity: Severity) -> RuleRow:
    example = next(iter(examples_of(check.code)), None)
    return RuleRow(
        code=check.code,
        severity=messages.text(f"severity-{severity.word}", _LANGUAGE),
        name=check.title(_LANGUAGE),
        why=check.why(_LANGUAGE),
        bad=example.bad.strip() if example else "",
        good=example.good.strip() if example else "",
    )


if __name__ == "__main__":
    build_all(Path(sys.argv[1]))
