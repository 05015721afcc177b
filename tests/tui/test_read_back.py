"""Read back, register, tell the number: how the screens of a call look, and a database that is away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.clock import ClockedStore
from tests.tui.conftest import LANGUAGES, LOGIN, SIZES, MakeApp, Scene, drive, settle, until
from tests.tui.directory import put_callers
from tests.tui.typing import Hand
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.ports import Writing
from tui_desk.journal import Journal
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.read_back import ReadBackScreen
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.big_number import BigNumber, pixels

HOSTILE = "[/closed] [@click=app.quit]退出[/] [B-201] \x1b]52;c;aGk=\x07\x1b[2J\u202egnp.exe 中文宽度"
Scenery = Callable[[Hand], Awaitable[None]]


async def caller(hand: Hand) -> None:
    await hand.new_call()
    await hand.answer(phone="667")
    await hand.caller_found()


async def vague(hand: Hand) -> None:
    await caller(hand)
    await hand.type("8")
    await hand.pilot.pause(0.3)
    await hand.press("enter")
    await hand.type("OA很慢")


async def scope(hand: Hand) -> None:
    await vague(hand)
    await hand.answer(category="2", promise="下午回电", promise_due="14:00")
    await hand.press("ctrl+r")


async def read_back(hand: Hand) -> None:
    await scope(hand)
    await hand.press("2", "ctrl+r")
    await hand.read_back()
    await hand.press("enter", "y")


async def number(hand: Hand) -> None:
    await read_back(hand)
    await hand.press("a", "enter")
    await hand.number()


async def parked(hand: Hand) -> None:
    await vague(hand)
    await hand.press("escape", "n")
    await hand.pilot.pause(0.2)


async def hostile(hand: Hand) -> None:
    await hand.new_call()
    for code in ("name", "unit", "summary"):
        hand.intake._go_to(code)
        await hand.paste(HOSTILE)
    await hand.answer(category="2", scope="2")
    await hand.press("ctrl+o")
    await hand.paste(HOSTILE)
    await hand.press("enter", "alt+3")


async def hostile_read_back(hand: Hand) -> None:
    await hostile(hand)
    await hand.press("ctrl+r")
    await hand.read_back()


async def hostile_number(hand: Hand) -> None:
    await hostile_read_back(hand)
    await hand.press("ctrl+r")
    await hand.number()


async def hostile_parked(hand: Hand) -> None:
    await hostile(hand)
    await hand.press("escape", "n")
    await hand.pilot.pause(0.2)


def before(scenery: Scenery) -> Callable[[Pilot[Any]], Awaitable[None]]:
    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await scenery(Hand(pilot))
        await settle(pilot)

    return run


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scenery", [caller, vague, scope, read_back, number, parked])
def test_the_call_looks_as_it_should(
    desk: Desk, make_app: MakeApp, snap_compare: Any, scenery: Scenery, size: tuple[int, int], language: str
) -> None:
    put_callers(desk)
    assert snap_compare(make_app(language=language), terminal_size=size, run_before=before(scenery))


@pytest.mark.parametrize("scenery", [hostile, hostile_read_back, hostile_number, hostile_parked])
def test_hostile_text_is_shown_harmlessly(make_app: MakeApp, snap_compare: Any, scenery: Scenery) -> None:
    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=before(scenery))


class FlakyStore(ClockedStore):
    """A store that cannot be written to while it is away."""

    away = False

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        if self.away:
            raise DatabaseUnavailable(why="test")
        with super().writing() as writing:
            yield writing


def test_a_call_registered_while_the_database_is_away_gives_one_ticket_later(
    desk: Desk, scene: Scene, tmp_path: Path
) -> None:
    store = FlakyStore(open_store(str(scene.path)), scene.at)
    journal = Journal(tmp_path / "calls")
    settings = Settings(database=str(scene.path), shared=True, language="zh_CN")
    app = DeskApp(settings, lambda: Desk(store), login=LOGIN, journal=journal, clock=scene.now)

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary="OA报错E-1042", category="2", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        store.away = True
        await hand.press("a", "enter", "enter")
        await until(pilot, lambda: "数据库" in hand.notices)
        assert isinstance(app.screen, ReadBackScreen), "it stays"
        assert list(journal.directory.glob("*.call")), "and nothing is lost"
        store.away = False
        await hand.press("enter")
        number = await hand.number()
        assert desk.ticket(number).ticket.draft == hand.call.draft
        assert not list(journal.directory.glob("*.call")), "kept until the commit, and no longer"

    drive(app, play)


def test_a_call_that_was_not_read_back_is_registered_and_said(make_app: MakeApp) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary="OA报错E-1042", category="2", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        await hand.number()
        assert "有 3 项未复述" in hand.notices

    drive(make_app(), play)


def test_every_sign_of_a_number_has_a_picture_of_its_own() -> None:
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
    pictures = {pixels(sign) for sign in signs}
    assert None not in pictures
    assert len(pictures) == len(signs)


@pytest.mark.parametrize(("width", "drawn"), [(120, 2 * 59), (74, 59), (30, 2 * 11), (12, 11), (8, 0)])
def test_a_number_is_drawn_as_large_as_there_is_room(width: int, drawn: int) -> None:
    lines = BigNumber("IT-20261120-007").lines(width)
    assert (len(lines[0]) if lines else 0) == drawn


def test_answers_are_not_changed_while_the_call_is_being_registered(desk: Desk, make_app: MakeApp) -> None:
    put_callers(desk)
    app, answer = make_app(), threading.Event()

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await read_back(hand)
        slow = asyncio.ensure_future(app.gateway.ask(lambda _desk: answer.wait(5)))
        await hand.press("ctrl+r", "escape", "e")
        assert isinstance(app.screen, ReadBackScreen)
        answer.set()
        await slow
        await hand.number()

    drive(app, play)


def test_a_call_goes_on_under_its_norm_when_another_is_published_meanwhile(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    put_callers(desk)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await read_back(hand)
        desk.publish_norm(load_shipped("support-guide"), by=session.officer)
        await until(pilot, lambda: app.session is not None and app.session.desk.norm == 2)
        await hand.press("ctrl+r")
        await hand.number()
        number = app.screen.query_one(BigNumber).number
        assert desk.ticket(number).norm.code == "it-team"

    drive(app, play)
