"""A private LibreOffice Calc, driven as a user would: entries are typed, cells are read."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl

_BRIDGE = Path("/usr/lib/python3/dist-packages")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse">
<value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay"
 oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<td([^>]*)>(.*?)</td>", re.DOTALL | re.IGNORECASE)
_ERROR = 4  # com.sun.star.sheet.FormulaResult.ERROR
_COLOUR = re.compile(r'bgcolor="#?([^"]+)"', re.IGNORECASE)


def bridge() -> ModuleType | None:
    """The module `uno`, None where LibreOffice or its Python bridge is not installed."""
    if shutil.which("soffice") is None or not (_BRIDGE / "uno.py").exists():
        return None
    # Only these two modules, not all of the system's packages.
    folder = Path(tempfile.mkdtemp(prefix="uno-"))
    for name in ("uno.py", "unohelper.py"):
        (folder / name).symlink_to(_BRIDGE / name)
    sys.path.append(str(folder))
    try:
        return importlib.import_module("uno")
    except ImportError:
        return None


class Office:
    """One running soffice with a profile of its own."""

    def __init__(self, uno: ModuleType, folder: Path) -> None:
        self._uno = uno
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        self.folder = folder
        pipe = f"xlgoals{os.getpid()}"
        command = [
            "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--invisible",
            "--norestore", "--nologo", "--nodefault", "--nolockcheck",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._context = self._connect(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self.desktop = self.service("com.sun.star.frame.Desktop")

    def _connect(self, address: str) -> Any:
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        for _ in range(1200):
            try:
                return resolver.resolve(address)
            except Exception:  # the bridge has no class to name before it is connected
                time.sleep(0.05)
        raise TimeoutError(address)

    def service(self, name: str) -> Any:
        """A service of the running office."""
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def properties(self, **values: object) -> tuple[Any, ...]:
        """Named values as the office wants them."""
        make = self._uno.createUnoStruct
        made = []
        for name, value in values.items():
            one = make("com.sun.star.beans.PropertyValue")
            one.Name, one.Value = name, value
            made.append(one)
        return tuple(made)

    @contextmanager
    def open(self, data: bytes, name: str = "book.xlsx") -> Iterator[Book]:
        """A workbook opened from its bytes, recalculated."""
        path = self.folder / name
        path.write_bytes(data)
        component = self.desktop.loadComponentFromURL(
            path.as_uri(), "_blank", 0, self.properties(Hidden=False)
        )
        try:
            component.calculateAll()
            yield Book(self, component)
        finally:
            component.close(True)

    def close(self) -> None:
        """End this office, and only this one."""
        with suppress(Exception):  # it may be gone before it has answered
            self.desktop.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGTERM)


class Book:
    """An open workbook."""

    def __init__(self, office: Office, component: Any) -> None:
        self._office, self.component = office, component

    def sheet(self, name: str) -> Sheet:
        """A sheet by its name."""
        return Sheet(self._office, self.component, self.component.Sheets.getByName(name))

    def remove(self, *names: str) -> None:
        """Remove sheets that a test has no use for."""
        for name in names:
            self.component.Sheets.removeByName(name)

    def copy_sheet(self, name: str, new: str) -> None:
        """Copy a sheet to the end of the projects, as a user would."""
        sheets = self.component.Sheets
        sheets.copyByName(name, new, sheets.Count - 1)
        self.component.calculateAll()

    def saved(self) -> bytes:
        """The workbook as the office saves it."""
        path = self._office.folder / "saved.xlsx"
        how = self._office.properties(FilterName="Calc MS Excel 2007 XML")
        self.component.storeToURL(path.as_uri(), how)
        return path.read_bytes()

    def differences(self, data: bytes) -> list[str]:
        """The formulas whose stored value is not the one that is calculated here.

        Cells in hidden columns may go without a value: nobody sees them before they calculate.
        """
        stored = openpyxl.load_workbook(BytesIO(data), data_only=True)
        found = []
        for shown in openpyxl.load_workbook(BytesIO(data)):
            hidden = {letter for letter, one in shown.column_dimensions.items() if one.hidden}
            for cell in (cell for row in shown.iter_rows() for cell in row):
                # What a link leads to is no value of its cell.
                if cell.data_type != "f" or cell.hyperlink is not None:
                    continue
                value = stored[shown.title][cell.coordinate].value
                if value is None and cell.coordinate.rstrip("0123456789") in hidden:
                    continue
                value = "" if value is None else value
                value = float(value) if isinstance(value, int) else value
                new = self.sheet(shown.title).value(cell.coordinate)
                if new != value and not _near(new, value):
                    found.append(f"{shown.title}!{cell.coordinate}: {value!r} {new!r}")
        return found

    def errors(self) -> list[str]:
        """The cells that show an error, as ranges."""
        sheets = self.component.Sheets
        found = (sheets.getByIndex(at).queryFormulaCells(_ERROR) for at in range(sheets.Count))
        return [ranges.RangeAddressesAsString for ranges in found if ranges.Count]


def _near(one: object, other: object) -> bool:
    return isinstance(one, float) and isinstance(other, float) and abs(one - other) < 1e-9


class Sheet:
    """A sheet of an open workbook."""

    def __init__(self, office: Office, component: Any, sheet: Any) -> None:
        self._office, self._component, self._sheet = office, component, sheet
        self._lines: tuple[list[int], list[int]] | None = None

    def shown(self, cell: str) -> str:
        """What a cell shows."""
        return str(self._sheet.getCellRangeByName(cell).String)

    def value(self, cell: str) -> float | str:
        """The number of a cell, its text when it holds none."""
        found = self._sheet.getCellRangeByName(cell)
        kind = found.Type.value if found.Type.value != "FORMULA" else found.FormulaResultType2
        return float(found.Value) if kind in ("VALUE", 1) else str(found.String)

    def type(self, cell: str, text: str) -> None:
        """Enter a text as by keyboard: in a cell for text it stays text, else it may be a number.

        The sheet's protection is not asked: see `is_locked`.
        """
        found = self._sheet.getCellRangeByName(cell)
        is_text = self._format(found) == "@"
        if not is_text and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            found.Value = float(text)
        else:
            found.String = text

    def _format(self, cell: Any) -> str:
        return str(self._component.NumberFormats.getByKey(cell.NumberFormat).FormatString)

    def is_locked(self, cell: str) -> bool:
        """Whether a user may not write there."""
        found = self._sheet.getCellRangeByName(cell)
        return bool(self._sheet.isProtected() and found.CellProtection.IsLocked)

    def unprotect(self) -> None:
        """Lift the protection, which has no password."""
        self._sheet.unprotect("")

    def insert_row(self, row: int) -> None:
        """Insert a row and fill it with the one above, as copying a whole row does."""
        self._sheet.Rows.insertByIndex(row - 1, 1)
        above = self._sheet.getCellRangeByName(f"A{row - 1}:AN{row - 1}").RangeAddress
        here = self._sheet.getCellRangeByName(f"A{row}").CellAddress
        self._sheet.copyRange(here, above)

    def delete_row(self, row: int) -> None:
        """Delete a row."""
        self._sheet.Rows.removeByIndex(row - 1, 1)

    def colour(self, cell: str) -> str:
        """The background that a cell shows, conditional formats included, as RRGGBB."""
        found = self._sheet.getCellRangeByName(cell)
        address = found.CellAddress
        return self.colours().get((address.Row, address.Column), "")

    def colours(self) -> dict[tuple[int, int], str]:
        """The background of every cell that has one, by row and column from 0."""
        path = self._office.folder / "shown.html"
        self._component.CurrentController.setActiveSheet(self._sheet)
        how = self._office.properties(FilterName="HTML (StarCalc)")
        self._component.storeToURL(path.as_uri(), how)
        page = path.read_text("utf-8", "replace")
        names = re.findall(r"<em>([^<]*)</em>", page)
        at = names.index(self._sheet.Name) if names else 0
        tables = page.split("<table")[1:]
        return _grid(tables[at])

    def invalid(self) -> set[str]:
        """The cells whose entry a validation refuses."""
        frame = self._component.CurrentController.Frame
        self._component.CurrentController.setActiveSheet(self._sheet)
        helper = self._office.service("com.sun.star.frame.DispatchHelper")
        page = self._sheet.DrawPage
        helper.executeDispatch(frame, ".uno:ClearArrows", "", 0, ())
        before = page.Count
        helper.executeDispatch(frame, ".uno:ShowInvalid", "", 0, ())
        circles = [page.getByIndex(at) for at in range(before, page.Count)]
        centres = [
            (c.Position.X + c.Size.Width // 2, c.Position.Y + c.Size.Height // 2) for c in circles
        ]
        helper.executeDispatch(frame, ".uno:ClearArrows", "", 0, ())
        return {self._at(x, y) for x, y in centres}

    def _at(self, x: int, y: int) -> str:
        """The cell at a place on the sheet; of merged cells the first."""
        if self._lines is None:
            # Every call crosses to the other process: asked once.
            self._lines = (self._edges("Columns", "Width", 8), self._edges("Rows", "Height", 45))
        columns, rows = self._lines
        cell = self._sheet.getCellByPosition(bisect_right(columns, x), bisect_right(rows, y))
        cursor = self._sheet.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        address = cursor.RangeAddress
        return f"{chr(65 + address.StartColumn)}{address.StartRow + 1}"

    def _edges(self, lines: str, size: str, count: int) -> list[int]:
        """Where the columns or rows of the sheet end."""
        found = getattr(self._sheet, lines)
        seen = (found.getByIndex(at) for at in range(count))
        return list(accumulate(getattr(one, size) if one.IsVisible else 0 for one in seen))


def _grid(table: str) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(_ROW.findall(table)):
        column = 0
        for attributes, _ in _CELL.findall(cells):
            while (row, column) in taken:
                column += 1
            spans = [
                int(match[1]) if (match := re.search(rf'{name}="?([0-9]+)', attributes)) else 1
                for name in ("rowspan", "colspan")
            ]
            for down in range(spans[0]):
                taken |= {(row + down, column + right) for right in range(spans[1])}
            colour = _COLOUR.search(attributes)
            if colour:
                found[row, column] = colour[1].upper()
            column += spans[1]
    return found
