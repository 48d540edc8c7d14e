"""XREF: what must agree between fields, projects and documents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final, NamedTuple

from xlgoals import projectcode
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.flags import Form, Row
from xlgoals.checks.passages import passages
from xlgoals.checks.phrases import LAST_WORD, document_numbers, pairs
from xlgoals.checks.registry import document_check, indicator_check, project_check
from xlgoals.checks.views import DocumentView, IndicatorView, ProjectView
from xlgoals.model import GoalDocument
from xlgoals.profiles import Profile

__all__ = ["budget_year", "budget_year_of", "code_key"]

_STATED_YEAR: Final = re.compile(r"(?<!\d)(20\d{2})\s*年")
_YEAR_OF_CODE: Final = re.compile(r"[0-9]{6}([0-9]{2})")
_CENTURY: Final = 2000
_DIVISION: Final = 6
_SUGGESTIONS: Final = 3
# What a name may end in beside 办公费 and the like, and say less.
_PLAIN_ENDS: Final = frozenset({"费", "资金", "经费"})


def code_key(code: str) -> str:
    """What two codes are compared by: no spaces, upper case."""
    return "".join(code.split()).upper()


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _commonest(texts: Iterable[str]) -> str:
    """The text that occurs most, the first of several; empty when there is none."""
    texts = list(texts)
    if len(set(texts)) < 2:
        return texts[0] if texts else ""
    counted = Counter(texts)
    return max(counted, key=counted.__getitem__)


def _year_of(code: str) -> int | None:
    match = _YEAR_OF_CODE.match(code_key(code))
    return _CENTURY + int(match[1]) if match else None


def budget_year(context: Context) -> int | None:
    """The budget year of the document: see `budget_year_of`; ask by `context.once(budget_year)`."""
    return budget_year_of(context.document.document, context.profile)


def budget_year_of(document: GoalDocument, profile: Profile) -> int | None:
    """The budget year of a document: stated, else settled by the profile, else by its codes.

    Stated is what its cover says, else the year that the overall goal speaks of most.
    """
    if document.year is not None:
        return document.year
    stated = _commonest(
        year for text in document.overall_goal for year in _STATED_YEAR.findall(text)
    )
    if stated:
        return int(stated)
    if profile.budget_year is not None:
        return profile.budget_year
    years = Counter(
        year for project in document.projects if (year := _year_of(project.code)) is not None
    )
    return max(years, key=years.__getitem__, default=None)


# --- The project code ------------------------------------------------------------------------


def _coded(project: ProjectView) -> tuple[str, str]:
    return f"{project.path}.code", project.project.code


@project_check("XREF001", Severity.ERROR, needs=Form.ODD_CODE)
def code_has_its_form(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A project code has 21 characters of the known kinds; STR002 speaks of an empty one."""
    field, code = _coded(project)
    yield context.finding(field, code, x=code, k=len(code))


