"""The checks: what is wrong with a document, why, and how to mend it.

`run` gives the findings of a document under a profile.  The rules stand in `rules/`, one small
function each; their words in messages/, their lists and thresholds in profiles/, their examples
in `examples/`.
"""

from xlgoals.checks.batch import BatchEntry, run_batch
from xlgoals.checks.finding import Edit, Finding, Fix, FixKind, Severity
from xlgoals.checks.registry import GROUPS, Check, Scope, all_checks, find
from xlgoals.checks.runner import load_profile, run, severities

__all__ = [
    "GROUPS",
    "BatchEntry",
    "Check",
    "Edit",
    "Finding",
    "Fix",
    "FixKind",
    "Scope",
    "Severity",
    "all_checks",
    "find",
    "load_profile",
    "run",
    "run_batch",
    "severities",
]
