"""The ticket's screen: what it shows, to whom it offers what, and that it is live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import AT, LANGUAGES, SIZES, MakeApp, Scene, drive, seen, settle, until
from tests.tui.tickets import HOSTILE, bottom, press, show
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call
from tui_desk.tui.session import Session

CORE, FRESH, MINE, WAITS, SOLVED, CLOSED = (f"IT-20261120-00{n}" for n in range(1, 7))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_the_ticket_looks_as_it_should(
    make_app: MakeApp, snap_compare: Any, language: str, size: tuple[int, int]
) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await show(pilot, MINE)

    assert snap_compare(make_app(language=language), terminal_size=size, run_before=before)


@pytest.mark.parametrize("number", [WAITS, CLOSED])
def test_a_ticket_of_any_state_looks_as_it_should(make_app: MakeApp, snap_compare: Any, number: str) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await show(pilot, number)

    assert snap_compare(make_app(), terminal_size=(120, 40), run_before=before)


def test_hostile_text_is_shown_harmlessly(
    desk: Desk, session: Session, scene: Scene, make_app: MakeApp, snap_compare: Any
) -> None:
    answers = dict.fromkeys(("name", "unit", "phone", "summary", "error_text", "business", "remark"), HOSTILE)
    call = Call(
        "hostile", session.officer.staff_no, scene.at, answers={**answers, "category": "network", "scope": "core"}
    )
    ticket = desk.register(call, by=session.officer)
    desk.work(ticket.number, HOSTILE, by=session.officer)

    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await show(pilot, ticket.number)

    assert snap_compare(make_app(), terminal_size=(120, 40), run_before=before)


@pytest.mark.parametrize(
    ("login", "offered", "withheld"),
    [
        ("limin", "driwspmye", "acfo"),
        ("sw003", "ariwspme", "dcfon"),
    ],
)
def test_each_role_is_offered_its_own_verbs(make_app: MakeApp, login: str, offered: str, withheld: str) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, MINE)
        keys = bottom(pilot.app).split()  # type: ignore[arg-type] # the app of `drive`
        assert [key for key in offered if key not in keys] == []
        assert [key for key in withheld if key in keys] == []

    drive(make_app(login), play, (160, 40))


@pytest.mark.parametrize(
    ("number", "offered", "withheld"), [(WAITS, "iw", "cfo"), (SOLVED, "fio", "adrwspc"), (CLOSED, "io", "adrwspcfem")]
)
def test_the_state_decides_what_is_offered(make_app: MakeApp, number: str, offered: str, withheld: str) -> None:
    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, number)
        keys = bottom(pilot.app).split()  # type: ignore[arg-type] # likewise
        assert [key for key in offered if key not in keys] == []
        assert [key for key in withheld if key in keys] == []

    drive(make_app(), play, (160, 40))


def test_what_a_colleague_does_appears_by_itself_and_the_place_stays(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    other = session.officers["NT002"]
    for nth in range(30):
        desk.work(CORE, f"第{nth}次检查", by=other)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, CORE)
        await press(pilot, "pagedown", "j")
        place = seen(app).splitlines()[3:8]
        desk.work(CORE, "电源已更换", by=other)
        await until(pilot, lambda: len(app.screen.view.events) == 33)  # type: ignore[attr-defined] # the ticket's screen
        await settle(pilot)
        assert seen(app).splitlines()[3:8] == place
        await press(pilot, "G")
        assert "电源已更换" in seen(app)

    drive(app, play)


def test_a_clock_that_runs_out_says_so_without_a_key(scene: Scene, make_app: MakeApp) -> None:
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        assert "剩余 1h32" in seen(app)
        scene.set_clock(AT + timedelta(minutes=80))
        await until(pilot, lambda: "将超时, 剩余 12m" in seen(app))
        scene.set_clock(AT + timedelta(minutes=100))
        await until(pilot, lambda: "超时 -8m" in seen(app))

    drive(app, play)


def test_a_megabyte_is_read_to_its_end_and_does_not_hold_the_keyboard(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    ticket = desk.ticket(MINE).ticket
    desk.resolve(MINE, "solved", "很长" * 499_990 + "到此为止", by=session.officer, seen=ticket.version)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, MINE)
        await until(pilot, lambda: "很长很长" in seen(app), 10)
        await press(pilot, "G", "pageup")
        await press(pilot, "home")
        assert "ERP登录报500" in seen(app)
        await press(pilot, "G")
        assert "到此为止" in seen(app)

    drive(app, play)


def test_the_history_tells_old_and_new_in_words(desk: Desk, session: Session, make_app: MakeApp) -> None:
    lead = session.officer
    ticket = desk.reprioritise(FRESH, "urgent", "整个部门都登不上", by=lead, seen=1)
    ticket = desk.dispatch(FRESH, "SW003", "先查账号", by=lead, seen=ticket.version)
    ticket = desk.edit(FRESH, {"category": "account"}, by=lead, seen=ticket.version)
    desk.dispatch(FRESH, "NT002", "查网络", by=lead, seen=ticket.version)
    app = make_app()

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        told = seen(app)
        for change in (
            "优先级: 高 -> 紧急",
            "响应: 12:14 -> 10:44",
            "整个部门都登不上",
            "处理人: SW003 陈工 -> NT002 王工",
            "查网络",
            "问题类型: 软件问题 -> 账号权限",
        ):
            assert change in told

    drive(app, play, (120, 40))


def test_taking_a_ticket_takes_one_key(desk: Desk, make_app: MakeApp) -> None:
    app = make_app("sw003")

    async def play(pilot: Pilot[Any]) -> None:
        await show(pilot, FRESH)
        await press(pilot, "a")
        assert desk.ticket(FRESH).ticket.assignee == "SW003"
        assert "SW003 陈工" in seen(app).splitlines()[1]

    drive(app, play)
