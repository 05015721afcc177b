"""What the forms say of the clocks while one chooses, and what the record and the history say afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.test_clock_verbs import norm
from tests.tui.conftest import AT, MakeApp, Scene, drive, seen
from tests.tui.tickets import paste, press, show
from tui_desk import i18n
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import TicketView
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer
from tui_desk.domain.person import Unit
from tui_desk.domain.ticket import State
from tui_desk.tui.clock_forms import edit, go_on, on_the_way, reopen, reprioritise, wait
from tui_desk.tui.form import Attempt, Form
from tui_desk.tui.history import entries
from tui_desk.tui.presenting import sheet_rows
from tui_desk.tui.session import Session
from tui_desk.tui.verb_forms import resolve, respond

HOUR = timedelta(hours=1)


@pytest.fixture
def number(desk: Desk, session: Session) -> str:
    """A ticket opened at 10:42 under a norm with every milestone; remote help has failed."""
    desk.publish_norm(norm(), by=session.officer)
    answers = {"name": "张三", "unit": "市场部", "summary": "黑屏", "category": "hardware", "scope": "department"}
    ticket = desk.register(Call("visit", session.officer.staff_no, AT, answers=answers), by=session.officer)
    return desk.stamp(ticket.number, "remote_failed", by=session.officer, seen=None).number


def told(form: Form, **answers: str) -> str:
    """What stands below the form with these answers."""
    assert form.preview is not None
    return form.preview({item.code: item.value for item in form.items} | answers)


def asked(form: Form, code: str, **answers: str) -> bool:
    """Whether the form asks for it with these answers."""
    item = next(item for item in form.items if item.code == code)
    return item.asked({item.code: item.value for item in form.items} | answers)


def save(form: Form, desk: Desk, view: TicketView, **answers: str) -> TicketView:
    """The ticket after the form was carried out."""
    assert form.perform is not None
    given = {item.code: item.value for item in form.items} | answers
    form.perform(desk, given, Attempt(view.ticket.version, f"{view.ticket.version}"))
    return desk.ticket(view.ticket.number)


def test_what_runs_out_first_is_offered_first_with_its_due_time(desk: Desk, session: Session, number: str) -> None:
    """SITE-4."""
    form = on_the_way(desk.ticket(number), session)
    entries = form.items[0].entries
    assert [entry.code for entry in entries[:4]] == ["depart", "assess", "workaround", "handover"]
    assert entries[0].detail == "剩余 1h00 (11:42前)"
    noted = next(entry for entry in entries if entry.code == "remote_failed")
    assert noted.detail == "10:42 已记"


def test_what_is_noted_says_what_becomes_of_its_clock(desk: Desk, scene: Scene, session: Session, number: str) -> None:
    """SITE-4, TKT-9, TKT-10: in time at 11:30, late since 11:42, and then the reason is asked for."""
    scene.set_clock(AT + 2 * HOUR)
    form = on_the_way(desk.ticket(number), session)
    assert told(form, what="depart", at="11:30") == "出发: 达标 11:30 (11:42前)"
    assert told(form, what="depart") == "出发: 超时 12:42 (11:42前)"
    assert told(form, what="visit_ended", at="12:00") == "录单: 剩余 47h (11-22 12:00前)"
    assert told(form, what="depart", at="tom") == told(form, what="depart")
    assert not asked(form, "late_reason", what="depart", at="11:30")
    assert asked(form, "late_reason", what="depart")
    assert not asked(form, "late_reason", what="visit_ended")
    assert asked(form, "complexity", what="assess")
    assert not asked(form, "promised_for", what="depart")
    assert told(form, what="assess", complexity="complex").splitlines()[-1].startswith("解决: 18:42 -> 11-22 02:42")
    view = save(form, desk, desk.ticket(number), what="depart", at="11:50", late_reason="堵车")
    assert "超时 11:50 (11:42前); 堵车" in [row.text for row in sheet_rows(view, session, session.now())]
    last = entries(view, session)[-1]
    assert (last.what, last.changes) == ("出发", ("出发: 超时 11:50 (11:42前); 堵车",))


def test_every_late_clock_that_a_verb_reaches_asks_for_its_reason(
    desk: Desk, scene: Scene, session: Session, number: str
) -> None:
    """TKT-10."""
    assert not asked(resolve(desk.ticket(number), session), "late_reason")
    scene.set_clock(AT + HOUR + timedelta(minutes=1))
    view = desk.ticket(number)
    assert asked(respond(view, session), "late_reason")
    assert not asked(respond(view, session), "late_reason", at="11:00")
    assert asked(resolve(view, session), "late_reason")


def test_a_wait_says_whether_clocks_stand_still_and_until_when(
    desk: Desk, scene: Scene, session: Session, number: str
) -> None:
    """SITE-4."""
    form = wait(desk.ticket(number), session)
    assert told(form) == "等待期间暂停计时。"
    assert told(form, kind="parts") == "等待期间照常计时。"
    assert told(form, until="明天9点").endswith("至 11-21 09:00，届时工单自动继续。")
    view = save(form, desk, desk.ticket(number), reason="等王总", until="+2h")
    texts = [row.text for row in sheet_rows(view, session, session.now())]
    assert "暂停至 12:42，届时自动继续；剩 1h00" in texts
    assert any(text.startswith("某: 等王总; 至 12:42，") for text in texts)
    assert "预计结束: 2026-11-20 12:42" in entries(view, session)[-1].changes
    scene.set_clock(AT + HOUR)
    assert "解决: 18:42 -> 19:12" in told(go_on(view, session), at="11:12")
    scene.set_clock(AT + 3 * HOUR)
    assert "解决: 18:42 -> 20:42" in told(go_on(view, session))
    desk.clocks.resume_due()
    last = entries(desk.ticket(number), session)[-1]
    assert last.what == "等待到期，自动继续"
    assert "解决: 18:42 -> 20:42" in last.changes


def test_another_priority_or_customer_is_shown_before_it_is_saved(desk: Desk, session: Session, number: str) -> None:
    """TKT-7, TKT-12: a line for each clock, and what the policy does."""
    view = desk.ticket(number)
    lines = told(reprioritise(view, session), priority="urgent").splitlines()
    assert lines[0] == "高 -> 紧急"
    assert "解决: 18:42  (不变)" in lines
    lines = told(edit("customer", view, session), customer="external").splitlines()
    assert "解决: 18:42 -> 16:42  (从头重新计算)" in lines
    assert not any(line.startswith("响应") for line in lines)
    assert told(edit("category", view, session), category="network") == ""
    desk.resolve(number, "solved", "重启", by=session.officer, seen=view.ticket.version)
    lines = told(reopen(desk.ticket(number), session)).splitlines()
    assert "解决: 无 -> 18:42  (新增)" in lines


def test_earlier_cycles_stand_apart(desk: Desk, session: Session, number: str) -> None:
    """TKT-12: both cycles stay on the sheet, the old one greyed under its own heading."""
    ticket = desk.resolve(number, "solved", "重启", by=session.officer, seen=desk.ticket(number).ticket.version)
    desk.reopen(number, "又黑屏", "", by=session.officer, seen=ticket.version)
    rows = sheet_rows(desk.ticket(number), session, session.now())
    heading = next(place for place, row in enumerate(rows) if row.text == "之前的时钟")
    assert {row.label for row in rows[heading + 1 :]} >= {"出发", "解决"}
    assert {row.tone.value for row in rows[heading + 1 :]} == {"quiet"}


def test_on_the_way_waiting_and_going_on_by_keyboard(desk: Desk, scene: Scene, make_app: MakeApp, number: str) -> None:
    """SITE-4, TKT-9: departed ten minutes ago, a wait until 12:00, and on again as of 11:30."""
    app = make_app()
    scene.set_clock(AT + HOUR / 2)

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, number)
        await press(pilot, "g", "1", *"-10m", "enter", "enter")
        await press(pilot, "w", "1")
        await paste(pilot, "等用户回来")
        await press(pilot, "enter", *"12:00", "enter")
        assert "届时自动继续" in seen(app)
        scene.set_clock(AT + HOUR)
        await press(pilot, "w", *"11:30", "enter")
        assert "暂停" not in seen(app)

    drive(app, play)
    ticket = desk.ticket(number).ticket
    assert ticket.stamps["depart"] == AT + timedelta(minutes=20)
    assert ticket.state is State.OPEN
    assert next(c for c in ticket.clocks if c.milestone == "resolve").due_at == AT + 8 * HOUR + timedelta(minutes=18)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_colleagues_time_is_compared_before_another_is_noted(
    desk: Desk, scene: Scene, make_app: MakeApp, number: str, language: str
) -> None:
    """SITE-4: both times are seen by the name of what was noted."""
    colleague = next(officer for officer in desk.officers() if officer.staff_no == "SW003")
    assert isinstance(colleague, Officer)
    app = make_app(language=language)
    scene.set_clock(AT + HOUR / 2)

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, number)
        await press(pilot, "g")
        desk.stamp(number, "depart", AT + HOUR / 3, by=colleague, seen=None)
        await press(pilot, "1", *"-5m", "enter", "enter")
        assert i18n.tr("Departed") in seen(app)
        assert "11:02" in seen(app)
        await press(pilot, "2", "enter")

    drive(app, play)
    assert desk.ticket(number).ticket.stamps["depart"] == AT + timedelta(minutes=25)


def test_a_unit_of_another_kind_shows_which_open_tickets_follow(
    desk: Desk, session: Session, make_app: MakeApp, number: str
) -> None:
    """SLA-3, TKT-7: the old and the new due time stand there before anything is stored."""
    desk.directory.put_unit(Unit(0, "市场部"), by=session.officer)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "u")
        await press(pilot, "f6", "2")
        assert "解决: 18:42 -> 16:42" in seen(app)
        assert desk.directory.unit("市场部").unit.customer == ""  # type: ignore[union-attr] # it is there
        await press(pilot, "1")

    drive(app, play)
    ticket = desk.ticket(number).ticket
    assert ticket.customer == "external"
    assert next(c for c in ticket.clocks if c.milestone == "resolve").due_at == AT + 6 * HOUR
