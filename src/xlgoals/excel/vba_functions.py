"""The VBA module of the worksheet functions, made from their signatures."""

from __future__ import annotations

from typing import Final

import xlgoals
from xlgoals.excel.signatures import FUNCTIONS, MODULE, NOT_JUDGED, WARM, Function, category

__all__ = ["ENTRY", "NAME", "NATIVE", "source"]

NAME: Final = "XlgFunctions"
"""The name of the module."""

ENTRY: Final = "xlgoals.excel.vba_entry"
"""The Python module that runs the commands of the ribbon."""

NATIVE: Final = frozenset({"XLG_INDICATOR", "XLG_FUNDING", "XLG_SCHEDULE", "XLG_PROJECTCODE"})
"""The functions that the workbook calls within IFERROR, a formula of its own beside them."""

_LANGUAGE: Final = "zh"


def source() -> str:
    """The module's code, its words still in Chinese."""
    return "\n".join(
        [
            "Option Explicit",
            "' Made from xlgoals.excel.signatures when the add-in is built.",
            "",
            *_constants(),
            "",
            *(_wrapper(function) for function in FUNCTIONS),
            "Public Sub DescribeFunctions(ByVal book As String)",
            *(_description(function) for function in FUNCTIONS),
            "End Sub",
        ]
    )


def _constants() -> list[str]:
    values = {
        "XLG_VERSION": xlgoals.__version__,
        "XLG_MODULE": MODULE,
        "XLG_ENTRY": ENTRY,
        "XLG_WARM": WARM,
        "XLG_NOT_JUDGED": NOT_JUDGED,
    }
    return [f"Public Const {name} As String = {_literal(text)}" for name, text in values.items()]


def _wrapper(function: Function) -> str:
    taken = ", ".join(
        f"{'Optional ' if one.optional else ''}{one.name} As Variant" for one in function.arguments
    )
    given = ", ".join(one.name for one in function.arguments)
    return (
        f"Public Function {function.name}({taken}) As Variant\n"
        f"    {function.name} = CallFunction({_literal(function.name)}, Array({given}), "
        f"{function.name in NATIVE})\n"
        "End Function\n"
    )


def _description(function: Function) -> str:
    arguments = ", ".join(_literal(text) for text in function.argument_help(_LANGUAGE))
    words = f"{_literal(category(_LANGUAGE))}, {_literal(function.help(_LANGUAGE))}"
    return f"    Describe book & {_literal(function.name)}, {words}, Array({arguments})"


def _literal(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"'
