"""The findings of a workbook written anew on its own sheet 校验结果."""

from __future__ import annotations

from xlgoals import checks
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import patch_findings, workbook
from xlgoals.profiles import Profile

__all__ = ["relist"]


def relist(book: bytes, profile: Profile) -> bytes | None:
    """A workbook whose list of findings is that of what it holds.

    Args:
        book: The bytes of an .xlsx or .xlsm file.
        profile: The profile to check it with.

    Returns:
        The bytes of the new file; those that were given where it has no such list; None where the
        list holds something of the user's own, and so cannot be written anew.

    Raises:
        FormError: see `xlgoals.forms.workbook.read`.
    """
    result = workbook.read(book)
    found = checks.run(result, profile)
    places = {finding.field: finding.place for finding in found if finding.place is not None}
    return patch_findings.refill(book, finding_rows(found, result.document), places)
