"""Builds the standard workbook as it is shipped, with the catalogue of checks in it.

`python -m xlgoals.standard <file>` writes it to a file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from xlgoals import checks, messages
from xlgoals.checks import Check, Severity
from xlgoals.checks.examples import examples_of
from xlgoals.forms import template
from xlgoals.forms.template_lists import RuleRow

__all__ = ["build", "rule_rows"]

_LANGUAGE = "zh"


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
    Path(sys.argv[1]).write_bytes(build())
