"""The commands of the command line, one module a subject.

Nothing but click and the messages is imported before a command runs.
"""

from xlgoals.commands import check, convert, fix, register, rules, start

__all__ = ["COMMANDS"]

COMMANDS = (
    convert.import_command,
    convert.export_command,
    check.command,
    fix.command,
    register.command,
    rules.command,
    start.template_command,
    start.demo_command,
)
"""What makes each command, in the order in which help names them."""
