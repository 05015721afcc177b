"""The palette: every action by a word of it, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import LANGUAGES, SIZES, MakeApp, drive, seen, settle
from tui_desk.tui.queue_rows import Sort
from tui_desk.tui.screens.palette import PaletteScreen, find
from tui_desk.tui.screens.queue import QueueScreen


@pytest.mark.parametrize("typed", ["sort", "SORT", "排序", "到期", "due time", "t"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_action_is_found_by_its_words_in_either_language_whichever_is_spoken(
    make_app: MakeApp, typed: str, language: str
) -> None:
    make_app(language=language)
    assert "sort" in [action.id for action in find(list(QueueScreen.ACTIONS), typed)][:3]


def test_enter_runs_what_was_found(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("colon", *"sort", "enter")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, QueueScreen)
        assert screen.rows.sort is Sort.DUE

    drive(app, play)


def test_the_full_width_colon_of_an_input_method_opens_it_and_escape_closes_it(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("：")
        assert [type(screen) for screen in app.screen_stack][1:] == [QueueScreen, PaletteScreen]
        await pilot.press("escape")
        assert [type(screen) for screen in app.screen_stack][1:] == [QueueScreen]

    drive(app, play)


def test_nothing_found_says_what_to_do(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("colon", *"zzz", "enter")
        await settle(pilot)
        assert "没有找到" in seen(app)

    drive(app, play)


def test_what_is_not_allowed_is_not_offered(make_app: MakeApp) -> None:
    app = make_app(login="sw003")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("colon", *"dispatch")
        await settle(pilot)
        assert "没有找到" in seen(app)

    drive(app, play)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_palette_looks_as_before(make_app: MakeApp, snap_compare: Any, size: tuple[int, int], language: str) -> None:
    async def open_it(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await pilot.press("colon")
        await settle(pilot)

    assert snap_compare(make_app(language=language), terminal_size=size, run_before=open_it)
