"""The rows of the catalogue: what must be there, group by group."""

from __future__ import annotations

CATALOGUE = {
    "STR": "001 002 003 004 006 007 008 009 010 011 012 013 015",
    "FND": "001 002 003 004 005 006 007 009 011 012",
    "SCH": "001 002 003 004 005 006 007 008 009",
    "IND": "001 002 003 004 005 006 007 008 009 011 012 013 014 015",
    "VAL": "001 002 003 004 005 006 007 008 009 010 011 012 013",
    "XREF": "001 002 003 004 005 006 007 008 009 010",
    "TXT": "001 002 003 004 005 006 007 008 009 010 011 012 013 014 015 016",
}
CODES = [f"{group}{number}" for group, numbers in CATALOGUE.items() for number in numbers.split()]
# Groups still being built; a group leaves this list with its last check.
UNFINISHED: tuple[str, ...] = ()
