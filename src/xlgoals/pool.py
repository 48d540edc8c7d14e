"""Work on many jobs in several processes, one of which may die or hang: only its job fails then.

Each process is watched by a thread of `concurrent.futures`, which knows what the process is at.
A job whose process dies is tried once more; one that takes too long is given up.
"""

from __future__ import annotations

import multiprocessing
import queue
import signal
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from threading import Event, current_thread, main_thread
from typing import Final, Generic, Protocol, TypeVar

from xlgoals.forms.errors import FormError
from xlgoals.keeper import Keeper, Task, prepare

__all__ = ["CHUNK", "Crew", "CrewLostError", "Feed", "Task", "interruptible", "run"]

Job = TypeVar("Job")
Result = TypeVar("Result")

CHUNK: Final = 8
"""Jobs that a process is handed at a time; with no more than these there is but one process."""

_CHUNKS_AHEAD: Final = 3
_TICK: Final = 0.2  # seconds after which a waiting main thread looks whether it is to stop
_GRACE: Final = 3.0  # seconds for what is under way when it is to stop


class CrewLostError(Exception):
    """There is nobody left who could do the jobs."""


class Feed(Protocol[Job]):
    """Makes jobs ready to be done."""

    def __call__(self, jobs: Sequence[Job], stop: Event, /) -> Iterable[Job]:
        """The jobs, in their order; as soon as `stop` is set they are not needed any more."""


class Crew(Protocol):
    """What does chunks of jobs: processes here, or a cluster."""

    width: int
    """How many chunks it does at the same time."""

    @property
    def is_lost(self) -> bool:
        """Whether it is gone for good, as a cluster is whose scheduler went away."""

    def submit(self, task: Task[Job, Result], jobs: Sequence[Job]) -> Future[list[Result]]:
        """Have the jobs done; the results are theirs in order, fewer when it was stopped."""

    def close(self) -> None:
        """End all work at once."""


