"""`make bench`: what an import and the checks cost, beside others doing the same work.

    python -m benchmarks.run [--documents 200] [--every 10] [--record FILE]

Everything runs in one process on the same generated documents: first the imports alone, then, on
every tenth document, our writing and the peers' in turns, so that a busy machine is busy for all.
Figures are medians of CPU time; memory and start-up are taken in fresh processes.
"""

from __future__ import annotations

import argparse
import functools
import io
import os
import platform
import sys
import zipfile
import zlib
from pathlib import Path

from isal import isal_zlib
from rich.console import Console
from rich.table import Table

from benchmarks import checks, functions, live, measure, peers, word
from benchmarks.measure import Line
from benchmarks.recipe import Recipe, read_recipe
from tests.generated import department_text
from xlgoals.forms import stamp, text, workbook

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "workbooks" / "绩效目标模板.xlsx"
PROJECTS = 13
MOST_MS = 4.0
OVER_OPENPYXL = 25.0
OVER_XLSXWRITER = 3.0
OVER_FLOOR = 3.0
HELP_MS = 100.0
FLAT_MIB = 5.0


def run_documents(documents: int, every: int) -> measure.Clock:
    """Time all stages on so many documents, the peers on one of `every`."""
    clock = measure.Clock()
    sources = [department_text(seed, PROJECTS).encode() for seed in range(documents)]
    workbook.read(stamp.write_bytes(text.read(sources[0]).document))  # first use loads things
    for source in sources:
        _import(clock, source)
    for source in sources:
        decoded = source.decode()
        clock.take("blocks", functools.partial(text.parse, decoded))
    blank = read_recipe(TEMPLATE.read_bytes())
    for source in sources[::every]:
        _in_turns(clock, source, blank)
    return clock


def _import(clock: measure.Clock, source: bytes) -> None:
    def whole() -> None:
        document = clock.take("read", lambda: text.read(source)).document
        clock.take("write", lambda: stamp.write_bytes(document))

    clock.take("import", whole)


def _in_turns(clock: measure.Clock, source: bytes, blank: Recipe) -> None:
    document = text.read(source).document
    book = clock.take("write in turns", lambda: stamp.write_bytes(document))
    recipe = read_recipe(book)
    task = peers.fills(recipe, blank)
    clock.take("openpyxl", lambda: peers.with_openpyxl(task, TEMPLATE))
    clock.take("xlsxwriter", lambda: peers.with_xlsxwriter(recipe))
    archive = zipfile.ZipFile(io.BytesIO(book))
    names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    sheets = [archive.read(name) for name in names]
    clock.take("zlib", lambda: [zlib.compress(part, 6, -15) for part in sheets])
    clock.take("isal", lambda: [isal_zlib.compress(part, 1, -15) for part in sheets])
    clock.take("read workbook", lambda: workbook.read(book))


def report_speed(clock: measure.Clock) -> list[Line]:
    """CPU time of the stages and of the peers, with ratios."""

    def line(stage: str, what: str) -> Line:
        return Line(what, f"{clock.median(stage):.2f} ms", f"{clock.count(stage)} documents")

    whole, write = clock.median("import"), clock.median("write")
    beside, blocks = clock.median("write in turns"), clock.median("blocks")
    lines = [
        Line(
            "import: text → workbook",
            f"{whole:.2f} ms",
            f"{clock.count('import')} documents",
            f"≤ {MOST_MS:g} ms",
            whole <= MOST_MS,
        ),
        Line("  text → blocks", f"{blocks:.2f} ms"),
        Line("  blocks → model", f"{clock.median('read') - blocks:.2f} ms", "reading less blocks"),
        Line("  model → workbook", f"{write:.2f} ms"),
        line("read workbook", "export: workbook → model"),
        line("write in turns", "in turns with the peers: model → workbook"),
    ]
    for stage, name, aim in (
        ("openpyxl", "openpyxl, filling the template", OVER_OPENPYXL),
        ("xlsxwriter", "XlsxWriter, from scratch", OVER_XLSXWRITER),
    ):
        ratio = clock.median(stage) / beside
        lines.append(line(stage, f"{name}: model → workbook"))
        lines.append(Line("  against ours", f"{ratio:.1f} ×", "", f"≥ {aim:g} ×", ratio >= aim))
    lines.append(line("zlib", "floor: zlib 6 of the same sheets alone"))
    lines.append(line("isal", "floor: isal 1 of the same sheets alone"))
    over = beside / clock.median("isal")
    lines.append(
        Line("  ours against it", f"{over:.1f} ×", "", f"≤ {OVER_FLOOR:g} ×", over <= OVER_FLOOR)
    )
    return lines


