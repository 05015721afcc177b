"""Kills the real program in the middle of calls: python -m tests.chaos --kills 200 [--seed N] [--database URL].

An officer takes scripted calls in a pseudo terminal: typed by the key or in bursts, pasted, in Chinese, two at once,
held, with notes, ended as tickets and otherwise. At random points the program dies by SIGKILL, and is started again.
A key counts as processed when its echo was sent to the terminal: what was seen must be in the journal, or on record.
In the end each scripted call is on record exactly once, word for word, with its end, and no file is left.

The program is started by fork from this process, which has imported it: what runs is the program from its command
line on, only sooner. Every tenth start is one of a fresh Python.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.tui.terminal import Terminal, python
from tui_desk import host
from tui_desk.cli import main as tui_desk
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain import checklist
from tui_desk.domain.call import End, reference
from tui_desk.domain.call_log import CallFilter, CallRecord
from tui_desk.journal import Journal, Orphan
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Norm, Question
from tui_desk.store import open_store

ROOT = Path(__file__).parents[1]
LOGIN = "limin"
PATIENCE_SECONDS = 30.0
MOST_KEYS = 40
"""A program lives for so many strokes at most."""
QUEUE, PARKED, NUMBER, GOODBYE = "n 来电", "还是接新来电", "请记一下", "Enter 回列表"
ENTER, TAB, NOTE, READ_BACK, END, NEXT_CALL, OTHER_CALL, HOLD = (
    "\r", "\t", "\x0f", "\x12", "\x1be", "\x1bn", "\x1bc", "\x1bl"
)  # fmt: skip
END_KEYS = {End.SILENT: "5", End.WRONG_NUMBER: "6", End.NUISANCE: "7", End.HUNG_UP: "8"}
PRELOADED = ("app", "screens.queue", "screens.intake", "screens.parked", "screens.read_back", "screens.number")
TAG = 3
"""How many characters at the beginning of a text say which call it is; only what goes beyond proves an echo."""
TEXTS = ("phone", "name", "unit", "summary")


class Lost(AssertionError):
    """A key, a call or a record is missing, or there twice."""


class Killed(Exception):
    """The program was killed, as planned."""


class Program(Terminal):
    """The program in a terminal, forked from here."""

    def _become(self, command: list[str], environment: dict[str, str]) -> None:
        if "-m" in command:
            super()._become(command, environment)
        status = 1
        try:
            os.environ.clear()
            os.environ.update(environment)
            sys.stdin, sys.stdout, sys.stderr = (open(n, mode, encoding="utf-8") for n, mode in enumerate("rww"))  # noqa: SIM115, PTH123 - as Python does
            sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr  # type: ignore[misc, assignment] # likewise
            host.login = lambda: LOGIN
            status = tui_desk(command)
        finally:
            os._exit(status)

    def kill(self) -> None:
        """Kill it, and read what it had sent."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        while not self.ended and self._read_once(1.0):
            pass


@dataclass
class Script:
    """A call as it is to be: what is answered, noted, and how it ends. `seen` is what was echoed so far."""

    place: int
    answers: dict[str, str]
    note: str
    end: End
    draft: str = ""
    seen: dict[str, str] = field(default_factory=dict)


def script(place: int, dice: random.Random) -> Script:
    """One call of the shift."""
    names, units = ("单玉洁", "欧阳修远", "Zhang San", "王芳"), ("市场部", "财务部三科", "生产车间")
    symptoms = ("打印机卡纸报E-52", "登录OA提示“密码错误”", "交换机告警灯常亮", "投影仪没有信号[/b]")
    answers = {
        "phone": f"7{place:03}",
        "name": f"{place:03}{dice.choice(names)}",
        "unit": f"{place:03}{dice.choice(units)}",
        "summary": f"{place:03}{dice.choice(symptoms)}",
    }
    end = dice.choice([End.TICKET, End.TICKET, End.TICKET, *END_KEYS])
    return Script(place, answers, f"{place:03}下午两点前要用" if dice.random() < 0.6 else "", end)


