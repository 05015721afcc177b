"""The dispatch board at work: keys a dispatch, what stays still, who is asked why, and what it costs on the line."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from tests.desk.conftest import SHANGHAI
from tests.tui.busy import AT, ENGINEERS, busy
from tests.tui.conftest import LOGIN, Play, Scene, drive, seen, settle, until
from tests.tui.terminal import Terminal, python
from tests.tui.tickets import HOSTILE
from tui_desk import host, i18n
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.presence import Presence
from tui_desk.domain.ticket import Ticket
from tui_desk.journal import Journal
from tui_desk.store import open_store
from tui_desk.tui.app import DeskApp, board_first
from tui_desk.tui.screens.board import BoardScreen
from tui_desk.tui.screens.conflict import ConflictScreen
from tui_desk.tui.screens.intake import IntakeScreen
from tui_desk.tui.screens.queue import QueueScreen
from tui_desk.tui.screens.ticket import TicketScreen

Open = Callable[..., DeskApp]


@pytest.fixture(scope="module")
def busy_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The busy desk, made once."""
    path = tmp_path_factory.mktemp("busy") / "desk.sqlite"
    open_store(str(path)).close()
    i18n.use("zh_CN")
    scene = Scene(path)
    busy(scene).desk.store.close()
    return path


@pytest.fixture
def scene(busy_file: Path, tmp_path: Path) -> Scene:
    """The busy desk at 10:42, one file for each test."""
    path = tmp_path / "desk.sqlite"
    shutil.copyfile(busy_file, path)
    return Scene(path)


@pytest.fixture
def colleague(scene: Scene) -> Iterator[Desk]:
    """A second session on the same file; 赵雪梅 is on a call in it."""
    other = Desk(scene.store())
    other.store.presences.put(Presence("s-call", "SW003", "call", "draft-x", AT - timedelta(minutes=12), "张三"))
    yield other
    other.store.close()


@pytest.fixture
def board(scene: Scene, colleague: Desk, tmp_path: Path) -> Open:
    """Makes the app, with the board first."""
    del colleague

    def make(language: str = "zh_CN", login: str = LOGIN, first: str = "board") -> DeskApp:
        i18n.use(language)
        settings = Settings(database=str(scene.path), shared=True, language=language, first_screen=first)
        journal = Journal(tmp_path / "calls")
        return DeskApp(settings, lambda: Desk(scene.store()), login=login, journal=journal, clock=scene.now)

    return make


def on(app: DeskApp) -> BoardScreen:
    """The board on the screen."""
    assert isinstance(app.screen, BoardScreen)
    return app.screen


def under_cursor(app: DeskApp) -> str:
    """The number of the selected ticket."""
    return on(app).ticket_number() or ""


def first_of(app: DeskApp, section: str) -> str:
    """Put the cursor on the first ticket of a section; its number."""
    board = on(app)
    rows = board.tickets.rows
    place = next(n for n, row in enumerate(rows) if board.tickets.key(row) == section)
    board.tickets.move_to(board.tickets.key(rows[place + 1]))
    return under_cursor(app)


async def goes_to(pilot: Pilot[Any], section: str) -> str:
    """The same, once people are ranked for it."""
    number = first_of(pilot.app, section)  # type: ignore[arg-type] # it is ours
    await settle(pilot)
    return number


def digit_of(app: DeskApp, staff_no: str) -> str:
    """The digit that stands before somebody."""
    order = [row.person.officer.staff_no for row in on(app).people.rows]
    return str(order.index(staff_no) + 1)


def lead(desk: Desk) -> Officer:
    """李敏, who has every role."""
    return desk.sign_in(LOGIN)


def sent_to(desk: Desk, number: str) -> Ticket:
    """The ticket as it stands."""
    return desk.ticket(number).ticket


def typed(text: str) -> list[str]:
    """The keys of an ASCII text."""
    return ["space" if each == " " else each for each in text]


def is_there(app: App[Any]) -> bool:
    """Whether the board is on the screen, and has ranked the people."""
    screen = app.screen
    return isinstance(screen, BoardScreen) and bool(screen.query("#people")) and bool(screen.people.rows)


