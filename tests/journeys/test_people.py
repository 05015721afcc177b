"""Who may do what at the desk, and how few keys a newcomer needs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from tests.journeys.conftest import (
    ENGINEER,
    NUMBER,
    PATIENCE,
    ROOT,
    Office,
    at_the_queue,
    number_shown,
)
from tests.tui.terminal import Terminal, python

MOST_KEYS_FOR_A_KNOWN_CALLER = 10
"""From `n` to the number, besides the letters of the telephone number and of the summary."""
MOST_KEYS_FOR_A_NEWCOMER = 20
"""From the first run, on a machine that has nothing, to the first number, besides the letters of the answers."""


class Hand:
    """Presses keys and counts those that are no letters of an answer."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal, self.keys = terminal, 0

    def press(self, key: str, seen: str) -> None:
        """Press a key and wait for what it leads to."""
        self.keys += 1
        self.terminal.press(key)
        self.terminal.until(seen, PATIENCE)

    def type(self, words: str, seen: str) -> None:
        """Type an answer."""
        self.terminal.press(words)
        self.terminal.until(seen, PATIENCE)


def test_an_engineer_takes_no_calls_but_works_on_tickets(office: Callable[[str], Office], sqlite_path: Path) -> None:
    at = office(str(sqlite_path))
    answers = ("summary=打印机", "name=李四", "unit=财务部", "category=hardware", "scope=advice")
    assert at.shell("ticket", "new", *answers, login=ENGINEER).returncode != 0
    with at.sit_down(ENGINEER, 80, 24) as terminal:
        terminal.until("t 排序", PATIENCE)
        assert " n 来电" not in terminal.text.splitlines()[-1]
        terminal.press("n", "\x1bn")
        terminal.read_until_still(0.5)
        assert "铃响次数" not in terminal.text
        number = at.shell("ticket", "new", *answers).stdout.strip()
        terminal.until(number, PATIENCE)
        assert "d 派单" not in terminal.text
        terminal.press("a")
        terminal.until("SW003 陈工", PATIENCE)
        assert at.shell("officer", "role", ENGINEER, "--role", "operator").returncode == 0  # while he works
        terminal.until("n 来电", PATIENCE)
        terminal.press("n")
        terminal.until("铃响次数", PATIENCE)


def test_a_filter_typed_in_a_burst_is_no_verb(office: Callable[[str], Office], sqlite_path: Path) -> None:
    at = office(str(sqlite_path))
    answers = ("summary=打印机", "name=李四", "unit=财务部", "category=hardware", "scope=advice")
    number = at.shell("ticket", "new", *answers).stdout.strip()
    with at.sit_down(columns=80, lines=24) as terminal:
        terminal.until(number, PATIENCE)
        terminal.press("/abd")  # a takes, d dispatches
        terminal.until("没有符合“abd”的工单", PATIENCE)
        terminal.press("escape")
        terminal.until(f"{number}.*未派", PATIENCE)


def test_who_is_no_officer_is_told_whom_to_ask(office: Callable[[str], Office], sqlite_path: Path) -> None:
    at = office(str(sqlite_path))
    with at.sit_down("stranger") as terminal:
        assert terminal.wait_status(PATIENCE) == 27
        assert "李敏" in terminal.text
        assert "tui-desk officer add stranger" in terminal.text.replace("\n", "")
    assert at.shell("ticket", "list", login="stranger").returncode == 27


def test_a_known_caller_has_a_number_after_few_keys(office: Callable[[str], Office], sqlite_path: Path) -> None:
    at = office(str(sqlite_path))
    with at.sit_down(columns=80, lines=24) as terminal:
        at_the_queue(terminal)
        hand = Hand(terminal)
        hand.press("n", ">铃响次数")
        hand.press("enter", ">联系电话")
        hand.type("6678", "Enter +张明")
        hand.press("enter", ">现象")
        hand.type("无法登录OA系统", "现象 +无法登录OA系统")
        hand.press("enter", ">问题类型")
        hand.press("2", "软件问题")
        hand.press("\x12", "还缺：影响范围")
        hand.press("2", ">本人报")
        hand.press("\x12", "a 全对")
        hand.press("a", "按 Enter 登记")
        hand.press("enter", "请记一下")
        number_shown(terminal)
        print("keys from n to the number:", hand.keys)
        assert hand.keys <= MOST_KEYS_FOR_A_KNOWN_CALLER


def test_a_newcomer_goes_from_nothing_to_a_number(tmp_path: Path) -> None:
    ours = {name: "" for name in os.environ if name.startswith(("XDG_", "TUI_DESK_"))}
    environment = {**ours, "HOME": str(tmp_path), "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONPATH": str(ROOT)}
    with Terminal(python("tui_desk"), environment=environment) as terminal:
        terminal.until("回答六项", PATIENCE)
        terminal.read_until_still(0.3)
        hand = Hand(terminal)
        for _ in range(5):
            hand.press("enter", "Enter 下一项")
            terminal.read_until_still()
        hand.press("enter", "n 来电")
        assert "还没有来电" in terminal.text
        hand.press("n", ">铃响次数")
        hand.press("enter", ">联系电话")
        hand.press("enter", ">姓名")
        hand.type("王五", "姓名 +王五")
        for question in (">称谓", ">工号", ">部门"):
            hand.press("enter", question)
        hand.type("研发部", "部门 +研发部")
        hand.press("enter", ">现象")
        hand.type("显示器不亮", "现象 +显示器不亮")
        hand.press("enter", ">问题类型")
        hand.press("1", "硬件故障")
        hand.press("\x12", "还缺：影响范围")
        hand.press("3", ">本人报")
        hand.press("\x12", "a 全对")
        hand.press("a", "按 Enter 登记")
        hand.press("enter", "请记一下")
        print("keys from the first run to the number:", hand.keys)
        assert hand.keys <= MOST_KEYS_FOR_A_NEWCOMER
        assert re.search(NUMBER, terminal.text)
        hand.press("enter", "1 全部 1")
        terminal.press("q")
        assert terminal.wait_status(PATIENCE) == 0
