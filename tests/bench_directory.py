"""Figures of a directory of 50,000 people: an import beside a writer, and lookups with every key (CALL-5)."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import quantiles

from tui_desk.desk.desk import Desk
from tui_desk.domain.officer import Role
from tui_desk.domain.people_list import Entries
from tui_desk.domain.person import Person, Unit
from tui_desk.store import open_store

PEOPLE = 50_000
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾单解仇"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂建国志文玉洁晓红春梅海燕丹雪峰宇"
_WRITER = """
import sys, time
from tui_desk.store import open_store
store, worst = open_store(sys.argv[1]), 0.0
print("ready", flush=True)
done = False
while not done:
    began = time.perf_counter()
    with store.writing() as desk:
        desk.put_fact("writer", str(began))
    worst = max(worst, time.perf_counter() - began)
    with store.reading() as desk:
        done = bool(desk.people_like("e49999", 1))
    time.sleep(0.02)
print(worst)
"""


def entries() -> Entries:
    """A list of 50,000 people in 300 units, each with a mobile and an extension."""
    dice = random.Random(20261122)
    people = [
        Person(
            0,
            dice.choice(_SURNAMES) + "".join(dice.choice(_GIVEN) for _ in range(dice.choice((1, 2, 2)))),
            f"E{n:05}",
            f"第{n % 300}科室",
            (f"13{dice.randrange(10**9):09}", f"0571-8{n % 10_000:07}-{dice.randrange(1000, 9999)}"),
            main_contact=n < 300,
        )
        for n in range(PEOPLE)
    ]
    units = {f"第{n}科室": Unit(0, f"第{n}科室", (f"{n}科",)) for n in range(300)}
    return Entries(people, list(range(2, PEOPLE + 2)), units, rows=PEOPLE)


def figures(address: str, kind: str) -> Iterator[tuple[str, float, str, float | None]]:
    """Name, value, unit and budget of each figure, on a desk that was set up at the address."""
    desk = Desk(open_store(address))
    lead = next(officer for officer in desk.officers() if officer.is_any(Role.ADMINISTRATOR))
    with subprocess.Popen([sys.executable, "-c", _WRITER, address], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        began = time.perf_counter()
        desk.directory.bring_in(entries(), by=lead)
        yield f"import of 50,000 people, {kind}", time.perf_counter() - began, "s", None
        waited = float(writer.stdout.read()) * 1000
        yield f"longest wait of another writer meanwhile, {kind}", waited, "ms", 1000
    times = []
    for typed in ("1380013", "0571-8000", "e1234", "张伟", "zhangwei", "syj", "wx", "8003", "第3科室", "12科"):
        for end in range(1, len(typed) + 1):
            began = time.perf_counter()
            desk.directory.callers(typed[:end])
            times.append((time.perf_counter() - began) * 1000)
    yield f"callers among 50,000 people, each key, p99, {kind}", quantiles(times, n=100)[98], "ms", 30
    desk.store.close()
