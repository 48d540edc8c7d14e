"""Builds the add-in: `xlgoals.xlam`, and the template with the same code inside.

pyOpenVBA writes the VBA project, so no Excel is needed; the same sources and the same xlwings give
the same bytes on every system.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias

from xlgoals.excel import vba_ribbon
from xlgoals.excel.vba_project import DOCUMENT, BuildError, Module, modules
from xlgoals.files import write_whole
from xlgoals.forms.zipwriter import archive, store
from xlgoals.messages import text as words
from xlgoals.resources import shipped

__all__ = ["ADDIN_NAME", "MACRO_NAME", "BuildError", "addin", "build", "macro_book"]

ADDIN_NAME: Final = "xlgoals.xlam"
MACRO_NAME: Final = "绩效目标模板.xlsm"

_TEMPLATE: Final = "绩效目标模板.xlsx"
_EXTENSION: Final = "xlgoals.excel.extension"
_TYPES, _RELATIONS, _CORE = "[Content_Types].xml", "_rels/.rels", "docProps/core.xml"
_PLAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PNG: Final = '<Default Extension="png" ContentType="image/png"/>'
# The blank add-in of pyOpenVBA names a person.
_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>'
    "<dc:creator>xlgoals</dc:creator></cp:coreProperties>"
)

_Parts: TypeAlias = dict[str, bytes]


def build(folder: Path) -> list[Path]:
    """Build all that can be built here into a folder, replacing what an earlier build left.

    Returns:
        The files: the add-in, the macro workbook, and the extension for LibreOffice.

    Raises:
        BuildError: pyOpenVBA or xlwings is missing.
        OSError: the folder cannot be written.
    """
    made = {ADDIN_NAME: addin(), MACRO_NAME: macro_book()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        write_whole(folder / name, data)
    files = [folder / name for name in made]
    if find_spec(_EXTENSION) is not None:
        files.append(import_module(_EXTENSION).build(folder))
    return files


def addin(code: Sequence[Module] | None = None) -> bytes:
    """The add-in, as the bytes of an .xlam file.

    Args:
        code: Modules to take instead of the project's own.

    Raises:
        BuildError: pyOpenVBA or xlwings is missing.
    """

    def start(path: Path) -> Any:
        book = _pyopenvba().ExcelFile.create_new(path)
        book.vba_project().delete_module("Module1")
        return book

    parts = _with_code(start, "addin.xlam", code)
    parts[_CORE] = _PROPERTIES.format(title=words("addin.title", "zh")).encode()
    return _packed(parts)


def macro_book(book: bytes | None = None, code: Sequence[Module] | None = None) -> bytes:
    """A workbook with the add-in's code inside, as the bytes of an .xlsm file.

    Args:
        book: The bytes of an .xlsx file without code; the standard workbook when not given.
        code: Modules to take instead of the project's own.

    Raises:
        BuildError: pyOpenVBA or xlwings is missing.
    """

    def start(path: Path) -> Any:
        parts = _parts(book or shipped("workbooks", _TEMPLATE).read_bytes())
        parts[_TYPES] = _swapped(parts[_TYPES], _PLAIN, _MACRO)
        path.write_bytes(_archive(parts))
        opened = _pyopenvba().ExcelFile(path)
        opened.add_vba_project()
        return opened

    return _packed(_with_code(start, "template.xlsm", code))


def _pyopenvba() -> ModuleType:
    try:
        return import_module("pyopenvba")
    except ImportError as error:
        raise BuildError(words("addin.no-pyopenvba")) from error


def _with_code(start: Callable[[Path], Any], name: str, code: Sequence[Module] | None) -> _Parts:
    """The parts of a new workbook after the modules went in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with start(path) as book:
            _insert(book, modules() if code is None else code)
            book.save()
        return _parts(path.read_bytes())


def _insert(book: Any, code: Sequence[Module]) -> None:
    kinds = _pyopenvba().VBAModuleKind
    for module in code:
        if module.name == DOCUMENT:
            book.set_module(module.name, module.source)
        else:
            kind = kinds.other if module.is_class else kinds.standard
            book.vba_project().add_module(module.name, module.source, kind=kind)


def _packed(parts: _Parts) -> bytes:
    """The file with the ribbon added; parts are stored, so no compressor has a say in its bytes."""
    parts.update(vba_ribbon.parts())
    parts[_TYPES] = re.sub(rb"(?=<Override )", _PNG.encode(), parts[_TYPES], count=1)
    relations = "".join(
        f'<Relationship Id="xlgRibbon{at}" Type="{kind}" Target="{name}"/>'
        for at, (name, kind) in enumerate(vba_ribbon.RELATIONS.items(), 1)
    )
    end = "</Relationships>"
    parts[_RELATIONS] = _swapped(parts[_RELATIONS], end, relations + end)
    return _archive(parts)


def _swapped(data: bytes, old: str, new: str) -> bytes:
    """The data with a text replaced that stands in it once."""
    before, found, after = data.partition(old.encode())
    if not found:
        raise ValueError(old)
    return before + new.encode() + after


def _parts(book: bytes) -> _Parts:
    with zipfile.ZipFile(BytesIO(book)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _archive(parts: _Parts) -> bytes:
    return archive((name, store(data)) for name, data in parts.items())
