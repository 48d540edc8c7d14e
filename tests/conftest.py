"""What all tests share: the seeds, where they are."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path

import pytest
from hypothesis import settings

from xlgoals import messages

# A busy machine makes no test fail.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
"""Two real documents, kept outside the project."""


@pytest.fixture(autouse=True)
def _language(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test speaks the language that another one has chosen."""
    monkeypatch.setattr(messages, "_language", ContextVar("language", default=None))


@pytest.fixture(scope="session", params=["000", "004"])
def seed(request: pytest.FixtureRequest) -> bytes:
    """Each real document in turn; skipped where they are not at hand."""
    return _seed(request.param)


@pytest.fixture(scope="session")
def seeds() -> tuple[bytes, bytes]:
    """Both real documents: 2 projects, and 13."""
    return _seed("000"), _seed("004")


def _seed(number: str) -> bytes:
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip("the real documents (../shared/seeds) are not here")
    return found[0].read_bytes()
