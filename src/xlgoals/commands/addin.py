"""`xlgoals addin`: builds the Excel add-in, and what else concerns it on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from xlgoals.commands import common, installation
from xlgoals.messages import text as words

__all__ = ["build_command", "command"]


class _Group(click.Group):
    """Tells of an unknown command in the user's language."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(words("cli.no-such-command", name=args[0]), ctx)
        return super().resolve_command(ctx, args)


def command() -> click.Group:
    """The group; called by itself it shows its help."""
    return _Group(
        "addin",
        commands=[
            build_command(),
            installation.install_command(),
            installation.uninstall_command(),
            installation.doctor_command(),
        ],
        help=words("cli.addin.help"),
        invoke_without_command=True,
        no_args_is_help=False,
        callback=click.pass_context(_help_when_bare),
        subcommand_metavar="COMMAND …",
    )


def _help_when_bare(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def build_command() -> click.Command:
    """Builds the add-in."""
    return click.Command(
        "build",
        callback=_build,
        params=[common.folder_option()],
        help=words("cli.addin.build-help"),
        short_help=words("cli.addin.build-help"),
    )


def _build(folder: Path) -> int:
    from xlgoals.excel import build

    try:
        files = build.build(folder)
    except build.BuildError as error:
        click.echo(str(error), err=True)
        return common.FAILED
    except OSError as error:
        reason = error.strerror or type(error).__name__
        click.echo(words("addin.nothing-written", path=folder, reason=reason), err=True)
        return common.FAILED
    for path in files:
        click.echo(words("addin.built", path=path))
    return 0
