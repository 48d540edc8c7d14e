"""The rows that one file adds to the register, made where the file is read.

They travel between processes and wait on disk, so they are plain tuples, packed; what totals need
lies beside them unpacked.
"""

from __future__ import annotations

import pickle
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from xlgoals import checks, legacy, messages, pool
from xlgoals.checking import Job
from xlgoals.checks import BatchEntry, Finding, Severity
from xlgoals.forms.errors import FormError
from xlgoals.model import GoalDocument, Indicator, Project
from xlgoals.profiles import Profile
from xlgoals.reading import ReadResult
from xlgoals.register.columns import FINDINGS, PROJECTS, TABLES, Row, Table
from xlgoals.register.mark import is_register
from xlgoals.reports import words
from xlgoals.values import Money, normal_unit, to_wan

if TYPE_CHECKING:
    from xlgoals.forms.stamp import FindingRow

__all__ = [
    "EXACT",
    "GRAVEST_FIRST",
    "UNREADABLE",
    "Facts",
    "FileRows",
    "by_severity",
    "collect",
    "failed",
    "gather",
]

EXACT: Final = Context(prec=200)
"""Sums of amounts are exact in it."""

UNREADABLE: Final = "UNREADABLE"
"""Stands for the code of a rule where a file could not be read."""

GRAVEST_FIRST: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)
"""The order in which findings are counted."""

_LONGEST_LABEL: Final = 120
_CODE_AND_NAME: Final = re.compile(r"([0-9]{3,})\s*(.*)", re.DOTALL)

_Line = tuple[str, str, str, str]  # file, department, its code, its name


