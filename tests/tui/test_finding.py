"""Going to a number: what is typed behind Enter is no part of it (CALL-16)."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import MakeApp, drive, until
from tui_desk.tui.screens.ticket import TicketScreen


def test_a_key_behind_enter_does_not_change_the_number(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("#", *"002")
        for key in ("enter", "R"):
            app.simulate_key(key)
        await until(pilot, lambda: any(isinstance(each, TicketScreen) for each in app.screen_stack))
        assert any(isinstance(each, TicketScreen) and each.number == "IT-20261120-002" for each in app.screen_stack)

    drive(app, play)
