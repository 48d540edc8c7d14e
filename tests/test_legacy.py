"""legacy.py and soffice.py: real old Word files, made by LibreOffice, and broken ones."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.generated import department_text
from tests.office_text import flat_document
from xlgoals import legacy, soffice
from xlgoals.forms import spaced, text, word
from xlgoals.forms.errors import FormError
from xlgoals.messages import LANGUAGES
from xlgoals.messages import text as words
from xlgoals.model import GoalDocument, Leftover
from xlgoals.reading import NoteKind

DATA = Path(__file__).with_name("data")
NUMBERS = (3, 8)
OTHER = "form-central-2021"
# The header of a Word document behind the first sector, its flag for a password set.
SECRET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"\xec\xa5" + bytes(9) + b"\x13"
WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="session")
def program() -> str:
    """LibreOffice."""
    found = soffice.find()
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


@pytest.fixture(scope="session")
def tika() -> None:
    """The extra `legacy`."""
    if importlib.util.find_spec("extractous") is None:
        pytest.skip("extractous (xlgoals[legacy]) is not installed")


Converter = Callable[[str, Path, list[Path]], list[Path]]


@pytest.fixture(scope="session")
def convert_all(program: str, tmp_path_factory: pytest.TempPathFactory) -> Converter:
    """Converts files to another kind with LibreOffice."""
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def made(kind: str, target: Path, sources: list[Path]) -> list[Path]:
        command = [program, f"-env:UserInstallation={profile}", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(target), *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return [target / f"{source.stem}.{kind}" for source in sources]

    return made


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The generated documents, and another province's form."""
    folder = tmp_path_factory.mktemp("sources")
    contents = {str(number): department_text(number, 2) for number in NUMBERS}
    contents[OTHER] = (DATA / f"{OTHER}.txt").read_text("utf-8")
    for name, content in contents.items():
        flat = flat_document(text.parse(content).blocks)
        (folder / f"{name}.fodt").write_text(flat, "utf-8")
    return [folder / f"{name}.fodt" for name in contents]


@pytest.fixture(scope="session")
def docs(
    convert_all: Converter, sources: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """The documents as .doc."""
    return convert_all("doc", tmp_path_factory.mktemp("doc"), sources)


@pytest.fixture(scope="session")
def rtfs(
    convert_all: Converter, sources: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """The documents as .rtf."""
    return convert_all("rtf", tmp_path_factory.mktemp("rtf"), sources)


def originals() -> list[GoalDocument]:
    contents = [department_text(number, 2).encode() for number in NUMBERS]
    contents.append((DATA / f"{OTHER}.txt").read_bytes())
    return [bare(text.read(content).document) for content in contents]


def bare(document: GoalDocument) -> GoalDocument:
    """Without bookmarks, and without the lines of leftovers, which every form counts anew."""
    leftovers = tuple(Leftover(text=leftover.text) for leftover in document.leftovers)
    return document.model_copy(update={"bookmarks": (), "leftovers": leftovers})


def documents(converted: list[legacy.Converted]) -> list[GoalDocument]:
    return [bare(legacy.read(entry).document) for entry in converted]


def key(converted: legacy.Converted) -> str:
    assert converted.error is not None
    return converted.error.key


@pytest.mark.office
def test_libreoffice_keeps_the_documents(docs: list[Path], rtfs: list[Path]) -> None:
    converted = list(legacy.convert([*docs, *rtfs]))
    assert [entry.path for entry in converted] == [*docs, *rtfs]
    assert {entry.kind for entry in converted} == {legacy.Kind.WORD}
    assert documents(converted) == [*originals(), *originals()]


@pytest.mark.office
def test_the_real_documents_come_through_old_word_files(
    seeds: tuple[bytes, bytes], convert_all: Converter, tmp_path: Path
) -> None:
    before = [text.read(seed).document for seed in seeds]
    sources = [tmp_path / f"{at}.docx" for at in range(len(before))]
    for source, document in zip(sources, before, strict=True):
        source.write_bytes(word.write(document))
    made = convert_all("doc", tmp_path / "doc", sources)
    assert [legacy.read(entry).document for entry in legacy.convert(made)] == before


@pytest.mark.office
def test_lost_bookmarks_are_not_told(docs: list[Path]) -> None:
    (converted,) = legacy.convert(docs[:1])
    assert NoteKind.BOOKMARK not in {note.kind for note in legacy.read(converted).notes}


@pytest.mark.office
@pytest.mark.usefixtures("tika")
def test_tika_keeps_the_documents(docs: list[Path]) -> None:
    converted = list(legacy.convert(docs, program=""))
    assert {entry.kind for entry in converted} == {legacy.Kind.TEXT}
    assert [spaced.is_spaced(entry.data.decode()) for entry in converted] == [True, True, False]
    assert documents(converted) == originals()


@pytest.mark.office
@pytest.mark.usefixtures("tika")
def test_tables_of_rtf_need_libreoffice(rtfs: list[Path]) -> None:
    (converted,) = legacy.convert(rtfs[:1], program="")
    assert key(converted) == "needs-libreoffice"


@pytest.mark.office
def test_originals_are_left_alone(docs: list[Path]) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in docs}
    list(legacy.convert(docs))
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in docs} == before
    assert sorted(docs[0].parent.iterdir()) == sorted(docs)


