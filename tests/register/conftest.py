"""Documents for the register, and LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms.conftest import rich, soffice
from tests.register.documents import NASTY, ROADS, WATER
from xlgoals import messages
from xlgoals.reading import ReadResult
from xlgoals.register import Register, collect, failed

__all__ = ["register", "rich", "small", "soffice"]


@pytest.fixture(autouse=True)
def _chinese() -> None:
    messages.use_language("zh")


@pytest.fixture
def register() -> Iterator[Register]:
    """The register of three documents, and of a file that could not be read."""
    with Register() as made:
        made.add(collect("水务.txt", ReadResult(WATER)))
        made.add(failed("坏.txt", "文件是空的"))
        made.add(collect("公路.txt", ReadResult(ROADS)))
        made.add(collect("=怪.txt", ReadResult(NASTY)))
        yield made


@pytest.fixture
def small(register: Register, tmp_path: Path) -> Path:
    """Its workbook."""
    from xlgoals.register import write

    (path,) = write(register, tmp_path / "汇总.xlsx")
    return path
