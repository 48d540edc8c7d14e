"""`make fuzz`: search for inputs that break a reader, guided by coverage, for a bounded time.

    python -m tests.fuzz.run TARGET --seconds 60

What it finds is kept in tests/data/fuzz/ as TARGET-crash-… and from then on read by the tests.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["xlgoals"]):
    from tests.fuzz.mutate import CORPUS, mutated
    from tests.fuzz.targets import TARGETS

FINDS = Path(__file__).parents[1] / "data" / "fuzz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    chosen = parser.parse_args()
    target, good = TARGETS[chosen.target], CORPUS[chosen.target]()

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        return mutated(chosen.target, data, random.Random(seed))[:most]

    with tempfile.TemporaryDirectory() as corpus:
        for at, data in enumerate(good):
            (Path(corpus) / str(at)).write_bytes(data)
        settings = [
            *(f"-max_total_time={chosen.seconds}", "-max_len=1048576", "-timeout=30"),
            *("-rss_limit_mb=2048", f"-artifact_prefix={FINDS}/{chosen.target}-", corpus),
        ]
        atheris.Setup([sys.argv[0], *settings], target, custom_mutator=mutate)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
