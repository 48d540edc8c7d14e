"""One process that does jobs, and what watches it: it may die or hang without harm to others."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.context import BaseContext
from threading import Event, Lock, Thread
from typing import Any, Final, Generic, TypeVar

from xlgoals.forms.errors import FormError

__all__ = ["Keeper", "Task", "prepare"]

Job = TypeVar("Job")
Result = TypeVar("Result")

_START: Final = 120.0  # seconds for a process to begin
_TICK: Final = 0.2
_OBJECTS: Final = 10_000  # more than one document has alive at a time, on the whole
_STARTING: Final = Lock()


class Task(Generic[Job, Result]):
    """What is done with each job; it travels between processes.

    Args:
        work: Does one job; a function of a module, from which no exception comes.
        failed: The result of a job that came to no end: `stopped` when its process ended,
            `time-limit` when it took too long.
        limit: Seconds for one job; None for no limit.
    """

    def __init__(
        self,
        work: Callable[[Job], Result],
        failed: Callable[[Job, FormError], Result],
        limit: float | None = None,
    ) -> None:
        self.work = work
        self.failed = failed
        self.limit = limit


class _LateError(Exception):
    """A job took too long."""


class Keeper:
    """Watches one process that does jobs, and begins another when it is gone.

    Args:
        context: How processes are begun.
        stop: When set, nothing is begun any more.
    """

    def __init__(self, context: BaseContext, stop: Event) -> None:
        self._context: Any = context
        self._stop = stop
        self._process: Any = None
        self._pipe: Any = None
        self._fresh = True

    def start(self) -> None:
        """Begin the process, unless it runs.

        Raises:
            EOFError: all is to stop.
        """
        if self._process is not None and self._process.is_alive():
            return
        self.end()
        # One at a time: a process that is forked meanwhile would keep the other end open.
        with _STARTING:
            if self._stop.is_set():
                raise EOFError
            self._pipe, other = self._context.Pipe()
            process = self._context.Process(target=_serve, args=(other,), daemon=True)
            process.start()
            other.close()
            self._process, self._fresh = process, True

    def end(self) -> None:
        """End the process, whatever it is at."""
        with _STARTING:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()

    def do(self, task: Task[Job, Result], jobs: Sequence[Job]) -> list[Result]:
        """The results of the jobs, in order; fewer when all is to stop."""
        results: list[Result] = []
        died = False
        while len(results) < len(jobs) and not self._stop.is_set():
            at = len(results)
            try:
                # One that a process died of is done alone.
                self._do_some(task, jobs[at : at + 1] if died else jobs[at:], results)
                died = False
            except _LateError:
                self.end()
                late = FormError("time-limit", seconds=f"{task.limit:g}")
                results.append(task.failed(jobs[len(results)], late))
                died = False
            except (EOFError, OSError):
                self.end()
                if self._stop.is_set():
                    break
                if died and len(results) == at:
                    results.append(task.failed(jobs[at], FormError("stopped")))
                    died = False
                else:
                    died = True
        return results

    def _do_some(self, task: Task[Job, Result], jobs: Sequence[Job], results: list[Result]) -> None:
        self.start()
        if self._fresh:
            # What it takes to begin, and to load what does the work, is not a job's time.
            self._pipe.send(task.work)
            if not self._pipe.poll(_START):
                raise EOFError
            self._pipe.recv()
            self._fresh = False
        self._pipe.send((task.work, jobs))
        for _ in jobs:
            if not self._pipe.poll(task.limit):
                raise _LateError
            results.append(self._pipe.recv())


def _serve(pipe: Any) -> None:
    """The life of a process: jobs in, results out, until the other end is closed."""
    # Ctrl-C goes to all processes of a terminal; what is to be done then, the first one says.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        pipe.recv()
        prepare()
        pipe.send(None)
        while True:
            work, jobs = pipe.recv()
            for job in jobs:
                try:
                    pipe.send(work(job))
                except BaseException:
                    # Its end is what tells of the fault, without a word on a user's screen.
                    os._exit(1)


def _leave_with_parent() -> None:
    """End this process when the one that began it is gone, whatever is being done."""
    if sys.platform == "win32":
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
    else:
        began = os.getppid()
        while os.getppid() == began:
            time.sleep(_TICK)
    os._exit(1)


def prepare() -> None:
    """Once a process: keep the collector away from what stays for good."""
    gc.collect()
    gc.freeze()
    # A document's parts hold no circles, so there is next to nothing to collect.
    gc.set_threshold(_OBJECTS, 10, 10)
