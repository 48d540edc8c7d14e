"""What one document of a batch costs, stage by stage, and what writing it costs others."""

from __future__ import annotations

import functools
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

from benchmarks import peers, tree
from benchmarks.measure import Clock
from benchmarks.recipe import read_recipe
from xlgoals import checks
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import stamp, text

__all__ = ["Breakdown", "Writing", "breakdown", "writing"]

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "workbooks" / "绩效目标模板.xlsx"


class Writing(Clock):
    """CPU milliseconds of writing the same workbooks: ours, others, and packing alone."""

    def over(self, stage: str, floor: str) -> float:
        """How many times as much one costs as another."""
        return self.median(stage) / self.median(floor)


@dataclass(frozen=True)
class Breakdown:
    """CPU milliseconds a document of one run: of everything, and by stage."""

    whole: float
    stages: dict[str, float]

    @property
    def rest(self) -> float:
        """What the batch itself takes: no stage has it."""
        return self.whole - sum(self.stages.values())


def breakdown(arguments: Sequence[str], documents: int, folder: Path) -> Breakdown:
    """What a run of the command line takes, and what of it its stages take, clocked in that run.

    Args:
        arguments: Those of the command line, for one process.
        documents: How many documents it imports.
        folder: For the figures.
    """
    figures = folder / "stages.json"
    command = [sys.executable, "-m", "benchmarks.staged", str(figures), *arguments]
    whole = 1e3 * tree.run(command).cpu
    stages = json.loads(figures.read_text("utf-8"))
    figures.unlink()
    each = {stage: spent / documents for stage, spent in stages.items()}
    return Breakdown(whole / documents, each)


def writing(sources: Sequence[Path]) -> Writing:
    """Our writing and that of others, in turns on the same documents with their findings."""
    clock = Writing()
    blank = read_recipe(TEMPLATE.read_bytes())
    for source in sources:
        result = text.read(source.read_bytes())
        rows = finding_rows(checks.run(result), result.document)
        ours = functools.partial(stamp.write_bytes, result.document, rows)
        ours()
        book = clock.take("ours", ours)
        recipe = read_recipe(book)
        task = peers.fills(recipe, blank)
        clock.take("openpyxl", functools.partial(peers.with_openpyxl, task, TEMPLATE))
        clock.take("XlsxWriter", functools.partial(peers.with_xlsxwriter, recipe))
        with zipfile.ZipFile(io.BytesIO(book)) as opened:
            parts = [opened.read(name) for name in opened.namelist()]
        clock.take("deflate", functools.partial(_packed, isal_zlib.compress, 1, parts))
        clock.take("zlib", functools.partial(_packed, zlib.compress, 6, parts))
        clock.take("ours", ours)
    return clock


def _packed(compress: Callable[..., bytes], level: int, parts: Sequence[bytes]) -> None:
    for part in parts:
        compress(part, level, -15)
