"""`xlgoals rules`: what the rules are."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xlgoals.commands import common
from xlgoals.messages import text as words

__all__ = ["command"]


def command() -> click.Command:
    """Lists all rules, or shows one in full."""
    return click.Command(
        "rules",
        callback=_rules,
        help=words("cli.rules.help"),
        params=[
            click.Argument(["code"], required=False, metavar=f"[{words('cli.rules.code')}]"),
            click.Option(
                ["--format", "form"],
                type=click.Choice(["text", "md"]),
                default="text",
                help=words("cli.rules.format-option"),
            ),
            click.Option(
                ["-o", "--output", "target"],
                type=common.PATH,
                metavar="FILE",
                help=words("cli.rules.output-option"),
            ),
        ],
    )


def _rules(code: str | None, form: str, target: Path | None) -> int:
    shown = _one(code.upper(), form) if code else _all(form)
    if target is None:
        click.echo(shown, nl=not shown.endswith("\n"))
        return 0
    from xlgoals.files import write_whole

    try:
        write_whole(target, (shown.rstrip("\n") + "\n").encode())
    except OSError as error:
        return common.not_written(error, target)
    click.echo(words("rules.written", path=target))
    return 0


def _one(code: str, form: str) -> str:
    from xlgoals.checks import find
    from xlgoals.reports import rules

    try:
        check = find(code)
    except KeyError:
        context = click.get_current_context()
        raise click.UsageError(words("rules.no-such", code=code), context) from None
    return rules.rule_markdown(check) if form == "md" else rules.as_text(check)


def _all(form: str) -> str:
    from xlgoals.reports import rules

    if form == "md":
        return rules.markdown()
    from rich import box
    from rich.console import Console
    from rich.table import Table

    headers, rows = rules.table()
    table = Table(*headers, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*row)
    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        console.width = 120
    with console.capture() as captured:
        console.print(table)
        console.print(words("rules.hint"))
    return captured.get()