def report_memory() -> list[Line]:
    """Peak memory of fresh processes; more documents must not need more."""
    few, many = measure.peak_memory(50), measure.peak_memory(200)
    grown = many - few
    return [
        Line("peak memory, 50 documents", f"{few:.1f} MiB", "fresh process"),
        Line("peak memory, 200 documents", f"{many:.1f} MiB", "fresh process"),
        Line("  grown by", f"{grown:+.1f} MiB", "", f"≤ {FLAT_MIB:g} MiB", grown <= FLAT_MIB),
    ]


def report_start() -> list[Line]:
    """What starting the command line costs."""
    wall = measure.median_wall([sys.executable, "-m", "xlgoals", "--help"])
    heavy = measure.heavy_imports()
    first, *slowest = measure.slowest_imports()
    return [
        Line(
            "xlgoals --help",
            f"{wall:.0f} ms",
            "wall, median of 10",
            f"≤ {HELP_MS:g} ms",
            wall <= HELP_MS,
        ),
        Line(
            f"loads {', '.join(measure.HEAVY)}",
            ", ".join(heavy) or "none",
            "",
            "none",
            not heavy,
        ),
        Line(f"import {first[1]}", f"{first[0]:.0f} ms", "with -X importtime"),
        *(Line(f"  {name}", f"{cost:.1f} ms", "its own part") for cost, name in slowest),
    ]


def machine() -> str:
    """What it ran on, without naming the machine."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}"
    )


def show(lines: list[Line], console: Console) -> None:
    """Print the report as a table."""
    table = Table(title=f"{PROJECTS} projects a document, medians of CPU time · {machine()}")
    for name, justify in (("what", "left"), ("figure", "right"), ("of", "left"), ("aim", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for line in lines:
        mark = {True: " [green]met[/]", False: " [red]missed[/]", None: ""}[line.met]
        table.add_row(line.what, line.figure, line.note, line.aim + mark)
    console.print(table)


def record(lines: list[Line], path: Path) -> None:
    """Keep the report as a Markdown page."""
    rows = [
        "# A recorded run of the benchmarks",
        "",
        f"Written by `make bench-record`; `make bench` measures anew. {machine()}.",
        f"Generated documents of {PROJECTS} projects; medians of CPU time in one process: first",
        "the imports alone, then writing in turns with the peers. Memory and start-up are those of",
        "fresh processes.",
        "",
        "| what | figure | of | aim |",
        "|---|--:|---|---|",
    ]
    for line in lines:
        mark = {True: " met", False: " **missed**", None: ""}[line.met]
        indent = "&nbsp;&nbsp;" if line.what.startswith(" ") else ""
        rows.append(
            f"| {indent}{line.what.strip()} | {line.figure} | {line.note} | {line.aim}{mark} |"
        )
    before = path.read_text("utf-8") if path.exists() else ""
    _, section, batch = before.partition(f"\n{measure.BATCH_SECTION}")
    path.write_text("\n".join(rows) + "\n" + section + batch, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--every", type=int, default=10, help="peers take one document of so many")
    parser.add_argument("--record", type=Path, help="also keep the report in this file")
    options = parser.parse_args()
    lines = report_speed(run_documents(options.documents, options.every))
    lines += word.report() + checks.report() + functions.report() + live.report()
    lines += report_memory() + report_start()
    show(lines, Console(width=None if sys.stdout.isatty() else 120))
    if options.record:
        record(lines, options.record)


if __name__ == "__main__":
    main()
