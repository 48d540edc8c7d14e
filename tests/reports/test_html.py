"""The page: what it says, that it is safe, and how it works in a real browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests import browser
from tests.reports.samples import HOSTILE, results
from xlgoals.reports import html


@pytest.fixture(scope="module")
def page() -> str:
    with results() as found:
        return "".join(html.pieces(found))


class _Reader(HTMLParser):
    """Elements that are open, and everything a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "input", "br"}:
            self.open.append(tag)
        self.scripts += tag == "script"
        for name, value in attrs:
            if name in {"src", "href", "srcset", "action"} and not (value or "").startswith("#"):
                self.loads.append(f"{tag} {value}")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing(page: str) -> None:
    reader = _Reader()
    reader.feed(page)
    assert (reader.open, reader.loads, reader.scripts) == ([], [], 1)
    assert not re.search(r"url\(|@import|https?://", page)
    assert "default-src 'none'" in page


def test_texts_of_documents_are_escaped(page: str) -> None:
    assert HOSTILE not in page
    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in page


def test_totals_heat_map_and_findings(page: str) -> None:
    figures = re.findall(r'<div class="figure [a-z]*"><b>([^<]*)</b>', page)
    assert figures == ["4", "3", "1,334.50", "2", "1", "2"]
    cells = re.findall(r'<td class="(\w+)" style="[^"]*"><a href="#(\w+)" data-group="(\w+)"', page)
    assert cells == [
        ("info", "f1", "FND"),
        ("error", "f1p1", "FND"),
        ("info", "f1p1", "VAL"),
        ("warning", "f1p2", "TXT"),
        ("error", "f2p1", "FND"),
    ]
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {anchor for _, anchor, _ in cells} <= set(ids)
    assert page.count('<tr class="f"') == 5


# --- In a browser -----------------------------------------------------------------------------


def run(page: str, script: str, folder: Path) -> dict[str, str]:
    """Opens the page in the browser, runs a script after it, and gives what the page shows."""
    tell = (
        "document.body.dataset.rows = document.querySelectorAll('tr.f:not([hidden])').length"
        " - [...document.querySelectorAll('section[hidden] tr.f:not([hidden])')].length;"
        "document.body.dataset.shown = document.getElementById('shown').textContent;"
        "const sections = document.querySelectorAll('section:not([hidden])');"
        "document.body.dataset.sections = sections.length;"
    )
    # The page forbids all scripts but its own; the test's is let in by taking that line out.
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    page = page.replace("</body>", f"<script>{script};{tell}</script></body>")
    body = re.search(r"<body [^>]*>", browser.shown(page, folder))
    assert body
    return dict(re.findall(r'data-(\w+)="([^"]*)"', body[0]))


@pytest.mark.parametrize(
    ("script", "rows", "sections"),
    [
        ("", "5", "4"),
        ("document.querySelector('input[value=info]').click()", "3", "2"),
        ("document.querySelector('button[data-rule=FND001]').click()", "1", "1"),
        ("document.querySelector('a[href=\"#f1p1\"][data-group=FND]').click()", "3", "2"),
        (
            "const s = document.getElementById('search'); s.value = '水库';"
            "s.dispatchEvent(new Event('input'))",
            "2",
            "1",
        ),
        (
            "document.querySelector('button[data-rule=FND001]').click();"
            "document.getElementById('reset').click()",
            "5",
            "4",
        ),
    ],
    ids=["all", "severity", "rule", "group", "search", "reset"],
)
def test_filters_in_a_browser(
    page: str, tmp_path: Path, script: str, rows: str, sections: str
) -> None:
    shown = run(page, script, tmp_path)
    assert (shown["rows"], shown["sections"]) == (rows, sections)
    assert shown["shown"] == f"显示 {rows} / 5 条"


def test_the_page_runs_under_its_own_policy(page: str, tmp_path: Path) -> None:
    assert "显示 5 / 5 条" in browser.shown(page, tmp_path)
