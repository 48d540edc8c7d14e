"""The page of limits tells the truth, and files just beyond a limit are refused."""

from __future__ import annotations

import re
import zipfile
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest

from xlgoals import files
from xlgoals.forms import package
from xlgoals.forms.errors import FormError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "limits.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|") and "`" in line
]
MEGABYTE: Final = 1 << 20


def constant(name: str) -> int | float:
    module, _, attribute = name.rpartition(".")
    found: int | float = getattr(import_module(module), attribute)
    return found


def stated(limit: str, value: float) -> bool:
    """Whether a limit as the page writes it is this value, in whatever unit the constant has."""
    number = int(limit.replace(",", "").split()[0])
    if limit.endswith(" MB"):
        return value in {number, number * MEGABYTE}
    return value == number * (MEGABYTE if " M " in limit else 1)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2].strip("`"))
def test_the_page_tells_the_true_values(row: list[str]) -> None:
    assert stated(row[1], constant(row[2].strip("`"))), row


def test_every_limit_of_the_readers_is_on_the_page() -> None:
    wanted = set()
    modules = ["files.py", "legacy.py", "forms/package.py", "forms/xlsx.py", "forms/sheetxml.py"]
    for name in [*modules, "forms/word_package.py"]:
        source = (ROOT / "src" / "xlgoals" / name).read_text("utf-8")
        module = f"xlgoals.{name[:-3].replace('/', '.')}"
        found = re.findall(r"^(_(?:LARGEST|MOST)_?\w*): Final", source, re.MULTILINE)
        wanted |= {f"{module}.{constant}" for constant in found}
    assert len(wanted) >= 9
    assert wanted <= {row[2].strip("`") for row in ROWS}


def test_every_test_on_the_page_is_there() -> None:
    folder = Path(__file__).parent
    tests = "".join(path.read_text("utf-8") for path in folder.glob("test_*.py"))
    named = {row[4].strip("`") for row in ROWS if len(row) > 4 and row[4]}
    assert len(named) > 4
    assert [name for name in named if f"def {name}(" not in tests] == []


@pytest.mark.parametrize(("suffix", "largest"), [(".txt", 64), (".docx", 64), (".xlsx", 256)])
def test_a_file_beyond_its_limit(tmp_path: Path, suffix: str, largest: int) -> None:
    path = tmp_path / f"large{suffix}"
    with path.open("wb") as file:
        file.truncate(largest * MEGABYTE + 1)  # it takes no room on the disk
    with pytest.raises(FormError) as refused:
        files.read(path)
    assert (refused.value.key, refused.value.values) == ("too-large", {"limit": largest})


def test_a_directory_of_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_MOST_PARTS", 20)
    for parts, refused in ((20, False), (21, True)):
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for at in range(parts):
                archive.writestr(str(at), b"")
        if refused:
            with pytest.raises(FormError, match="too-large"):
                package.Package(buffer.getvalue())
        else:
            assert len(package.Package(buffer.getvalue()).names()) == parts
