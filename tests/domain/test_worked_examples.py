"""The filled-in forms of the documents (norms §7), word for word, through all the rules."""

from __future__ import annotations

from datetime import timedelta

from tests.domain.samples import call_with, published, shanghai
from tui_desk.domain import checklist, priority, readback, wording
from tui_desk.domain.sla import Levels, late


def test_001_cannot_sign_in_to_oa() -> None:
    """The criteria of 001 say 中, the printed 2小时内(达标) says 高: the officer's word stands above the proposal."""
    norm = published("it-team")
    call = call_with(
        name="*",
        staff_no="ZS001",
        unit="市场部",
        category="software",
        summary="无法登录OA系统，提示“用户名或密码错误”",
        scope="non_core",
        remark="建议新员工入职时确认紧急联系方式绑定状态，避免类似问题。",
    )
    assert checklist.missing(call, norm) == ()
    assert checklist.ticket_fields(call, norm)["summary"] == "无法登录OA系统，提示“用户名或密码错误”"
    assert wording.vague(call.answer("summary"), norm) == ()
    assert priority.propose(call.answers, norm).priority == "medium"

    levels = Levels(norm)
    (clock,) = levels.start({"priority": "high"}, shanghai("2023-10-01 09:15"))
    assert clock.due_at == shanghai("2023-10-01 11:15")
    (answered,) = levels.reach((clock,), "respond", shanghai("2023-10-01 09:45"))
    assert not late(answered, shanghai("2023-10-01 10:30"))


def test_003_no_new_customer_in_the_crm() -> None:
    """主要业务功能不可用 is 高: answered by 11:15, solved by 13:15; it was solved at 11:30."""
    norm = published("support-guide")
    call = call_with(
        name="张*",
        phone="5678",
        unit="销售部",
        category="software",
        summary="CRM系统无法新建客户，报错“权限不足”",
        function_lost="main",
    )
    assert checklist.missing(call, norm) == ()
    assert wording.vague(call.answer("summary"), norm) == ()
    assert [item.text for item in readback.items(call, norm, "zh_CN")][-1] == (
        "您反映的情况是：CRM系统无法新建客户，报错“权限不足”。"
    )
    proposal = priority.propose(call.answers, norm)
    assert (proposal.priority, proposal.because.zh) == ("high", "主要业务功能不可用")

    levels, accepted_at = Levels(norm), shanghai("2023-10-25 09:15")
    respond, resolve = levels.start({"priority": proposal.priority}, accepted_at)
    assert (respond.due_at, resolve.due_at) == (shanghai("2023-10-25 11:15"), shanghai("2023-10-25 13:15"))
    assert resolve.near_at == accepted_at + timedelta(hours=3)
    solved = levels.reach((respond, resolve), "resolve", shanghai("2023-10-25 11:30"))
    assert not late(solved[1], shanghai("2023-10-26 09:00"))
