from __future__ import annotations

from xlgoals.forms.mould import Mould, constant
from xlgoals.forms.zipwriter import Block


def _text(mould: Mould, **values: bytes) -> str:
    pieces = mould.fill(values)
    return b"".join(p.data if isinstance(p, Block) else p for p in pieces).decode()


def test_holes_are_filled_by_name() -> None:
    mould = Mould.of(["95%<a>", ("one",), "％</a>", ("two",), ("one",)])

    assert _text(mould, one="甲".encode(), two=b"%b") == "95%<a>甲％</a>%b甲"


def test_a_mould_may_have_one_hole_or_none() -> None:
    assert _text(Mould.of(["100%"])) == "100%"
    assert _text(Mould.of([("one",)]), one=b"1") == "1"


def test_long_constants_are_packed_already() -> None:
    long = "%长" * 3000
    mould = Mould.of(["a", ("one",), long, ("two",), "z"])

    assert [isinstance(part, Block) for part in mould.fill({"one": b"1", "two": b"2"})] == [
        False, True, False
    ]  # fmt: skip
    assert _text(mould, one=b"1", two=b"2") == f"a1{long}2z"


def test_constant_beside_holes() -> None:
    assert (constant("100%") + "%s") % "!" == "100%!"
