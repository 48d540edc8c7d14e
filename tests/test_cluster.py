"""cluster.py: a real scheduler and two workers do a batch, with the same care as processes here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.command import xlgoals
from tests.generated import department_text
from tests.test_pool import DIE, FAULT, HANG, Done, failed, work
from xlgoals import batch, bulk, cluster, pool
from xlgoals.forms import stamp, text
from xlgoals.keeper import Task

ROOT = Path(__file__).parents[1]
WORKERS = 2

Process = subprocess.Popen[bytes]


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler that has two workers."""
    with _running(tmp_path_factory.mktemp("dask"), WORKERS) as (address, _):
        yield address


@contextmanager
def _running(folder: Path, workers: int) -> Iterator[tuple[str, Process]]:
    """A scheduler with so many workers: its address, and its process."""
    pytest.importorskip("distributed", reason="distributed (xlgoals[cluster]) is not installed")
    told = folder / "scheduler.json"
    begun = [_begin(folder, "scheduler", "--port", "0", "--scheduler-file", told)]
    try:
        deadline = time.monotonic() + 60
        while not told.is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        address = str(json.loads(told.read_text())["address"])
        begun += [_begin(folder, "worker", address, "--nthreads", "1") for _ in range(workers)]
        _wait_for_workers(address, workers)
        yield address, begun[0]
    finally:
        for process in begun:
            process.terminate()
        for process in begun:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _begin(folder: Path, what: str, *arguments: str | Path) -> Process:
    """Begin it where nobody but this machine can reach it."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "dask", what, "--host", "127.0.0.1", "--no-dashboard"]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [*command, *map(str, arguments)],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": paths, "FIRST_TIME": str(folder / "first")},
        )


def _wait_for_workers(address: str, workers: int) -> None:
    from distributed import Client

    connect: Any = Client
    client = connect(address, timeout=60, set_as_default=False)
    client.wait_for_workers(workers, timeout=60)
    client.close()


@pytest.fixture
def crew(scheduler: str) -> Iterator[cluster.Cluster]:
    made = cluster.Cluster(scheduler)
    yield made
    made.close()


def test_all_workers_take_part(crew: cluster.Cluster) -> None:
    results = list(pool.run(range(1, 101), Task(work, failed, 60), ordered=False, crew=crew))
    assert sorted(done.job for done in results) == list(range(1, 101))
    assert crew.width == WORKERS
    assert len({done.process for done in results}) == WORKERS
    assert os.getpid() not in {done.process for done in results}


def test_a_job_that_kills_or_hangs_does_a_worker_no_harm(crew: cluster.Cluster) -> None:
    jobs = [*range(1, 20), DIE, *range(20, 30), HANG, *range(30, 40), FAULT]
    results = {
        done.job: done for done in pool.run(jobs, Task(work, failed, 2), ordered=False, crew=crew)
    }
    assert set(results) == set(jobs)
    assert {job: done.error for job, done in results.items() if done.error} == {
        DIE: "stopped",
        HANG: "time-limit",
        FAULT: "stopped",
    }
    again = list(pool.run(range(1, 30), Task(work, failed, 60), ordered=False, crew=crew))
    assert {type(done) for done in again} == {Done}
    assert not any(done.error for done in again)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for at in range(20):
        data = department_text(at, projects=1, mistakes=bool(at % 2)).encode()
        (folder / f"{at:02}.txt").write_bytes(data)
    (folder / "空.txt").write_bytes(b"")
    return folder


def test_a_cluster_gives_the_same_files_as_processes(
    scheduler: str, inputs: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in inputs.iterdir()}
    made = {}
    for name, how in {
        "1": ["--jobs", "1"],
        "2": ["--jobs", "2"],
        "d": ["--dask", scheduler],
    }.items():
        run = xlgoals("import", "in", "-o", name, *how, cwd=tmp_path)
        assert run.returncode == 1, run.stderr
        assert "空.txt：文件是空的" in run.stdout
        made[name] = {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.xlsx")}
        told = {
            (Path(one["file"]).name, one["status"], one["input"], one.get("check"))
            for one in _lines(tmp_path / name)
        }
        made[name]["journal"] = repr(sorted(told, key=repr)).encode()
    assert made["1"] == made["2"] == made["d"]
    assert len(made["1"]) == 22
    assert {path.name: path.read_bytes() for path in inputs.iterdir()} == before


@pytest.mark.parametrize("form", ["txt", "docx", "xlsx"])
def test_a_cluster_exports_the_same_files_as_processes(
    scheduler: str, tmp_path: Path, form: str
) -> None:
    books = tmp_path / "books"
    books.mkdir()
    for at in range(17):
        data = department_text(at, projects=1, mistakes=bool(at % 2)).encode()
        (books / f"{at:02}.xlsx").write_bytes(stamp.write_bytes(text.read(data).document))
    made = []
    for at, how in enumerate((["--jobs", "1"], ["--jobs", "2"], ["--dask", scheduler])):
        out = tmp_path / str(at)
        run = xlgoals("export", books, "-o", out, "--to", form, *how)
        assert (run.returncode, run.stderr) == (0, "")
        made.append({path.name: path.read_bytes() for path in out.glob(f"*.{form}")})
    assert len(made[0]) == 17
    assert made[0] == made[1] == made[2]


def _lines(out: Path) -> list[dict[str, Any]]:
    log = (out / "导入日志.jsonl").read_text("utf-8")
    return [json.loads(line) for line in log.splitlines()]


def test_a_batch_of_processes_is_resumed_on_a_cluster(
    scheduler: str, inputs: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    xlgoals("import", inputs, "-o", out)
    (out / "03.xlsx").unlink()
    first = len(_lines(out))
    run = xlgoals("import", inputs, "-o", out, "--resume", "--dask", scheduler, "--format", "json")
    assert run.returncode == 1
    again = {Path(one["file"]).name: one["status"] for one in _lines(out)[first:]}
    assert again.pop("空.txt") == "failed"
    assert again.pop("03.txt") == "ok"
    assert set(again.values()) == {"earlier"}


def test_a_scheduler_that_goes_away_ends_the_batch(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What was done is told, the rest stays open, nobody waits for ever, and no file is blamed."""
    monkeypatch.setattr(cluster, "_CONNECT", 5.0)
    for at in range(80):
        (inputs / f"9{at:02}.txt").write_bytes(department_text(at, projects=1).encode())
    out = tmp_path / "out"
    jobs = bulk.plan([inputs], out, bulk.Conversion.TEXT_TO_WORKBOOK)
    with _running(tmp_path, 1) as (address, process):
        done = batch.run(jobs, out, batch.How(address=address), lambda _: process.kill())
    assert "".join(done.lines()).startswith(f"和 Dask 调度器 {address} 的连接断了")
    told = {Path(one["file"]).name: one.get("error", one["status"]) for one in _lines(out)}
    assert len(_lines(out)) == len(told) == len(jobs)
    assert set(told.values()) - {"empty"} == {"ok", "interrupted"}
    assert list(told.values()).count("interrupted") == done.left
    assert capfd.readouterr().err == ""
    first = len(_lines(out))
    assert xlgoals("import", inputs, "-o", out, "--resume", "--no-register").returncode == 1
    again = {Path(one["file"]).name: one["status"] for one in _lines(out)[first:]}
    assert again.pop("空.txt") == "failed"
    assert all(again[name] == "earlier" for name, status in told.items() if status == "ok")
    alone = tmp_path / "alone"
    xlgoals("import", inputs, "-o", alone, "--no-register")
    expected = {path.name: path.read_bytes() for path in alone.glob("*.xlsx")}
    assert {path.name: path.read_bytes() for path in out.glob("*.xlsx")} == expected


