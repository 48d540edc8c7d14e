"""One private LibreOffice for all tests of this folder, driven through xlwings alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings

from xlgoals.hosts import libreoffice


def require_libreoffice() -> None:
    """Skip where it is not installed."""
    reason = libreoffice.why_not()
    if reason is not None:
        pytest.skip(f"LibreOffice cannot be used: {reason}")


@pytest.fixture(scope="session")
def app() -> Iterator[xlwings.App]:
    require_libreoffice()
    with libreoffice.start() as running:
        yield running


@pytest.fixture(scope="module")
def book(app: xlwings.App) -> Iterator[xlwings.Book]:
    made = app.books.add()
    yield made
    made.close()


@pytest.fixture
def sheet(book: xlwings.Book) -> xlwings.Sheet:
    """An empty sheet of its own for each test."""
    return book.sheets.add(after=book.sheets[-1])
