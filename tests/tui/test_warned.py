"""Warnings on the screen: told once on whatever screen, counted, gone to by one key (CALL-14, TKT-8, TKT-14)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.conftest import shanghai
from tests.tui.conftest import AT, LANGUAGES, SIZES, MakeApp, Scene, drive, seen, settle, until
from tests.tui.tickets import HOSTILE
from tui_desk.desk.desk import Desk
from tui_desk.desk.ports import Change
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.models import WarningRule
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.change_over import ChangeOverScreen, Manner
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.queue import QueueScreen
from tui_desk.tui.screens.ticket import TicketScreen
from tui_desk.tui.session import Session
from tui_desk.tui.warned import Warned
from tui_desk.tui.widgets.alert_lines import AlertLines

MINUTE = timedelta(minutes=1)
WARNINGS = (
    WarningRule(0.5, ("assignee",)),
    WarningRule(0.9, ("assignee", "managers")),
    WarningRule(1.0, ("assignee", "managers", "service_centre")),
)
WANG = Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR}))


@pytest.fixture
def warning(desk: Desk, scene: Scene) -> Iterator[Desk]:
    """A session of 王芳 at a desk that warns from now on; of the tickets that are there nobody is warned."""
    lead = desk.sign_in("limin")
    desk.put_officer(WANG, by=lead)
    desk.publish_norm(replace(desk.norm(), warnings=WARNINGS, level_sets=()), by=lead)
    with closing(sqlite3.connect(scene.path)) as database, database:
        database.execute("UPDATE clock SET alert_at = NULL, warned = ''")
    other = Desk(scene.store())
    yield other
    other.store.close()


def register(desk: Desk, *, to: str = "", scope: str = "department", summary: str = "门禁打不开") -> Ticket:
    """A ticket of this minute, due in two hours, perhaps somebody's already."""
    answers = {
        "phone": "3199", "name": "何静", "unit": "生产部", "category": "hardware", "scope": scope, "summary": summary,
    }  # fmt: skip
    ticket = desk.register(Call(f"draft-{summary}-{to}", "OP001", desk.now(), answers=answers), by=WANG)
    if to:
        ticket = desk.dispatch(ticket.number, to, "", by=WANG, seen=ticket.version)
    return ticket


def told(app: DeskApp) -> str:
    """What the lines of alert say on the screen in front."""
    assert isinstance(app.screen, ActionScreen)
    shown = app.screen.query_children(AlertLines)
    return shown.first().text if shown and shown.first().display else ""


