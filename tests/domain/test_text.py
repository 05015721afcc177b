"""Text is made harmless: nothing that acts on a terminal stays, and every word does."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.text import Cleaned, clean, one_line

PIECES = st.sampled_from(
    ["\x1b]52;c;aGk=\x07", "\x1b]0;title\x1b\\", "\x9d0;title\x9c", "\x1b[2J", "\x9b31m", "\0", "\x1b", "\u202e", "张"]
)
CONTROLS = {*map(chr, range(32)), *map(chr, range(127, 160)), "\u202e", "\u2066"} - {"\n", "\t"}


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_no_control_character_but_newline_and_tab_stays(text: str) -> None:
    kept = clean(text).text
    assert CONTROLS.isdisjoint(kept)
    assert clean(kept) == Cleaned(kept, 0)


def test_a_sequence_goes_with_its_payload_and_the_words_around_it_stay() -> None:
    assert clean("密码\x1b]52;c;aGk=\x07错\x9b31m误\x1b[2J").text == "密码错误"


def test_markup_and_quotes_are_words() -> None:
    assert clean("[/closed] [@click=app.quit] “密码”").removed == 0


def test_one_line_has_no_line_end_of_any_kind() -> None:
    assert one_line("a\r\nb\u2028c\x85d\te") == "a b c d e"


@pytest.mark.parametrize("opening", ["\x9d", "\x1b]", "\x9b", "\x1b[0", "\x9da"])
def test_a_megabyte_of_sequences_that_never_end_is_cleaned_at_once(opening: str) -> None:
    text = opening * (1_000_000 // len(opening))
    began = time.perf_counter()
    clean(text)
    assert time.perf_counter() - began < 5
