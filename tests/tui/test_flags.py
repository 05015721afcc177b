"""While one types: private data is flagged, masked or kept by one key; vague and unclear words have their question."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.domain.samples import published
from tests.tui.conftest import MakeApp, drive, seen, settle
from tests.tui.test_dialogs import FRESH
from tests.tui.tickets import paste, press, show
from tui_desk.desk.desk import Desk
from tui_desk.norms.models import Question, Words
from tui_desk.tui.flags import flags

IDENTITY = "330102199003071230"
MASKED = "3301**********1230"
NORM = published("it-team")


def told(text: str, **watched: bool) -> list[str]:
    question = Question(
        "words", Words("词"), watch_words=watched.get("watch", False), said_to_caller=watched.get("said", False)
    )
    return ["".join(piece for piece, _ in pieces) for pieces in flags(text, question, NORM)]


def test_private_data_is_the_gravest_flag_and_says_how_it_reads_masked() -> None:
    """TKT-15, CALL-9, CALL-10."""
    first, second, third = told(f"身份证{IDENTITY}，很慢，我不清楚", watch=True, said=True)
    assert "身份证号" in first
    assert MASKED in first
    assert "F9" in first
    assert IDENTITY not in first
    assert second.startswith("“很慢” -> 要等多少秒")
    assert third.startswith("“不清楚” x 改说")


@pytest.mark.parametrize("text", ["", "分机8003", "提示“很慢”", "听不清楚", "差不多先生绘本馆"])
def test_a_plain_answer_has_no_flag(text: str) -> None:
    """CALL-9, CALL-10, TKT-15: no false alarm."""
    assert told(text, watch=True, said=True) == []


def test_a_field_is_watched_only_for_what_its_question_asks() -> None:
    """CALL-9, CALL-10."""
    assert told("很慢，我不清楚") == []
    assert len(told("很慢，我不清楚", watch=True)) == 1
    assert len(told("很慢，我不清楚", said=True)) == 1


def test_one_key_masks_before_it_is_saved(desk: Desk, make_app: MakeApp) -> None:
    """TKT-15: one key replaces the text before it is stored."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, f"核对身份证{IDENTITY}")
        assert f"! 身份证号 {MASKED}" in seen(app)
        await press(pilot, "f9")
        assert IDENTITY not in seen(app)
        assert "! 身份证号" not in seen(app)
        await press(pilot, "enter", "enter")
        await settle(pilot)

    drive(app, play)
    view = desk.ticket(FRESH)
    assert view.events[-1].note == f"核对身份证{MASKED}"
    assert view.ticket.sealed == ()


def test_one_key_keeps_the_original_with_a_reason_and_another_opens_it(desk: Desk, make_app: MakeApp) -> None:
    """TKT-15, DESK-12: insisted on with a reason, masked everywhere, opened on purpose, gone when closed."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, f"核对身份证{IDENTITY}")
        await press(pilot, "alt+k")
        await paste(pilot, "社保局要核对")
        await press(pilot, "ctrl+r")
        await settle(pilot)
        assert IDENTITY not in seen(app)
        await press(pilot, "alt+t")
        await paste(pilot, "回访")
        await press(pilot, "enter")
        await settle(pilot)
        assert IDENTITY in seen(app)
        await press(pilot, "escape")
        await settle(pilot)
        assert IDENTITY not in seen(app)

    drive(app, play, (120, 40))
    ticket = desk.ticket(FRESH).ticket
    assert [seal.reason for seal in ticket.sealed] == ["社保局要核对"]
    assert [look.reason for look in desk.discretion.looks(FRESH)] == ["回访"]


def test_to_keep_an_original_a_reason_is_needed(desk: Desk, make_app: MakeApp) -> None:
    """TKT-15: not kept unless an officer insists with a reason."""

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, f"核对身份证{IDENTITY}")
        await press(pilot, "alt+k", "ctrl+r")
        assert "保留原因" in seen(pilot.app)  # type: ignore[arg-type] # the app of `drive`
        await press(pilot, "alt+k", "ctrl+r")
        await settle(pilot)

    drive(make_app(), play)
    assert desk.ticket(FRESH).ticket.sealed == ()
    assert desk.ticket(FRESH).events[-1].note == f"核对身份证{MASKED}"


def test_what_is_promised_to_a_caller_is_clear(make_app: MakeApp) -> None:
    """CALL-10: 不清楚, 不知道, 不行 in a promise are flagged with what to say instead."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "m")
        await paste(pilot, "这个不行，以后再说")
        assert "“不行” x" in seen(app)
        assert "改说能做的" in seen(app)

    drive(app, play)
