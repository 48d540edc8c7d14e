"""The pages that LibreOffice makes of our Word form: each project has exactly one."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.forms.conftest import RICH
from tests.generated import department_text
from xlgoals.forms import text, word
from xlgoals.model import GoalDocument

SAMPLE = next((Path(__file__).parents[2] / "samples").glob("*.txt"))
Pages = Callable[[GoalDocument], list[str]]


@pytest.fixture(scope="module")
def pages(soffice: Callable[[Path, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The texts of the pages of a document's Word form, without white space."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    folder = tmp_path_factory.mktemp("pages")

    def texts(document: GoalDocument) -> list[str]:
        path = folder / "form.docx"
        path.write_bytes(word.write(document))
        command = ["pdftotext", str(soffice(path, "pdf")), "-"]
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        # The text layer of a PDF may hold radicals that only look like the characters.
        return ["".join(unicodedata.normalize("NFKC", page).split()) for page in found.split("\f")]

    return texts


def check_pages(document: GoalDocument, found: list[str]) -> None:
    *found, last = found
    assert not last  # behind the last form feed
    count = len(document.projects)
    *text_pages, divider = found[:-count]
    assert divider.startswith("第二部分预算项目绩效目标")
    assert text_pages[0].startswith("第一部分部门整体绩效目标")
    for project, page in zip(document.projects, found[-count:], strict=True):
        title = unicodedata.normalize("NFKC", f"{project.number}.{project.title}")
        assert page.startswith("".join(title.split()))
        assert "满意度指标" in page
    for number, page in enumerate(found, 1):
        assert f"—{number}—" in page


@pytest.mark.office
def test_each_project_of_the_sample_has_a_page(pages: Pages) -> None:
    document = text.read(SAMPLE.read_bytes()).document
    check_pages(document, pages(document))


@pytest.mark.office
def test_each_project_of_a_real_document_has_a_page(
    seeds: tuple[bytes, bytes], pages: Pages
) -> None:
    document = text.read(seeds[1]).document
    check_pages(document, pages(document))


@pytest.mark.office
def test_each_project_of_a_generated_document_has_a_page(pages: Pages) -> None:
    document = text.read(department_text(11, projects=13).encode()).document
    check_pages(document, pages(document))


@pytest.mark.office
def test_a_document_comes_back_from_libreoffice(
    soffice: Callable[[Path, str], Path], tmp_path: Path
) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(word.write(RICH))
    saved = soffice(path, "docx").read_bytes()
    assert saved != path.read_bytes()
    document = word.read(saved).document
    assert document.projects == RICH.projects
    assert document.duties == RICH.duties
