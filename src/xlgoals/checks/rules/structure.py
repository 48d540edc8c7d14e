"""STR: headings, blocks, numbering and layout of the document; the classes are in `classes`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from xlgoals import paths
from xlgoals.checks.context import Context
from xlgoals.checks.finding import Edit, Finding, FixKind, Severity
from xlgoals.checks.flags import Form
from xlgoals.checks.registry import document_check, project_check
from xlgoals.checks.views import DocumentView, ProjectView
from xlgoals.model import Project
from xlgoals.reading import Note, NoteKind

__all__: list[str] = []

# The bookmark of a project's heading carries its number and 3.
_PROJECT_MARK: Final = "_Toc_4_4_"
_MARK_OFFSET: Final = 3
_MARK_DIGITS: Final = 10
_PRINTED_BLANK: Final = " "
# The section that a lead line opens, by the field of the line.
_SECTIONS: Final = {"overall": "overall_goal", "duties": "duties", "safeguards": "safeguards"}
_BLANKS: Final = frozenset({NoteKind.EMPTY_PARAGRAPH, NoteKind.SPACE_PARAGRAPH, NoteKind.STRAY_TAB})


def _notes(context: Context, kind: NoteKind) -> Iterator[Note]:
    return (note for note in context.notes if note.kind is kind)


def _called(note: Note, document: DocumentView) -> str:
    """What to call the project that a note speaks of."""
    if note.project is None or note.project >= len(document.projects):
        return ""
    project = document.projects[note.project].project
    return project.name or project.title


def _written(document: DocumentView, path: str) -> str | None:
    """The text of a field; None when it is a part that holds others, or not there."""
    try:
        return paths.text_of(document.document, path)
    except KeyError:
        return None


@document_check("STR001", Severity.ERROR, layout=True, project=Severity.ERROR)
def headings_are_there(document: DocumentView, context: Context) -> Iterator[Finding]:
    """Every heading of the form is there, and one above each project."""
    for note in _notes(context, NoteKind.MISSING_HEADING):
        if note.field:
            called, text = _called(note, document), _written(document, note.field) or ""
            yield context.finding(note.field, text, variant="project", place=note.place, p=called)
        elif note.written in context.profile.required.headings:
            yield context.finding("", place=note.place, h=note.written)


@document_check("STR002", Severity.ERROR, empty=Severity.ERROR)
def blocks_are_there(document: DocumentView, context: Context) -> Iterator[Finding]:
    """A project's form has all of its blocks; of empty ones other rules may speak."""
    blocks = context.profile.required.blocks
    told = set()
    for note in _notes(context, NoteKind.MISSING_BLOCK):
        block = blocks.get(note.field.partition("].")[2])
        if block is not None:
            told.add(note.field)
            text = _written(document, note.field) or ""
            called = _called(note, document)
            yield context.finding(note.field, text, place=note.place, p=called, x=block)
    for project in document.projects:
        inner, path = project.project, project.path
        for name in _empty(inner):
            if name in blocks and (field := f"{path}.{name}") not in told:
                text, called = _written(document, field) or "", inner.name or inner.title
                yield context.finding(field, text, variant="empty", p=called, x=blocks[name])


def _empty(project: Project) -> Iterator[str]:
    """The blocks with nothing in them; FND004 speaks of the budget, SCH005 of the plan."""
    if not project.code.strip():
        yield "code"
    if not project.name.strip():
        yield "name"
    if not any(map(str.strip, project.goals)):
        yield "goals"
    if not project.indicators:
        yield "indicators"


@document_check("STR003", Severity.ERROR, layout=True)
def rows_are_whole(document: DocumentView, context: Context) -> Iterator[Finding]:
    """An indicator row has as many cells as the table has columns."""
    for note in _notes(context, NoteKind.CELL_COUNT):
        row = int(note.field.rpartition("[")[2].rstrip("]")) + 1
        yield context.finding(
            note.field,
            place=note.place,
            p=_called(note, document),
            n=row,
            m=note.written,
            k=len(context.profile.columns),
        )


