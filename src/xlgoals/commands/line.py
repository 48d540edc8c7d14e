"""The command line as click has it: the group of all commands, its help, its words for errors."""

from __future__ import annotations

import click

import xlgoals
from xlgoals import commands, messages
from xlgoals.messages import text as words

__all__ = ["build", "reason"]

_HEADINGS = {"Options": "cli.options", "Commands": "cli.commands"}


def reason(error: click.UsageError) -> str:
    """Click's usage errors in the user's language."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return words("cli.missing-parameter", name=error.param.make_metavar(_context(error)))
    if isinstance(error, click.NoSuchOption):
        return words("cli.no-such-option", name=error.option_name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = error.param.opts[0] if error.param.opts else str(error.param.name)
        return words("cli.bad-value", name=name, value=error.message)
    return error.format_message()


def _context(error: click.UsageError) -> click.Context:
    return error.ctx or click.Context(click.Command("xlgoals"))


class _Formatter(click.HelpFormatter):
    """Help with headings in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or words("cli.usage"))

    def write_heading(self, heading: str) -> None:
        super().write_heading(words(_HEADINGS[heading]) if heading in _HEADINGS else heading)


class _Context(click.Context):
    formatter_class = _Formatter


class _Group(click.Group):
    """Makes a command when it is called; the list of all of them takes only their words."""

    context_class = _Context

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(commands.COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in commands.COMMANDS:
            return None
        command = commands.load(cmd_name)
        _adopt(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        rows = [(name, words(f"cli.{name}.help")) for name in commands.COMMANDS]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise click.UsageError(words("cli.no-such-command", name=args[0]), ctx)
        return super().resolve_command(ctx, args)


def build() -> click.Group:
    """The command line with its help in the current language."""
    group = _Group(
        "xlgoals",
        help=words("cli.help"),
        no_args_is_help=False,
        invoke_without_command=True,
        callback=click.pass_context(_help_when_bare),
        subcommand_metavar="COMMAND …",
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                expose_value=False,
                is_eager=True,
                callback=_show_version,
                help=words("cli.version-option"),
            )
        ],
    )
    _settle(group)
    return group


def _adopt(command: click.Command) -> None:
    """Give a command, and those of a group, what all have."""
    command.context_class = _Context
    _settle(command)
    for inner in getattr(command, "commands", {}).values():
        _adopt(inner)


def _settle(command: click.Command) -> None:
    """What every command has: --lang, and --help with our words."""
    command.params.append(
        click.Option(
            ["--lang"],
            type=click.Choice(messages.LANGUAGES),
            expose_value=False,
            is_eager=True,
            help=words("cli.lang-option"),
        )
    )
    help_option = click.Option(
        ["--help"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_show_help,
        help=words("cli.help-option"),
    )
    command.params.append(help_option)
    command.add_help_option = False


def _help_when_bare(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _show_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"xlgoals {xlgoals.__version__}")
        ctx.exit()
