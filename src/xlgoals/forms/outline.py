"""Blocks ↔ document: the meaning of paragraphs and tables.

Reading walks the blocks once.  Headings say which section a paragraph belongs to; the two tables
of a project are known by their labels.  What finds no place is kept as a leftover with its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xlgoals.forms import duties, other_forms, other_upper, tables
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import BOOKMARK, Block, Paragraph, Table, bookmark, is_blank
from xlgoals.forms.errors import FormError
from xlgoals.forms.gaps import Gap, Role, expected_blanks
from xlgoals.forms.headings import PROJECT_HEADING, Heading, find_headings, project_heading
from xlgoals.forms.ledger import Ledger
from xlgoals.forms.other_words import STATED_YEAR
from xlgoals.making import made
from xlgoals.model import Department, GoalDocument, LeadLines, Leftover, Project
from xlgoals.reading import Note, NoteKind

__all__ = ["Outcome", "blocks", "read"]

_HEADING_WORDS: Final = (
    *(words.PART_ONE, words.OVERALL_TITLE, *words.SECTIONS),
    *(words.PART_TWO, words.PROJECTS_TITLE),
)
_HEADING_ROLES: Final = {
    Heading.OVERALL_TITLE: Role.OVERALL_TITLE,
    Heading.PART_TWO: Role.PART_TWO,
    Heading.PROJECTS_TITLE: Role.PROJECTS_TITLE,
}
_SECTION_PATHS: Final = {
    Heading.OVERALL: "overall_goal",
    Heading.DUTIES: "duties",
    Heading.SAFEGUARDS: "safeguards",
}
# Once: members of an enumeration are slow to look up by their names.
_HEADING, _PROSE = Role.HEADING, Role.PROSE
_UPPER_TABLE, _LOWER_TABLE = Role.UPPER_TABLE, Role.LOWER_TABLE
_UNIT: Final = re.compile(r"([0-9]{6})(.+)", re.DOTALL)
_COVER: Final = re.compile(rf"([0-9]{{6}})?(.*?)(?:([0-9]{{4}})年)?{words.COVER_SUFFIX}")
_LEFTOVER: Final = re.compile(r"（原第([0-9]+)行）(.*)", re.DOTALL)


@dataclass(slots=True)
class Outcome:
    """What the walk over the blocks gives; `lines` maps field paths to lines."""

    document: GoalDocument
    lines: Mapping[str, int]
    notes: list[Note]


def read(blocks: Sequence[Block]) -> Outcome:
    """The document that the blocks hold.

    Raises:
        FormError: `no-form` when neither a heading nor a table of the form is found.
    """
    if any(type(block) is Table for block in blocks):
        blocks = list(other_forms.one_project_each(blocks))
    found = {at: tables.form_rows(b) for at, b in enumerate(blocks) if isinstance(b, Table)}
    before_tables = _paragraphs_before_tables(blocks, found)
    reader = _Reader(find_headings(blocks))
    for at, block in enumerate(blocks):
        if isinstance(block, Table):
            reader.table(block, found[at])
        elif not block.text or is_blank(block.text):
            reader.gap.blank(block)
        elif at in reader.headings:
            reader.heading(reader.headings[at], block)
        else:
            reader.paragraph(block, at in before_tables)
    return reader.outcome()


def _paragraphs_before_tables(
    blocks: Sequence[Block], found: Mapping[int, tables.FormRows]
) -> set[int]:
    """Indices of the paragraphs with text that stand directly before a project's upper table."""
    before: set[int] = set()
    last, above = -1, ""
    for at, block in enumerate(blocks):
        if isinstance(block, Table):
            title = last >= 0 and found[at].other and other_forms.is_title(above)
            if last >= 0 and found[at].upper and not title:
                before.add(last)
            last = -1
        elif block.text.strip():
            last, above = at, block.text
    return before