def plays(app: DeskApp, play: Play, size: tuple[int, int] = (80, 24)) -> None:
    """Play on the board, once it has ranked the people."""

    async def run(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: is_there(app))
        await settle(pilot)
        await play(pilot)

    drive(app, run, size)


# Keys


def test_a_dispatch_takes_two_keys_and_the_cursor_goes_on_to_the_next(board: Open, colleague: Desk) -> None:
    """SITE-2, TKT-8: a digit and Enter; the best ranked engineer has it, offered, and the next ticket is selected."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "unassigned")
        best = on(app).people.rows[0].person.officer.staff_no
        keys = ["1", "enter"]
        assert len(keys) <= 3
        await pilot.press(*keys)
        await until(pilot, lambda: sent_to(colleague, number).assignee == best)
        assert sent_to(colleague, number).offer is not None
        await settle(pilot)
        assert under_cursor(app) != number
        assert not on(app).is_picking

    plays(app, play)


def test_advice_is_typed_between_the_digit_and_enter(board: Open, colleague: Desk) -> None:
    """SITE-2: 处置建议; with it a dispatch is a digit, the advice, Enter."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "unassigned")
        await pilot.press("2", *typed("see 12 first"), "enter")
        await until(pilot, lambda: sent_to(colleague, number).advice == "see 12 first")
        assert sent_to(colleague, number).offers[-1].to == "NT002"

    plays(app, play)


def test_keys_typed_ahead_of_the_ranking_wait_for_it(board: Open, colleague: Desk) -> None:
    """CALL-16, TKT-8: a burst moves, dispatches, and dispatches the next one, each to the best for that ticket."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "unassigned")
        rows = on(app).tickets.rows
        after = [on(app).tickets.key(row) for row in rows]
        first, second = (str(after[after.index(number) + n]) for n in (1, 2))
        for key in ("down", "1", "enter", "1", "enter"):
            app.simulate_key(key)
        for each in (first, second):
            await until(pilot, lambda each=each: sent_to(colleague, each).offer is not None)  # type: ignore[misc] # the loop's value
        assert sent_to(colleague, number).offer is None

    plays(app, play)


def test_several_are_marked_and_sent_at_once(board: Open, colleague: Desk) -> None:
    """TKT-8: Space marks and goes on; a digit sends all that are marked, in one go."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await goes_to(pilot, "unassigned")
        await pilot.press("space", "space", "space")
        await settle(pilot)
        assert "已标记 3" in seen(app)
        marked = [row.number for row in on(app)._to_send()]
        await pilot.press("1", *typed("together"), "enter")
        await until(pilot, lambda: all(sent_to(colleague, each).advice == "together" for each in marked))
        await until(pilot, lambda: any("3 单已派给王建国" in said.message for said in app._notifications))
        assert not on(app)._marked

    plays(app, play)


def test_a_ticket_is_reassigned_with_its_own_advice_and_the_last_one_at_hand(board: Open, colleague: Desk) -> None:
    """SITE-2 改派: Up brings the last advice; what is sent is the new offer's own, at its own time."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "offered")
        before = sent_to(colleague, number)
        await pilot.press("1")
        await settle(pilot)
        assert "改派" in seen(app)
        assert "先看告警灯和日志" in seen(app)
        await pilot.press("up", *typed("!"), "enter")
        await until(pilot, lambda: sent_to(colleague, number).version > before.version)
        offers = sent_to(colleague, number).offers
        assert offers[-1].advice == "先看告警灯和日志!"
        assert (offers[-2].answer, offers[-2].advice) == ("withdrawn", "先看告警灯和日志")
        assert offers[-1].at == AT

    plays(app, play)


def test_who_is_at_the_end_of_the_shift_is_sent_out_for_a_reason_only(board: Open, colleague: Desk) -> None:
    """DESK-2: the line asks why; an empty answer is refused, and the reason goes with the offer."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "unassigned")
        await pilot.press(digit_of(app, "NT009"))
        await settle(pilot)
        assert "吴昊 11:00 下班" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert on(app).asks_why
        await pilot.press(*typed("knows it"), "enter", "enter")
        await until(pilot, lambda: sent_to(colleague, number).assignee == "NT009")
        assert sent_to(colleague, number).offers[-1].reason == "knows it"

    plays(app, play)


