"""However a session ends in the middle of a call, the next one offers it, and it becomes one ticket."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import (
    PATIENCE,
    Office,
    at_the_queue,
    known_caller,
    pick_up,
    read_back_and_register,
)
from tests.tui.terminal import Terminal

SAID = "报销点提交后转圈三十分钟"


def killed(terminal: Terminal) -> None:
    os.kill(terminal.pid, signal.SIGKILL)


def closed(terminal: Terminal) -> None:
    terminal.hang_up()


@pytest.mark.parametrize("end", [killed, closed])
def test_a_call_cut_off_while_typing_is_offered_again_with_every_character(
    office: Callable[[str], Office], sqlite_path: Path, end: Callable[[Terminal], None]
) -> None:
    at = office(str(sqlite_path))
    with at.sit_down() as terminal:
        pick_up(terminal)
        known_caller(terminal)
        for character in SAID:
            terminal.press(character)
        terminal.until(SAID, PATIENCE)
        end(terminal)
        assert terminal.wait_status(PATIENCE) is not None
    with at.sit_down() as terminal:
        terminal.until(f"张先生 市场部 ZM001 +{SAID}", PATIENCE)
        terminal.press("enter")
        terminal.until(f"现象 +{SAID}", PATIENCE)
        terminal.press("2")  # goes on where the call still lacks something: the category
        terminal.until("软件问题", PATIENCE)
        terminal.press("\x12")
        terminal.until("还缺：影响范围", PATIENCE)
        terminal.press("2")
        number = read_back_and_register(terminal)
        terminal.press("enter")
        at_the_queue(terminal)
    [ticket] = at.tickets()
    assert (ticket["number"], ticket["summary"], ticket["priority"]) == (number, SAID, "high")
    assert not at.calls


def test_esc_by_mistake_holds_the_call_and_z_comes_back_to_it(
    office: Callable[[str], Office], sqlite_path: Path
) -> None:
    """CALL-4: and leaving asks first, with the call in hand."""
    at = office(str(sqlite_path))
    with at.sit_down(columns=80, lines=24) as terminal:
        pick_up(terminal)
        known_caller(terminal)
        terminal.press("投影仪没有信号")
        terminal.until("投影仪没有信号", PATIENCE)
        terminal.press("escape")
        terminal.until("保持 1 张明", PATIENCE)
        at_the_queue(terminal)
        terminal.press("q")
        terminal.until("在手：1", PATIENCE)
        terminal.press("escape")
        at_the_queue(terminal)
        terminal.press("z")
        terminal.until("现象 +投影仪没有信号", PATIENCE)
    assert len(at.calls) == 1


def test_a_call_goes_on_while_the_window_changes_its_size(office: Callable[[str], Office], sqlite_path: Path) -> None:
    at = office(str(sqlite_path))
    said = ""
    with at.sit_down(columns=80, lines=24) as terminal:
        pick_up(terminal)
        known_caller(terminal)
        for columns, lines, words in ((60, 15, "打印机"), (120, 40, "在三楼"), (20, 5, "卡纸"), (80, 24, "了")):
            terminal.resize(columns, lines)
            terminal.read_until_still(0.3)
            terminal.press(words)
            said += words
            terminal.read_until_still(0.3)
        terminal.until(f"现象 +{said}", PATIENCE)
        terminal.press("\r1\x12")
        terminal.until("还缺：影响范围", PATIENCE)
        terminal.press("3")
        terminal.resize(60, 15)
        terminal.press("\x12")
        terminal.until("a 全对", PATIENCE)
        terminal.resize(120, 40)
        terminal.press("a")
        terminal.until("按 Enter 登记", PATIENCE)
        terminal.press("enter")
        terminal.until("请记一下", PATIENCE)
        terminal.resize(60, 15)
        terminal.press("enter")
        terminal.until("1 全部 1", PATIENCE)
    [ticket] = at.tickets()
    assert ticket["summary"] == said
