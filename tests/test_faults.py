"""Faults of all kinds in a batch: what the outputs and the journal must be afterwards.

Each batch is compared with one that met no fault.  Whatever happens, inputs stay as they were.
"""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.command import names_in
from tests.generated import department_text
from xlgoals import bulk, cli, files, journal, pool
from xlgoals.bulk import Conversion
from xlgoals.forms import text
from xlgoals.messages import text as words
from xlgoals.reading import ReadResult

COUNT = 20
JOURNAL = "导入日志.jsonl"
NAMES = [f"{at:02}" for at in range(COUNT)]


def document(seed: int) -> bytes:
    return department_text(seed, projects=1).encode()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each output as a batch without faults makes it."""
    folder = tmp_path_factory.mktemp("whole")
    for at, name in enumerate(NAMES):
        (folder / f"{name}.txt").write_bytes(document(at))
    outcomes = bulk.run(bulk.plan([folder], folder, Conversion.TEXT_TO_WORKBOOK))
    return {outcome.job.source.stem: outcome.job.target.read_bytes() for outcome in outcomes}


def fill(folder: Path) -> Path:
    folder.mkdir()
    for at, name in enumerate(NAMES):
        (folder / f"{name}.txt").write_bytes(document(at))
    return folder


@pytest.fixture
def inputs(tmp_path: Path) -> Iterator[Path]:
    """A folder of inputs, of which none may be changed."""
    folder = fill(tmp_path / "in")
    began = state(folder)
    yield folder
    now = state(folder)
    assert {name: now.get(name) for name in began} == began


@pytest.fixture
def own_inputs(tmp_path: Path) -> Path:
    """A folder of inputs that the test changes itself."""
    return fill(tmp_path / "in")


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def run(*arguments: str | Path) -> int:
    """The command line in this process, so that faults can be put in its way."""
    with pytest.raises(SystemExit) as ended:
        cli.main([*map(str, arguments)])
    code = ended.value.code
    assert isinstance(code, int)
    return code


def lines(folder: Path, name: str = JOURNAL) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def told(records: list[dict[str, Any]]) -> dict[str, str]:
    """What the journal says last of each file: its status, or why there is no output."""
    return {Path(one["file"]).stem: one.get("error") or one["status"] for one in records}


def assert_done(
    out: Path, whole: dict[str, bytes], failed: dict[str, str], done: str = "ok"
) -> None:
    """All outputs but those that failed are there and whole, and the journal says so."""
    expected = {name: failed.get(name, done) for name in whole}
    assert told(lines(out)) == expected
    outputs = {path.stem: path.read_bytes() for path in out.glob("[0-9]*.xlsx")}
    assert outputs == {name: data for name, data in whole.items() if name not in failed}
    assert not list(out.glob(".*"))


def register_files(out: Path) -> list[str]:
    """The files that the newest register tells of, in its order."""
    newest = max(out.glob("导入汇总*.xlsx"), key=lambda path: path.stat().st_mtime_ns)
    book = openpyxl.load_workbook(newest, read_only=True)
    rows = book["项目"].iter_rows(min_row=2, max_col=1, values_only=True)
    found = [str(row[0]) for row in rows if row[0]]
    book.close()
    return found


ALL = [f"{name}.txt" for name in NAMES]


@pytest.fixture
def inherited(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Changes that hold in all processes."""
    if multiprocessing.get_start_method() != "fork":
        pytest.skip("processes do not inherit what a test puts in their way here")
    return monkeypatch


@pytest.fixture
def faulty(inherited: pytest.MonkeyPatch) -> Callable[[str, Callable[[], None]], None]:
    """Makes the reading of one document do something else first, in all processes."""
    read = text.read

    def made(name: str, fault: Callable[[], None]) -> None:
        wanted = document(NAMES.index(name))

        def reading(data: bytes) -> ReadResult:
            if data == wanted:
                fault()
            return read(data)

        inherited.setattr(text, "read", reading)

    return made


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


