"""The dialogs of the verbs: the worked examples through the keyboard, and what a dialog never loses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from tests.desk.conftest import shanghai
from tests.tui.conftest import AT, MakeApp, Scene, drive, seen, settle
from tests.tui.tickets import HOSTILE, LESSON_001, WORK_001, example_001, local, open_desk, paste, press, show
from tui_desk import i18n
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.domain.call import Call
from tui_desk.domain.ticket import State
from tui_desk.tui.app import DeskApp

FRESH, MINE, WAITS, SOLVED, CLOSED = (f"IT-20261120-00{n}" for n in range(2, 7))
DIALOGS = {
    "dispatch": ("d", FRESH),
    "respond": ("r", FRESH),
    "work": ("i", FRESH),
    "wait": ("w", FRESH),
    "priority": ("p", FRESH),
    "promise": ("m", FRESH),
    "kept": ("y", MINE),
    "resolve": ("s", FRESH),
    "confirm": ("f", SOLVED),
    "reopen": ("o", CLOSED),
    "edit": ("e", FRESH),
}


def app_on(scene: Scene) -> DeskApp:
    """The app of 李敏 on a desk of the test's own."""
    i18n.use("zh_CN")
    settings = Settings(database=str(scene.path), shared=True, language="zh_CN")
    return DeskApp(settings, lambda: Desk(scene.store()), login="limin", clock=scene.now)


@pytest.mark.parametrize("size_and_language", [((80, 24), "zh_CN"), ((120, 40), "en")], ids=["80x24-zh", "120x40-en"])
@pytest.mark.parametrize("dialog", DIALOGS)
def test_the_dialog_looks_as_it_should(
    make_app: MakeApp, snap_compare: Any, dialog: str, size_and_language: tuple[tuple[int, int], str]
) -> None:
    (size, language), (key, number) = size_and_language, DIALOGS[dialog]

    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await show(pilot, number)
        await press(pilot, key)

    assert snap_compare(make_app(language=language), terminal_size=size, run_before=before)


def test_a_dialog_shows_hostile_text_harmlessly(scene: Scene, snap_compare: Any) -> None:
    desk, lead = open_desk(scene, "it-team", "2026-11-20 10:42")
    answers = {"name": HOSTILE, "unit": HOSTILE, "summary": HOSTILE, "category": "network", "scope": "core"}
    ticket = desk.register(Call("d1", lead.staff_no, scene.at, answers=answers), by=lead)
    desk.dispatch(ticket.number, "SW003", HOSTILE, by=lead, seen=1)

    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await show(pilot, ticket.number)
        await press(pilot, "e", "1")
        await paste(pilot, HOSTILE)
        await settle(pilot)

    assert snap_compare(app_on(scene), terminal_size=(80, 24), run_before=before)


def test_the_example_of_001_goes_from_dispatch_to_closed_by_keyboard(scene: Scene) -> None:
    """First response 09:45, noted at 10:00; closed 10:30 with the lesson, in time (norms §7)."""
    desk, ticket = example_001(scene)

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, ticket.number)
        await press(pilot, "d", *"sw003", "enter", "enter")
        scene.set_clock(shanghai("2023-10-01 10:00"))
        await press(pilot, "r", *"9:45", "enter", "enter")
        await press(pilot, "i")
        await paste(pilot, WORK_001)
        await press(pilot, "enter", "enter")
        await press(pilot, "s", "1")
        await paste(pilot, WORK_001)
        await press(pilot, "enter", "enter")
        scene.set_clock(shanghai("2023-10-01 10:30"))
        await press(pilot, "f", "enter", "1")
        await paste(pilot, "问题已解决,感谢及时处理")
        await press(pilot, "enter")
        await press(pilot, "c")
        await paste(pilot, LESSON_001)
        await press(pilot, "enter")
        assert "已关闭" in seen(pilot.app).splitlines()[1]  # type: ignore[arg-type] # the app of `drive`

    drive(app_on(scene), play)
    view = desk.ticket(ticket.number)
    done = view.ticket
    assert done.state is State.CLOSED
    assert done.assignee == "SW003"
    assert local(done.responded_at) == "2023-10-01 09:45"
    assert local(done.closed_at) == "2023-10-01 10:30"
    assert (done.result, done.solution, done.late_reason) == ("solved", WORK_001, "")
    assert (done.feedback, done.feedback_words, done.lesson) == ("satisfied", "问题已解决,感谢及时处理", LESSON_001)
    assert [event.kind for event in view.events] == [
        "registered", "dispatched", "responded", "worked", "resolved", "confirmed", "closed"
    ]  # fmt: skip


