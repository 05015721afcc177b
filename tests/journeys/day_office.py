"""The desk of a day that is played: its people, its callers, a clock that can be put forward, and its papers."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.clock import ClockedStore
from tests.desk.conftest import shanghai
from tests.journeys.conftest import LEAD, Office
from tests.tui.terminal import python
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.person import Person
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

DAY, NEXT_DAY = "2026-11-23", "2026-11-24"
"""A Monday and a Tuesday."""
OFFICERS = (
    ("OP002", "王芳", "wangfang", Role.OPERATOR),
    ("OP003", "孙悦", "sunyue", Role.OPERATOR),
    ("SW003", "陈工", "sw003", Role.ENGINEER),
    ("NT001", "王建国", "nt001", Role.ENGINEER),
    ("NT002", "赵雪梅", "nt002", Role.ENGINEER),
    ("HW005", "刘洋", "hw005", Role.ENGINEER),
)
OPERATOR, NEXT, ENGINEER, AWAY, DECLINES = "wangfang", "sunyue", "sw003", "nt001", "nt002"
SKILLS = """工号,类型,名称,分数
SW003,类别,software,45
SW003,类别,account,25
SW003,类别,data_recovery,15
SW003,类别,hardware,8
NT001,类别,network,48
NT002,类别,network,35
NT002,类别,hardware,12
HW005,类别,hardware,38
HW005,类别,network,12
HW005,类别,consulting,22
"""
ROSTER = f"""工号,日期,班次,岗位
DM001,{DAY},白班,值班经理
OP002,{DAY},白班,热线
SW003,{DAY},白班,工程师
NT001,{DAY},白班,工程师
NT002,{DAY},白班,工程师
HW005,{DAY},白班,工程师
OP003,{DAY},夜班,热线
"""
UNITS = ("市场部", "财务部", "研发部", "行政部", "人事部", "销售部", "生产部", "仓储部")
SURNAMES, GIVEN = "张李刘陈杨黄周吴徐朱马胡", ("伟", "静", "强", "磊", "洋")


def caller(n: int) -> tuple[str, str, str]:
    """The telephone, name and unit of the n-th caller; no two are alike."""
    name = SURNAMES[n % len(SURNAMES)] + GIVEN[n // len(SURNAMES) % len(GIVEN)]
    return f"7{n:03}", name, UNITS[n % len(UNITS)]


@dataclass
class DayOffice(Office):
    """An office whose clocks stand where the play puts them, and run on from there. `store` is a session of its own."""

    store: ClockedStore

    @property
    def desk(self) -> Desk:
        """The desk, for those who have no terminal, and to look at what came of it."""
        self.store.at = self.now()
        return Desk(self.store)

    def officer(self, who: str) -> Officer:
        """An officer by staff number, login or name."""
        return next(each for each in self.desk.officers() if who in (each.staff_no, each.login, each.name))

    @property
    def clock(self) -> Path:
        """By how many seconds the clocks are ahead."""
        return self.home / "clock"

    def set_clock(self, at: datetime) -> None:
        """Put every clock of the desk to another time."""
        later = self.clock.with_suffix(".new")
        later.write_text(str(at.timestamp() - time.time()))
        later.replace(self.clock)

    def at(self, hour: str, day: str = DAY) -> None:
        """Put the clocks to an hour of the day."""
        self.set_clock(shanghai(f"{day} {hour}"))

    def now(self) -> datetime:
        """What the clocks show."""
        return datetime.now(UTC) + timedelta(seconds=float(self.clock.read_text()))

    def command(self, login: str, *arguments: str) -> list[str]:
        """How `login` starts tui-desk, by the clock of the day."""
        here = str(self.clock)
        return python("tests.journeys.later", here, login, "--database", self.database, *arguments)

    def good(self, *arguments: str, login: str = LEAD) -> str:
        """What a command says that has to succeed."""
        done = self.shell(*arguments, login=login)
        assert done.returncode == 0, f"tui-desk {' '.join(arguments)}: {done.stderr}{done.stdout}"
        return done.stdout.strip()

    def told(self, *arguments: str, login: str = LEAD) -> Any:
        """The same, where it says JSON."""
        return json.loads(self.good(*arguments, "--json", login=login))

    def ticket(self, number: str) -> Ticket:
        """A ticket as it stands."""
        return self.desk.ticket(number).ticket

    def file(self, name: str, text: str) -> str:
        """A file of the manager's."""
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        return str(path)


def set_up(home: Path, database: str, callers: int) -> DayOffice:
    """The desk on the Friday before, and the clocks on the evening before the day. Whoever asks closes its store."""
    home.mkdir(exist_ok=True)
    store = ClockedStore(open_store(database), shanghai("2026-11-20 09:00"))
    desk = Desk(store)
    lead = desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", LEAD))
    for staff_no, name, login, role in OFFICERS:
        desk.put_officer(Officer(staff_no, name, login, frozenset({role}), phone=f"80{staff_no[-2:]}"), by=lead)
    for n in range(callers):
        phone, name, unit = caller(n)
        desk.directory.put_person(Person(0, name, f"ZM{n:03}", unit, (phone,), "mr"))
    office = DayOffice(home, database, store)
    office.at("18:30", "2026-11-22")
    return office
