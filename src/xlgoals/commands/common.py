"""Options that several commands have, and what they share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlgoals.messages import text as words

if TYPE_CHECKING:
    from xlgoals.profiles import Profile

__all__ = [
    "FAILED",
    "PATH",
    "folder_option",
    "inputs",
    "jobs_option",
    "limit_option",
    "loaded_profile",
    "not_written",
    "overwrite_option",
    "processes",
    "profile_option",
    "seconds",
]

FAILED = 1
"""The status when a file failed, or has errors."""

_LIMIT = 300.0

PATH = click.Path(path_type=Path)


def inputs() -> click.Argument:
    """Files and folders."""
    name = words("cli.common.inputs")
    return click.Argument(["inputs"], nargs=-1, required=True, type=PATH, metavar=f"{name}…")


def folder_option(*, required: bool = True) -> click.Option:
    """The folder for the outputs."""
    return click.Option(
        ["-o", "--output", "folder"],
        required=required,
        type=PATH,
        metavar="DIR",
        help=words("cli.common.output-option"),
    )


def overwrite_option() -> click.Option:
    """Whether outputs that are there may be replaced."""
    return click.Option(["--overwrite"], is_flag=True, help=words("cli.common.overwrite-option"))


def jobs_option() -> click.Option:
    """How many processes to use."""
    return click.Option(
        ["--jobs"],
        type=click.IntRange(min=1),
        metavar="N",
        help=words("cli.common.jobs-option"),
    )


def limit_option() -> click.Option:
    """How many seconds a file may take."""
    return click.Option(
        ["--time-limit", "limit"],
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help=words("cli.common.limit-option"),
    )


def seconds(limit: float | None, files: int) -> float | None:
    """How many seconds a file may take when `--time-limit` says this.

    A single file has no others that it could keep waiting: it has a limit only when asked for,
    because that takes a process of its own.
    """
    return limit or (_LIMIT if files > 1 else None)


def processes(jobs: int | None) -> int:
    """How many processes to use when `--jobs` says this."""
    return jobs or os.cpu_count() or 1


def not_written(error: OSError, target: Path) -> int:
    """Tell why an output could not be written; the status."""
    from xlgoals.outputs import unwritable

    reason = unwritable(error, target)
    click.echo(words(f"form.{reason.key}", **reason.values), err=True)
    return FAILED


def profile_option() -> click.Option:
    """The profile: a name, or a file."""
    return click.Option(
        ["--profile"], default="hebei", metavar="P", help=words("cli.common.profile-option")
    )


def loaded_profile(name: str) -> Profile:
    """The profile that the user asked for.

    Raises:
        click.UsageError: There is none, or its file is wrong; the line names file and key.
    """
    from xlgoals.checks import load_profile
    from xlgoals.profiles import ProfileError

    try:
        return load_profile(name)
    except ProfileError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error