@project_check("XREF002", Severity.ERROR, needs=Form.WRONG_CHECK, letter=Severity.ERROR)
def check_character_fits(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The last character of a code follows from the others; says which codes would be right."""
    field, code = _coded(project)
    if _outside_alphabet(code):
        yield context.finding(field, code, variant="letter", x=_outside_alphabet(code))
        return
    fits = projectcode.check_character(code[:-1])
    yield context.finding(field, code, x=code[-1], fits=fits, codes=_Likely(code))


class _Likely(NamedTuple):
    """The codes that a wrong one most likely is meant to be; sought when they are to be read."""

    code: str

    def __str__(self) -> str:
        return "、".join(projectcode.suggest(self.code)[:_SUGGESTIONS])

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def _outside_alphabet(code: str) -> str:
    """Characters for which there is no check character at all, each once."""
    return "".join(dict.fromkeys(c for c in code if c not in projectcode.ALPHABET))


@document_check("XREF003", Severity.ERROR, batch=Severity.ERROR, years=Severity.INFO)
def code_is_used_once(document: DocumentView, context: Context) -> Iterator[Finding]:
    """No two projects have one code; the variants are found by `xlgoals.checks.batch`."""
    first: dict[str, ProjectView] = {}
    for project in document.projects:
        code = project.project.code
        key = code_key(code)
        if key and (earlier := first.setdefault(key, project)) is not project:
            yield context.finding(f"{project.path}.code", code, x=code, k=earlier.number)


@document_check("XREF004", Severity.WARNING)
def division_is_one(document: DocumentView, context: Context) -> Iterator[Finding]:
    """All codes of a document begin with one division."""
    coded = [project for project in document.projects if project.facts & Form.CODED]
    divisions = [project.project.code[:_DIVISION] for project in coded]
    usual = _commonest(divisions)
    for project, division in zip(coded, divisions, strict=True):
        if division != usual:
            yield context.finding(*_coded(project), a=division, b=usual)


@project_check("XREF005", Severity.INFO, needs=Form.CODED)
def code_is_of_the_budget_year(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A code of another year belongs to a project that was carried over."""
    field, code = _coded(project)
    year, budget = _year_of(code), context.once(budget_year)
    if year is not None and budget is not None and year != budget:
        yield context.finding(field, code, a=year, b=budget)


# --- Names and headers -----------------------------------------------------------------------


@project_check("XREF006", Severity.ERROR, needs=Form.ODD_TITLE, fix=FixKind.SUGGESTED)
def title_is_the_name(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The heading of a table names the project as its cell does; spaces do not count."""
    title, name = project.project.title, project.project.name
    if title and name and _without_spaces(title) != _without_spaces(name):
        field = f"{project.path}.title"
        yield context.finding(field, title, fix=Edit(field, name), a=title, b=name)


@document_check("XREF007", Severity.WARNING)
def unit_is_one(document: DocumentView, context: Context) -> Iterator[Finding]:
    """All tables of a document are headed by one unit."""
    units = [_without_spaces(project.project.unit) for project in document.projects]
    usual = _commonest(unit for unit in units if unit)
    for project, unit in zip(document.projects, units, strict=True):
        if unit != usual:
            written = project.project.unit
            yield context.finding(f"{project.path}.unit", written, a=written, b=usual)


# --- Document numbers ------------------------------------------------------------------------


def _numbered_texts(document: DocumentView) -> dict[str, list[str]]:
    """The texts that may hold document numbers, each with the fields that hold it."""
    fields: dict[str, list[str]] = defaultdict(list)
    for project in document.projects:
        inner, path = project.project, project.path
        for at, row in enumerate(inner.indicators):
            if LAST_WORD in row.basis:
                fields[row.basis].append(f"{path}.indicators[{at}].basis")
        for name, text in (
            ("title", inner.title),
            ("name", inner.name),
            ("funding.purpose", inner.funding.purpose),
        ):
            if LAST_WORD in text:
                fields[text].append(f"{path}.{name}")
        for at, goal in enumerate(inner.goals):
            if LAST_WORD in goal:
                fields[goal].append(f"{path}.goals[{at}]")
    return fields


@document_check("XREF008", Severity.WARNING, fix=FixKind.SUGGESTED)
def document_number_has_one_issuer(document: DocumentView, context: Context) -> Iterator[Finding]:
    """A document number of one year and number is of one issuing word throughout."""
    if not context.once(_issuers_differ):
        return
    found: dict[tuple[int, int], list[tuple[str, list[str], str]]] = defaultdict(list)
    for text, fields in _numbered_texts(document).items():
        for number in document_numbers(text):
            found[number.year, number.number].append((text, fields, number.issuer))
    for uses in found.values():
        if len({issuer for *_, issuer in uses}) == 1:
            continue
        usual = _commonest(issuer for _, fields, issuer in uses for _ in fields)
        for text, fields, issuer in uses:
            # 怀财 beside 怀财字 is one word misspelt; other offices number their own documents.
            if issuer != usual and _alike(issuer, usual):
                for field in fields:
                    right = text.replace(issuer, usual, 1)
                    fix = Edit(field, right) if text.count(issuer) == 1 else None
                    yield context.finding(field, text, fix=fix, list=f"{issuer}、{usual}")


def _issuers_differ(context: Context) -> bool:
    """Whether a look at all texts at once, the quickest one, finds one number of two issuers."""
    texts = {text for text in context.once(passages).texts if LAST_WORD in text}
    numbers = chain.from_iterable(map(document_numbers, texts))
    first: dict[tuple[int, int], str] = {}
    return any(first.setdefault((n.year, n.number), n.issuer) != n.issuer for n in numbers)


def _alike(one: str, other: str) -> bool:
    return one in other or other in one or len(set(one) ^ set(other)) <= 2


# --- Name, use and goal ----------------------------------------------------------------------


@project_check("XREF009", Severity.INFO)
def name_use_and_goal_speak_of_one_thing(
    project: ProjectView, context: Context
) -> Iterator[Finding]:
    """Use and goal speak of what the project's name says."""
    inner = project.project
    name, purpose, goals, _ = project.said
    if not name:
        return
    least = float(context.profile.thresholds.shared_pairs)
    nouns = context.profile.words.expense_nouns
    earlier = [name]
    for at, words in enumerate((purpose, *goals), -1):
        if not words:
            continue
        is_near = _shares_stem(name, words, least) or _shared(name, words) >= least
        if not is_near or _differ_in_expense(words, earlier, nouns):
            is_use = at < 0
            text = inner.funding.purpose if is_use else inner.goals[at]
            field = "funding.purpose" if is_use else f"goals[{at}]"
            yield context.finding(f"{project.path}.{field}", text, a=inner.name)
        earlier.append(words)


def _shared(one: str, other: str) -> float:
    """Share of the shorter text's character pairs that the other one has; 1 when it has none."""
    shorter, longer = _by_length(one, other)
    wanted = pairs(shorter)
    return sum(map(longer.__contains__, wanted)) / len(wanted) if wanted else 1.0


def _shares_stem(one: str, other: str, least: float) -> bool:
    """Whether the beginning of the shorter text stands in the other one, and is enough for that.

    A quick look that spares most texts the count of their pairs.  A beginning has as many
    different pairs as it has different characters, but for one; each character behind it adds
    one pair at most that the other text may lack.
    """
    shorter, longer = _by_length(one, other)
    rest = len(shorter) // 3
    stem = shorter[: len(shorter) - rest]
    if stem not in longer:
        return False
    there = len(set(stem)) - 1
    return there > 0 and there >= least * (there + rest)


def _by_length(one: str, other: str) -> tuple[str, str]:
    """The shorter text, the first one of two as long, and the longer one."""
    return (one, other) if len(one) <= len(other) else (other, one)


def _differ_in_expense(words: str, earlier: list[str], nouns: tuple[str, ...]) -> bool:
    """Whether a text is an earlier one but for a last word such as 办公费 beside 费."""
    if not words.endswith(nouns):
        earlier = [one for one in earlier if one.endswith(nouns)]
    return any(_is_other_expense(words, other, nouns) for other in earlier)


def _is_other_expense(one: str, other: str, nouns: tuple[str, ...]) -> bool:
    for noun in nouns:
        stem = one.removesuffix(noun) if one.endswith(noun) else other.removesuffix(noun)
        rests = {text.removeprefix(stem) for text in (one, other)}
        if len(stem) > 1 and noun in rests and rests & _PLAIN_ENDS:
            return True
    return False


@indicator_check("XREF010", Severity.INFO, needs=Row.FOREIGN)
def row_is_about_the_project(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """Words known from other departments' documents stand in a row only if the project has them."""
    indicator, search = row.indicator, context.lexicon.foreign.search
    for part, text in (("name", indicator.name), ("description", indicator.description)):
        if match := search(text):
            project = row.project.project
            about = (project.name, project.funding.purpose, *project.goals)
            if not any(match[0] in other for other in about):
                yield context.finding(f"{row.path}.{part}", text, x=match[0])
                return
