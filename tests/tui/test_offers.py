"""Offers on the screen: heard at once, accepted and sent back by a key, reported in one line (SITE-2, SITE-4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import AT, MakeApp, Scene, drive, seen, settle, until
from tests.tui.test_warned import told
from tests.tui.tickets import HOSTILE, press, show
from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Norm

FRESH = "IT-20261120-002"
WANG = Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR}))


@pytest.fixture
def norm() -> Norm:
    """Offers lapse, and what nobody touches rises."""
    return load_shipped("it-team")


@pytest.fixture
def colleague(desk: Desk) -> Desk:
    """A desk in another session, with an operator who gives tickets out."""
    desk.put_officer(WANG, by=desk.sign_in("limin"))
    return desk


def give(desk: Desk, to: str, advice: str = "先查账号") -> Ticket:
    """Offer the fresh ticket, as it stands."""
    return desk.dispatch(FRESH, to, advice, by=WANG, seen=desk.ticket(FRESH).ticket.version)


def answer(desk: Desk) -> str:
    return desk.ticket(FRESH).ticket.offers[-1].answer


def test_an_offer_is_heard_at_once_and_accepted_by_one_key(make_app: MakeApp, colleague: Desk) -> None:
    """SITE-2: the assignee hears by when; the row says 待接单 until a is pressed."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        give(colleague, "DM001")
        await until(pilot, lambda: FRESH in told(app))
        assert f"{AT + timedelta(minutes=15):%M}前接单" in told(app)
        await until(pilot, lambda: "待接单李敏" in seen(app))
        await show(pilot, FRESH)
        assert "D 退回" in seen(app)
        assert "派单         李敏(王芳派" in seen(app)
        await press(pilot, "a")
        await until(pilot, lambda: answer(colleague) == "accepted")

    drive(app, play)


def test_an_offer_is_sent_back_with_words(make_app: MakeApp, colleague: Desk) -> None:
    """SITE-2, DESK-11: the dialog asks why; nobody has the ticket then."""
    give(colleague, "DM001", HOSTILE)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "D", *"busy", "enter")
        await until(pilot, lambda: answer(colleague) == "declined")
        await settle(pilot)
        assert "nobody" not in seen(app)

    drive(app, play)
    ticket = colleague.ticket(FRESH).ticket
    assert (ticket.assignee, ticket.offers[-1].words) == (None, "busy")


def test_a_line_in_the_palette_notes_what_an_engineer_did(make_app: MakeApp, colleague: Desk, scene: Scene) -> None:
    """SITE-4: what will be noted stands first; Enter notes it, though it was typed before the desk had answered."""
    give(colleague, "SW003")
    scene.set_clock(AT + timedelta(minutes=2))
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "colon", *"SW003 arrive 1120-002 -1m")
        await until(pilot, lambda: f"到达 {FRESH}" in seen(app))
        await press(pilot, "escape")
        await press(pilot, "colon", *"SW003 depart 1120-002 -1m", "enter")
        await until(pilot, lambda: "depart" in colleague.ticket(FRESH).ticket.stamps)

    drive(app, play)
    ticket = colleague.ticket(FRESH).ticket
    assert ticket.stamps["depart"] == AT + timedelta(minutes=1)
    assert answer(colleague) == "accepted"


def test_a_line_that_misses_something_stays_with_what_is_missing(make_app: MakeApp, colleague: Desk) -> None:
    """SITE-4: nothing is noted, nothing that was typed is lost."""
    app, version = make_app(), colleague.ticket(FRESH).ticket.version

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "colon", *"SW003 arrive 1120-002", "enter")
        await until(pilot, lambda: "请先改派" in seen(app))
        assert "SW003 arrive 1120-002" in seen(app)

    drive(app, play)
    assert colleague.ticket(FRESH).ticket.version == version
