"""`make bench-batch`: a county's, a province's documents at once, with all checks.

    python -m benchmarks.batch [--documents 1000 10000] [--processes 1 2] [--plot FILE]

Every document is another one, of 13 projects, with faults of the kind that real ones have.  The
command line imports them: text in, all checks, workbook with the findings on a sheet out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks import plot, tree, word
from benchmarks.measure import BATCH_SECTION, Line
from benchmarks.run import machine
from benchmarks.stages import Breakdown, Writing, breakdown, writing
from benchmarks.tree import Cost
from tests.generated import department_text

__all__ = ["Batch", "Report", "lines", "measured", "record"]

PROJECTS = 13
COUNTS = (1_000, 10_000)
CPU_MS = 5.0
SECONDS = 30.0
OVER_FLOOR = 3.0
LINEAR = 1.10
REPEATED = 1_000  # batches up to this size are run three times


@dataclass(frozen=True)
class Batch:
    """Documents, processes, and what importing them took."""

    documents: int
    processes: int
    cost: Cost

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a document."""
        return 1e3 * self.cost.cpu / self.documents

    @property
    def speed(self) -> float:
        """Documents a second."""
        return self.documents / self.cost.seconds


@dataclass
class Report:
    """All that was measured.

    `load` is what else the machine was at before; `slower` how many times as long it takes for
    the same work as the machine that the aims were set on.
    """

    batches: list[Batch] = field(default_factory=list)
    breakdown: Breakdown = field(default_factory=lambda: Breakdown(0.0, {}))
    writing: Writing = field(default_factory=Writing)
    load: float = 0.0
    slower: float = 1.0

    @property
    def whole(self) -> float:
        """CPU milliseconds a document of the largest batch, with the fewest processes."""
        return max(self.batches, key=lambda batch: (batch.documents, -batch.processes)).cpu_ms


def measured(counts: Sequence[int], processes: Sequence[int], peers: int, folder: Path) -> Report:
    """Run the batches and what is beside them.

    Args:
        counts: How many documents; each batch has those of the smaller ones too.
        processes: How many processes import them.
        peers: On how many documents the others are tried.
        folder: For inputs and outputs: about 0.1 MB a document.
    """
    counts = sorted(counts)
    report = Report(load=os.getloadavg()[0])
    parts = _make(counts, folder)
    _imported(parts[:1], 1, folder, most=True)  # compiles, and fills caches
    for at, count in enumerate(counts, start=1):
        for number in processes:
            runs = [
                _imported(parts[:at], number, folder) for _ in range(3 if count <= REPEATED else 1)
            ]
            cost = Cost(*(median(values) for values in zip(*runs, strict=True)))
            report.batches.append(Batch(count, number, cost))
    report.breakdown = _broken_down(parts[0], folder)
    sources = sorted(parts[0].iterdir())
    report.writing = writing(sources[:peers])
    report.slower = word.slower(peers)
    return report


def _broken_down(part: Path, folder: Path) -> Breakdown:
    """The smallest batch once more in one process, with a clock at its stages."""
    output = folder / "out"
    arguments = ["import", str(part), "-o", str(output), "--no-register", "--jobs", "1"]
    found = breakdown(arguments, len(list(part.iterdir())), folder)
    shutil.rmtree(output)
    return found


def _make(counts: Sequence[int], folder: Path) -> list[Path]:
    """Distinct documents, in a folder for those that each batch has more than the one before."""
    parts = []
    with ProcessPoolExecutor() as pool:
        for first, last in pairwise([0, *counts]):
            part = folder / f"{first:06d}"
            part.mkdir()
            list(pool.map(partial(_write, part), range(first, last), chunksize=50))
            parts.append(part)
    return parts


def _write(folder: Path, seed: int) -> None:
    content = department_text(seed, PROJECTS, mistakes=True)
    (folder / f"{seed:06d}.txt").write_bytes(content.encode())