class Facts(NamedTuple):
    """What totals need to know of a file; amounts in 万元."""

    file: str
    department: str
    readable: bool = True
    projects: int = 0
    indicators: int = 0
    total: Decimal = Decimal(0)
    fiscal: Decimal = Decimal(0)
    other: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class FileRows:
    """What one file adds to the register.

    `packed` holds the rows of each table, `sizes` their numbers.  Rows of projects are packed
    without the numbers of their findings: `counts` has them, for each project and severity from
    the gravest.  `found` counts the findings of each rule and severity; `names` are the projects'
    names; `entry` is what checks across files need.
    """

    facts: Facts
    packed: tuple[bytes, ...]
    sizes: tuple[int, ...]
    names: tuple[str, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()
    found: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    entry: BatchEntry | None = None

    def rows(self, table: Table) -> list[Row]:
        """The rows of a table."""
        # Packed by this very program, a moment ago.
        rows: list[Row] = pickle.loads(zlib.decompress(self.packed[TABLES.index(table)]))  # noqa: S301
        if table is PROJECTS:
            return [(*row, *counts) for row, counts in zip(rows, self.counts, strict=True)]
        return rows

    def with_findings(self, findings: Sequence[Finding]) -> FileRows:
        """The same file with more findings; each stands behind those of its project."""
        facts = self.facts
        more = [_finding(facts, self.names, finding, _worded(finding)) for finding in findings]
        at = FINDINGS.at("number")
        rows = sorted([*self.rows(FINDINGS), *more], key=lambda row: row[at] or 0)
        return FileRows(
            facts,
            (*self.packed[:-1], _pack(rows)),
            (*self.sizes[:-1], len(rows)),
            self.names,
            _counted(findings, self.counts),
            self.found + Counter((finding.code, finding.severity) for finding in findings),
        )


def gather(
    jobs: Sequence[Job], processes: int = 1, limit: float | None = None
) -> Iterator[FileRows]:
    """Read and check the files and yield their rows, in their order, as they come.

    A register that stands among the inputs is passed over.  `limit` is the number of seconds
    after which a file is given up, see `xlgoals.pool.run`.
    """
    done = pool.run(
        jobs, pool.Task(_do, _failed, limit), processes, feed=partial(legacy.ready, limit=limit)
    )
    return (rows for rows in done if rows is not None)


def by_severity(found: Mapping[tuple[str, Severity], int]) -> tuple[int, ...]:
    """How many findings there are of each severity, from the gravest."""
    return tuple(
        sum(count for (_, level), count in found.items() if level is wanted)
        for wanted in GRAVEST_FIRST
    )


def collect(
    label: str,
    result: ReadResult,
    profile: Profile | None = None,
    findings: Iterable[Finding] | None = None,
    said: Iterable[FindingRow] | None = None,
) -> FileRows:
    """The rows of a document, worded in the language of this run.

    Args:
        label: What the register calls its file; no two files share one.
        result: The document as read.
        profile: What it is checked under; the default profile when None.
        findings: What the checks found, where they have been run already.
        said: These findings in the words of this language, where they have been worded already.
    """
    document = result.document
    projects = document.projects
    line = _line(label, document)
    entry = BatchEntry.of(label, result, profile)
    found = list(checks.run(result, profile) if findings is None else findings)
    indicators = [
        _indicator(line, at, project, indicator)
        for at, project in enumerate(projects, start=1)
        for indicator in project.indicators
    ]
    facts = Facts(
        label,
        line[1],
        projects=len(projects),
        indicators=len(indicators),
        total=_sum((project.funding.total, project) for project in projects),
        fiscal=_sum((project.funding.fiscal, project) for project in projects),
        other=_sum((project.funding.other, project) for project in projects),
    )
    names = tuple(project.name or project.title for project in projects)
    sentences: Iterable[_Said] = map(_worded, found) if said is None else said
    rows = (
        [_project(line, entry.year, at, project) for at, project in enumerate(projects, start=1)],
        indicators,
        list(map(partial(_finding, facts, names), found, sentences)),
    )
    return FileRows(
        facts,
        tuple(map(_pack, rows)),
        tuple(map(len, rows)),
        names,
        _counted(found, ((0,) * len(GRAVEST_FIRST),) * len(projects)),
        Counter((finding.code, finding.severity) for finding in found),
        entry,
    )


def failed(label: str, message: str) -> FileRows:
    """The rows of a file that could not be read: one error that says why."""
    facts = Facts(label, messages.text("register.no-department"), readable=False)
    level = Severity.ERROR
    row = (
        label,
        facts.department,
        None,
        "",
        UNREADABLE,
        words.severity(level),
        "",
        "",
        "",
        message,
        "",
    )
    found = Counter({(UNREADABLE, level): 1})
    return FileRows(facts, (_pack([]), _pack([]), _pack([row])), (0, 0, 1), found=found)


def _do(job: Job) -> FileRows | None:
    """The rows of one file, None for a register; no exception leaves it."""
    messages.use_language(job.language)
    try:
        if is_register(job.source):
            return None
        return collect(job.label, legacy.read_any(job), _profile(job.profile))
    except FormError as error:
        return _failed(job, error)
    except Exception as error:
        return _failed(job, FormError("unexpected", kind=type(error).__name__))


def _failed(job: Job, error: FormError) -> FileRows:
    return failed(job.label, messages.text(f"form.{error.key}", job.language, **error.values))


@lru_cache(maxsize=4)
def _profile(name: str) -> Profile:
    return checks.load_profile(name)


def _pack(rows: Sequence[Row]) -> bytes:
    return zlib.compress(pickle.dumps(rows, pickle.HIGHEST_PROTOCOL), 1)


def _line(label: str, document: GoalDocument) -> _Line:
    """File and department, from a project where the document does not state it."""
    code, name = document.department.code, document.department.name
    if not (code or name):
        unit = next((project.unit for project in document.projects if project.unit), "")
        match = _CODE_AND_NAME.fullmatch(unit)
        code, name = (match[1], match[2]) if match else ("", unit)
    # The label is a key of formulas, which cannot compare longer texts.
    department = " ".join(f"{code} {name}".split())[:_LONGEST_LABEL]
    return label, department or messages.text("register.no-department"), code, name


def _project(line: _Line, year: int | None, number: int, project: Project) -> Row:
    funding, plan = project.funding, project.plan
    return (
        *line,
        year,
        number,
        project.code,
        project.name or project.title,
        _wan(funding.total, project),
        _wan(funding.fiscal, project),
        _wan(funding.other, project),
        funding.purpose,
        *(point.value for point in (plan.march, plan.june, plan.october, plan.december)),
        "\n".join(project.goals),
        len(project.indicators),
    )


def _indicator(line: _Line, number: int, project: Project, indicator: Indicator) -> Row:
    value = indicator.value
    return (
        line[0],
        line[1],
        number,
        project.code,
        project.name or project.title,
        indicator.level1,
        indicator.level2,
        indicator.name,
        indicator.description,
        value.text,
        value.sign,
        value.number,
        normal_unit(value.unit),
        indicator.basis,
    )


def _finding(facts: Facts, names: Sequence[str], finding: Finding, said: _Said) -> Row:
    at = finding.project
    return (
        facts.file,
        facts.department,
        None if at is None else at + 1,
        "" if at is None else names[at],
        finding.code,
        said.severity,
        words.place_name(finding.place),
        said.field,
        words.written(finding.value) if finding.value else "",
        said.message,
        said.suggestion,
    )


class _Worded(NamedTuple):
    """What a finding says."""

    severity: str
    field: str
    message: str
    suggestion: str


_Said: TypeAlias = "FindingRow | _Worded"


def _worded(finding: Finding) -> _Worded:
    return _Worded(
        words.severity(finding.severity),
        words.field_name(finding.field),
        finding.message,
        finding.suggestion,
    )


def _counted(
    findings: Iterable[Finding], counts: tuple[tuple[int, ...], ...]
) -> tuple[tuple[int, ...], ...]:
    """The counts of each project with these findings counted in."""
    more = Counter((finding.project, finding.severity) for finding in findings)
    return tuple(
        tuple(count + more[at, level] for count, level in zip(row, GRAVEST_FIRST, strict=True))
        for at, row in enumerate(counts)
    )


def _wan(money: Money, project: Project) -> Decimal | None:
    """An amount in 万元; as it is where its unit is unknown."""
    if money.amount is None:
        return None
    wan = to_wan(money.amount, project.money_unit)
    return money.amount if wan is None else wan


def _sum(amounts: Iterable[tuple[Money, Project]]) -> Decimal:
    total = Decimal(0)
    for money, project in amounts:
        total = EXACT.add(total, _wan(money, project) or Decimal(0))
    return total
