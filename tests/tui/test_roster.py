"""The roster on the screen: month and day, planned by key, live, signed on; the alarm that leads there (DESK-2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.conftest import SHANGHAI, shanghai
from tests.tui.conftest import AT, SIZES, MakeApp, Scene, drive, seen, settle, until
from tests.tui.leaky import HOSTILE
from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import HandOver, Post, Shift, hours_of, kind_of
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.roster import RosterScreen
from tui_desk.tui.screens.sign_on import SignOnScreen
from tui_desk.tui.widgets import roster_grid

ALL = ("forms", "phone", "pen", "desk")
TODAY = date(2026, 11, 20)


def planned(desk: Desk, officer: str, day: int, kind: str = "day", **facts: Any) -> Shift:
    """A shift of November on the roster."""
    of = kind_of(desk.norm().duty, kind)
    assert of is not None
    begin, end = hours_of(of, TODAY.replace(day=day), SHANGHAI)
    made = Shift(f"{officer}-{day}-{kind}", officer, Post.HOTLINE, kind, begin, end, AT, "", reason="已定")
    return desk.rosters.plan(replace(made, **facts), by=desk.sign_in("limin"))


@pytest.fixture
def other(desk: Desk, scene: Scene) -> Iterator[Desk]:
    """A second session. 李敏 has the day, 陈工 did not come, 王工 has the night; nobody takes that of the 22nd."""
    lead = desk.sign_in("limin")
    desk.put_officer(Officer("OP001", "欧阳司马长名字值班工程师", "wf", frozenset({Role.OPERATOR})), by=lead)
    planned(desk, "DM001", 20)
    planned(desk, "SW003", 20)
    planned(desk, "NT002", 20, "night")
    planned(desk, "", 22, "night", reason="")
    scene.set_clock(AT)
    desk.rosters.raise_due()
    session = Desk(scene.store())
    yield session
    session.store.close()


async def open_roster(pilot: Pilot[Any], app: DeskApp) -> RosterScreen:
    """The roster, read."""
    await pilot.press("8")
    await until(pilot, lambda: isinstance(app.screen, RosterScreen) and "2026-11" in seen(app))
    await settle(pilot)
    screen = app.screen
    assert isinstance(screen, RosterScreen)
    return screen


def row(app: DeskApp, name: str) -> str:
    """The line of an officer."""
    return next(line for line in seen(app).splitlines() if name in line[:30])


@pytest.mark.parametrize("size", SIZES)
def test_the_month_shows_who_has_which_shift_and_which_nobody_takes(
    make_app: MakeApp, other: Desk, size: tuple[int, int]
) -> None:
    """DESK-2, DESK-3: rows, gaps, what nobody takes; the shift under the cursor in words."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_roster(pilot, app)
        assert "夜" in row(app, "待定班次")
        assert "白" in row(app, "陈工")
        assert "夜" in row(app, "王工")
        text = seen(app)
        assert "无人接班 1" in text
        assert "缺班" in text
        assert "李敏  白班 11-20 08:00–18:00" in text
        assert "迟到" in text or "11-20 08:00–18:00" in text
        assert "欧阳司马" in row(app, "欧阳司马")
        assert all(len(line) <= size[0] for line in text.splitlines())

    drive(app, play, size)
    del other


def test_a_digit_plans_and_a_change_after_it_was_fixed_asks_why(make_app: MakeApp, other: Desk) -> None:
    """DESK-2: one key a shift; fixed half a day ahead."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_roster(pilot, app)
        await pilot.press("pagedown", "home", "right", "right", "right", "2")  # the 23rd
        await until(pilot, lambda: any(each.starts_at.day == 23 for each in of(other, "DM001")))
        assert [each.late for each in of(other, "DM001") if each.starts_at.day == 23] == [False]
        await pilot.press("x")
        await until(pilot, lambda: len(of(other, "DM001")) == 1)
        await pilot.press("home", "2")
        await until(pilot, lambda: "值班表已固定" in seen(app))
        await settle(pilot)
        await pilot.press(*"crew", "enter")
        await until(pilot, lambda: of(other, "DM001")[0].kind == "night")
        assert (of(other, "DM001")[0].late, of(other, "DM001")[0].reason) == (True, "crew")
        await until(pilot, lambda: "迟改" in seen(app))

    drive(app, play)


def of(desk: Desk, officer: str) -> tuple[Shift, ...]:
    """An officer's shifts of the month."""
    return desk.rosters.shifts(shanghai("2026-11-01 00:00"), shanghai("2026-12-01 00:00"), officer=officer)


def test_a_pattern_is_planned_to_the_end_of_the_month(make_app: MakeApp, other: Desk) -> None:
    """DESK-2: 白/夜/休/休, from the day under the cursor on."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_roster(pilot, app)
        await pilot.press("down", "down", "right", "right", "p")
        await until(pilot, lambda: "循环" in seen(app))
        await settle(pilot)
        await pilot.press(*"12--", "enter")
        await until(pilot, lambda: len(of(other, "OP001")) == 5)
        assert [each.starts_at.astimezone(SHANGHAI).day for each in of(other, "OP001")] == [22, 23, 26, 27, 30]

    drive(app, play)


def test_one_key_signs_on_with_everything_in_order_and_the_status_line_tells(make_app: MakeApp, other: Desk) -> None:
    """DESK-2: 未签到 until then; leaving the post and coming back."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: "白班未签到" in seen(app).splitlines()[0])
        await open_roster(pilot, app)
        await pilot.press("o")
        await until(pilot, lambda: isinstance(app.screen, SignOnScreen) and "[x] 电话" in seen(app))
        assert "Enter 全部就绪，签到" in seen(app)
        await pilot.press("2")
        await until(pilot, lambda: "[ ] 电话" in seen(app) and "Enter 签到" in seen(app))
        await pilot.press("2", "enter")
        await until(pilot, lambda: "白班至18:00" in seen(app).splitlines()[0])
        (mine,) = [each for each in other.rosters.now() if each.on_duty]
        assert (mine.officer, mine.ready) == ("DM001", ALL)
        await pilot.press("a")
        await until(pilot, lambda: "离岗原因" in seen(app))
        await settle(pilot)
        assert "Enter 完成" in seen(app), "the last line is the end"
        await pilot.press(*"call", "enter")
        await until(pilot, lambda: "白班离岗" in seen(app).splitlines()[0])
        await pilot.press("a")
        await until(pilot, lambda: "白班至18:00" in seen(app).splitlines()[0])

    drive(app, play)


