"""The command line; what it can do stands in `xlgoals.commands`.

Its help is a page that was written beforehand: it comes before anything else is loaded.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    import click

__all__ = ["build", "main"]

_FAILED, _USAGE, _INTERRUPTED = 1, 2, 130
_HELP = ["--help"]
_USUAL_COLUMNS = 80


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit.

    The status is 0 when all went well, 1 when a file failed or has errors, 2 after wrong usage,
    130 when interrupted.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A Chinese Windows console may have no character for a tick; better a ? than a failure.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if arguments == _HELP and (page := _help_page()):
        sys.stdout.write(page)
        sys.exit(0)
    _run(arguments)


def build() -> click.Group:
    """The command line with its help in the current language."""
    from xlgoals.commands import line

    return line.build()


def _run(arguments: list[str]) -> NoReturn:
    import click

    from xlgoals import messages
    from xlgoals.messages import text as words

    if (language := _asked_language(arguments, messages.LANGUAGES)) is not None:
        messages.use_language(language)
    try:
        sys.exit(build()(arguments, prog_name="xlgoals", standalone_mode=False))
    except click.UsageError as error:
        from xlgoals.commands.line import reason
        from xlgoals.visible import visible

        click.echo(visible(words("cli.usage-error", reason=reason(error))), err=True)
        command = error.ctx.command_path if error.ctx is not None else "xlgoals"
        click.echo(words("cli.usage-hint", command=command), err=True)
        sys.exit(_USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo(words("cli.interrupted"), err=True)
        sys.exit(_INTERRUPTED)
    except Exception as error:
        # A user gets a sentence; a maintainer asks for the whole of it.
        if os.environ.get("XLGOALS_DEBUG"):
            raise
        click.echo(words("cli.unexpected", kind=type(error).__name__), err=True)
        sys.exit(_FAILED)


def _asked_language(arguments: Sequence[str], languages: Sequence[str]) -> str | None:
    """The value of --lang, wherever it stands: help is worded before click parses anything."""
    for at, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        if argument == "--lang" and at + 1 < len(arguments):
            value = arguments[at + 1]
        if value in languages:
            return value
    return None


def _help_page() -> str:
    """The help as `xlgoals.commands.pages` wrote it; empty where the terminal is too narrow."""
    if _columns() < _USUAL_COLUMNS:
        return ""
    language = "en" if os.environ.get("XLGOALS_LANG") == "en" else "zh"
    # Without pathlib, which takes longer to load than all of this.
    path = os.path.join(os.path.dirname(__file__), "messages", f"help.{language}.txt")  # noqa: PTH118, PTH120
    try:
        with open(path, encoding="utf-8") as page:  # noqa: PTH123
            return page.read()
    except OSError:
        return ""


def _columns() -> int:
    """How wide the terminal is, as click asks."""
    try:
        stated = int(os.environ.get("COLUMNS") or 0)
        return stated or os.get_terminal_size(1).columns or _USUAL_COLUMNS
    except (OSError, ValueError):
        return _USUAL_COLUMNS  # no terminal
