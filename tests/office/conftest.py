"""One private LibreOffice for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office.calc import Office, bridge


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The running office; skips where it is not installed."""
    uno = bridge()
    if uno is None:
        pytest.skip("LibreOffice with its Python bridge is not installed")
    folder: Path = tmp_path_factory.mktemp("office")
    running = Office(uno, folder)
    yield running
    running.close()
