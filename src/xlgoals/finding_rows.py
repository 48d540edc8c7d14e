"""Findings as an imported workbook shows them on its sheet 校验结果."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import copy_context

from xlgoals import messages
from xlgoals.checks import Finding
from xlgoals.forms.stamp import FindingRow
from xlgoals.model import GoalDocument
from xlgoals.reports import words

__all__ = ["finding_rows"]

_LANGUAGE = "zh"


def finding_rows(findings: Iterable[Finding], document: GoalDocument) -> list[FindingRow]:
    """Findings in words, the gravest first, else in their order.

    Args:
        findings: What the checks found in `document`, whatever form it was read from.
        document: The document that is to be written.

    Returns:
        Rows for `xlgoals.forms.stamp.write_bytes`; they are Chinese, as the workbook is,
        whatever the language of the interface.
    """
    return copy_context().run(_worded, findings, document)


def _worded(findings: Iterable[Finding], document: GoalDocument) -> list[FindingRow]:
    messages.use_language(_LANGUAGE)
    ordered = sorted(findings, key=lambda finding: -finding.severity)
    return [_row(finding, document) for finding in ordered]


def _row(finding: Finding, document: GoalDocument) -> FindingRow:
    project = ""
    if finding.project is not None:
        found = document.projects[finding.project]
        name = found.name or found.title or messages.text("report.unnamed")
        project = messages.text("report.project", n=finding.project + 1, name=name)
    return FindingRow(
        severity=words.severity(finding.severity),
        code=finding.code,
        path=finding.field,
        project=project,
        field=words.field_name(finding.field),
        value=finding.value,
        message=finding.message,
        suggestion=finding.suggestion,
    )
