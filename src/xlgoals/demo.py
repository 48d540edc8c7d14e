"""The main job on the fictitious document that comes along."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from xlgoals import bulk, checking
from xlgoals.bulk import Conversion, Status
from xlgoals.checks import load_profile
from xlgoals.files import write_whole
from xlgoals.messages import current_language
from xlgoals.messages import text as words
from xlgoals.report import Console
from xlgoals.reports import html
from xlgoals.resources import shipped

__all__ = ["SAMPLE", "run"]

SAMPLE: Final = "清河坝县水务局2026年绩效文本.txt"


def run(folder: Path) -> int:
    """Import the sample into `folder`, export it again, compare, check; 0 when all went well."""
    source = shipped("samples", SAMPLE)
    click.echo(words("cli.demo.title", name=source.stem))
    imported = _convert(source, folder, Conversion.TEXT_TO_WORKBOOK)
    if imported is None:
        return 1
    exported = _convert(imported.job.target, folder, Conversion.WORKBOOK_TO_TEXT)
    if exported is None:
        return 1
    if exported.job.target.read_bytes() == source.read_bytes():
        click.echo(words("cli.demo.same"))
    else:
        click.echo(words("cli.demo.tidied", count=imported.tidied))
    page = _report(imported.job.target, folder)
    click.echo(words("cli.demo.look", path=imported.job.target))
    click.echo(words("cli.demo.report", path=page))
    return 0


def _report(book: Path, folder: Path) -> Path:
    """The page of what the checks find in the workbook."""
    page = folder / words("cli.demo.page")
    jobs = checking.plan([book], language=current_language())
    with checking.Results(load_profile()) as results:
        for checked in checking.check(jobs):
            results.add(checked)
        results.finish(jobs)
        write_whole(page, "".join(html.pieces(results)).encode())
    return page


def _convert(source: Path, folder: Path, conversion: Conversion) -> bulk.Outcome | None:
    """One conversion, shown with every place that was tidied; None when it failed."""
    (job,) = bulk.plan([source], folder, conversion, overwrite=True, with_notes=True)
    with Console(1, verbose=True) as console:
        for outcome in bulk.run([job]):
            console.show(outcome)
    return outcome if outcome.status is Status.OK else None
