"""Read back, register, tell the number: how the screens of a call look, and a database that is away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from textual.pilot import Pilot

from tests.clock import ClockedStore
from tests.tui.conftest import AT, LANGUAGES, LOGIN, SIZES, MakeApp, Scene, drive, settle, until
from tests.tui.directory import put_callers
from tests.tui.typing import Hand
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.ports import Writing
from tui_desk.domain.call import Call, Entry
from tui_desk.domain.call_log import CallFilter
from tui_desk.journal import Journal
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.parked import ParkedScreen
from tui_desk.tui.screens.pending import PendingScreen
from tui_desk.tui.screens.queue import QueueScreen
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


def left_behind(hand: Hand, **answers: str) -> None:
    """A call that an earlier session left, as if it had been killed."""
    app = hand.pilot.app
    assert isinstance(app, DeskApp)
    assert app.session is not None
    call = Call("7f3a2c1e", app.session.officer.staff_no, AT - timedelta(minutes=7))
    file = app.journal.begin(call, desk=app.session.address, norm=1)
    for code, answer in answers.items():
        file.note(Entry(AT - timedelta(minutes=4), "answer", answer, code))
    file.release()


async def offered(hand: Hand) -> None:
    """Parked calls are offered, as they are at every start."""
    assert isinstance(hand.pilot.app, DeskApp)
    hand.pilot.app.offer_parked()
    await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, ParkedScreen))


async def parked(hand: Hand) -> None:
    left_behind(hand, phone="6678", name="张明", title="mr", unit="市场部", staff_no="ZM001", summary="OA很慢")
    await offered(hand)


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
    left_behind(hand, name=HOSTILE, unit=HOSTILE, summary=HOSTILE)
    await offered(hand)


@pytest.fixture
def _one_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of a picture has the same reference."""
    monkeypatch.setattr("tui_desk.tui.lines.uuid4", lambda: UUID("7f3a2c1e-0000-4000-8000-000000000000"))


def before(scenery: Scenery) -> Callable[[Pilot[Any]], Awaitable[None]]:
    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await scenery(Hand(pilot))
        await settle(pilot)

    return run


@pytest.mark.usefixtures("_one_draft")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scenery", [caller, vague, scope, read_back, number, parked])
def test_the_call_looks_as_it_should(
    desk: Desk, make_app: MakeApp, snap_compare: Any, scenery: Scenery, size: tuple[int, int], language: str
) -> None:
    put_callers(desk)
    assert snap_compare(make_app(language=language), terminal_size=size, run_before=before(scenery))


@pytest.mark.usefixtures("_one_draft")
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


@contextmanager
def flaky(scene: Scene, folder: Path) -> Iterator[tuple[DeskApp, FlakyStore, Journal]]:
    """The app on a database that a test can take away."""
    store, journal = FlakyStore(open_store(str(scene.path)), scene.at), Journal(folder / "calls")
    settings = Settings(database=str(scene.path), shared=True, language="zh_CN")
    yield DeskApp(settings, lambda: Desk(store), login=LOGIN, journal=journal, clock=scene.now), store, journal


async def ready_to_register(hand: Hand) -> None:
    await hand.new_call()
    await hand.answer(name="张三", unit="市场部", summary="OA报错E-1042", category="2", scope="3")
    await hand.press("ctrl+r")
    await hand.read_back()


async def pending(hand: Hand) -> str:
    """Wait until the reference stands on the screen, and read it."""
    await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, PendingScreen))
    await hand.pilot.pause()
    return hand.call.reference


def test_a_call_registered_while_the_database_is_away_gives_one_ticket_later(
    desk: Desk, scene: Scene, tmp_path: Path
) -> None:
    """CALL-13, TKT-1: the reference large, and asked again the one ticket of this call."""
    with flaky(scene, tmp_path) as (app, store, journal):

        async def play(pilot: Pilot[Any]) -> None:
            hand = Hand(pilot)
            await ready_to_register(hand)
            store.away = True
            await hand.press("a", "enter")
            reference = await pending(hand)
            assert app.screen.query_one(BigNumber).number == reference
            assert f"张三，您反映的情况已经记下，受理编号 {reference}" in hand.screen
            assert "单号稍后短信告知您" in hand.screen
            assert list(journal.directory.glob("*.call")), "nothing is lost"
            await hand.press("r")
            assert await pending(hand) == reference
            store.away = False
            await hand.press("r")
            number = await hand.number()
            assert desk.ticket(number).ticket.draft == hand.call.draft
            assert not list(journal.directory.glob("*.call")), "kept until the commit, and no longer"

        drive(app, play)


def test_one_key_leaves_a_call_to_get_its_number_later(desk: Desk, scene: Scene, tmp_path: Path) -> None:
    """CALL-13: 待编号; the number follows by itself, and telling the caller is a promise then."""
    with flaky(scene, tmp_path) as (app, store, _):

        async def play(pilot: Pilot[Any]) -> None:
            hand = Hand(pilot)
            await ready_to_register(hand)
            draft = hand.call.draft
            store.away = True
            await hand.press("a", "enter")
            reference = await pending(hand)
            await hand.press("enter")
            await until(pilot, lambda: isinstance(app.screen, QueueScreen))
            assert desk.calls.find(reference) is None
            store.away = False
            await until(pilot, lambda: desk.calls.find(reference) is not None, 10)
            record = desk.calls.find(reference)
            assert record is not None
            ticket = desk.ticket(record.ticket).ticket
            assert ticket.draft == draft
            assert [promise.kept_at for promise in ticket.promises] == [None], "the number is still to be told"

        drive(app, play)


