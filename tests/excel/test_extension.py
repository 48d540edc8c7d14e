"""The extension for LibreOffice: what is built, and the process that its menu starts."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

import xlgoals
from tests.hosts.conftest import require_libreoffice
from xlgoals import messages, soffice
from xlgoals.excel import extension, install_libreoffice, served
from xlgoals.excel.commands import COMMANDS
from xlgoals.excel.install import InstallError
from xlgoals.excel.install_libreoffice import Target
from xlgoals.hosts import libreoffice
from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice import pickers

OOR = "{http://openoffice.org/2001/registry}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MANIFEST = "{http://openoffice.org/2001/manifest}"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def oxt() -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(extension.extension()))


@pytest.fixture(scope="module")
def addons(oxt: zipfile.ZipFile) -> Any:
    return etree.fromstring(oxt.read("Addons.xcu"))


def test_it_is_built_alike_each_time(tmp_path: Path) -> None:
    path = extension.build(tmp_path / "new folder")
    assert path == tmp_path / "new folder" / "xlgoals.oxt"
    code = "import sys; import xlgoals.excel.extension as e; sys.stdout.buffer.write(e.extension())"
    for seed in ("0", "1"):
        command = [sys.executable, "-c", code]
        done = subprocess.run(
            command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        assert done.stdout == path.read_bytes()
    assert extension.build(tmp_path / "new folder").read_bytes() == path.read_bytes()


def test_all_its_files_are_named_and_there(oxt: zipfile.ZipFile) -> None:
    names = oxt.namelist()
    assert oxt.testzip() is None
    assert len(names) == len(set(names))
    manifest = etree.fromstring(oxt.read("META-INF/manifest.xml"))
    listed = {entry.get(f"{MANIFEST}full-path") for entry in manifest}
    assert listed == {"xlgoals_component.py", "Addons.xcu"}
    assert listed <= set(names)
    for name in names:
        if name.endswith((".xml", ".xcu")):
            etree.fromstring(oxt.read(name))


def test_it_carries_the_version(oxt: zipfile.ZipFile) -> None:
    root: Any = etree.fromstring(oxt.read("description.xml"))
    space = "{http://openoffice.org/extensions/description/2006}"
    assert root.find(f"{space}version").get("value") == xlgoals.__version__
    assert root.find(f"{space}identifier").get("value") == extension.IDENTIFIER


def test_the_menu_has_every_command_once(addons: Any) -> None:
    menu = addons.find(f".//node[@{OOR}name='Submenu']")
    urls = [value.text for value in menu.iterfind(f".//prop[@{OOR}name='URL']/value")]
    keys = [url.partition("?")[2] for url in urls if url != "private:separator"]
    assert sorted(keys) == sorted(COMMANDS)
    assert extension.commands() == keys


def test_the_button_stands_on_the_standard_toolbar(addons: Any) -> None:
    (bar,) = addons.iterfind(f".//node[@{OOR}name='OfficeToolbarMerging']/node/node")
    texts = {prop.get(f"{OOR}name"): prop.findtext("value") for prop in bar.iterfind("prop")}
    assert texts["MergeToolBar"] == "standardbar"
    (button,) = bar.iterfind("node/node")
    props = {prop.get(f"{OOR}name"): prop for prop in button.iterfind("prop")}
    assert props["URL"].findtext("value") == "service:org.xlgoals.Command?validate_sheet"
    titles = {value.get(LANG): value.text for value in props["Title"].iterfind("value")}
    assert titles["zh-CN"] == "校验本表"
    assert titles["en"] == "Check this sheet"


def test_every_title_is_in_both_languages(addons: Any) -> None:
    titles = addons.findall(f".//prop[@{OOR}name='Title']")
    assert len(titles) == len(COMMANDS) + 2
    for title in titles:
        assert {value.get(LANG) for value in title} == {"en", "zh", "zh-CN"}
        assert all(value.text for value in title)


def test_every_picture_is_there(oxt: zipfile.ZipFile, addons: Any) -> None:
    images = addons.find(f".//node[@{OOR}name='Images']")
    for node in images.iterfind("node"):
        urls = [value.text for value in node.iterfind("node/prop/value")]
        assert len(urls) == 2
        for url in urls:
            assert oxt.read(url.removeprefix("%origin%/")).startswith(b"\x89PNG")
    assert len(images) == len(COMMANDS)


def test_the_component_needs_no_package(oxt: zipfile.ZipFile) -> None:
    tree = ast.parse(oxt.read("xlgoals_component.py"))
    imported = {
        alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    }
    assert imported <= set(sys.stdlib_module_names) | {"uno", "unohelper", "com"}


def test_the_component_has_all_its_words(oxt: zipfile.ZipFile) -> None:
    words = json.loads(oxt.read("words.json"))
    source = oxt.read("xlgoals_component.py").decode()
    assert set(words) == set(messages.LANGUAGES)
    for language in messages.LANGUAGES:
        for key, text in words[language].items():
            assert f'"{key}"' in source
            assert text == messages.text(f"extension.{key}", language)
    tree = ast.parse(source)
    used = {
        node.args[-1].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("tell", "TroubleError")
        and isinstance(node.args[-1], ast.Constant)
    }
    assert used == {"busy", "not-installed", "python-gone", "bridge-died"}
    assert used <= set(words["zh"])


class FakeApp:
    """Two open workbooks, and the message boxes that were shown."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.impl = None
        self.caller: Any = None
        self.books = Books(self._book(uid) for uid in ("1", "2"))

    def _book(self, uid: str) -> Any:
        book = SimpleNamespace(api=SimpleNamespace(RuntimeUID=uid), app=self)
        book.set_mock_caller = lambda: setattr(self, "caller", book)
        return book

    def alert(self, words: str, title: str, buttons: str, mode: str) -> str:
        del title, buttons, mode
        self.told.append(words)
        return "ok"


