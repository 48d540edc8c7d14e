"""`xlgoals addin install`, `uninstall` and `doctor`: the add-in on this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlgoals.commands import common
from xlgoals.messages import text as words

if TYPE_CHECKING:
    from xlgoals.excel.doctor import Row

__all__ = ["doctor_command", "install_command", "uninstall_command"]


def install_command() -> click.Command:
    """Puts the add-in in place."""
    addins = click.Option(
        ["--addins-folder", "addins"],
        is_flag=True,
        help=words("cli.addin.addins-folder-option"),
    )
    return _command("install", _install, [_libreoffice_option(), addins])


def uninstall_command() -> click.Command:
    """Takes it away."""
    return _command("uninstall", _uninstall, [_libreoffice_option()])


def doctor_command() -> click.Command:
    """Says what is missing."""
    return _command("doctor", _doctor, [])


def _command(name: str, callback: object, options: list[click.Parameter]) -> click.Command:
    text = words(f"cli.addin.{name}-help")
    return click.Command(name, callback=callback, params=options, help=text, short_help=text)  # type: ignore[arg-type]


def _libreoffice_option() -> click.Option:
    return click.Option(["--libreoffice"], is_flag=True, help=words("cli.addin.libreoffice-option"))


def _install(libreoffice: bool, addins: bool) -> int:
    from xlgoals.excel import install, install_libreoffice, machine
    from xlgoals.excel.vba_project import BuildError

    try:
        if libreoffice:
            made = install_libreoffice.install()
        else:
            made = install.install(machine.this_machine(), addins=addins)
    except (install.InstallError, BuildError) as error:
        click.echo(str(error), err=True)
        return common.FAILED
    _list("install.installed", made)
    click.echo(words("install.extension-restart" if libreoffice else "install.restart"))
    return 0


def _uninstall(libreoffice: bool) -> int:
    from xlgoals.excel import install, install_libreoffice, machine

    try:
        if libreoffice:
            gone = install_libreoffice.uninstall()
        else:
            gone = install.uninstall(machine.this_machine())
    except install.InstallError as error:
        click.echo(str(error), err=True)
        return common.FAILED
    if gone:
        _list("install.uninstalled", gone)
    else:
        click.echo(words("install.nothing"))
    return 0


def _list(heading: str, paths: Iterable[Path]) -> None:
    click.echo(words(heading))
    for path in paths:
        click.echo(f"  {path}")


def _doctor() -> int:
    from xlgoals.excel import doctor

    rows = doctor.rows()
    _show(rows)
    wrong = sum(1 for row in rows if not row.ok)
    click.echo(words("install.to-do", count=wrong) if wrong else words("install.all-well"))
    return common.FAILED if wrong else 0


def _show(rows: Iterable[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        mark = Text("✓", "green") if row.ok else Text("✗", "red")
        table.add_row(mark, Text(row.name), Text(row.advice))
    Console(file=sys.stdout, highlight=False).print(table)
