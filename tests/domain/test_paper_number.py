"""The number of a paper ends in a check digit, and is understood as people type it (SITE-6)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.paper_number import Typed, one_slip, paper_number, read

TODAY = date(2023, 10, 1)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
COUNTS = st.integers(1, 99_999)


def test_the_number_has_prefix_day_running_number_and_check_digit() -> None:
    """SITE-6; three digits at least, as a ticket's (TKT-1)."""
    assert paper_number("XQ", TODAY, 1) == "XQ-20231001-001-0"
    assert paper_number("XQ", TODAY, 12345).startswith("XQ-20231001-12345-")


@given(DAYS, COUNTS, st.integers(0, 99), st.integers(1, 9))
def test_one_wrong_digit_never_passes(day: date, count: int, place: int, shift: int) -> None:
    """SITE-6: every single error is told."""
    number = paper_number("XQ", day, count)
    places = [at for at, letter in enumerate(number) if letter.isdigit()]
    at = places[place % len(places)]
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    typed = read(wrong, TODAY)
    assert typed is None or typed.number("XQ", TODAY) != wrong or not typed.right(TODAY)
    assert one_slip(number, wrong)


@given(DAYS, COUNTS, st.integers(0, 99))
def test_two_neighbours_in_the_wrong_order_never_pass(day: date, count: int, place: int) -> None:
    """SITE-6: every transposition is told."""
    number = paper_number("XQ", day, count)
    digits = [at for at, letter in enumerate(number) if letter.isdigit()]
    first, second = digits[place % (len(digits) - 1)], digits[place % (len(digits) - 1) + 1]
    letters = list(number)
    letters[first], letters[second] = letters[second], letters[first]
    wrong = "".join(letters)
    typed = read(wrong, TODAY)
    if wrong != number and typed is not None and typed.number("XQ", TODAY) == wrong:
        assert not typed.right(TODAY)
        assert one_slip(number, wrong)


@given(DAYS, COUNTS)
def test_what_was_printed_is_read_as_it_is(day: date, count: int) -> None:
    number = paper_number("XQ", day, count)
    typed = read(number, TODAY)
    assert typed is not None
    assert typed.right(TODAY)
    assert typed.number("", TODAY) == number


@pytest.mark.parametrize(
    "typed",
    [
        "XQ-20231001-001-0",
        "xq-20231001-001-0",
        " xq 20231001 001 0 ",
        "XQ202310010010",
        "ＸＱ－２０２３１００１－００１－０",
        "XQ—20231001—001—0",
        "20231001-001-0",
        "1001-001-0",
        "xq 001-0",
        "001-0",
        "0010",
        "1-0",
    ],
)
def test_small_slips_of_writing_make_no_difference(typed: str) -> None:
    found = read(typed, TODAY)
    assert found is not None
    assert found.right(TODAY)
    assert found.number("XQ", TODAY) == "XQ-20231001-001-0"


@pytest.mark.parametrize("typed", ["", "XQ", "张三", "7", "XQ-2023A1001-001-0", "9" * 60, "-", "XQ-"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read(typed, TODAY) is None


@given(st.text(max_size=80))
def test_nothing_that_is_typed_ends_in_an_error(typed: str) -> None:
    found = read(typed, TODAY)
    assert found is None or isinstance(found, Typed)


def test_the_tail_alone_is_todays() -> None:
    found = read("001-0", date(2023, 10, 2))
    assert found is not None
    assert not found.right(date(2023, 10, 2)), "another day has another check digit"
