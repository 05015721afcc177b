"""What the tests of the papers' screens do by hand: make a paper, open it, look (REC, SITE)."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import settle
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens import paper as paper_screen
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.paper import PaperScreen

TICKET = "IT-20261120-002"
"""A software fault of the desk in `conftest`, without a paper."""


def app_of(pilot: Pilot[Any]) -> DeskApp:
    """The app, by its own type."""
    assert isinstance(pilot.app, DeskApp)
    return pilot.app


def screen_of(pilot: Pilot[Any]) -> PaperScreen:
    """The paper on the screen."""
    assert isinstance(pilot.app.screen, PaperScreen)
    return pilot.app.screen


async def open_number(pilot: Pilot[Any], number: str) -> PaperScreen:
    """Open a paper over whatever is on the screen."""
    below = pilot.app.screen
    assert isinstance(below, ActionScreen)
    below.start(paper_screen.open_paper(below, number))
    await settle(pilot)
    return screen_of(pilot)


async def open_record(pilot: Pilot[Any], ticket: str = TICKET) -> PaperScreen:
    """Open the service record of a ticket."""
    below = pilot.app.screen
    assert isinstance(below, ActionScreen)
    below.start(paper_screen.open_record(below, ticket))
    await settle(pilot)
    return screen_of(pilot)
