"""`xlgoals --help`: a page written beforehand, the same that click would say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from xlgoals import messages
from xlgoals.commands import pages

FOLDER = Path(messages.__file__).parent
TELL_LOADED = "import atexit, sys; atexit.register(lambda: print(*sys.modules)); "


def run_help(*arguments: str, **environment: str) -> str:
    code = f"{TELL_LOADED}from xlgoals.cli import main; main({list(arguments)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_page_is_what_click_says(language: str) -> None:
    kept = (FOLDER / f"help.{language}.txt").read_text("utf-8")
    assert kept == pages.page(language), "write them anew: python -m xlgoals.commands.pages"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_help_is_the_page_and_loads_nothing_for_it(language: str) -> None:
    said = run_help("--help", XLGOALS_LANG=language, COLUMNS="100")
    *page, loaded = said.splitlines(keepends=True)
    assert "".join(page) == pages.page(language)
    assert not {"click", "rich", "pydantic", "pathlib", "typing"} & set(loaded.split())


def test_a_narrow_terminal_gets_a_page_of_its_width() -> None:
    said = run_help("--help", XLGOALS_LANG="en", COLUMNS="60")
    *lines, loaded = said.splitlines()
    assert max(map(len, lines)) < 60
    assert "click" in loaded.split()


@pytest.mark.parametrize("arguments", [[], ["--lang", "en", "--help"], ["--help", "--lang", "en"]])
def test_help_asked_for_otherwise_says_the_same(arguments: list[str]) -> None:
    said = run_help(*arguments, XLGOALS_LANG="en", COLUMNS="80")
    assert said.startswith(pages.page("en"))


def test_pages_are_written(tmp_path: Path) -> None:
    written = pages.write_pages(tmp_path)
    assert [path.name for path in written] == ["help.zh.txt", "help.en.txt"]
    assert all(path.read_bytes() == (FOLDER / path.name).read_bytes() for path in written)