class Shift:
    """An officer who takes calls, and the program that dies under them."""

    def __init__(self, home: Path, database: str, seed: int, log: Callable[[str], None]) -> None:
        self.dice = random.Random(seed)
        self.home, self.database, self.log = home, database, log
        self.journal = Journal(home / ".local/state/tui-desk/calls")
        with closing(open_store(database)) as store:
            desk = Desk(store)
            desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", LOGIN))
            self.norm: Norm = desk.norm()
            self.address = store.address
        self.scripts: list[Script] = []
        self.kills = self.starts = self.pasted = self.two_at_once = 0
        self.pressed: list[str] = []
        self._left: int | None = None
        self._typing: tuple[Script, str] | None = None
        self._beginning: Script | None = None
        self.program: Program

    # The program

    def run(self, strokes: int | None) -> None:
        """Start the program and work on, for so many strokes; then it is killed, and what was seen is looked for."""
        self._left, self._typing, self._beginning = strokes, None, None
        self.starts += 1
        ours = {name: "" for name in os.environ if name.startswith(("XDG_", "TUI_DESK_"))}
        place = {"HOME": str(self.home), "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONPATH": str(ROOT)}
        arguments = ["--database", self.database]
        cold = self.starts % 10 == 1
        command = python("tests.journeys.seat", LOGIN, *arguments) if cold else arguments
        with Program(command, 80, 24, {**ours, **place}) as self.program:
            try:
                self.work()
            except Killed:
                self.kills += 1
                self._note_what_was_seen()
            else:
                self.press("q")
                if self.program.wait_status(PATIENCE_SECONDS) is None:
                    raise Lost("the program does not end")
        self.look()

    def press(self, *keys: str) -> None:
        """Press keys; perhaps they are the last."""
        self.program.press(*keys)
        self.pressed += keys
        if self._left is None:
            return
        self._left -= 1
        if self._left <= 0:
            time.sleep(self.dice.choice((0.0, 0.002, 0.01, 0.03)) * self.dice.random())
            self.program.kill()
            raise Killed

    def until(self, pattern: str) -> None:
        """Wait until the screen matches."""
        self.program.until(pattern, PATIENCE_SECONDS)

    # The shift

    def work(self) -> None:
        """Take up what was left, and new calls; without an end of strokes, only what was left."""
        self.until(f"{QUEUE}|{PARKED}")
        if orphans := self.journal.orphans(self.address):
            self.until(PARKED)
        while True:
            if orphans:
                here = self._of(orphans[0].header.draft)
                self.press(ENTER)
                self.until("速记:")
                self._fill(here)
            elif self._left is None:
                break
            else:
                here = self._new_call("n")
                if self.dice.random() < 0.3:
                    self._two_at_once(here)
                else:
                    self._fill(here)
            self.until(QUEUE)
            if orphans := self.journal.orphans(self.address):
                self.press("z")
                self.until(PARKED)

    def _new_call(self, key: str) -> Script:
        known = self._drafts()
        made = script(len(self.scripts) + 1, self.dice)
        self.scripts.append(made)
        self._beginning = made
        self.press(key)
        self.until(r"铃响次数|>.*来电渠道")
        [made.draft] = self._drafts() - known
        self._beginning = None
        return made

    def _two_at_once(self, first: Script) -> None:
        """A part of one call, another call, back and forth."""
        self.two_at_once += 1
        self._type(first, "phone")
        self._type(first, "name")
        second = self._new_call(NEXT_CALL)
        self._type(second, "phone")
        self.press(OTHER_CALL)
        self.until(first.answers["name"])
        self._fill(first)
        self.until(rf"{QUEUE}|{second.answers['phone']}")
        if QUEUE in self.program.text:
            self.press("z")
        self.until(second.answers["phone"])
        self._fill(second)

    def _fill(self, here: Script) -> None:
        """Everything that is not answered yet, in any order, and the end."""
        codes = [code for code in TEXTS if self._answers(here).get(code, "") != here.answers[code]]
        self.dice.shuffle(codes)
        if here.note and self.dice.random() < 0.5:
            self._note(here)
        for code in codes:
            self._type(here, code)
            if self.dice.random() < 0.1:
                self.press(HOLD)
                self.press(HOLD)
        self._note(here)
        if here.end is End.TICKET:
            self._register(here)
        else:
            self.press(END)
            self.until("错号|打错|骚扰")
            self.press(END_KEYS[here.end])
            self._until_over(here)

    def _register(self, here: Script) -> None:
        told = self._told(here)
        for missing in checklist.missing(told.call, self.norm):
            self._go_to(here, missing.question)
            self.press("1")
        self.press(READ_BACK)
        self.until("a 全对|按 Enter 登记")
        if "a 全对" in self.program.text:
            self.press("a")
        self.until("按 Enter 登记")
        self.press(ENTER)
        self.until(NUMBER)
        self.press(ENTER)
        self._until_over(here)

    def _until_over(self, here: Script) -> None:
        """Wait until the call is in nobody's hand; say what is to be said at its end."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self._find(here) is not None:
            if time.monotonic() > end:
                raise Lost(f"call {here.place} is never over\n{self.program.text}")
            self.program.read(0.02)
        self.until(f"{QUEUE}|{GOODBYE}")
        if GOODBYE in self.program.text:
            self.press(ENTER)

    # Typing

    def _type(self, here: Script, code: str) -> None:
        self._go_to(here, self._question(code))
        self._put(here, code, here.answers[code], self._answers(here).get(code, ""))

    def _note(self, here: Script) -> None:
        told = self._told(here)
        if told.call.scratch != here.note:
            self.press(NOTE)
            self.until("不属于任何问题")
            self._put(here, "scratch", here.note, told.call.scratch)
            self.press(NOTE)
            self.until("> ")

    def _put(self, here: Script, code: str, text: str, before: str) -> None:
        """Type what is still missing of a text: pasted, in one burst, or by a few keys at a time."""
        if not text.startswith(before):
            raise Lost(f"call {here.place}: {code} is {before!r}, and was to be {text!r}")
        self._typing = here, code
        rest, manner = text[len(before) :], self.dice.random()
        if manner < 0.15 and rest == rest.strip():  # a field of one line takes blanks off the ends of a paste
            self.pasted += 1
            self.press(f"\x1b[200~{rest}\x1b[201~")
        elif manner < 0.35:
            self.press(rest)
        else:
            done = before
            while rest:
                part, rest = rest[: (some := self.dice.randint(1, 3))], rest[some:]
                self.press(part)
                done += part
                if self.dice.random() < 0.7:
                    self._until_echo(here, code, done)
        self._until_echo(here, code, text)
        self._typing = None

    def _until_echo(self, here: Script, code: str, text: str) -> None:
        text, end = text.rstrip(), time.monotonic() + PATIENCE_SECONDS
        if len(text) <= TAG:
            return
        while text not in self.program.text:
            if time.monotonic() > end:
                raise Lost(f"call {here.place}: {text!r} was never echoed\n{self.program.text}")
            self.program.read(0.005)
        here.seen[code] = text

    def _go_to(self, here: Script, question: Question) -> None:
        """Go to a question by its step and Tab, in one burst."""
        step = next(place for place, step in enumerate(self.norm.steps) if question in step.questions)
        asked = {each.code for each in checklist.asked(self._told(here).call, self.norm)}
        rows = [each.code for each in self.norm.steps[step].questions if each.code in asked]
        self.press(f"\x1b{step + 1}" + TAB * rows.index(question.code))
        self.until(rf">\*? ?{question.label.zh}")

    def _question(self, code: str) -> Question:
        return next(question for question in self.norm.questions() if question.code == code)

    # What is where

    def _drafts(self) -> set[str]:
        return {path.stem for path in self.journal.directory.glob("*.call")}

    def _of(self, draft: str) -> Script:
        return next(each for each in self.scripts if each.draft == draft)

    def _find(self, here: Script) -> Orphan | None:
        return self.journal.find(reference(here.draft), self.address)

    def _told(self, here: Script) -> Orphan:
        if (told := self._find(here)) is None:
            raise Lost(f"call {here.place} has no file")
        return told

    def _answers(self, here: Script) -> Mapping[str, str]:
        return self._told(here).call.answers

    def _note_what_was_seen(self) -> None:
        """The echo that was on its way when the program died counts, too."""
        screen = self.program.text
        if self._typing is not None:
            here, code = self._typing
            text = here.note if code == "scratch" else here.answers[code]
            before = len(here.seen.get(code, ""))
            echoed = max([before, *(n for n in range(TAG + 1, len(text) + 1) if text[:n].rstrip() in screen)])
            here.seen[code] = text[:echoed].rstrip()
        if self._beginning is not None:
            new = self._drafts() - {each.draft for each in self.scripts}
            if new:
                [self._beginning.draft] = new
            else:
                self.scripts.remove(self._beginning)

    def look(self) -> None:
        """Whether everything seen is in the journal, or on record."""
        records: dict[str, CallRecord] | None = None
        for each in self.scripts:
            told = self._find(each)
            if told is not None:
                kept: Mapping[str, str] = {**told.call.answers, "scratch": told.call.scratch}
            else:
                records = records if records is not None else self.records()
                if each.draft not in records:
                    raise Lost(f"call {each.place} ({each.draft}) is lost")
                kept = records[each.draft].answers
            for code, seen in each.seen.items():
                if not kept.get(code, "").startswith(seen):
                    raise Lost(f"call {each.place}: {code} is {kept.get(code)!r}, but {seen!r} was seen")

    def records(self) -> dict[str, CallRecord]:
        """Every call on record, by its draft."""
        with closing(open_store(self.database)) as store:
            log = Desk(store).calls.log(CallFilter(), None)
        if len({record.id for record in log}) != len(log):
            raise Lost("a call is on record twice")
        return {record.id: record for record in log}

    def settle(self) -> int:
        """Finish everything in one last program, and look whether each call is there once; how many tickets are."""
        self.run(None)
        records = self.records()
        with closing(open_store(self.database)) as store:
            desk = Desk(store)
            tickets = {row.number: desk.ticket(row.number).ticket for row in desk.queue()}
        wanted = {each.draft for each in self.scripts}
        if set(records) != wanted:
            raise Lost(f"on record, but in no script, or the other way round: {set(records) ^ wanted}")
        for each in self.scripts:
            record = records[each.draft]
            said = {**each.answers, **({"scratch": each.note} if each.note else {})}
            if record.end is not each.end or any(record.answers.get(code) != text for code, text in said.items()):
                raise Lost(f"call {each.place} was to be {each}, and is {record}")
        of_tickets = sorted(record.ticket for record in records.values() if record.end is End.TICKET)
        if of_tickets != sorted(tickets) or {t.draft for t in tickets.values()} - wanted:
            raise Lost(f"tickets and calls do not match: {of_tickets} {sorted(tickets)}")
        if left := list(self.journal.directory.iterdir()):
            raise Lost(f"files are left: {left}")
        return len(tickets)


def main(arguments: list[str]) -> int:
    """Run the shift; the exit status is 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--database", default="")
    options = parser.parse_args(arguments)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}", flush=True)
    for module in PRELOADED:
        importlib.import_module(f"tui_desk.tui.{module}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        shift = Shift(home, options.database or str(Path(folder) / "desk.sqlite"), seed, print)
        try:
            while shift.kills < options.kills:
                shift.run(shift.dice.randint(1, MOST_KEYS))
                if shift.kills % 20 == 0:
                    print(
                        f"{shift.kills} kills, {len(shift.scripts)} calls, {time.monotonic() - began:.0f} s", flush=True
                    )
            tickets = shift.settle()
        except (Lost, TimeoutError) as error:
            print(f"LOST with seed {seed}, after {shift.kills} kills: {error}")
            print("the last keys:", shift.pressed[-40:])
            with suppress(OSError):
                print((home / ".local/state/tui-desk/tui-desk.log").read_text()[-3000:])
            return 1
    print(
        f"{shift.kills} kills in {time.monotonic() - began:.0f} s, {shift.starts} starts: {len(shift.scripts)} calls "
        f"({tickets} tickets, {shift.two_at_once} times two at once, {shift.pasted} pastes); "
        f"no processed key missing, no call lost, none doubled (seed {seed})"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
