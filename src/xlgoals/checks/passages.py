"""The wording of a document: its prose and its cells of words, each text of a project once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xlgoals.checks.context import Context
from xlgoals.checks.views import ProjectView

__all__ = ["Passage", "passages"]


class Passage(NamedTuple):
    """A text, and the paths of the fields of one project (or the one of part one) that hold it.

    The first path is the one that findings speak of.
    """

    text: str
    paths: Sequence[str]


def passages(context: Context) -> tuple[Passage, ...]:
    """All texts of a document that people word themselves; ask by `context.once(passages)`.

    Of a project these are name, use of funds, goals, names, descriptions and bases of its
    indicators, and what stands in further columns.  A title that repeats the name is no text of
    its own, and neither is a description that repeats its indicator.
    """
    found = [Passage(text, (path,)) for path, text in _part_one(context) if text]
    for project in context.document.projects:
        texts: dict[str, list[str]] = {}
        for path, text in _of_project(project):
            if text in texts:
                texts[text].append(path)
            else:
                texts[text] = [path]
        texts.pop("", None)
        found += [Passage(text, paths) for text, paths in texts.items()]
    return tuple(found)


def _part_one(context: Context) -> Iterator[tuple[str, str]]:
    document = context.document.document
    for at, text in enumerate(document.overall_goal):
        yield f"overall_goal[{at}]", text
    for at, duty in enumerate(document.duties):
        yield f"duties[{at}].heading", duty.heading
        yield f"duties[{at}].goal", duty.goal
        yield f"duties[{at}].indicator", duty.indicator
    for at, text in enumerate(document.safeguards):
        yield f"safeguards[{at}]", text


def _of_project(view: ProjectView) -> list[tuple[str, str]]:
    project, path = view.project, view.path
    found = [
        (f"{path}.name", project.name),
        (f"{path}.title", project.title),
        (f"{path}.funding.purpose", project.funding.purpose),
        *((f"{path}.goals[{at}]", goal) for at, goal in enumerate(project.goals)),
    ]
    for row in view.indicators:
        indicator, path = row.indicator, row.path
        found += (
            (f"{path}.name", indicator.name),
            (f"{path}.description", indicator.description),
            (f"{path}.basis", indicator.basis),
        )
        found += [(f"{path}.extras[{label}]", text) for label, text in indicator.extras]
    return found
