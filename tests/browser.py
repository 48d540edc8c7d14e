"""Pages in a real browser: headless Chromium loads them and runs what it would run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

__all__ = ["shown"]

_SECONDS = 240  # far more than a page takes

_NAMES = ("chromium", "google-chrome")
_OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--virtual-time-budget=3000", "--dump-dom"),
)


def shown(page: str, folder: Path) -> str:
    """The page as it is when its scripts have run, as HTML; the test is skipped without a browser.

    Args:
        page: The page as it is written.
        folder: For the page and for a profile of the browser's own.
    """
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip("chromium is not installed: the page is not tried in a browser")
    path = folder / "page.html"
    path.write_text(page, "utf-8")
    done = subprocess.run(
        [program, *_OPTIONS, f"--user-data-dir={folder / 'profile'}", path.as_uri()],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    assert "<body" in done.stdout, done.stderr[-2000:]
    return done.stdout