def _imported(parts: Sequence[Path], processes: int, folder: Path, *, most: bool = False) -> Cost:
    """What the command takes; `most` takes but a few of the files."""
    output = folder / "out"
    inputs = sorted(parts[0].iterdir())[:20] if most else parts
    options = ["-o", str(output), "--no-register", "--jobs", str(processes)]
    cost = tree.run([sys.executable, "-m", "xlgoals", "import", *map(str, inputs), *options])
    wanted = len(inputs) if most else sum(len(list(part.iterdir())) for part in parts)
    made = sum(path.suffix == ".xlsx" for path in output.iterdir())
    shutil.rmtree(output)
    if made != wanted:
        raise RuntimeError(f"{made} of {wanted}")
    return cost


# --- The report -------------------------------------------------------------------------------


def lines(report: Report) -> Iterator[Line]:
    """All figures, with the aims."""
    for batch in report.batches:
        yield from _batch(batch)
    yield from _growth(report.batches)
    yield from _there(report)
    yield from _writing(report)
    yield from _stages(report)
    yield Line("load of the machine before", f"{report.load:.1f}", "1 minute; 0 is quiet")


def _batch(batch: Batch) -> Iterator[Line]:
    cost = batch.cost
    aim = (f"≤ {SECONDS:g} s", cost.seconds <= SECONDS) if _has_aim(batch) else ("", None)
    yield Line(
        _named(batch), f"{cost.seconds:.1f} s", f"{batch.speed:.0f} documents a second", *aim
    )
    met = batch.cpu_ms <= CPU_MS
    yield Line("  CPU a document", f"{batch.cpu_ms:.2f} ms", "in total", f"≤ {CPU_MS:g} ms", met)
    yield Line("  peak memory", f"{cost.peak:.0f} MiB", "all processes together")


def _there(report: Report) -> Iterator[Line]:
    """The figures with aims, divided by the factor by which this machine is the slower one."""
    slower, there = report.slower, word.THERE_MS["docxtpl"]
    what, note = "this machine, beside that of the aims, by docxtpl", f"{there:g} ms there"
    yield Line(what, f"{slower:.2f} ×", note)
    divided = f"divided by {slower:.2f}"
    for batch in report.batches:
        figure = batch.cpu_ms / slower
        aim, met = f"≤ {CPU_MS:g} ms", figure <= CPU_MS
        yield Line(f"  {_named(batch)}: CPU a document", f"{figure:.2f} ms", divided, aim, met)
        if _has_aim(batch):
            figure = batch.cost.seconds / slower
            aim, met = f"≤ {SECONDS:g} s", figure <= SECONDS
            yield Line(f"  {_named(batch)}: time", f"{figure:.1f} s", divided, aim, met)


def _named(batch: Batch) -> str:
    return f"{batch.documents:,} documents, {batch.processes} process{'es' * (batch.processes > 1)}"


def _has_aim(batch: Batch) -> bool:
    return batch.documents == max(COUNTS) and batch.processes == 2


def _growth(batches: Sequence[Batch]) -> Iterator[Line]:
    """Time and memory of the largest batch against those of the smallest, a document each."""
    for processes in sorted({batch.processes for batch in batches}):
        own = [batch for batch in batches if batch.processes == processes]
        few, many = own[0], own[-1]
        if few is many:
            continue
        grown = many.cpu_ms / few.cpu_ms
        more = many.cost.peak - few.cost.peak
        yield Line(
            f"CPU a document, {many.documents:,} against {few.documents:,}",
            f"{grown:.3f} ×",
            f"{processes} process{'es' * (processes > 1)}; memory {more:+.0f} MiB",
            f"≤ {LINEAR:.2f} ×",
            grown <= LINEAR,
        )