def test_nobody_signs_off_on_the_screen_before_the_hand_over(make_app: MakeApp, other: Desk) -> None:
    """DESK-2."""
    app = make_app()
    lead = other.sign_in("limin")
    signed = other.rosters.sign_on(lead, ALL)

    async def play(pilot: Pilot[Any]) -> None:
        await open_roster(pilot, app)
        await pilot.press("f")
        await until(pilot, lambda: any("尚未交接班" in said.message for said in app._notifications))
        with other.store.writing() as desk:
            desk.put_hand_over(HandOver("sheet", signed.id, "DM001", AT))
            desk.put_shift(replace(signed, hand_over="sheet"))
        await pilot.press("f")
        await until(pilot, lambda: "提前签退" in seen(app))

    drive(app, play)


@pytest.mark.parametrize("size", SIZES)
def test_the_day_line_shows_who_is_late_and_who_works_live(
    make_app: MakeApp, other: Desk, size: tuple[int, int]
) -> None:
    """DESK-2: another session's change shows within a moment."""
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_roster(pilot, app)
        await pilot.press("d")
        await until(pilot, lambda: "迟到 2:42" in row(app, "陈工"))
        assert "|" in row(app, "陈工")
        assert "已排班" in row(app, "王工")
        other.rosters.sign_on(other.sign_in("limin"), ALL, officer="SW003")
        await until(pilot, lambda: "就绪" in row(app, "陈工"))
        planned(other, "OP001", 20, "night")
        await until(pilot, lambda: "欧阳司马" in seen(app))
        await pilot.press("right", "right")
        await until(pilot, lambda: "待定班次" in seen(app))

    drive(app, play, size)


def test_an_alarm_for_a_shift_is_told_and_its_key_leads_to_the_roster(make_app: MakeApp, other: Desk) -> None:
    """DESK-2, CALL-14: a line for managers on whatever screen; ctrl+g goes to the shift."""
    lead = other.sign_in("limin")
    for row in other.queue():
        if row.offered:  # else it lapses and rises meanwhile, and ctrl+g goes there
            other.accept(row.number, by=lead, seen=row.version)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        planned(other, "", 20, "night")  # it is fixed already
        other.rosters.raise_due()
        await until(pilot, lambda: "班次无人接班" in seen(app))
        assert "夜班 11-20 18:00–08:00 热线" in seen(app)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, RosterScreen) and "待定班次  夜班 11-20 18:00" in seen(app))

    drive(app, play)


def test_hostile_names_and_words_are_shown_harmlessly(make_app: MakeApp, desk: Desk) -> None:
    """SEC: no markup, no control characters, in the grid and in the day."""
    lead = desk.sign_in("limin")
    desk.put_officer(Officer("OP009", f"[/red]{HOSTILE}", "bad", frozenset({Role.OPERATOR})), by=lead)
    planned(desk, "OP009", 20, reason=f"[@click=app.quit]{HOSTILE}")
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_roster(pilot, app)
        for _ in range(6):
            await pilot.press("down")
        assert "[/red]" in seen(app)
        assert "\x1b" not in seen(app)
        await pilot.press("d")
        await until(pilot, lambda: "|" in row(app, "[/red]"))
        assert "\x1b" not in seen(app)

    drive(app, play)


def test_an_engineer_takes_a_shift_that_nobody_has_and_plans_none(make_app: MakeApp, other: Desk) -> None:
    """DESK-14."""
    app = make_app(login="sw003")

    async def play(pilot: Pilot[Any]) -> None:
        await open_roster(pilot, app)
        await pilot.press("right", "right", "1")
        await settle(pilot)
        assert len(of(other, "SW003")) == 1
        for _ in range(6):
            await pilot.press("up")
        await pilot.press("enter")
        await until(pilot, lambda: len(of(other, "SW003")) == 2)

    drive(app, play)


def test_two_shifts_are_swapped(make_app: MakeApp, other: Desk) -> None:
    """DESK-2: mark one, go to the other, press the key again."""
    planned(other, "DM001", 25)
    planned(other, "SW003", 26)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await open_roster(pilot, app)
        await pilot.press(*["right"] * 5, "s")
        await until(pilot, lambda: "待换" in seen(app))
        for _ in range(6):
            if "陈工  11-26" in seen(app):
                break
            await pilot.press("down") if "11-26" in seen(app) else await pilot.press("right")
            await pilot.pause(0.05)
        await pilot.press("s")
        await until(pilot, lambda: {each.starts_at.astimezone(SHANGHAI).day for each in of(other, "SW003")} == {20, 25})

    drive(app, play)


def test_two_digits_never_run_into_the_next_day() -> None:
    """DESK-2: twelve on one day and none on the next would read as 120 where a day has two cells."""
    assert roster_grid._told(12, 2) == " +"
    assert roster_grid._told(12, 3) == "12"
    assert (roster_grid._told(9, 2), roster_grid._told(0, 2)) == (" 9", " 0")
