"""`xlgoals register`: all projects, indicators and findings of many documents in one place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlgoals.commands import common
from xlgoals.messages import current_language
from xlgoals.messages import text as words
from xlgoals.visible import visible

if TYPE_CHECKING:
    from xlgoals.checking import Job
    from xlgoals.register import Register

__all__ = ["command"]


def command() -> click.Command:
    """Writes the register of documents."""
    return click.Command(
        "register",
        callback=_register,
        help=words("cli.register.help"),
        params=[
            common.inputs(),
            click.Option(
                ["-o", "--output", "target"],
                required=True,
                type=common.PATH,
                metavar="FILE",
                help=words("cli.register.output-option"),
            ),
            common.profile_option(),
            common.overwrite_option(),
            common.jobs_option(),
            common.limit_option(),
        ],
    )


def _register(
    inputs: Sequence[Path],
    target: Path,
    profile: str,
    overwrite: bool,
    jobs: int | None,
    limit: float | None,
) -> int:
    from xlgoals import checking, register, report

    outputs = _outputs(target, overwrite=overwrite)
    rules = common.loaded_profile(profile)
    tasks = checking.plan(inputs, profile, language=current_language())
    if not tasks:
        click.echo(words("register.nothing"), err=True)
        return common.FAILED
    _refuse_inputs(outputs, tasks)
    with register.Register(rules) as gathered:
        seconds = common.seconds(limit, len(tasks))
        with report.progress(words("register.progress"), len(tasks)) as advance:
            for rows in register.gather(tasks, common.processes(jobs), seconds):
                gathered.add(rows)
                advance()
        if not gathered.facts:
            click.echo(words("register.nothing"), err=True)
            return common.FAILED
        try:
            written = register.write(gathered, target)
        except OSError as error:
            return common.not_written(error, target)
        _summary(gathered, written)
        return common.FAILED if gathered.unreadable else 0


def _outputs(target: Path, *, overwrite: bool) -> tuple[Path, ...]:
    """The files that will be written.

    Raises:
        click.UsageError: They cannot be, or are there already and may not be replaced.
    """
    from xlgoals import register

    context = click.get_current_context()
    try:
        outputs = register.targets(target)
    except ValueError as error:
        formats = " ".join(register.FORMATS)
        sentence = words("register.wrong-ending", name=target.name, formats=formats)
        raise click.UsageError(sentence, context) from error
    except register.MissingExtraError as error:
        sentence = words("register.missing-extra", extra=error.extra)
        raise click.UsageError(sentence, context) from error
    for path in outputs:
        if path.exists() and not overwrite:
            raise click.UsageError(words("register.exists", path=path), context)
    return outputs


def _refuse_inputs(outputs: Sequence[Path], tasks: Sequence[Job]) -> None:
    """A register replaces another register, but never a document."""
    from xlgoals import files, register

    sources = {files.real(task.source) for task in tasks}
    for path in outputs:
        if files.real(path) in sources and not register.is_register(path):
            context = click.get_current_context()
            raise click.UsageError(words("register.output-is-input", path=path), context)


def _summary(register: Register, written: Sequence[Path]) -> None:
    """What there is, and where it was saved."""
    numbers = dict(zip(("error", "warning", "info"), register.severities(), strict=True))
    click.echo(
        words(
            "register.summary",
            files=len(register.facts),
            projects=sum(facts.projects for facts in register.facts),
            indicators=sum(facts.indicators for facts in register.facts),
            budget=f"{register.budget:,.2f}",
            **numbers,
        )
    )
    if register.unreadable:
        click.echo(words("register.summary-unreadable", count=register.unreadable))
    for path in written:
        click.echo(visible(words("register.written", path=path)))
