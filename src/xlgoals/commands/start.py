"""`xlgoals template` and `xlgoals demo`: to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from xlgoals.commands import common
from xlgoals.messages import text as words

__all__ = ["demo_command", "template_command"]


def template_command() -> click.Command:
    """Saves the blank workbook."""
    output = click.Option(
        ["-o", "--output", "target"],
        required=True,
        type=common.PATH,
        metavar="FILE",
        help=words("cli.template.output-option"),
    )
    return click.Command(
        "template",
        callback=_template,
        params=[output, common.overwrite_option()],
        help=words("cli.template.help"),
    )


def _template(target: Path, overwrite: bool) -> int:
    from xlgoals.files import write_whole
    from xlgoals.resources import shipped

    if target.exists() and not overwrite:
        click.echo(words("cli.template.exists", path=target), err=True)
        return common.FAILED
    try:
        write_whole(target, shipped("workbooks", "绩效目标模板.xlsx").read_bytes())
    except OSError as error:
        return common.not_written(error, target)
    click.echo(words("cli.template.done", path=target))
    return 0


def demo_command() -> click.Command:
    """The main jobs on the sample."""
    output = click.Option(
        ["-o", "--output", "folder"],
        default=Path("demo-output"),
        show_default=True,
        type=common.PATH,
        metavar="DIR",
        help=words("cli.common.output-option"),
    )
    return click.Command("demo", callback=_demo, params=[output], help=words("cli.demo.help"))


def _demo(folder: Path) -> int:
    from xlgoals import demo

    return demo.run(folder)
