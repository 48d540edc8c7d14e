"""The wording of a document: its prose and its cells of words, each text of a project once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Final

from xlgoals.checks.context import Context
from xlgoals.checks.flags import Row
from xlgoals.checks.views import ProjectView
from xlgoals.model import Indicator
from xlgoals.paths import extra_path

__all__ = ["Passage", "Passages", "passages"]

# Stands between texts in the one text that patterns are searched in; hardly ever in one.
_BETWEEN: Final = "\0"
_CELLS: Final = itemgetter("name", "description", "basis")


class Passage:
    """A text, and where it stands in part one or in one project.

    Attributes:
        text: The text.
    """

    __slots__ = ("_where", "text")

    def __init__(self, text: str, where: ProjectView | str) -> None:
        self.text = text
        self._where = where

    @property
    def project(self) -> int | None:
        """The 0-based project that it belongs to; None of part one."""
        return None if isinstance(self._where, str) else self._where.index

    @property
    def is_goal(self) -> bool:
        """Whether it is a goal of a project, and neither its name nor its use of funds."""
        if isinstance(self._where, str):
            return False
        project = self._where.project
        others = (project.name, project.title, project.funding.purpose)
        return self.text in project.goals and self.text not in others

    @property
    def paths(self) -> Sequence[str]:
        """The paths of the fields of one project (or the one of part one) that hold it."""
        if isinstance(self._where, str):
            return (self._where,)
        texts, paths = _texts(self._where), _paths(self._where)
        return [path for path, text in zip(paths, texts, strict=True) if text == self.text]

    @property
    def path(self) -> str:
        """The first of its paths, which findings speak of."""
        if isinstance(self._where, str):
            return self._where
        return _paths(self._where)[_texts(self._where).index(self.text)]


class Passages:
    """The texts of a document that people word themselves; their places are found when asked.

    Of a project these are name, title, use of funds and goals; of the rows that `Row.WORDING`
    holds of also name, description, basis and what stands in further columns: all other cells
    are plain, and of no concern to rules on words.  A title that repeats the name is no text of
    its own, and neither is a description that repeats its indicator.

    Attributes:
        texts: The texts, as the form has them.
    """

    def __init__(self, context: Context) -> None:
        pairs = list(_part_one(context))
        self.texts = [text for _, text in pairs]
        self._where: list[ProjectView | str] = [path for path, _ in pairs]
        for project in context.document.projects:
            texts = dict.fromkeys(_prose(project))
            texts |= dict.fromkeys(_cells(_worded_rows(project)))
            texts.pop("", None)
            self.texts += texts
            self._where += [project] * len(texts)

    @cached_property
    def whole(self) -> str:
        """All texts in one, so that one search finds out that none of them has what is sought."""
        return _BETWEEN.join(self.texts)

    @cached_property
    def _is_parted(self) -> bool:
        """Whether what stands between texts is in none of them."""
        return self.whole.count(_BETWEEN) == len(self.texts) - 1

    def __iter__(self) -> Iterator[Passage]:
        return map(Passage, self.texts, self._where)

    def at(self, places: Iterable[int]) -> list[Passage]:
        """The passages at these places of `texts`."""
        return [Passage(self.texts[at], self._where[at]) for at in places]

    def having(self, pattern: re.Pattern[str]) -> list[Passage]:
        """The passages in which a pattern is found that looks at nothing around what it finds."""
        if not self._is_parted:
            return self.at(at for at, text in enumerate(self.texts) if pattern.search(text))
        whole, here, begin = self.whole, 0, 0
        places: list[int] = []
        for match in _first_in_each(pattern).finditer(whole):
            here += whole.count(_BETWEEN, begin, match.start())
            places.append(here)
            begin = match.end()
        return self.at(places)

    def edged(self, first: str, last: str) -> list[Passage]:
        """The passages that begin or end with one of these characters."""
        texts = self.texts
        near: Iterable[int] = range(len(texts))
        if self._is_parted:
            ends = f"{_BETWEEN}{self.whole}{_BETWEEN}"
            found = [match.start() for match in _edges(first, last).finditer(ends)]
            behind = [ends.count(_BETWEEN, 0, at) for at in found]
            near = sorted({*behind, *(at - 1 for at in behind)}.intersection(near))
        return self.at([at for at in near if texts[at][0] in first or texts[at][-1] in last])


def passages(context: Context) -> Passages:
    """The passages of the document; ask by `context.once(passages)`."""
    return Passages(context)


@lru_cache(maxsize=64)
def _first_in_each(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """A pattern, and with it all that stands behind it in the same text."""
    return re.compile(f"(?:{pattern.pattern})[^{_BETWEEN}]*", pattern.flags)


@lru_cache(maxsize=64)
def _edges(first: str, last: str) -> re.Pattern[str]:
    """Finds what stands between two texts where the one ends or the next begins like that."""
    ends = f"(?<=[{re.escape(last)}]{_BETWEEN})"
    return re.compile(f"{_BETWEEN}(?:{ends}|(?=[{re.escape(first)}]))")


def _part_one(context: Context) -> Iterator[tuple[str, str]]:
    document = context.document.document
    for at, text in enumerate(document.overall_goal):
        if text:
            yield f"overall_goal[{at}]", text
    for at, duty in enumerate(document.duties):
        for part, text in (
            ("heading", duty.heading),
            ("goal", duty.goal),
            ("indicator", duty.indicator),
        ):
            if text:
                yield f"duties[{at}].{part}", text
    for at, text in enumerate(document.safeguards):
        if text:
            yield f"safeguards[{at}]", text


def _texts(view: ProjectView) -> list[str]:
    """The texts of a project, in the order of `_paths`."""
    return [*_prose(view), *_cells(view.project.indicators)]


def _prose(view: ProjectView) -> tuple[str, ...]:
    project = view.project
    return project.name, project.title, project.funding.purpose, *project.goals


def _cells(rows: Iterable[Indicator]) -> list[str]:
    """The words of rows."""
    texts: list[str] = []
    for row in rows:
        # A model's fields are read several times faster from its dictionary.
        texts += _CELLS(row.__dict__)
        if row.extras:
            texts += [text for _, text in row.extras]
    return texts


def _worded_rows(view: ProjectView) -> list[Indicator]:
    """The rows whose words are of concern."""
    rows = view.project.indicators
    return [rows[at] for at, facts in enumerate(view.row_facts) if facts & Row.WORDING]


def _paths(view: ProjectView) -> list[str]:
    path = view.path
    paths = [f"{path}.name", f"{path}.title", f"{path}.funding.purpose"]
    paths += [f"{path}.goals[{at}]" for at in range(len(view.project.goals))]
    for at, row in enumerate(view.project.indicators):
        paths += _row_paths(view.index, at)
        if row.extras:
            paths += [extra_path(f"{path}.indicators[{at}]", label) for label, _ in row.extras]
    return paths


@lru_cache(maxsize=2048)
def _row_paths(project: int, row: int) -> tuple[str, ...]:
    """The paths of a row's cells of words, made once for all documents."""
    path = f"projects[{project}].indicators[{row}]"
    return f"{path}.name", f"{path}.description", f"{path}.basis"
