"""Open workbooks, as xlwings' Books and Book."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

import xlwings
from xlwings import base_classes

from xlgoals.files import write_whole
from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.guard import Part, part
from xlgoals.hosts.libreoffice.names import Names
from xlgoals.hosts.libreoffice.sheet import Sheet
from xlgoals.hosts.libreoffice.sheets import Sheets

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.app import App
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["Book", "Books"]

_FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
}
_NO_MACROS: Final = 0  # com.sun.star.document.MacroExecMode.NEVER_EXECUTE
_XL_OOX: Final = 3  # com.sun.star.sheet.AddressConvention: formulas as Excel writes them
_CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"


@part
class Books(Part, base_classes.Books):
    """The workbooks that an application has open, in the order they were opened."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Uno:
        return self.app.session.desktop

    def _all(self) -> list[Book]:
        parts, found = self.api.getComponents().createEnumeration(), []
        while parts.hasMoreElements():
            document = parts.nextElement()
            if document.supportsService(_CALC):
                found.append(Book(self.app, document))
        return found

    @property
    def active_or_none(self) -> Book | None:
        """The workbook in front, else the last one opened, None when there is none."""
        document = self.api.getCurrentComponent()
        if document is not None and document.supportsService(_CALC):
            return Book(self.app, document)
        books = self._all()
        return books[-1] if books else None

    @property
    def active(self) -> Book:
        book = self.active_or_none
        if book is None:
            raise xlwings.XlwingsError(str(HostError("no-book", name="")))
        return book

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Book]:
        return iter(self._all())

    def __call__(self, name_or_index: int | str) -> Book:
        books = self._all()
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= len(books):
                raise IndexError(name_or_index)
            return books[name_or_index - 1]
        for book in books:
            if name_or_index.lower() in (book.name.lower(), book.fullname.lower()):
                return book
        raise KeyError(str(HostError("no-book", name=name_or_index)))

    def add(self) -> Book:
        """A new workbook of one sheet, in front."""
        return Book(self.app, self._load("private:factory/scalc"))

    def open(
        self,
        fullname: str,
        update_links: object = None,
        read_only: bool | None = None,
        format: object = None,  # noqa: A002 - xlwings' name
        password: str | None = None,
        *_: object,
        **__: object,
    ) -> Book:
        """Open a file and calculate it.

        Raises:
            HostError: It is no workbook, damaged, or its password is another one.
        """
        del update_links, format
        how: dict[str, object] = {"MacroExecutionMode": _NO_MACROS}
        if read_only:
            how["ReadOnly"] = True
        if password:
            how["Password"] = password
        path = Path(fullname)
        document = self._load(path.absolute().as_uri(), **how)
        if document is None or not document.supportsService(_CALC):
            if document is not None:
                document.close(True)
            raise HostError("open-failed", name=path.name)
        # The file's cached values may stem from another program, or be missing.
        document.calculateAll()
        return Book(self.app, document)

    def _load(self, url: str, **how: object) -> Uno:
        how["Hidden"] = False
        try:
            found = self.api.loadComponentFromURL(url, "_blank", 0, runtime.properties(**how))
        except Exception as error:
            if runtime.is_uno_error(error) and self.app.session.is_alive():
                raise HostError("open-failed", name=Path(url2pathname(url)).name) from error
            raise
        if found is not None and not self.app.screen_updating:
            found.lockControllers()
        if found is not None and self.app.session.is_own and found.supportsService(_CALC):
            # Nobody sits before it who could undo a change.
            found.IsUndoEnabled = False
        return found


