"""The wording of a document: its prose and its cells of words, each text of a project once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from xlgoals.checks.context import Context
from xlgoals.checks.views import ProjectView
from xlgoals.paths import extra_path

__all__ = ["Passage", "Passages", "passages"]

# Stands between texts in the one text that patterns are searched in; hardly ever in one.
_BETWEEN = "\0"


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
    """All texts of a document that people word themselves; their places are found when asked.

    Of a project these are name, title, use of funds, goals, names, descriptions and bases of its
    indicators, and what stands in further columns.  A title that repeats the name is no text of
    its own, and neither is a description that repeats its indicator.

    Attributes:
        texts: The texts, as the form has them.
    """

    def __init__(self, context: Context) -> None:
        pairs = list(_part_one(context))
        self.texts = [text for _, text in pairs]
        self._where: list[ProjectView | str] = [path for path, _ in pairs]
        for project in context.document.projects:
            texts = dict.fromkeys(_texts(project))
            texts.pop("", None)
            self.texts += texts
            self._where += [project] * len(texts)

    @cached_property
    def whole(self) -> str:
        """All texts in one, so that one search finds out that none of them has what is sought."""
        return _BETWEEN.join(self.texts)

    def __iter__(self) -> Iterator[Passage]:
        return map(Passage, self.texts, self._where)

    def at(self, places: Iterable[int]) -> list[Passage]:
        """The passages at these places of `texts`."""
        return [Passage(self.texts[at], self._where[at]) for at in places]

    def having(self, pattern: re.Pattern[str]) -> list[Passage]:
        """The passages in which a pattern is found that looks at nothing around what it finds."""
        whole = self.whole
        if whole.count(_BETWEEN) != len(self.texts) - 1:
            return self.at(at for at, text in enumerate(self.texts) if pattern.search(text))
        places: list[int] = []
        here = begin = 0
        for match in pattern.finditer(whole):
            steps = whole.count(_BETWEEN, begin, match.start())
            if steps or not places:
                here += steps
                places.append(here)
            begin = match.start()
        return self.at(places)


def passages(context: Context) -> Passages:
    """The passages of the document; ask by `context.once(passages)`."""
    return Passages(context)


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
    project = view.project
    texts = [project.name, project.title, project.funding.purpose, *project.goals]
    for row in project.indicators:
        texts += (row.name, row.description, row.basis)
        if row.extras:
            texts += [text for _, text in row.extras]
    return texts


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
