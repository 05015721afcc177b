"""Many realistic open tickets at once, for benchmarks: python -m tests.store.fill PATH N."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from tests.store import examples
from tui_desk.domain.ticket import Clock, Event, EventKind, Promise, State, Ticket, fold
from tui_desk.store import open_store, rows, schema
from tui_desk.store.desk_store import DeskStore
from tui_desk.store.writing import WritingUnit

_SUMMARIES = (
    "VPN 连不上，提示错误 691，重启后仍然一样",
    "打印机卡纸，三楼财务部公用 HP 4250",
    "OA 系统打不开，页面空白，整个科室都这样",
    "电脑蓝屏，代码 0x0000007E，今天第三次",
    "邮箱密码忘记，急需发送投标文件",
    "Outlook asks for the password again and again since this morning",
    "Shared drive S: not reachable from the whole second floor",
    "移动硬盘误删文件，需要恢复去年的合同",
    "New starter needs an account for ERP and the badge system",
    "会议室投影仪无信号，十点有会",
)
_NAMES = ("张伟", "王芳", "李娜", "刘洋", "陈静", "欧阳修远", "Anna Schmidt", "John Smith", "阿卜杜拉·买买提", "赵磊")
_UNITS = ("财务部", "人事处", "信息中心", "采购科", "Sales", "研发一部", "Facilities", "国际合作处")
_CATEGORIES = ("hardware", "software", "network", "account", "data_recovery", "consulting")
_PRIORITIES = (("urgent", 1, 1), ("high", 2, 4), ("medium", 3, 24), ("low", 4, 72))
_ASSIGNEES = (None, "SW001", "SW002", "SW003", "SW004", "SW005")
_BATCH = 1000


def fill(store: DeskStore, tickets: int, now: datetime) -> None:
    """Add `tickets` open tickets: opened over the last days, due from a day ago to days ahead, in both languages.

    The database's newest norm is theirs, or an example where there is none.
    """
    dice = random.Random(20261121)
    with store.writing() as unit:
        versions = unit.norm_versions()
        norm = versions[-1][0] if versions else examples.publish(unit)
        first = unit.connection.scalar(select(func.coalesce(func.max(schema.ticket.c.id), 0))) or 0
        batch = []
        for made in _tickets(dice, tickets, now, norm, first):
            batch.append(made)
            if len(batch) == _BATCH:
                _store(unit, batch)
                batch = []
        _store(unit, batch)


def _tickets(dice: random.Random, count: int, now: datetime, norm: int, first: int) -> Iterator[tuple[Ticket, Event]]:
    for n in range(first + 1, first + count + 1):
        opened_at = now - timedelta(minutes=dice.uniform(0, 4 * 1440))
        number = f"IT{opened_at:%Y%m%d}-{n:05d}"
        priority, rank, hours = dice.choices(_PRIORITIES, (1, 3, 10, 6))[0]
        clock = _clock(dice, now, opened_at, hours)
        changes: dict[str, Any] = {
            "draft": f"filled-{n}",
            "norm": norm,
            "opened_at": opened_at,
            "first_taker": "SW001",
            "channel": "phone",
            "requester_name": dice.choice(_NAMES),
            "requester_staff_no": f"A{dice.randrange(10_000):05d}",
            "requester_unit": dice.choice(_UNITS),
            "requester_phone": f"010-5{dice.randrange(10**7):07d}",
            "category": dice.choice(_CATEGORIES),
            "summary": f"{dice.choice(_SUMMARIES)} #{n}",
            "answers": {"frequency": "always", "affected": "one"},
            "phases": {"answered": opened_at, "identified": opened_at + timedelta(seconds=20)},
            "proposed_priority": priority,
            "priority": priority,
            "priority_rank": rank,
            "assignee": dice.choice(_ASSIGNEES),
            "state": State.WAITING if clock.paused_at else State.OPEN,
            "clocks": (clock,),
        }
        if dice.random() < 0.1:
            due_at = now + timedelta(minutes=dice.uniform(-30, 600))
            changes["promises"] = (Promise(f"p{n}", "下班前回电", due_at, opened_at, "SW001"),)
        event = Event(f"filled-{n}", EventKind.REGISTERED, opened_at, opened_at, "SW001", changes)
        yield fold(number, [event]), event


def _clock(dice: random.Random, now: datetime, opened_at: datetime, hours: int) -> Clock:
    """A response clock: one in ten reached, one in twenty paused, the others due within `hours` or a little late."""
    within = timedelta(hours=hours)
    due_at = now + within * dice.uniform(-0.2, 1.0)
    chance = dice.random()
    reached_at = opened_at + timedelta(minutes=5) if chance < 0.10 else None
    paused_at = now - timedelta(minutes=5) if 0.10 <= chance < 0.15 else None
    return Clock(
        "respond",
        "work",
        within,
        due_at - within,
        due_at,
        due_at - within / 4,
        reached_at=reached_at,
        paused_at=paused_at,
    )


def _store(unit: WritingUnit, batch: list[tuple[Ticket, Event]]) -> None:
    if not batch:
        return
    tables = {
        schema.ticket: [rows.ticket_values(ticket) for ticket, _ in batch],
        schema.event: [rows.event_values(event, ticket.number, 1) for ticket, event in batch],
        schema.clock: [row for ticket, _ in batch for row in rows.clock_values(ticket)],
        schema.promise: [row for ticket, _ in batch for row in rows.promise_values(ticket)],
    }
    for table, values in tables.items():
        if values:
            unit.connection.execute(insert(table), values)


def main() -> None:
    """Fill the database at an address."""
    address, count = sys.argv[1], int(sys.argv[2])
    store = open_store(address)
    began = time.monotonic()
    fill(store, count, store.now())
    print(f"{count} tickets in {time.monotonic() - began:.1f} s")
    store.close()


if __name__ == "__main__":
    main()
