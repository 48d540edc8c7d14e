"""What one document of a batch costs, stage by stage, and what writing it costs others."""

from __future__ import annotations

import functools
import hashlib
import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from typing import Any

from isal import isal_zlib

from benchmarks import peers
from benchmarks.measure import Clock
from benchmarks.recipe import read_recipe
from xlgoals import checks, files
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import stamp, text, zipwriter

__all__ = ["STAGES", "Writing", "breakdown", "writing"]

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "workbooks" / "绩效目标模板.xlsx"
STAGES = (
    "input: bytes and digest",
    "text → model",
    "checks",
    "findings in words",
    "model → XML",
    "deflate",
    "output: bytes and checksum",
)
"""The stages of one import in their order; what is left is the batch's own."""

_PACKING = ("piece", "pack", "crc32")


class Writing(Clock):
    """CPU milliseconds of writing the same workbooks: ours, others, and packing alone."""

    def over(self, stage: str, floor: str) -> float:
        """How many times as much one costs as another."""
        return self.median(stage) / self.median(floor)


def breakdown(sources: Sequence[Path], folder: Path) -> dict[str, float]:
    """CPU milliseconds a document by stage, as `xlgoals.converting` does them, in this process.

    Args:
        sources: Texts; the first is done twice, as the first use loads things.
        folder: For the outputs.
    """
    clock = Clock()
    for at, source in enumerate([sources[0], *sources]):
        if at == 1:
            clock.times.clear()
        _one(clock, source, folder / f"{at}.xlsx")
    return {stage: fmean(clock.times[stage]) for stage in STAGES}


def _one(clock: Clock, source: Path, target: Path) -> None:
    read, parse, check, word, write, pack, save = STAGES

    def take() -> bytes:
        data = files.read_bytes(source)
        hashlib.sha256(data).hexdigest()
        return data

    data = clock.take(read, take)
    result = clock.take(parse, lambda: text.read(data))
    document = result.document
    found = clock.take(check, lambda: checks.run(result))
    rows = clock.take(word, lambda: finding_rows(found, document))
    with _packing_apart() as packing:
        book = clock.take(write, lambda: stamp.write_bytes(document, rows))
    clock.times[pack].append(packing[0] / 1e6)
    clock.times[write][-1] -= packing[0] / 1e6

    def keep() -> None:
        zlib.crc32(book)
        files.write_whole(target, book)

    clock.take(save, keep)


@contextmanager
def _packing_apart() -> Iterator[list[int]]:
    """Nanoseconds that the zip writer spends in the compressor; what it takes to ask is small."""
    spent = [0]

    def timed(work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def wrapped(*arguments: Any) -> Any:
            start = time.perf_counter_ns()
            result = work(*arguments)
            spent[0] += time.perf_counter_ns() - start
            return result

        return wrapped

    kept = {name: getattr(zipwriter, name) for name in _PACKING}
    for name, work in kept.items():
        setattr(zipwriter, name, timed(work))
    try:
        yield spent
    finally:
        for name, work in kept.items():
            setattr(zipwriter, name, work)


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
