"""A LibreOffice of our own: started with a private profile, ended with all it started."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Final
from xml.sax.saxutils import escape

from xlgoals import soffice
from xlgoals.hosts.errors import HostMissingError, HostStartError

__all__ = ["OfficeProcess", "settings"]

_KEEPER: Final = Path(__file__).with_name("keeper.py")
_PAUSE: Final = 0.05
_LONGEST_END: Final = 10.0
_COMMON: Final = "/org.openoffice.Office.Common"
_SETTINGS: Final = (
    (f"{_COMMON}/Misc", "FirstRun", "false"),
    (f"{_COMMON}/Misc", "ShowTipOfTheDay", "false"),
    # It works on the user's files: nothing may be left beside them when it is killed.
    (f"{_COMMON}/Misc", "UseLocking", "false"),
    ("/org.openoffice.Office.Recovery/RecoveryInfo", "Enabled", "false"),
    (f"{_COMMON}/Save/Document", "AutoSave", "false"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    # Nobody undoes step by step what a program did: the steps would only fill the memory.
    (f"{_COMMON}/Undo", "Steps", "1"),
    # Whatever the machine's language, formats and formulas read the same.
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "en-US"),
)


def settings(more: Sequence[tuple[str, str, str]] = ()) -> str:
    """The file of a new profile that says how LibreOffice shall behave.

    Args:
        more: More settings: path, name and value of each.
    """
    items = "\n".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>"
        for path, name, value in (*_SETTINGS, *more)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
        f"{items}\n</oor:items>\n"
    )


class OfficeProcess:
    """One running soffice, kept by a small process that ends it when we are gone.

    Args:
        visible: Whether it shows windows; needs a screen.
        profile: A profile folder to use and to leave; a new private one without it.
        options: More for its command line.

    Raises:
        HostMissingError: LibreOffice is not installed.
        HostStartError: It could not be started.
    """

    def __init__(
        self, *, visible: bool, profile: Path | None = None, options: Sequence[str] = ()
    ) -> None:
        program = soffice.find()
        if program is None:
            raise HostMissingError("missing")
        self._folder = Path(mkdtemp(prefix="xlgoals-office-"))
        profile = profile or self._folder / "profile"
        (profile / "user").mkdir(parents=True, exist_ok=True)
        there = profile / "user" / "registrymodifications.xcu"
        if not there.exists():
            there.write_text(settings(), "utf-8")
        pipe = f"xlgoals{os.getpid()}{secrets.token_hex(6)}"
        self.url: Final = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        command = _command(program, profile, pipe, visible=visible)
        self._keeper = self._start([*command, *options])
        atexit.register(self.end)
        self.pid: Final = self._program()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        whole = [sys.executable, "-I", "-S", str(_KEEPER), str(self._folder), *command]
        try:
            return subprocess.Popen(  # noqa: S603 - our own script and the user's own program
                whole, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
            )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise HostStartError("start-failed", status=error.errno) from error

    def _program(self) -> int:
        """The process id of soffice, which leads a group of its own."""
        said = self._keeper.stdout.readline() if self._keeper.stdout else b""
        if not said.strip():
            self.end()
            raise HostStartError("start-failed", status=self._keeper.returncode)
        return int(said)

    @property
    def status(self) -> int | None:
        """Its exit status, None while it runs."""
        return self._keeper.poll()

    def end(self, patience: float = 0.0) -> None:
        """End it and all that it started; `patience` seconds are given to it to end by itself."""
        atexit.unregister(self.end)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._keeper.wait(patience)
        for stream in (self._keeper.stdin, self._keeper.stdout):
            if stream is not None:
                stream.close()
        try:
            self._keeper.wait(_LONGEST_END)
        except subprocess.TimeoutExpired:
            self._kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _kill(self) -> None:
        for group in (self.pid, self._keeper.pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        self._keeper.wait()

    def wait_ended(self, seconds: float) -> bool:
        """Whether it has ended, waiting at most so many seconds for that."""
        end = time.monotonic() + seconds
        while self.status is None and time.monotonic() < end:
            time.sleep(_PAUSE)
        return self.status is not None


def _command(program: str, profile: Path, pipe: str, *, visible: bool) -> list[str]:
    shown = [] if visible else ["--headless", "--invisible"]
    return [
        *(program, f"-env:UserInstallation={profile.as_uri()}", *shown),
        *("--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
    ]