def test_what_the_desk_refuses_is_open_again_with_all_that_was_typed(board: Open, colleague: Desk) -> None:
    """DESK-2: somebody leaves the post while the advice is typed; the desk asks why, and the advice is still there."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "unassigned")
        await pilot.press("1", *typed("look"))
        colleague.rosters.away(lead(colleague), "取备件", officer="NT001")
        await pilot.press("enter")
        await until(pilot, lambda: on(app).asks_why)
        await pilot.press(*typed("urgent"), "enter", "enter")
        await until(pilot, lambda: sent_to(colleague, number).assignee == "NT001")
        assert (sent_to(colleague, number).advice, sent_to(colleague, number).offers[-1].reason) == ("look", "urgent")

    plays(app, play)


def test_two_managers_who_send_the_same_ticket_compare(board: Open, colleague: Desk) -> None:
    """TKT-8: the second one sees whom the first chose, and decides."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "unassigned")
        await pilot.press("1")
        view = sent_to(colleague, number)
        colleague.dispatch(number, "HW005", "", by=lead(colleague), seen=view.version)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConflictScreen))
        assert "刘洋" in seen(app)

    plays(app, play)


def test_esc_sends_nothing_and_then_leads_back_step_by_step(board: Open, colleague: Desk) -> None:
    """SITE-2."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "unassigned")
        await pilot.press("space", "1", *typed("no"), "escape")
        assert not on(app).is_picking
        await pilot.press("escape")
        assert not on(app)._marked
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, QueueScreen)
        assert sent_to(colleague, number).offer is None

    plays(app, play)


# What stays, and what is live


def test_the_cursor_stays_on_its_ticket_while_rows_come_and_go(board: Open, colleague: Desk) -> None:
    """TKT-8: a colleague's new urgent call and a dispatch above it move rows, not the selection."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        above = await goes_to(pilot, "unassigned")
        await pilot.press("down", "down")
        before = under_cursor(app)
        answers = {"name": "何静", "unit": "生产部", "category": "hardware", "scope": "core", "summary": "机房断电"}
        colleague.register(Call("draft-new", "DM001", colleague.now(), answers=answers), by=lead(colleague))
        await until(pilot, lambda: "机房断电" in seen(app), seconds=1)
        colleague.dispatch(above, "HW005", "", by=lead(colleague), seen=sent_to(colleague, above).version)
        await until(pilot, lambda: "待接单 18" in seen(app), seconds=1)
        assert under_cursor(app) == before

    plays(app, play)


def test_what_colleagues_do_is_seen_within_a_second(board: Open, colleague: Desk) -> None:
    """DESK-2: one signs off the post for a while, one goes on a call; the digits are others then."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await goes_to(pilot, "unassigned")
        assert digit_of(app, "NT001") == "1"
        colleague.rosters.away(lead(colleague), "午饭", officer="NT001")
        await until(pilot, lambda: digit_of(app, "NT001") != "1", seconds=1)
        assert "离岗" in seen(app)

    plays(app, play)


def test_a_ticket_becomes_endangered_by_the_mere_passing_of_time(board: Open, scene: Scene) -> None:
    """CALL-14: nobody changed anything, and it stands in another section."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        before = dict(on(app).rows.counts)
        scene.set_clock(AT + timedelta(minutes=40))
        await until(pilot, lambda: on(app).rows.counts != before)

    plays(app, play)


