"""The worked examples of the source documents, word for word, through the verbs of the desk."""

from __future__ import annotations

from datetime import timedelta

from tests.desk.conftest import MakeShift, Shift, shanghai
from tui_desk.domain.call import Entry, note
from tui_desk.domain.ticket import State

SUMMARY_001 = "无法登录OA系统,提示“用户名或密码错误”"
WORK_001 = (
    "1.联系用户确认输入无误,尝试找回密码提示“手机号未绑定”;"
    "2.核对HR系统员工信息,发觉用户入职时登记手机号有误;"
    "3.协调HR部门更新手机号后,用户通过“忘记密码”重置成功。"
)
LESSON_001 = "建议新员工入职时确认紧急联系方式绑定状态,避免类似问题。"


def test_the_example_of_001_runs_from_0915_to_1030_and_is_in_time(shift: Shift) -> None:
    """SLA-1, TKT-6, TKT-9: the officer's 高 stands above the computed 中, and 09:45 is within two hours."""
    desk, clock = shift.desk, shift.clock
    call = shift.call(name="张三", staff_no="ZS001", summary=SUMMARY_001, scope="non_core")
    call = note(call, Entry(clock.at, "priority", "high"))
    call = note(call, Entry(clock.at, "priority_reason", "OA是全员办公入口"))
    ticket = desk.register(call, by=shift.operator)

    assert ticket.number == "IT-20231001-001"
    assert (ticket.proposed_priority, ticket.priority) == ("medium", "high")
    assert [(c.milestone, c.due_at) for c in ticket.clocks] == [("respond", shanghai("2023-10-01 11:15"))]

    ticket = desk.dispatch(ticket.number, "SW003", "先查账号", by=shift.lead, seen=ticket.version)
    clock.at = shanghai("2023-10-01 10:00")
    ticket = desk.respond(ticket.number, shanghai("2023-10-01 09:45"), by=shift.engineer, seen=ticket.version)
    assert ticket.responded_at == shanghai("2023-10-01 09:45")
    assert ticket.late_reason == ""
    desk.work(ticket.number, WORK_001, by=shift.engineer)
    view = desk.ticket(ticket.number)
    ticket = desk.resolve(ticket.number, "solved", WORK_001, by=shift.engineer, seen=view.ticket.version)
    clock.at = shanghai("2023-10-01 10:30")
    ticket = desk.confirm(
        ticket.number, "confirmed", "satisfied", "问题已解决,感谢及时处理", by=shift.operator, seen=ticket.version
    )
    ticket = desk.close(ticket.number, LESSON_001, by=shift.operator, seen=ticket.version)

    assert ticket.state is State.CLOSED
    assert ticket.closed_at == shanghai("2023-10-01 10:30")
    assert ticket.lesson == LESSON_001
    assert [event.kind for event in desk.ticket(ticket.number).events] == [
        "registered",
        "dispatched",
        "responded",
        "worked",
        "resolved",
        "confirmed",
        "closed",
    ]


def test_the_example_of_003_is_due_at_1115_and_1315_and_solved_at_1130(make_shift: MakeShift) -> None:
    """SLA-2, TKT-3: 主要业务功能不可用 is 高: respond in 2 working hours, resolve in 4."""
    shift = make_shift("support-guide", "2023-10-25 09:15")
    ticket = shift.register(
        name="张*", phone="5678", unit="销售部", category="software", summary="CRM系统无法新建客户,报错“权限不足”"
    )
    assert ticket.number == "TS-20231025-001"
    assert ticket.priority == "high"
    assert {c.milestone: c.due_at for c in ticket.clocks} == {
        "respond": shanghai("2023-10-25 11:15"),
        "resolve": shanghai("2023-10-25 13:15"),
    }

    ticket = shift.desk.take(ticket.number, by=shift.engineer, seen=ticket.version)
    shift.clock.at = shanghai("2023-10-25 09:30")
    ticket = shift.desk.respond(ticket.number, by=shift.engineer, seen=ticket.version)
    shift.clock.at = shanghai("2023-10-25 11:30")
    ticket = shift.desk.resolve(
        ticket.number, "solved", "重置用户角色权限,分配新建客户功能", by=shift.engineer, seen=ticket.version
    )
    ticket = shift.desk.confirm(ticket.number, "signature", "4", "张*", by=shift.operator, seen=ticket.version)
    ticket = shift.desk.close(ticket.number, "", by=shift.operator, seen=ticket.version)
    assert ticket.feedback == "4"
    assert all(clock.reached_at and clock.reached_at <= clock.due_at for clock in ticket.clocks)


def test_a_low_ticket_of_003_counts_24_working_hours_not_a_day(make_shift: MakeShift) -> None:
    """SLA-2: 低 24h in the clock's own calendar of nine hours a day: 2⅔ workdays."""
    shift = make_shift("support-guide", "2023-10-25 09:00")
    ticket = shift.register(function_lost="minor")
    due = {c.milestone: c.due_at for c in ticket.clocks}
    assert ticket.priority == "low"
    assert due["resolve"] == shanghai("2023-10-27 15:00")
    assert due["resolve"] - ticket.opened_at > timedelta(hours=24)
