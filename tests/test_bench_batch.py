"""The benchmark of a large batch, on a few documents: its figures are what they say."""

from __future__ import annotations

import math
import struct
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks import batch, plot, run, staged, tree
from benchmarks.batch import Batch, Report
from benchmarks.measure import BATCH_SECTION, Line
from benchmarks.stages import Breakdown
from benchmarks.tree import Cost
from xlgoals.forms import zipwriter

PEERS = {"openpyxl": 400.0, "XlsxWriter": 60.0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the documents are made."""
    return tmp_path_factory.mktemp("batch")


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    """Two batches, of 3 and 6 documents."""
    return batch.measured([6, 3], [1], 1, folder)


def test_batches_are_measured(report: Report, folder: Path) -> None:
    assert [(one.documents, one.processes) for one in report.batches] == [(3, 1), (6, 1)]
    for one in report.batches:
        assert 0 < one.cost.cpu < one.cost.seconds * 1.2
        assert one.cost.peak > 20 or math.isnan(one.cost.peak)
        assert one.speed == pytest.approx(one.documents / one.cost.seconds)
    texts = [path.read_bytes() for path in folder.glob("0000*/*.txt")]
    assert len(texts) == len(set(texts)) == 6
    assert all(content.count("绩效目标表".encode()) == 13 for content in texts)
    assert not (folder / "out").exists()


def test_stages_and_peers(report: Report) -> None:
    found = report.breakdown
    assert tuple(found.stages) == staged.STAGES
    assert min(found.stages.values()) > 0
    # Start-up, which no stage has, is most of so small a batch.
    assert found.rest > 0
    assert found.whole == pytest.approx(found.rest + sum(found.stages.values()))
    assert report.slower > 0
    clock = report.writing
    assert {name: clock.count(name) for name in clock.times} == {
        "ours": 2,
        "openpyxl": 1,
        "XlsxWriter": 1,
        "deflate": 1,
        "zlib": 1,
    }
    assert clock.median("openpyxl") > 5 * clock.median("ours") > 0
    # The compressor is as it was before it was measured.
    assert vars(zipwriter)["pack"].__module__ == "xlgoals.forms.deflater"


def found(report: Report, what: str) -> Line:
    [line] = [line for line in batch.lines(report) if line.what.strip() == what]
    return line


def made(costs: dict[tuple[int, int], Cost]) -> Report:
    report = Report([Batch(*key, cost) for key, cost in costs.items()])
    report.breakdown = Breakdown(4.0, {"checks": 1.0, "deflate": 0.5})
    for name, cost in {**PEERS, "ours": 3.0, "deflate": 1.5, "zlib": 9.0}.items():
        report.writing.times[name] = [cost]
    return report


def test_aims_are_judged() -> None:
    good = made({(1000, 2): Cost(3, 5, 90), (10000, 2): Cost(30, 50, 95)})
    bad = made({(1000, 2): Cost(3, 5, 90), (10000, 2): Cost(31, 56, 95)})
    for report, met in ((good, True), (bad, False)):
        assert found(report, "10,000 documents, 2 processes").met is met
        assert found(report, "CPU a document, 10,000 against 1,000").met is met
        judged = [line.met for line in batch.lines(report) if line.what == "  CPU a document"]
        assert judged == [True, met]
    assert found(good, "against the deflate floor").figure == "2.00 ×"
    assert found(good, "against the deflate floor").met
    good.writing.times["ours"] = [5.0]
    assert not found(good, "against the deflate floor").met
    assert found(good, "CPU a document, 10,000 against 1,000").figure == "1.000 ×"


def test_what_is_left_is_the_batch_itself() -> None:
    report = made({(1000, 1): Cost(4, 4, 90)})
    assert found(report, "where it goes, a document").figure == "4.00 ms"
    assert found(report, "checks").note == "25 %"
    assert found(report, "the batch itself").figure == "2.50 ms"


def test_figures_are_also_judged_by_what_the_machine_can() -> None:
    report = made({(10000, 2): Cost(60, 120, 95)})
    report.slower = 3.0
    name = "10,000 documents, 2 processes"
    assert found(report, name).figure == "60.0 s"
    assert not found(report, name).met
    assert not found(report, "CPU a document").met
    assert found(report, f"{name}: time").figure == "20.0 s"
    assert found(report, f"{name}: time").met
    assert found(report, f"{name}: CPU a document").figure == "4.00 ms"
    assert found(report, f"{name}: CPU a document").met
    assert found(report, "this machine, beside that of the aims, by docxtpl").figure == "3.00 ×"
    report.slower = 1.5
    assert not found(report, f"{name}: time").met
    assert not found(report, f"{name}: CPU a document").met


def test_a_stage_within_another_is_not_counted_there(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0]
    monkeypatch.setattr("time.thread_time_ns", lambda: now[0])
    clock = staged.StageClock()

    def work(milliseconds: int, *inner: Callable[[], object]) -> None:
        now[0] += milliseconds * 1_000_000
        for one in inner:
            one()

    deflate = partial(clock.timed(staged.STAGES.index("deflate"), work), 3)
    clock.timed(staged.STAGES.index("model → XML"), work)(5, deflate, deflate)
    spent = {stage: cost for stage, cost in clock.milliseconds().items() if cost}
    assert spent == {"model → XML": 5.0, "deflate": 6.0}


def test_the_record_keeps_the_other_part_of_the_page(report: Report, tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    run.record([Line("first", "1 ms")], page)
    first = page.read_text("utf-8")
    batch.record(report, page)
    both = page.read_text("utf-8")
    assert both.startswith(first)
    assert both.count(BATCH_SECTION) == 1
    assert "| 6 documents, 1 process |" in both
    assert "&nbsp;&nbsp;checks" in both
    batch.record(report, page)
    assert page.read_text("utf-8").count(BATCH_SECTION) == 1
    run.record([Line("second", "2 ms")], page)
    again = page.read_text("utf-8")
    assert again.partition(BATCH_SECTION)[2] == both.partition(BATCH_SECTION)[2]
    assert ("| second |" in again, "| first |" in again) == (True, False)


def test_the_work_of_all_processes_counts() -> None:
    """A child that computes and holds memory, below a parent that waits."""
    child = "x = bytearray(80 << 20); e = __import__('time').time() + 1\nwhile "
    child += "__import__('time').time() < e: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    start = time.perf_counter()
    cost = tree.run([sys.executable, "-c", code])
    assert 1 <= cost.seconds <= time.perf_counter() - start
    assert cost.cpu > 0.2
    assert cost.peak > 80 or math.isnan(cost.peak)


def test_a_command_that_fails_is_told() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        tree.run([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_the_plot(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra bench is not installed")
    path = tmp_path / "images" / "batch.png"
    points = [(1000, 1, 5.0), (10000, 1, 50.0), (1000, 2, 3.0), (10000, 2, 27.0)]
    values: Any = (path, points, PEERS, {"checks": 1.0, "deflate": 0.5})
    plot.draw(*values)
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">2L", data[16:24]) == (1210, 462)
    plot.draw(*values)
    assert path.read_bytes() == data
