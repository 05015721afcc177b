"""What reaches an officer on whatever screen: telephones that ring, messages, replies (CALL-1, 4, 5, 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import AT, MakeApp, Scene, drive, seen, settle, until
from tui_desk.desk.desk import Desk
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.person import Person
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.change_over import ChangeOverScreen, Manner
from tui_desk.tui.screens.dialogs import FormDialog
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.messages import OwedScreen
from tui_desk.tui.screens.queue import QueueScreen
from tui_desk.tui.screens.ticket import TicketScreen
from tui_desk.tui.widgets.alert_lines import AlertLines
from tui_desk.tui.widgets.queue_list import QueueList

WANG = Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR}))
ZHANG = Person(0, "张三", "ZS001", "市场部", ("13800138000",))


@pytest.fixture
def colleague(desk: Desk, scene: Scene) -> Iterator[Desk]:
    """A session of 王芳, at the same desk."""
    desk.put_officer(WANG, by=desk.sign_in("limin"))
    desk.directory.put_person(ZHANG)
    other = Desk(scene.store())
    yield other
    other.store.close()


def told(app: DeskApp) -> str:
    """What the lines of alert say on the screen in front."""
    assert isinstance(app.screen, ActionScreen)
    shown = app.screen.query_children(AlertLines)
    return shown.first().text if shown and shown.first().display else ""


def message(id_: str = "m1", to: str = "DM001", by: str = "OP001", **said: Any) -> Message:
    """A message of this minute."""
    words = {"words": "请回电，问合同", "caller_name": "赵强", "caller_phone": "2210", **said}
    return Message(id_, Owed.MESSAGE, AT, by, to, **words)


def test_who_rings_is_told_with_open_tickets_and_nothing_moves(make_app: MakeApp, colleague: Desk) -> None:
    """CALL-5: an idle operator sees name, unit and open tickets; the cursor stays on its ticket."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("down")
        selected = app.screen.query_one(QueueList).selected
        ring = colleague.rings.announce("13800138000", line="2")
        await until(pilot, lambda: "响铃" in told(app))
        assert "13800138000  张三 市场部" in told(app)
        assert "线路 2" in told(app)
        assert "IT-20261120-002" in told(app)
        await until(pilot, lambda: "13800138000  张三 市场部" in seen(app))
        assert app.screen.query_one(QueueList).selected == selected
        assert app.screen.focused is None
        colleague.rings.take(ring.id, by=WANG)
        await until(pilot, lambda: "王芳 已接听 13800138000" in told(app))

    drive(app, play)


def test_two_people_with_one_number_are_both_named(make_app: MakeApp, colleague: Desk) -> None:
    """CALL-5: who of them calls, the officer asks."""
    colleague.directory.put_person(Person(0, "李四", unit="财务部", phones=("13800138000",)))
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        colleague.rings.announce("13800138000")
        await until(
            pilot, lambda: "张三 市场部 或 李四 财务部" in told(app) or "李四 财务部 或 张三 市场部" in told(app)
        )

    drive(app, play)


@pytest.mark.parametrize("key", ["n", "f4", "alt+n"])
def test_one_key_takes_the_call_and_what_is_typed_after_it_belongs_to_the_call(
    make_app: MakeApp, colleague: Desk, key: str
) -> None:
    """CALL-4, CALL-5: the intake opens at once with the telephone; the desk knows who has the call."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        ring = colleague.rings.announce("13800138000")
        await until(pilot, lambda: "响铃" in told(app))
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, IntakeScreen))
        await until(pilot, lambda: colleague.rings.look_at(ring.id).taken_by == "DM001")
        [screen] = app.lines.screens
        assert screen.hand.call.fact("ring") == ring.id
        assert screen.hand.call.answer("phone") == "13800138000"
        assert told(app) == ""

    drive(app, play)


def test_a_call_that_a_colleague_took_first_is_told_and_its_intake_goes(make_app: MakeApp, colleague: Desk) -> None:
    """CALL-4: the one who is too late loses nothing but the empty intake, and hears who has the call."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        ring = colleague.rings.announce("13800138000")
        await until(pilot, lambda: "响铃" in told(app))
        colleague.rings.take(ring.id, by=WANG)
        await pilot.press("n")
        await until(pilot, lambda: not app.lines.screens and isinstance(app.screen, QueueScreen))
        await until(pilot, lambda: "王芳" in seen(app))
        assert app.parked_calls() == 0

    drive(app, play)


