"""The commands of the command line, one module a subject.

A module is imported when its command is called: help needs only the words.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

__all__ = ["COMMANDS", "load"]

COMMANDS = {
    "import": "convert.import_command",
    "export": "convert.export_command",
    "check": "check.command",
    "fix": "fix.command",
    "register": "register.command",
    "rules": "rules.command",
    "addin": "addin.command",
    "template": "start.template_command",
    "demo": "start.demo_command",
}
"""Name of each command, in the order of help, and what makes it: module and function."""


def load(name: str) -> click.Command:
    """Make the command of that name, its help in the current language."""
    module, function = COMMANDS[name].split(".")
    command: click.Command = getattr(import_module(f"{__name__}.{module}"), function)()
    return command
