"""The PIN of an officer at a shared seat: what may be one, and what is kept of it (DESK-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tui_desk.domain.officer import Officer
from tui_desk.domain.pin import hashed, is_pin, is_trivial, matches, pause_after, typed

OFFICER = Officer("HW005", "赵工", "hotline", frozenset(), phone="内线 8003")
SALT = bytes(range(16))


@pytest.mark.parametrize(("text", "pin"), [("４８２７", True), (" 48 27 ", True), ("482", False), ("4" * 13, False)])
def test_a_pin_is_four_to_twelve_digits(text: str, pin: bool) -> None:
    """DESK-12; a Chinese input method types full-width digits."""
    assert is_pin(typed(text)) is pin


@pytest.mark.parametrize("text", ["48a7", "٤٨٢٧", "-482", "", "48.7"])
def test_what_is_not_all_digits_is_none(text: str) -> None:
    """DESK-12."""
    assert not is_pin(typed(text))


@pytest.mark.parametrize("pin", ["1111", "1212", "123123", "1234", "4321", "7890", "0987", "8003", "98765432"])
def test_what_others_try_first_is_refused(pin: str) -> None:
    """DESK-12: repeated digits, rows of them, the officer's own telephone."""
    assert is_trivial(pin, OFFICER)


@pytest.mark.parametrize("pin", ["4827", "1357", "2580", "918273"])
def test_other_pins_are_taken(pin: str) -> None:
    """DESK-12."""
    assert not is_trivial(pin, OFFICER)


def test_only_a_salted_hash_is_kept() -> None:
    """DESK-12."""
    kept = hashed("4827", SALT)
    assert "4827" not in kept.replace(SALT.hex(), "").split("$")
    assert kept != hashed("4827", SALT[::-1]), "two officers with one PIN do not look alike"
    assert matches("4827", kept)
    assert not matches("4828", kept)
    assert not matches("", kept)


@pytest.mark.parametrize(
    "damaged", ["", "4827", "scrypt$1$2", "scrypt$3$8$1$00$00", "scrypt$99999999999$8$1$00$00", "a$b$c$d$e$f"]
)
def test_a_damaged_hash_lets_nobody_in(damaged: str) -> None:
    """DESK-12."""
    assert not matches("4827", damaged)


def test_pauses_grow_and_end() -> None:
    """DESK-12: guessing is slow, a slip of the finger costs nothing, and nobody is locked out for good."""
    pauses = [pause_after(wrong) for wrong in range(12)]
    assert pauses[:3] == [timedelta(0)] * 3
    assert pauses[3:6] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert pauses == sorted(pauses)
    assert pause_after(10_000) == timedelta(minutes=15)
