"""Old Word files that name things elsewhere: LibreOffice, which converts them, fetches nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from xlgoals import legacy, soffice

RTF = (
    r"{\rtf1 x {\field{\*\fldinst INCLUDEPICTURE \"%s/p.png\" \\d}{\fldrslt y}}"
    r"{\field{\*\fldinst INCLUDETEXT \"%s/t.rtf\"}{\fldrslt z}}}"
)
PAGE = (
    '<html><head><link rel=stylesheet href="%s/c.css"></head><body background="%s/b.png">'
    '<p>x<img src="%s/i.png"><iframe src="%s/f.html"></iframe></body></html>'
)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what it is asked for."""
    wanted: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def handle(self) -> None:
            wanted.append(self.rfile.readline().decode())

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", wanted
        server.shutdown()


@pytest.mark.office
def test_nothing_is_fetched(tmp_path: Path, asked: tuple[str, list[str]]) -> None:
    if soffice.find() is None:
        pytest.skip("LibreOffice is not installed")
    address, wanted = asked
    paths = [tmp_path / "a.rtf", tmp_path / "b.doc"]
    for path, content in zip(paths, (RTF, PAGE), strict=True):
        path.write_text(content.replace("%s", address), "utf-8")
    made = list(legacy.convert(paths))
    assert [entry.error for entry in made] == [None, None]
    assert wanted == []
