from __future__ import annotations

from pathlib import Path

import pytest

from xlgoals.forms import text
from xlgoals.reading import ReadResult

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.fixture(scope="session")
def seeds() -> dict[str, ReadResult]:
    """The two legacy documents by their first three digits."""
    found = {path.name[:3]: text.read(path.read_bytes()) for path in SEEDS.glob("*.txt")}
    if not {"000", "004"} <= found.keys():
        pytest.skip("the legacy documents are not here")
    return found
