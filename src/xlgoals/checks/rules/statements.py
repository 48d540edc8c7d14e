"""TXT: what a text says, and whether it says enough; its marks are the subject of `wording`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from xlgoals import paths
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.flags import Form
from xlgoals.checks.passages import passages
from xlgoals.checks.phrases import bare, without_document_numbers, without_last_word
from xlgoals.checks.plain import FIRST, LAST, shortest_limit
from xlgoals.checks.registry import document_check, project_check
from xlgoals.checks.views import DocumentView, ProjectView
from xlgoals.profiles import Lexicon

__all__: list[str] = []

_FINAL_MARKS: Final = " \t\u3000，。、；：,.;:！!"
_SHOWN: Final = 20


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _goals(project: ProjectView) -> Iterator[tuple[str, str]]:
    """The goals of a project that are not blank, each with its path."""
    for at, goal in enumerate(project.project.goals):
        if goal.strip():
            yield f"{project.path}.goals[{at}]", goal


# --- Goals of a project ----------------------------------------------------------------------


@project_check("TXT005", Severity.ERROR, needs=Form.MUTE_GOAL)
def goal_is_more_than_a_number(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A goal says something beside the number of a document."""
    for at, words in enumerate(project.said.goals):
        goal = project.project.goals[at]
        if not words and goal.strip():
            yield context.finding(f"{project.path}.goals[{at}]", goal, x=goal)


@project_check("TXT010", Severity.WARNING, unless=("TXT005", "TXT016"), short=Severity.INFO)
def goal_is_more_than_the_name(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A goal says more than the project's name, and all goals together say enough."""
    last, limit = context.profile.words.last_words, context.profile.thresholds.goal
    name = without_last_word(project.said.name, last)
    goals = project.project.goals
    places = [at for at, goal in enumerate(goals) if goal.strip()]
    repeating = [at for at in places if without_last_word(project.said.goals[at], last) in name]
    for at in repeating:
        yield context.finding(f"{project.path}.goals[{at}]", goals[at])
    said = sum([len(project.said.written_goals[at]) for at in places])
    if places and not repeating and said < limit:
        field, goal = f"{project.path}.goals[{places[0]}]", goals[places[0]]
        yield context.finding(field, goal, variant="short", k=said, limit=limit)


@project_check("TXT015", Severity.INFO, unless=("TXT005", "TXT010", "TXT016"))
def goal_holds_a_quantity(project: ProjectView, context: Context) -> Iterator[Finding]:
    """One goal at least says how much; a goal that says nothing at all is told otherwise."""
    if not any(map(_has_quantity, project.said.written_goals)):
        for field, goal in islice(_goals(project), 1):
            yield context.finding(field, goal)


# Codes such as SF21-77, years and dates say when and where, not how much.
# The look ahead at one character spares most places a try of all that may begin there.
_NO_QUANTITY: Final = re.compile(
    r"(?=[A-Za-z0-9第])(?:"
    r"[A-Za-z]+[0-9][0-9A-Za-z-]*|(?:19|20)[0-9]{2}(?:年度?|[-—~至]+)|[0-9]{12,}"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}日)?|[第][0-9一二三四五六七八九十]+[条号期批次届])"
)
_CHINESE_QUANTITY: Final = re.compile(
    r"(?<!第)[一二三四五六七八九十百千两几]+余?(?:个|次|宗|项|家|户|人|名|处|条|件|份|台|套|辆|座|场|期|篇"
    r"|批|亩|万|公里|米|吨|成|倍)(?!性)|百分之|全部|全覆盖|零(?:事故|投诉|差错|增长)"
)


def _has_quantity(goal: str) -> bool:
    text = _NO_QUANTITY.sub("", goal)
    return any(map(str.isdigit, text)) or _CHINESE_QUANTITY.search(text) is not None