def test_a_warning_is_told_at_its_mark_on_the_screen_of_whoever_has_the_ticket(
    make_app: MakeApp, warning: Desk, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-14: how far, which clock, whose ticket, how long is left, to whom; one bell, though it is heard twice."""
    ticket = register(warning, to="SW003")
    app, sounded = make_app(login="sw003"), list[int]()
    app.settings = replace(app.settings, bell=True)
    monkeypatch.setattr(app, "bell", lambda: sounded.append(1))

    async def play(pilot: Pilot[Any]) -> None:
        assert told(app) == ""
        scene.set_clock(AT + 60 * MINUTE + timedelta(seconds=1))
        await until(pilot, lambda: "预警 50% 响应" in told(app))
        assert f"{ticket.number} 还剩 59m 通知 陈工" in told(app)
        assert "门禁打不开" in told(app)
        assert "预警 1" in seen(app).splitlines()[0]
        [_, alert] = warning.alerts.of_ticket(ticket.number)  # the first tells of the offer
        app.hear([Change("alert", alert.alert.id)])
        app.hear_all()
        await settle(pilot)
        assert len(told(app).splitlines()) == len(sounded) == 1
        scene.set_clock(AT + 62 * MINUTE)
        await until(pilot, lambda: told(app) == "")
        assert "预警 1" in seen(app).splitlines()[0]

    drive(app, play)


def test_a_warning_that_could_not_be_asked_for_is_asked_for_again_and_told_once(
    warning: Desk, scene: Scene, session: Session
) -> None:
    """CALL-14: the line was down; what the feed says twice, or after a reconnect, is told once."""
    register(warning, to="DM001")
    scene.set_clock(AT + 61 * MINUTE)
    warned = Warned()
    warned.take_in(warned.question(session.officer)(warning), session)
    changes = [Change("alert", alert.id) for alert in warning.alerts.raise_due()]
    warned.changed(changes)
    warned.question(session.officer)  # nobody answers
    warned.changed(changes)
    warned.all_again(other_officer=False)
    assert len(warned.take_in(warned.question(session.officer)(warning), session)) == 1
    warned.changed(changes)
    assert not warned.wanting


def test_what_was_raised_before_the_session_is_counted_and_not_told(
    make_app: MakeApp, warning: Desk, scene: Scene
) -> None:
    """CALL-14: the count stands until the clock is reached or stands still."""
    ticket = register(warning, to="SW003")
    scene.set_clock(AT + 61 * MINUTE)
    warning.alerts.raise_due()
    app = make_app(login="sw003")

    async def play(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "预警 1" in seen(app).splitlines()[0])
        assert told(app) == ""
        warning.wait(ticket.number, "等用户", by=WANG, seen=ticket.version)
        await until(pilot, lambda: "预警" not in seen(app).splitlines()[0])

    drive(app, play)


def test_what_comes_while_the_desk_is_locked_is_told_when_it_is_opened(
    make_app: MakeApp, warning: Desk, scene: Scene
) -> None:
    """CALL-14, DESK-12: nothing is seen above the lock; what still stands is told after it, once, as it is by then."""
    ticket, other = register(warning, to="SW003"), register(warning, to="SW003", summary="考勤机坏了")
    app = make_app(login="sw003")

    async def refuse(_staff_no: str, _pin: str) -> Officer:
        raise AssertionError("nobody gave a PIN")

    async def play(pilot: Pilot[Any]) -> None:
        locked = ChangeOverScreen([WANG], Manner.LOCK, refuse, at=WANG.staff_no, calls=0)
        app.push_screen(locked)
        await until(pilot, lambda: app.screen is locked)
        scene.set_clock(AT + 60 * MINUTE + timedelta(seconds=1))
        await until(pilot, lambda: len(app.alerts.warned.in_danger) == 2)
        assert "门禁" not in seen(app)
        warning.wait(other.number, "等用户", by=WANG, seen=other.version)
        scene.set_clock(AT + 80 * MINUTE)
        await until(pilot, lambda: len(app.alerts.warned.in_danger) == 1)
        locked.dismiss(None)
        await until(pilot, lambda: "预警 50% 响应" in told(app))
        assert f"{ticket.number} 还剩 40m" in told(app)
        assert len(told(app).splitlines()) == 1
        scene.set_clock(AT + 82 * MINUTE)
        await until(pilot, lambda: told(app) == "")
        app.push_screen(again := ChangeOverScreen([WANG], Manner.LOCK, refuse, at=WANG.staff_no, calls=0))
        await until(pilot, lambda: app.screen is again)
        await settle(pilot)
        again.dismiss(None)
        await settle(pilot)
        assert told(app) == ""

    drive(app, play)


def test_who_does_not_have_the_ticket_hears_nothing_and_what_nobody_has_everybody_at_the_telephone(
    make_app: MakeApp, warning: Desk, scene: Scene
) -> None:
    """CALL-14: operators and managers hear of what nobody has taken; engineers of their own."""
    register(warning, to="NT002", summary="他人的")
    register(warning, summary="无人的")
    for login, heard in (("sw003", ""), ("wangfang", "无人的")):
        scene.set_clock(AT)
        app = make_app(login=login)

        async def play(pilot: Pilot[Any], app: DeskApp = app, heard: str = heard) -> None:
            scene.set_clock(AT + 61 * MINUTE)
            await until(pilot, lambda: len(warning.alerts.since(AT)) >= 2)
            await settle(pilot)
            await until(pilot, lambda: heard in told(app))
            assert "他人的" not in told(app)
            assert heard or told(app) == ""

        if heard:  # the first session raised them: this one hears those of another ticket
            register(warning, summary="无人的又一张")
        drive(app, play)


def test_the_breach_goes_up_the_path_and_an_urgent_ticket_reaches_the_manager_at_once(
    make_app: MakeApp, warning: Desk, scene: Scene
) -> None:
    """CALL-14, TKT-8: who is above is named; managers hear of 紧急 while the caller still speaks."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        urgent = register(warning, to="SW003", scope="core", summary="机房断电")
        await until(pilot, lambda: f"{urgent.number}" in told(app))
        assert told(app).startswith(" 紧急 ")
        assert "通知 值班经理" in told(app)
        scene.set_clock(AT + 31 * MINUTE)
        await until(pilot, lambda: "超时 响应" in told(app))
        assert "通知 陈工, 值班经理, 上报 service_centre" in told(app)

    drive(app, play, size=(120, 40))


def test_many_at_once_are_one_line_with_the_worst(make_app: MakeApp, warning: Desk, scene: Scene) -> None:
    """CALL-14: a morning after a night without anybody does not cover the queue."""
    for n in range(5):
        register(warning, summary=f"夜里 {n}")
    app = make_app(login="wangfang")

    async def play(pilot: Pilot[Any]) -> None:
        scene.set_clock(AT + 200 * MINUTE)
        await until(pilot, lambda: "另有 4 张" in told(app))
        assert len(told(app).splitlines()) == 1
        assert "预警 5" in seen(app).splitlines()[0]

    drive(app, play)


def test_one_key_goes_to_the_ticket_and_on_to_the_next(make_app: MakeApp, warning: Desk, scene: Scene) -> None:
    """CALL-14: also out of a call, which stays as it is; Esc leads back to it."""
    tickets = {register(warning, to="DM001", summary=words).number for words in ("甲", "乙")}
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+g")
        await until(pilot, lambda: any("没有预警中的工单" in note.message for note in app._notifications))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, IntakeScreen))
        call = app.screen
        scene.set_clock(AT + 61 * MINUTE)
        await until(pilot, lambda: "预警 50%" in told(app))
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        assert isinstance(app.screen, TicketScreen)
        first = app.screen.number
        assert first in tickets
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen) and app.screen.number != first)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is call)

    drive(app, play)


