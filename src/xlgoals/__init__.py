"""xlgoals: budget performance targets, written, checked and converted in Excel."""

__version__ = "0.1.0"
