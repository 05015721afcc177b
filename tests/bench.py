"""What an officer waits for, and what it costs the line: python -m tests.bench [--quick].

Runs the program in a 120×40 pseudo terminal on 10,000 open tickets and prints each figure beside its budget. The first
line, the start of an empty Textual program, says how fast this machine is today.
"""

from __future__ import annotations

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import tui_desk
from tests import bench_board, bench_clocks, bench_directory, bench_worktime
from tests.postgres import PostgresServer
from tests.tui.terminal import Terminal, python

TICKETS = 10_000
SIZE = (120, 40)
ROWS = r"IT2026\d{4}-\d{5}"
HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("Ready")
Hello().run()
"""


@dataclass(frozen=True)
class Figure:
    """One measured figure, and what it may be at the most."""

    name: str
    value: float
    unit: str
    budget: float | None = None

    def __str__(self) -> str:
        budget = "" if self.budget is None else f"   budget {self.budget:>7,.0f}"
        return f"{self.name:<58} {self.value:>9,.1f} {self.unit:<8}{budget}{'   OVER' if self.is_over else ''}"

    @property
    def is_over(self) -> bool:
        """Whether it is more than it may be."""
        return self.budget is not None and self.value > self.budget


@dataclass(frozen=True)
class Bench:
    """A filled desk, and how often each thing is measured."""

    folder: Path
    address: str
    runs: int
    keys: int

    @contextmanager
    def desk(self) -> Iterator[Terminal]:
        """The program on the filled desk, its rows shown."""
        command = python("tui_desk", "--database", self.address)
        with Terminal(command, *SIZE, environment=environment(self.folder)) as terminal:
            terminal.until(ROWS, 30)
            yield terminal


def environment(folder: Path) -> dict[str, str]:
    """A home of its own, and byte code as pip leaves it."""
    return {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": "",
        "XDG_DATA_HOME": "",
        "XDG_STATE_HOME": "",
        "LANG": "zh_CN.UTF-8",
    }


def prepare(folder: Path, address: str) -> None:
    """Set a desk up and fill it."""
    at = {**os.environ, **environment(folder)}
    subprocess.run(python("tui_desk", "--database", address, "init"), env=at, check=True, stdout=subprocess.DEVNULL)
    fill = python("tests.store.fill", address, str(TICKETS))
    subprocess.run(fill, env=at, check=True, stdout=subprocess.DEVNULL)


def first_paint(bench: Bench, command: list[str], pattern: str) -> float:
    """The median of the milliseconds until the screen shows the pattern."""

    def once() -> float:
        began = time.perf_counter()
        with Terminal(command, *SIZE, environment=environment(bench.folder)) as terminal:
            terminal.until(pattern, 30)
            return (time.perf_counter() - began) * 1000

    once()
    return median(once() for _ in range(bench.runs))


def keys_cost(terminal: Terminal, keys: list[str], pause: float) -> tuple[list[float], list[int]]:
    """For each key: milliseconds to the first byte of its answer, and the bytes of the whole answer."""
    times, sizes = [], []
    for key in keys:
        terminal.read_until_still(0.05, 1.0)
        terminal.forget()
        times.append(terminal.milliseconds_of(key))
        terminal.read(pause)
        sizes.append(len(terminal.sent))
    return times, sizes


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pss_mib(pid: int) -> float:
    """Memory of a process, shared pages counted by share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no Pss in smaps_rollup")


def queue_figures(bench: Bench) -> Iterator[Figure]:
    """Start, arrow keys, idling and memory on the queue."""
    hello = [sys.executable, "-c", HELLO]
    yield Figure("an empty Textual program, first frame", first_paint(bench, hello, "Ready"), "ms")
    desk = python("tui_desk", "--database", bench.address)
    yield Figure("first frame that shows ticket rows", first_paint(bench, desk, ROWS), "ms", 450)
    with bench.desk() as terminal:
        terminal.read(3.0)
        times, sizes = keys_cost(terminal, ["down"] * min(bench.keys, 25), 0.1)
        yield Figure("arrow key in the queue, p50", median(times), "ms", 5)
        yield Figure("arrow key in the queue, median", median(sizes), "bytes", 1500)
        terminal.read(2.0)
        _, with_pane = keys_cost(terminal, ["up"] * 10, 0.6)
        yield Figure("arrow key and the pane that follows, largest", max(with_pane), "bytes", 1500 + 6000)
        terminal.read(2.0)
        terminal.forget()
        before, seconds = cpu_seconds(terminal.pid), 10.0
        terminal.read(seconds)
        yield Figure("idle with a screenful of countdowns", len(terminal.sent) / seconds, "bytes/s", 1000)
        yield Figure("idle with a screenful of countdowns", (cpu_seconds(terminal.pid) - before) * 10, "% CPU", 1)
        yield Figure("memory on SQLite (PSS)", pss_mib(terminal.pid), "MiB", 75)


