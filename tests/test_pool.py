from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from xlgoals import pool


def work(job: int) -> tuple[int, int]:
    if job == -1:
        os._exit(1)
    if job % 16 == 0:
        time.sleep(0.02)  # later jobs overtake it
    return job, os.getpid()


def stopped(job: int) -> tuple[int, int]:
    return job, 0


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_jobs(processes: int) -> None:
    results = list(pool.run(range(50), work, stopped, processes))
    assert [job for job, _ in results] == list(range(50))
    assert len({process for _, process in results}) == processes
    assert (os.getpid() in {process for _, process in results}) == (processes == 1)


def test_a_process_that_dies_leaves_no_job_without_a_result() -> None:
    jobs = [*range(20), -1, *range(20, 40)]
    results = list(pool.run(jobs, work, stopped, 2))
    assert [job for job, _ in results] == jobs
    assert dict(results)[-1] == 0


def test_only_a_few_jobs_are_under_way() -> None:
    results: Iterator[tuple[int, int]] = pool.run(range(1000), work, stopped, 2)
    assert next(results)[0] == 0
    results.close()  # type: ignore[attr-defined]


def test_no_jobs_no_processes() -> None:
    assert list(pool.run([], work, stopped, 2)) == []
