"""Two officers on one ticket: what differs survives by itself, what collides is shown and chosen, nothing is lost."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import MakeApp, drive, seen, settle
from tests.tui.tickets import HOSTILE, paste, press, show
from tui_desk.desk.desk import Desk
from tui_desk.tui.screens.conflict import ConflictScreen
from tui_desk.tui.session import Session

FRESH = "IT-20261120-002"
MINE, THEIRS = "OA登录页报500", "全市场部登录不了OA"


async def collide(pilot: Pilot[Any], desk: Desk, session: Session) -> None:
    """I rewrite the description while 王工 does the same, and save."""
    await show(pilot, FRESH)
    await press(pilot, "e", "1")
    await press(pilot, "ctrl+u")
    await paste(pilot, MINE)
    desk.edit(FRESH, {"summary": THEIRS}, by=session.officers["NT002"], seen=1)
    await press(pilot, "ctrl+r")
    assert isinstance(pilot.app.screen, ConflictScreen)


def test_both_values_are_shown_with_who_and_when(
    desk: Desk, session: Session, make_app: MakeApp, snap_compare: Any
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await collide(pilot, desk, session)
        told = seen(pilot.app)  # type: ignore[arg-type] # the app of `make_app`
        assert "NT002 王工, 10:42" in told
        assert THEIRS in told
        assert MINE in told

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=before)


def test_my_value_stands_when_i_choose_it_and_theirs_is_in_the_history(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await collide(pilot, desk, session)
        await press(pilot, "2", "enter")

    drive(make_app(), play)
    view = desk.ticket(FRESH)
    assert view.ticket.summary.startswith(MINE)
    assert any(event.changes.get("summary") == THEIRS for event in view.events)


def test_theirs_stands_when_i_choose_it_and_mine_becomes_a_note(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await collide(pilot, desk, session)
        await press(pilot, "1", "enter")

    drive(make_app(), play)
    view = desk.ticket(FRESH)
    assert view.ticket.summary == THEIRS
    assert MINE in view.events[-1].note


def test_going_back_saves_nothing_and_keeps_what_i_typed(desk: Desk, session: Session, make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await collide(pilot, desk, session)
        await press(pilot, "escape")
        assert MINE in seen(app)

    drive(app, play)
    assert desk.ticket(FRESH).ticket.summary == THEIRS


def test_different_fields_both_survive_without_a_question(desk: Desk, session: Session, make_app: MakeApp) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "e")
        await press(pilot, "1")
        await paste(pilot, MINE)
        desk.edit(FRESH, {"requester_unit": "市场二部"}, by=session.officers["NT002"], seen=1)
        await press(pilot, "ctrl+r")

    drive(make_app(), play)
    ticket = desk.ticket(FRESH).ticket
    assert MINE in ticket.summary
    assert ticket.requester_unit == "市场二部"


def test_two_who_dispatch_at_once_choose_between_the_two_officers(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "d", *"sw003", "enter", *"a1")
        desk.dispatch(FRESH, "NT002", "a2", by=session.officer, seen=1)
        await press(pilot, "enter")
        told = seen(app)
        assert "NT002 王工" in told
        assert "SW003 陈工" in told
        await press(pilot, "m", "enter")

    drive(app, play)
    ticket = desk.ticket(FRESH).ticket
    assert (ticket.assignee, ticket.advice) == ("SW003", "a1")


def test_advice_that_is_not_sent_because_somebody_took_the_ticket_becomes_a_note(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "d", *"sw003", "enter", *"a1")
        desk.take(FRESH, by=session.officer, seen=1)
        await press(pilot, "enter")
        await press(pilot, "1", "enter")

    drive(make_app(), play)
    view = desk.ticket(FRESH)
    assert view.ticket.assignee == session.officer.staff_no
    assert "SW003" in view.events[-1].note
    assert "a1" in view.events[-1].note


def test_a_solution_stands_although_somebody_let_the_ticket_wait_meanwhile(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "s", "enter")
        await paste(pilot, MINE)
        desk.wait(FRESH, "等用户", by=session.officer, seen=1)
        await press(pilot, "ctrl+r")

    drive(make_app(), play)
    assert desk.ticket(FRESH).ticket.solution == MINE


def test_hostile_values_are_shown_harmlessly(
    desk: Desk, session: Session, make_app: MakeApp, snap_compare: Any
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await show(pilot, FRESH)
        await press(pilot, "e", "1")
        await paste(pilot, HOSTILE)
        desk.edit(FRESH, {"summary": HOSTILE}, by=session.officers["NT002"], seen=1)
        await press(pilot, "ctrl+r")

    assert snap_compare(make_app(language="en"), terminal_size=(120, 40), run_before=before)