# --- Bad files, crashes, hanging --------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_bad_files(own_inputs: Path, tmp_path: Path, whole: dict[str, bytes], jobs: int) -> None:
    out = tmp_path / "out"
    bad = {"03": b"", "07": b"PK\x03\x04", "11": "今天天气很好。".encode()}
    for name, data in bad.items():
        (own_inputs / f"{name}.txt").write_bytes(data)
    assert run("import", own_inputs, "-o", out, "--jobs", str(jobs)) == 1
    assert_done(out, whole, {"03": "empty", "07": "not-text", "11": "no-form"})
    assert len(lines(out)) == COUNT


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_kills_its_process(
    inputs: Path,
    tmp_path: Path,
    whole: dict[str, bytes],
    faulty: Callable[[str, Callable[[], None]], None],
    jobs: int,
) -> None:
    faulty("05", die)
    assert run("import", inputs, "-o", tmp_path / "out", "--jobs", str(jobs)) == 1
    assert_done(tmp_path / "out", whole, {"05": "stopped"})
    assert register_files(tmp_path / "out") == [name for name in ALL if name != "05.txt"]


def test_a_process_that_is_killed_once(
    inputs: Path,
    tmp_path: Path,
    whole: dict[str, bytes],
    faulty: Callable[[str, Callable[[], None]], None],
) -> None:
    mark = tmp_path / "once"

    def die_once() -> None:
        if not mark.exists():
            mark.touch()
            die()

    faulty("05", die_once)
    assert run("import", inputs, "-o", tmp_path / "out", "--jobs", "2") == 0
    assert_done(tmp_path / "out", whole, {})


def test_a_process_that_is_killed_behind_its_output(
    inputs: Path, tmp_path: Path, whole: dict[str, bytes], inherited: pytest.MonkeyPatch
) -> None:
    """The output is there, the outcome is not: the second try finds it and says it is done."""
    mark, replace = tmp_path / "once", Path.replace

    def replace_and_die(self: Path, target: Path) -> Path:
        made = replace(self, target)
        if target.name == "05.xlsx" and not mark.exists():
            mark.touch()
            die()
        return made

    inherited.setattr(Path, "replace", replace_and_die)
    assert run("import", inputs, "-o", tmp_path / "out", "--jobs", "2") == 0
    assert_done(tmp_path / "out", whole, {})