class _Reader:
    """The walk: which section it is in, and what was gathered so far."""

    def __init__(self, headings: dict[int, Heading | None]) -> None:
        self.headings = headings
        self.section: Heading | None = None
        self.ledger = Ledger()
        self.gap = Gap(self.ledger)
        self.front: list[Paragraph] = []
        self.sections: dict[Heading, list[Paragraph]] = {heading: [] for heading in _SECTION_PATHS}
        self.drafts: list[tables.ProjectDraft] = []
        self.missing = set(Heading).difference(headings.values())
        self.in_leftovers = False
        self.last_table = 0

    def heading(self, heading: Heading | None, block: Paragraph) -> None:
        """One of the form's headings opens its section; one that comes again is nobody's."""
        if heading is None or self.in_leftovers:
            self._leftover(block)
            return
        self.gap.close(_HEADING_ROLES.get(heading, Role.HEADING), block.line)
        self.section = heading
        if words.OVERALL_TITLE in block.text:
            self.missing.discard(Heading.OVERALL_TITLE)
        if words.PROJECTS_TITLE in block.text:
            self.missing.discard(Heading.PROJECTS_TITLE)
        path = _SECTION_PATHS.get(heading, "front" if heading < Heading.OVERALL else "projects")
        standard = _section_mark(heading) if heading in _SECTION_PATHS else ""
        self.ledger.lines.setdefault(path, block.line)
        if self.ledger.unmarked(block.text, path, block.line, standard) != _HEADING_WORDS[heading]:
            self.ledger.note(NoteKind.LABEL, block.line, block.text, path)

    def paragraph(self, block: Paragraph, before_table: bool) -> None:
        """A paragraph with text that is no heading of the form."""
        if self.in_leftovers:
            self._leftover(block)
        elif (title := self._project_heading(block, before_table)) is not None:
            self._project(block, title)
        elif self.section is not None and self.section in self.sections and not self.drafts:
            self.gap.close(_PROSE, block.line)
            self.sections[self.section].append(block)
        elif self.section is None and not self.drafts:
            self.gap.close(_PROSE, block.line)
            self.front.append(block)
        else:
            self._leftover(block)

    def _project_heading(self, block: Paragraph, before_table: bool) -> re.Match[str] | None:
        if not before_table:
            # A table of contents names the projects too, in front of the first heading.
            in_front = self.section is None and bool(self.headings)
            return None if in_front else project_heading(block.text)
        title = PROJECT_HEADING.fullmatch(BOOKMARK.sub("", block.text))
        return title if title is not None and (title["number"] or title["suffix"]) else None

    def _project(self, block: Paragraph, title: re.Match[str]) -> None:
        self.gap.close(_HEADING, block.line)
        draft = tables.ProjectDraft(len(self.drafts), line=block.line)
        draft.number = int(title["number"]) if title["number"] else None
        draft.title = title["title"]
        self.drafts.append(draft)
        path = draft.path("title")
        self.ledger.lines[path] = block.line
        standard = _project_mark(draft.index, draft.number)
        plain = self.ledger.unmarked(block.text, path, block.line, standard)
        if plain != _project_title(draft.number, draft.title):
            self.ledger.note(NoteKind.LABEL, block.line, block.text, path, draft.index)

    def table(self, table: Table, found: tables.FormRows) -> None:
        """A table: of the current project, of a new one without heading, or of nobody."""
        upper, lower = found.upper, found.lower is not None
        current = self.drafts[-1] if self.drafts else None
        if self.in_leftovers or not (upper or lower or tables.continues(table, current)):
            self.gap.close(_PROSE, table.line)
            for row in table.rows:
                for cell in row.cells:
                    self.ledger.leftover_cell(cell)
            return
        self.gap.close(_UPPER_TABLE if upper else _LOWER_TABLE, table.line)
        if current is None or (upper and current.seen):
            current = tables.ProjectDraft(len(self.drafts), line=table.line)
            self.drafts.append(current)
        tables.read_table(table, found, current, self.ledger)
        if found.other and upper:
            kept = (self.front, self.ledger.leftovers)
            between = range(self.last_table + 1, table.line)
            other_upper.take_unit_above(current, self.ledger, kept, between)
        self.last_table = table.line
        if upper and lower:
            self.gap.before = Role.LOWER_TABLE

    def _leftover(self, block: Paragraph) -> None:
        self.gap.close(_PROSE, block.line)
        written = _LEFTOVER.fullmatch(block.text) if self.in_leftovers else None
        if written is not None:
            # Written by us at an earlier conversion: the line is that of the first reading.
            self.ledger.leftovers.append(Leftover(text=written[2], line=int(written[1])))
        elif words.same_label(block.text, words.LEFTOVERS) and not self.in_leftovers:
            self.in_leftovers = True
        else:
            self.ledger.leftover(block.text, block.line)

    def outcome(self) -> Outcome:
        """The finished document.

        Raises:
            FormError: see `read`.
        """
        self.gap.close(Role.END, 0)
        if not self.headings and not self.drafts:
            raise FormError("no-form")
        ledger = self.ledger
        for heading in sorted(self.missing):
            ledger.note(NoteKind.MISSING_HEADING, 1, _HEADING_WORDS[heading].strip())
        leads = [self._take_lead(heading) for heading in _SECTION_PATHS]
        projects = tuple(draft.project(ledger) for draft in self.drafts)
        front, department, year = self._front(projects)
        overall_goal = self._prose(Heading.OVERALL)
        items = duties.read(self.sections[Heading.DUTIES], ledger)
        safeguards = self._prose(Heading.SAFEGUARDS)
        ledger.close()
        fields = {
            "department": department,
            "year": year,
            "front": front,
            "lead_lines": LeadLines(overall=leads[0], duties=leads[1], safeguards=leads[2]),
            "overall_goal": overall_goal,
            "duties": items,
            "safeguards": safeguards,
            "projects": projects,
            "bookmarks": tuple(ledger.bookmarks),
            "leftovers": tuple(ledger.leftovers),
        }
        return Outcome(made(GoalDocument, fields), ledger.field_lines, ledger.notes)

    def _take_lead(self, heading: Heading) -> bool:
        """Whether the section begins with its lead line; it is taken out."""
        section = self.sections[heading]
        label = words.LEAD_LINES[heading - Heading.OVERALL]
        if not section or not words.same_label(BOOKMARK.sub("", section[0].text), label):
            return False
        lead = section.pop(0)
        path = f"lead_lines.{_SECTION_PATHS[heading].removesuffix('_goal')}"
        if self.ledger.prose(lead, path) != label:
            self.ledger.note(NoteKind.LABEL, lead.line, lead.text, path)
        return True

    def _prose(self, heading: Heading) -> tuple[str, ...]:
        name = _SECTION_PATHS[heading]
        return tuple(
            self.ledger.prose(paragraph, f"{name}[{at}]")
            for at, paragraph in enumerate(self.sections[heading])
        )

    def _front(
        self, projects: tuple[Project, ...]
    ) -> tuple[tuple[str, ...], Department, int | None]:
        """Cover and contents, and what they say of department and year.

        A first line of our own that says what the rest does not is taken out, and written again
        from department and year.  A cover that names the unit without its code is not ours.
        """
        front = tuple(
            self.ledger.prose(paragraph, f"front[{at}]") for at, paragraph in enumerate(self.front)
        )
        if front and (cover := _COVER.fullmatch(front[0])) is not None:
            department = Department(code=cover[1] or "", name=cover[2])
            year = int(cover[3]) if cover[3] else None
            rest = _stated(front[1:], projects)
            ours = bool(cover[1]) or rest[0] == Department()
            if ours and (department, year) != rest and front[0] == _cover_line(department, year):
                return front[1:], department, year
        return front, *_stated(front, projects)


