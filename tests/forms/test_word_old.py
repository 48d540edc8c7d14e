"""Our Word form as an old .doc file, which LibreOffice makes of it: the document stays the same."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.generated import department_text
from xlgoals import legacy
from xlgoals.forms import spaced, text, word
from xlgoals.model import GoalDocument

NUMBERS = (2, 9)


def documents() -> list[GoalDocument]:
    return [text.read(department_text(number, 3).encode()).document for number in NUMBERS]


@pytest.fixture(scope="module")
def old(
    soffice: Callable[[Path, str], Path], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """The documents as .doc files."""
    folder = tmp_path_factory.mktemp("docx")
    made = []
    for number, document in zip(NUMBERS, documents(), strict=True):
        path = folder / f"{number}.docx"
        path.write_bytes(word.write(document))
        made.append(soffice(path, "doc"))
    return made


@pytest.mark.office
def test_through_libreoffice(old: list[Path]) -> None:
    converted = list(legacy.convert(old))
    assert {entry.kind for entry in converted} == {legacy.Kind.WORD}
    assert [legacy.read(entry).document for entry in converted] == documents()


@pytest.mark.office
def test_through_tika(old: list[Path]) -> None:
    if importlib.util.find_spec("extractous") is None:
        pytest.skip("extractous (xlgoals[legacy]) is not installed")
    converted = list(legacy.convert(old, program=""))
    assert {entry.kind for entry in converted} == {legacy.Kind.TEXT}
    assert all(spaced.is_spaced(entry.data.decode()) for entry in converted)
    assert [legacy.read(entry).document for entry in converted] == documents()
