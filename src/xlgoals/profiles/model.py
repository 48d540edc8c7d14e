"""What a profile says.  All of it is data of the TOML files; nothing has a hidden default."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from xlgoals.profiles.lexicon import Lexicon
from xlgoals.values import Sign

__all__ = ["OFF", "Profile", "Thresholds", "Words"]

OFF: Final = "off"
Level: TypeAlias = Literal["off", "info", "warning", "error"]
Texts: TypeAlias = tuple[str, ...]


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(str(error)) from None
    return pattern


def _exact(number: object) -> object:
    return Decimal(str(number)) if isinstance(number, float) else number


Pattern: TypeAlias = Annotated[str, AfterValidator(_compiled)]
Number: TypeAlias = Annotated[Decimal, BeforeValidator(_exact)]
Code: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}\d{3}(:[a-z0-9_]+)?$")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Required(_Table):
    """What every project must have.

    `headings` are those of the document; `level1` and `level2` classes by their keys;
    `one_of` the level-2 classes of which one at least must be there.  `blocks` are the parts of
    a project's form and `cells` those of an indicator row, by field, with their printed label.
    `lead_lines` are the printed lines below the headings, by field; good to have, no more.
    """

    headings: Texts
    level1: Texts
    level2: Texts
    one_of: Texts
    blocks: dict[str, str]
    cells: dict[str, str]
    lead_lines: dict[str, str]


class Classes(_Table):
    """The two upper levels: the table of classes, and their other names.

    `table` maps a level-1 class to its level-2 classes in their usual order; `tolerated` holds
    further ones that local forms keep.  Keys are without 指标.  `cost` and `satisfaction` name
    the classes of these kinds, of either level.
    """

    table: dict[str, Texts]
    tolerated: dict[str, Texts]
    level1_aliases: dict[str, str]
    level2_aliases: dict[str, str]
    cost: Texts
    satisfaction: Texts


class Values(_Table):
    """Signs and units a value may have.

    `money` are the units of money; whatever begins with one of them and a slash is money for
    each of something.
    """

    signs: tuple[Sign, ...]
    rates: Texts
    money: Texts
    units: Texts


class Names(_Table):
    """Patterns, searched in a level-3 name, of what it measures.

    `unbounded` finds rates that may well be above 100%, `relative` changes of something, which
    may be in percent whatever it is.
    """

    rate: Pattern
    money: Pattern
    count: Pattern
    time: Pattern
    fund: Pattern
    unbounded: Pattern
    relative: Pattern


class Stale(_Table):
    """Words that are out of date from a budget year on."""

    words: Texts
    since: int


class Misfit(_Table):
    """Names that do not fit a class.

    `kinds` are those of `Names`, `pattern` is searched in the name; a row is a misfit when one
    of them fits and its level-2 class is one of `level2`.  `better` is the class to move to.
    """

    level2: Texts
    kinds: Texts = ()
    pattern: Pattern = ""
    better: str = ""


class Words(_Table):
    """Word lists.

    Attributes:
        budget_names: words of a cost indicator that speaks of the whole budget.
        staff: words of staff costs.
        one_off: words of payments that are made once.
        expense_nouns: last words of a name that say what kind of expense it is.
        vague: patterns of names that nobody can measure.
        misfits: names that do not fit a class.
        satisfaction_only: pattern of a satisfaction name that does not say whose.
        standards: the sources a value may have.
        basis_documents: words of a basis that names a document.
        no_basis: what is written where there is no basis.
        template: pattern of words that a template leaves behind.
        foreign: words that were copied from somebody else's document.
        typos: wrong spelling → right spelling.
        rare_characters: characters of names that are right though GB 2312 lacks them.
        stale: words out of date.
        headings: known headings of the points of section 三.
        document_titles: endings of names that are titles of official documents.
        paying: words of goals that speak of paying only.
        paying_fillers: words that say nothing more in such a goal.
        last_words: last words of a name that say nothing more: 资金, 费, 经费.
    """

    budget_names: Texts
    staff: Texts
    one_off: Texts
    expense_nouns: Texts
    vague: tuple[Pattern, ...]
    misfits: tuple[Misfit, ...]
    satisfaction_only: Pattern
    standards: Texts
    basis_documents: Texts
    no_basis: Texts
    template: Pattern
    foreign: Texts
    typos: dict[str, str]
    rare_characters: str
    stale: tuple[Stale, ...]
    headings: Texts
    document_titles: Texts
    paying: Texts
    paying_fillers: Texts
    last_words: Texts


class Thresholds(_Table):
    """Numbers that rules compare with.

    Attributes:
        money: Differences of amounts up to this are none; 万元.
        same_plan_share: More of the projects than this having one plan is remarkable.
        same_plan_projects: Fewer projects than this are not compared.
        pace: Least percentage to be spent by march, june, october, december.
        satisfaction: A satisfaction from here on is not attainable; percent.
        text_value: Characters that a value in words may have.
        basis: Width that a basis may have; a Chinese character counts 2.
        goal: Characters that a goal should have.
        paragraph: Characters that a paragraph may have.
        sentence: Characters that a sentence may have.
        repeated: Characters from which on a sentence that occurs twice is a repetition.
        heading: Characters within which a heading must have ended.
        shared_pairs: Share of the shorter text's character pairs that the longer one has.
    """

    money: Number
    same_plan_share: Number
    same_plan_projects: int
    pace: dict[Literal["march", "june", "october", "december"], Number]
    satisfaction: Number
    text_value: int
    basis: int
    goal: int
    paragraph: int
    sentence: int
    repeated: int
    heading: int
    shared_pairs: Number


class ProjectCodeRules(_Table):
    """The pattern of a whole project code, and whether its last character is a check character."""

    pattern: Pattern
    check_character: bool


class Weights(_Table):
    """Weights of the level-1 classes, with a cost class and without.

    `label` is a pattern of their column's header.  `execution` is the weight of 预算执行率, and
    `no_satisfaction` the class that gets the weight of satisfaction where there is none.
    `explained` holds the columns that go with a weight: their label, and a pattern of how forms
    write it.  Patterns are searched in the header without spaces, half-width.
    """

    label: Pattern
    with_cost: dict[str, int]
    without_cost: dict[str, int]
    execution: int
    execution_name: str
    no_satisfaction: str
    explained: dict[str, Pattern]


class Profile(_Table):
    """One form's rules.

    `budget_year` settles the year of documents that state none.  `columns` are the headers of
    the indicator table in order.  `severity` maps the code of a check, or `CODE:variant`, to
    `off`, `info`, `warning` or `error`.
    """

    name: str
    budget_year: int | None = None
    money_unit: str
    columns: Texts
    required: Required
    classes: Classes
    values: Values
    names: Names
    words: Words
    thresholds: Thresholds
    project_code: ProjectCodeRules
    weights: Weights | None = None
    severity: dict[Code, Level]

    # A loaded profile is one thing, compared and cached by identity: its tables cannot be hashed.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @cached_property
    def lexicon(self) -> Lexicon:
        """Its words, compiled; made once."""
        return Lexicon(self)
