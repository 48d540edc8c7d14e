"""Pictures of the shipped workbooks for docs/images, taken in LibreOffice with the verdicts shown.

Those of the Word form come from `word_pictures`.

Run from the repository: `.venv/bin/python tools/pictures.py`; needs soffice, its Python bridge and
pdftoppm.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.office import calc  # noqa: E402 - the repository is put on the path first
from tools import word_pictures  # noqa: E402

# Book -> sheet -> picture, and words that stand on the sheet's first page only.
BOOKS = {
    "绩效目标示例.xlsx": {
        "说明": ("sheet-guide", "填写步骤"),
        "部门目标": ("sheet-department", "一、总体绩效目标"),
        "项目2": ("sheet-project", "堤防安全评估项目绩效目标表"),
        "项目汇总": ("sheet-summary", "预算项目汇总表"),
    },
    "项目汇总示例.xlsx": {"概览": ("register", "绩效目标汇总")},
}

_LAST_CELLS = {"项目2": (6, 26), "项目汇总": (22, 40)}


def main() -> None:
    """Write every picture anew."""
    uno = calc.bridge()
    if uno is None:
        sys.exit("LibreOffice with its Python bridge is needed")
    with tempfile.TemporaryDirectory() as folder:
        office = calc.Office(uno, Path(folder))
        try:
            for book, sheets in BOOKS.items():
                data = (ROOT / "workbooks" / book).read_bytes()
                for sheet, (picture, mark) in sheets.items():
                    _take(office, data, sheet, mark, ROOT / "docs" / "images" / picture)
        finally:
            office.close()
    word_pictures.take()


def _take(office: calc.Office, data: bytes, name: str, mark: str, picture: Path) -> None:
    """A sheet's first page; the columns and charts that do not print are on the picture."""
    with office.open(data) as book:
        if name.startswith("项目"):
            sheet = book.component.Sheets.getByName(name)
            shown = sheet.getCellRangeByPosition(0, 0, *_LAST_CELLS[name])
            sheet.setPrintAreas((shown.RangeAddress,))
        pdf = office.folder / "page.pdf"
        book.component.storeToURL(pdf.as_uri(), office.properties(FilterName="calc_pdf_Export"))
    pages = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    # The text layer of a PDF may hold radicals that only look like the characters.
    pages = unicodedata.normalize("NFKC", pages).split("\f")
    page = str(next(at for at, words in enumerate(pages, 1) if mark in words))
    command = ["pdftoppm", "-r", "80", "-png", "-f", page, "-l", page, "-singlefile"]
    subprocess.run([*command, str(pdf), str(picture)], check=True)


if __name__ == "__main__":
    main()