@pytest.mark.office
def test_a_broken_file_does_the_others_no_harm(docs: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.doc"
    broken.write_bytes(docs[0].read_bytes()[:700])
    converted = list(legacy.convert([docs[0], broken, docs[1]]))
    assert documents([converted[0], converted[2]]) == originals()[:2]
    with pytest.raises(FormError) as raised:
        legacy.read(converted[1])
    assert raised.value.key in {"not-converted", "no-form"}


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("none.doc", None, "not-found"),
        ("empty.doc", b"", "empty"),
        ("picture.doc", b"\x89PNG\r\n\x1a\n" + bytes(64), "not-converted"),
        ("page.doc", b"%PDF-1.7\n" + bytes(64), "not-converted"),
        ("secret.doc", SECRET, "word-encrypted"),
        ("secret.wps", WORD + "EncryptedPackage".encode("utf-16-le"), "word-encrypted"),
    ],
)
def test_what_cannot_be_converted_says_why(
    name: str, data: bytes | None, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    (converted,) = legacy.convert([path], program="")
    assert key(converted) == expected
    with pytest.raises(FormError):
        legacy.read(converted)


def test_a_file_that_is_no_old_word_file_needs_no_conversion(tmp_path: Path) -> None:
    plain, new = tmp_path / "plain.doc", tmp_path / "new.doc"
    plain.write_text(department_text(1, 1), "gb18030")
    new.write_bytes(b"PK\x03\x04 and so on")
    converted = list(legacy.convert([plain, new], program=""))
    assert [entry.kind for entry in converted] == [legacy.Kind.TEXT, legacy.Kind.WORD]
    expected = text.read(department_text(1, 1).encode()).document
    assert legacy.read(converted[0]).document == expected
    assert converted[1].data == new.read_bytes()


def test_without_a_converter_the_message_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.doc"
    path.write_bytes(WORD + bytes(600))
    monkeypatch.setattr(soffice, "find", lambda: None)
    monkeypatch.setattr(legacy, "find_spec", lambda _: None)
    (converted,) = legacy.convert([path])
    assert key(converted) == "needs-office"
    assert converted.error is not None
    for language in LANGUAGES:
        said = words("form.needs-office", language, **converted.error.values)
        assert "LibreOffice" in said
        assert "xlgoals[legacy]" in said


_POSIX_ONLY = "the stand-in for LibreOffice is a script with a #! line"


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str], str]:
    """A program in LibreOffice's place: it runs `body` for each file, then ends."""
    if sys.platform == "win32":
        pytest.skip(_POSIX_ONLY)

    def made(body: str) -> str:
        path = tmp_path / "stand-in"
        path.write_text(
            f"#!{sys.executable}\n"
            "import os, subprocess, sys, time, zipfile\nfrom pathlib import Path\n"
            "made = Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
            "for name in sys.argv[sys.argv.index('--outdir') + 2:]:\n"
            "    source = Path(name)\n"
            "    data = source.read_text()\n"
            f"{body}\n"
            "    with zipfile.ZipFile(made / (source.stem + '.docx'), 'w') as book:\n"
            "        book.writestr('x', data)\n",
            "utf-8",
        )
        path.chmod(0o755)
        return str(path)

    return made


def outcomes(program: str, *documents: bytes, stall: float = 30) -> list[str]:
    found = soffice.to_docx(program, documents, stall=stall)
    return [entry.key if isinstance(entry, FormError) else "ok" for entry in found]


def test_a_file_that_it_hangs_on_is_given_up(stand_in: Callable[[str], str]) -> None:
    program = stand_in("    time.sleep(60 if data == 'hang' else 0)")
    start = time.monotonic()
    found = outcomes(program, b"a", b"hang", b"b", b"hang", b"c", stall=0.7)
    assert found == ["ok", "conversion-time", "ok", "conversion-time", "ok"]
    assert time.monotonic() - start < 20


def test_a_file_that_it_dies_of_is_given_up(stand_in: Callable[[str], str]) -> None:
    program = stand_in("    data == 'die' and os._exit(3)")
    assert outcomes(program, b"a", b"die", b"b") == ["ok", "not-converted", "ok"]


def test_a_file_that_it_skips_is_not_converted(stand_in: Callable[[str], str]) -> None:
    program = stand_in("    if data == 'skip': continue")
    assert outcomes(program, b"skip", b"a") == ["not-converted", "ok"]


def test_a_program_that_cannot_be_run_converts_nothing(tmp_path: Path) -> None:
    assert outcomes(str(tmp_path / "nothing"), b"a", b"b") == ["not-converted"] * 2


def test_no_process_outlives_the_work(stand_in: Callable[[str], str], tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    program = stand_in(f"    open({str(note)!r}, 'w').write(str({child}.pid)); time.sleep(60)")
    assert outcomes(program, b"a", stall=1.5) == ["conversion-time"]
    assert is_gone(int(note.read_text()))


def is_gone(process: int) -> bool:
    """Whether a process has ended, within a few seconds; one that waits for its parent has."""
    for _ in range(50):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{process}/stat")
        if state.is_file() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False
