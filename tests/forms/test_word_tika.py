"""The proof by a program that is not ours: Tika makes the legacy text of our Word form."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from tests.generated import department_text
from tests.strategies import documents
from xlgoals.forms import text, word
from xlgoals.model import GoalDocument

_XHTML = "{http://www.w3.org/1999/xhtml}"
_LONGEST = 50_000_000

Tika = Callable[[GoalDocument], str]


@pytest.fixture(scope="module")
def tika(tmp_path_factory: pytest.TempPathFactory) -> Tika:
    """The legacy text of a document's Word form, by Tika's rule for rich text."""
    try:
        from extractous import Extractor
    except ImportError:
        pytest.skip("extractous (xlgoals[legacy]) is not installed or cannot be loaded here")
    extractor = Extractor().set_xml_output(True).set_extract_string_max_length(_LONGEST)
    path = tmp_path_factory.mktemp("tika") / "form.docx"

    def legacy_text(document: GoalDocument) -> str:
        path.write_bytes(word.write(document))
        page = etree.fromstring(extractor.extract_file_to_string(str(path))[0].encode())
        body = page.find(f"{_XHTML}body")
        assert body is not None
        return "".join(_rich_text(body))

    return legacy_text


def _rich_text(element: etree._Element) -> Iterator[str]:
    """What Tika's RichTextContentHandler writes: text, and marks of bookmarks and pictures."""
    if element.tag == f"{_XHTML}a" and (name := element.get("name")):
        yield f"[bookmark: {name}]"
    if element.tag == f"{_XHTML}img" and (alt := element.get("alt")):
        yield f"[image: {alt}]"
    yield element.text or ""
    for child in element:
        yield from _rich_text(child)
        yield child.tail or ""


def test_tika_makes_the_real_documents_text_of_their_word_form(seed: bytes, tika: Tika) -> None:
    document = text.read(seed).document
    assert tika(document).rstrip("\n") == text.canonical(document).rstrip("\n")


@pytest.mark.parametrize("mistakes", [False, True])
@pytest.mark.parametrize("number", range(4))
def test_tika_makes_the_text_of_generated_documents(
    number: int, mistakes: bool, tika: Tika
) -> None:
    document = text.read(department_text(number, number + 1, mistakes=mistakes).encode()).document
    assert tika(document).rstrip("\n") == text.canonical(document).rstrip("\n")


@given(document=documents())
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_tika_makes_the_text_of_any_document(document: GoalDocument, tika: Tika) -> None:
    # Beyond these, extractous itself mangles characters on their way out of Tika.
    written = "".join(
        char if char in "\n\t" or " " <= char < "\ud800" else "字"
        for char in text.canonical(document)
    )
    document = text.read(written.encode()).document
    assert tika(document).rstrip("\n") == text.canonical(document).rstrip("\n")
