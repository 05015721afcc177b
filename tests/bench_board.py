"""Figures of the board: 200 engineers ranked for a ticket, and looked up as they are now (TKT-8, DESK-4)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory

from tests.domain.samples import published, shanghai
from tests.store.examples import register
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.candidates import Doing, Need, PersonNow, rank
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import Post, Shift
from tui_desk.domain.skill import Skill, Subject
from tui_desk.domain.ticket import State
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Norm
from tui_desk.store import open_store
from tui_desk.store.desk_store import DeskStore

ENGINEERS = 200
SKILLS = 10
TICKETS = 5_000
_DOING: tuple[Doing, ...] = ("free", "busy", "call", "on_way", "site", "away", "off")


def engineers(now: datetime, count: int = ENGINEERS) -> list[PersonNow]:
    """People at everything one may be at, each with skills in categories and products."""
    chance = random.Random(1)
    categories = [category.code for category in published("it-team").categories]
    subjects: list[tuple[Subject, str]] = [("category", code) for code in categories]
    subjects += [("product", f"Product {n}") for n in range(30)]
    found = []
    for n in range(count):
        who, doing = f"E{n:03}", _DOING[n % len(_DOING)]
        until = now + timedelta(minutes=chance.randrange(5, 600))
        shift = Shift(who, who, Post.ENGINEER, "day", now - timedelta(hours=4), until, now, "DM001", signed_on_at=now)
        found.append(
            PersonNow(
                Officer(who, f"工程师{n}", who, frozenset({Role.ENGINEER})),
                doing,
                None if doing == "off" else shift,
                now - timedelta(minutes=20),
                f"部门{n % 40}",
                load=chance.randrange(30),
                skills=tuple(Skill(who, *each, chance.randrange(60)) for each in chance.sample(subjects, SKILLS)),
                on_duty=doing != "off",
                until=None if doing == "off" else until,
            )
        )
    return found


def figures() -> Iterator[tuple[str, float, str, float]]:
    """Name, value, unit and budget of each figure."""
    norm, now = published("it-team", 2026), shanghai("2026-11-20 15:00")
    people = engineers(now)
    served = {each.officer.staff_no: now for each in people[::3]}
    need = Need(
        category="network",
        priority="high",
        words="在三楼会议室用 Product 7 和 Product 12 时断线。" * 20,
        unit="部门7",
        served_unit=served,
        declined={"E004": now},
    )
    yield f"{ENGINEERS} engineers ranked for a ticket", _seconds(lambda: rank(need, people, norm, now)) * 1000, "ms", 20

    with TemporaryDirectory(prefix="desk-bench-") as folder, open_store(f"{folder}/desk.db") as store:
        fill(store, people, norm)
        board = Desk(store).board
        number = "IT-1"
        for name, work, budget in (
            (f"{ENGINEERS} engineers looked up among {TICKETS} open tickets", board.people, 100),
            ("the same, and ranked for a ticket", lambda: board.ranked(number), 150),
            (f"the tickets of the board out of {TICKETS}", board.tickets, 200),
        ):
            yield name, _seconds(work) * 1000, "ms", budget


def fill(store: DeskStore, people: list[PersonNow], norm: Norm) -> None:
    """A desk with these people on duty, their skills, and many open tickets."""
    now = store.now()
    desk = Desk(store)
    desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", "limin"))
    priorities = [priority.code for priority in norm.priorities]
    with store.writing() as unit:
        for person in people:
            unit.put_officer(person.officer)
            who, begins, ends = person.officer.staff_no, now - timedelta(hours=4), now + timedelta(hours=4)
            unit.put_shift(Shift(who, who, Post.ENGINEER, "day", begins, ends, begins, "DM001", signed_on_at=begins))
            for skill in person.skills:
                unit.put_skill(skill)
        for n in range(TICKETS):
            register(
                unit,
                f"IT-{n}",
                requester_unit=f"部门{n % 40}",
                assignee=people[n % len(people)].officer.staff_no if n % 5 else None,
                priority=priorities[n % len(priorities)],
                priority_rank=n % len(priorities) + 1,
                state=State.CLOSED if n % 7 == 0 else State.OPEN,
                stamps={"arrive": now} if n % 50 == 1 else {},
                category="network",
                opened_at=now - timedelta(minutes=n),
            )


def _seconds(work: Callable[[], object]) -> float:
    """The best of five, in seconds of this process."""
    times = []
    for _ in range(5):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


if __name__ == "__main__":
    for name, value, unit, budget in figures():
        print(f"{name:<58} {value:>9,.1f} {unit:<8}   budget {budget:>7,.0f}")