class Books(list[Any]):
    @property
    def active(self) -> Any:
        return self[-1]


def put_command(monkeypatch: pytest.MonkeyPatch, command: Callable[..., str]) -> None:
    known: dict[str, Any] = COMMANDS
    monkeypatch.setitem(known, "next_finding", command)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the command `next_finding` was called with."""
    made: list[Any] = []

    def command(**given: object) -> str:
        made.append(given)
        return ""

    put_command(monkeypatch, command)
    return made


@pytest.mark.parametrize(("document", "uid"), [("1", "1"), ("2", "2"), ("", "2")])
def test_a_command_runs_on_its_document(calls: list[Any], document: str, uid: str) -> None:
    app: Any = FakeApp()
    served.run(app, "next_finding", document)
    assert app.caller.api.RuntimeUID == uid
    assert isinstance(calls[0]["dialogs"], served.OfficeDialogs)
    assert app.told == []


@pytest.mark.parametrize(
    ("command", "document", "told"),
    [("no_such", "1", "没有这个命令：no_such"), ("next_finding", "3", "请先打开一个工作簿")],
)
def test_what_cannot_be_run_is_told(
    calls: list[Any], command: str, document: str, told: str
) -> None:
    app: Any = FakeApp()
    served.run(app, command, document)
    assert app.told[0].startswith(told)
    assert calls == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ZeroDivisionError(), "这一步遇到意外情况（ZeroDivisionError）"),
        (HostError("lost"), "LibreOffice 已意外退出"),
    ],
)
def test_a_failure_is_told(monkeypatch: pytest.MonkeyPatch, error: Exception, told: str) -> None:
    def fail(**_: object) -> str:
        raise error

    put_command(monkeypatch, fail)
    app: Any = FakeApp()
    served.run(app, "next_finding", "1")
    assert app.told[0].startswith(told)


def test_requests_are_answered_in_turn(calls: list[Any]) -> None:
    app: Any = FakeApp()
    requests = StringIO('{"command": "next_finding", "document": "1"}\n' * 3)
    answers = StringIO()
    served.serve(app, requests, answers)
    assert (len(calls), answers.getvalue()) == (3, "done\n" * 3)


def test_the_bridge_ends_where_nobody_listens() -> None:
    require_libreoffice()
    code = "import xlgoals.excel.bridge as b, sys; b._PATIENCE = 0.2; sys.exit(b.main('nobody'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "连接不上" in done.stderr


def test_the_bridge_loads_nothing_heavy() -> None:
    code = (
        "from xlgoals.hosts import light; light.load(); import sys, xlgoals.excel.served;"
        "print([m for m in ('pandas', 'numpy', 'matplotlib') if m in sys.modules]);"
        "import pandas; print(pandas.DataFrame({'a': [1]}).a.sum())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "1"]


class Manager:
    """Stands in for LibreOffice's manager of extensions."""

    def __init__(self, said: str = "", status: int = 0) -> None:
        self.calls: list[list[str]] = []
        self.said, self.status = said, status

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.calls.append(command)
        return subprocess.CompletedProcess(command, self.status, self.said, self.said)


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Manager]:
    def put(said: str = "", status: int = 0) -> Manager:
        made = Manager(said, status)
        monkeypatch.setattr(subprocess, "run", made.run)
        monkeypatch.setattr(soffice, "find", lambda: "/opt/office/program/soffice")
        monkeypatch.setattr(libreoffice, "why_not", lambda: None)
        return made

    return put


@pytest.mark.parametrize("shared", [False, True])
def test_install(tmp_path: Path, manager: Callable[..., Manager], shared: bool) -> None:
    target, calls = Target(profile=tmp_path / "用户", shared=shared), manager().calls
    files = install_libreoffice.install(target)
    assert files == [Path("xlgoals.oxt"), tmp_path / "用户" / "user" / "xlgoals.json"]
    assert json.loads(files[1].read_text("utf-8")) == {"python": sys.executable}
    (command,) = calls
    assert command[:2] == ["/opt/office/program/unopkg", "add"]
    assert command[-1].endswith("/xlgoals.oxt")
    assert {"--force", "--suppress-license"} <= set(command)
    assert ("--shared" in command) is shared
    assert f"-env:UserInstallation={(tmp_path / '用户').as_uri()}" in command
    assert install_libreoffice.install(target) == files


