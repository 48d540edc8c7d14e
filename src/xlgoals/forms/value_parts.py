"""An indicator value whose sign and unit stand in columns of their own."""

from __future__ import annotations

from collections.abc import Sequence

from xlgoals.forms import other_words as others
from xlgoals.forms import vocabulary as words
from xlgoals.values import IndicatorValue, ValueKind

__all__ = ["Extras", "joined"]

Extras = tuple[tuple[str, str], ...]


def joined(value: str, extras: Extras) -> tuple[str, Extras]:
    """Sign, number and unit as one text; the extras without those that went into it.

    Args:
        value: The cell of the value.
        extras: Label and text of the further columns, which may be those of sign and unit.

    Returns:
        `≥95%` of `≥`, `95` and `%`.  What makes no number together stays apart: a value in
        words, a sign that says 定性, a sign or unit that the value already has.
    """
    sign = _part(extras, others.SIGN)
    unit = _part(extras, others.UNIT if sign else others.UNIT[:1])
    for parts in ((sign, unit), (sign, None), (None, unit)):
        used = [part for part in parts if part is not None]
        if used and (whole := _whole(value, *parts)):
            return whole, tuple(extra for extra in extras if extra not in used)
    return value, extras


def _part(extras: Extras, labels: Sequence[str]) -> tuple[str, str] | None:
    return next((extra for extra in extras if words.label_key(extra[0]) in labels), None)


def _whole(value: str, sign: tuple[str, str] | None, unit: tuple[str, str] | None) -> str:
    """The joined text; empty when a part would not be what it is."""
    before, behind = sign[1] if sign else "", unit[1] if unit else ""
    whole = IndicatorValue.parse(before + value + behind)
    alone = IndicatorValue.parse(value)
    if ValueKind.NUMBER not in (whole.kind, alone.kind) or whole.kind is not alone.kind:
        return ""
    if (before and (alone.sign or not whole.sign)) or (behind and (alone.unit or not whole.unit)):
        return ""
    return whole.text if "\n" not in whole.text else ""
