"""The offline bundle; downloading is left to `make bundle`."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from tools import bundle

OURS = f"xlgoals-{bundle.version()}-py3-none-any.whl"
XLWINGS = "xlwings-9.9-cp311-cp311-win_amd64.whl"


def wheel(parts: dict[str, bytes]) -> bytes:
    """A wheel with its list of files, as pip wants it."""
    info = next(name for name in parts if ".dist-info/" in name).split("/")[0]
    lines = [f"{name},sha256={digest(data)},{len(data)}\n" for name, data in parts.items()]
    record = f"{info}/RECORD"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr(record, "".join([*lines, f"{record},,\n"]))
    return buffer.getvalue()


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def wheels() -> dict[str, bytes]:
    return {
        OURS: wheel({"xlgoals/__init__.py": b"", "xlgoals.dist-info/METADATA": b"Name: xlgoals"}),
        XLWINGS: wheel(
            {
                "xlwings/__init__.py": b"",
                "xlwings/pro/__init__.py": b"paid",
                "xlwings/pro/reports/main.py": b"paid",
                "xlwings/production.py": b"kept",
                "xlwings-9.9.data/data/xlwings64-9.9.dll": b"MZ",
                "xlwings-9.9.dist-info/METADATA": b"Name: xlwings",
            }
        ),
    }


@pytest.fixture(scope="module")
def parts(wheels: dict[str, bytes]) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(bundle.packed(wheels))) as opened:
        return {name.partition("/")[2]: opened.read(name) for name in opened.namelist()}


def test_all_is_in(parts: dict[str, bytes]) -> None:
    assert set(parts) == {
        "install.cmd",
        "uninstall.cmd",
        "requirements.txt",
        "安装说明.txt",
        "messages/failed.txt",
        "messages/no-python.txt",
        f"wheels/{OURS}",
        f"wheels/{XLWINGS}",
    }


def test_pro_stays_out(parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(parts[f"wheels/{XLWINGS}"])) as opened:
        names = opened.namelist()
        record = opened.read("xlwings-9.9.dist-info/RECORD").decode().splitlines()
        for line in record[:-1]:
            name, found, size = line.split(",")
            data = opened.read(name)
            assert (found, int(size)) == (f"sha256={digest(data)}", len(data))
    assert not any(name.startswith("xlwings/pro/") for name in names)
    assert "xlwings/production.py" in names
    assert sorted(line.split(",")[0] for line in record) == sorted(names)


def test_each_wheel_is_pinned_by_its_hash(parts: dict[str, bytes]) -> None:
    lines = parts["requirements.txt"].decode().splitlines()
    assert len(lines) == 2
    for name in (OURS, XLWINGS):
        package, number, *_ = name.split("-")
        hashed = hashlib.sha256(parts[f"wheels/{name}"]).hexdigest()
        assert f"{package}=={number} --hash=sha256:{hashed}" in lines


def test_scripts_are_read_in_any_code_page(parts: dict[str, bytes]) -> None:
    for name in ("install.cmd", "uninstall.cmd"):
        assert parts[name].isascii()
        assert re.search(rb"(?<!\r)\n", parts[name]) is None
    for data in parts.values():
        assert not re.search(rb"@[A-Z_]+@", data), "a place that was not filled"


def test_scripts_name_what_is_there(parts: dict[str, bytes]) -> None:
    script = parts["install.cmd"].decode()
    assert "--no-index" in script
    assert "--require-hashes -r requirements.txt" in script
    for name in re.findall(r"messages\\[a-z-]+\.txt", script + parts["uninstall.cmd"].decode()):
        assert name.replace("\\", "/") in parts


def test_the_same_wheels_give_the_same_bundle(wheels: dict[str, bytes]) -> None:
    assert bundle.packed(wheels) == bundle.packed(dict(reversed(wheels.items())))


def test_pins_cover_what_the_package_needs() -> None:
    text = bundle.PINS.read_text("utf-8")
    pinned = dict(re.findall(r"(?m)^([a-z0-9-]+)==([^ ]+) \\$", text))
    project = tomllib.loads((bundle.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [
        *project["dependencies"],
        *(one for extra in bundle.EXTRAS for one in project["optional-dependencies"][extra]),
    ]
    names = {re.split(r"[ >=;\[]", one)[0] for one in needed}
    assert names | {"pywin32"} <= set(pinned)
    assert text.count("==") <= text.count("--hash=sha256:")


def test_xlwings_works_without_pro(tmp_path: Path) -> None:
    spec = importlib.util.find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    shutil.copytree(
        Path(spec.origin).parent,
        tmp_path / "xlwings",
        ignore=shutil.ignore_patterns("pro", "__pycache__"),
    )
    code = (
        "import xlwings, xlgoals.excel.functions as f, xlgoals.excel.commands;"
        "assert not xlwings.__pro__; import xlwings.utils;"
        "print(xlwings.__file__); print(f.XLG_FUNDING(3.0, 2.0, 1.0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path), "PATH": "", "XLGOALS_LANG": "zh"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    place, verdict = done.stdout.splitlines()
    assert Path(place).parent == tmp_path / "xlwings"
    assert verdict == "✓"
