"""Escape sequences for terminals, in documents and in names of files: shown, never obeyed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.command import xlgoals
from tests.hostile.documents import everywhere
from xlgoals import visible
from xlgoals.forms import text

FILLER = "清河坝县水务局河道清淤工程" * 4
ATTACKS = (
    "\x1b]0;owned\x07", "\x1b[2J", "\x1b[31m", "\x1b]8;;http://a.example\x1b\\", "\x9b2J",
    "\x90x\x9c", "\x08\x08", "\x7f", "\u202e", "\u2066", "\u2028✓ x", "\x85✓ x",
    "[red]x[/nothing]", "[link=http://a.example]x", ":smiley:",
)  # fmt: skip
SHOWN = (
    "␛]0;owned␇", "␛[2J", "␛[31m", "␛]8;;http://a.example␛\\", "‹U+009B›2J",
    "‹U+0090›x‹U+009C›", "␈␈", "␡", "‹U+202E›", "‹U+2066›", "‹U+2028›✓ x", "‹U+0085›✓ x",
    "[red]x[/nothing]", "[link=http://a.example]x", ":smiley:",
)  # fmt: skip
# All that a terminal might obey, but for line ends.
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for every attack, which is in its name as well; the last one cannot be read."""
    folder = tmp_path_factory.mktemp("terminal") / "texts"
    folder.mkdir()
    for at, attack in enumerate(ATTACKS):
        content = text.write(everywhere(FILLER + attack + FILLER)).decode()
        # Something to tidy, which the commands then tell of with what is written there.
        content = content.replace(f"\t{FILLER}", f"\t {attack}甲 {FILLER}", 3)
        name = f"{at}{attack.replace('/', '')}\n✓ 全部通过.txt"
        (folder / name).write_text(content, "utf-8", newline="")
    (folder / "\x1b[2Jleer.txt").write_text("x")
    return folder


@pytest.mark.parametrize("command", ["check", "fix", "import", "register"])
def test_a_terminal_gets_nothing_to_obey(folder: Path, tmp_path: Path, command: str) -> None:
    target = tmp_path / ("r\x1b[2J.xlsx" if command == "register" else "out\x1b[2J")
    arguments = {
        "check": ("check", folder),
        "fix": ("fix", folder, "-o", target),
        "import": ("import", folder, "-o", target, "--verbose"),
        "register": ("register", folder, "-o", target),
    }[command]
    done = xlgoals(*arguments, "--jobs", "1")
    said = done.stdout + done.stderr
    assert not CONTROLS.search(said), CONTROLS.search(said)
    assert "Traceback" not in said
    if command == "register":
        assert "r␛[2J.xlsx" in said
        return
    lines = said.split("\n")
    for at, shown in enumerate(SHOWN):
        assert any(f"{at}{shown.replace('/', '')}⏎✓ 全部通过.txt" in line for line in lines)
        if command != "import" or "x" not in shown:
            assert shown in said
    assert any("␛[2Jleer.txt" in line for line in lines)
    assert not [line for line in lines if line.startswith("✓ 全部通过")]


def test_a_report_that_is_saved_as_text_too(folder: Path, tmp_path: Path) -> None:
    done = xlgoals("check", folder, "--format", "text", "-o", tmp_path / "r.txt", "--jobs", "1")
    assert not CONTROLS.search(done.stdout + (tmp_path / "r.txt").read_text("utf-8"))


def test_json_has_one_object_a_line_and_all_texts(folder: Path, tmp_path: Path) -> None:
    names = {str(path) for path in folder.iterdir()}
    for arguments in (("check", folder), ("import", folder, "-o", tmp_path / "out")):
        done = xlgoals(*arguments, "--format", "json", "--jobs", "1")
        # Not only at line feeds: other readers see the end of a line elsewhere too.
        records = [json.loads(line) for line in done.stdout.splitlines()]
        assert {record["file"] for record in records} == names
        assert not CONTROLS.search(done.stdout)
        if arguments[0] == "check":
            values = "".join(record["value"] for record in records)
            assert all(attack in values for attack in ATTACKS)


def test_wrong_usage_repeats_no_escape_sequence() -> None:
    for arguments in (
        ["--x\x1b[2J"],
        ["check", "a", "--x\x1b[2J"],
        ["\x1b[2J"],
        ["check", "x\x1b[2J"],
    ):
        done = xlgoals(*arguments)
        assert done.returncode
        assert not CONTROLS.search(done.stdout + done.stderr)
        assert "␛[2J" in done.stdout + done.stderr


def test_every_unsafe_character_has_a_sign() -> None:
    unsafe = [chr(code) for code in range(0x10000) if CONTROLS.match(chr(code)) or code == 10]
    unsafe += ["\udfff", "\ud800", "\ufffe", "\u200e", "\u061c"]
    signs = [visible.visible(char) for char in unsafe]
    assert len(set(signs)) == len(signs)
    assert not [sign for sign in signs if CONTROLS.search(sign)]
    plain = "绩效目标 ≥95% \u200b😀\u3000_x0041_"
    assert visible.visible(plain) == plain
    record = {"a": "".join(unsafe) + plain}
    line = visible.json_line(record)
    assert json.loads(line) == record
    assert line.splitlines() == [line]
    assert plain.encode() in line.encode()