@document_check("STR004", Severity.WARNING, fix=FixKind.AUTO, bookmark=Severity.WARNING)
def numbers_are_consecutive(document: DocumentView, context: Context) -> Iterator[Finding]:
    """Projects are numbered 1, 2, 3 …; said once, where it goes wrong first."""
    wrong = [p for p in document.projects if p.project.number != p.number]
    if wrong:
        first = wrong[0]
        field = f"{first.path}.number"
        text = "" if first.project.number is None else str(first.project.number)
        edits = [Edit(f"{p.path}.number", str(p.number)) for p in wrong]
        yield context.finding(field, text, fix=edits, n=text, k=first.number)
    yield from _bookmarks_follow_numbers(document, context)


def _bookmarks_follow_numbers(document: DocumentView, context: Context) -> Iterator[Finding]:
    titles = {f"{project.path}.title": project for project in document.projects}
    for at, mark in enumerate(document.document.bookmarks):
        project = titles.get(mark.field)
        if project is None or not mark.name.startswith(_PROJECT_MARK):
            continue
        expected = f"{_PROJECT_MARK}{project.number + _MARK_OFFSET:0{_MARK_DIGITS}d}"
        if mark.name != expected:
            yield context.finding(
                mark.field,
                project.project.title,
                variant="bookmark",
                fix=Edit(f"bookmarks[{at}].name", expected),
                n=mark.name,
                x=expected,
                k=project.number,
            )


@document_check("STR010", Severity.INFO, fix=FixKind.AUTO)
def lead_lines_are_there(document: DocumentView, context: Context) -> Iterator[Finding]:
    """The lines below the headings of part one, which the form prints."""
    inner = document.document
    if not (inner.overall_goal or inner.duties or inner.safeguards):
        return  # a document of projects only
    lines = context.profile.required.lead_lines
    absent = [name for name in lines if not getattr(inner.lead_lines, name)]
    if absent:
        edits = [Edit(f"lead_lines.{name}", "true") for name in absent]
        x = "、".join(lines[name] for name in absent)
        place = context.place(_SECTIONS[absent[0]])
        yield context.finding("lead_lines", place=place, fix=edits, x=x)


@document_check("STR011", Severity.WARNING, indicator=Severity.WARNING)
def duties_have_goal_and_indicator(document: DocumentView, context: Context) -> Iterator[Finding]:
    """Every duty has its goal and its indicator."""
    duties = document.document.duties
    is_numbered = any(duty.marker for duty in duties)
    for at, duty in enumerate(duties):
        if is_numbered and not (duty.marker or duty.goal or duty.indicator):
            continue  # words that lead in to the numbered duties
        called = duty.marker + duty.heading
        called = called.partition("。")[0].partition("\n")[0]
        if not duty.goal.strip():
            yield context.finding(f"duties[{at}].goal", duty.goal, x=called)
        if not duty.indicator.strip():
            field = f"duties[{at}].indicator"
            yield context.finding(field, duty.indicator, variant="indicator", x=called)


@document_check("STR013", Severity.INFO, fix=FixKind.AUTO, layout=True, between=Severity.INFO)
def no_stray_blanks(document: DocumentView, context: Context) -> Iterator[Finding]:
    """No empty paragraph, lone tab or lone space in a cell; no surplus one between the blocks.

    Reading has tidied the document, so the fix writes a cell as it now is.  Where legacy forms
    print a blank, one space in an empty cell or in a paragraph between blocks, no user is at
    fault.
    """
    seen: set[str] = set()
    for note in context.notes:
        if note.kind not in _BLANKS or note.written.strip():
            continue
        if not note.field:
            if note.kind is NoteKind.EMPTY_PARAGRAPH:
                yield context.finding("", variant="between", place=note.place)
        elif note.field not in seen:
            text = _written(document, note.field)
            if not text and note.written == _PRINTED_BLANK:
                continue
            seen.add(note.field)
            fix = None if text is None else Edit(note.field, text)
            yield context.finding(note.field, text or "", fix=fix, place=note.place)


@project_check("STR015", Severity.ERROR, needs=Form.ODD_UNIT, missing=Severity.ERROR)
def money_unit_is_stated(project: ProjectView, context: Context) -> Iterator[Finding]:
    """The form states its money unit, and it is that of the profile."""
    unit, usual = project.project.money_unit, context.profile.money_unit
    field = f"{project.path}.money_unit"
    if not unit.strip():
        yield context.finding(field, unit, variant="missing", x=usual)
    elif "".join(unit.split()) != usual:
        yield context.finding(field, unit, u=unit, x=usual)
