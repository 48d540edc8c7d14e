"""What the tests of the add-in share: xlwings' server for worksheet functions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.excel.udf_host import Server


@pytest.fixture(scope="session")
def udf_server() -> Iterator[Server]:
    """xlwings' own server, in a process of its own, since it takes this system for Windows."""
    server = Server()
    yield server
    server.close()
