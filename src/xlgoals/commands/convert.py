"""`xlgoals import` and `xlgoals export`: from one form to another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlgoals.commands import common
from xlgoals.messages import text as words

if TYPE_CHECKING:
    from xlgoals.bulk import Conversion, Outcome
    from xlgoals.register import Register

__all__ = ["export_command", "import_command"]


def _options() -> list[click.Parameter]:
    return [
        common.inputs(),
        common.folder_option(),
        common.jobs_option(),
        click.Option(
            ["--format", "form"],
            type=click.Choice(["text", "json"]),
            default="text",
            help=words("cli.common.format-option"),
        ),
        common.overwrite_option(),
        click.Option(["--verbose"], is_flag=True, help=words("cli.common.verbose-option")),
    ]


def import_command() -> click.Command:
    """Texts to workbooks."""
    register = click.Option(
        ["--register/--no-register", "with_register"],
        default=True,
        help=words("cli.import.register-option"),
    )
    return click.Command(
        "import",
        callback=_import,
        params=[*_options(), register],
        help=words("cli.import.help"),
    )


def _import(with_register: bool, **options: Any) -> int:
    from xlgoals import register
    from xlgoals.bulk import Conversion

    if not with_register:
        return _convert(Conversion.TEXT_TO_WORKBOOK, **options)
    with register.Register() as gathered:
        status = _convert(Conversion.TEXT_TO_WORKBOOK, **options, gathered=gathered)
        if any(facts.projects for facts in gathered.facts):
            status = max(status, _write_register(gathered, **options))
    return status


def _write_register(
    gathered: Register, *, folder: Path, form: str, overwrite: bool, **_: object
) -> int:
    """Writes the register of an import beside its outputs; one that is there is not replaced."""
    from xlgoals import files, register

    taken = set() if overwrite else {path.name.casefold() for path in folder.iterdir()}
    name = Path(words("register.import-name"))
    target = folder / files.free_name(taken, name.stem, name.suffix)[0]
    try:
        register.write(gathered, target)
    except OSError as error:
        click.echo(words("form.unwritable", reason=error.strerror or ""), err=True)
        return common.FAILED
    if form == "text":
        click.echo(words("register.written", path=target))
    return 0


def export_command() -> click.Command:
    """Workbooks to texts."""
    to = click.Option(
        ["--to"], type=click.Choice(["txt"]), default="txt", help=words("cli.export.to-option")
    )
    return click.Command(
        "export", callback=_export, params=[*_options(), to], help=words("cli.export.help")
    )


def _export(to: str, **options: Any) -> int:
    from xlgoals.bulk import Conversion

    return _convert({"txt": Conversion.WORKBOOK_TO_TEXT}[to], **options)


def _convert(
    conversion: Conversion,
    *,
    inputs: Sequence[Path],
    folder: Path,
    jobs: int | None,
    form: str,
    overwrite: bool,
    verbose: bool,
    gathered: Register | None = None,
) -> int:
    from xlgoals import bulk, report

    tasks = bulk.plan(
        *(inputs, folder, conversion),
        overwrite=overwrite,
        with_notes=verbose,
        with_rows=gathered is not None,
    )
    reporter = report.JsonLines() if form == "json" else report.Console(len(tasks), verbose=verbose)
    with reporter:
        for outcome in bulk.run(tasks, common.processes(jobs)):
            reporter.show(outcome)
            if gathered is not None:
                _gather(gathered, outcome)
    return common.FAILED if reporter.failed or not tasks else 0


def _gather(gathered: Register, outcome: Outcome) -> None:
    """Takes a file into the register: what it holds, or why it could not be read."""
    from xlgoals import bulk, register, report

    if outcome.rows is not None:
        gathered.add(outcome.rows)
    elif outcome.status is bulk.Status.FAILED:
        gathered.add(register.failed(outcome.job.label, report.reason(outcome)))
