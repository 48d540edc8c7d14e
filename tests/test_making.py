"""making.py: what is made without a look at it is what a look would have let through."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from xlgoals.making import made
from xlgoals.model import Funding, Indicator, Project, SpendingPlan
from xlgoals.values import IndicatorValue, Money, Percent, ValueKind

CASES: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (Money, {"text": "3.00", "amount": Decimal("3.00")}),
    (Percent, {"text": "25%", "value": Decimal(25)}),
    (
        IndicatorValue,
        {
            "text": "≥95%",
            "kind": ValueKind.NUMBER,
            "sign": "≥",
            "number": Decimal(95),
            "unit": "%",
        },
    ),
    (Indicator, {name: field.default for name, field in Indicator.model_fields.items()}),
    (Funding, {name: field.default for name, field in Funding.model_fields.items()}),
    (SpendingPlan, {name: field.default for name, field in SpendingPlan.model_fields.items()}),
    (Project, {name: field.default for name, field in Project.model_fields.items()}),
]


@pytest.mark.parametrize(("model", "fields"), CASES, ids=[model.__name__ for model, _ in CASES])
def test_made_is_what_the_class_would_make(model: type[BaseModel], fields: dict[str, Any]) -> None:
    one, other = made(model, dict(fields)), model(**fields)
    assert one == other
    assert hash(one) == hash(other)
    assert repr(one) == repr(other)
    assert one.model_dump() == other.model_dump()
    assert one.model_fields_set == other.model_fields_set
    assert copy.deepcopy(one) == other


def test_a_copy_with_changes_leaves_the_others_alone() -> None:
    one, other = (made(Money, {"text": text, "amount": None}) for text in ("甲", "乙"))
    changed = one.model_copy(update={"text": "丙"})
    assert [money.text for money in (one, other, changed)] == ["甲", "乙", "丙"]
    assert other.model_fields_set == {"text", "amount"}


def test_what_is_made_is_frozen_as_ever() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        made(Money, {"text": "1", "amount": Decimal(1)}).text = "2"  # type: ignore[misc]