def _stated(front: Sequence[str], projects: Sequence[Project]) -> tuple[Department, int | None]:
    """Department and year as cover and unit headers state them."""
    year = next((int(m[1]) for text in front if (m := STATED_YEAR.search(text))), None)
    units = Counter(project.unit for project in projects if project.unit)
    if units:
        unit = units.most_common(1)[0][0]
        match = _UNIT.fullmatch(unit)
        return (Department(code=match[1], name=match[2]) if match else Department(name=unit)), year
    cover = next((m for text in front if (m := _COVER.fullmatch(text.strip()))), None)
    if cover is not None:
        return Department(code=cover[1] or "", name=cover[2]), year
    return Department(), year


def _cover_line(department: Department, year: int | None) -> str:
    stated = f"{year:04d}年" if year is not None else ""
    return f"{department.code}{department.name}{stated}{words.COVER_SUFFIX}"


def _section_mark(heading: Heading) -> str:
    return f"_Toc_2_2_{heading - Heading.OVERALL + 1:010d}"


def _project_mark(index: int, number: int | None) -> str:
    return f"_Toc_4_4_{(index + 1 if number is None else number) + 3:010d}"


def _project_title(number: int | None, title: str) -> str:
    prefix = "" if number is None else f"{number}."
    return f"{prefix}{title}{words.PROJECT_TITLE_SUFFIX}"


