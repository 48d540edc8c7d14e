"""Puts the extension into LibreOffice and takes it away, by LibreOffice's own manager.

For a user it goes into their profile.  Root installs it for all users of the machine.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import xlgoals
from xlgoals import soffice
from xlgoals.excel import extension
from xlgoals.excel.doctor import Row
from xlgoals.excel.install import InstallError
from xlgoals.files import reason, write_whole
from xlgoals.messages import text

__all__ = ["Target", "install", "rows", "uninstall"]

_SETTINGS: Final = "xlgoals.json"
_SHARED: Final = Path("/etc/xlgoals/libreoffice.json")
_LONGEST: Final = 120.0
_VERSION: Final = re.compile(r"Version: (\S+)")


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@dataclass(frozen=True)
class Target:
    """Which LibreOffice is meant.

    Attributes:
        profile: A profile's folder; the user's own without it.
        shared: Whether for all users of the machine; as root nothing else is possible.
        options: More for the manager's command line.
    """

    profile: Path | None = None
    shared: bool = field(default_factory=_is_root)
    options: tuple[str, ...] = ()

    @property
    def settings(self) -> Path:
        """Where the extension looks for the path of Python."""
        if self.profile is None and self.shared:
            return _SHARED
        return (self.profile or _own_profile()) / "user" / _SETTINGS

    def arguments(self) -> list[str]:
        """What each call of the manager is given."""
        given = [*self.options, *(["--shared"] if self.shared else [])]
        if self.profile is not None:
            given.append(f"-env:UserInstallation={self.profile.absolute().as_uri()}")
        return given


def _own_profile() -> Path:
    """The folder of the user's own profile."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", home)) / "LibreOffice" / "4"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "LibreOffice" / "4"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "libreoffice" / "4"


def install(target: Target | None = None) -> list[Path]:
    """Build the extension and put it in place, with the path of this Python.

    Done twice it gives the same.

    Args:
        target: Which LibreOffice; this user's, or as root all users', when not given.

    Returns:
        What stands there now: the extension and its settings.

    Raises:
        InstallError: LibreOffice is missing, its manager failed, or a folder cannot be written.
    """
    target = Target() if target is None else target
    with TemporaryDirectory(prefix="xlgoals-") as folder:
        _manager("add", "--force", str(extension.build(Path(folder))), target=target)
    data = json.dumps({"python": sys.executable}, ensure_ascii=False) + "\n"
    try:
        target.settings.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target.settings, data.encode())
    except OSError as error:
        raise _not_written(target.settings, error) from error
    return [Path(extension.NAME), target.settings]


def uninstall(target: Target | None = None) -> list[Path]:
    """Take away what `install` put in place.

    Returns:
        What was taken away; empty when there was nothing.

    Raises:
        InstallError: LibreOffice's manager failed, or a file cannot be removed.
    """
    target = Target() if target is None else target
    gone = []
    if soffice.find() is not None and _installed(target) is not None:
        _manager("remove", extension.IDENTIFIER, target=target)
        gone.append(Path(extension.NAME))
    try:
        if target.settings.is_file():
            target.settings.unlink()
            gone.append(target.settings)
    except OSError as error:
        raise _not_written(target.settings, error) from error
    return gone


def _not_written(path: Path, error: OSError) -> InstallError:
    return InstallError(text("extension.not-written", path=path, reason=reason(error)))


def _installed(target: Target) -> str | None:
    """The version that is installed, None when there is none."""
    said = _call("list", extension.IDENTIFIER, target=target)
    found = _VERSION.search(said.stdout) if said.returncode == 0 else None
    return found[1] if found else None


def _manager(*arguments: str, target: Target) -> None:
    done = _call(*arguments, target=target)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        why = lines[-1] if lines else str(done.returncode)
        raise InstallError(text("extension.unopkg", reason=why))


def _call(*arguments: str, target: Target) -> subprocess.CompletedProcess[str]:
    program = soffice.find()
    if program is None:
        raise InstallError(text("hosts.missing"))
    manager = Path(program).resolve().with_name("unopkg.com" if os.name == "nt" else "unopkg")
    first, *rest = arguments
    # The licence is the project's own: nobody is to be asked.
    agreed = ["--suppress-license"] if first == "add" else []
    command = [str(manager), first, *agreed, *target.arguments(), *rest]
    try:
        return subprocess.run(  # noqa: S603 - the user's own program
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(text("extension.unopkg", reason=error)) from error


def rows(target: Target | None = None) -> Iterator[Row]:
    """LibreOffice's rows of the self-test; none where it is neither there nor needed."""
    target = Target() if target is None else target
    program = soffice.find()
    if program is None:
        if sys.platform == "linux":
            yield Row(False, text("extension.office"), text("hosts.missing"))
        return
    yield Row(True, text("extension.office"), text("extension.office-ok", path=program))
    yield _bridge()
    yield from _extension(target)


def _bridge() -> Row:
    from xlgoals.hosts import libreoffice

    why = libreoffice.why_not()
    return Row(why is None, text("extension.bridge"), why or text("extension.bridge-ok"))


def _extension(target: Target) -> Iterator[Row]:
    try:
        version = _installed(target)
    except InstallError as error:
        yield Row(False, text("extension.name"), str(error))
        return
    if version is None:
        yield _bad("missing")
    elif version != xlgoals.__version__:
        yield _bad("other-version", version=version, wanted=xlgoals.__version__)
    else:
        yield _python(target, version)


def _python(target: Target, version: str) -> Row:
    path = target.settings
    try:
        python = str(json.loads(path.read_text("utf-8"))["python"])
    except (OSError, ValueError, KeyError, TypeError):
        return _bad("no-settings", path=path)
    if python != sys.executable:
        return _bad("other-python", path=path, python=python)
    return Row(
        True, text("extension.name"), text("extension.installed", version=version, python=python)
    )


def _bad(key: str, **values: object) -> Row:
    return Row(False, text("extension.name"), text(f"extension.{key}", **values))
