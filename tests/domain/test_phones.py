"""Telephone numbers as people in China write them, stored and looked up (CALL-5)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tui_desk.domain import phones


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "+86 138 0013 8000",
        "0086-138-0013-8000",
        "013800138000",
        "8613800138000",
        "１３８００１３８０００",
        "1380013-8000",
    ],
)
def test_a_mobile_number_is_one_key_however_it_is_written(written: str) -> None:
    """CALL-5."""
    assert phones.keys(written) == ["13800138000"]
    assert phones.sought(written) == ["13800138000"]


@pytest.mark.parametrize(
    "written", ["010-5555 1234", "（０１０）５５５５－１２３４", "+86 10 5555 1234", "+861055551234", "1055551234"]
)
def test_a_landline_is_found_with_and_without_its_area_code(written: str) -> None:
    """CALL-5."""
    assert phones.keys(written) == ["01055551234", "55551234"]
    assert "01055551234" in phones.sought(written)


@pytest.mark.parametrize(
    "written",
    [
        "0571-88886666-8003",
        "0571 8888 6666 转 8003",
        "(0571)88886666分机8003",
        "0571-88886666 ext. 8003",
        "057188886666x8003",
    ],
)
def test_an_extension_is_found_alone_and_behind_its_main_number(written: str) -> None:
    """CALL-5."""
    assert {"057188886666x8003", "057188886666", "88886666", "8003"} <= set(phones.keys(written))
    assert phones.sought(written)[0] == "057188886666x8003"


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("8003", ["8003"]),
        ("分机 8003", ["8003"]),
        ("400-810-8888", ["4008108888"]),
        ("95588", ["95588"]),
        ("12345", ["12345"]),
        ("0471-6543210", ["04716543210", "6543210"]),
        ("+49 30 901820", ["4930901820", "030901820", "30901820"]),
        ("不详", []),
        ("", []),
    ],
)
def test_short_service_and_foreign_numbers(written: str, keys: list[str]) -> None:
    """CALL-5."""
    assert phones.keys(written) == keys


def test_what_is_typed_is_sought_as_far_as_it_goes() -> None:
    """CALL-5: a lookup is done with every key."""
    assert phones.sought("138001") == ["138001"]
    assert phones.sought("+86 571 8") == ["05718", "5718"]
    assert phones.sought("5678x") == phones.sought("zs") == phones.sought("") == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("13800138000", "+86 138-0013-8000", True),
        ("010-55551234", "55551234", True),
        ("+86 10 5555 1234", "（010）55551234", True),
        ("0571-88886666-8003", "0571-88886666-8004", False),
        ("0571-88886666-8003", "0571-88886666", False),
        ("0571-88886666-8003", "8003", True),
        ("13800138000", "13800138001", False),
        ("", "", False),
    ],
)
def test_whether_two_numbers_are_the_same(one: str, other: str, same: bool) -> None:
    """CALL-5."""
    assert phones.same(one, other) is phones.same(other, one) is same


def test_looking_up_does_not_load_the_numbering_plans() -> None:
    """CALL-5: the library costs what a session has not got; it is loaded where a landline is stored."""
    code = (
        "import sys; from tui_desk.domain import phones as p;"
        "p.sought('0571-88886666-8003'); p.same('010-55551234', '55551234'); p.spellings('0571-88886666');"
        "p.keys('13800138000'); assert 'phonenumbers' not in sys.modules;"
        "p.keys('0571-88886666'); assert 'phonenumbers' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
