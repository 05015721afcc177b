"""A desk on each database, its clock set by the test: Sunday 1 October 2023, 09:15 in Shanghai."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.clock import ClockedStore
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.desk.ports import Store
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.loader import load_shipped

SHANGHAI = ZoneInfo("Asia/Shanghai")


def shanghai(text: str) -> datetime:
    """The instant of a wall-clock time in Shanghai, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@dataclass
class Shift:
    """A desk at work: who sits there, and the clock they look at."""

    desk: Desk
    clock: ClockedStore
    lead: Officer
    engineer: Officer
    operator: Officer

    def call(self, draft: str = "draft-1", **answers: str) -> Call:
        """A call that has just come in, with these answers beside the required ones."""
        required = {"name": "张三", "unit": "市场部", "summary": "无法登录OA系统", "category": "software"}
        judged = {"scope": "department"} if self.desk.norm().code == "it-team" else {"function_lost": "main"}
        return Call(draft, self.operator.staff_no, self.clock.at, answers={**required, **judged, **answers})

    def register(self, draft: str = "draft-1", **answers: str) -> Ticket:
        """Take such a call and register it."""
        return self.desk.register(self.call(draft, **answers), by=self.operator)


MakeShift = Callable[..., Shift]


@pytest.fixture
def make_shift(store: Store) -> MakeShift:
    """Sets up a desk under a shipped norm at a wall-clock time in Shanghai."""

    def make(norm: str = "it-team", at: str = "2023-10-01 09:15") -> Shift:
        clock = ClockedStore(store, shanghai(at))
        desk = Desk(clock)
        plan = SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped(norm), "李敏", "DM001", "limin")
        lead = desk.set_up(plan)
        engineer = Officer("SW003", "陈工", "chen", frozenset({Role.ENGINEER}), phone="8003")
        operator = Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR}))
        desk.put_officer(engineer, by=lead)
        desk.put_officer(operator, by=lead)
        return Shift(desk, clock, lead, engineer, operator)

    return make


@pytest.fixture
def shift(make_shift: MakeShift) -> Shift:
    """A desk under the norm of 001."""
    return make_shift()
