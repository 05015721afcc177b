"""The queue: what an officer sees, and what stays still while the desk moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import AT, LANGUAGES, SIZES, MakeApp, Scene, drive, seen, settle, until
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import Ticket
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.forecast import ForecastScreen
from tui_desk.tui.widgets.queue_list import QueueList

ERP = "IT-20261120-003"


@pytest.fixture
def colleague(desk: Desk, scene: Scene) -> Iterator[Desk]:
    """A second session on the same file."""
    del desk
    other = Desk(scene.store())
    yield other
    other.store.close()


def lines(app: DeskApp) -> list[str]:
    """The rows of the list as they are seen."""
    return [line for line in seen(app).splitlines()[4:] if "IT-2026" in line[:40]]


def under_cursor(app: DeskApp) -> str | None:
    """The number of the selected ticket."""
    row = app.screen.query_one(QueueList).selected
    return row.number if row else None


def lead(desk: Desk) -> Officer:
    """李敏, who has every role."""
    return desk.sign_in("limin")


def register(desk: Desk, draft: str, *, scope: str = "core", summary: str = "机房断电") -> Ticket:
    """A call that just came in."""
    answers = {
        "phone": "3199", "name": "何静", "unit": "生产部", "category": "hardware", "scope": scope, "summary": summary,
    }  # fmt: skip
    return desk.register(Call(draft, "DM001", desk.now(), answers=answers), by=lead(desk))


def test_what_runs_out_next_stands_first_and_waiting_tickets_last(make_app: MakeApp) -> None:
    app = make_app()

    async def play(_: Pilot[Any]) -> None:
        rows = lines(app)
        assert ["全公司断网" in rows[0], "ERP登录报500" in rows[1], "无法登录OA" in rows[2]] == [True] * 3
        assert rows[-1].lstrip().startswith("暂停")

    drive(app, play)


def test_a_breached_ticket_has_a_sign_beside_its_colour(make_app: MakeApp) -> None:
    app = make_app()

    async def play(_: Pilot[Any]) -> None:
        assert lines(app)[0].startswith(">  -12m !!")
        assert "超时 1" in seen(app)

    drive(app, play)


def test_a_colleagues_new_ticket_appears_without_a_key_and_the_cursor_stays_on_its_own(
    make_app: MakeApp, colleague: Desk
) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("down")
        before = under_cursor(app)
        register(colleague, "draft-new")
        await until(pilot, lambda: "机房断电" in seen(app))
        assert under_cursor(app) == before
        assert "全部 6" in seen(app)

    drive(app, play)


def test_a_ticket_closed_elsewhere_leaves_the_list_and_the_cursor_takes_the_next(
    make_app: MakeApp, colleague: Desk
) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("down")
        gone, after = under_cursor(app), lines(app)[2]
        assert gone is not None
        view = colleague.ticket(gone)
        ticket = colleague.resolve(gone, "solved", "重启了应用服务", by=lead(colleague), seen=view.ticket.version)
        ticket = colleague.confirm(gone, "confirmed", "satisfied", "", by=lead(colleague), seen=ticket.version)
        colleague.close(gone, "", by=lead(colleague), seen=ticket.version)
        await until(pilot, lambda: "今日已关 2" in seen(app))
        assert gone not in "\n".join(lines(app))
        assert str(under_cursor(app)) in after

    drive(app, play)


def test_a_changed_row_lights_up_and_goes_out_again(
    make_app: MakeApp, colleague: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_desk.tui.widgets.queue_list.FLASH_SECONDS", 0.3)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        ticket = register(colleague, "draft-new")
        queue = app.screen.query_one(QueueList)
        await until(pilot, lambda: ticket.number in queue.lit)
        await until(pilot, lambda: ticket.number not in queue.lit)

    drive(app, play)


def test_countdowns_move_with_the_clock_and_a_breach_is_counted(make_app: MakeApp, scene: Scene) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        assert lines(app)[1].lstrip().startswith("33m")
        scene.set_clock(AT + timedelta(minutes=29, seconds=30))
        await until(pilot, lambda: "3:30 !" in lines(app)[1])
        scene.set_clock(AT + timedelta(minutes=34))
        await until(pilot, lambda: "超时 2" in seen(app))

    drive(app, play)


def test_tickets_closed_yesterday_are_gone_after_midnight_on_the_desks_calendar(
    make_app: MakeApp, scene: Scene
) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        assert "今日已关 1" in seen(app)
        scene.set_clock(AT + timedelta(hours=13, minutes=19))
        await until(pilot, lambda: "今日已关 0" in seen(app))

    drive(app, play)


@pytest.mark.parametrize(("key", "number"), [("1", 5), ("2", 2), ("3", 1), ("4", 1), ("5", 1)])
def test_a_digit_shows_a_part_of_the_queue(make_app: MakeApp, key: str, number: int) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press(key)
        await settle(pilot)
        assert len(lines(app)) == number

    drive(app, play)


def test_the_filter_works_while_it_is_typed_and_escape_ends_it(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", *"erp")
        await settle(pilot)
        assert len(lines(app)) == 1
        await pilot.press("enter", "down")  # Enter gives the keys back to the list
        await settle(pilot)
        assert len(lines(app)) == 1
        await pilot.press("escape")
        await settle(pilot)
        assert len(lines(app)) == 5

    drive(app, play)


@pytest.mark.parametrize("typed", ["刘芳", "财务", "3114", "20261120-003", "erp 刘"])
def test_the_filter_finds_caller_unit_telephone_and_number(make_app: MakeApp, typed: str) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", *typed)
        await settle(pilot)
        assert [ERP in line for line in lines(app)] == [True]

    drive(app, play)


def test_an_input_method_left_on_does_no_harm(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("／")
        await pilot.press(*"erp")
        await settle(pilot)
        assert len(lines(app)) == 1
        await pilot.press("escape", "alt+j")
        await settle(pilot)
        assert isinstance(app.screen, ForecastScreen)

    drive(app, play)


def test_sorting_by_due_time_keeps_the_cursor_on_its_ticket(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("end")
        before = under_cursor(app)
        await pilot.press("t")
        await settle(pilot)
        assert under_cursor(app) == before
        assert "按到期" in seen(app)

    drive(app, play)


def test_the_bottom_line_offers_only_what_works_on_the_selected_ticket(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        assert "w 等待" in seen(app).splitlines()[-1]
        await pilot.press("end")
        await settle(pilot)
        bottom = seen(app).splitlines()[-1]
        assert "w 等待" not in bottom
        assert bottom.endswith("? 按键")

    drive(app, play)


def test_an_officers_roles_decide_what_is_offered(make_app: MakeApp) -> None:
    app = make_app(login="sw003")

    async def play(pilot: Pilot[Any]) -> None:
        bottom = seen(app).splitlines()[-1]
        assert "n 来电" not in bottom
        assert "d 派单" not in bottom
        assert "a 接单" in bottom
        await pilot.press("n")
        assert len(app.screen_stack) == 2

    drive(app, play)


def test_an_empty_part_says_what_would_be_here(make_app: MakeApp) -> None:
    app = make_app(login="sw003")

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("3")
        await settle(pilot)
        assert "目前没有你的工单" in seen(app)
        assert "Enter" not in seen(app).splitlines()[-1]

    drive(app, play)


def test_a_wide_terminal_shows_the_selected_ticket_beside_the_list(make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("down")
        await settle(pilot)
        assert "回电告知进度" in seen(app)

    drive(app, play, (120, 40))


def test_an_officer_who_gets_a_role_is_offered_its_keys_and_a_new_name_is_shown_at_once(
    make_app: MakeApp, colleague: Desk
) -> None:
    app = make_app(login="nt002")

    async def play(pilot: Pilot[Any]) -> None:
        assert "n 来电" not in seen(app)
        officer = colleague.sign_in("nt002")
        roles = officer.roles | {Role.OPERATOR}
        colleague.put_officer(replace(officer, roles=roles, name="王大工"), by=lead(colleague))
        await until(pilot, lambda: "n 来电" in seen(app))
        assert "待接单王大工" in lines(app)[0]

    drive(app, play)


def test_taking_a_ticket_from_the_queue_makes_it_ones_own(make_app: MakeApp, colleague: Desk) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("down", "down", "a")
        await until(pilot, lambda: "我的 2" in seen(app))
        assert colleague.ticket(str(under_cursor(app))).ticket.assignee == "DM001"

    drive(app, play)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_queue_looks_as_before(make_app: MakeApp, snap_compare: Any, size: tuple[int, int], language: str) -> None:
    assert snap_compare(make_app(language=language), terminal_size=size, run_before=settle)
