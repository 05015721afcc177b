"""Every mistake in a norm's rules of follow-ups is named (DESK-6, TKT-17)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tui_desk.norms import checks
from tui_desk.norms.loader import load_shipped, shipped
from tui_desk.norms.models import Choice, Norm, Words

TWICE = (Choice("skill", Words("专业", "")), Choice("skill", Words("能力", "")))


@pytest.fixture(scope="module")
def norm() -> Norm:
    """The norm of 003."""
    return load_shipped("support-guide")


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ({"calendar": "none"}, ("follow_up", "calendar")),
        ({"scales": TWICE}, ("follow_up", "scales", 1, "code")),
        ({"causes": TWICE}, ("follow_up", "causes", 1, "code")),
        ({"lowest": 5}, ("follow_up", "highest")),
        ({"bad_below": 6}, ("follow_up", "bad_below")),
        ({"bad_feedback": ("9",)}, ("follow_up", "bad_feedback", 0)),
        ({"attempts": 0}, ("follow_up", "attempts")),
    ],
)
def test_each_mistake_has_its_place(norm: Norm, rules: dict[str, Any], place: tuple[str | int, ...]) -> None:
    """TKT-17: an author hears which key it is."""
    wrong = replace(norm, follow_up=replace(norm.follow_up, **rules))
    assert [found for found, _ in checks.mistakes(wrong)] == [place]


def test_the_shipped_norms_ask_what_their_documents_do() -> None:
    """TKT-17: five scales of 003 and below 3; the last word of 001; three attempts and the causes of complaints."""
    guide, team = (load_shipped(code).follow_up for code in ("support-guide", "it-team"))
    labels = [each.label.zh for each in guide.scales]
    assert labels == ["响应速度", "处理态度", "专业能力", "问题解决效果", "是否复发"]
    assert (guide.bad_below, guide.lowest, guide.highest, guide.bad_feedback) == (3, 1, 5, ("2", "1"))
    assert team.bad_feedback == ("improve",)
    assert all(load_shipped(code).follow_up.causes for code in shipped())
