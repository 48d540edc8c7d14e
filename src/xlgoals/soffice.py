"""LibreOffice as a converter: one process for many files, with a profile of its own.

It works on copies in a temporary folder, so no original is touched and no lock file appears
beside it, and a LibreOffice that the user has open is another one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Final

from xlgoals.forms.errors import FormError

__all__ = ["MOST", "STALL", "find", "to_docx"]

STALL: Final = 90.0
"""Seconds without a finished file after which the program is taken to hang."""

MOST: Final = 200
"""Files a process at most, so that its command line stays short."""

_NAMES: Final = ("soffice", "libreoffice")
_PLACES: Final = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_FILTER: Final = "docx:MS Word 2007 XML"
_PAUSE: Final = 0.05
_LONGEST_END: Final = 10.0
_XCU: Final = "registrymodifications.xcu"
# The documents are strangers': no macros, no links to elsewhere, and for style sheets and
# backgrounds of web pages, which no setting keeps it from fetching, a proxy that is not there.
_SETTINGS: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
</oor:items>
"""


def find() -> str | None:
    """LibreOffice's program, where it is installed."""
    for name in _NAMES:
        if (program := shutil.which(name)) is not None:
            return program
    return next((place for place in _PLACES if Path(place).is_file()), None)


def to_docx(
    program: str,
    documents: Iterable[bytes],
    *,
    stall: float = STALL,
    stop: Event | None = None,
) -> Iterator[bytes | FormError]:
    """Documents of any kind that Writer reads as .docx, one after the other.

    Originals and results wait on disk, so memory holds one of them at a time.

    Args:
        program: LibreOffice's program, see `find`.
        documents: The files' bytes.
        stall: Seconds without a finished file after which the program is stopped.
        stop: Ends the program when it is set.

    Yields:
        For each document the .docx, or `conversion-time` for one that the program hung on,
        `conversion-space` where there is no room for its copy, `interrupted` for one that it had
        not come to when it was to stop, or `not-converted`.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(
                TemporaryDirectory(prefix="xlgoals-", ignore_cleanup_errors=True)
            )
            work = _Work(program, Path(folder), stall, stop or Event())
        except OSError as error:
            yield from (_no_room(error) for _ in documents)
            return
        yield from work.convert(documents)


def _no_room(error: OSError) -> FormError:
    return FormError("conversion-space", reason=error.strerror or type(error).__name__)


class _Work:
    """One batch: its folders, and what became of the documents."""

    def __init__(self, program: str, folder: Path, stall: float, stop: Event) -> None:
        self.program = program
        self.stall = stall
        self.stop = stop
        self.copies, self.made, self.profile = (
            folder / name for name in ("copies", "made", "profile")
        )
        (self.profile / "user").mkdir(parents=True)
        (self.profile / "user" / _XCU).write_text(_SETTINGS, "utf-8")
        self.copies.mkdir()
        self.made.mkdir()

    def convert(self, documents: Iterable[bytes]) -> Iterator[bytes | FormError]:
        failed: dict[int, FormError] = {}
        count = 0
        for at, data in enumerate(documents):
            count += 1
            try:
                self._copy(at).write_bytes(data)
            except OSError as error:
                failed[at] = _no_room(error)
        waiting = [at for at in range(count) if at not in failed]
        while waiting and not self.stop.is_set():
            tried = waiting[:MOST]
            hung = self._run(tried)
            missing = [at for at in tried if not self._is_made(at)]
            waiting = waiting[MOST:]
            if hung is None or self.stop.is_set():
                continue
            if missing:
                # It takes the files in order: it stopped at the first that is missing and
                # stands behind the last that is there.
                last = max((at for at in tried if at not in missing), default=-1)
                culprit = next((at for at in missing if at > last), missing[0])
                failed[culprit] = hung
                waiting = [at for at in missing if at > culprit] + waiting
        for at in range(count):
            yield self._result(at, failed)

    def _result(self, at: int, failed: dict[int, FormError]) -> bytes | FormError:
        if at in failed or not self._is_made(at):
            usual = "interrupted" if self.stop.is_set() else "not-converted"
            return failed.get(at, FormError(usual))
        return self._made(at).read_bytes()

    def _copy(self, at: int) -> Path:
        return self.copies / f"{at:06}.doc"

    def _made(self, at: int) -> Path:
        return self.made / f"{at:06}.docx"

    def _is_made(self, at: int) -> bool:
        return zipfile.is_zipfile(self._made(at))

    def _run(self, numbers: Sequence[int]) -> FormError | None:
        """Run the program once; None when it came to its end, else why it did not."""
        command = [
            *(self.program, f"-env:UserInstallation={self.profile.as_uri()}"),
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
            *("--convert-to", _FILTER, "--outdir", str(self.made)),
            *(str(self._copy(at)) for at in numbers),
        ]
        try:
            process = subprocess.Popen(  # noqa: S603 - the program is the user's own
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self.copies,
                start_new_session=True,
            )
        except OSError:
            return FormError("not-converted")
        try:
            status = self._wait(process)
        finally:
            _end(process)
        if status is None:
            return FormError("conversion-time", seconds=f"{self.stall:g}")
        return FormError("not-converted") if status else None

    def _wait(self, process: subprocess.Popen[bytes]) -> int | None:
        """Its exit status; None when it was too long without a finished file."""
        done, since = 0, time.monotonic()
        while (status := process.poll()) is None:
            made = sum(1 for _ in self.made.iterdir())
            if made != done:
                done, since = made, time.monotonic()
            if time.monotonic() - since > self.stall or self.stop.is_set():
                return None
            time.sleep(_PAUSE)
        return status


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all that it started."""
    if sys.platform == "win32":
        killer = shutil.which("taskkill")
        if killer is not None and process.poll() is None:
            command = [killer, "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    else:
        # It is the leader of a group of its own, which outlives it where a child hangs.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_LONGEST_END)