def test_a_digit_means_who_stood_there_when_it_was_read(board: Open) -> None:
    """TKT-8: the order changed under the finger; within the time of a glance the digit is the former one's."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await goes_to(pilot, "unassigned")
        people, now = on(app).people, [100.0]
        people._clock = lambda: now[0]
        first, second, *others = people.rows
        people.show_people([second, first, *others], on(app).ticket_number() or "")
        assert people.by_digit(1) == first
        now[0] += 1
        assert people.by_digit(1) == second

    plays(app, play)


# The people


def test_everybody_stands_with_state_since_when_and_until_when(board: Open) -> None:
    """DESK-2, DESK-4: on a call, on site, on the way, off duty; skill, load; at 80 by 24, long names cut by cells."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await goes_to(pilot, "unassigned")
        people = on(app).people
        lines = {people.rows[y].person.officer.name: people.render_line(y).text.rstrip() for y in range(13)}
        assert "空闲" in lines["王建国"]
        assert "L5" in lines["王建国"]
        assert lines["王建国"].endswith("18:00")
        assert "通话中 12m" in lines["赵雪梅"]
        assert "现场 7m" in lines["冯涛"]
        assert "途中 4m" in lines["孙磊"]
        assert "!郑洁" in lines["郑洁"]
        assert "网络异常 L5, 空闲, 到 18:00" in seen(app)
        assert {people.render_line(y).cell_length for y in range(people.size.height)} == {people.size.width}
        assert sum(line.endswith("18:00") for line in lines.values()) >= 8
        assert len(lines) == len(ENGINEERS) + 1

    plays(app, play)


def test_the_order_is_explained_with_points_that_add_up(board: Open) -> None:
    """DESK-4: every reason with its points; their sum is the rank's."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await goes_to(pilot, "unassigned")
        best = on(app).people.rows[0]
        assert sum(reason.points for reason in best.reasons) == best.points
        await pilot.press("k")
        await settle(pilot)
        assert re.search(rf"1 王建国 NT001 +\{best.points:+}", seen(app))
        assert "+40" in seen(app)
        await pilot.press("escape")
        await settle(pilot)
        on(app)

    plays(app, play)


def test_all_tickets_of_somebody_who_falls_ill_go_to_others(board: Open, colleague: Desk) -> None:
    """SITE-2, DESK-2: Tab, the person, Enter: their tickets; v marks them all, a digit gives them to another."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("tab")
        await settle(pilot)
        assert on(app).members.move_to("HW006")
        await settle(pilot)
        theirs = [row.number for row in on(app).rows.of("HW006", AT)]
        assert len(theirs) > 2
        await pilot.press("enter", "v")
        await settle(pilot)
        assert f"已标记 {len(theirs)}" in seen(app)
        await pilot.press("1", "enter")
        await until(pilot, lambda: not any(sent_to(colleague, each).assignee == "HW006" for each in theirs))
        await pilot.press("escape")
        await settle(pilot)
        assert "未派 18" in seen(app)

    plays(app, play)


def test_a_ticket_that_rose_is_noted_and_marked_no_longer(board: Open, colleague: Desk) -> None:
    """DESK-11."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "risen")
        assert "无人处理" in seen(app)
        await pilot.press("y")
        await until(pilot, lambda: sent_to(colleague, number).risen_at is None)
        await until(pilot, lambda: "上报 1" in seen(app))

    plays(app, play)


def test_the_filter_shows_what_is_in_hand_too_and_esc_ends_it(board: Open) -> None:
    """DESK-8: a word finds tickets in every section."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", *typed("3010"), "enter")
        await settle(pilot)
        assert [line for line in seen(app).splitlines() if "011" in line[:24]]
        assert "/3010" in seen(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "/3010" not in seen(app)

    plays(app, play)


def test_enter_opens_the_ticket_and_n_takes_a_call(board: Open) -> None:
    """CALL-4."""
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TicketScreen))
        await settle(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, IntakeScreen))

    plays(app, play)


# Who sees it


def test_the_board_is_first_for_managers_who_take_no_tickets_and_for_whoever_sets_it_so() -> None:
    """DESK-14."""
    only = Officer("M1", "赵六", "m", frozenset({Role.MANAGER, Role.ADMINISTRATOR}))
    both = Officer("M2", "钱七", "m", frozenset({Role.MANAGER, Role.OPERATOR}))
    by_role, board, queue = (Settings(database="", first_screen=first) for first in ("", "board", "queue"))
    assert [board_first(by_role, each) for each in (only, both)] == [True, False]
    assert board_first(board, both)
    assert not board_first(queue, only)