def run(
    jobs: Sequence[Job],
    task: Task[Job, Result],
    processes: int = 1,
    *,
    feed: Feed[Job] | None = None,
    ordered: bool = True,
    stop: Event | None = None,
    crew: Crew | None = None,
) -> Generator[Result, None, None]:
    """Do the jobs and yield their results.

    Only a few chunks of jobs are under way at a time, so memory does not grow with their number.
    Without a limit, one process is this one.

    Args:
        jobs: What is to be done; jobs and results travel between processes.
        task: How.
        processes: How many to use at most.
        feed: Makes the jobs ready, bit by bit; it may look at `stop` while it works.
        ordered: Whether results come in the order of the jobs, else as they are done.
        stop: When set, no more jobs are begun; what is under way has some seconds to finish.
        crew: Who does the jobs, in place of processes of this machine; closed by its owner.

    Yields:
        One result for each job, fewer when it was stopped.

    Raises:
        CrewLostError: The crew is gone; jobs without a result were not done.
    """
    stop = stop or Event()
    processes = min(processes, -(-len(jobs) // CHUNK))
    ready = iter(jobs if feed is None else feed(jobs, stop))
    if crew is not None:
        yield from _drain(crew, ready, task, stop, ordered=ordered)
    elif not jobs or (processes <= 1 and task.limit is None):
        yield from _here(ready, task, stop)
    else:
        own = _Processes(max(processes, 1))
        try:
            yield from _drain(own, ready, task, stop, ordered=ordered)
        finally:
            own.close()


@contextmanager
def interruptible() -> Iterator[Event]:
    """An event that Ctrl-C sets; a second Ctrl-C interrupts as usual."""
    stop = Event()
    if current_thread() is not main_thread():
        yield stop
        return

    def handle(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _here(jobs: Iterable[Job], task: Task[Job, Result], stop: Event) -> Iterator[Result]:
    prepare()
    for job in jobs:
        if stop.is_set():
            return
        yield task.work(job)


# --- Handing out and gathering ----------------------------------------------------------------


def _drain(
    crew: Crew, jobs: Iterator[Job], task: Task[Job, Result], stop: Event, *, ordered: bool
) -> Iterator[Result]:
    """Keep the crew busy, and yield what it has done."""
    desk = _Desk(crew, jobs, task)
    until: float | None = None
    while True:
        desk.hand_out(stop)
        if not desk.running:
            return
        for future in _done(desk.running, ordered=ordered):
            yield from desk.take(future, stop)
        if crew.is_lost:
            # What it still had in hand may never be told.
            raise CrewLostError
        if stop.is_set():
            until = until or time.monotonic() + _GRACE
            if time.monotonic() > until:
                crew.close()
                # What the processes had done by then; a cluster may never tell.
                for future in [one for one in desk.running if one.done()]:
                    yield from desk.take(future, stop)
                return


class _Desk(Generic[Job, Result]):
    """What the crew is at, and what it is to be given next."""

    def __init__(self, crew: Crew, jobs: Iterator[Job], task: Task[Job, Result]) -> None:
        self.running: dict[Future[list[Result]], list[Job]] = {}
        self._crew = crew
        self._jobs = jobs
        self._task = task
        self._lost: deque[Job] = deque()
        self._last_try: set[Future[list[Result]]] = set()

    def hand_out(self, stop: Event) -> None:
        """Give the crew as much as it is to have at a time, unless all is to stop."""
        while not stop.is_set() and len(self.running) < self._crew.width * _CHUNKS_AHEAD:
            is_lost = bool(self._lost)
            chunk = [self._lost.popleft()] if is_lost else list(islice(self._jobs, CHUNK))
            # To make jobs ready may take long.
            if not chunk or stop.is_set():
                return
            future = self._crew.submit(self._task, chunk)
            self.running[future] = chunk
            if is_lost:
                self._last_try.add(future)

    def take(self, future: Future[list[Result]], stop: Event) -> list[Result]:
        """The results of a chunk that is done; jobs that a cluster lost are tried again alone."""
        chunk = self.running.pop(future)
        results = _results(future)
        if results is not None:
            return results
        # That the crew is gone says nothing of a job.
        if future in self._last_try and not self._crew.is_lost:
            self._last_try.remove(future)
            return [self._task.failed(job, FormError("stopped")) for job in chunk]
        if not stop.is_set():
            self._lost.extend(chunk)
        return []


def _done(
    running: dict[Future[list[Result]], list[Job]], *, ordered: bool
) -> list[Future[list[Result]]]:
    """Those at hand now, if any: in order only the first."""
    wanted = [next(iter(running))] if ordered else list(running)
    wait(wanted, timeout=_TICK, return_when=FIRST_COMPLETED)
    return [future for future in wanted if future.done()]


def _results(future: Future[list[Result]]) -> list[Result] | None:
    """What was done; None when it was lost."""
    if future.cancelled():
        return None
    try:
        return future.result()
    except Exception:
        # A cluster has many reasons of its own.
        return None


# --- Processes --------------------------------------------------------------------------------


class _Processes:
    """Processes of this machine, each with a thread that watches it."""

    is_lost = False

    def __init__(self, width: int) -> None:
        self.width = width
        self._stop = Event()
        self._keepers = [Keeper(multiprocessing.get_context(), self._stop) for _ in range(width)]
        self._idle: queue.SimpleQueue[Keeper] = queue.SimpleQueue()
        for keeper in self._keepers:
            # Before there are threads: a process that is forked has only the one that forked it.
            keeper.start()
            self._idle.put(keeper)
        self._threads = ThreadPoolExecutor(width, "xlgoals")

    def submit(self, task: Task[Job, Result], jobs: Sequence[Job]) -> Future[list[Result]]:
        return self._threads.submit(self._do, task, jobs)

    def _do(self, task: Task[Job, Result], jobs: Sequence[Job]) -> list[Result]:
        keeper = self._idle.get()
        try:
            return keeper.do(task, jobs)
        finally:
            self._idle.put(keeper)

    def close(self) -> None:
        self._stop.set()
        for keeper in self._keepers:
            keeper.end()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for keeper in self._keepers:
            keeper.end()
