"""A hand on the keyboard of the intake."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.pilot import Pilot

from tests.tui.conftest import seen, settle, until
from tui_desk.domain.call import Call
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.number import NumberScreen
from tui_desk.tui.screens.read_back import ReadBackScreen
from tui_desk.tui.widgets.question_form import row_of


class Hand:
    """Presses keys one by one and counts them."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot, self.keys = pilot, 0

    async def press(self, *keys: str) -> None:
        """Press keys by their names."""
        self.keys += len(keys)
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text."""
        self.keys += len(text)
        for character in text:
            target = self.pilot.app.screen.focused or self.pilot.app.screen
            target.post_message(events.Key(character, character))
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        """Paste a text."""
        focused = self.pilot.app.screen.focused
        assert focused is not None
        focused.post_message(events.Paste(text))
        await self.pilot.pause()

    async def answer(self, **answers: str) -> None:
        """Go to each question, in the order given, and type its answer; a choice by its digit."""
        for code, text in answers.items():
            self.intake._go_to(code)
            await self.type(text)
            await self.pilot.pause()

    async def new_call(self) -> None:
        """Take a new call."""
        await self.press("n")
        await until(self.pilot, lambda: isinstance(self.pilot.app.screen, IntakeScreen) and self.intake._open)
        await self.pilot.pause()

    async def caller_found(self) -> None:
        """Wait until the directory was asked."""
        await until(self.pilot, lambda: self.intake._callers.offered)
        await self.pilot.pause()

    async def read_back(self) -> None:
        """Wait for the read-back."""
        await until(self.pilot, lambda: isinstance(self.pilot.app.screen, ReadBackScreen))
        await self.pilot.pause()

    async def number(self) -> str:
        """Wait for the number, and read it."""
        await until(self.pilot, lambda: isinstance(self.pilot.app.screen, NumberScreen))
        await settle(self.pilot)
        screen = self.pilot.app.screen
        assert isinstance(screen, NumberScreen)
        return screen.ticket.number

    @property
    def screen(self) -> str:
        """What a person sees."""
        app = self.pilot.app
        assert isinstance(app, DeskApp)
        return seen(app)

    @property
    def notices(self) -> str:
        """The sentences that are on the screen for a while; tests' screens do not draw them."""
        return "\n".join(notice.message for notice in self.pilot.app._notifications)

    @property
    def intake(self) -> IntakeScreen:
        """The intake, on top or under another screen."""
        return next(screen for screen in self.pilot.app.screen_stack if isinstance(screen, IntakeScreen))

    @property
    def call(self) -> Call:
        """The call as it stands."""
        return self.intake.hand.call

    @property
    def question(self) -> str:
        """The code of the question asked now; empty in the note."""
        row = row_of(self.intake.focused)
        return row.question.code if row else ""
