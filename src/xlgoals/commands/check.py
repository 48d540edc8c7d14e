"""`xlgoals check`: what is wrong with documents."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from xlgoals.commands import common
from xlgoals.messages import current_language
from xlgoals.messages import text as words
from xlgoals.visible import visible

if TYPE_CHECKING:
    from xlgoals.checking import Job, Results

__all__ = ["command"]

_FORMATS: Final = ("text", "json", "xlsx", "html")
_SUFFIXES: Final = {".json": "json", ".jsonl": "json", ".xlsx": "xlsx", ".html": "html"}
_FILES_ONLY: Final = ("xlsx", "html")


def command() -> click.Command:
    """Checks documents and reports what was found."""
    return click.Command(
        "check",
        callback=_check,
        help=words("cli.check.help"),
        params=[
            common.inputs(),
            common.profile_option(),
            click.Option(
                ["--min-severity", "least"],
                type=click.Choice(["error", "warning", "info"]),
                default="info",
                help=words("cli.check.severity-option"),
            ),
            click.Option(
                ["--format", "form"],
                type=click.Choice(_FORMATS),
                help=words("cli.check.format-option"),
            ),
            click.Option(
                ["-o", "--output", "target"],
                type=common.PATH,
                metavar="FILE",
                help=words("cli.check.output-option"),
            ),
            common.overwrite_option(),
            common.jobs_option(),
            common.limit_option(),
        ],
    )


def _check(
    inputs: Sequence[Path],
    profile: str,
    least: str,
    form: str | None,
    target: Path | None,
    overwrite: bool,
    jobs: int | None,
    limit: float | None,
) -> int:
    from xlgoals import checking, report
    from xlgoals.checks import Severity

    form = _form(form, target, overwrite=overwrite)
    rules = common.loaded_profile(profile)
    tasks = checking.plan(
        inputs, profile, least=Severity[least.upper()], language=current_language()
    )
    tasks = _without_target(tasks, inputs, target)
    if not tasks:
        click.echo(words("report.nothing"), err=True)
        return common.FAILED
    with checking.Results(rules) as results:
        seconds = common.seconds(limit, len(tasks))
        with report.progress(words("report.progress"), len(tasks)) as advance:
            for checked in checking.check(tasks, common.processes(jobs), seconds):
                results.add(checked)
                advance()
        results.finish(tasks)
        try:
            _write(results, form, target)
        except BrokenPipeError:
            raise
        except OSError as error:
            return common.not_written(error, target or Path("-"))
        return common.FAILED if results.totals.failed else 0


def _form(form: str | None, target: Path | None, *, overwrite: bool) -> str:
    """The format that is meant, also by the ending of the output."""
    context = click.get_current_context()
    if form is None:
        form = _SUFFIXES.get(target.suffix.lower(), "text") if target else "text"
    if target is None and form in _FILES_ONLY:
        raise click.UsageError(words("cli.check.needs-output", form=form), context)
    if target is not None and target.exists() and not overwrite:
        raise click.UsageError(words("cli.template.exists", path=target), context)
    return form


def _without_target(tasks: list[Job], inputs: Sequence[Path], target: Path | None) -> list[Job]:
    """The tasks but for an older report that stands in a folder where the new one is to stand.

    A report never replaces a document, nor a file that was named, whatever may be overwritten.
    """
    from xlgoals import files
    from xlgoals.forms.errors import FormError

    if target is None:
        return tasks
    place = files.real(target)
    kept = [job for job in tasks if files.real(job.source) != place]
    if len(kept) == len(tasks):
        return tasks
    if place not in map(files.real, inputs):
        try:
            files.read(target)
        except FormError:
            return kept
    context = click.get_current_context()
    raise click.UsageError(words("cli.check.output-is-input", path=target), context)


def _write(results: Results, form: str, target: Path | None) -> None:
    from xlgoals import files

    if target is None:
        _print(results, form)
        return
    with files.whole(target) as temporary:
        if form == "xlsx":
            from xlgoals.reports import xlsx

            xlsx.write(results, temporary, target)
        else:
            _write_text(results, form, temporary)
    from xlgoals.reports import text

    for line in (*text.summary(results.totals), words("report.written", path=target)):
        click.echo(visible(line))


def _print(results: Results, form: str) -> None:
    if form == "json":
        from xlgoals.reports import jsonlines

        for line in jsonlines.lines(results):
            click.echo(line)
        return
    from rich.console import Console

    from xlgoals.reports import text

    text.show(results, Console(file=sys.stdout, highlight=False, soft_wrap=True))


def _write_text(results: Results, form: str, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        if form == "html":
            from xlgoals.reports import html

            file.writelines(html.pieces(results))
        elif form == "json":
            from xlgoals.reports import jsonlines

            file.writelines(f"{line}\n" for line in jsonlines.lines(results))
        else:
            from rich.console import Console

            from xlgoals.reports import text

            text.show(results, Console(file=file, highlight=False, soft_wrap=True))
