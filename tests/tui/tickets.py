"""What the tests of the ticket's screen and its dialogs do by hand: open a ticket, press keys, paste, look."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from textual import events
from textual.pilot import Pilot

from tests.desk.conftest import SHANGHAI, shanghai
from tests.tui.conftest import LOGIN, Scene, seen, settle, unhurried
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call, Entry, note
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import Ticket
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.base import OpenTicket

SUMMARY_001 = "无法登录OA系统,提示“用户名或密码错误”"
WORK_001 = (
    "1.联系用户确认输入无误,尝试找回密码提示“手机号未绑定”;"
    "2.核对HR系统员工信息,发觉用户入职时登记手机号有误;"
    "3.协调HR部门更新手机号后,用户通过“忘记密码”重置成功。"
)
LESSON_001 = "建议新员工入职时确认紧急联系方式绑定状态,避免类似问题。"
HOSTILE = "[/closed] [@click=app.quit]退出[/] [B-201] \x1b]52;c;aGk=\x07\x1b[2J\u202egnp.exe 中文宽度"


def open_desk(scene: Scene, norm: str, at: str) -> tuple[Desk, Officer]:
    """A desk without tickets, and 李敏, who has every role; 陈工 SW003 and 赵工 HW005 are engineers."""
    desk = Desk(scene.store())
    scene.set_clock(shanghai(at))
    lead = desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", unhurried(norm), "李敏", "DM001", LOGIN))
    for staff_no, name in (("SW003", "陈工"), ("HW005", "赵工")):
        desk.put_officer(Officer(staff_no, name, staff_no.lower(), frozenset({Role.ENGINEER}), "8003"), by=lead)
    desk.put_officer(Officer("OP001", "王芳", "op001", frozenset({Role.OPERATOR})), by=lead)
    return desk, lead


def example_001(scene: Scene) -> tuple[Desk, Ticket]:
    """The call of the worked example of 001, registered at 09:15."""
    desk, lead = open_desk(scene, "it-team", "2023-10-01 09:15")
    answers = {
        "name": "张三", "staff_no": "ZS001", "unit": "市场部", "phone": "5678", "category": "software",
        "summary": SUMMARY_001, "scope": "non_core", "claimed": "high",
    }  # fmt: skip
    call = Call("draft-1", lead.staff_no, scene.at, answers=answers)
    call = note(call, Entry(scene.at, "priority", "high"))
    call = note(call, Entry(scene.at, "priority_reason", "OA是全员办公入口"))
    return desk, desk.register(call, by=lead)


async def show(pilot: Pilot[Any], number: str) -> None:
    """Open the ticket's screen."""
    pilot.app.post_message(OpenTicket(number))
    await settle(pilot)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys; wait for what they bring."""
    await pilot.press(*keys)
    await settle(pilot)


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Paste a text as a terminal does."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause(0.05)


def bottom(app: DeskApp) -> str:
    """The line of the keys."""
    return seen(app).splitlines()[-1]


def local(at: datetime | None) -> str:
    """An instant in Shanghai, to the minute."""
    assert at is not None
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