def test_the_example_of_003_goes_from_accepted_to_signed_by_keyboard(scene: Scene) -> None:
    """Accepted 09:15, solved 11:30, within 4 working hours; signed 张*, 4 (norms §7)."""
    desk, lead = open_desk(scene, "support-guide", "2023-10-25 09:15")
    answers = {
        "name": "张*", "phone": "5678", "unit": "销售部", "category": "software", "function_lost": "main",
        "summary": "CRM系统无法新建客户,报错“权限不足”",
    }  # fmt: skip
    ticket = desk.register(Call("draft-1", lead.staff_no, scene.at, answers=answers), by=lead)

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, ticket.number)
        assert "13:15前" in seen(pilot.app)  # type: ignore[arg-type] # the app of `drive`
        await press(pilot, "a")
        await press(pilot, "r", "enter", "enter")
        scene.set_clock(shanghai("2023-10-25 12:00"))
        await press(pilot, "s", "1")
        await paste(pilot, "重置用户角色权限,分配新建客户功能")
        await press(pilot, "enter", *"11:30", "enter")
        await press(pilot, "f", "1", "4")
        await paste(pilot, "张*")
        await press(pilot, "enter")
        await press(pilot, "c", "enter")

    drive(app_on(scene), play)
    done = desk.ticket(ticket.number).ticket
    assert done.state is State.CLOSED
    assert local(done.resolved_at) == "2023-10-25 11:30"
    assert (done.feedback, done.feedback_words, done.confirmed_by) == ("4", "张*", "signature")
    assert all(clock.reached_at and clock.reached_at <= clock.due_at for clock in done.clocks)


def test_dispatching_to_who_has_least_to_do_takes_three_keys(desk: Desk, make_app: MakeApp) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "d")
        await press(pilot, "enter", "enter")

    drive(make_app(), play)
    assert desk.ticket(FRESH).ticket.assignee == "SW003"


def test_a_late_response_asks_for_the_reason(desk: Desk, scene: Scene, make_app: MakeApp) -> None:
    """TKT-10: and only when the time typed was late."""
    scene.set_clock(AT + timedelta(hours=3))
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "r")
        assert "超时原因" in seen(app)
        await press(pilot, *"11:00")
        assert "超时原因" not in seen(app)
        await press(pilot, *["backspace"] * 5, "enter", "enter", "enter")
        assert "“超时原因”" in seen(app)
        assert desk.ticket(FRESH).ticket.responded_at is None
        await paste(pilot, "前一通电话未结束")
        await press(pilot, "enter", "enter")

    drive(app, play)
    ticket = desk.ticket(FRESH).ticket
    assert ticket.responded_at == AT + timedelta(hours=3)
    assert ticket.late_reason == "前一通电话未结束"


@pytest.mark.parametrize(("typed", "why"), [("23:00", "还没有到"), ("8:00", "工单"), ("昨天晚上", "看不懂")])
def test_a_time_that_cannot_be_is_said_and_nothing_is_lost(desk: Desk, make_app: MakeApp, typed: str, why: str) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, "已远程重置密码")
        await press(pilot, "enter")
        await paste(pilot, typed)
        await press(pilot, "enter")
        assert why in seen(app)
        assert "已远程重置密码" in seen(app)
        await paste(pilot, "10:30")
        await press(pilot, "enter")

    drive(app, play)
    event = desk.ticket(FRESH).events[-1]
    assert (event.note, local(event.happened_at)) == ("已远程重置密码", "2026-11-20 10:30")


def test_waiting_stops_the_clock_and_going_on_gives_the_time_back(desk: Desk, scene: Scene, make_app: MakeApp) -> None:
    due = desk.ticket(FRESH).ticket.clocks[0].due_at
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "w", "enter")
        await paste(pilot, "等用户回到座位")
        await press(pilot, "enter", "enter")
        assert "暂停, 剩余 1h32" in seen(app)
        scene.set_clock(AT + timedelta(minutes=30))
        await press(pilot, "w", "enter")
        assert "剩余 1h32" in seen(app)

    drive(app, play)
    assert desk.ticket(FRESH).ticket.clocks[0].due_at == due + timedelta(minutes=30)


