"""Markup and scripts in every field and in the names of files: the report page only shows them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from lxml.html import HTMLParser, fromstring

from tests import browser
from tests.command import xlgoals
from tests.hostile.documents import everywhere
from xlgoals.forms import text

OWNED = "document.title='owned';document.body.setAttribute('data-owned','1')"
PAYLOADS = (
    f"</script><script>{OWNED}</script>",
    f'"><img src=x onerror="{OWNED}">',
    f"'><svg onload=\"{OWNED}\">",
    f"javascript:{OWNED}",
    f'" autofocus onfocus="{OWNED}" x="',
    f"<a href=\"javascript:{OWNED}\">点这里</a>",
    "<style>*{display:none}</style>",
    "<!-- ", "]]>", "&lt;b&gt;", "&#60;b&#62;",
    '<meta http-equiv="refresh" content="0;url=http://a.example/">',
    '<iframe src="http://a.example/"></iframe>',
    "{shown}", "${1+1}", "{{7*7}}",
)  # fmt: skip
NAMES = tuple(payload.replace("/", "") for payload in PAYLOADS)
"""As names of files; what is left still is markup."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page on a file for every text, which is its name as well."""
    folder = tmp_path_factory.mktemp("page")
    for name, payload in zip(NAMES, PAYLOADS, strict=True):
        data = text.write(everywhere(payload))
        (folder / f"{name}.txt").write_bytes(data)
    done = xlgoals("check", folder, "-o", folder / "page.html", "--jobs", "1")
    assert (done.returncode, done.stderr) == (1, "")
    return (folder / "page.html").read_text("utf-8")


@pytest.mark.parametrize("guarded", [True, False], ids=["as-it-is", "without-its-policy"])
def test_nothing_runs_and_all_is_shown(page: str, tmp_path: Path, guarded: bool) -> None:
    """Escaping alone must do: the page's policy against scripts is a second wall."""
    if not guarded:
        page, walls = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        assert walls == 1
    tree = opened(page, tmp_path)
    assert tree.findtext(".//title") != "owned"
    assert tree.find(".//body").get("data-owned") is None
    assert tree.findtext('.//output[@id="shown"]'), "the page's own script did not run"
    shown = ["".join(map(str, cell.itertext())) for cell in tree.iter("td", "h2", "h3", "p")]
    for name, payload in zip(NAMES, PAYLOADS, strict=True):
        assert any(line.endswith(f"{name}.txt") for line in shown)
        assert payload.strip()[:70] in {line.strip()[:70] for line in shown}
    assert_only_own_elements(tree)


def test_a_page_that_is_not_escaped_would_be_noticed(tmp_path: Path) -> None:
    for payload in PAYLOADS[:3]:
        page = f"<html><head><title>x</title></head><body><p>{payload}</p></body></html>"
        tree = opened(page, tmp_path)
        assert tree.find(".//body").get("data-owned") == "1"


def opened(page: str, folder: Path) -> Any:
    """The elements of a page when a browser has loaded it and run what it would run."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    return fromstring(browser.shown(page, folder), parser=parser)


def assert_only_own_elements(tree: Any) -> None:
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"img", "svg", "iframe", "object", "embed", "base", "form", "link"}
    assert len(tree.findall(".//script")) == len(tree.findall(".//style")) == 1
    assert not list(tree.iter(etree.Comment))
    for element in tree.iter():
        for name, value in element.items():
            assert not name.startswith("on"), (name, value)
            assert name not in {"src", "srcset", "action"}, (name, value)
            assert name != "href" or value.startswith("#"), value