def test_in_a_call_the_next_one_is_told_small_and_taken_with_the_other_held(make_app: MakeApp, colleague: Desk) -> None:
    """CALL-4: one line over the rule; F4 holds the call in hand and takes the one that rings."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, IntakeScreen))
        first = app.screen
        ring = colleague.rings.announce("13800138000")
        await until(pilot, lambda: "响铃" in told(app))
        assert len(told(app).splitlines()) == 1
        await pilot.press("f4")
        await until(pilot, lambda: len(app.lines.screens) == 2)
        await until(pilot, lambda: colleague.rings.look_at(ring.id).taken_by == "DM001")
        assert app.screen is not first
        assert isinstance(first, IntakeScreen)
        assert first.hand.call.on_hold

    drive(app, play)


def test_every_screen_tells_it_and_f4_takes_it_there(make_app: MakeApp, colleague: Desk) -> None:
    """CALL-4: on a ticket, in a list, in a dialog: what was typed there is still there afterwards."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        await settle(pilot)
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press(*"abc")
        dialog = app.screen
        colleague.rings.announce("13800138000")
        await until(pilot, lambda: "响铃" in told(app))
        await pilot.press("d", "f4")
        await until(pilot, lambda: isinstance(app.screen, IntakeScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is dialog)
        assert "abcd" in seen(app)

    drive(app, play)


def test_who_takes_no_calls_hears_no_ring_and_a_call_for_another_is_not_told(
    make_app: MakeApp, colleague: Desk
) -> None:
    """CALL-5: an engineer is not disturbed; a call for one officer is that officer's."""
    for login, to in (("sw003", ""), ("limin", "OP001")):
        app = make_app(login=login)

        async def play(pilot: Pilot[Any], app: DeskApp = app, to: str = to) -> None:
            ring = colleague.rings.announce("13800138000", to=to)
            await settle(pilot)
            await pilot.pause(0.4)
            assert told(app) == ""
            colleague.rings.take(ring.id, by=WANG)

        drive(app, play)


def test_a_locked_desk_tells_nothing_and_takes_no_call(make_app: MakeApp, colleague: Desk) -> None:
    """DESK-12: names and messages stay hidden until a PIN opens the desk, and no key goes around it."""
    app = make_app()

    async def refuse(_staff_no: str, _pin: str) -> Officer:
        raise AssertionError("nobody gave a PIN")

    async def play(pilot: Pilot[Any]) -> None:
        locked = ChangeOverScreen([WANG], Manner.LOCK, refuse, at=WANG.staff_no, calls=0)
        app.push_screen(locked)
        await until(pilot, lambda: app.screen is locked)
        ring = colleague.rings.announce("13800138000")
        colleague.messages.leave(message(), by=WANG)
        await until(pilot, lambda: bool(app.alerts.rings))
        await pilot.press("f4", "alt+n")
        await pilot.pause(0.3)
        assert app.screen is locked
        assert "13800138000" not in seen(app)
        assert "合同" not in seen(app)
        assert colleague.rings.look_at(ring.id).taken_at is None

    drive(app, play)


def test_a_terminal_sounds_its_bell_only_where_that_is_wanted(
    make_app: MakeApp, colleague: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-11: `bell = true` in the config file; once for a telephone, however long it rings."""
    for wanted in (False, True):
        app, sounded = make_app(), list[int]()
        app.settings = replace(app.settings, bell=wanted)
        monkeypatch.setattr(app, "bell", lambda sounded=sounded: sounded.append(1))

        async def play(pilot: Pilot[Any], app: DeskApp = app) -> None:
            ring = colleague.rings.announce("13800138000")
            await until(pilot, lambda: "响铃" in told(app))
            await pilot.pause(1.2)
            colleague.rings.take(ring.id, by=WANG)

        drive(app, play)
        assert len(sounded) == wanted


def test_nobody_answers(make_app: MakeApp, colleague: Desk, scene: Scene) -> None:
    """CALL-1, CALL-15: the session sees the time pass; the missed call is owed, counted, and told."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        ring = colleague.rings.announce("13800138000")
        await until(pilot, lambda: "响铃" in told(app))
        scene.set_clock(AT + timedelta(seconds=61))
        await until(pilot, lambda: colleague.rings.look_at(ring.id).missed_at is not None)
        await until(pilot, lambda: "未接" in told(app) and "未接 1" in seen(app))
        [owed] = [each for each in colleague.promises.everybodys() if each.kind is Owed.MISSED]
        assert owed.caller_name == "张三"

    drive(app, play)


def test_a_message_is_delivered_on_the_screen_and_its_read_mark_on_the_senders(
    make_app: MakeApp, colleague: Desk
) -> None:
    """CALL-11: told at once on whatever screen; read when Enter says so; the sender sees by whom."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        colleague.messages.leave(message(), by=WANG)
        await until(pilot, lambda: "王芳 的留言" in told(app))
        assert "请回电，问合同" in told(app)
        await pilot.press("escape")
        await until(pilot, lambda: "留言 1 未读" in seen(app))
        assert colleague.messages.look_at("m1").read_at is None
        await pilot.press("b")
        await until(pilot, lambda: isinstance(app.screen, OwedScreen) and "赵强" in seen(app))
        await pilot.press("home", "enter")
        await until(pilot, lambda: colleague.messages.look_at("m1").read_by == "DM001")
        await until(pilot, lambda: "留言 未读" not in seen(app))

    drive(app, play)
    sender = make_app(login="wangfang")

    async def look(pilot: Pilot[Any]) -> None:
        colleague.messages.leave(message("m2"), by=WANG)
        await settle(pilot)
        lead = colleague.sign_in("limin")
        colleague.messages.read("m2", by=lead)
        await until(pilot, lambda: "李敏 已读您的留言（赵强 2210）" in told(sender))
        colleague.messages.answer("m2", "合同周五寄出", by=lead)
        await until(pilot, lambda: "李敏 已答复 赵强 2210：" in told(sender))
        assert "合同周五寄出" in told(sender)
        await pilot.press("b", "3")
        await until(pilot, lambda: "合同周五寄出" in seen(sender))

    drive(sender, look)


def test_hostile_callers_and_messages_are_shown_harmlessly(make_app: MakeApp, colleague: Desk) -> None:
    """CALL-1, CALL-11: nothing in a caller id, a name or a message is markup or reaches the terminal raw."""
    colleague.directory.put_person(Person(0, "[/b]红[@click=app.leave]", unit="部\u202e门" * 40, phones=("6666",)))
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        colleague.rings.announce("6666", line="[/]\x1b[31m")
        colleague.messages.leave(message(words="[/closed]\x1b]0;x\x07" + "长" * 500, caller_name="\x9b2J[b]"), by=WANG)
        await until(pilot, lambda: "[/b]红[@click=app.leave]" in seen(app))
        await pilot.press("b")
        await until(pilot, lambda: "[/closed]长长" in seen(app))
        assert not any(ord(letter) < 32 and letter != "\n" for letter in seen(app))

    drive(app, play)