@part
class Book(Part, base_classes.Book):
    """An open workbook."""

    def __init__(self, app: App, document: Uno) -> None:
        self.app, self.book, self._document = app, self, document
        self.format_codes: dict[int, str] = {}
        self.format_keys: dict[str, int] = {}
        self.format_kinds: dict[int, int] = {}
        self._sheets: tuple[int, dict[str, Sheet]] = (-1, {})

    @property
    def api(self) -> Uno:
        return self._document

    @property
    def fullname(self) -> str:
        """Its path; its title while it has none."""
        url = self._document.getURL()
        return url2pathname(urlsplit(url).path) if url else str(self._document.Title)

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def sheet(self, name: str) -> Sheet:
        """A sheet by its very name; the same one each time where nobody else changes sheets."""
        if not self.app.remembers:
            return Sheet(self, name)
        epoch, known = self._sheets
        if epoch != self.app.epoch:
            known = {}
            self._sheets = self.app.epoch, known
        if name not in known:
            known[name] = Sheet(self, name)
        return known[name]

    @cached_property
    def sheets_api(self) -> Uno:
        """The office's collection of sheets."""
        return self._document.getSheets()

    @cached_property
    def number_formats(self) -> Uno:
        """The number formats of the workbook."""
        return self._document.getNumberFormats()

    @cached_property
    def parser(self) -> Uno:
        """What reads and prints formulas as Excel writes them."""
        parser = self._document.createInstance("com.sun.star.sheet.FormulaParser")
        parser.CompileEnglish = True
        parser.FormulaConvention = _XL_OOX
        return parser

    @property
    def controller(self) -> Uno:
        """The view on it."""
        return self._document.getCurrentController()

    @property
    def selection(self) -> Range | None:
        """The selected cells; the first block of several, None when a shape is selected."""
        selected = self.controller.getSelection()
        if selected is None:
            return None
        if selected.supportsService("com.sun.star.sheet.SheetCellRange"):
            address = selected.getRangeAddress()
        elif selected.supportsService("com.sun.star.sheet.SheetCellRanges"):
            address = selected.getRangeAddresses()[0]
        else:
            return None
        return self.sheets(address.Sheet + 1).at(address)

    def activate(self) -> None:
        self.controller.getFrame().activate()

    def close(self) -> None:
        """Close it without saving."""
        self._document.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save it; a file that is there is replaced as a whole or not at all.

        Raises:
            HostError: It has no place yet, the kind of file is unknown, or writing failed.
        """
        target = Path(path or self.fullname).absolute()
        if path is None and not self._document.getURL():
            raise HostError("save-place")
        if target.suffix.lower() not in _FILTERS:
            raise HostError("save-kind", suffix=target.suffix)
        how: dict[str, object] = {"FilterName": _FILTERS[target.suffix.lower()]}
        if password:
            how["Password"] = password
        try:
            self._store(target, how)
        except Exception as error:
            refused = runtime.is_uno_error(error) and self.app.session.is_alive()
            if refused or isinstance(error, OSError):
                raise HostError("save-failed", name=target.name) from error
            raise

    def _store(self, target: Path, how: dict[str, object]) -> None:
        if not target.parent.is_dir():
            # The office would make the folder.
            raise FileNotFoundError(target.parent)
        is_ours = bool(self._document.getURL()) and Path(self.fullname) == target
        if is_ours and not self.app.session.is_own:
            # A user's LibreOffice watches its file: it must have written it itself.
            self._document.store()
            return
        if not target.exists():
            self._document.storeAsURL(target.as_uri(), runtime.properties(**how))
            return
        with TemporaryDirectory(prefix="xlgoals-", ignore_cleanup_errors=True) as folder:
            # Killed in the middle it leaves parts beside what it writes.
            copy = Path(folder) / f"book{target.suffix}"
            self._document.storeToURL(copy.as_uri(), runtime.properties(**how))
            write_whole(target, copy.read_bytes(), held=is_ours)
        if is_ours:
            self._document.setModified(False)
        else:
            # Now that the old file is gone, the workbook moves to the new place.
            self._document.storeAsURL(target.as_uri(), runtime.properties(**how))

    def to_pdf(self, path: str, quality: Any = None) -> None:
        del quality
        how = runtime.properties(FilterName="calc_pdf_Export")
        self._document.storeToURL(Path(path).absolute().as_uri(), how)
