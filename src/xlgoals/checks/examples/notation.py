r"""The compact notation of examples.

One thing a line, a word and what it is:

    年度 2026                        the budget year; 部门 CODE NAME likewise
    提示行 无                        no optional lead lines; 有: all three
    总体目标 TEXT                    section 一; 职责 MARKER | HEADING | GOAL | INDICATOR; 保障 TEXT
    项目 2                           from here on the second project; the first one needs no line
    预算数 100.00                    and so on: `FIELDS` has the words of a project's fields
    支出计划 25% 50% 75% 100%        a blank point is written -
    绩效目标 TEXT
    质量 | 工程合格率 | ＝100%       an indicator: class | name | value | basis | description
    产出/数量 | 工程数量 | ≥3处      the same with level 1; new classes stand as written
    质量 | 工程合格率 | ＝100% | 行业标准 | 合格工程占比 | 权重=10
    -质量                            without the indicators of a class; -指标 without any
    注 stray-tab projects[0].name    a reader's note: kind, field and what was written
    书签 projects[0].title _GoBack   a bookmark: field and name

A document starts from a faultless one, of which it has the projects that it speaks of.  The
first line of a kind that may come several times (sections, duties, goals, indicators of one
class) replaces all of that kind, further ones are added.  A word alone empties its field.  In
texts, `\n` is a line end, `\t` a tab and `␠` a space.
"""

from __future__ import annotations

from typing import Any, Final

from xlgoals.model import (
    Bookmark,
    Department,
    Duty,
    Funding,
    GoalDocument,
    Indicator,
    LeadLines,
    Project,
    SpendingPlan,
)
from xlgoals.reading import Note, NoteKind, Place, ReadResult
from xlgoals.values import IndicatorValue, Money, Percent

__all__ = ["FIELDS", "parse"]

FIELDS: Final = {
    "标题": "title",
    "单位": "unit",
    "金额单位": "money_unit",
    "项目编码": "code",
    "项目名称": "name",
}
_FUNDING: Final = {"预算数": "total", "财政资金": "fiscal", "其他资金": "other"}
_SUFFIX: Final = "指标"
_BLANK: Final = "-"
_SPECIAL: Final = {"\\n": "\n", "\\t": "\t", "␠": " "}


def parse(text: str, base: GoalDocument) -> ReadResult:
    """Reads a document written in the compact notation.

    Args:
        text: Lines as described above.
        base: The document it starts from; `GoalDocument()` for a document from nothing.

    Returns:
        The document with its notes; there are no places.

    Raises:
        ValueError: A line cannot be understood.
    """
    reader = _Reader(base)
    for line in text.strip().splitlines():
        if line.strip():
            reader.line(line.strip())
    return reader.result()


def _plain(text: str) -> str:
    for mark, meaning in _SPECIAL.items():
        text = text.replace(mark, meaning)
    return text


