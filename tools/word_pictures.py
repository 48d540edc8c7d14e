"""Pictures of the Word form for docs/images, of the fictitious sample, taken in LibreOffice.

Run from the repository: `.venv/bin/python tools/word_pictures.py`; needs soffice, pdftotext and
pdftoppm.  The fonts that offices use are not free: Noto fonts stand in for them on the pictures.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import unicodedata
from pathlib import Path

from xlgoals.forms import text, word

ROOT = Path(__file__).parents[1]

# Words that a page begins with -> its picture.
PAGES = {"第一部分": "word-text", "2.": "word-project"}

_SERIF, _SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
_INSTEAD = {
    "方正小标宋简体": (_SERIF, "bold"),
    "宋体": (_SERIF, "regular"),
    "仿宋_GB2312": (_SERIF, "regular"),
    "楷体_GB2312": (_SERIF, "regular"),
    "黑体": (_SANS, "medium"),
    "Times New Roman": (_SERIF, "regular"),
}
_RULE = (
    '<match target="pattern"><test name="family"><string>{}</string></test>'
    '<edit name="family" mode="assign" binding="strong"><string>{}</string></edit>'
    '<edit name="weight" mode="assign" binding="strong"><const>{}</const></edit></match>'
)


def take() -> None:
    """Write the pictures anew."""
    sample = next((ROOT / "samples").glob("*.txt"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        form = folder / "form.docx"
        form.write_bytes(word.write(text.read(sample.read_bytes()).document))
        pdf = _pdf(form, folder)
        whole = subprocess.run(
            ["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True
        ).stdout
        for number, page in enumerate(unicodedata.normalize("NFKC", whole).split("\f"), 1):
            for words, picture in PAGES.items():
                if page.lstrip().startswith(words):
                    target = ROOT / "docs" / "images" / picture
                    command = ["pdftoppm", "-r", "80", "-png", "-singlefile"]
                    command += ["-f", str(number), "-l", str(number), str(pdf), str(target)]
                    subprocess.run(command, check=True)


def _pdf(form: Path, folder: Path) -> Path:
    rules = "".join(_RULE.format(font, *instead) for font, instead in _INSTEAD.items())
    fonts = folder / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{rules}</fontconfig>',
        encoding="utf-8",
    )
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(form)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    subprocess.run(command, check=True, capture_output=True, timeout=120, env=environment)
    return form.with_suffix(".pdf")


if __name__ == "__main__":
    take()
