"""`xlgoals fix`: mends what checks can mend by themselves."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from xlgoals.commands import common
from xlgoals.messages import text as words

__all__ = ["command"]


def command() -> click.Command:
    """Applies fixes, elsewhere or in place."""
    return click.Command(
        "fix",
        callback=_fix,
        help=words("cli.fix.help"),
        params=[
            common.inputs(),
            common.folder_option(required=False),
            click.Option(["--suggested"], is_flag=True, help=words("cli.fix.suggested-option")),
            click.Option(["--in-place"], is_flag=True, help=words("cli.fix.in-place-option")),
            common.profile_option(),
            common.overwrite_option(),
            common.jobs_option(),
            common.limit_option(),
        ],
    )


def _fix(
    inputs: Sequence[Path],
    folder: Path | None,
    suggested: bool,
    in_place: bool,
    profile: str,
    overwrite: bool,
    jobs: int | None,
    limit: float | None,
) -> int:
    if in_place == (folder is not None):
        raise click.UsageError(words("cli.fix.one-of"), click.get_current_context())
    from rich.console import Console

    from xlgoals import mending, report
    from xlgoals.reports.mended import Report

    common.loaded_profile(profile)
    tasks = mending.plan(inputs, folder, profile, suggested=suggested, overwrite=overwrite)
    if not tasks:
        click.echo(words("mend.nothing"), err=True)
        return common.FAILED
    shown = Report(Console(file=sys.stdout, highlight=False, soft_wrap=True))
    seconds = common.seconds(limit, len(tasks))
    with report.progress(words("mend.progress"), len(tasks)) as advance:
        for mended in mending.mend(tasks, common.processes(jobs), seconds):
            shown.show(mended)
            advance()
    shown.finish()
    return common.FAILED if shown.failed else 0
