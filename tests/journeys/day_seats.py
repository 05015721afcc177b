"""Three people at three terminals: keys are pressed and counted, and what all of them draw is read as it comes."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from tests.journeys.conftest import NUMBER, PATIENCE, QUEUE
from tests.journeys.day_office import DayOffice
from tests.tui.terminal import Terminal

CTRL_R, ALT_E, ALT_S = "\x12", "\x1be", "\x1bs"
CALLS = (
    ("1", "3", "三楼打印机卡纸报E-52，重启两次仍卡"),
    ("2", "2", "无法登录OA系统，提示“用户名或密码错误”"),
    ("3", "2", "部门共享文件夹从九点起打不开，报拒绝访问"),
    ("4", "3", "邮箱密码过期，网页提示重置失败"),
    ("5", "3", "误删了十一月的报价表，回收站里没有"),
    ("6", "4", "如何在Excel中按月份汇总"),
    ("2", "3", "报表导出失败，错误码E-1042，今早第二次"),
    ("1", "2", "会议室投影仪无信号，十点半有客户"),
)
"""Category, scope and problem of the calls, in turn."""
OUTAGE = ("3", "1", "核心交换机告警灯全红，全楼断网")


class Seat:
    """Who sits at a terminal. While one waits for something to be seen, the others' terminals are read too."""

    def __init__(self, terminal: Terminal, all_: list[Seat]) -> None:
        self.terminal, self.keys, self._all = terminal, 0, all_
        all_.append(self)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return self.terminal.text

    def press(self, *keys: str) -> None:
        """Press keys, and count them."""
        self.keys += len(keys)
        self.terminal.press(*keys)

    def until(self, pattern: str, seconds: float = PATIENCE) -> float:
        """Wait until the screen matches; how many seconds it took. Raises TimeoutError with the screen."""
        began = time.monotonic()
        while not re.search(pattern, self.text, re.MULTILINE):
            if self.terminal.ended or time.monotonic() - began > seconds:
                raise TimeoutError(f"never saw {pattern!r}\n{self.text}")
            self.terminal.read(0.04)
            self.read_others()
        return time.monotonic() - began

    def gone(self, pattern: str, seconds: float = PATIENCE) -> float:
        """Wait until the screen no longer matches; how many seconds it took."""
        began = time.monotonic()
        while re.search(pattern, self.text, re.MULTILINE):
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"still there: {pattern!r}\n{self.text}")
            self.terminal.read(0.04)
            self.read_others()
        return time.monotonic() - began

    def read_others(self) -> None:
        """Read what the other terminals draw."""
        for each in self._all:
            if each is not self and not each.terminal.ended:
                each.terminal.read_until_still(0.0, 0.05)

    def go(self, key: str, seen: str) -> None:
        """Press a key and wait for what it leads to."""
        self.press(key)
        self.until(seen)

    def still(self, seconds: float = 0.15) -> None:
        """Wait until nothing more is drawn here."""
        self.terminal.read_until_still(seconds, 3.0)
        self.read_others()

    def to_queue(self) -> None:
        """Go back to the queue, from wherever."""
        for _ in range(6):
            self.still()
            if re.search(r"1 全部 \d", self.text):
                return
            self.press("escape")
        raise AssertionError(f"no way back to the queue\n{self.text}")

    def say(self, line: str) -> None:
        """Report something in the line behind `:`."""
        self.press(":")
        self.still()
        self.press(line)
        self.until("记：|记:")
        self.press("enter")
        self.still(0.3)


class Calls:
    """The operator's calls: each from `n` to its end, by keys."""

    def __init__(self, seat: Seat, office: DayOffice) -> None:
        self.seat, self.office = seat, office
        self.taken: list[str] = []
        """The ticket of each call, a joined one's too."""

    def _begin(self, phone: str, name: str) -> None:
        self.seat.go("n", ">铃响次数")
        self.seat.go("enter", ">联系电话")
        self.seat.terminal.press(phone)
        self.seat.until(f"Enter +{name}")
        self.seat.go("enter", r">\*?现象")

    def register(self, caller: Sequence[str], call: Sequence[str]) -> str:
        """A call that becomes a ticket; its number."""
        category, scope, problem = call
        seat = self.seat
        self._begin(caller[0], caller[1])
        seat.terminal.press(problem)
        seat.until(re.escape(problem[:10]))
        seat.go("enter", ">问题类型")
        seat.press(category)
        seat.still(0.05)
        seat.go(CTRL_R, "还缺：影响范围")
        seat.press(scope)
        seat.still(0.05)
        seat.go(CTRL_R, "a 全对")
        seat.go("a", "按 Enter 登记")
        seat.go("enter", "请记一下")
        found = re.search(NUMBER, seat.text)
        assert found, seat.text
        seat.go("enter", QUEUE)
        self.taken.append(found[0])
        return found[0]

    def join(self, caller: Sequence[str], number: str) -> None:
        """One more caller of an open ticket."""
        seat = self.seat
        self._begin(caller[0], caller[1])
        seat.go(ALT_E, "错号|打错|骚扰")
        seat.go("2", "并入")
        seat.still()
        seat.terminal.press(number[-3:])
        seat.still()
        seat.go("enter", "请记一下")
        assert number in seat.text, seat.text
        seat.go("enter", QUEUE)
        self.taken.append(number)