def test_a_call_without_a_number_goes_on_when_it_is_taken_back(desk: Desk, scene: Scene, tmp_path: Path) -> None:
    """CALL-16: Esc goes back to the read-back and to the questions; nothing has ended."""
    with flaky(scene, tmp_path) as (app, store, _):

        async def play(pilot: Pilot[Any]) -> None:
            hand = Hand(pilot)
            await ready_to_register(hand)
            store.away = True
            await hand.press("a", "enter")
            await pending(hand)
            await hand.press("escape")
            await hand.read_back()
            assert hand.call.end is None
            await hand.press("escape")
            await hand.answer(wish="下午要用")
            store.away = False
            await hand.press("ctrl+r")
            await hand.read_back()
            await hand.press("ctrl+r")
            assert desk.ticket(await hand.number()).ticket.answers["wish"] == "下午要用"

        drive(app, play)


def test_each_confirmation_is_stamped_and_a_changed_answer_is_open_again(make_app: MakeApp, scene: Scene) -> None:
    """CALL-12: per item 对/改, the confirmation and its time."""

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await ready_to_register(hand)
        scene.set_clock(scene.at + timedelta(minutes=3))
        await hand.press("enter")
        assert hand.call.confirmed_at == {"name": scene.at}
        assert "v 10:45 您是张三。" in hand.screen
        assert "read_back" not in hand.call.phases
        await hand.press("a")
        assert hand.call.phases["read_back"] == scene.at
        await hand.press("home", "up", "up", "up", "e")
        await until(pilot, lambda: hand.question == "name")
        await hand.type("丰")
        await hand.press("ctrl+r")
        await hand.read_back()
        assert "还有 1 项未核对" in hand.screen

    drive(make_app(), play)


def test_private_text_is_read_back_masked_and_numbers_in_groups(make_app: MakeApp) -> None:
    """CALL-12, TKT-15: nobody reads an identity number aloud, and a telephone number is said so that one can follow."""

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(phone="13800138000", name="张三", unit="市场部", category="2", scope="3")
        await hand.answer(summary="身份证11010519491231002X被系统锁定")
        await hand.press("ctrl+r")
        await hand.read_back()
        assert "138 0013 8000" in hand.screen
        assert "11010519491231002X" not in hand.screen
        assert "1101**********002X" in hand.screen
        assert "隐私内容存储时遮盖" in hand.screen

    drive(make_app(), play)


def test_the_item_to_read_now_is_always_in_sight(make_app: MakeApp) -> None:
    """CALL-12: a long problem pushes what comes after it down, not out."""

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", category="2", scope="3", wish="下午要用")
        hand.intake._go_to("summary")
        await hand.paste("，".join(f"第{n}次点保存都报错" for n in range(60)))
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("enter", "enter", "enter")
        assert "> " in hand.screen
        assert "您的要求是：下午要用。" in hand.screen

    drive(make_app(), play)


def test_the_number_comes_with_a_text_to_send_and_both_can_be_copied(make_app: MakeApp, monkeypatch: Any) -> None:
    """CALL-13: told in groups, copied by OSC 52, and as an SMS with the time of the answer."""
    app = make_app()
    copied: list[str] = []
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await ready_to_register(hand)
        await hand.press("a", "enter")
        number = await hand.number()
        assert "您的单号是 IT 2026 1120 007" in hand.screen
        await hand.press("t", "c")
        text = f"【东海服务台】您反映的问题已受理，单号 {number}，14:42前与您联系。"
        assert copied == [number, text, number]
        assert text[:19] in hand.screen
        assert hand.screen.index("还有其他需求") < hand.screen.index("谢谢您"), "asked first, then thanked (CALL-19)"

    drive(app, play)


def test_another_matter_is_a_new_call_of_the_same_caller(desk: Desk, make_app: MakeApp) -> None:
    """CALL-19: whoever has one more request says neither name nor department again."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await ready_to_register(hand)
        await hand.press("a", "enter")
        number = await hand.number()
        await hand.press("y")
        await until(pilot, lambda: isinstance(app.screen, IntakeScreen))
        await settle(pilot)
        assert {code: hand.call.answer(code) for code in ("name", "unit", "summary")} == {
            "name": "张三",
            "unit": "市场部",
            "summary": "",
        }
        await hand.answer(summary="打印机卡纸", category="1", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        assert await hand.number() != number
        await hand.press("enter")
        await until(pilot, lambda: isinstance(app.screen, QueueScreen))
        records = desk.calls.log(CallFilter(words="张三"))
        await until(pilot, lambda: all("hung_up" in r.phases for r in desk.calls.log(CallFilter(words="张三"))[:2]))
        assert len({record.ticket for record in records[:2]}) == 2

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
