"""Where the ribbon enters Python: the command is run, and nothing escapes as a traceback."""

from __future__ import annotations

from typing import Any, cast
from unittest.mock import MagicMock

import pytest
import xlwings

from xlgoals.excel import commands, vba_entry


def _commands() -> dict[str, Any]:
    return cast("dict[str, Any]", commands.COMMANDS)


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> MagicMock:
    """The workbook that called."""
    caller = MagicMock()
    monkeypatch.setattr(xlwings.Book, "caller", lambda: caller)
    return caller


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The paths that the command was run with."""
    paths: list[str | None] = []
    monkeypatch.setitem(_commands(), "import_document", paths.append)
    return paths


@pytest.mark.parametrize(
    ("digits", "path"),
    [
        ("", None),
        ("0043003A005C4E2D9F990027", "C:\\中龙'"),
        ("D840DC00002E007400780074", "𠀀.txt"),
    ],
)
def test_a_command_gets_the_path(
    book: MagicMock, asked: list[str | None], digits: str, path: str | None
) -> None:
    vba_entry.run("import_document", digits)
    assert asked == [path]
    book.app.alert.assert_not_called()


def test_a_broken_command_is_told(book: MagicMock, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.delenv("XLGOALS_DEBUG", raising=False)
    monkeypatch.setitem(_commands(), "doctor", broken)
    vba_entry.run("doctor")
    ((told,), _) = _only(book)
    assert told.startswith("这一步遇到意外情况（ZeroDivisionError），没有完成。")

    monkeypatch.setenv("XLGOALS_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        vba_entry.run("doctor")


def test_an_unknown_command_is_told(book: MagicMock) -> None:
    vba_entry.run("dance")
    ((told,), _) = _only(book)
    assert told.startswith("没有这个命令：dance。")


def _only(book: MagicMock) -> Any:
    (call,) = book.app.alert.call_args_list
    return call
