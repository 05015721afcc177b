"""The service record on the screen: only what is asked, rows quick to write, nothing lost (REC-4 to REC-12, SITE-8)."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import LOGIN, MakeApp, drive, seen, settle, until
from tests.tui.papers import TICKET, answered, app_of, open_number, open_record, press, record_key, screen_of
from tests.tui.terminal import Terminal, python
from tests.tui.tickets import HOSTILE, paste
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call
from tui_desk.domain.paper import Paper
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import RecordTemplate, Words
from tui_desk.store import open_store
from tui_desk.tui.screens.conflict import ConflictScreen
from tui_desk.tui.screens.paper import PaperScreen
from tui_desk.tui.session import Session

SWITCH = "Core-SW1#show int status\nGi1/0/24 err-disabled\nCore-SW1(config-if)#no shutdown\nCore-SW1#"
STANDARD_KEYS = 13
"""How many keys but for the words of times and steps a standard record takes."""


def both(zh: str) -> Words:
    return Words(zh=zh, en=zh)


TEMPLATE = RecordTemplate(
    "reset",
    both("账号重置"),
    "service-record",
    values={
        "place": both("远程"),
        "plan_kind": both("standard"),
        "plan_number": both("SOP-12 账号重置"),
        "goal": both("yes"),
        "restored": both("yes"),
        "all_done": both("yes"),
        "result": both("用户可以登录，观察30分钟无复发"),
        "left_over": both("no"),
    },
    rows={
        "causes": ({"cause": both("密码过期"), "test": both("查日志"), "finding": both("已过期")},),
        "steps": ({"step": both("重置密码"), "command": both("net user")},),
    },
)


def with_templates(desk: Desk, *templates: RecordTemplate) -> None:
    """Publish the norm with templates of records."""
    norm = replace(desk.norm(), templates=templates, forms=tuple(desk.norm().forms))
    desk.publish_norm(norm, by=desk.sign_in("limin"))


def record(desk: Desk) -> Paper:
    """The only paper of the ticket."""
    (paper,) = desk.papers.of_ticket(TICKET)
    return paper


async def save(pilot: Pilot[Any]) -> None:
    """Save the paper though boxes of it are missing; what comes of it is on the screen."""
    await press(pilot, "ctrl+r", "ctrl+r")
    await until(pilot, lambda: not isinstance(pilot.app.screen, PaperScreen))


def kept(folder: Path) -> str:
    """What the journal holds of dialogs."""
    return "".join(path.read_text() for path in sorted((folder / "calls").glob("*.note")))


def test_a_standard_record_takes_few_keys(desk: Desk, make_app: MakeApp) -> None:
    """REC-4 to REC-11: template, two intervals, result; the words of the times are not counted."""
    with_templates(desk, TEMPLATE)
    counted = ["R"]

    async def play(pilot: Pilot[Any]) -> None:
        async def keys(*pressed: str) -> None:
            counted.extend(pressed)
            await press(pilot, *pressed)

        await open_record(pilot)
        await keys("2", "ctrl+t")
        for times in ("9:15", "9:50", "10:05", "10:30"):
            await press(pilot, *times)
            await keys("enter")
        await keys("enter")  # an empty row ends the table
        assert screen_of(pilot).here is not None
        while screen_of(pilot).hand.missing("close"):
            box = screen_of(pilot).here
            await keys("1" if box is not None and box.code == "solved" else "enter")
        await keys("ctrl+r")
        await until(pilot, lambda: not isinstance(pilot.app.screen, PaperScreen))

    drive(make_app(), play)
    paper = record(desk)
    assert [tuple(row.values()) for row in paper.rows["intervals"]] == [
        ("2026-11-20T01:15:00+00:00", "2026-11-20T01:50:00+00:00"),
        ("2026-11-20T02:05:00+00:00", "2026-11-20T02:30:00+00:00"),
    ]
    assert (paper.values["solved"], paper.values["place"]) == ("all", "远程")
    assert paper.rows["steps"] == ({"step": "重置密码", "command": "net user"},)
    assert desk.papers.missing(paper, "close") == ()
    assert len(counted) <= STANDARD_KEYS, counted


def test_only_what_this_kind_of_work_asks_for_is_shown_and_all_with_one_key(desk: Desk, make_app: MakeApp) -> None:
    """REC-1 to REC-12: never a form of forty empty boxes."""
    counts: list[int] = []

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "2")
        screen = screen_of(pilot)
        told = seen(app_of(pilot))
        assert "张三 5678" in told, "what the desk knows stands in one block"
        assert "联系人及联系方式  " not in told, "and has no field of its own"
        counts.append(sum(len(screen.shown(section)) for section in screen.sections))
        await press(pilot, "alt+a")
        counts.append(sum(len(screen.shown(section)) for section in screen.sections))
        await press(pilot, "alt+a", "escape")

    drive(make_app(), play)
    form = desk.papers.view(record(desk).number).form
    assert counts[1] == len(form.boxes())
    assert counts[0] < counts[1] * 0.6


def test_the_record_key_opens_the_record_that_is_being_written(desk: Desk, make_app: MakeApp) -> None:
    """REC: one record of the work, not one for each key."""

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "escape")
        await record_key(pilot)
        assert screen_of(pilot).hand.view.paper.number == record(desk).number

    drive(make_app(), play)
    assert record(desk).form == "service-record"


def test_before_the_work_it_is_asked_for_risk_and_backup_and_a_refusal_is_on_record(
    desk: Desk, make_app: MakeApp
) -> None:
    """SITE-8, REC-9: asked before anything else; who refused and why stands on the paper."""

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        screen = screen_of(pilot)
        assert screen.here is not None
        assert (screen.here.role, "动手之前先问清" in seen(app_of(pilot))) == ("risk", True)
        await press(pilot, "1")
        assert screen.here.role == "backup"
        await press(pilot, "2")
        await paste(pilot, "周主任：业务不能停")
        await press(pilot, "enter")
        assert screen.here.code == "place", "then on to where the officer was going"
        await save(pilot)

    drive(make_app(), play)
    values = record(desk).values
    assert (values["risk"], values["backup"], values["backup_refused"]) == ("yes", "no", "周主任：业务不能停")


def test_going_to_the_steps_without_it_asks_once_more(desk: Desk, make_app: MakeApp) -> None:
    """SITE-8: whoever skips it is asked again where the system is touched, once."""
    del desk

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "pageup", "pageup")
        screen = screen_of(pilot)
        screen.go_to("steps")
        await pilot.pause()
        assert screen.here is not None
        assert screen.here.code == "risk"
        screen.go_to("steps")
        await pilot.pause()
        assert screen.here.code == "steps"

    drive(make_app(), play)


def test_a_pasted_session_becomes_a_step_for_each_command(desk: Desk, make_app: MakeApp) -> None:
    """REC-8: each command its row, its answer kept as a note."""

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "2")
        screen_of(pilot).go_to("steps")
        await pilot.pause()
        await paste(pilot, SWITCH)
        await pilot.pause()
        await press(pilot, *"重启端口")
        await save(pilot)

    drive(make_app(), play)
    assert record(desk).rows["steps"] == (
        {"step": "Core-SW1: Gi1/0/24 err-disabled", "command": "show int status"},
        {"step": "Core-SW1", "command": "no shutdown"},
        {"step": "重启端口"},
    )


def test_rows_go_over_midnight_and_are_deleted_brought_back_and_repeated(desk: Desk, make_app: MakeApp) -> None:
    """REC-4, REC-8: intervals over midnight; a row like the last; a deleted row comes back."""

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "2")
        screen_of(pilot).go_to("intervals")
        await press(pilot, *"22:30", "enter", *"1:15")
        assert "2小时 45分" in seen(app_of(pilot))
        await press(pilot, "enter", *"9:15", "ctrl+d")
        assert "11-20 01:15" in seen(app_of(pilot))
        await press(pilot, "up", "ctrl+d")
        assert "11-20 01:15" not in seen(app_of(pilot))
        await press(pilot, "ctrl+z")
        screen_of(pilot).go_to("difficulties")
        await press(pilot, *"无权限", "enter", *"联系管理员", "ctrl+n", "enter", *"二")
        await save(pilot)

    drive(make_app(), play)
    rows = record(desk).rows
    assert rows["intervals"] == ({"began": "2026-11-19T14:30:00+00:00", "ended": "2026-11-19T17:15:00+00:00"},)
    assert rows["difficulties"] == (
        {"difficulty": "无权限", "measure": "联系管理员"},
        {"difficulty": "无权限", "measure": "联系管理员二"},
    )


def test_what_cannot_stand_in_a_box_is_told_there(desk: Desk, make_app: MakeApp) -> None:
    """REC-4: a time that cannot be read is not lost and not kept."""

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "2")
        screen_of(pilot).go_to("intervals")
        await press(pilot, *"大概早上", "ctrl+r")
        told = seen(app_of(pilot))
        assert "大概早上" in told
        assert screen_of(pilot).here is not None
        assert screen_of(pilot).here.code == "intervals"  # type: ignore[union-attr] # just asserted

    drive(make_app(), play)
    assert "intervals" not in record(desk).rows


def test_everything_typed_is_in_the_journal_before_the_next_key(desk: Desk, make_app: MakeApp, tmp_path: Path) -> None:
    """CALL-16, REC: kill -9 loses nothing; the paper opens with it again, cells of a row included."""
    del desk

    async def types(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "2")
        for character in "机房":
            before = kept(tmp_path)
            await paste(pilot, character)
            assert character in kept(tmp_path).removeprefix(before)
        await press(pilot, "enter", *"9:15", "enter")
        await paste(pilot, "10")
        assert '"10' in kept(tmp_path) or "10" in kept(tmp_path)

    async def goes_on(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        told = seen(app_of(pilot))
        assert "上次输入的内容还在这里" in told
        screen_of(pilot).go_to("place")
        await pilot.pause()
        told = seen(app_of(pilot))
        assert "机房" in told
        assert "11-20 09:15" in told

    drive(make_app(), types)
    drive(make_app(), goes_on)


def test_a_colleagues_boxes_merge_and_the_same_box_is_compared(desk: Desk, session: Session, make_app: MakeApp) -> None:
    """REC: other boxes come together by themselves; of the same box both values are shown, and one is chosen."""
    colleague = session.officers["NT002"]

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "2")
        screen_of(pilot).go_to("place")
        await press(pilot, *"机房A3")
        number, version = record(desk).number, record(desk).version
        desk.papers.write(number, {"place": "远程", "overview": "恢复登录"}, by=colleague, seen=version)
        await until(pilot, lambda: screen_of(pilot).hand.text("overview") == "恢复登录")
        screen_of(pilot).act_next_part()
        await pilot.pause()
        assert "恢复登录" in seen(app_of(pilot)), "what the colleague wrote elsewhere is there at once"
        await save(pilot)
        assert isinstance(pilot.app.screen, ConflictScreen)
        told = seen(app_of(pilot))
        for words in ("服务地点", "王工", "远程", "机房A3"):
            assert words in told
        await press(pilot, "2", "enter")

    drive(make_app(), play)
    values = record(desk).values
    assert (values["place"], values["overview"], values["risk"]) == ("机房A3", "恢复登录", "no")


def test_last_values_fill_what_is_empty_and_never_times_or_answers(
    desk: Desk, session: Session, make_app: MakeApp
) -> None:
    """REC: the last paper of this kind, without its intervals and the user's answers."""
    other = desk.papers.start("IT-20261120-003", by=session.officer)
    rows = {"steps": [{"step": "重启服务"}], "intervals": [{"began": "9:00", "ended": "9:30"}]}
    values = {"plan_kind": "standard", "plan_number": "SOP-3", "goal": "yes", "satisfaction": "5"}
    desk.papers.write(other.number, values, rows, by=session.officer, seen=1)

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "2", "alt+l")
        await answered(pilot)
        await save(pilot)

    drive(make_app(), play)
    paper = record(desk)
    assert (paper.values["plan_number"], paper.rows["steps"]) == ("SOP-3", ({"step": "重启服务"},))
    assert "satisfaction" not in paper.values
    assert "intervals" not in paper.rows


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_hostile_values_and_long_names_move_nothing(
    desk: Desk, session: Session, make_app: MakeApp, size: tuple[int, int]
) -> None:
    """CALL-16: texts of others are harmless in every box, in the block and in rows."""
    paper = desk.papers.start(TICKET, by=session.officer)
    long = HOSTILE + "很长的名字" * 80
    rows = {"steps": [{"step": long, "command": long}], "staff": [{"name": long}]}
    desk.papers.write(paper.number, {"place": long[:400], "result": long}, rows, by=session.officer, seen=1)

    async def play(pilot: Pilot[Any]) -> None:
        await open_number(pilot, paper.number)
        for keys in (("pageup",), ("alt+a",), ("pagedown",), ("pagedown",), ("f1",)):
            await press(pilot, *keys)
            told = seen(app_of(pilot))
            assert "\x1b" not in told
            assert "\u202e" not in told
        await press(pilot, "escape")
        assert screen_of(pilot).hand.view.paper.number == paper.number

    drive(make_app(), play, size=size)