def blocks(document: GoalDocument) -> list[Block]:
    """The document as the form prints it: the inverse of `read`."""
    writer = _Writer(document)
    writer.part_one()
    writer.part_two()
    writer.leftovers()
    writer.add(None, Role.END)
    return writer.blocks


class _Writer:
    """Puts blocks one behind the other, with the empty paragraphs that the form has between."""

    def __init__(self, document: GoalDocument) -> None:
        self.document = document
        self.blocks: list[Block] = []
        self.last = Role.HEADING
        self.marks: dict[str, list[str]] = {}
        for mark in document.bookmarks:
            self.marks.setdefault(mark.field, []).append(mark.name)

    def add(self, block: Block | None, role: Role) -> None:
        for _ in range(expected_blanks(self.last, role)):
            self.blocks.append(Paragraph(""))
        self.last = role
        if block is not None:
            self.blocks.append(block)

    def paragraph(
        self, text: str, path: str = "", role: Role = Role.PROSE, standard: str = ""
    ) -> None:
        """A paragraph with the bookmarks kept for its field, and the one that the form has."""
        names = self.marks.pop(path, [])
        if standard and not any(name.startswith("_Toc") for name in names):
            names.append(standard)
        self.add(Paragraph("".join(map(bookmark, names)) + text), role)

    def part_one(self) -> None:
        document = self.document
        if (document.department, document.year) != _stated(document.front, document.projects):
            self.paragraph(_cover_line(document.department, document.year))
        for at, text in enumerate(document.front):
            self.paragraph(text, f"front[{at}]")
        self.paragraph(words.PART_ONE, "front", Role.HEADING)
        self.paragraph(words.OVERALL_TITLE, "", Role.OVERALL_TITLE)
        leads = document.lead_lines
        self._section(Heading.OVERALL, leads.overall)
        self._prose("overall_goal", document.overall_goal)
        self._section(Heading.DUTIES, leads.duties)
        for at, duty in enumerate(document.duties):
            for part, text in duties.paragraphs(duty):
                self.paragraph(text, f"duties[{at}].{part}")
        self._section(Heading.SAFEGUARDS, leads.safeguards)
        self._prose("safeguards", document.safeguards)

    def _section(self, heading: Heading, lead: bool) -> None:
        at = heading - Heading.OVERALL
        path = _SECTION_PATHS[heading]
        self.paragraph(words.SECTIONS[at], path, Role.HEADING, _section_mark(heading))
        if lead:
            self.paragraph(words.LEAD_LINES[at], f"lead_lines.{path.removesuffix('_goal')}")

    def _prose(self, name: str, texts: Sequence[str]) -> None:
        for at, text in enumerate(texts):
            self.paragraph(text, f"{name}[{at}]")

    def part_two(self) -> None:
        self.paragraph(words.PART_TWO, "projects", Role.PART_TWO)
        self.paragraph(words.PROJECTS_TITLE, "", Role.PROJECTS_TITLE)
        for at, project in enumerate(self.document.projects):
            title = _project_title(project.number, project.title)
            mark = _project_mark(at, project.number)
            self.paragraph(title, f"projects[{at}].title", Role.HEADING, mark)
            upper, lower = tables.upper_table(project), tables.lower_table(project)
            self._mark_cells(at, project, upper, lower)
            self.add(upper, Role.UPPER_TABLE)
            self.add(lower, Role.LOWER_TABLE)

    def _mark_cells(self, at: int, project: Project, upper: Table, lower: Table) -> None:
        """Put the bookmarks kept for a project's fields into their cells."""
        owner = f"projects[{at}]."
        for path in [path for path in self.marks if path.startswith(owner)]:
            cell = tables.cell_of(path.removeprefix(owner), project, upper, lower)
            if cell is not None:
                cell.paragraphs[0] = (
                    "".join(map(bookmark, self.marks.pop(path))) + cell.paragraphs[0]
                )

    def leftovers(self) -> None:
        """What found no place, behind everything else, so that no conversion loses it."""
        leftovers = self.document.leftovers
        if leftovers:
            self.paragraph(words.LEFTOVERS)
        for leftover in leftovers:
            self.paragraph(f"（原第{leftover.line}行）{leftover.text}")
