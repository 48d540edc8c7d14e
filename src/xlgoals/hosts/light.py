"""xlwings as the commands need it: loaded in a fraction of the time.

xlwings loads numpy, pandas, polars, matplotlib and plotly wherever they are installed, to convert
their objects.  The commands give it none, and their users wait for each second.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

__all__ = ["load"]

_HEAVY: Final = ("matplotlib", "numpy", "pandas", "plotly", "polars")


def load() -> None:
    """Import xlwings without what it does not need; nothing when it is imported already.

    For processes that run commands alone: `Range.value` knows no data frames there.
    """
    if "xlwings" in sys.modules:
        return
    hidden = [name for name in _HEAVY if name not in sys.modules]
    for name in hidden:
        # That is how Python is told that there is no such module.
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import_module("xlwings")
    finally:
        for name in hidden:
            del sys.modules[name]
