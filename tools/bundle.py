#!/usr/bin/env python3
"""Collects all that a Windows machine without internet needs into one zip: `make bundle`.

The versions and hashes of every package are those of `addin/offline/requirements.txt`, which
`make bundle-pins` writes anew.  xlwings goes in without its package `pro`, whose licence is
another one; nothing of ours uses it.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FILES: Final = ROOT / "addin" / "offline"
PINS: Final = FILES / "requirements.txt"
PYTHON: Final = "3.11"
PLATFORM: Final = "win_amd64"
EXTRAS: Final = ("addin", "legacy")
UNWANTED: Final = {"xlwings": "xlwings/pro/"}
"""Packages of which a folder stays out of the bundle."""

_DATE: Final = (2020, 1, 1, 0, 0, 0)


def main() -> None:
    """The command line of this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist")
    parser.add_argument("--pins", action="store_true", help="write the versions and hashes anew")
    chosen = parser.parse_args()
    if chosen.pins:
        write_pins()
    else:
        sys.stdout.write(f"{build(chosen.output)}\n")


def write_pins() -> None:
    """Resolve what the package needs on Windows; uv knows other systems' markers, pip does not."""
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet"),
        *("--no-header", "--no-annotate", "--generate-hashes", "--python-version", PYTHON),
        *("--python-platform", "x86_64-pc-windows-msvc", "--output-file", str(PINS)),
        *(word for extra in EXTRAS for word in ("--extra", extra)),
    ]
    subprocess.run(command, cwd=ROOT, check=True)


def build(folder: Path) -> Path:
    """Download the wheels, build our own, and pack them.

    Returns:
        The zip.

    Raises:
        subprocess.CalledProcessError: a download or the build failed; it has said why.
    """
    with tempfile.TemporaryDirectory() as work:
        downloads = Path(work)
        _download(downloads)
        _build_wheel(downloads)
        wheels = {path.name: path.read_bytes() for path in sorted(downloads.glob("*.whl"))}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"xlgoals-{version()}-{PLATFORM}-py{PYTHON}.zip"
    target.write_bytes(packed(wheels))
    return target


def _download(folder: Path) -> None:
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--require-hashes", "--only-binary=:all:", "--implementation", "cp"),
        *("--platform", PLATFORM, "--python-version", PYTHON),
        *("-r", str(PINS), "-d", str(folder)),
    ]
    subprocess.run(command, check=True)


def _build_wheel(folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def packed(wheels: Mapping[str, bytes]) -> bytes:
    """The bundle: the wheels, their hashes, and the scripts that install them.

    Args:
        wheels: Each wheel by its file's name, our own among them.
    """
    kept = {name: lightened(name, data) for name, data in wheels.items()}
    parts = {f"wheels/{name}": data for name, data in kept.items()}
    parts["requirements.txt"] = requirements(kept).encode()
    parts |= {name: _script(name) for name in ("install.cmd", "uninstall.cmd")}
    parts |= {f"messages/{name}": _filled(name) for name in ("no-python.txt", "failed.txt")}
    parts["安装说明.txt"] = b"\xef\xbb\xbf" + _filled("readme.txt")
    top = f"xlgoals-{version()}/"
    return _zipped({top + name: data for name, data in sorted(parts.items())})


def requirements(wheels: Mapping[str, bytes]) -> str:
    """What pip is told to install: each package, its version, and the hash of its wheel here."""
    lines = []
    for name, data in sorted(wheels.items()):
        package, number, *_ = name.split("-")
        lines.append(f"{package}=={number} --hash=sha256:{hashlib.sha256(data).hexdigest()}\n")
    return "".join(lines)


def lightened(name: str, wheel: bytes) -> bytes:
    """A wheel without the folder that is unwanted of its package; others stay as they are."""
    folder = UNWANTED.get(name.partition("-")[0])
    if folder is None:
        return wheel
    with zipfile.ZipFile(BytesIO(wheel)) as opened:
        parts = {
            entry: opened.read(entry) for entry in opened.namelist() if not entry.startswith(folder)
        }
    record = next(entry for entry in parts if entry.endswith(".dist-info/RECORD"))
    lines = parts[record].decode().splitlines(keepends=True)
    parts[record] = "".join(line for line in lines if not line.startswith(folder)).encode()
    return _zipped(parts)


def version() -> str:
    """The version of this package, as its wheel will say."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    path: str = settings["tool"]["hatch"]["version"]["path"]
    text = (ROOT / path).read_text("utf-8")
    return next(line.split('"')[1] for line in text.splitlines() if line.startswith("__version__"))


def _filled(name: str) -> bytes:
    text = (FILES / name).read_text("utf-8")
    values = {
        "VERSION": version(),
        "PYTHON_VERSION": PYTHON,
        "PYTHON_TUPLE": PYTHON.replace(".", ", "),
    }
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text.replace("\n", "\r\n").encode()


def _script(name: str) -> bytes:
    """A batch file, which must be ASCII: it is read in whatever code page the machine has."""
    data = _filled(name)
    data.decode("ascii")
    return data


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip that is the same whenever its parts are."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _DATE)
            # Wheels are compressed already.
            stored = name.endswith(".whl")
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