@project_check("TXT016", Severity.WARNING, needs=Form.PAYING)
def goal_is_more_than_paying(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A goal says what the money is to achieve, not that it is paid."""
    for field, goal in _goals(project):
        if context.lexicon.paying.search(goal) and _only_pays(goal, context.lexicon):
            yield context.finding(field, goal)


def _only_pays(goal: str, lexicon: Lexicon) -> bool:
    """Whether nothing is left of a goal without the words for paying and how it is done."""
    rest = lexicon.paying_fillers.sub("", bare(goal))
    return len(re.sub(r"[0-9%．.]+", "", rest)) <= 1


@project_check("TXT012", Severity.WARNING, needs=Form.TITLE_IN_NAME)
def name_is_no_title(project: ProjectView, context: Context) -> Iterator[Finding]:
    """A project is named by what is done, not by the letter that asks for it."""
    name = project.project.name
    ending = name.rstrip(f"{_FINAL_MARKS}）)》】]〕”")
    for title in context.profile.words.document_titles:
        if ending.endswith(title):
            yield context.finding(f"{project.path}.name", name, x=title)


# --- Section two and three -------------------------------------------------------------------


@document_check("TXT009", Severity.WARNING)
def indicator_is_more_than_the_duty(document: DocumentView, context: Context) -> Iterator[Finding]:
    """The indicator of a duty says how to measure it, not what it is."""
    for at, duty in enumerate(document.document.duties):
        said = duty.indicator.strip(_FINAL_MARKS)
        if said and said == duty.heading.strip(_FINAL_MARKS):
            yield context.finding(f"duties[{at}].indicator", duty.indicator)


_MARKER: Final = (
    r"\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）)]|[0-9一二三四五六七八九十]{1,3}[、.．])?\s*"
)
# Words that go on with a heading, so that it is no heading but a part of the sentence.
_GOES_ON: Final = r"(?![\W_的和与及或]|工作|制度|力度|意识|水平|机制|体系|等?$)"


@lru_cache(16)
def _run_in(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{_MARKER}(?P<heading>(?:{lexicon.headings.pattern})等?+){_GOES_ON}")


@document_check("TXT006", Severity.INFO, fix=FixKind.SUGGESTED)
def heading_has_ended(document: DocumentView, context: Context) -> Iterator[Finding]:
    """A heading is parted from what follows it."""
    limit = context.profile.thresholds.heading
    pattern = _run_in(context.lexicon)
    for at, text in enumerate(document.document.safeguards):
        match = pattern.match(text)
        if match is None or any(mark in text[:limit] for mark in "。："):
            continue
        field, end = f"safeguards[{at}]", match.end()
        fix = Edit(field, f"{text[:end]}。{text[end:]}")
        yield context.finding(field, text, fix=fix, x=match["heading"])


# --- Sentences -------------------------------------------------------------------------------

_OPEN_END: Final = re.compile(r"[，、；,;][\s\u3000]*$")
_BAD_START: Final = re.compile(r"^\s*[）】》〕”’，。、；：,;:)\]]+\s*")
_REMARK: Final = re.compile(r"^\s*[（(](?![0-9一二三四五六七八九十]+[）)])[^（）()]{1,20}[）)]")
_IN_SERIES: Final = re.compile(r"(?P<list>overall_goal|safeguards|duties|.+\.goals)\[(?P<at>\d+)\]")
_STATEMENT: Final = re.compile(r"overall_goal|safeguards|.*\.(?:goals\[\d+\]|goal|indicator)$")
_OF_GOAL: Final = re.compile(r"duties\[\d+\]\.(?:goal|indicator)$|projects\[\d+\]\.goals\[\d+\]$")


@document_check(
    "TXT007",
    Severity.WARNING,
    fix=FixKind.SUGGESTED,
    start=Severity.WARNING,
    remark=Severity.WARNING,
)
def sentence_is_complete(document: DocumentView, context: Context) -> Iterator[Finding]:
    """A text has its beginning and its end; an item of a list may end in a semicolon."""
    for passage in context.once(passages).edged(FIRST, LAST):
        text, path = passage.text, passage.path
        start = _BAD_START.match(text)
        if start:
            fix = [Edit(field, text[start.end() :]) for field in passage.paths]
            yield context.finding(path, text, variant="start", fix=fix, x=start[0].strip())
        elif text[0] in "（( \t\u3000" and _REMARK.match(text) and _OF_GOAL.match(path):
            yield context.finding(path, text, variant="remark")
        end = _OPEN_END.search(text)
        if end and not (end[0][0] in "；;" and _goes_on(path, document)):
            final = "。" if _STATEMENT.match(path) else ""
            fix = [Edit(field, text[: end.start()] + final) for field in passage.paths]
            yield context.finding(path, text, fix=fix, x=end[0].strip())


def _goes_on(path: str, document: DocumentView) -> bool:
    """Whether another item follows in the list that a text is one of."""
    match = _IN_SERIES.match(path)
    if match is None:
        return False
    items = paths.get(document.document, match["list"])
    return isinstance(items, tuple) and int(match["at"]) + 1 < len(items)


_SENTENCE_END: Final = re.compile(r"[。！？!?\n]+")
_CLAUSE_END: Final = re.compile(r"[。！？!?；;\n]+")


@document_check("TXT013", Severity.INFO, sentence=Severity.INFO)
def text_is_not_too_long(_document: DocumentView, context: Context) -> Iterator[Finding]:
    """Paragraphs and sentences are short enough to read."""
    limits = context.profile.thresholds
    shortest = shortest_limit(context.profile)
    found = context.once(passages)
    if max(map(len, found.texts), default=0) <= shortest:
        return
    long = [at for at, text in enumerate(found.texts) if len(text) > shortest]
    for passage in found.at(long):
        text = passage.text
        paragraph = max(map(len, text.split("\n")))
        sentence = max(map(len, _SENTENCE_END.split(text)))
        if paragraph > limits.paragraph:
            yield context.finding(passage.path, text, k=paragraph, limit=limits.paragraph)
        elif sentence > limits.sentence:
            yield context.finding(
                passage.path, text, variant="sentence", k=sentence, limit=limits.sentence
            )


_PROSE: Final = re.compile(r"overall_goal|safeguards|duties\[\d+\]\.(?:heading|goal)$")


@document_check("TXT014", Severity.INFO)
def sentence_occurs_once(_document: DocumentView, context: Context) -> Iterator[Finding]:
    """A long sentence stands once; what repeats a heading or a name is told by other rules."""
    least = context.profile.thresholds.repeated
    if not context.once(_repeats_itself):
        return
    seen: set[str] = set()
    found = context.once(passages)
    long = [at for at, text in enumerate(found.texts) if len(text) >= least]
    for passage in found.at(long):
        prose = passage.is_goal if passage.project is not None else _PROSE.match(passage.path)
        if not prose:
            continue
        sentences = _sentences(passage.text, least)
        again = []
        for sentence in sentences:
            if sentence in seen:
                again.append(sentence)
            seen.add(sentence)
        if again:
            yield context.finding(passage.path, passage.text, x=_shortened(again[0]), n=len(again))


def _repeats_itself(context: Context) -> bool:
    """Whether a look at all prose at once, the quickest one, finds some long sentence twice."""
    document = context.document.document
    texts = [*document.overall_goal, *document.safeguards]
    for duty in document.duties:
        texts += (duty.heading, duty.goal)
    for project in document.projects:
        others = (project.name, project.title, project.funding.purpose)
        texts += [goal for goal in dict.fromkeys(project.goals) if goal not in others]
    sentences = _sentences("\n".join(texts), context.profile.thresholds.repeated)
    return len(set(sentences)) < len(sentences)


def _sentences(text: str, least: int) -> tuple[str, ...]:
    """Sentences and clauses without numbering and white space, of so many characters at least."""
    parts = [part for part in _CLAUSE_END.split(text) if len(part) >= least]
    bare_parts = ["".join(without_document_numbers(part).split()) for part in parts]
    return tuple([part for part in bare_parts if len(part) >= least])
