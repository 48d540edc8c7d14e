"""Work on many jobs in several processes, results in the order of the jobs."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final, TypeVar

__all__ = ["CHUNK", "run"]

Job = TypeVar("Job")
Result = TypeVar("Result")

CHUNK: Final = 8
"""Jobs that a process is handed at a time; with no more than these there is but one process."""

_CHUNKS_AHEAD: Final = 3


def run(
    jobs: Sequence[Job],
    work: Callable[[Job], Result],
    stopped: Callable[[Job], Result],
    processes: int = 1,
) -> Iterator[Result]:
    """Do the jobs and yield their results.

    Only a few chunks of jobs are under way at a time, so memory does not grow with their number.

    Args:
        jobs: What is to be done; jobs and results travel between processes.
        work: What does one job; a function of a module, from which no exception comes.
        stopped: The result of a job whose process ended without one.
        processes: How many to use at most.

    Yields:
        One result for each job, in their order.
    """
    processes = min(processes, -(-len(jobs) // CHUNK))
    if processes <= 1:
        _prepare()
        yield from map(work, jobs)
        return
    with ProcessPoolExecutor(processes, initializer=_prepare) as pool:
        try:
            yield from _drain(pool, jobs, work, stopped, processes * _CHUNKS_AHEAD)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _drain(
    pool: ProcessPoolExecutor,
    jobs: Sequence[Job],
    work: Callable[[Job], Result],
    stopped: Callable[[Job], Result],
    ahead: int,
) -> Iterator[Result]:
    chunks = deque(jobs[at : at + CHUNK] for at in range(0, len(jobs), CHUNK))
    running: deque[tuple[Future[list[Result]] | None, Sequence[Job]]] = deque()
    while chunks or running:
        while chunks and len(running) < ahead:
            chunk = chunks.popleft()
            running.append((_submitted(pool, work, chunk), chunk))
        future, chunk = running.popleft()
        try:
            results = None if future is None else future.result()
        except BrokenProcessPool:
            results = None
        yield from map(stopped, chunk) if results is None else results


def _submitted(
    pool: ProcessPoolExecutor, work: Callable[[Job], Result], chunk: Sequence[Job]
) -> Future[list[Result]] | None:
    try:
        return pool.submit(_do_all, work, chunk)
    except BrokenProcessPool:
        return None


def _prepare() -> None:
    """Once a process: keep the collector away from what stays for good."""
    gc.collect()
    gc.freeze()


def _do_all(work: Callable[[Job], Result], jobs: Sequence[Job]) -> list[Result]:
    return [work(job) for job in jobs]
