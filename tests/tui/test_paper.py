"""The service record on the screen: only what is asked, rows quick to write, nothing lost (REC-4 to REC-12, SITE-8)."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import LOGIN, MakeApp, drive, seen, settle, until
from tests.tui.papers import TICKET, answered, app_of, open_record, press, record_key, screen_of, write
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
        for time in ("9:15", "9:50", "10:05", "10:30"):
            await paste(pilot, time)
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


def test_only_what_this_kind_of_work_asks_for_is_shown_and_the_work_is_not_begun_unasked(
    desk: Desk, make_app: MakeApp
) -> None:
    """REC-1 to REC-12: no form of forty empty boxes. SITE-8, REC-9: risk and backup first; a refusal with its words."""
    counts: list[int] = []

    async def play(pilot: Pilot[Any]) -> None:
        screen = await open_record(pilot)
        assert screen.here is not None
        assert (screen.here.role, "动手之前先问清" in seen(app_of(pilot))) == ("risk", True)
        for _ in range(2):  # who goes to the steps without an answer is asked there, once
            screen.go_to("steps")
            await pilot.pause()
            counts.append(screen.here.code == "risk")
        await press(pilot, "pageup", "pageup")
        told = seen(app_of(pilot))
        assert "张三 5678" in told, "what the desk knows stands in one block"
        assert "联系人及联系方式  " not in told, "and has no field of its own"
        counts.append(sum(len(screen.shown(section)) for section in screen.sections))
        await press(pilot, "alt+a")
        counts.append(sum(len(screen.shown(section)) for section in screen.sections))
        await press(pilot, "alt+a", "escape")

        screen = await record_key(pilot)
        assert screen.hand.view.paper.number == record(desk).number, "one record, not one for each key"
        await press(pilot, "1")
        assert screen.here is not None
        assert screen.here.role == "backup"
        await press(pilot, "2")
        await paste(pilot, "周主任：业务不能停")
        await press(pilot, "enter")
        assert screen.here.code == "place", "then on to where the officer was going"
        await save(pilot)

    drive(make_app(), play)
    paper = record(desk)
    asked, every = counts[2:]
    assert counts[:2] == [True, False]
    assert every == len(desk.papers.view(paper.number).form.boxes())
    assert asked < every * 0.6
    values = paper.values
    assert (values["risk"], values["backup"], values["backup_refused"]) == ("yes", "no", "周主任：业务不能停")


def test_rows_are_quick_to_write(desk: Desk, make_app: MakeApp) -> None:
    """REC-4: over midnight; what is no time is told. REC-8: a session pasted is a step for each command; undo."""

    async def play(pilot: Pilot[Any]) -> None:
        screen = await open_record(pilot)
        await press(pilot, "2")
        screen.go_to("intervals")
        await write(pilot, "22:30")
        await paste(pilot, "1:15")
        assert "2小时 45分" in seen(app_of(pilot))
        await press(pilot, "enter")
        await paste(pilot, "大概早上")
        await press(pilot, "ctrl+r")
        assert screen.here is not None
        assert ("大概早上" in seen(app_of(pilot)), screen.here.code) == (True, "intervals")
        await press(pilot, "up", "ctrl+d", "up", "ctrl+d")
        assert "11-20 01:15" not in seen(app_of(pilot))
        await press(pilot, "ctrl+z")
        screen.go_to("difficulties")
        await write(pilot, "无权限")
        await paste(pilot, "联系管理员")
        await press(pilot, "ctrl+n", "enter", "2")
        screen.go_to("steps")
        await paste(pilot, SWITCH)
        await paste(pilot, "重启端口")
        await save(pilot)

    drive(make_app(), play)
    rows = record(desk).rows
    assert rows["intervals"] == ({"began": "2026-11-19T14:30:00+00:00", "ended": "2026-11-19T17:15:00+00:00"},)
    assert rows["difficulties"] == (
        {"difficulty": "无权限", "measure": "联系管理员"},
        {"difficulty": "无权限", "measure": "联系管理员2"},
    )
    assert rows["steps"] == (
        {"step": "Core-SW1: Gi1/0/24 err-disabled", "command": "show int status"},
        {"step": "Core-SW1", "command": "no shutdown"},
        {"step": "重启端口"},
    )


def test_last_values_and_hostile_values_are_harmless(desk: Desk, session: Session, make_app: MakeApp) -> None:
    """REC: what stood on the last paper of this kind, without its times and the user's answers; nothing in it acts."""
    other = desk.papers.start("IT-20261120-003", by=session.officer)
    rows = {"steps": [{"step": HOSTILE + "很长" * 150}], "intervals": [{"began": "9:00", "ended": "9:30"}]}
    values = {"plan_kind": "standard", "plan_number": HOSTILE + "很长的名字" * 50, "goal": "yes", "satisfaction": "5"}
    desk.papers.write(other.number, values, rows, by=session.officer, seen=1)

    async def play(pilot: Pilot[Any]) -> None:
        await open_record(pilot)
        await press(pilot, "2", "alt+l")
        await answered(pilot)
        for key in ("pagedown", "pagedown", "alt+a"):
            await press(pilot, key)
            told = seen(app_of(pilot))
            assert "\x1b" not in told
            assert "\u202e" not in told
        assert "[/closed]" in told
        await save(pilot)

    drive(make_app(), play)
    paper = record(desk)
    assert paper.values["plan_number"].startswith("[/closed] [@click=app.quit]")
    assert len(paper.rows["steps"]) == 1
    assert "satisfaction" not in paper.values
    assert "intervals" not in paper.rows


def test_a_record_survives_kill_minus_nine(tmp_path: Path) -> None:
    """REC, CALL-16: in a real terminal, cells of a row and the key typed last; the next program has them again."""
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
        terminal.press("2", "机房A3机架", "\r", "2026-11-20 9:15", "\r", "第二格")
        terminal.until("第二格")
        os.kill(terminal.pid, signal.SIGKILL)
    with Terminal(command, 80, 24) as terminal:
        terminal.until("登录不了")
        terminal.press("R")
        terminal.until("上次输入的内容还在这里")
        terminal.press("\x1b[5~", "\x1b[5~")
        terminal.until("机房A3机架")
        terminal.until("11-20 09:15 . 第二格")


def test_the_screen_looks_as_it_should(desk: Desk, make_app: MakeApp, snap_compare: Any) -> None:
    """REC-4: intervals being written, what is known in one block."""
    del desk

    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await open_record(pilot)
        await press(pilot, "2")
        await write(pilot, "机房", "9:15", "10:30")
        await paste(pilot, "10:35")
        await settle(pilot)

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=before)
