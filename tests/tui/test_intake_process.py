"""The intake in a real terminal: nothing processed is lost, keys keep their order, and keys are cheap."""

from __future__ import annotations

import os
import signal
import statistics
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal, python
from tui_desk.journal import Journal

SUMMARY = "无法登录OA系统，提示“用户名或密码错误”"


def start(folder: Path, columns: int = 120, lines: int = 40) -> Terminal:
    return Terminal(python("tests.tui.calling", str(folder)), columns, lines)


def open_intake(terminal: Terminal) -> None:
    terminal.until("n 来电")
    terminal.press("n")
    terminal.until("铃响次数")
    terminal.read_until_still()


def test_a_call_survives_kill_minus_nine_with_every_processed_key(tmp_path: Path) -> None:
    with start(tmp_path) as terminal:
        open_intake(terminal)
        terminal.press("\r", "6678")
        terminal.until("Enter +张明")
        terminal.press("\r", "无法登录OA")
        terminal.until("现象 .*无法登录OA")
        os.kill(terminal.pid, signal.SIGKILL)
    [orphan] = Journal(tmp_path / "calls").orphans(str(tmp_path / "desk.db"))
    assert orphan.call.answers == {
        "phone": "6678", "name": "张明", "title": "mr", "staff_no": "ZM001", "unit": "市场部", "summary": "无法登录OA"
    }  # fmt: skip
    with start(tmp_path) as terminal:
        terminal.until("张先生 市场部 ZM001 +无法登录OA")
        terminal.press("\r")
        terminal.until("现象 .*无法登录OA")
        assert "张先生" in terminal.text


def test_a_burst_of_keys_takes_effect_in_its_order(tmp_path: Path) -> None:
    with start(tmp_path) as terminal:
        open_intake(terminal)
        terminal.press("\r12x\x7f34\r王五\r\tW1\r研发部\r打印机卡纸\x7f\x7f缺墨\r1\x12")  # all at once
        terminal.until("缺 1 项")
        terminal.press("3")
        terminal.press("\x12")
        terminal.until("您的电话是 1234")
        terminal.until("打印机缺墨")
        for said in ("1234", "王五", "研发部"):
            assert said in terminal.text


def test_alt_and_a_digit_go_to_the_step_in_a_real_terminal(tmp_path: Path) -> None:
    with start(tmp_path) as terminal:
        open_intake(terminal)
        terminal.press("\x1b3")
        terminal.until(r"> 3 诉求")
        assert "£" not in terminal.text


def test_a_ticking_queue_behind_the_intake_is_not_drawn(tmp_path: Path) -> None:
    with start(tmp_path) as terminal:
        open_intake(terminal)
        terminal.read_until_still(0.3)
        terminal.forget()
        terminal.read(3.0)
        assert len(terminal.sent) < 3 * 400  # the time of the call, once a second


def test_a_typed_key_costs_at_most_400_bytes_and_a_change_of_panels_2500(tmp_path: Path) -> None:
    with start(tmp_path) as terminal:
        open_intake(terminal)
        terminal.press("\r")
        terminal.read_until_still(0.3)
        terminal.press("6678")
        terminal.until("Enter +张明")
        terminal.press("\r")
        terminal.read_until_still(0.3)
        typed, panels = [], []
        for key in "The OA system says: wrong user name or password":
            terminal.press(key)
            typed.append(len(terminal.read_until_still(0.05)))
        for key in ("\r", "2", "\x1b[6~", "\x1b[5~", "\x1b[6~"):
            terminal.press(key)
            panels.append(len(terminal.read_until_still(0.2)))
        print("bytes a typed key:", statistics.median(typed), max(typed), "a panel:", panels)
        assert statistics.median(typed) <= 400
        assert statistics.median(panels) <= 2500


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_number_is_copied_through_the_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    with start(tmp_path, *size) as terminal:
        open_intake(terminal)
        terminal.press("\r6678")
        terminal.until("Enter +张明")
        terminal.press(f"\r{SUMMARY}\r2\x122\x12")
        terminal.until("您的电话是 6678")
        terminal.press("a")
        terminal.until("按 Enter 登记")
        terminal.forget()
        terminal.press("\r")
        terminal.until("请记一下")
        assert b"\x1b]52;c;SVQt" in terminal.sent, "IT-..., in base 64"
