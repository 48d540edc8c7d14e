"""Hostile files among good ones, as a batch: each has its line in the journal, no more and no less.

Every process of the batch has so much time and memory as docs/limits.md says, and no more.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.command import names_in
from tests.generated import department_text
from tests.hostile import bombs
from tests.hostile.bombs import DOCUMENT, GOOD, XML_BOMBS
from tests.hostile.documents import everywhere
from tests.hostile.limits import within_limits
from tests.hostile.loaded_book import loaded
from xlgoals import files
from xlgoals.forms import stamp, text

RTL = "绩效\u202etxt.exe"
TEXT = department_text(3, projects=1)
NUL_AT = len(TEXT) // 2


def filled(lines: str, filler: str) -> bytes:
    """A text with something in the middle of its first part."""
    before = lines.split("\n")
    return "\n".join([*before[:20], filler, *before[20:]]).encode()


def texts(folder: Path) -> dict[str, str]:
    """Files to be imported; what the journal must say of each, by its name."""
    garbage = random.Random(1).randbytes(100 << 20)
    plain = TEXT.encode()
    made: dict[str, tuple[bytes, str]] = {
        "00.txt": (plain, "ok"),
        "bomb.docx": (bombs.spaced_out(".docx"), "too-large"),
        "lie.docx": (bombs.lying(".docx"), "word-damaged"),
        "nested.docx": (bombs.nested(".docx"), "word-damaged"),
        **{
            f"{name}.docx": (bombs.with_entities(".docx", *bomb), "word-damaged")
            for name, bomb in XML_BOMBS.items()
        },
        "garbage.txt": (garbage, "too-large"),
        "garbage.doc": (garbage, "too-large"),
        "some garbage.docx": (garbage[: 1 << 20], "not-word"),
        "some garbage.txt": (garbage[: 1 << 20], "not-text"),
        "zeros.txt": (bytes(5000), "empty"),
        "tabs.txt": (filled(TEXT, "\t" * 1_000_000), "ok"),
        "with zero.txt": (f"{TEXT[:NUL_AT]}\0{TEXT[NUL_AT:]}".encode(), "ok"),
        "halves.txt": (filled(TEXT, "清河坝") + b"\xed\xa0\x80\n", "ok"),
        "formulas.txt": (text.write(everywhere("=cmd|' /C calc'!A0")), "ok"),
        f"{RTL}.txt": (text.write(everywhere("甲\u202e\u200f乙")), "ok"),
        "CON.txt": (plain, "ok"),
        "COM¹.txt": (plain, "ok"),
        "a. .txt": (plain, "ok"),
        "a\\..\\evil.txt": (plain, "ok"),
        "=1+1.txt": (plain, "ok"),
        "zz.txt": (plain, "ok"),
    }
    return kept(folder, made)


OUTPUTS = {
    "CON.txt": "_CON.xlsx",
    "COM¹.txt": "_COM¹.xlsx",
    "a. .txt": "a.xlsx",
    "a\\..\\evil.txt": "a_.._evil.xlsx",
    f"{RTL}.txt": "绩效_txt.exe.xlsx",
}
"""Outputs that cannot be called as their inputs."""


def workbooks(folder: Path) -> dict[str, str]:
    """Files to be exported, in the same way."""
    good = GOOD[".xlsx"]
    made: dict[str, tuple[bytes, str]] = {
        "00.xlsx": (good, "ok"),
        "bomb.xlsx": (bombs.spaced_out(".xlsx"), "too-large"),
        "lie.xlsx": (bombs.lying(".xlsx"), "damaged"),
        **{
            f"{name}.xlsx": (bombs.with_entities(".xlsx", *bomb), "damaged")
            for name, bomb in XML_BOMBS.items()
        },
        "garbage.xlsx": (random.Random(1).randbytes(100 << 20), "not-a-workbook"),
        "loaded.xlsm": (loaded(good, "all", folder.parent), "ok"),
        "stray.xlsx": (loaded(good, "stray", folder.parent), "ok"),
        "formulas.xlsx": (stamp.write_bytes(everywhere("=cmd|' /C calc'!A0")), "ok"),
        "NUL.xlsx": (good, "ok"),
        "zz.xlsx": (good, "ok"),
    }
    return kept(folder, made)


def kept(folder: Path, made: dict[str, tuple[bytes, str]]) -> dict[str, str]:
    folder.mkdir()
    for name, (data, _) in made.items():
        (folder / name).write_bytes(data)
    return {name: told for name, (_, told) in made.items()}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xlgoals", *map(str, arguments)]
    done = within_limits(command)
    assert "Traceback" not in done.stderr
    return done


def journal(out: Path) -> dict[str, dict[str, Any]]:
    """The line of each file; there is but one of it."""
    [path] = out.glob("*.jsonl")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    told = {Path(line["file"]).name: line for line in lines}
    assert len(told) == len(lines)
    return told


def state(folder: Path) -> dict[str, tuple[int, int]]:
    found = ((path.name, path.stat()) for path in folder.iterdir())
    return {name: (now.st_size, now.st_mtime_ns) for name, now in found}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_texts_and_word_files(tmp_path: Path, jobs: str) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    expected = texts(source)
    before = state(source)
    done = run("import", source, "-o", out, "--jobs", jobs, "--no-register")
    assert done.returncode == 1
    told = journal(out)
    assert {name: line.get("error", line["status"]) for name, line in told.items()} == expected
    made = {
        name: OUTPUTS.get(name, f"{Path(name).stem}.xlsx")
        for name, status in expected.items()
        if status == "ok"
    }
    assert {name: told[name]["output"] for name in made} == made
    assert names_in(out) == {*made.values(), *(path.name for path in out.glob("*.jsonl"))}
    for name, output in made.items():
        document = files.read(source / name).document
        assert files.read(out / output).document == document, name
    # Good ones are what they would be without such company.
    assert (out / "00.xlsx").read_bytes() == (out / "zz.xlsx").read_bytes()
    assert names_in(tmp_path) == {"in", "out"}
    assert state(source) == before


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_workbooks(tmp_path: Path, jobs: str) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    expected = workbooks(source)
    outside, before = names_in(tmp_path), state(source)
    done = run("export", source, "-o", out, "--jobs", jobs)
    assert done.returncode == 1
    told = journal(out)
    assert {name: line.get("error", line["status"]) for name, line in told.items()} == expected
    outputs = {path.name: path.read_bytes() for path in out.glob("*.txt")}
    plain = text.write(DOCUMENT)
    assert outputs == {
        **dict.fromkeys(("00.txt", "loaded.txt", "stray.txt", "_NUL.txt", "zz.txt"), plain),
        "formulas.txt": text.write(everywhere("=cmd|' /C calc'!A0")),
    }
    assert names_in(tmp_path) == outside | {"out"}
    assert state(source) == before
