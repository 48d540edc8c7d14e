"""The register: all projects, indicators and findings of many documents, in tidy tables.

    with Register() as register:
        for rows in gather(jobs, processes):
            register.add(rows)
        write(register, Path("register.xlsx"))

Workers make the rows of a file (`rows`), a `Register` keeps them on disk in the order of the
files, and `write` makes a workbook, CSV or Parquet files of them.  pandas and openpyxl are loaded
only when something is written, so all else here is cheap to import.
"""

from xlgoals.register.mark import is_register
from xlgoals.register.output import FORMATS, MissingExtraError, build_register, targets, write
from xlgoals.register.rows import FileRows, collect, failed, gather
from xlgoals.register.store import Register

__all__ = [
    "FORMATS",
    "FileRows",
    "MissingExtraError",
    "Register",
    "build_register",
    "collect",
    "failed",
    "gather",
    "is_register",
    "targets",
    "write",
]
