"""Fifty times 校验 and 清除标记 on a workbook of 13 projects: no failure, and memory stays."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from tests.generated import MISTAKE_SEEDS, department_text
from tests.hosts.conftest import require_libreoffice
from xlgoals.excel.commands import COMMANDS
from xlgoals.forms import stamp, text
from xlgoals.hosts import libreoffice
from xlgoals.messages import text as words

pytestmark = pytest.mark.office

PROJECTS, CYCLES, WARM_UP = 13, 50, 10
GROWTH = 1.10


@pytest.fixture
def app() -> Iterator[xlwings.App]:
    """A LibreOffice that has done nothing else before."""
    require_libreoffice()
    with libreoffice.start() as running:
        yield running


def memory(group: int) -> tuple[int, int]:
    """Bytes that the processes of a group hold, and this one."""
    page = os.sysconf("SC_PAGE_SIZE")
    held = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(fields[2]) == group:
            held += int(fields[21]) * page
    gc.collect()
    return held, int(Path("/proc/self/statm").read_text().split()[1]) * page


def looks(sheet: Any) -> tuple[list[str], list[str], list[Any]]:
    """What a mark may leave behind on a sheet: notes, texts, fills of the fields."""
    notes = [note.text for note in sheet.notes]
    used = [str(value) for row in sheet.used_range.value for value in row]
    fills = [sheet[cell].color for cell in ("B3", "E3", "B5", "C8", "E11", "C12", "E13")]
    return notes, used, fills


def test_fifty_cycles(app: xlwings.App, tmp_path: Path) -> None:
    source = department_text(MISTAKE_SEEDS[0], PROJECTS, mistakes=True)
    path = tmp_path / "十三个项目.xlsx"
    path.write_bytes(stamp.write_bytes(text.read(source.encode()).document))
    book = app.books.open(path)
    book.set_mock_caller()
    sheets = [book.sheets[f"项目{number}"] for number in range(1, PROJECTS + 1)]
    before = [looks(sheet) for sheet in sheets[:2]]
    failed = words("excel.unexpected", kind="")[:8]
    marked, held = 0, []
    for cycle in range(CYCLES):
        sheet = sheets[cycle % PROJECTS]
        sheet.activate()
        told = COMMANDS["validate_sheet"]()
        assert sheet.name in told, told
        found = len(sheet.notes)
        marked += found
        told = COMMANDS["clear_marks"]()
        assert failed not in told, told
        assert len(sheet.notes) == 0
        if cycle + 1 in (WARM_UP, CYCLES):
            held.append(memory(app.pid))
    assert marked > CYCLES, "there was something to mark"
    assert [looks(sheet) for sheet in sheets[:2]] == before
    for name, first, last in zip(("LibreOffice", "Python"), *held, strict=True):
        assert last <= first * GROWTH, f"{name}: {first >> 20} MB, then {last >> 20} MB"
