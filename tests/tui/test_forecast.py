"""What breaches next, on the screen (CALL-14, SLA-1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import Scene, drive, seen
from tests.tui.test_dialogs import app_on
from tests.tui.tickets import HOSTILE, example_001, open_desk, press
from tui_desk.domain.call import Call
from tui_desk.tui.screens.forecast import ForecastScreen
from tui_desk.tui.screens.ticket import TicketScreen


def test_breaches_stand_by_the_hour_and_open_their_ticket(scene: Scene) -> None:
    """SLA-1: 高 of 09:15 is due at 11:15; what a colleague's change moves is seen by itself."""
    desk, ticket = example_001(scene)
    again = Call("draft-2", ticket.first_taker, scene.at + timedelta(minutes=20), answers={
        "name": "李四", "unit": "财务部", "category": "software", "summary": HOSTILE, "scope": "non_core",
    })  # fmt: skip
    lead = desk.officers()[0]
    scene.set_clock(scene.at + timedelta(minutes=20))
    desk.register(again, by=lead)

    async def play(pilot: Pilot[Any]) -> None:
        app = pilot.app
        await press(pilot, "j")
        assert [type(screen) for screen in app.screen_stack[-1:]] == [ForecastScreen]
        shown = seen(app).splitlines()  # type: ignore[arg-type] # the app of `drive`
        assert "11:00" in shown[1] and "13:00" in shown[1]  # noqa: PT018 - one line
        assert shown[2].count("# 1") == 2
        assert "11:00-12:00" in shown[5]
        assert all(word in shown[6] for word in (">", "1h40", "11:15", ticket.number, "响应", "高", "OA"))
        assert "13:00-14:00" in shown[7]
        assert "[/closed]" in shown[8]
        await press(pilot, "down", "up", "enter")
        assert [type(screen) for screen in app.screen_stack[-1:]] == [TicketScreen]

    drive(app_on(scene), play)


def test_an_empty_forecast_says_so(scene: Scene) -> None:
    """SLA-1: nothing is due."""
    open_desk(scene, "it-team", "2023-10-01 09:15")

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "j")
        assert "没有超时的" in seen(pilot.app)  # type: ignore[arg-type] # the app of `drive`
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, ForecastScreen)

    drive(app_on(scene), play)
