"""The help: the keys of the screen one is on, in the words of the registry."""

from __future__ import annotations

from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import LANGUAGES, SIZES, MakeApp, drive, seen, settle
from tui_desk.i18n import tr
from tui_desk.tui.screens.queue import QueueScreen


@pytest.mark.parametrize("key", ["question_mark", "？", "f1"])
def test_the_help_has_every_action_of_the_screen(make_app: MakeApp, key: str) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press(key)
        await settle(pilot)
        text = "\n".join(str(widget.render()) for widget in app.screen.query(Static))
        assert [tr(a.help) for a in QueueScreen.ACTIONS if tr(a.help) not in text] == []

    drive(app, play)


def test_the_help_scrolls_and_closes(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("question_mark", "j", "down")
        await settle(pilot)
        assert app.screen.query_one(VerticalScroll).scroll_offset.y == 2
        await pilot.press("escape")
        assert isinstance(app.screen, QueueScreen)
        assert "全公司断网" in seen(app)

    drive(app, play)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_looks_as_before(make_app: MakeApp, snap_compare: Any, size: tuple[int, int], language: str) -> None:
    async def open_it(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)

    assert snap_compare(make_app(language=language), terminal_size=size, run_before=open_it)