def test_an_engineer_looks_at_the_board_and_sends_nobody(board: Open, colleague: Desk) -> None:
    """DESK-14: who may not dispatch has no digits to press."""
    app = board(login="nt001")

    async def play(pilot: Pilot[Any]) -> None:
        number = await goes_to(pilot, "unassigned")
        await pilot.press("1", "enter")
        await settle(pilot)
        assert sent_to(colleague, number).offer is None
        assert "1-9" not in seen(app).splitlines()[-1] if isinstance(app.screen, BoardScreen) else True

    plays(app, play)


def test_hostile_names_and_texts_are_shown_and_do_nothing(board: Open, colleague: Desk) -> None:
    """DESK-12: markup, escape sequences and a direction mark in a summary, a unit and an officer's name."""
    by = lead(colleague)
    answers = {"name": HOSTILE, "unit": HOSTILE, "category": "network", "scope": "core", "summary": HOSTILE}
    ticket = colleague.register(Call("draft-bad", "DM001", colleague.now(), answers=answers), by=by)
    colleague.put_officer(Officer("NT001", HOSTILE, "nt001", frozenset({Role.ENGINEER})), by=by)
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        assert on(app).tickets.move_to(ticket.number)
        await settle(pilot)
        for keys in (("1",), ("escape",), ("k",), ("escape",), ("tab",), ("tab",)):
            await pilot.press(*keys)
            await settle(pilot)
            assert "\x1b" not in seen(app)
            assert "\u202e" not in seen(app)
        assert "[/closed]" in seen(app)

    plays(app, play)


def test_a_board_without_tickets_says_so(tmp_path: Path, sqlite_path: Path, board: Open, scene: Scene) -> None:
    """An empty state speaks."""
    del sqlite_path, tmp_path
    with open_store(str(scene.path)) as store:
        desk, by = Desk(store), None
        by = desk.sign_in(LOGIN)
        for row in desk.queue():
            desk.resolve(row.number, "solved", "好了", by=by, seen=row.version, late_reason="忙")
    app = board()

    async def play(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        assert "没有要派、要催的单" in seen(app)
        assert len(on(app).people.rows) == len(ENGINEERS) + 1

    plays(app, play)


@pytest.mark.parametrize(
    ("language", "size"),
    [("zh_CN", (80, 24)), ("en", (80, 24)), ("zh_CN", (120, 40)), ("zh_CN", (200, 60))],
    ids=str,
)
def test_the_board_looks_as_before(board: Open, snap_compare: Any, language: str, size: tuple[int, int]) -> None:
    """TKT-8: twelve engineers and eighty tickets."""

    async def ready(pilot: Pilot[Any]) -> None:
        await until(pilot, lambda: is_there(pilot.app))
        await settle(pilot)

    assert snap_compare(board(language=language), terminal_size=size, run_before=ready)


def test_the_board_ticks_for_at_most_fifteen_hundred_bytes_a_second(tmp_path: Path) -> None:
    """DESK-1: a real terminal of 200 by 60, a screenful of clocks in their last minutes."""
    path = tmp_path / "live" / "desk.sqlite"
    path.parent.mkdir()
    open_store(str(path)).close()
    made = busy(Scene(path), at=datetime.now(SHANGHAI).replace(microsecond=0), manager=host.login(), tickets=48)
    with open_store(str(path)) as store:
        desk = Desk(store)
        for place, row in enumerate(desk.queue()):
            desk.promise(row.number, "回电", desk.now() + timedelta(minutes=5, seconds=place), by=made.lead)
    made.desk.store.close()
    environment = {"HOME": str(tmp_path), "TUI_DESK_LANG": "zh_CN", "PYTHONPATH": str(Path.cwd())}
    command = python("tui_desk", "--database", str(path))
    with Terminal(command, columns=200, lines=60, environment=environment) as terminal:
        terminal.until("全部 48", seconds=20)
        terminal.press("7")
        terminal.until("王建国", seconds=20)
        terminal.read(3)
        assert sum(bool(re.search(r"\d:\d\d", line[:8])) for line in terminal.text.splitlines()) >= 35
        assert len(terminal.read(3)) / 3 <= 1500
