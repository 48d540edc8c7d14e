"""A Dask cluster that does the jobs of a batch, with the same care as the processes here.

Each thread of a worker keeps a process of its own for the jobs, so a file that a process dies of,
or that takes too long, does the worker no harm.  Workers must see inputs and outputs under the
same paths as this machine.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from xlgoals import __version__
from xlgoals.keeper import Keeper, Task

__all__ = ["Cluster", "ClusterError", "do"]

Job = TypeVar("Job")
Result = TypeVar("Result")

_CONNECT: Final = 20.0  # seconds
_PORT: Final = 8786  # of schedulers, unless told otherwise
# They tell a terminal of a lost connection in many lines, which a user gets in one sentence.
_TALKERS: Final = ("distributed.client", "tornado.application")

_here = threading.local()
_starting = threading.Lock()


class ClusterError(Exception):
    """Why a cluster cannot be used; `key` and `values` word it (`cluster.<key>`)."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Cluster:
    """A running Dask cluster, see `xlgoals.pool.Crew`.

    Args:
        address: That of its scheduler, such as `tcp://10.0.0.1:8786`.

    Raises:
        ClusterError: `missing-extra`, `unreachable`, `no-workers`, or `other-version` when its
            workers lack this version of this package.

    Attributes:
        width: How many threads its workers have.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise ClusterError("missing-extra") from error
        for name in _TALKERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            _knock(address)
            connect: Any = Client
            self._client = connect(address, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterError("unreachable", address=address) from error
        try:
            self.width = sum(self._client.nthreads().values())
            if not self.width:
                raise ClusterError("no-workers", address=address)
            self._compare_versions()
        except BaseException:
            self._client.close()
            raise
        # Workers that fail one task after the other are the cluster's affair, not a document's.
        self._executor = self._client.get_executor(pure=False, retries=2)

    def _compare_versions(self) -> None:
        try:
            found = self._client.run(version)
        except Exception as error:
            raise ClusterError("other-version", found="?", wanted=__version__) from error
        for one in found.values():
            if one != __version__:
                raise ClusterError("other-version", found=one, wanted=__version__)

    @property
    def is_lost(self) -> bool:
        """Whether its scheduler went away, and did not come back for a while."""
        return self._client.status in ("closing", "closed")

    def submit(self, task: Task[Job, Result], jobs: Sequence[Job]) -> Future[list[Result]]:
        """Have the jobs done by a worker."""
        future: Future[list[Result]]
        try:
            future = self._executor.submit(do, task, jobs)
        except Exception as error:
            future = Future()
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Give up what has not begun, and leave the cluster as it was."""
        with contextlib.suppress(Exception):
            self._executor.shutdown(wait=False)
            self._client.close(timeout=_CONNECT)


def _knock(address: str) -> None:
    """See whether anybody is there: a client that finds nobody says much more than a sentence.

    Raises:
        OSError, ValueError: Nobody is, or it is no address.
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme in ("tcp", "tls"):
        socket.create_connection((parts.hostname, parts.port or _PORT), _CONNECT).close()
    elif parts.scheme not in ("ws", "wss", "ucx"):
        raise ValueError(address)


def version() -> str:
    """The version of this package where it is called."""
    return __version__


def do(task: Task[Any, Result], jobs: Sequence[Any]) -> list[Result]:
    """Do jobs on a worker: each in the process that this thread keeps."""
    keeper: Keeper | None = getattr(_here, "keeper", None)
    if keeper is None:
        # A worker has many threads, which a fork would leave in the middle of something.
        keeper = _here.keeper = _WorkersKeeper(
            multiprocessing.get_context("spawn"), threading.Event()
        )
    return keeper.do(task, jobs)


class _WorkersKeeper(Keeper):
    """Watches a process of a worker."""

    def start(self) -> None:
        with _with_children():
            super().start()


@contextmanager
def _with_children() -> Iterator[None]:
    """Workers are daemons, which may have no children as long as they are."""
    process = multiprocessing.current_process()
    with _starting:
        before, process.daemon = process.daemon, False
        try:
            yield
        finally:
            process.daemon = before