class _Reader:
    """Reads line after line into the fields of the document."""

    def __init__(self, base: GoalDocument) -> None:
        self.base = base
        self.fields: dict[str, Any] = {}
        self.projects: list[dict[str, Any]] = []
        self.replaced: set[object] = set()
        self.notes: list[Note] = []
        self.to_project(1)

    def to_project(self, number: int) -> None:
        """Further lines speak of the project of this number; those before it are there too."""
        while len(self.projects) < number:
            at = len(self.projects)
            known = at < len(self.base.projects)
            project = self.base.projects[at] if known else Project(number=at + 1)
            self.projects.append(dict(project))
        self.at = number - 1

    def line(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        rest = _plain(rest)
        if "|" in line and word != "职责":
            self.indicator(line)
        elif word.startswith(_BLANK) and not rest:
            self.without(word[1:])
        elif (read := getattr(self, f"_{_WORDS.get(word, '')}", None)) is not None:
            read(rest)
        else:
            self.project_field(word, rest, line)

    def project_field(self, word: str, rest: str, line: str) -> None:
        project = self.projects[self.at]
        if word in FIELDS:
            project[FIELDS[word]] = rest
        elif word in _FUNDING:
            project["funding"] = Funding(
                **{**dict(project["funding"]), _FUNDING[word]: Money.parse(rest)}
            )
        else:
            raise ValueError(f"not understood: {line!r}")

    def repeated(self, holder: dict[str, Any], name: str, item: object) -> None:
        """Adds an item to a list; the first one replaces what the base has."""
        if (id(holder), name) not in self.replaced:
            self.replaced.add((id(holder), name))
            holder[name] = ()
        if item:
            holder[name] = (*holder[name], item)

    # --- Lines by their word -----------------------------------------------------------------

    def _project(self, rest: str) -> None:
        self.to_project(int(rest))

    def _number(self, rest: str) -> None:
        self.projects[self.at]["number"] = int(rest) if rest else None

    def _purpose(self, rest: str) -> None:
        project = self.projects[self.at]
        project["funding"] = Funding(**{**dict(project["funding"]), "purpose": rest})

    def _plan(self, rest: str) -> None:
        points = ["" if point == _BLANK else point for point in rest.split()]
        points += [""] * (4 - len(points))
        march, june, october, december = map(Percent.parse, points)
        self.projects[self.at]["plan"] = SpendingPlan(
            march=march, june=june, october=october, december=december
        )

    def _goal(self, rest: str) -> None:
        self.repeated(self.projects[self.at], "goals", rest)

    def _year(self, rest: str) -> None:
        self.fields["year"] = int(rest) if rest else None

    def _department(self, rest: str) -> None:
        code, _, name = rest.partition(" ")
        self.fields["department"] = Department(code=code, name=name)

    def _leads(self, rest: str) -> None:
        there = rest == "有"
        self.fields["lead_lines"] = LeadLines(overall=there, duties=there, safeguards=there)

    def _overall(self, rest: str) -> None:
        self.repeated(self.fields, "overall_goal", rest)

    def _safeguard(self, rest: str) -> None:
        self.repeated(self.fields, "safeguards", rest)

    def _duty(self, rest: str) -> None:
        parts = [part.strip() for part in rest.split("|")]
        parts += [""] * (4 - len(parts))
        marker, heading, goal, indicator = parts
        duty = Duty(marker=marker, heading=heading, goal=goal, indicator=indicator)
        self.repeated(self.fields, "duties", duty if rest else None)

    def _note(self, rest: str) -> None:
        kind, _, field = rest.partition(" ")
        field, _, written = field.partition(" ")
        self.notes.append(Note(NoteKind(kind), Place(), written, field, self.at))

    def _bookmark(self, rest: str) -> None:
        field, _, name = rest.partition(" ")
        self.repeated(self.fields, "bookmarks", Bookmark(name=name, field=field))

    # --- Indicators --------------------------------------------------------------------------

    def indicator(self, line: str) -> None:
        cells = [_plain(cell.strip()) for cell in line.split("|")]
        extras = tuple(
            (label, text)
            for cell in cells[3:]
            for label, mark, text in [cell.partition("=")]
            if mark and label and label[0] not in "≥≤＞＜＝"
        )
        cells = [cell for at, cell in enumerate(cells) if at < 3 or "=" not in cell]
        cells += [""] * (3 - len(cells))
        rows: tuple[Indicator, ...] = self.projects[self.at]["indicators"]
        level1, level2 = self.classes(cells[0], rows)
        key = (self.at, level1, level2)
        at = next((i for i, row in enumerate(rows) if (row.level1, row.level2) == key[1:]), None)
        if key not in self.replaced:
            self.replaced.add(key)
            rows = tuple(row for row in rows if (row.level1, row.level2) != key[1:])
        else:
            at = None
        if at is None:
            at = self._behind(rows, level1, level2)
        name, value = cells[1], cells[2]
        indicator = Indicator(
            level1=level1,
            level2=level2,
            name=name,
            description=cells[4] if len(cells) > 4 else f"全年{name}的目标",
            value=IndicatorValue.parse(value),
            basis=cells[3] if len(cells) > 3 else f"{level2.removesuffix(_SUFFIX)}工作年度计划",
            extras=extras,
        )
        self.projects[self.at]["indicators"] = (*rows[:at], indicator, *rows[at:])

    @staticmethod
    def classes(cell: str, rows: tuple[Indicator, ...]) -> tuple[str, str]:
        """Both classes as written: 质量 is found in the base, 产出/质量 says it all."""
        level1, slash, level2 = cell.partition("/")
        if not slash:
            level1, level2 = "", cell
        for row in rows:
            upper, lower = row.level1.removesuffix(_SUFFIX), row.level2.removesuffix(_SUFFIX)
            if lower == level2 and (upper == level1 or not slash):
                return row.level1, row.level2
        if not slash:
            raise ValueError(f"no class of the base: {cell!r}")
        return level1, level2

    @staticmethod
    def _behind(rows: tuple[Indicator, ...], level1: str, level2: str) -> int:
        """Behind the last row of the same class, else of the same level 1, else at the end."""
        same = [i for i, row in enumerate(rows) if (row.level1, row.level2) == (level1, level2)]
        upper = [i for i, row in enumerate(rows) if row.level1 == level1]
        return max(same or upper, default=len(rows) - 1) + 1

    def without(self, word: str) -> None:
        project = self.projects[self.at]
        if word == _SUFFIX:
            project["indicators"] = ()
            return
        kept = [
            row
            for row in project["indicators"]
            if word not in {row.level1.removesuffix(_SUFFIX), row.level2.removesuffix(_SUFFIX)}
        ]
        if len(kept) == len(project["indicators"]):
            raise ValueError(f"no class of the base: {word!r}")
        project["indicators"] = tuple(kept)

    def result(self) -> ReadResult:
        fields = {**dict(self.base), **self.fields}
        fields["projects"] = tuple(Project(**project) for project in self.projects)
        return ReadResult(GoalDocument(**fields), notes=tuple(self.notes))


_WORDS: Final = {
    "项目": "project",
    "序号": "number",
    "资金用途": "purpose",
    "支出计划": "plan",
    "绩效目标": "goal",
    "年度": "year",
    "部门": "department",
    "提示行": "leads",
    "总体目标": "overall",
    "保障": "safeguard",
    "职责": "duty",
    "注": "note",
    "书签": "bookmark",
}