def intake_figures(bench: Bench) -> Iterator[Figure]:
    """Typing in the intake, and keys that change panels."""
    with bench.desk() as terminal:
        terminal.read(2.0)
        terminal.press("n")
        terminal.read(2.0)
        terminal.press("\x1b3")
        terminal.read(1.0)
        text = ("printer on the third floor stopped with error E-1042 " * 10)[: bench.keys]
        times, sizes = keys_cost(terminal, list(text), 0.03)
        yield Figure("typed key in the intake, p50", median(times), "ms")
        yield Figure("typed key in the intake, p99", quantiles(times, n=100)[98], "ms", 10)
        yield Figure("typed key in the intake, median", median(sizes), "bytes", 400)
        _, panel = keys_cost(terminal, [f"\x1b{step}" for step in (1, 2, 3, 4, 5, 2, 4)], 0.3)
        yield Figure("key that goes to another step, median", median(panel), "bytes", 2500)
        yield from _calls_in_hand(terminal)


def checklist_figures(bench: Bench) -> Iterator[Figure]:
    """What the checklist says of a call, anew with every key: priority, missing, progress, due times; times as said."""
    from tests.domain.samples import call_with, published, shanghai
    from tui_desk.domain import checklist, headcount, past, priority, spans
    from tui_desk.domain.sla import Levels

    norm = published("support-guide", 2026)
    levels, at = Levels(norm), shanghai("2026-11-20 10:42")
    known = {question.code: "很慢" * 40 for question in norm.questions() if question.kind in ("text", "long")}
    chosen = {"category": "software", "subcategory": "business_system", "system_fault": "core_function"}
    call = call_with(
        **known, **chosen, since="昨天下午三点", takes="一个半小时", affected="十几人", worked_before="yes"
    )

    def each_key() -> None:
        checklist.asked(call, norm)
        checklist.missing(call, norm)
        checklist.progress(call, norm)
        levels.due_times(levels.facts_of_call(call.answers, priority.propose(call.answers, norm).priority), at)

    def heard() -> None:
        past.past("十一月二十日上午十点半左右", at, shanghai_zone)
        spans.duration("大约一小时二十分三十秒")
        headcount.headcount("我们部门所有人")

    shanghai_zone = ZoneInfo("Asia/Shanghai")
    for name, work, budget in (
        ("checklist, priority and due times, each key", each_key, 1000.0),
        ("a time, a length and a number as said", heard, 300.0),
    ):
        times = []
        for _ in range(bench.keys):
            began = time.perf_counter()
            work()
            times.append((time.perf_counter() - began) * 1e6)
        yield Figure(f"{name}, p50", median(times), "µs", budget)
        yield Figure(f"{name}, p99", quantiles(times, n=100)[98], "µs")


def _calls_in_hand(terminal: Terminal) -> Iterator[Figure]:
    """Opening another call, and going from one to the other and back (CALL-4)."""
    for name, keys, shown, most in (
        ("opening the intake", ["\x1bn"], ["2 通话"], 16_000),
        ("switching calls", ["\x1bc"] * 6, ["1 通话", "2 通话"] * 3, 10_000),
    ):
        times, sizes = [], []
        for key, label in zip(keys, shown, strict=True):
            terminal.read_until_still(0.3, 2.0)
            terminal.forget()
            began = time.perf_counter()
            terminal.press(key)
            terminal.until(label)
            times.append((time.perf_counter() - began) * 1000)
            terminal.read(0.3)
            sizes.append(len(terminal.sent))
            terminal.press("x")  # said something: an empty call is none
        yield Figure(f"{name}, to the whole screen", median(times), "ms", 100)
        yield Figure(f"{name}, median", median(sizes), "bytes", most)


