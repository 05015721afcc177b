"""A desk that is busy: twelve engineers on the roster with their skills, eighty tickets in every state of dispatch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.clock import ClockedStore
from tests.desk.conftest import shanghai
from tests.tui.conftest import LOGIN, Scene
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.desk.due_work import DueWork
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.presence import Presence
from tui_desk.domain.roster import Post, Shift
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.loader import load_shipped

AT = shanghai("2026-11-20 10:42")
MINUTE = timedelta(minutes=1)
ENGINEERS = (
    ("NT001", "王建国", "network", 45),
    ("NT002", "陈工", "network", 22),
    ("SW003", "赵雪梅", "software", 38),
    ("SW004", "欧阳娜", "software", 15),
    ("HW005", "刘洋", "hardware", 30),
    ("HW006", "古丽娜尔·买买提江", "hardware", 12),
    ("AC007", "孙磊", "account", 26),
    ("SW008", "周晓燕", "software", 8),
    ("NT009", "吴昊", "network", 33),
    ("HW010", "郑洁", "hardware", 18),
    ("SW011", "冯涛", "software", 42),
    ("NT012", "何静", "network", 5),
)
"""Staff number, name, in what they are skilled, and the score."""
UNITS = ("全公司", "市场部", "财务部", "研发部", "行政部", "人事部", "销售一部华东大区", "生产部")
PROBLEMS = (
    ("network", "core", "核心交换机无响应，全楼断网"),
    ("software", "department", "ERP登录报500，财务结账中断"),
    ("hardware", "non_core", "打印任务提交后无响应"),
    ("account", "department", "无法登录OA系统，提示“用户名或密码错误”"),
    ("network", "department", "部门共享文件夹无法访问"),
    ("software", "non_core", "报表导出失败，错误码E-1042"),
    ("hardware", "department", "会议室投影仪无信号，客户10:50到"),
    ("consulting", "non_core", "如何使用Excel函数"),
)
TICKETS = 80


@dataclass(frozen=True)
class Busy:
    """The desk, and its manager."""

    desk: Desk
    lead: Officer


def busy(scene: Scene, *, tickets: int = TICKETS, at: datetime = AT, manager: str = LOGIN) -> Busy:
    """Make the desk, as it is at `at`."""
    store = scene.store()
    desk = Desk(store)
    scene.set_clock(at - timedelta(hours=20))
    lead = desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", manager))
    for staff_no, name, subject, score in ENGINEERS:
        desk.put_officer(Officer(staff_no, name, staff_no.lower(), frozenset({Role.ENGINEER}), "8003"), by=lead)
        desk.skills.put(staff_no, "category", subject, score, by=lead)
    _roster(store, at)
    made = [_registered(scene, desk, lead, number, at) for number in range(tickets)]
    scene.set_clock(at - 3 * MINUTE)
    for number, ticket in enumerate(made):
        _dispatched(scene, desk, lead, number, ticket, at)
    scene.set_clock(at)
    work = DueWork(desk, start=0)
    for _ in range(3):
        work.do(())
    store.presences.put(Presence("s-call", "SW003", "call", "draft-x", at - 12 * MINUTE, "张三"))
    return Busy(desk, lead)


def _roster(store: ClockedStore, at: datetime) -> None:
    """All have the day; one ends soon, one is away, one did not sign on, one is off duty."""
    midnight = at.replace(hour=0, minute=0)
    begins, ends = at - timedelta(hours=2, minutes=42), at + timedelta(hours=7, minutes=18)
    with store.writing() as unit:
        for place, staff_no in enumerate(["DM001", *(each[0] for each in ENGINEERS)]):
            if staff_no == "NT012":
                continue
            post = Post.MANAGER if staff_no == "DM001" else Post.ENGINEER
            unit.put_shift(
                Shift(
                    f"shift-{place}",
                    staff_no,
                    post,
                    "day",
                    begins,
                    at + 18 * MINUTE if staff_no == "NT009" else ends,
                    midnight,
                    "DM001",
                    signed_on_at=None if staff_no == "HW010" else begins + 2 * MINUTE,
                    away_since=at - 7 * MINUTE if staff_no == "AC007" else None,
                    away_words="取备件" if staff_no == "AC007" else "",
                )
            )


def _registered(scene: Scene, desk: Desk, lead: Officer, number: int, at: datetime) -> Ticket:
    category, scope, summary = PROBLEMS[number % len(PROBLEMS)]
    minutes = (65 if number == 76 else 2 + number // 4 * 3) if number % 4 == 0 else 20 + number * 2
    scene.set_clock(at - minutes * MINUTE)
    answers = {
        "phone": f"3{number:03}",
        "name": f"张{'一二三四五六七八'[number % 8]}",
        "unit": UNITS[(number * 3) % len(UNITS)],
        "category": category,
        "scope": "department" if scope == "core" and number not in (0, 16, 32) else scope,
        "summary": f"{summary} {number}",
    }
    return desk.register(Call(f"draft-{number}", lead.staff_no, scene.at, answers=answers), by=lead)


def _dispatched(scene: Scene, desk: Desk, lead: Officer, number: int, ticket: Ticket, at: datetime) -> None:
    """A quarter is nobody's, some wait to be accepted, one is on site, the others are worked on."""
    if number % 4 == 0:
        return
    officer = ENGINEERS[(number * 5) % len(ENGINEERS)][0]
    scene.set_clock(at - (20 if number == 5 else 3 if number % 4 == 1 else 8) * MINUTE)
    given = desk.dispatch(
        ticket.number, officer, "先看告警灯和日志", by=lead, seen=ticket.version, reason="人手不够" if number else ""
    )
    if number % 4 == 1:
        return
    done = desk.accept(given.number, by=lead, seen=given.version)
    if number in (2, 6):
        scene.set_clock(at - (7 if number == 2 else 4) * MINUTE)
        desk.stamp(done.number, "arrive" if number == 2 else "depart", by=lead, seen=done.version)
