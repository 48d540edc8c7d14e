"""IND: the indicators of a project; their weights are in `weights`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.phrases import document_numbers
from xlgoals.checks.registry import indicator_check, project_check
from xlgoals.checks.rules.classes import class_edits
from xlgoals.checks.views import IndicatorView, ProjectView
from xlgoals.profiles import NameClasses, Profile
from xlgoals.profiles.model import Misfit
from xlgoals.values import ValueKind, to_half_width

__all__: list[str] = []

_SUFFIX: Final = "指标"
_RATE_IN_NAME: Final = re.compile(r"\s*[（(]\s*[%％]\s*[）)]\s*$")
_PUNCTUATION: Final = re.compile(r"[\W_]+")
_FEW: Final = 2
_CACHE: Final = 4096


@lru_cache(_CACHE)
def _key(text: str) -> str:
    return "".join(to_half_width(text).split())


def _repeated_class(row: IndicatorView) -> str | None:
    """The class that the level-3 name merely repeats, as written there; None when it does not."""
    name = row.name.key.removesuffix(_SUFFIX)
    written = row.indicator
    for key, level in ((row.level2, written.level2), (row.level1, written.level1)):
        if name and (name == key or name == _key(level).removesuffix(_SUFFIX)):
            return level
    return None


@indicator_check("IND001", Severity.ERROR)
def name_is_no_class(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A level-3 name says what is measured, not just which class it is of."""
    repeated = _repeated_class(row)
    if repeated is not None:
        name = row.indicator.name
        yield context.finding(f"{row.path}.name", name, n=name, l2=repeated)


