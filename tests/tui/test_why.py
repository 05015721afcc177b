"""The screen that tells why: from queue and ticket by one key, live, each clock, whatever was typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import LANGUAGES, LOGIN, SIZES, Scene, drive, seen, settle, until
from tests.tui.tickets import HOSTILE, bottom, open_desk, press, show
from tui_desk import i18n
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer
from tui_desk.journal import Journal
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.why import WhyScreen

NUMBER = "TS-20260930-001"


@pytest.fixture
def waited(scene: Scene) -> tuple[Desk, Officer]:
    """A ticket of 陈工 from the evening before National Day 2026, answered, then waited for over the first of October.

    It is 10:00 on the make-up Saturday.
    """
    desk, lead = open_desk(scene, "support-guide", "2026-09-30 17:12:33")
    answers = {"name": "张三", "unit": "市场部", "category": "software", "function_lost": "minor", "summary": "OA很慢"}
    ticket = desk.register(Call("draft", lead.staff_no, scene.at, answers=answers), by=lead)
    ticket = desk.dispatch(ticket.number, "SW003", "先看缓存", by=lead, seen=ticket.version)
    scene.set_clock(scene.at + timedelta(minutes=20))
    ticket = desk.respond(ticket.number, by=lead, seen=ticket.version)
    ticket = desk.wait(ticket.number, HOSTILE, by=lead, seen=ticket.version)
    scene.set_clock(scene.at + timedelta(hours=16))
    ticket = desk.go_on(ticket.number, by=lead, seen=ticket.version)
    scene.set_clock(scene.at + timedelta(days=9, minutes=27, seconds=27))
    assert ticket.number == NUMBER
    return desk, lead


def app_of(scene: Scene, folder: Path, language: str = "zh_CN") -> DeskApp:
    """The app on that desk."""
    i18n.use(language)
    settings = Settings(database=str(scene.path), shared=True, language=language)
    connect = scene.store
    return DeskApp(settings, lambda: Desk(connect()), login=LOGIN, journal=Journal(folder / "calls"), clock=scene.now)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_reasons_look_as_they_should(
    waited: object, scene: Scene, tmp_path: Path, snap_compare: Any, language: str, size: tuple[int, int]
) -> None:
    """SLA-2, CALL-14: National Day by its names, the make-up Saturday, a hostile reason of waiting, what is to come."""
    del waited

    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, "k")

    assert snap_compare(app_of(scene, tmp_path, language), terminal_size=size, run_before=before)


def test_one_key_tells_why_from_the_queue_and_the_ticket_and_leads_back(
    waited: object, scene: Scene, tmp_path: Path
) -> None:
    """SLA-2: the answer says how long is left as the queue does; the bottom line tells the keys."""
    del waited
    app = app_of(scene, tmp_path)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "1")
        before = seen(app)
        await press(pilot, "k")
        told = seen(app)
        assert "解决: 14:40到期, 还剩4小时40分工作时间" in told.splitlines()[4]
        assert ">解决 4h40" in told.splitlines()[2]
        assert " 4h40 " in before
        assert "support-guide; 规则 low: 优先级 低; 目标 24小时工作时间" in told
        assert [key in bottom(app) for key in ("Tab", "Esc", "PgDn")] == [True] * 3
        await press(pilot, "escape")
        assert seen(app) == before
        await show(pilot, NUMBER)
        before = seen(app)
        await press(pilot, "k")
        assert isinstance(app.screen, WhyScreen)
        await press(pilot, "k")
        assert seen(app) == before

    drive(app, play)


def test_the_clocks_of_a_ticket_follow_one_another(waited: object, scene: Scene, tmp_path: Path) -> None:
    """SLA-2: response and solution each have their own target and stretches; after the last the first again."""
    del waited
    app = app_of(scene, tmp_path)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "k")
        resolve = seen(app)
        await press(pilot, "tab")
        respond = seen(app)
        assert ">响应 达标" in respond.splitlines()[2]
        assert ">解决" in resolve.splitlines()[2]
        assert "解决: 14:40到期, 还剩4小时40分工作时间" in resolve
        assert "24:00:00  到期" in resolve
        assert "响应: 09-30 17:32达标, 10-08 16:12到期, 还余7小时40分工作时间" in respond
        await press(pilot, "right")
        assert seen(app) == resolve
        await press(pilot, "left")
        assert seen(app) == respond

    drive(app, play)


def test_the_reasons_tick_with_the_clock_and_follow_what_colleagues_do(
    waited: tuple[Desk, Officer], scene: Scene, tmp_path: Path
) -> None:
    """TKT-9: an hour later an hour less is left; what a colleague notes appears by itself."""
    desk, lead = waited
    app = app_of(scene, tmp_path)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "k")
        assert "还剩4小时40分工作时间" in seen(app)
        scene.set_clock(scene.at + timedelta(hours=1))
        await until(pilot, lambda: "还剩3小时40分工作时间" in seen(app))
        desk.wait(NUMBER, "等厂商备件", by=lead, seen=desk.ticket(NUMBER).ticket.version)
        await until(pilot, lambda: "解决: 11:00起暂停, 还剩3小时40分工作时间" in seen(app))
        scene.set_clock(scene.at + timedelta(minutes=1))
        await until(pilot, lambda: "等待: 等厂商备件" in seen(app))

    drive(app, play, (120, 40))


def test_a_long_story_is_read_to_its_end_and_its_beginning(waited: object, scene: Scene, tmp_path: Path) -> None:
    """SLA-2: now is in sight at once; Home shows the rule, End the due time."""
    del waited
    app = app_of(scene, tmp_path)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "k")
        assert "现在" in seen(app)
        assert "出自003" not in seen(app)
        await press(pilot, "home")
        assert "技术支持服务标准 (support-guide), 出自003" in seen(app)
        await press(pilot, "end")
        assert "24:00:00  到期" in seen(app)
        await press(pilot, "up")
        assert "24:00:00  到期" not in seen(app)
        await press(pilot, "pageup", "pagedown", "down")
        assert "24:00:00  到期" in seen(app)

    drive(app, play)


def test_a_ticket_that_no_service_level_is_for_says_so(scene: Scene, tmp_path: Path) -> None:
    """SLA-2: a ticket without a clock has no table, and no key for another clock."""
    desk, lead = open_desk(scene, "support-guide", "2026-11-20 10:42")
    answers = {"name": "张三", "unit": "市场部", "category": "software", "function_lost": "minor", "summary": "OA很慢"}
    ticket = desk.register(Call("draft", lead.staff_no, scene.at, answers=answers), by=lead)
    scene.set_clock(scene.at + timedelta(minutes=1))
    _without_clocks(desk, ticket.number, lead)
    app = app_of(scene, tmp_path)

    async def play(pilot: Pilot[Any]) -> None:
        await press(pilot, "k", "tab", "left", "end")
        assert "没有时钟在计" in seen(app)
        assert "Tab" not in bottom(app)

    drive(app, play)


def _without_clocks(desk: Desk, number: str, by: Officer) -> None:
    from tui_desk.desk.changing import Decision, change
    from tui_desk.domain.ticket import EventKind
    from tui_desk.domain.verbs import Verb

    def decide(*_: object) -> Decision:
        return Decision(EventKind.EDITED, {"clocks": ()})

    change(desk.store, number, Verb.EDIT, decide, by=by, seen=None)