def test_a_process_that_is_killed_while_it_writes(
    inputs: Path, tmp_path: Path, whole: dict[str, bytes], inherited: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def write_half_and_die(self: Path, data: bytes) -> int:
        if data == whole["05"]:
            write(self, data[: len(data) // 2])
            die()
        return write(self, data)

    inherited.setattr(Path, "write_bytes", write_half_and_die)
    assert run("import", inputs, "-o", tmp_path / "out", "--jobs", "2") == 1
    assert_done(tmp_path / "out", whole, {"05": "stopped"})


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_takes_too_long(
    inputs: Path,
    tmp_path: Path,
    whole: dict[str, bytes],
    faulty: Callable[[str, Callable[[], None]], None],
    jobs: int,
) -> None:
    faulty("09", lambda: time.sleep(60))
    began = time.monotonic()
    out = tmp_path / "out"
    assert run("import", inputs, "-o", out, "--jobs", str(jobs), "--time-limit", "1.5") == 1
    assert time.monotonic() - began < 40
    assert_done(out, whole, {"09": "time-limit"})
    (line,) = [one for one in lines(out) if one.get("error")]
    assert line["message"] == words("form.time-limit", seconds="1.5")


def test_the_time_limit_holds_for_checks_and_fixes_too(
    inputs: Path,
    tmp_path: Path,
    faulty: Callable[[str, Callable[[], None]], None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    faulty("09", lambda: time.sleep(60))
    sentence = words("form.time-limit", seconds="1")
    commands: list[list[str | Path]] = [
        ["check", inputs],
        ["fix", inputs, "-o", tmp_path / "out"],
        ["register", inputs, "-o", tmp_path / "r.xlsx"],
    ]
    for arguments in commands:
        assert run(*arguments, "--time-limit", "1") == 1
    shown = capfd.readouterr().out
    assert shown.count(sentence) == 2
    book = openpyxl.load_workbook(tmp_path / "r.xlsx", read_only=True)
    assert any(sentence in row for row in book["问题"].iter_rows(values_only=True))


# --- Interruption -----------------------------------------------------------------------------


def begin(
    *arguments: str | Path, environment: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    """The command line in processes of its own, as a terminal has them."""
    if sys.platform == "win32":
        pytest.skip("needs groups of processes")
    return subprocess.Popen(
        [sys.executable, "-m", "xlgoals", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )


def wait_for_lines(out: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if (out / JOURNAL).is_file() and (out / JOURNAL).read_bytes().count(b"\n") > COUNT:
            return
        time.sleep(0.01)
    raise AssertionError(process.communicate())


@pytest.fixture
def many(inputs: Path, whole: dict[str, bytes]) -> dict[str, bytes]:
    """More inputs, so that there is time to interrupt; each output as it must be."""
    expected = dict(whole)
    for at in range(400):
        name, like = f"9{at:03}", NAMES[at % COUNT]
        (inputs / f"{name}.txt").write_bytes(document(int(like)))
        expected[name] = whole[like]
    return expected


@pytest.mark.parametrize("how", ["ctrl-c", "killed"])
def test_an_interrupted_batch_is_resumed(
    inputs: Path, tmp_path: Path, many: dict[str, bytes], how: str
) -> None:
    out = tmp_path / "out"
    process = begin("import", inputs, "-o", out, "--jobs", "2")
    wait_for_lines(out, process)
    if how == "ctrl-c":
        os.killpg(process.pid, signal.SIGINT)
        _, shown = process.communicate(timeout=60)
        assert process.returncode == 130
        assert "加 --resume" in shown
        assert "Traceback" not in shown
        assert set(told(lines(out))) == set(many)
        assert set(told(lines(out)).values()) == {"ok", "interrupted"}
    else:
        process.kill()
        process.communicate(timeout=60)
        (out / ".xlgoals-batch-1-1.part").write_bytes(b"half")
    present = {path.stem: path.read_bytes() for path in out.glob("[0-9]*.xlsx")}
    assert 0 < len(present) < len(many)
    assert present == {name: many[name] for name in present}
    done = {name for name, status in told(lines(out)).items() if status == "ok"}
    assert done <= set(present)
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("[0-9]*.xlsx")}
    first = len(lines(out))
    assert run("import", inputs, "-o", out, "--resume") == 0
    second = told(lines(out)[first:])
    assert {name for name, status in second.items() if status == "earlier"} == done
    assert set(second) == set(many)
    assert {path.stem: path.read_bytes() for path in out.glob("[0-9]*.xlsx")} == many
    assert not list(out.glob(".*"))
    # What was there was not written again; the register tells of all of them, in order.
    assert {name: (out / name).stat().st_mtime_ns for name in before} == before
    assert register_files(out) == sorted(f"{name}.txt" for name in many)


def test_an_interruption_ends_libreoffice_too(tmp_path: Path) -> None:
    """A batch that waits for old Word files to be converted does not make its user wait."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    note = tmp_path / "pid"
    program.write_text(f"#!/bin/sh\necho $$ > '{note}'\nexec sleep 60\n")
    program.chmod(0o755)
    (tmp_path / "in").mkdir()
    for name in "ab":
        (tmp_path / "in" / f"{name}.doc").write_bytes(
            bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
        )
    (tmp_path / "in" / "c.txt").write_bytes(document(1))
    process = begin(
        *("import", tmp_path / "in", "-o", tmp_path / "out"),
        environment={**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"},
    )
    deadline = time.monotonic() + 60
    while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert time.monotonic() - began < 20
    assert process.returncode == 130
    assert told(lines(tmp_path / "out")) == dict.fromkeys("abc", "interrupted")
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


# --- Disks and folders ------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = mount(folder, "-t", "tmpfs", "-o", "size=1m", "none")
    if not mounted:
        pytest.skip("no disk may be mounted here; the simulated one is tested all the same")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def mount(folder: Path, *options: str) -> bool:
    try:
        done = subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def test_a_full_disk(
    inputs: Path, small_disk: Path, whole: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("import", inputs, "-o", small_disk, "--no-register") == 1
    failed = {name: error for name, error in told(lines(small_disk)).items() if error != "ok"}
    assert 0 < len(failed) < COUNT
    assert set(failed.values()) == {"disk-full"}
    assert_done(small_disk, whole, failed)
    assert "加 --resume" in capfd.readouterr().err
    assert mount(small_disk, "-o", "remount,size=20m")
    first = len(lines(small_disk))
    assert run("import", inputs, "-o", small_disk, "--resume") == 0
    again = told(lines(small_disk)[first:])
    assert again == {name: "ok" if name in failed else "earlier" for name in whole}
    assert register_files(small_disk) == ALL


def test_lines_find_room_on_a_disk_that_another_program_fills(
    inputs: Path, small_disk: Path, inherited: pytest.MonkeyPatch
) -> None:
    """Outputs leave some room when they do not fit; here not a byte is left but what is kept."""
    write, others = Path.write_bytes, small_disk / "others"

    def fill_and_write(self: Path, data: bytes) -> int:
        if not others.exists():
            with others.open("wb", buffering=0) as file, suppress(OSError):
                while True:
                    file.write(bytes(4096))
        return write(self, data)

    inherited.setattr(Path, "write_bytes", fill_and_write)
    assert run("import", inputs, "-o", small_disk, "--no-register", "--jobs", "1") == 1
    assert told(lines(small_disk)) == dict.fromkeys(NAMES, "disk-full")
    assert names_in(small_disk) == {JOURNAL, others.name}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_disk_simulated(
    inputs: Path,
    tmp_path: Path,
    whole: dict[str, bytes],
    inherited: pytest.MonkeyPatch,
    jobs: int,
) -> None:
    write = Path.write_bytes
    lost = {"02", "13"}

    def full(self: Path, data: bytes) -> int:
        if any(data == whole[name] for name in lost):
            write(self, data[:100])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, data)

    out = tmp_path / "out"
    with inherited.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert run("import", inputs, "-o", out, "--jobs", str(jobs)) == 1
        assert_done(out, whole, dict.fromkeys(lost, "disk-full"))
    first = len(lines(out))
    assert run("import", inputs, "-o", out, "--resume") == 0
    assert told(lines(out)[first:]) == {name: "ok" if name in lost else "earlier" for name in whole}


def test_a_journal_that_the_disk_does_not_take(
    inputs: Path, tmp_path: Path, whole: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    out = tmp_path / "out"
    out.mkdir()
    (out / JOURNAL).symlink_to("/dev/full")
    assert run("import", inputs, "-o", out, "--no-register") == 1
    assert f"最后 {COUNT} 行没有记下" in capfd.readouterr().err
    (out / JOURNAL).unlink()
    assert {path.stem: path.read_bytes() for path in out.glob("[0-9]*.xlsx")} == whole
    # Nothing is known of them, but they are what would be made: so they are done.
    before = state(out)
    assert run("import", inputs, "-o", out, "--resume", "--no-register") == 0
    assert_done(out, whole, {})
    assert {name: now for name, now in state(out).items() if name in before} == before


@pytest.mark.parametrize("missing", [False, True])
def test_a_read_only_folder(
    inputs: Path, small_disk: Path, capfd: pytest.CaptureFixture[str], missing: bool
) -> None:
    assert mount(small_disk, "-o", "remount,ro")
    out = small_disk / "new" if missing else small_disk
    assert run("import", inputs, "-o", out) == 1
    shown = capfd.readouterr()
    assert shown.err.startswith("不能写入输出文件夹")
    assert len(shown.err.splitlines()) == 1
    assert "✓" not in shown.out
    assert names_in(small_disk) == set()


def test_a_read_only_folder_simulated(
    inputs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    opened = os.open

    def refused(path: str | Path, *how: int, **more: Any) -> int:
        if str(path).endswith(JOURNAL):
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *how, **more)

    monkeypatch.setattr(os, "open", refused)
    assert run("import", inputs, "-o", tmp_path / "out") == 1
    assert "不能写入输出文件夹" in capfd.readouterr().err
    assert names_in(tmp_path / "out") == set()


def test_a_folder_that_may_not_be_entered_simulated(
    inputs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    closed, stat, opened = tmp_path / "closed", Path.stat, os.open

    def refuse(path: Path) -> None:
        if closed in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied")

    def looked_at(self: Path, **more: Any) -> os.stat_result:
        refuse(self)
        return stat(self, **more)

    def opening(path: str | Path, *how: int, **more: Any) -> int:
        refuse(Path(path))
        return opened(path, *how, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", looked_at)
        patch.setattr(os, "open", opening)
        assert run("import", inputs, "-o", closed / "out") == 1
    (told,) = capfd.readouterr().err.splitlines()
    assert told.startswith("不能写入输出文件夹")
    assert "Permission denied" in told


def test_inputs_in_a_read_only_folder(
    inputs: Path, small_disk: Path, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    for path in inputs.iterdir():
        (small_disk / path.name).write_bytes(path.read_bytes())
    assert mount(small_disk, "-o", "remount,ro")
    assert run("import", small_disk, "-o", tmp_path / "out") == 0
    assert_done(tmp_path / "out", whole, {})


# --- Outputs that are in use ------------------------------------------------------------------


@pytest.mark.parametrize("lock", ["~$05.xlsx", ".~lock.05.xlsx#"])
def test_an_output_that_an_office_program_holds_open(
    inputs: Path, tmp_path: Path, whole: dict[str, bytes], lock: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in NAMES:
        (out / f"{name}.xlsx").write_bytes(b"old")
    (out / lock).write_bytes(b"user")
    assert run("import", inputs, "-o", out, "--overwrite") == 1
    assert told(lines(out)) == {name: "in-use" if name == "05" else "ok" for name in whole}
    assert (out / "05.xlsx").read_bytes() == b"old"
    (line,) = [one for one in lines(out) if one["status"] == "failed"]
    assert lock in line["message"]
    (out / lock).unlink()
    first = len(lines(out))
    assert run("import", inputs, "-o", out, "--overwrite", "--resume") == 0
    assert told(lines(out)[first:]) == {name: "ok" if name == "05" else "earlier" for name in whole}
    assert (out / "05.xlsx").read_bytes() == whole["05"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_output_that_cannot_be_replaced(
    inputs: Path,
    tmp_path: Path,
    whole: dict[str, bytes],
    inherited: pytest.MonkeyPatch,
    jobs: int,
) -> None:
    """What Windows answers for a file that Excel has open."""
    replace = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if target.name == "05.xlsx":
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(self, target)

    inherited.setattr(Path, "replace", refused)
    out = tmp_path / "out"
    out.mkdir()
    (out / "05.xlsx").write_bytes(b"old")
    assert run("import", inputs, "-o", out, "--overwrite", "--jobs", str(jobs)) == 1
    assert told(lines(out)) == {name: "in-use" if name == "05" else "ok" for name in whole}
    assert (out / "05.xlsx").read_bytes() == b"old"
    assert not list(out.glob(".*"))


def test_two_batches_do_not_write_to_one_folder(
    inputs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    hold = (
        "import sys, pathlib; from xlgoals.journal import Journal\n"
        "with Journal(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", hold, str(out / JOURNAL)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        assert run("import", inputs, "-o", out) == 1
        assert "另一个批处理正在写输出文件夹" in capfd.readouterr().err
        assert names_in(out) == {JOURNAL}
        other.stdin.close()
    assert run("import", inputs, "-o", out) == 0


# --- Resuming ---------------------------------------------------------------------------------


def test_resuming_does_exactly_the_rest(
    own_inputs: Path, tmp_path: Path, whole: dict[str, bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run("import", own_inputs, "-o", out) == 0
    (own_inputs / "00.txt").write_bytes(document(100))  # another content
    (own_inputs / "01.txt").write_bytes(document(101))  # another content, its output edited
    (out / "01.xlsx").write_bytes(b"edited")
    (out / "02.xlsx").write_bytes(b"edited")  # the user went on working in it
    (out / "03.xlsx").unlink()  # lost
    (out / "05.xlsx").write_bytes(b"")  # lost with the power
    (own_inputs / "04.txt").unlink()  # gone
    (own_inputs / "zz.txt").write_bytes(document(102))  # new
    first = len(lines(out))
    capfd.readouterr()
    assert run("import", own_inputs, "-o", out, "--resume") == 0
    expected = dict.fromkeys(NAMES, "earlier")
    expected |= {"00": "ok", "01": "exists", "03": "ok", "05": "ok", "zz": "ok"}
    del expected["04"]
    assert told(lines(out)[first:]) == expected
    assert (out / "00.xlsx").read_bytes() != whole["00"]
    assert (out / "01.xlsx").read_bytes() == b"edited"
    assert (out / "02.xlsx").read_bytes() == b"edited"
    for name in ("03", "05"):
        assert (out / f"{name}.xlsx").read_bytes() == whole[name]
    assert "01.xlsx 已存在" in capfd.readouterr().out
    assert register_files(out) == [name for name in (*ALL, "zz.txt") if name != "04.txt"]


def test_resuming_without_a_register_reads_no_document_again(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert run("import", inputs, "-o", out) == 0

    def unread(_: bytes) -> None:
        raise AssertionError

    monkeypatch.setattr(text, "read", unread)
    first = len(lines(out))
    assert run("import", inputs, "-o", out, "--resume", "--no-register") == 0
    again = lines(out)[first:]
    assert set(told(again).values()) == {"earlier"}
    counts = [[one[name] for name in journal.COUNTS] for one in lines(out)]
    assert sorted(counts[:first]) == sorted(counts[first:])


def test_resuming_with_other_options_does_all_again(inputs: Path, tmp_path: Path) -> None:
    out, books = tmp_path / "out", tmp_path / "books"
    assert run("import", inputs, "-o", books, "--no-register") == 0
    export: list[str | Path] = ["export", books, "--to", "docx", "-o", out]
    assert run(*export) == 0
    plain = state(out)
    first = len(lines(out, "导出日志.jsonl"))
    assert run(*export, "--contents", "--resume") == 0
    assert set(told(lines(out, "导出日志.jsonl")[first:]).values()) == {"ok"}
    assert all(state(out)[f"{name}.docx"][0] != plain[f"{name}.docx"][0] for name in NAMES)
    first = len(lines(out, "导出日志.jsonl"))
    assert run(*export, "--contents", "--resume") == 0
    assert set(told(lines(out, "导出日志.jsonl")[first:]).values()) == {"earlier"}


def test_outputs_keep_their_names_when_others_come_in_between(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for at, folder in enumerate("ac"):
        (tmp_path / "in" / folder).mkdir(parents=True)
        (tmp_path / "in" / folder / "表.txt").write_bytes(document(at))
    assert run("import", tmp_path / "in", "-o", out) == 0
    before = state(out)
    (tmp_path / "in" / "b").mkdir()
    (tmp_path / "in" / "b" / "表.txt").write_bytes(document(2))
    assert run("import", tmp_path / "in", "-o", out, "--resume") == 0
    assert {name: state(out)[name] for name in ("表.xlsx", "表_2.xlsx")} == {
        name: before[name] for name in ("表.xlsx", "表_2.xlsx")
    }
    assert {Path(one["file"]).parent.name: one["output"] for one in lines(out)} == {
        "a": "表.xlsx",
        "b": "表_3.xlsx",
        "c": "表_2.xlsx",
    }


def test_the_register_of_a_batch_is_in_the_order_of_its_files(
    inputs: Path, tmp_path: Path, inherited: pytest.MonkeyPatch
) -> None:
    read = text.read
    late = document(0)

    def slow(data: bytes) -> ReadResult:
        if data == late:
            time.sleep(1)
        return read(data)

    inherited.setattr(text, "read", slow)
    assert run("import", inputs, "-o", tmp_path / "out", "--jobs", "2") == 0
    assert Path(lines(tmp_path / "out")[0]["file"]).name != "00.txt"
    assert register_files(tmp_path / "out") == ALL


def test_one_process_and_two_give_identical_files(inputs: Path, tmp_path: Path) -> None:
    outputs = []
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        assert run("import", inputs, "-o", out, "--jobs", jobs) == 0
        outputs.append({path.name: path.read_bytes() for path in out.glob("*.xlsx")})
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == COUNT + 1


def test_a_batch_in_another_thread_is_not_interruptible() -> None:
    from threading import Thread

    seen: list[bool] = []

    def work() -> None:
        with pool.interruptible() as stop:
            seen.append(stop.is_set())

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


def test_parts_of_others_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / ".xlgoals-77-77.part"
    mine = tmp_path / f".xlgoals-{bulk.MARK}77-77.part"
    for path in (other, mine):
        path.touch()
    files.sweep(tmp_path, bulk.MARK)
    assert names_in(tmp_path) == {other.name}