@indicator_check("IND002", Severity.INFO)
def description_says_more(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A description says more than the name; of a name that says nothing IND001 speaks."""
    written = row.indicator
    same = written.description == written.name or _key(written.description) == _key(written.name)
    if same and row.name.key and _repeated_class(row) is None:
        yield context.finding(f"{row.path}.description", written.description, n=written.name)


@project_check("IND003", Severity.ERROR)
def names_are_different(project: ProjectView, context: Context) -> Iterator[Finding]:
    """No level-3 name stands twice in a project."""
    first: dict[str, int] = {}
    for row in project.indicators:
        key = row.name.key
        if key and first.setdefault(key, row.index) != row.index:
            name = row.indicator.name
            yield context.finding(f"{row.path}.name", name, n=name, k=first[key] + 1)


class _Likes(NamedTuple):
    """For each project, the first one before it with the same names, and with all the same."""

    by_names: dict[int, ProjectView]
    by_all: dict[int, ProjectView]


def _likes(context: Context) -> _Likes:
    names: dict[tuple[str, ...], ProjectView] = {}
    wholes: dict[tuple[tuple[str, str], ...], ProjectView] = {}
    likes = _Likes({}, {})
    for project in context.document.projects:
        rows = project.indicators
        if len(rows) < _FEW:
            continue
        key = tuple(sorted(row.name.key for row in rows))
        whole = tuple(
            sorted((row.name.key, "" if row.is_cost else _key(row.value.text)) for row in rows)
        )
        if (like := names.setdefault(key, project)) is not project:
            likes.by_names[project.index] = like
        if (like := wholes.setdefault(whole, project)) is not project:
            likes.by_all[project.index] = like
    return likes


@project_check("IND004", Severity.WARNING, names=Severity.INFO)
def projects_are_different(project: ProjectView, context: Context) -> Iterator[Finding]:
    """No two projects have the same level-3 names; least of all with the same values."""
    likes = context.once(_likes)
    field = f"{project.path}.indicators"
    if (like := likes.by_all.get(project.index)) is not None:
        yield context.finding(field, k=like.number, p=like.project.name)
    elif (like := likes.by_names.get(project.index)) is not None:
        yield context.finding(field, variant="names", k=like.number, p=like.project.name)


@indicator_check("IND005", Severity.WARNING, fix=FixKind.SUGGESTED, required=Severity.WARNING)
def name_fits_its_class(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A level-3 name measures what its level-2 class is about."""
    misfit = _misfit(row.name, row.level2, context.profile)
    if misfit is not None:
        better = misfit.better
        # A class that the name does not fit either is no advice.
        fits = better and _misfit(row.name, better, context.profile) is None
        yield context.finding(
            f"{row.path}.name",
            row.indicator.name,
            variant="required" if row.level2 in context.profile.required.level2 else "",
            fix=class_edits(row, better, context) if fits else None,
            n=row.indicator.name,
            l2=row.indicator.level2,
        )


@lru_cache(_CACHE)
def _misfit(name: NameClasses, level2: str, profile: Profile) -> Misfit | None:
    """The first rule by which a name does not fit a level-2 class."""
    for misfit, pattern in profile.lexicon.misfits.get(level2, ()):
        if any(getattr(name, f"is_{kind}") for kind in misfit.kinds) or pattern.search(name.key):
            return misfit
    return None


@indicator_check("IND006", Severity.WARNING, fix=FixKind.AUTO)
def no_unit_in_name(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """The unit stands with the value, not in the name."""
    name = row.indicator.name
    if not name.rstrip().endswith((")", "）")):
        return
    match = _RATE_IN_NAME.search(name)
    if match is None:
        return
    edits = [Edit(f"{row.path}.name", name[: match.start()])]
    value = row.value
    if value.number is not None and not value.unit and value.text[-1:].isdigit():
        edits.append(Edit(f"{row.path}.value", f"{value.text}%"))
    fix = edits if match.start() else None
    yield context.finding(f"{row.path}.name", name, fix=fix, n=name)


@indicator_check("IND007", Severity.WARNING)
def name_can_be_measured(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """What has a number can be measured."""
    if row.value.kind is ValueKind.NUMBER and context.lexicon.vague.search(row.name.key):
        name = row.indicator.name
        yield context.finding(f"{row.path}.name", name, n=name, v=row.value.text)


@indicator_check("IND008", Severity.WARNING, unless=("STR012",), standard=Severity.WARNING)
def basis_is_clear(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """The basis of a value is said; in some profiles, as one of the standards or a document."""
    basis = row.indicator.basis
    variant = _unclear(basis, context.profile)
    if variant is not None and (basis.strip() or "basis" in context.profile.required.cells):
        yield context.finding(f"{row.path}.basis", basis, variant=variant, b=basis)


@lru_cache(_CACHE)
def _unclear(basis: str, profile: Profile) -> str | None:
    """In which way a basis is unclear; None when it is clear."""
    words, lexicon = _PUNCTUATION.sub("", basis), profile.lexicon
    if not words or words in profile.words.no_basis:
        return ""
    is_named = lexicon.standards.search(basis) or lexicon.basis_documents.search(basis)
    return None if is_named or document_numbers(basis) else "standard"


@project_check("IND009", Severity.INFO)
def bases_differ(project: ProjectView, context: Context) -> Iterator[Finding]:
    """Not every value of a project has the same basis."""
    bases = {_key(row.indicator.basis) for row in project.indicators}
    if len(project.indicators) >= _FEW and len(bases) == 1 and bases != {""}:
        b = project.indicators[0].indicator.basis
        yield context.finding(f"{project.path}.indicators", b=b)


@project_check("IND011", Severity.INFO)
def some_class_has_several(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A project is not described by exactly one indicator a class."""
    counts = Counter((row.level1, row.level2) for row in project.indicators)
    if len(project.indicators) >= _FEW and max(counts.values()) == 1:
        yield context.finding(f"{project.path}.indicators", n=len(counts))


@indicator_check("IND012", Severity.WARNING, unless=("IND001",))
def satisfaction_says_whose(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A satisfaction says whose it is."""
    name = row.indicator.name
    if context.lexicon.satisfaction_only.fullmatch(row.name.key):
        yield context.finding(f"{row.path}.name", name, n=name)


@indicator_check("IND015", Severity.WARNING, fix=FixKind.AUTO)
def no_words_of_a_template(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """No words of a template are left in a name."""
    name = row.indicator.name
    if context.lexicon.template.search(name) is None:
        return
    rest = context.lexicon.template.sub("", name).strip()
    fix = Edit(f"{row.path}.name", rest) if rest else None
    yield context.finding(f"{row.path}.name", name, fix=fix, n=name)