def test_a_change_of_priority_shows_old_and_new_before_it_is_saved(desk: Desk, make_app: MakeApp) -> None:
    """TKT-7."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "p", "1")
        assert "高 -> 紧急" in seen(app)
        assert "响应: 12:14 -> 10:44" in seen(app)
        await press(pilot, "enter")
        assert "“原因”" in seen(app)
        assert desk.ticket(FRESH).ticket.priority == "high"
        await paste(pilot, "整个部门都登不上")
        await press(pilot, "enter")

    drive(app, play)
    ticket = desk.ticket(FRESH).ticket
    assert (ticket.priority, ticket.priority_reason) == ("urgent", "整个部门都登不上")


def test_reopening_looks_at_the_priority_again_and_starts_new_clocks(desk: Desk, make_app: MakeApp) -> None:
    """TKT-12."""

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, CLOSED)
        await press(pilot, "o")
        await paste(pilot, "用户说仍收不到邮件")
        await press(pilot, "enter", "2", "enter")

    drive(make_app(), play)
    ticket = desk.ticket(CLOSED).ticket
    assert (ticket.state, ticket.priority, ticket.reopened) == (State.OPEN, "high", 1)
    assert [clock.due_at for clock in ticket.clocks if clock.cycle == 2] == [AT + timedelta(hours=2)]


def test_a_promise_is_made_and_kept(desk: Desk, make_app: MakeApp) -> None:
    """CALL-7: what, by when; shown on the ticket until it is kept."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "m")
        await paste(pilot, "回电告知结果")
        await press(pilot, "enter", *"14:00", "enter")
        assert "回电告知结果 (14:00前)" in seen(app)
        await press(pilot, "y", "enter")
        assert "10:42已兑现" in seen(app)

    drive(app, play)
    (promise,) = desk.ticket(FRESH).ticket.promises
    assert local(promise.due_at) == "2026-11-20 14:00"
    assert promise.kept_at == AT


def test_editing_changes_one_field(desk: Desk, make_app: MakeApp) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "e")
        await paste(pilot, "问题类型")
        await press(pilot, "enter", "4")

    drive(make_app(), play)
    assert desk.ticket(FRESH).ticket.category == "account"


def test_keys_that_come_in_one_burst_work_in_the_order_typed(desk: Desk, make_app: MakeApp) -> None:
    """Over a slow line "r", the time, and both Enters arrive together, before the dialog is drawn."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        for key in ("r", "1", "0", "colon", "3", "0", "enter", "enter"):
            app.post_message(events.Key(key, {"colon": ":", "enter": "\r"}.get(key, key)))
        await settle(pilot)
        await settle(pilot)

    drive(app, play)
    assert local(desk.ticket(FRESH).ticket.responded_at) == "2026-11-20 10:30"


def test_escape_keeps_what_was_typed_for_the_next_time(desk: Desk, make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, "第一行\n第二行")
        await press(pilot, "escape")
        assert len(desk.ticket(FRESH).events) == 1
        await press(pilot, "i")
        assert "第二行" in seen(app)
        assert "上次输入的内容还在这里" in seen(app)
        await press(pilot, "ctrl+r")
        await press(pilot, "i")
        assert "第二行" not in seen(app)

    drive(app, play)
    assert desk.ticket(FRESH).events[-1].note == "第一行\n第二行"


def test_a_database_that_is_away_leaves_the_dialog_with_its_text(
    desk: Desk, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise DatabaseUnavailable(why="timeout")

    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, "已远程重置密码")
        with monkeypatch.context() as broken:
            broken.setattr(Desk, "work", away)
            await press(pilot, "ctrl+r")
        assert "已远程重置密码" in seen(app)
        assert "timeout" in seen(app)
        await press(pilot, "ctrl+r", "ctrl+r")

    drive(app, play)
    assert [event.note for event in desk.ticket(FRESH).events[1:]] == ["已远程重置密码"]


def test_control_characters_are_taken_out_with_a_notice(desk: Desk, make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "i")
        await paste(pilot, "坏\x1b[2J字\u202e符")
        await settle(pilot)
        assert "控制字符" in seen(app)
        await press(pilot, "ctrl+r")

    drive(app, play)
    assert desk.ticket(FRESH).events[-1].note == "坏字符"
