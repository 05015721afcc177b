"""What the tests of the papers' screens do by hand: open a paper, press keys, look (REC, SITE)."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import until
from tests.tui.tickets import paste
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.base import ActionScreen, OpenTicket
from tui_desk.tui.screens.paper import PaperScreen, open_paper
from tui_desk.tui.screens.papers import PapersScreen
from tui_desk.tui.screens.ticket import TicketScreen

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


async def press(pilot: Pilot[Any], *pressed: str) -> None:
    """Press keys that ask the desk nothing."""
    await pilot.press(*pressed)
    await pilot.pause()


async def write(pilot: Pilot[Any], *texts: str) -> None:
    """Write each text into the field that has the focus, and go on with Enter."""
    for text in texts:
        await paste(pilot, text)
        await press(pilot, "enter")


async def answered(pilot: Pilot[Any]) -> None:
    """Wait until the desk has answered, and what follows is on the screen."""
    await pilot.pause(0.02)
    await until(pilot, lambda: app_of(pilot).gateway.idle)
    await pilot.pause(0.02)
    await until(pilot, lambda: app_of(pilot).gateway.idle)
    await pilot.pause()


async def show(pilot: Pilot[Any], number: str = TICKET) -> None:
    """Open a ticket's own screen."""
    pilot.app.post_message(OpenTicket(number))
    await until(pilot, lambda: isinstance(pilot.app.screen, TicketScreen) and pilot.app.screen.view is not None)


async def record_key(pilot: Pilot[Any]) -> PaperScreen:
    """Press the key of the service record on the ticket."""
    await pilot.press("R")
    await until(pilot, lambda: isinstance(pilot.app.screen, PaperScreen) and pilot.app.screen._is_ready)
    await pilot.pause()
    return screen_of(pilot)


async def open_record(pilot: Pilot[Any], number: str = TICKET) -> PaperScreen:
    """Open a ticket, then its service record."""
    await show(pilot, number)
    return await record_key(pilot)


async def open_number(pilot: Pilot[Any], number: str) -> PaperScreen:
    """Open a paper over whatever is on the screen."""
    below = pilot.app.screen
    assert isinstance(below, ActionScreen)
    below.start(open_paper(below, number))
    await until(pilot, lambda: isinstance(pilot.app.screen, PaperScreen) and pilot.app.screen._is_ready)
    await pilot.pause()
    return screen_of(pilot)


async def open_papers(pilot: Pilot[Any], number: str = TICKET) -> PapersScreen:
    """Open the papers of a ticket with the key for it."""
    await show(pilot, number)
    await press(pilot, "F")
    screen = pilot.app.screen
    assert isinstance(screen, PapersScreen)
    await until(pilot, lambda: screen._known)
    await pilot.pause()
    return screen