def test_root_installs_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert Target().settings == Path("/etc/xlgoals/libreoffice.json")
    assert Target().arguments() == ["--shared"]


def test_a_user_installs_for_themselves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert Target().settings == tmp_path / "libreoffice" / "4" / "user" / "xlgoals.json"
    assert Target().arguments() == []


def test_a_manager_that_fails_is_told(tmp_path: Path, manager: Callable[..., Manager]) -> None:
    manager("ERROR: another one is running\n", 1)
    with pytest.raises(InstallError, match="没有成功：ERROR: another one is running"):
        install_libreoffice.install(Target(profile=tmp_path))


def test_settings_that_cannot_be_written_are_told(
    tmp_path: Path, manager: Callable[..., Manager]
) -> None:
    manager()
    (tmp_path / "user").write_text("no folder")
    with pytest.raises(InstallError, match="不能写入"):
        install_libreoffice.install(Target(profile=tmp_path))


def test_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "find", lambda: None)
    with pytest.raises(InstallError, match="没有找到 LibreOffice"):
        install_libreoffice.install(Target(profile=tmp_path))
    assert install_libreoffice.uninstall(Target(profile=tmp_path)) == []
    monkeypatch.setattr("sys.platform", "linux")
    assert [row.ok for row in install_libreoffice.rows()] == [False]
    monkeypatch.setattr("sys.platform", "win32")
    assert list(install_libreoffice.rows()) == []


LISTED = f"Identifier: org.xlgoals.addin\n  Version: {xlgoals.__version__}\n"


@pytest.mark.parametrize(
    ("listed", "python", "ok", "said"),
    [
        (LISTED, sys.executable, True, "已安装"),
        (LISTED, "/another/python", False, "另一个 Python：/another/python"),
        (LISTED, None, False, "没有写明用哪个 Python"),
        ("Version: 0.0.1\n", sys.executable, False, "已安装的是 0.0.1"),
        ("", sys.executable, False, "没有安装"),
    ],
)
def test_the_self_test(
    tmp_path: Path,
    manager: Callable[..., Manager],
    listed: str,
    python: str | None,
    ok: bool,
    said: str,
) -> None:
    manager(listed)
    target = Target(profile=tmp_path)
    if python is not None:
        target.settings.parent.mkdir()
        target.settings.write_text(json.dumps({"python": python}))
    rows = list(install_libreoffice.rows(target))
    assert [row.name for row in rows] == [
        "LibreOffice",
        "LibreOffice 的 Python 接口",
        "LibreOffice 扩展",
    ]
    assert (rows[0].ok, rows[1].ok, rows[2].ok) == (True, True, ok)
    assert said in rows[2].advice


def test_uninstall(tmp_path: Path, manager: Callable[..., Manager]) -> None:
    calls = manager(LISTED).calls
    target = Target(profile=tmp_path)
    install_libreoffice.install(target)
    assert install_libreoffice.uninstall(target) == [Path("xlgoals.oxt"), target.settings]
    assert not target.settings.exists()
    assert calls[-1][1] == "remove"
    assert calls[-1][-1] == "org.xlgoals.addin"


class Picker:
    """Stands in for LibreOffice's dialogs: what it was told, and what it gives."""

    def __init__(self, answer: int, url: str) -> None:
        self.answer, self.url = answer, url
        self.told: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: self.told.__setitem__(name, given)

    def execute(self) -> int:
        return self.answer

    def getFiles(self) -> list[str]:  # noqa: N802
        return [self.url]

    def getDirectory(self) -> str:  # noqa: N802
        return self.url


def office(picker: Picker) -> Any:
    def make(name: str, arguments: object, context: object) -> Picker:
        picker.told["made"] = name, arguments
        assert context is not None
        return picker

    manager = SimpleNamespace(createInstanceWithArgumentsAndContext=make)
    return SimpleNamespace(session=SimpleNamespace(context=SimpleNamespace(ServiceManager=manager)))


def test_paths_are_asked_for_in_libreoffice(tmp_path: Path) -> None:
    wanted = tmp_path / "绩效 文本.txt"
    picker = Picker(1, wanted.as_uri())
    assert pickers.open_file(office(picker), "导入", "文件", (".txt", ".docx")) == wanted
    assert picker.told["appendFilter"] == ("文件", "*.txt;*.docx")
    assert pickers.choose_folder(office(picker), "批量") == wanted
    assert pickers.save_file(office(picker), "导出", "文件", wanted) == wanted
    assert picker.told["setDefaultName"] == ("绩效 文本.txt",)
    assert picker.told["setDisplayDirectory"] == (tmp_path.as_uri(),)


def test_a_user_may_give_up(tmp_path: Path) -> None:
    given_up = office(Picker(0, tmp_path.as_uri()))
    assert pickers.open_file(given_up, "导入", "文件", (".txt",)) is None
    assert pickers.choose_folder(given_up, "批量") is None
    assert pickers.save_file(given_up, "导出", "文件", tmp_path / "a.txt") is None
