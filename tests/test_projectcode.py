from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlgoals.projectcode import (
    ALPHABET,
    ProjectCode,
    check_character,
    has_valid_check,
    is_well_formed,
    parse,
    suggest,
)

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
BODIES = [
    "13099925P00012310001",
    "13010224R98765410012",
    "13063722T00000010000",
    "13112126Y55558820304",
    "13000099A12345690004",
]
MADE_UP = [body + check_character(body) for body in BODIES]
RIGHT = MADE_UP[0]

bodies = st.from_regex(r"[0-9]{8}[A-HJ-NPQRTUWXY][0-9]{11}", fullmatch=True)
codes = bodies.map(lambda body: body + check_character(body))


def replaced(code: str, position: int, character: str) -> str:
    return code[:position] + character + code[position + 1 :]


def swapped(code: str, i: int) -> str:
    return code[:i] + code[i + 1] + code[i] + code[i + 2 :]


@pytest.fixture(scope="module")
def seed_codes() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    if not texts:
        pytest.skip("the seed documents are not here")
    return [code for text in texts for code in re.findall(r"^\t(\d{8}[A-Z]\w{12})$", text, re.M)]


def test_alphabet_has_31_characters_and_none_of_the_confusable_ones() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set("IOSVZ") & set(ALPHABET)


def test_check_character_by_hand() -> None:
    # 1 + 3*3 = 10, and 30 - 10 = 20, the 21st character of the alphabet
    assert check_character("13" + "0" * 18) == "L"
    assert check_character("0" * 20) == "Y"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", "got 0"),
        ("0" * 19, "got 19"),
        ("0" * 21, "got 21"),
        ("13099925P0O012310001", "'O' at position 11"),
        ("13099925p00012310001", "'p' at position 9"),
    ],
)
def test_check_character_says_what_is_wrong(code: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_character(code)


@pytest.mark.parametrize("code", MADE_UP)
def test_made_up_codes_are_right(code: str) -> None:
    assert is_well_formed(code)
    assert has_valid_check(code)
    assert suggest(code) == []


def test_seed_codes_are_right(seed_codes: list[str]) -> None:
    assert len(seed_codes) == 15
    for code in seed_codes:
        assert is_well_formed(code)
        assert has_valid_check(code), code


@pytest.mark.parametrize(
    "code",
    [
        "",
        RIGHT[:-1],
        RIGHT + "0",
        RIGHT + "\n",
        " " + RIGHT,
        RIGHT.lower(),
        replaced(RIGHT, 8, "1"),
        replaced(RIGHT, 3, "A"),
        replaced(RIGHT, 3, "٣"),
        replaced(RIGHT, 20, "O"),
    ],
)
def test_other_forms_are_not_well_formed(code: str) -> None:
    assert not is_well_formed(code)
    with pytest.raises(ValueError, match="not a well-formed"):
        parse(code)


def test_letter_outside_the_alphabet_is_well_formed_but_never_valid() -> None:
    code = replaced(RIGHT, 8, "S")
    assert is_well_formed(code)
    assert not has_valid_check(code)


def test_parse() -> None:
    assert parse(RIGHT) == ProjectCode("130999", 2025, "P", "000123", "1", "0001", RIGHT[-1])


@given(codes)
def test_parts_make_up_the_code(code: str) -> None:
    part = parse(code)
    year = f"{part.year % 100:02}"
    assert "".join([part.division, year, *part[2:]]) == code


def assert_every_slip_is_caught(code: str) -> None:
    for i, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            assert not has_valid_check(replaced(code, i, wrong))
    for i in range(20):
        assert has_valid_check(swapped(code, i)) == (code[i] == code[i + 1])


@pytest.mark.parametrize("code", MADE_UP)
def test_every_slip_in_a_made_up_code_is_caught(code: str) -> None:
    assert_every_slip_is_caught(code)


def test_every_slip_in_a_seed_code_is_caught(seed_codes: list[str]) -> None:
    for code in seed_codes:
        assert_every_slip_is_caught(code)


@pytest.mark.parametrize("code", MADE_UP)
def test_every_slip_is_put_right(code: str) -> None:
    for i in range(21):
        for wrong in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if wrong != code[i]:
                assert code in suggest(replaced(code, i, wrong))
    for i in range(20):
        if code[i] != code[i + 1]:
            assert code in suggest(swapped(code, i))


@pytest.mark.parametrize("code", MADE_UP)
@pytest.mark.parametrize("strange", [*"OISZV", "o", "-", "０", "é"])
def test_strange_character_leaves_only_the_right_code(code: str, strange: str) -> None:
    for i in range(21):
        assert suggest(replaced(code, i, strange)) == [code]


def test_look_alikes_come_first() -> None:
    pairs = ["08", "06", "17", "38", "56", "8B", "5S", "2Z", "0O", "1I", "0D", "0Q", "PR"]
    places = [
        suggest(replaced(code, i, pair[1])).index(code)
        for code in MADE_UP
        for pair in [*pairs, *(pair[::-1] for pair in pairs)]
        for i, character in enumerate(code)
        if character == pair[0]
    ]
    # A look-alike elsewhere may fit by accident; of some seven suggestions on average, the right
    # one must be the first three times out of four, and never far behind.
    assert max(places) <= 3
    assert places.count(0) >= 0.75 * len(places)


def test_swap_comes_before_the_check_character() -> None:
    typed = swapped(RIGHT, 13)
    found = suggest(typed)
    other_check = typed[:20] + check_character(typed[:20])
    assert found.index(RIGHT) < found.index(other_check)


@pytest.mark.parametrize("code", ["", RIGHT[:-1], RIGHT + "0", replaced(RIGHT, 9, "OO")[:21]])
def test_no_suggestion_without_one_error(code: str) -> None:
    assert suggest(code) == []


@given(bodies, st.sampled_from(ALPHABET))
def test_suggestions_differ_little_and_are_right(body: str, check: str) -> None:
    code = body + check
    found = suggest(code)
    assert len(found) == len(set(found))
    assert (found == []) == has_valid_check(code)
    for other in found:
        assert is_well_formed(other)
        assert has_valid_check(other)
        places = [i for i in range(21) if code[i] != other[i]]
        assert len(places) == 1 or other == swapped(code, places[0])
