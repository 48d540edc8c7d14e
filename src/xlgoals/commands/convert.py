"""`xlgoals import` and `xlgoals export`: from one form to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlgoals.commands import common
from xlgoals.messages import text as words
from xlgoals.visible import visible

if TYPE_CHECKING:
    from xlgoals.bulk import Conversion
    from xlgoals.outputs import WordLook
    from xlgoals.register import Register

__all__ = ["export_command", "import_command"]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What both commands are asked for."""

    inputs: Sequence[Path]
    folder: Path
    jobs: int | None
    limit: float | None
    resume: bool
    address: str | None
    form: str
    overwrite: bool
    verbose: bool


def _options() -> list[click.Parameter]:
    return [
        common.inputs(),
        common.folder_option(),
        common.jobs_option(),
        common.limit_option(),
        click.Option(["--resume"], is_flag=True, help=words("cli.common.resume-option")),
        click.Option(
            ["--dask", "address"], metavar="ADDRESS", help=words("cli.common.dask-option")
        ),
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
    """Texts and Word files to workbooks."""
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

    asked = _Asked(**options)
    if not with_register:
        return _convert(Conversion.TEXT_TO_WORKBOOK, asked)
    with register.Register() as gathered:
        status = _convert(Conversion.TEXT_TO_WORKBOOK, asked, gathered=gathered)
        if any(facts.projects for facts in gathered.facts):
            status = max(status, _write_register(gathered, asked))
    return status


def _write_register(gathered: Register, asked: _Asked) -> int:
    """Writes the register of an import beside its outputs; one that is there is not replaced."""
    from xlgoals import files, register

    name, folder = Path(words("register.import-name")), asked.folder
    try:
        taken = set() if asked.overwrite else {path.name.casefold() for path in folder.iterdir()}
        target = folder / files.free_name(taken, name.stem, name.suffix)[0]
        register.write(gathered, target)
    except OSError as error:
        return common.not_written(error, target)
    if asked.form == "text":
        click.echo(visible(words("register.written", path=target)))
    return 0


def export_command() -> click.Command:
    """Workbooks to texts, Word documents, or workbooks made anew."""
    own = [
        click.Option(
            ["--to"],
            type=click.Choice(["txt", "docx", "xlsx"]),
            default="txt",
            help=words("cli.export.to-option"),
        ),
        click.Option(
            ["--word-template", "template"],
            type=common.PATH,
            metavar="FILE",
            help=words("cli.export.template-option"),
        ),
        click.Option(["--common-fonts"], is_flag=True, help=words("cli.export.fonts-option")),
        click.Option(["--contents"], is_flag=True, help=words("cli.export.contents-option")),
    ]
    return click.Command(
        "export", callback=_export, params=[*_options(), *own], help=words("cli.export.help")
    )


def _export(
    to: str, template: Path | None, common_fonts: bool, contents: bool, **options: Any
) -> int:
    from xlgoals.bulk import Conversion
    from xlgoals.forms.errors import FormError
    from xlgoals.outputs import word_look

    asked = {"--word-template": template, "--common-fonts": common_fonts, "--contents": contents}
    for option, value in asked.items():
        if value and to != "docx":
            sentence = words("cli.export.needs-docx", option=option)
            raise click.UsageError(sentence, click.get_current_context())
    try:
        look = word_look(template, common_fonts=common_fonts, contents=contents)
    except FormError as error:
        reason = words(f"form.{error.key}", **error.values)
        click.echo(visible(words("bulk.failed", file=template, reason=reason)), err=True)
        return common.FAILED
    conversion = {
        "txt": Conversion.WORKBOOK_TO_TEXT,
        "docx": Conversion.WORKBOOK_TO_WORD,
        "xlsx": Conversion.WORKBOOK_TO_WORKBOOK,
    }[to]
    return _convert(conversion, _Asked(**options), look)


def _convert(
    conversion: Conversion,
    asked: _Asked,
    look: WordLook | None = None,
    gathered: Register | None = None,
) -> int:
    from xlgoals import batch, bulk, report

    inputs, folder = asked.inputs, asked.folder
    if asked.address is not None:
        # Workers of a cluster have working folders of their own.
        inputs, folder = [path.absolute() for path in inputs], folder.absolute()
    tasks = bulk.plan(
        *(inputs, folder, conversion),
        overwrite=asked.overwrite,
        with_notes=asked.verbose,
        with_rows=gathered is not None,
        look=look,
        earlier=batch.earlier(folder) if asked.resume else None,
    )
    shown = (
        report.JsonLines()
        if asked.form == "json"
        else report.Console(len(tasks), verbose=asked.verbose)
    )
    seconds = common.seconds(asked.limit, len(tasks))
    how = batch.How(common.processes(asked.jobs), seconds, asked.address)
    try:
        with shown:
            done = batch.run(tasks, folder, how, shown.show, gathered)
    except batch.BatchError as error:
        click.echo(visible(str(error)), err=True)
        return common.FAILED
    for line in done.lines():
        click.echo(visible(line), err=True)
    if done.left:
        raise KeyboardInterrupt
    return common.FAILED if shown.failed or done.unwritten or not tasks else 0
