"""The worksheet functions: `XLG_INDICATOR` and its sisters.

xlwings calls them in its server: cell → wrapper in VBA → server → here.  Their names, arguments and
words stand in `signatures`; what they judge in `verdicts`.  Little is loaded before the first call:
`warm`, which the add-in calls when a workbook opens, loads the rest.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Final

from xlgoals import __version__, messages
from xlgoals.excel.argument_error import ArgumentError
from xlgoals.excel.signatures import FUNCTIONS, OMITTED, WARM, Function, category
from xlgoals.forms.native_words import ERROR, OK

__all__ = [
    "XLG_FUNDING",
    "XLG_INDICATOR",
    "XLG_INDICATORS",
    "XLG_PROJECTCODE",
    "XLG_RULE",
    "XLG_SCHEDULE",
    "XLG_VALUE",
    "bind",
    "warm",
]

_Worksheet = Callable[..., object]
_FAULTLESS: Final = ("产出指标", "数量指标", "培训人数", "全年培训的人数", "≥95人", "计划标准")
_KNOWN: Final = {function.name: function for function in FUNCTIONS}


def _worksheet(function: _Worksheet) -> _Worksheet:
    """A worksheet function that never raises: whatever goes wrong is said in its cell."""
    known = _KNOWN.get(function.__name__)

    def answer(*arguments: object) -> object:
        try:
            return function(*arguments)
        except Exception as error:  # a cell has nowhere else to show it
            return _said_of(error, known)

    # xlwings reads conversions from annotations; ours speak of Python alone.
    answer.__annotations__ = {}
    parameters = inspect.signature(function).parameters.values()
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters]
    answer.__signature__ = inspect.Signature(bare)  # type: ignore[attr-defined]
    answer.__name__ = answer.__qualname__ = function.__name__
    answer.__doc__ = function.__doc__
    return answer


def _said_of(error: Exception, function: Function | None) -> object:
    """What a cell says of an error; a verdict begins with a mark."""
    if isinstance(error, ArgumentError):
        text = str(error)
    else:
        text = messages.text("function.error.failed", kind=type(error).__name__)
    if function is None or not function.judges:
        return text
    said = f"{ERROR}{text}"
    return [[said]] if function.spills else said


@_worksheet
def XLG_INDICATOR(row: object, budget: object = OMITTED) -> object:
    """The verdict on one indicator row, given its six cells and the project's budget in 万元."""
    from xlgoals.excel import arguments, verdicts

    if arguments.is_blank(row):
        return ""
    texts, budgets = arguments.row_texts(row), arguments.budgets(budget)
    return verdicts.indicator(texts, budgets, messages.current_language())


@_worksheet
def XLG_INDICATORS(table: object, budget: object = OMITTED) -> object:
    """The verdicts on all rows of an indicator table, one below the other."""
    from xlgoals.excel import arguments, verdicts

    rows = arguments.table_texts(table)
    budgets, language = arguments.budgets(budget), messages.current_language()
    texts = [() if isinstance(row, ArgumentError) else row for row in rows]
    said = verdicts.indicators(texts, budgets, language)
    return [
        [_said_of(row, _KNOWN["XLG_INDICATOR"]) if isinstance(row, Exception) else verdict]
        for row, verdict in zip(rows, said, strict=True)
    ]


@_worksheet
def XLG_FUNDING(total: object, fiscal: object, other: object) -> object:
    """The verdict on the three amounts of a project."""
    from xlgoals.excel import arguments, verdicts

    readings = arguments.amounts(total, fiscal, other)
    return verdicts.funding(readings, messages.current_language())


@_worksheet
def XLG_SCHEDULE(
    march: object, june: object = OMITTED, october: object = OMITTED, december: object = OMITTED
) -> object:
    """The verdict on a spending plan, given four cells, or one range of four in `march`."""
    from xlgoals.excel import arguments, verdicts

    texts = arguments.points((march, june, october, december))
    language = messages.current_language()
    if texts is None:
        return messages.text("native.as-text", language)
    return verdicts.schedule(texts, language)


@_worksheet
def XLG_PROJECTCODE(code: object) -> object:
    """The verdict on a project code."""
    from xlgoals.excel import arguments, verdicts

    written = arguments.text(arguments.single(code))
    return verdicts.project_code(written, messages.current_language())


@_worksheet
def XLG_VALUE(text: object) -> object:
    """An indicator value in its usual spelling."""
    from xlgoals.excel import arguments
    from xlgoals.values import IndicatorValue

    return IndicatorValue.parse(arguments.text(arguments.single(text))).canonical()


@_worksheet
def XLG_RULE(code: object) -> object:
    """What a rule says; its code may also stand in a verdict."""
    from xlgoals.excel import arguments, rule_texts

    written = arguments.text(arguments.single(code))
    return rule_texts.rule_text(written, messages.current_language()) if written else ""


@_worksheet
def warm() -> object:
    """Loads what the first row needs and judges one.

    Gives the version of the package, or what went wrong.
    """
    said = XLG_INDICATOR([_FAULTLESS])
    return __version__ if said == OK else said


def bind() -> None:
    """Declares the functions to xlwings, once it is there.

    xlwings loads pandas where that is installed, which takes seconds; so it is not loaded here.
    Its server has loaded it before it imports this module.
    """
    xlwings = sys.modules.get("xlwings")
    if xlwings is None:
        return
    for function in FUNCTIONS:
        bound = globals()[function.name]
        bound.__doc__ = function.help()
        for argument, doc in zip(function.arguments, function.argument_help(), strict=True):
            shape = {"ndim": 2} if argument.is_range else {}
            bound = xlwings.arg(argument.name, doc=doc, err_to_str=True, **shape)(bound)
        # Last: declaring an argument sets the category back.
        globals()[function.name] = xlwings.func(category=category(), volatile=False)(bound)
    globals()[WARM] = xlwings.func(category=category())(globals()[WARM])


bind()
