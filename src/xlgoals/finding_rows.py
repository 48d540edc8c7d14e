"""Findings as an imported workbook shows them on its sheet 校验结果."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextvars import copy_context
from operator import attrgetter, itemgetter
from typing import Final, TypeVar

from xlgoals import messages
from xlgoals.checks import Finding
from xlgoals.forms.stamp import FindingRow
from xlgoals.model import GoalDocument
from xlgoals.reports import words

__all__ = ["LANGUAGE", "finding_rows", "gravest_first", "worded"]

T = TypeVar("T")

LANGUAGE: Final = "zh"
"""The language of workbooks, whatever that of the interface."""

_severity: Final = attrgetter("severity")


def finding_rows(findings: Iterable[Finding], document: GoalDocument) -> list[FindingRow]:
    """Findings in words, the gravest first, else in their order.

    Args:
        findings: What the checks found in `document`, whatever form it was read from.
        document: The document that is to be written.

    Returns:
        Rows for `xlgoals.forms.stamp.write_bytes`; they are Chinese, as the workbook is.
    """
    return worded(sorted(findings, key=_severity, reverse=True), document)


def worded(findings: Iterable[Finding], document: GoalDocument) -> list[FindingRow]:
    """The same rows in the order of the findings."""
    return copy_context().run(_worded, findings, document)


def gravest_first(findings: Sequence[Finding], of_each: Sequence[T]) -> list[T]:
    """What there is of each finding, put in the order that `finding_rows` has."""
    pairs = zip(map(_severity, findings), of_each, strict=True)
    return [one for _, one in sorted(pairs, key=itemgetter(0), reverse=True)]


def _worded(findings: Iterable[Finding], document: GoalDocument) -> list[FindingRow]:
    messages.use_language(LANGUAGE)
    projects = _ProjectNames(document)
    return [
        FindingRow(
            severity=words.severity(finding.severity),
            code=finding.code,
            path=finding.field,
            project=projects[finding.project],
            field=words.field_name(finding.field),
            value=finding.value,
            message=finding.message_in(LANGUAGE),
            suggestion=finding.suggestion_in(LANGUAGE),
        )
        for finding in findings
    ]


class _ProjectNames(dict[int | None, str]):
    """What projects are called, by their place; the empty text for none."""

    def __init__(self, document: GoalDocument) -> None:
        super().__init__({None: ""})
        self._projects = document.projects

    def __missing__(self, at: int) -> str:
        project = self._projects[at]
        name = project.name or project.title or messages.text("report.unnamed")
        called = self[at] = messages.text("report.project", n=at + 1, name=name)
        return called
