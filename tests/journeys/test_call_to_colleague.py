"""The worked example of 001 played by two people in two terminals, from the ring to the closed ticket (norms §7)."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.conftest import (
    ENGINEER,
    NUMBER,
    PATIENCE,
    Office,
    at_the_queue,
    known_caller,
    pick_up,
    read_back_and_register,
)

SUMMARY = "无法登录OA系统,提示“用户名或密码错误”"
DONE = "核对HR系统员工信息,发觉用户入职时登记手机号有误"
LESSON = "建议新员工入职时确认紧急联系方式绑定状态"


def test_the_call_of_001_goes_from_one_terminal_to_the_other_and_back(
    office: Callable[[str], Office], address: str
) -> None:
    at = office(address)
    with at.sit_down() as operator, at.sit_down(ENGINEER) as engineer:
        engineer.until("t 排序", PATIENCE)
        pick_up(operator)
        known_caller(operator)
        operator.press(f"{SUMMARY}\r2")
        operator.until("软件问题")
        operator.press("\x1bu", "2")  # the officer's own word
        operator.until(">我定的理由")
        operator.press("SLA 2小时内")
        operator.until("我定 高 +预计 中")
        operator.press("\x12")
        operator.until("还缺：影响范围")
        operator.press("3")
        number = read_back_and_register(operator)

        engineer.until(rf">? +1h5\d +高 +{number} +无法登录OA.*未派", PATIENCE)
        engineer.press("a")
        engineer.until(rf"{number} +无法登录OA.*SW003 陈工", PATIENCE)
        operator.press("enter")
        operator.until(rf"{number} +无法登录OA.*SW003 陈工", PATIENCE)

        engineer.press("r")
        engineer.until("沟通内容", PATIENCE)
        engineer.press("\r", "联系用户确认输入无误\r")
        operator.until(r"响应 +达标 \d\d:\d\d", PATIENCE)
        engineer.until(r"响应 +达标 \d\d:\d\d", PATIENCE)
        engineer.press("s")
        engineer.until("解决方案", PATIENCE)
        engineer.press("1", f"{DONE}", "\x12")
        operator.until(rf"已解决? +高 +{number}", PATIENCE)

        operator.press("f")
        operator.until("用户已确认解决", PATIENCE)
        operator.press("1", "1", "问题已解决,感谢及时处理", "\x12")
        operator.until(r"确认时间 +\d{4}", PATIENCE)
        operator.press("c")
        operator.until("下次", PATIENCE)
        operator.press(LESSON, "\x12")
        engineer.until("今日已关 1", PATIENCE)
        operator.until("今日已关 1", PATIENCE)
        for terminal in (operator, engineer):
            terminal.press("q")
            assert terminal.wait_status(PATIENCE) == 0
    [ticket] = at.tickets()
    assert ticket["number"] == number
    kept = {
        "summary": SUMMARY, "requester_name": "张明", "requester_unit": "市场部", "category": "software",
        "proposed_priority": "medium", "priority": "high", "priority_reason": "SLA 2小时内", "assignee": "SW003",
        "result": "solved", "solution": DONE, "feedback": "satisfied", "lesson": LESSON, "state": "closed",
    }  # fmt: skip
    assert {field: ticket[field] for field in kept} == kept
    kinds = [event["kind"] for event in ticket["events"]]
    assert kinds == ["registered", "taken", "responded", "resolved", "confirmed", "closed"]
    assert not at.calls
    at.examine()


def test_the_keyboard_goes_on_after_the_number(office: Callable[[str], Office], sqlite_path: object) -> None:
    at = office(str(sqlite_path))
    with at.sit_down(columns=80, lines=24) as terminal:
        for count in (1, 2):
            pick_up(terminal)
            known_caller(terminal)
            terminal.press("打印机卡纸\r1\x12")
            terminal.until("还缺：影响范围", PATIENCE)
            terminal.press("3")
            terminal.until(">本人报", PATIENCE)
            read_back_and_register(terminal)
            terminal.press("enter")
            terminal.until(f"1 全部 {count}", PATIENCE)
            at_the_queue(terminal)
        assert len({line.split()[-1] for line in terminal.text.splitlines() if NUMBER in line}) <= 1
        terminal.press("?")
        terminal.until("工单列表", PATIENCE)
