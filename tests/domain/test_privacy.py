"""Private data is found whatever way it is written, things are not taken for people, and a mask hides for good."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as reference_luhn
from stdnum.cn import ric

from tests.domain.private_texts import CARDS, HARMLESS, HOMES, IDENTITIES
from tui_desk.domain.privacy import Private, is_resident, luhn, masked, private

CARD, IDENTITY = "6222021234567890128", "330102199003071230"


def digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((Private.IDENTITY, text) for text in IDENTITIES),
        *((Private.BANK_CARD, text) for text in CARDS),
        *((Private.HOME_ADDRESS, text) for text in HOMES),
    ],
)
def test_private_data_is_found_and_its_mask_hides_it(kind: Private, text: str) -> None:
    """TKT-15: 身份证号, 家庭住址; 银行卡 (ours)."""
    found = private(text)
    assert [each.kind for each in found] == [kind]
    assert found[0].text == text[found[0].start : found[0].end]
    hidden = masked(text)
    assert private(hidden) == ()
    assert digits(found[0].text) not in digits(hidden) or not digits(found[0].text)
    assert found[0].text not in hidden


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_of_things_and_places_of_work_are_no_persons(text: str) -> None:
    """TKT-15: extension 8003, orders, serial numbers, addresses of networks and offices, times."""
    assert private(text) == ()
    assert masked(text) == text


def test_a_mask_shows_four_digits_at_either_end_and_the_district() -> None:
    """TKT-15: masked, a record still says which card or person it was about."""
    assert masked(f"身份证{IDENTITY}") == "身份证3301**********1230"
    assert masked("卡6222 0212 3456 7890 128。") == "卡6222***********0128。"
    assert masked("家住杭州市西湖区文三路100号3幢2单元501室，断网") == "家住杭州市西湖区****，断网"


def test_several_in_one_text_are_found_in_order() -> None:
    """TKT-15."""
    text = f"身份证{IDENTITY}，卡{CARD}，住翠苑三区12幢3单元302室"
    assert [each.kind for each in private(text)] == [Private.IDENTITY, Private.BANK_CARD, Private.HOME_ADDRESS]


@given(st.integers(10**16, 10**17 - 1), st.sampled_from("0123456789X"))
def test_check_digits_of_residents_are_those_of_the_reference(number: int, check: str) -> None:
    """TKT-15: GB 11643, as python-stdnum computes it."""
    text = f"{str(number)[:6]}19900307{str(number)[14:]}"[:17]
    assert is_resident(text + check) == (ric.calc_check_digit(text + check) == check)


@given(st.integers(10**12, 10**19 - 1))
def test_check_digits_of_cards_are_those_of_the_reference(number: int) -> None:
    """TKT-15: Luhn."""
    assert luhn(str(number)) == reference_luhn.is_valid(str(number))


PIECES = st.sampled_from(
    [
        IDENTITY, CARD, "330102900307123", "4111 1111 1111 1111", "6222", "0212", "3456", "7890", "128", "*", "****",
        "身份证", "卡号", "家住", "西湖区", "文三路", "100号", "3幢", "2单元", "501室", "翠苑小区", "订单号", "办公室",
        " ", "-", "，", "\n", "8003", "13800138000", "X", "a", ".", "家庭住址：", "lives at 12 Elm Street",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_masked_once_is_masked_for_good(text: str) -> None:
    """TKT-15: a masked text has nothing private, and stays as it is."""
    hidden = masked(text)
    assert masked(hidden) == hidden
    assert private(hidden) == ()


@given(st.text(max_size=60), st.sampled_from([IDENTITY, CARD]), st.text(max_size=60))
def test_whatever_stands_around_it_the_number_is_gone(before: str, number: str, after: str) -> None:
    """TKT-15: in any text, as long as no digit or letter is glued to it and nothing calls it an order."""
    around = f"{before} 银行卡身份证：{number}，{after}"
    assert number not in masked(around)


@given(st.text("0123456789 -X室号栋单元住家路区省*\n一", max_size=200))
def test_places_are_in_order_and_within_the_text(text: str) -> None:
    end = 0
    for each in private(text):
        assert end <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.text
        end = each.end


@given(st.lists(st.integers(0, 255), min_size=4, max_size=4), st.integers(1, 65535))
def test_addresses_of_networks_are_none(parts: list[int], port: int) -> None:
    """TKT-15: IP addresses are no persons."""
    assert private(f"{'.'.join(map(str, parts))}:{port}") == ()


@given(st.datetimes(min_value=datetime(1990, 1, 1)))  # noqa: DTZ001 - hypothesis wants them naive
def test_times_are_none(at: datetime) -> None:
    """TKT-15: timestamps are no persons."""
    assert private(f"{at} {re.sub(r'[^0-9]', '', str(at))[:14]}") == ()


@pytest.mark.parametrize(
    "text",
    ["1" * 10_000, "1 " * 5_000, "3室" * 5_000, "1-2-301" * 1_400, "家住" * 5_000, "330102199003071230 " * 500],
)
def test_no_text_holds_up_the_typing_for_long(text: str) -> None:
    """TKT-15: a worst case grows with its length, and not faster."""
    private(text[:100])
    began = process_time()
    private(text)
    assert process_time() - began < 1.0
