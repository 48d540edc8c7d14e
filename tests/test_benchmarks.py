"""The benchmarks are fair: the peers write just what stands in our own workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import peers
from benchmarks.recipe import Recipe, SheetRecipe, read_recipe
from tests.generated import department_text
from xlgoals.forms import stamp, text

TEMPLATE = Path(__file__).parents[1] / "workbooks" / "绩效目标模板.xlsx"

Peer = Callable[[Recipe], bytes]


def by_openpyxl(recipe: Recipe) -> bytes:
    blank = read_recipe(TEMPLATE.read_bytes())
    return peers.with_openpyxl(peers.fills(recipe, blank), TEMPLATE)


def contents(sheet: SheetRecipe) -> dict[tuple[int, int], object]:
    found: dict[tuple[int, int], object] = {
        (row, column): value for row, column, value, _ in sheet.cells
    }
    found |= {(row, column): value for (row, column, *_), value, _ in sheet.merged}
    found |= {(row, column): words for row, column, _, words, _ in sheet.links}
    return {at: value for at, value in found.items() if value not in (None, "")}


@pytest.mark.parametrize("peer", [by_openpyxl, peers.with_xlsxwriter])
def test_peer_writes_the_same_projects(peer: Peer) -> None:
    document = text.read(department_text(0, 3).encode()).document
    ours = read_recipe(stamp.write_bytes(document))
    theirs = {sheet.name: sheet for sheet in read_recipe(peer(ours)).sheets}
    for sheet in ours.sheets:
        if sheet.name.startswith("项目"):
            written = contents(theirs[sheet.name])
            assert contents(sheet).items() <= written.items()
            # openpyxl keeps all rows that the template prepares, with their formulas
            further = [value for at, value in written.items() if at not in contents(sheet)]
            assert all(str(value).startswith("=") for value in further)
            # their ranges differ: openpyxl keeps all rows that the template prepares
            assert len(theirs[sheet.name].validations) == len(sheet.validations)
