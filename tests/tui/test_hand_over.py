"""The hand-over on the screen: given with own words, told to the next one, confirmed item by item (DESK-2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import AT, MakeApp, Scene, drive, seen, settle, until
from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import Post, Shift
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.asking import AskScreen
from tui_desk.tui.screens.hand_over import HandOverScreen
from tui_desk.tui.widgets.long_field import LongField

HOUR = timedelta(hours=1)


@pytest.fixture
def other(desk: Desk, scene: Scene) -> Iterator[Desk]:
    """A second session; 王芳 has the shift till 11:00 and 孙悦 the next one, both signed on."""
    lead = desk.sign_in("limin")
    for staff_no, name, login in (("OP001", "王芳", "wangfang"), ("OP002", "孙悦", "sunyue")):
        desk.put_officer(Officer(staff_no, name, login, frozenset({Role.OPERATOR})), by=lead)
    with desk.store.writing() as writing:
        for staff_no, begin, end in (("OP001", -3, 1), ("OP002", 0, 8)):
            starts, ends = AT + begin * HOUR, AT + end * HOUR
            turn = Shift(f"s-{staff_no}", staff_no, Post.HOTLINE, "", starts, ends, AT, "DM001", signed_on_at=starts)
            writing.put_shift(turn)
    session = Desk(scene.store())
    yield session
    session.store.close()


async def open_sheet(pilot: Pilot[Any], app: DeskApp, words: str) -> HandOverScreen:
    """The hand-over, read."""
    await pilot.press("H")
    await until(pilot, lambda: isinstance(app.screen, HandOverScreen) and words in seen(app))
    await settle(pilot)
    screen = app.screen
    assert isinstance(screen, HandOverScreen)
    return screen


def test_a_sheet_is_given_with_own_words_that_survive_leaving(make_app: MakeApp, other: Desk) -> None:
    """DESK-2: everything open is on it, live; what was typed is there again; given, its number is said."""
    app = make_app(login="wangfang")

    async def play(pilot: Pilot[Any]) -> None:
        screen = await open_sheet(pilot, app, "尚未交班")
        assert "本班变更" in seen(app) or "承诺" in seen(app)
        await pilot.press("w", *"key in drawer", "escape", "escape")
        await settle(pilot)
        screen = await open_sheet(pilot, app, "尚未交班")
        assert screen.query_one(LongField).answer == "key in drawer"
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "JB-20261120-001" in seen(app) and "已交班" in seen(app))

    drive(app, play)
    (sheet,) = other.hand_overs.waiting()
    assert (sheet.words, sheet.giver) == ("key in drawer", "OP001")
    assert other.rosters.shift("s-OP001").hand_over == sheet.id


def test_the_next_one_is_told_and_confirms_item_by_item(make_app: MakeApp, other: Desk) -> None:
    """DESK-2: a line on the queue tells of it; Space confirms, r with a remark, ctrl+a all the rest."""
    giver = other.sign_in("wangfang")
    app = make_app(login="sunyue")

    async def play(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        assert "等您确认" not in seen(app)
        other.hand_overs.give(replace(other.hand_overs.collect(giver), words="see drawer"), giver)
        await until(pilot, lambda: "等您确认" in seen(app))
        await open_sheet(pilot, app, "see drawer")
        await pilot.press("space")
        await until(pilot, lambda: "[x]" in seen(app))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await settle(pilot)
        await pilot.press(*"no", "enter")
        await until(pilot, lambda: seen(app).count("[x]") == 2)
        await pilot.press("ctrl+a")
        await until(pilot, lambda: "没有等您确认的交班单" in seen(app))
        await pilot.press("3")
        await until(pilot, lambda: "孙悦" in seen(app).splitlines()[3])

    drive(app, play)
    (sheet,) = other.hand_overs.newest()
    assert (sheet.taker, [each.remark for each in sheet.items[:2]]) == ("OP002", ["", "no"])