def test_workers_of_another_version_are_refused(
    scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "__version__", "0.0.1")
    with pytest.raises(cluster.ClusterError) as raised:
        cluster.Cluster(scheduler)
    assert raised.value.key == "other-version"
    assert raised.value.values["wanted"] == "0.0.1"


def test_a_missing_extra_is_told_and_nothing_is_done(inputs: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden" / "distributed"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ImportError\n")
    environment = {**os.environ, "PYTHONPATH": str(hidden.parent)}
    run = xlgoals(
        *("import", inputs, "-o", tmp_path / "out", "--dask", "tcp://127.0.0.1:1"),
        environment=environment,
    )
    assert run.returncode == 1
    assert run.stderr == "交给 Dask 集群需要 pip install xlgoals[cluster]。\n"
    assert not list((tmp_path / "out").glob("*.xlsx"))


def test_a_scheduler_that_is_not_there_is_told(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="distributed (xlgoals[cluster]) is not installed")
    monkeypatch.setattr(cluster, "_CONNECT", 1.0)
    for address in "tcp://127.0.0.1:9", "127.0.0.1:9", "tcp://127.0.0.1:nine":
        with pytest.raises(cluster.ClusterError) as raised:
            cluster.Cluster(address)
        assert raised.value.key == "unreachable"
    run = xlgoals("import", inputs, "-o", tmp_path / "out", "--dask", "nonsense://")
    assert run.returncode == 1
    assert "连不上 Dask 调度器 nonsense://" in run.stderr
    assert len(run.stderr.splitlines()) == 1
