"""pool.py and keeper.py: results of all jobs, whatever the processes do."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from threading import Event, Thread, Timer
from typing import Any, NamedTuple

import pytest

from xlgoals import pool
from xlgoals.forms.errors import FormError
from xlgoals.keeper import Keeper, Task

DIE, DIE_ONCE, HANG, FAULT, UNSENDABLE = -1, -2, -3, -4, -5


class Done(NamedTuple):
    job: int
    process: int = 0
    error: str = ""


def work(job: int) -> Done:
    """A job that does what its number says."""
    if job == DIE or (job == DIE_ONCE and _first_time()):
        os.kill(os.getpid(), signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    if job == HANG:
        time.sleep(60)
    if job == FAULT:
        raise KeyboardInterrupt
    if job == UNSENDABLE:
        return lambda: None  # type: ignore[return-value]
    if job % 16 == 0:
        time.sleep(0.02)  # later jobs overtake it
    return Done(job, os.getpid())


def _first_time() -> bool:
    """True once for a test, in all processes together."""
    try:
        (Path(os.environ["FIRST_TIME"])).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def failed(job: int, error: FormError) -> Done:
    return Done(job, 0, error.key)


TASK = Task(work, failed)
GUARDED = Task(work, failed, 0.5)


@pytest.fixture(autouse=True)
def _once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRST_TIME", str(tmp_path / "first"))


def children() -> set[int | None]:
    return {child.pid for child in multiprocessing.active_children()}


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_jobs(processes: int) -> None:
    results = list(pool.run(range(50), TASK, processes))
    assert [done.job for done in results] == list(range(50))
    assert len({done.process for done in results}) == processes
    assert (os.getpid() in {done.process for done in results}) == (processes == 1)


def test_results_come_as_they_are_done_when_order_does_not_matter() -> None:
    slow = Task(sleep_on_zero, failed)
    assert next(pool.run(range(64), slow, 2, ordered=False)).job != 0
    assert next(pool.run(range(64), slow, 2)).job == 0


def sleep_on_zero(job: int) -> Done:
    if job == 0:
        time.sleep(1)
    return Done(job)


def test_with_a_limit_not_even_one_process_is_this_one() -> None:
    processes = {done.process for done in pool.run(range(3), GUARDED)}
    assert len(processes) == 1
    assert os.getpid() not in processes


def test_a_single_job_needs_a_process_only_for_a_limit() -> None:
    assert list(pool.run([1], TASK, 2)) == [Done(1, os.getpid())]
    assert list(pool.run([HANG], GUARDED, 2)) == [Done(HANG, 0, "time-limit")]


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (DIE, "stopped"),
        (DIE_ONCE, ""),
        (HANG, "time-limit"),
        (FAULT, "stopped"),
        (UNSENDABLE, "stopped"),
    ],
)
@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("at", [0, 5, 20])
def test_only_the_job_that_is_at_fault_fails(
    bad: int, expected: str, processes: int, at: int, capfd: pytest.CaptureFixture[str]
) -> None:
    jobs = [*range(1, at + 1), bad, *range(at + 1, 41)]
    results = list(pool.run(jobs, GUARDED, processes))
    assert [done.job for done in results] == jobs
    assert {done.job: done.error for done in results if done.error or done.job == bad} == {
        bad: expected
    }
    assert capfd.readouterr().err == ""


def test_nothing_but_faults_comes_to_an_end() -> None:
    jobs = [DIE, HANG, DIE, FAULT, HANG]
    results = list(pool.run(jobs, Task(work, failed, 0.2), 1))
    assert [done.error for done in results] == [
        "stopped",
        "time-limit",
        "stopped",
        "stopped",
        "time-limit",
    ]


@pytest.mark.parametrize(("number", "processes"), [(signal.SIGTERM, 3), (signal.SIGINT, 2)])
def test_a_signal_from_outside_costs_no_result(
    number: int, processes: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """One may end a process; Ctrl-C, which all of them get, ends none."""
    results = pool.run(range(400), Task(slowly, failed, 30), 2)
    first = next(results)
    (victim,) = children() & {first.process}
    assert victim is not None
    os.kill(victim, number)
    done = [first, *results]
    assert [one.job for one in done] == list(range(400))
    assert not any(one.error for one in done)
    assert len({one.process for one in done}) == processes
    assert capfd.readouterr().err == ""


def slowly(job: int) -> Done:
    time.sleep(0.002)
    return Done(job, os.getpid())


def test_no_process_outlives_the_work() -> None:
    before = children()
    results = pool.run(range(1000), GUARDED, 2)
    next(results)
    assert len(children() - before) == 2
    results.close()
    assert children() <= before


def test_only_a_few_jobs_are_under_way() -> None:
    fed: list[int] = []

    def feed(jobs: Sequence[int], _: Event) -> Iterator[int]:
        for job in jobs:
            fed.append(job)
            yield job

    results = pool.run(range(1000), TASK, 2, feed=feed)
    next(results)
    assert len(fed) <= 2 * 3 * pool.CHUNK
    results.close()


def test_no_jobs_no_processes() -> None:
    assert list(pool.run([], TASK, 2)) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_when_it_is_to_stop_what_is_under_way_is_finished(processes: int) -> None:
    stop = Event()
    done = []
    for result in pool.run(range(1000), Task(slowly, failed, 30), processes, stop=stop):
        done.append(result.job)
        stop.set()
    assert 0 < len(done) <= processes * 3 * pool.CHUNK
    assert done == list(range(len(done)))


def test_jobs_that_were_made_ready_too_late_are_not_begun() -> None:
    stop = Event()

    def feed(jobs: Sequence[int], told: Event) -> Iterator[int]:
        assert told is stop
        for job in jobs:
            if job == 20:
                told.set()
            yield job

    done = list(pool.run(range(40), GUARDED, 2, feed=feed, stop=stop))
    assert [one.job for one in done] == list(range(16))


def test_what_hangs_is_ended_when_it_is_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_GRACE", 0.3)
    stop = Event()
    Timer(0.5, stop.set).start()
    start = time.monotonic()
    done = list(pool.run([1, 2, HANG, 3], Task(work, failed, 60), 1, stop=stop))
    assert [one.job for one in done] == [1, 2]
    assert time.monotonic() - start < 10


def test_the_first_interruption_is_kind_the_second_is_not() -> None:
    with pool.interruptible() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


class Forgetful:
    """A cluster that loses chunks: those of several jobs always, or all of them."""

    width = 1
    is_lost = False

    def __init__(self, *, always: bool) -> None:
        self.always = always

    def submit(self, task: Any, jobs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.always or len(jobs) > 1:
            future.set_exception(RuntimeError("lost"))
        else:
            future.set_result(list(map(task.work, jobs)))
        return future

    def close(self) -> None:
        pass


@pytest.mark.parametrize(("always", "error"), [(False, ""), (True, "stopped")])
def test_jobs_that_a_cluster_lost_are_tried_again_alone(always: bool, error: str) -> None:
    crew = Forgetful(always=always)
    results = list(pool.run(range(1, 20), TASK, ordered=False, crew=crew))
    assert sorted(done.job for done in results) == list(range(1, 20))
    assert {done.error for done in results} == {error}


class Leaving(Forgetful):
    """A cluster that does so many chunks and is gone then."""

    def __init__(self, *, chunks: int, silent: bool) -> None:
        super().__init__(always=False)
        self.chunks = chunks
        self.silent = silent

    def submit(self, task: Any, jobs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.chunks -= 1
        if self.chunks >= 0:
            future.set_result(list(map(task.work, jobs)))
            return future
        self.is_lost = True
        if not self.silent:
            future.set_exception(RuntimeError("gone"))
        return future


@pytest.mark.parametrize("silent", [True, False])
def test_a_cluster_that_is_gone_is_told_and_no_job_is_blamed(silent: bool) -> None:
    crew = Leaving(chunks=2, silent=silent)
    running = pool.run(range(1, 100), TASK, ordered=False, crew=crew)
    results = list(islice(running, 16))
    with pytest.raises(pool.CrewLostError):
        next(running)
    assert [(done.job, done.error) for done in results] == [(at, "") for at in range(1, 17)]


def test_a_process_goes_when_the_one_that_began_it_is_gone(tmp_path: Path) -> None:
    """Even in the middle of a job, so that no file is written behind the back of the next run."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork")
    note = tmp_path / "pid"
    parent = os.fork()
    if parent == 0:
        keeper = Keeper(multiprocessing.get_context("fork"), Event())
        Thread(target=_leave_behind, args=(note,)).start()
        keeper.do(Task(_note_and_hang(note), failed), [0])
    os.waitpid(parent, 0)
    deadline = time.monotonic() + 10
    while _runs(int(note.read_text())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(int(note.read_text()))


def _leave_behind(note: Path) -> None:
    """End this process as soon as its child is at work."""
    while not (note.exists() and note.read_text()):
        time.sleep(0.01)
    os._exit(0)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.is_file() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z")


class _note_and_hang:  # noqa: N801 - a function that can be sent
    def __init__(self, note: Path) -> None:
        self.note = note

    def __call__(self, _: int) -> Done:
        self.note.write_text(str(os.getpid()))
        time.sleep(60)
        return Done(0)


def test_it_works_where_processes_are_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows; what is done must be found by name there."""
    context: Callable[..., Any] = multiprocessing.get_context
    monkeypatch.setattr(multiprocessing, "get_context", lambda: context("spawn"))
    task: Task[int, Any] = Task(abs, failed, 30)
    assert list(pool.run([1, -2, 3], task, 1)) == [1, 2, 3]