def test_the_next_warning_of_the_selected_ticket_and_whom_it_goes_to_are_always_seen(
    make_app: MakeApp, warning: Desk
) -> None:
    """CALL-14: below the list at 80 columns, on the ticket too."""
    register(warning, to="SW003", scope="core", summary="机房断电")
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        assert isinstance(app.screen, QueueScreen)
        number = next(row.number for row in app.screen.rows.view(app.screen._view) if row.summary == "机房断电")
        while app.screen.ticket_number() != number:
            await pilot.press("down")
        await until(pilot, lambda: "下次预警 响应 50% 10:57 通知 陈工, 值班经理" in seen(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen) and "50% 10:57 通知 陈工" in seen(app))

    drive(app, play)


def test_hostile_words_in_a_warning_are_shown_harmlessly(make_app: MakeApp, warning: Desk, scene: Scene) -> None:
    """CALL-14: nothing of a ticket is markup, moves the cursor or reaches the terminal raw."""
    register(warning, to="DM001", summary=HOSTILE)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        scene.set_clock(AT + 61 * MINUTE)
        await until(pilot, lambda: "[/closed]" in seen(app).splitlines()[2])
        shown = seen(app)
        assert not any(ord(letter) < 32 and letter != "\n" for letter in shown)

    drive(app, play, size=(120, 40))


def test_what_should_be_closed_today_has_a_tab_from_three_o_clock(make_app: MakeApp, scene: Scene) -> None:
    """TKT-14: tickets of today that came in before 17:00 and are not closed; no clock."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        assert "今日须结" not in seen(app)
        scene.set_clock(shanghai("2026-11-20 15:00"))
        await until(pilot, lambda: "6 今日须结 5" in seen(app).splitlines()[1])
        await pilot.press("6")
        await until(pilot, lambda: "1/5" in seen(app))
        number = app.screen.ticket_number() if isinstance(app.screen, QueueScreen) else ""
        assert number
        scene.set_clock(shanghai("2026-11-21 00:01"))
        await until(pilot, lambda: "今日须结 0" in seen(app).splitlines()[1])

    drive(app, play)


def test_a_calendar_that_runs_out_is_said_to_managers_only(make_app: MakeApp, desk: Desk) -> None:
    """CALL-14: a quiet line, while the next year's holidays are not published."""
    norm = desk.norm()
    calendars = {name: replace(rule, known_until=date(2026, 12, 31)) for name, rule in norm.calendars.items()}
    desk.publish_norm(replace(norm, calendars=calendars), by=desk.sign_in("limin"))
    for login, says in (("limin", True), ("sw003", False)):
        app = make_app(login=login)

        async def play(pilot: Pilot[Any], app: DeskApp = app, says: bool = says) -> None:
            await pilot.pause(1.2)
            await settle(pilot)
            assert ("节假日只到 2026-12-31" in seen(app)) == says

        drive(app, play)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queue_with_a_warning_looks_as_it_should(
    make_app: MakeApp, warning: Desk, scene: Scene, snap_compare: Any, size: tuple[int, int], language: str
) -> None:
    """CALL-14: the line over the headings, the count above, the next warning below."""
    register(warning, to="DM001", summary="门禁打不开")
    scene.set_clock(AT + 59 * MINUTE)
    warning.alerts.raise_due()
    app = make_app(language=language)

    async def warn(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await until(pilot, lambda: size[0] < 110 or seen(app).count("IT-20261120-001") == 2)  # the pane has followed
        scene.set_clock(AT + 60 * MINUTE + timedelta(seconds=1))
        await until(pilot, lambda: "50%" in told(app))
        await settle(pilot)
        await pilot.pause(2.3)  # whatever lights up is out again

    assert snap_compare(app, terminal_size=size, run_before=warn)
