"""The project's Python beside LibreOffice, for the menu and the button of the extension.

The extension's component starts `python -m xlgoals.excel.bridge PIPE` once, lets it connect back
through that pipe, and writes one line of JSON a command; a line comes back when it is done.  The
process ends with LibreOffice, whose end closes its standard input.
"""

from __future__ import annotations

import sys
from typing import Final

from xlgoals.hosts import light
from xlgoals.hosts.errors import HostError

__all__ = ["main"]

_URL: Final = "uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
_PATIENCE: Final = 20.0


def main(pipe: str) -> int:
    """Connect to the LibreOffice that listens at a pipe, and serve it until it ends.

    Args:
        pipe: The pipe's name.

    Returns:
        The exit status.
    """
    light.load()
    from xlgoals.excel import served
    from xlgoals.hosts import libreoffice

    # What libraries print must not be taken for an answer.
    answers, sys.stdout = sys.stdout, sys.stderr
    try:
        app = libreoffice.connect(_URL.format(pipe=pipe), timeout=_PATIENCE)
    except HostError as error:
        print(error, file=sys.stderr)  # noqa: T201 - for one who looks for the cause
        return 1
    served.serve(app, sys.stdin, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
