"""TXT: marks, spaces and words of a text, whatever it says.

What a text says is the subject of `statements`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from xlgoals import paths
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, Fix, FixKind, Severity
from xlgoals.checks.flags import Row
from xlgoals.checks.marks import Mended, brackets, has_bad_quotes, mended, trimmed
from xlgoals.checks.passages import Passage, passages
from xlgoals.checks.phrases import document_numbers, without_document_numbers
from xlgoals.checks.plain import ANY_YEAR, MARKS, rare
from xlgoals.checks.registry import document_check
from xlgoals.checks.rules.references import budget_year
from xlgoals.checks.views import DocumentView, IndicatorView
from xlgoals.model import GoalDocument
from xlgoals.profiles import Lexicon
from xlgoals.reading import Note, NoteKind

__all__: list[str] = []


def _edits(passage: Passage, text: str) -> tuple[Edit, ...]:
    """The new text in all fields that hold the old one."""
    return tuple(Edit(path, text) for path in passage.paths)


def _marked(context: Context) -> list[tuple[Passage, Mended]]:
    """The passages that hold brackets, quotes, half-width marks or spaces, and as set right."""
    found = context.once(passages).having(MARKS)
    return [(passage, mended(passage.text)) for passage in found]


def _by_project(found: list[Passage]) -> Iterator[list[Passage]]:
    """Passages of one project together, each of part one alone."""
    groups: dict[object, list[Passage]] = {}
    for passage in found:
        project = passage.project
        groups.setdefault(passage.path if project is None else project, []).append(passage)
    yield from groups.values()


# --- TXT001 brackets and quotes --------------------------------------------------------------


@document_check("TXT001", Severity.WARNING, fix=FixKind.SUGGESTED, quotes=Severity.WARNING)
def marks_are_paired(_document: DocumentView, context: Context) -> Iterator[Finding]:
    """Brackets and quotes come in pairs; quotes in turn are set right without asking."""
    for passage, even in context.once(_marked):
        text = passage.text
        unpaired, meant = brackets(text)
        if unpaired:
            fix = _edits(passage, meant) if meant is not None else None
            yield context.finding(passage.path, text, fix=fix, x=unpaired)
        if has_bad_quotes(text):
            auto = Fix(FixKind.AUTO, _edits(passage, even.text)) if even.quotes else None
            yield context.finding(passage.path, text, variant="quotes", fix=auto)


# --- TXT002 spelling -------------------------------------------------------------------------


@document_check("TXT002", Severity.WARNING, fix=FixKind.SUGGESTED, character=Severity.WARNING)
def words_are_spelt_right(_document: DocumentView, context: Context) -> Iterator[Finding]:
    """No word of the list of typos, no character that plain simplified Chinese lacks."""
    typos, lexicon = context.profile.words.typos, context.lexicon
    known = context.profile.words.rare_characters
    if context.once(_is_plain):
        return
    for passage in context.once(passages):
        text = passage.text
        wrong, odd = _misspelt(text, lexicon, known)
        if not (wrong or odd):
            continue
        path = passage.path
        if wrong:
            right = lexicon.typos.sub(lambda found: typos[found[0]], text)
            fix = _edits(passage, right)
            yield context.finding(path, text, fix=fix, a=wrong, b=typos[wrong])
        if odd:
            usual = _usual(text)
            fix = _edits(passage, usual) if usual != text else ()
            yield context.finding(path, text, variant="character", fix=fix, a="、".join(odd))


def _is_plain(context: Context) -> bool:
    """Whether a look at all texts at once, the quickest one, finds neither typo nor character."""
    text = context.once(passages).whole
    known = context.profile.words.rare_characters
    return context.lexicon.typos.search(text) is None and not rare(text, known)


_LOOKALIKE: Final = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")


@lru_cache(1024)
def _misspelt(text: str, lexicon: Lexicon, known: str) -> tuple[str, tuple[str, ...]]:
    """The first typo of a text, empty when there is none, and its rare characters."""
    match = lexicon.typos.search(text)
    if match is None:
        return "", rare(text, known)
    return match[0], rare(lexicon.typos.sub("", text), known)


def _usual(text: str) -> str:
    """A text with radicals and compatibility forms as the ideographs they look like."""
    return _LOOKALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


# --- TXT003 what is out of date --------------------------------------------------------------

# A year that the text compares with, counts from, or names as one of several is no slip.
_YEAR: Final = re.compile(
    r"(?<![0-9比较自从至到—~-])(?P<year>20\d{2})年(?!度?(?:以来|至|到|[-—~]|起|修订|版|底数))"
)


@document_check("TXT003", Severity.INFO)
def words_are_of_the_year(_document: DocumentView, context: Context) -> Iterator[Finding]:
    """No words out of date by the budget year, and no year before it; once a project."""
    budget = context.once(budget_year)
    if budget is None:
        return
    said: set[tuple[int, str]] = set()
    for text, where in _dated(context, budget):
        found = _stale(text, context.lexicon, budget)
        if not found:
            continue
        path = where.path if isinstance(where, Passage) else f"{where.path}.value"
        x, project = "、".join(found), paths.project_of(path)
        if project is None or (project, x) not in said:
            yield context.finding(path, text, x=x, year=budget)
        if project is not None:
            said.add((project, x))


def _dated(context: Context, budget: int) -> Iterator[tuple[str, Passage | IndicatorView]]:
    """The texts that may hold a word or a year out of date: passages, and values in words."""
    found = context.once(passages)
    if context.lexicon.any_stale.search(found.whole):
        yield from ((one.text, one) for one in found)
    elif any(int(year) < budget for year in set(ANY_YEAR.findall(found.whole))):
        yield from ((one.text, one) for one in found.having(ANY_YEAR))
    for project in context.document.projects:
        for at, facts in enumerate(project.row_facts):
            if not facts & Row.NUMBER:
                row = project.row(at)
                yield row.value.text, row


@lru_cache(1024)
def _stale(text: str, lexicon: Lexicon, budget: int) -> tuple[str, ...]:
    """Words of a text that are out of date in a budget year, and years before it."""
    years = _earlier_years(text, budget) if "年" in text else ()
    if lexicon.any_stale.search(text) is None:
        return years
    words = (pattern.search(text) for pattern, since in lexicon.stale if budget >= since)
    return (*(match[0] for match in words if match), *years)


def _earlier_years(text: str, budget: int) -> tuple[str, ...]:
    if document_numbers(text):
        text = without_document_numbers(text)
    years = (match["year"] for match in _YEAR.finditer(text))
    return tuple(dict.fromkeys(f"{year}年" for year in years if int(year) < budget))


# --- TXT004, TXT011 punctuation --------------------------------------------------------------


@document_check("TXT004", Severity.INFO, fix=FixKind.AUTO)
def punctuation_is_chinese(_document: DocumentView, context: Context) -> Iterator[Finding]:
    """Punctuation between Chinese characters is full-width."""
    for passage, right in context.once(_marked):
        if right.punctuation:
            fix = _edits(passage, right.text)
            yield context.finding(passage.path, passage.text, fix=fix)


@document_check("TXT011", Severity.INFO, fix=FixKind.AUTO)
def year_of_a_number_has_its_brackets(
    _document: DocumentView, context: Context
) -> Iterator[Finding]:
    """The year of a document number stands in 〔〕; told once a project."""
    wrong = [passage for passage, right in context.once(_marked) if right.years]
    for group in _by_project(wrong):
        texts = [(passage, mended(passage.text).text) for passage in group]
        edits = [Edit(path, text) for passage, text in texts for path in passage.paths]
        text = group[0].text
        numbers = (number.written for number in document_numbers(text))
        x = next((number for number in numbers if "〔" not in number), "")
        yield context.finding(group[0].path, text, fix=edits, x=x, n=len(edits))


# --- TXT008 spaces ---------------------------------------------------------------------------


@document_check("TXT008", Severity.INFO, fix=FixKind.AUTO, layout=True)
def no_stray_spaces(document: DocumentView, context: Context) -> Iterator[Finding]:
    """No space at the ends and no tab inside; of the cells of a project, told once.

    Cells were tidied when they were read: the reader's notes speak of them.  Prose stands in
    the document as it was written.
    """
    said: set[str] = set()
    for passage, right in context.once(_marked):
        if right.spaces:
            said.update(passage.paths)
            fix = _edits(passage, right.text)
            yield context.finding(passage.path, passage.text, fix=fix, n=1)
    for at, line in enumerate(document.document.front):
        # Tabs of the cover and the table of contents are as they should be.
        if (tidy := trimmed(line, tabs=False)) != line:
            yield context.finding(f"front[{at}]", line, fix=Edit(f"front[{at}]", tidy), n=1)
    for group in _noted(context, said):
        yield _of_notes(group, context)


def _noted(context: Context, said: set[str]) -> list[list[Note]]:
    """Notes of tidied cells: those of a project together, others alone."""
    groups: dict[object, list[Note]] = {}
    for note in context.notes:
        if (
            note.kind in (NoteKind.EDGE_SPACE, NoteKind.STRAY_TAB)
            and note.written.strip()  # blank paragraphs are the subject of STR013
            and note.field not in said
        ):
            key = len(groups) if note.project is None else f"project {note.project}"
            groups.setdefault(key, []).append(note)
    return list(groups.values())


def _of_notes(group: list[Note], context: Context) -> Finding:
    """The finding at the first of several notes; its fix writes the fields as they were read."""
    document, first = context.document.document, group[0]
    texts: dict[str, str] = {}
    for note in group:
        texts.update(_texts(document, note.field))
    edits = [Edit(field, mended(text).text) for field, text in texts.items()]
    value = "\n".join(text for _, text in _texts(document, first.field))
    return context.finding(first.field, value, fix=edits, place=first.place, n=len(group))


def _texts(document: GoalDocument, path: str) -> list[tuple[str, str]]:
    """The text at a path, or those of the list that stands there, with their paths."""
    try:
        part = paths.get(document, path)
        if isinstance(part, str):
            return [(path, part)]
        if isinstance(part, tuple):
            return [(f"{path}[{at}]", text) for at, text in enumerate(part) if text]
        return [(path, paths.text_of(document, path))]
    except KeyError:
        return []