def postgres_figures(bench: Bench, server: PostgresServer) -> Iterator[Figure]:
    """Memory of a session on Postgres."""
    address = server.url(server.new_database())
    prepare(bench.folder, address)
    with Bench(bench.folder, address, bench.runs, bench.keys).desk() as terminal:
        terminal.read(4.0)
        yield Figure("memory on Postgres (PSS)", pss_mib(terminal.pid), "MiB", 90)


def latency_figures(bench: Bench, server: PostgresServer) -> Iterator[Figure]:
    """From a registration in one session to the row on another's screen, 95 of 100."""
    for kind, address, budget in (
        ("SQLite", str(bench.folder / "shared.db"), 1000),
        ("Postgres", server.url(server.new_database()), 300),
    ):
        at = {**os.environ, **environment(bench.folder)}
        subprocess.run(python("tui_desk", "--database", address, "init"), env=at, check=True, stdout=subprocess.DEVNULL)
        times = sorted(_told(bench, address))
        yield Figure(f"another session's call on screen, {kind}, 95 %", times[int(0.95 * len(times))], "ms", budget)


def _told(bench: Bench, address: str) -> Iterator[float]:
    from tui_desk import host
    from tui_desk.desk.desk import Desk
    from tui_desk.domain.call import Call
    from tui_desk.store import open_store

    command = python("tui_desk", "--database", address)
    with Terminal(command, *SIZE, environment=environment(bench.folder)) as terminal:
        terminal.until("在线", 30)
        terminal.read(1.0)
        desk = Desk(open_store(address))
        officer = desk.sign_in(host.login())
        for n in range(max(20, bench.keys // 4)):
            answers = {"name": "张三", "unit": "市场部", "summary": f"第{n}号", "category": "software", "scope": "core"}
            terminal.read(0.037 * (n % 7))
            desk.register(Call(f"draft-{n}", officer.staff_no, desk.now(), answers=answers), by=officer)
            began = time.perf_counter()
            terminal.until(f"全部 {n + 1}\\b", 10)
            yield (time.perf_counter() - began) * 1000
        desk.store.close()


def directory_figures(bench: Bench, server: PostgresServer) -> Iterator[Figure]:
    """Lookups in a directory of 50,000 people, and their import beside another writer."""
    for kind, address in (
        ("SQLite", str(bench.folder / "directory.db")),
        ("Postgres", server.url(server.new_database())),
    ):
        at = {**os.environ, **environment(bench.folder)}
        subprocess.run(python("tui_desk", "--database", address, "init"), env=at, check=True, stdout=subprocess.DEVNULL)
        for name, value, unit, budget in bench_directory.figures(address, kind):
            yield Figure(name, value, unit, budget)


def worktime_figures() -> Iterator[Figure]:
    """Due times on a calendar with holidays."""
    for name, value, unit, budget in bench_worktime.figures():
        yield Figure(name, value, unit, budget)


def clock_figures() -> Iterator[Figure]:
    """A due time, and every open ticket recomputed."""
    for name, value, unit, budget in bench_clocks.figures():
        yield Figure(name, value, unit, budget)


def board_figures() -> Iterator[Figure]:
    """Everybody ranked for a ticket."""
    for name, value, unit, budget in bench_board.figures():
        yield Figure(name, value, unit, budget)


def main() -> int:
    """Print the figures; the exit status is the number of those over budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    quick = parser.parse_args().quick
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(str(Path(tui_desk.__file__).parent), quiet=2)
    over = 0
    server = PostgresServer()
    try:
        with tempfile.TemporaryDirectory(prefix="desk-bench-") as place:
            bench = Bench(Path(place), str(Path(place) / "desk.db"), 3 if quick else 9, 40 if quick else 200)
            prepare(bench.folder, bench.address)
            groups: list[Callable[[], Iterator[Figure]]] = [
                worktime_figures,
                lambda: checklist_figures(bench),
                clock_figures,
                board_figures,
                lambda: queue_figures(bench),
                lambda: intake_figures(bench),
                lambda: postgres_figures(bench, server),
                lambda: latency_figures(bench, server),
                lambda: directory_figures(bench, server),
            ]
            for group in groups:
                for figure in group():
                    print(figure, flush=True)
                    over += figure.is_over
    finally:
        server.close()
    return over


if __name__ == "__main__":
    raise SystemExit(main())