def test_a_record_survives_kill_minus_nine(tmp_path: Path) -> None:
    """REC: in a real terminal, with the key typed last; the next program has it again."""
    plan = SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", LOGIN)
    with open_store(str(tmp_path / "desk.db")) as store:
        desk = Desk(store)
        lead = desk.set_up(plan)
        answers = {
            "name": "张三",
            "unit": "市场部",
            "category": "software",
            "scope": "department",
            "summary": "登录不了",
        }
        desk.register(Call("d1", lead.staff_no, desk.now(), answers=answers), by=lead)
    command = python("tests.tui.calling", str(tmp_path))
    with Terminal(command, 80, 24) as terminal:
        terminal.until("登录不了")
        terminal.press("R")
        terminal.until("动手之前先问清")
        terminal.press("2", "机房A3机架")
        terminal.until("机房A3机架")
        os.kill(terminal.pid, signal.SIGKILL)
    with Terminal(command, 80, 24) as terminal:
        terminal.until("登录不了")
        terminal.press("R")
        terminal.until("上次输入的内容还在这里")
        terminal.press("\x1b[5~", "\x1b[5~")
        terminal.until("机房A3机架")


def test_the_screen_looks_as_it_should(desk: Desk, make_app: MakeApp, snap_compare: Any) -> None:
    """REC-4: intervals being written, what is known in one block."""
    del desk

    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await open_record(pilot)
        await press(pilot, "2", *"机房", "enter", *"9:15", "enter", *"10:30", "enter", *"10:35")

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=before)
