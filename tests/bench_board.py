"""Figures of the board: 200 engineers ranked for a ticket, and looked up as they are now (TKT-8, DESK-4)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tests.domain.samples import published, shanghai
from tui_desk.domain.candidates import Doing, Need, PersonNow, rank
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.roster import Post, Shift
from tui_desk.domain.skill import Skill, Subject

ENGINEERS = 200
SKILLS = 10
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
