"""Each wrapper in VBA has its function in Python, with the same arguments."""

from __future__ import annotations

import inspect
import re
from importlib import import_module

import pytest

from xlgoals.excel import vba_functions
from xlgoals.excel.signatures import FUNCTIONS, MODULE, OMITTED, WARM
from xlgoals.excel.vba_project import modules
from xlgoals.resources import shipped

_WRAPPER = re.compile(
    r"Public Function (XLG_\w+)\((.*)\) As Variant\n"
    r'    \1 = CallFunction\("\1", Array\((.*)\), (True|False)\)\nEnd Function\n'
)
WRAPPERS = {name: rest for name, *rest in _WRAPPER.findall(vba_functions.source())}


def test_there_is_a_wrapper_for_each_function_and_none_besides() -> None:
    assert list(WRAPPERS) == [one.name for one in FUNCTIONS]
    everywhere = "".join(module.source for module in modules(xlwings=""))
    assert set(re.findall(r"Function (XLG_\w+)", everywhere)) == set(WRAPPERS)


@pytest.mark.parametrize("name", WRAPPERS)
def test_a_wrapper_takes_what_its_function_takes(name: str) -> None:
    taken, given, _ = WRAPPERS[name]
    function = getattr(import_module(MODULE), name)
    parameters = inspect.signature(function).parameters.values()
    assert taken.split(", ") == [
        f"{'Optional ' if one.default == OMITTED else ''}{one.name} As Variant"
        for one in parameters
    ]
    assert given.split(", ") == [one.name for one in parameters]


def test_the_start_up_probe_is_there_and_takes_nothing() -> None:
    probe = getattr(import_module(MODULE), WARM)
    assert list(inspect.signature(probe).parameters) == []


def test_those_called_beside_a_native_formula_are_those_of_the_template() -> None:
    from xlgoals.forms import native_project, native_row

    formulas = inspect.getsource(native_row) + inspect.getsource(native_project)
    assert set(re.findall(r"IFERROR\((XLG_\w+)\(", formulas)) == vba_functions.NATIVE
    marked = {name for name, (_, _, native) in WRAPPERS.items() if native == "True"}
    assert marked == vba_functions.NATIVE


def test_the_entry_is_there() -> None:
    entry = import_module(vba_functions.ENTRY)
    assert list(inspect.signature(entry.run).parameters) == ["key", "path"]


def test_no_rule_is_decided_in_vba() -> None:
    """The sources name no rule, no unit and no class: they only hand over."""
    for path in shipped("addin/vba", "XlgRun.bas").parent.iterdir():
        assert not re.search(r"(IND|VAL|FND|SCH|STR|XREF)\d{3}", path.read_text("utf-8")), path
