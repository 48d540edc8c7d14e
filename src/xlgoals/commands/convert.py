"""`xlgoals import` and `xlgoals export`: from one form to another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlgoals.commands import common
from xlgoals.messages import text as words

if TYPE_CHECKING:
    from xlgoals.bulk import Conversion

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
    return click.Command(
        "import", callback=_import, params=_options(), help=words("cli.import.help")
    )


def _import(**options: Any) -> int:
    from xlgoals.bulk import Conversion

    return _convert(Conversion.TEXT_TO_WORKBOOK, **options)


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
) -> int:
    from xlgoals import bulk, report

    tasks = bulk.plan(inputs, folder, conversion, overwrite=overwrite, with_notes=verbose)
    reporter = report.JsonLines() if form == "json" else report.Console(len(tasks), verbose=verbose)
    with reporter:
        for outcome in bulk.run(tasks, common.processes(jobs)):
            reporter.show(outcome)
    return common.FAILED if reporter.failed or not tasks else 0
