"""What it costs a document that a batch can be trusted: `python -m benchmarks.care`.

That is the digest of the input, the checksum of the output and the line of the journal, on a
document of 13 projects; medians of CPU time.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.generated import department_text
from xlgoals import batch, bulk, converting, journal
from xlgoals.bulk import Conversion

__all__ = ["MOST_MS", "costs"]

MOST_MS: Final = 0.1
_ROUNDS: Final = 20
_TIMES: Final = 200


def costs() -> dict[str, float]:
    """Milliseconds of each."""
    with TemporaryDirectory() as name:
        source = Path(name) / "document.txt"
        source.write_bytes(department_text(1, 13).encode())
        jobs = bulk.plan([source], Path(name), Conversion.TEXT_TO_WORKBOOK)
        (outcome,) = bulk.run(jobs)
        data, made = source.read_bytes(), outcome.job.target.read_bytes()
        with journal.Journal(Path(name) / "journal.jsonl") as log:
            return {
                "digest": _milliseconds(lambda: hashlib.sha256(data).hexdigest()),
                "checksum": _milliseconds(lambda: converting.checksum(made)),
                "journal": _milliseconds(lambda: log.add([batch.record(outcome, "")])),
            }


def _milliseconds(work: Callable[[], object]) -> float:
    rounds = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for _ in range(_TIMES):
            work()
        rounds.append((time.process_time() - began) / _TIMES * 1e3)
    return statistics.median(rounds)


def main() -> None:
    found = costs()
    total = sum(found.values())
    parts = ", ".join(f"{name} {cost:.3f}" for name, cost in found.items())
    verdict = "met" if total < MOST_MS else "MISSED"
    print(f"care for a document: {total:.3f} ms CPU ({parts}); aim < {MOST_MS} ms: {verdict}")


if __name__ == "__main__":
    main()
