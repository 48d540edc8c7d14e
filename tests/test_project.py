"""The house itself: who may import whom, what the wheel carries, what loading costs."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
MODULES = sorted((SOURCE / "xlgoals").rglob("*.py"))

WALLS = [
    # what is imported, and the only places that may do so
    ("xlwings", ("xlgoals.excel", "xlgoals.hosts")),
    ("pandas", ("xlgoals.register",)),
    (
        "openpyxl",
        (
            "xlgoals.forms.template",
            "xlgoals.forms.template_cells",
            "xlgoals.forms.template_lists",
            "xlgoals.forms.template_project",
            "xlgoals.forms.template_summary",
            "xlgoals.forms.template_styles",
            "xlgoals.forms.workbook",
            "xlgoals.register",
            # Reports are new workbooks of any length: openpyxl writes them row by row.
            "xlgoals.reports.xlsx",
        ),
    ),
    ("distributed", ("xlgoals.cluster",)),
    ("xlgoals.excel", ("xlgoals.excel", "xlgoals.hosts", "xlgoals.cli", "xlgoals.commands")),
    ("xlgoals.hosts", ("xlgoals.excel", "xlgoals.hosts", "xlgoals.cli", "xlgoals.commands")),
]
COMMAND_LINE = ("xlgoals.cli", "xlgoals.commands")
FACES = (
    *("xlgoals.batch", "xlgoals.bulk", "xlgoals.checking", "xlgoals.mending", "xlgoals.register"),
    *("xlgoals.excel", "xlgoals.hosts"),
    *("xlgoals.batch", "xlgoals.converting", "xlgoals.journal", "xlgoals.pool", "xlgoals.cluster"),
    *("xlgoals.report", "xlgoals.reports", *COMMAND_LINE),
)
FORBIDDEN = {
    # a part of the house, and what it must not know
    "xlgoals.model": ("xlgoals.forms", "xlgoals.checks", *FACES),
    "xlgoals.values": ("xlgoals.model", "xlgoals.forms", "xlgoals.checks", *FACES),
    "xlgoals.projectcode": ("xlgoals.model", "xlgoals.forms", "xlgoals.checks", *FACES),
    "xlgoals.checks": ("xlgoals.forms", "click", "rich", *FACES),
    "xlgoals.forms": ("xlgoals.checks", "click", "rich", *FACES),
    "xlgoals.bulk": ("click", "rich", *COMMAND_LINE),
    "xlgoals.excel": ("click", "rich", *COMMAND_LINE),
    "xlgoals.hosts": ("click", "rich", "xlgoals.excel", *COMMAND_LINE),
    "xlgoals.batch": ("click", "rich", *COMMAND_LINE),
    "xlgoals.converting": ("click", "rich", "xlgoals.pool", "xlgoals.bulk", *COMMAND_LINE),
    "xlgoals.pool": ("click", "rich", "xlgoals.bulk", "xlgoals.checking", *COMMAND_LINE),
    "xlgoals.checking": ("click", "rich", "xlgoals.reports", *COMMAND_LINE),
    "xlgoals.mending": ("click", "rich", "xlgoals.reports", *COMMAND_LINE),
    "xlgoals.register": COMMAND_LINE,
    "xlgoals.reports": COMMAND_LINE,
}
HEAVY = ("pandas", "numpy", "openpyxl", "xlwings")


def below(name: str, package: str) -> bool:
    """Whether a dotted name is the package or stands in it."""
    return name == package or name.startswith(package + ".")


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: str, tree: ast.AST, *, package: bool = False) -> Iterator[tuple[str, int]]:
    """Each imported module, also inside functions, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            keep = len(module.split(".")) - node.level + package
            before = module.split(".")[:keep] if node.level else []
            base = ".".join([*before, *([node.module] if node.module else [])])
            yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def broken_walls(module: str, tree: ast.AST, *, package: bool = False) -> list[str]:
    found = []
    for name, line in imports(module, tree, package=package):
        for guarded, allowed in WALLS:
            if below(name, guarded) and not any(below(module, place) for place in allowed):
                found.append(f"{module}:{line} imports {name}")
        for part, unknown in FORBIDDEN.items():
            if below(module, part) and any(below(name, other) for other in unknown):
                found.append(f"{module}:{line} imports {name}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_walls_of_import(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert broken_walls(module_name(path), tree, package=path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("module", "source", "count"),
    [
        ("xlgoals.checks.funding", "from xlgoals.forms import text", 1),
        ("xlgoals.checks.funding", "from ..forms.text import read", 1),
        ("xlgoals.forms.text", "def f():\n    import xlgoals.checks", 1),
        ("xlgoals.forms.stamp", "from openpyxl import load_workbook", 1),
        ("xlgoals.forms.template", "import openpyxl.styles", 0),
        ("xlgoals.bulk", "import pandas as pd", 1),
        ("xlgoals.excel.paint", "import xlwings", 0),
        ("xlgoals.model", "from xlgoals.values import Money", 0),
        ("xlgoals.forms.text", "from . import checks_of_nothing", 0),
    ],
)
def test_walls_notice(module: str, source: str, count: int) -> None:
    assert len(broken_walls(module, ast.parse(source))) == count


def test_command_line_loads_no_heavy_library() -> None:
    modules = "import sys, xlgoals.cli, xlgoals.commands.line"
    code = f"{modules}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_wheel_carries_its_folders(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("xlgoals-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for folder in (ROOT / "addin", ROOT / "workbooks", ROOT / "samples", SOURCE / "xlgoals"):
        base = SOURCE if folder.name == "xlgoals" else ROOT
        inside = "" if folder.name == "xlgoals" else "xlgoals/"
        here = {
            inside + path.relative_to(base).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert here, f"{folder.name}/ is empty"
        assert here <= set(names), f"{folder.name}/ is not in the wheel as a whole"
    assert len(names) == len(set(names)), "a file stands twice in the wheel"


def committed_files() -> list[Path]:
    """Files that git tracks or would track."""
    if not (git := shutil.which("git")) or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of tracked files")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


def test_no_file_names_a_folder_of_a_machine() -> None:
    pattern = re.compile(rb"(?<![\w.>)])/(?:wo" + rb"rk|fa" + rb"rm|ro" + rb"ot)/[A-Za-z.]")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in committed_files()
        if path.is_file() and pattern.search(path.read_bytes())
    ]
    assert found == []


def test_commands_of_the_project_are_executable() -> None:
    for name in (".ci/run", "tools/setup.sh", "tools/office.sh"):
        assert (ROOT / name).stat().st_mode & 0o111, f"{name} is not executable"
