"""The shape of a norm: languages fall back to each other, and a published norm survives being stored."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter

from tui_desk.norms.loader import load_shipped, shipped
from tui_desk.norms.models import Norm, Words
from tui_desk.norms.publish import publish


@pytest.mark.parametrize(
    ("words", "language", "text"),
    [
        (Words("高", "High"), "zh_CN", "高"),
        (Words("高", "High"), "en", "High"),
        (Words(zh="高"), "en", "高"),
        (Words(en="High"), "zh_CN", "High"),
        (Words("高", "High"), "de", "High"),
        (Words(), "en", ""),
    ],
)
def test_a_missing_language_falls_back_to_the_other(words: Words, language: str, text: str) -> None:
    assert words.in_(language) == text


def test_priorities_are_found_by_code() -> None:
    norm = load_shipped("it-team")
    assert norm.priority("urgent").rank == 1
    with pytest.raises(KeyError):
        norm.priority("top")


@pytest.mark.parametrize("code", shipped())
def test_a_published_norm_survives_being_stored(code: str) -> None:
    adapter = TypeAdapter(Norm)
    norm = publish(load_shipped(code), "Asia/Shanghai", date(2026, 11, 21))
    assert adapter.validate_json(adapter.dump_json(norm), strict=True) == norm