def _writing(report: Report) -> Iterator[Line]:
    clock = report.writing
    note = f"median of {clock.count('openpyxl')} documents, in turns"
    yield Line("writing alone: model → workbook", f"{clock.median('ours'):.2f} ms", note)
    floor = clock.over("ours", "deflate")
    yield Line(
        "  against the deflate floor",
        f"{floor:.2f} ×",
        f"isal 1 of the same parts: {clock.median('deflate'):.2f} ms",
        f"≤ {OVER_FLOOR:g} ×",
        floor <= OVER_FLOOR,
    )
    yield Line(
        "  against zlib 6 of the same parts",
        f"{clock.over('ours', 'zlib'):.2f} ×",
        f"{clock.median('zlib'):.2f} ms",
    )
    for peer in ("openpyxl", "XlsxWriter"):
        cost = clock.median(peer)
        yield Line(f"{peer}, the same workbook", f"{cost:.0f} ms", note)
        yield Line("  against our writing", f"{cost / clock.median('ours'):.0f} ×")
        over = cost / report.whole
        yield Line("  against our whole import, checks and all", f"{over:.0f} ×")


def _stages(report: Report) -> Iterator[Line]:
    found = report.breakdown
    note = "the smallest batch once more, 1 process, clocked as it runs"
    yield Line("where it goes, a document", f"{found.whole:.2f} ms", note)
    for stage, cost in found.stages.items():
        yield Line(f"  {stage}", f"{cost:.2f} ms", f"{100 * cost / found.whole:.0f} %")
    yield Line("  the batch itself", f"{found.rest:.2f} ms", "start, plan, handing over, journal")


def show(report: Report, console: Console) -> None:
    """Print the report as a table."""
    table = Table(title=f"{PROJECTS} projects a document, all checks · {machine()}")
    for name, justify in (("what", "left"), ("figure", "right"), ("of", "left"), ("aim", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for line in lines(report):
        mark = {True: " [green]met[/]", False: " [red]missed[/]", None: ""}[line.met]
        table.add_row(line.what, line.figure, line.note, line.aim + mark)
    console.print(table)


def record(report: Report, path: Path) -> None:
    """Keep the report as the last section of a Markdown page, in the place of an older one."""
    before = path.read_text("utf-8").partition(BATCH_SECTION)[0] if path.exists() else ""
    rows = [
        BATCH_SECTION,
        "",
        f"Written by `make bench-batch`, {datetime.now(UTC):%Y-%m-%d}. {machine()}.",
        f"Distinct generated documents of {PROJECTS} projects, with faults; `xlgoals import`: text",
        "in, all checks, workbook with its findings out. Wall time of the whole command.",
        "",
        "![Seconds by documents and processes; where the time goes](../docs/images/batch.png)",
        "",
        "| what | figure | of | aim |",
        "|---|--:|---|---|",
        *map(_row, lines(report)),
    ]
    path.write_text(before + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")


def _row(line: Line) -> str:
    mark = {True: " met", False: " **missed**", None: ""}[line.met]
    indent = "&nbsp;&nbsp;" if line.what.startswith(" ") else ""
    return f"| {indent}{line.what.strip()} | {line.figure} | {line.note} | {line.aim}{mark} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, nargs="+", default=list(COUNTS))
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--peers", type=int, default=20, help="documents the peers are tried on")
    parser.add_argument("--folder", type=Path, help="where inputs and outputs are made")
    parser.add_argument("--record", type=Path, help="also keep the report in this file")
    parser.add_argument("--plot", type=Path, help="also draw it")
    options = parser.parse_args()
    with TemporaryDirectory(dir=options.folder) as folder:
        report = measured(options.documents, options.processes, options.peers, Path(folder))
    show(report, Console(width=None if sys.stdout.isatty() else 120))
    if options.record:
        record(report, options.record)
    if options.plot:
        plot.draw(
            options.plot,
            [(batch.documents, batch.processes, batch.cost.seconds) for batch in report.batches],
            {name: report.writing.median(name) for name in ("openpyxl", "XlsxWriter")},
            {**report.breakdown.stages, "the batch itself": report.breakdown.rest},
        )


if __name__ == "__main__":
    main()
