"""Papers: made with what is known, written by two, given out, lost and found, entered, filed (SITE, REC, SLA-9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.conftest import Shift, shanghai
from tests.desk.paper_steps import ALL_SOLVED, enter, request
from tui_desk.desk.errors import AnswerMissing, BadMoment, NoSuchTicket, NotAllowed, explain
from tui_desk.desk.paper_errors import (
    BoxUnfit,
    NoSuchForm,
    NoSuchPaper,
    StalePaper,
    WrongCheckDigit,
    WrongPaperState,
)
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.paper import PaperEventKind, PaperState
from tui_desk.domain.person import Agreement, Person, Unit, Warranty

# Made


def test_a_paper_knows_already_what_the_desk_knows(shift: Shift) -> None:
    """SITE-1, REC-1, REC-2, REC-3: unit by its full name, card number, contacts, product; never “None”."""
    with shift.desk.store.writing() as writing:
        writing.put_unit(
            Unit(
                0,
                "东海市财政局预算处",
                ("市场部",),
                ("5678",),
                "东海路1号",
                "KH-7",
                Agreement(shanghai("2023-01-01 00:00").date(), shanghai("2024-01-01 12:00").date()),
                (Warranty("预算系统 V5", "SN1"),),
            )
        )
        writing.put_person(Person(0, "赵主任", unit="东海市财政局预算处", phones=("5679",), main_contact=True))
    ticket = shift.register(phone="8001", error_text="ORA-00942", wish="中午前要用")
    ticket = shift.desk.dispatch(ticket.number, "SW003", "带上备机", by=shift.lead, seen=ticket.version, reason="当班")
    paper = shift.desk.papers.start(ticket.number, "site-request", by=shift.lead)
    assert paper.number == "XQ-20231001-001-0"
    assert {
        "number": paper.number,
        "request_no": paper.number,
        "date": "2023-10-01",
        "hotline_engineer": "王芳",
        "channel": "phone",
        "unit": "东海市财政局预算处",
        "card_no": "KH-7",
        "contact": "张三",
        "phone": "8001",
        "address": "东海路1号",
        "product": "预算系统 V5",
        "symptoms": "无法登录OA系统\n错误码和提示: ORA-00942",
        "wish": "中午前要用",
        "engineer": "陈工",
        "advice": "带上备机",
        "manager": "李敏",
        "dispatched_at": "2023-10-01T01:15:00+00:00",
    }.items() <= paper.values.items()
    record = shift.desk.papers.start(ticket.number, by=shift.engineer)
    assert record.form == "service-record"
    assert record.rows["contacts"] == (
        {"name": "张三", "phone": "8001"},
        {"name": "赵主任", "phone": "5679", "main": "yes"},
    )
    assert record.rows["staff"] == ({"name": "陈工", "staff_no": "SW003"},)
    assert "None" not in str((paper.values, paper.rows, record.values, record.rows))


def test_the_worked_example_of_001_is_its_record(shift: Shift) -> None:
    """TKT-2, with the words of the source: SLA 2小时内(达标), 处理人 SW003, 内部分机8003."""
    ticket = shift.register(staff_no="ZS001", summary="无法登录OA系统，提示“用户名或密码错误”")
    ticket = shift.desk.take(ticket.number, by=shift.engineer, seen=ticket.version)
    shift.clock.at += timedelta(minutes=30)
    ticket = shift.desk.respond(ticket.number, by=shift.engineer, seen=ticket.version)
    shift.desk.work(ticket.number, "1.联系用户确认输入无误", by=shift.engineer)
    ticket = shift.desk.ticket(ticket.number).ticket
    ticket = shift.desk.resolve(ticket.number, "solved", "更新手机号", by=shift.engineer, seen=ticket.version)
    ticket = shift.desk.confirm(
        ticket.number, "confirmed", "satisfied", "问题已解决，感谢及时处理", by=shift.operator, seen=ticket.version
    )
    shift.clock.at = shanghai("2023-10-01 10:30")
    shift.desk.close(ticket.number, "建议新员工入职时确认绑定状态", by=shift.operator, seen=ticket.version)
    values = shift.desk.papers.start(ticket.number, "it-team-record", by=shift.operator).values
    assert values["number"] == ticket.number
    assert (values["requester"], values["unit"], values["category"]) == ("张三/ZS001", "市场部", "软件问题")
    assert (values["priority"], values["handler"], values["phone"]) == ("高", "SW003", "8003")
    assert values["work"] == "1.联系用户确认输入无误"
    assert (values["result"], values["in_time"]) == ("已解决", "2小时内(达标)")
    assert values["feedback"] == "满意(“问题已解决，感谢及时处理”)"
    assert values["closed_at"] == "2023-10-01T02:30:00+00:00"
    assert values["remark"] == "建议新员工入职时确认绑定状态"


def test_the_same_request_makes_one_paper(shift: Shift) -> None:
    ticket = shift.register()
    first = shift.desk.papers.start(ticket.number, by=shift.engineer, request_id="press-1")
    assert shift.desk.papers.start(ticket.number, by=shift.engineer, request_id="press-1") == first
    second = shift.desk.papers.start(ticket.number, by=shift.engineer, request_id="press-2")
    assert [paper.number for paper in shift.desk.papers.of_ticket(ticket.number)] == [first.number, second.number]


def test_no_paper_for_no_ticket_on_no_form_or_by_nobody_of_the_desk(shift: Shift) -> None:
    ticket = shift.register()
    stranger = Officer("AD001", "管理员", "admin", frozenset({Role.ADMINISTRATOR}))
    shift.desk.put_officer(stranger, by=shift.lead)
    with pytest.raises(NoSuchTicket):
        shift.desk.papers.start("IT-1", by=shift.engineer)
    with pytest.raises(NoSuchForm):
        shift.desk.papers.start(ticket.number, "ours", by=shift.engineer)
    with pytest.raises(NotAllowed):
        shift.desk.papers.start(ticket.number, by=stranger)


# Written


def test_two_officers_fill_different_boxes_of_one_paper_and_both_stand(shift: Shift) -> None:
    paper = request(shift, shift.register())
    shift.desk.papers.write(paper.number, {"advice": "先打电话"}, by=shift.lead, seen=paper.version)
    after = shift.desk.papers.write(paper.number, {"remarks": "备件在库"}, by=shift.operator, seen=paper.version)
    assert (after.values["advice"], after.values["remarks"]) == ("先打电话", "备件在库")


def test_the_same_box_filled_otherwise_is_shown_with_both_values(shift: Shift) -> None:
    paper = request(shift, shift.register())
    rows = {"visits": [{"arrived": "9:00"}]}
    shift.desk.papers.write(paper.number, {"advice": "带备机"}, rows, by=shift.lead, seen=paper.version)
    mine = {"visits": [{"arrived": "9:05"}]}
    with pytest.raises(StalePaper) as caught:
        shift.desk.papers.write(paper.number, {"advice": "不必去"}, mine, by=shift.operator, seen=paper.version)
    assert caught.value.conflicts["advice"] == ("带备机", "不必去")
    assert set(caught.value.conflicts) == {"advice", "visits"}
    assert shift.desk.papers.view(paper.number).paper.values["advice"] == "带备机"
    shift.desk.papers.write(paper.number, {"advice": "带备机"}, by=shift.operator, seen=paper.version)


UNFIT: tuple[tuple[dict[str, str], dict[str, list[dict[str, str]]], str], ...] = (
    ({"nothing": "x"}, {}, "nothing"),
    ({"visits": "x"}, {}, "visits"),
    ({}, {"advice": [{"x": "y"}]}, "advice"),
    ({}, {"visits": [{"colour": "red"}]}, "visits"),
    ({}, {"visits": [{"arrived": "10-01 9:10", "left": "10-01 9:00"}]}, "visits"),
    ({}, {"visits": [{"arrived": "9:10", "left": "9:20"}]}, "left"),
    ({"score": "viel"}, {}, "score"),
    ({"verdict": "maybe"}, {}, "verdict"),
    ({"on_time": "vielleicht"}, {}, "on_time"),
    ({"date": "morgen"}, {}, "date"),
    ({"told_at": "irgendwann"}, {}, "told_at"),
    ({"card_no": "x" * 501}, {}, "card_no"),
    ({"advice": "x" * 20_001}, {}, "advice"),
    ({}, {"visits": [{"arrived": "9:00"}] * 201}, "visits"),
)


def test_what_cannot_stand_in_a_box_is_refused_with_the_reason(shift: Shift) -> None:
    """SITE-10, REC-4: times; figures, marks, choices; what is too long."""
    paper = request(shift, shift.register())
    for values, rows, code in UNFIT:
        with pytest.raises(BoxUnfit) as caught:
            shift.desk.papers.write(paper.number, values, rows, by=shift.lead, seen=paper.version)
        assert caught.value.facts["code"] == code
        assert "{" not in explain(caught.value)
    assert shift.desk.papers.view(paper.number).paper == paper


def test_what_people_type_is_kept_as_boxes_keep_it_harmless_and_masked(shift: Shift) -> None:
    """TKT-15; hostile text loses its control characters, never its words."""
    paper = request(shift, shift.register())
    typed = {
        "verdict": "部分",
        "on_time": "是",
        "score": "９５",
        "receipt_date": "10月1日",
        "told_at": "9:10",
        "opinion": "\x1b[31m身份证110101199003074477\x07，谢谢[/b]",
        "card_no": "KH\n7",
    }
    values = shift.desk.papers.write(paper.number, typed, by=shift.operator, seen=paper.version).values
    assert {code: values[code] for code in typed} == {
        "verdict": "partly",
        "on_time": "yes",
        "score": "95",
        "receipt_date": "2023-10-01",
        "told_at": "2023-10-01T01:10:00+00:00",
        "opinion": values["opinion"],
        "card_no": "KH 7",
    }
    assert "110101199003074477" not in values["opinion"]
    assert values["opinion"].endswith("，谢谢[/b]")
    assert "\x1b" not in values["opinion"]
    assert values["weekday"] == "日"


def test_hours_and_impact_follow_the_visits_until_somebody_writes_otherwise(shift: Shift) -> None:
    """SITE-10, SITE-14, SITE-15: several visits, one over midnight."""
    shift.clock.at = shanghai("2023-10-03 12:00")
    ticket = shift.register()
    paper = shift.desk.papers.start(ticket.number, "repair-service", by=shift.engineer)
    rows = {"visits": [{"arrived": "10-01 23:00", "left": "10-02 01:30"}, {"arrived": "8:00", "left": "8:30"}]}
    paper = shift.desk.papers.write(paper.number, {}, rows, by=shift.engineer, seen=paper.version)
    assert paper.values["impact"] == "ordinary"
    longer = {"visits": [*paper.rows["visits"], {"arrived": "9:00", "left": "11:00"}]}
    paper = shift.desk.papers.write(paper.number, {}, longer, by=shift.engineer, seen=paper.version)
    assert paper.values["impact"] == "severe"
    paper = shift.desk.papers.write(paper.number, {"impact": "slight"}, by=shift.engineer, seen=paper.version)
    paper = shift.desk.papers.write(paper.number, {}, rows, by=shift.engineer, seen=paper.version)
    assert paper.values["impact"] == "slight"


def test_a_record_asks_only_for_what_this_kind_of_work_needs(shift: Shift) -> None:
    """REC-6 to REC-12: parts only with parts used, a backup only with a risk, a plan only with something left over."""
    paper = shift.desk.papers.start(shift.register().number, by=shift.engineer)

    def asked(**values: str) -> set[str]:
        seen = shift.desk.papers.view(paper.number).paper.version
        shift.desk.papers.write(paper.number, values, by=shift.engineer, seen=seen)
        return {box.code for box in shift.desk.papers.view(paper.number).asked()}

    first = asked(service_type="故障排除")
    assert {"causes", "steps", "risk"} <= first
    assert not {"parts", "backup", "backup_where", "left_over_plan", "left_over_owner", "plan_number"} & first
    assert "parts" in asked(parts_used="yes")
    assert {"backup"} <= asked(risk="yes") - {"backup_where", "backup_refused"}
    assert "backup_refused" in asked(backup="no")
    assert "backup_where" in asked(backup="yes")
    assert {"left_over_why", "left_over_plan", "left_over_owner"} <= asked(left_over="yes")
    training = asked(service_type="培训指导")
    assert not {"causes", "risk", "backup", "backup_where", "parts", "phenomenon"} & training


# Given out, lost, found


def test_a_paper_is_found_by_what_is_read_off_it(shift: Shift) -> None:
    """SITE-6: whole, in small letters, or its tail alone; a slip of the pen is told from an unknown number."""
    ticket = shift.register()
    paper = request(shift, ticket)
    for typed in (paper.number, paper.number.lower().replace("-", " "), "001-0", "１－０"):
        assert shift.desk.papers.find(typed).number == paper.number
    with pytest.raises(WrongCheckDigit) as wrong:
        shift.desk.papers.find("XQ-20231001-007-0")
    assert paper.number in explain(wrong.value)
    for unknown in ("XQ-20231001-002-9", ticket.number, "张三", ""):
        with pytest.raises((NoSuchPaper, WrongCheckDigit)):
            shift.desk.papers.find(unknown)
    with pytest.raises(NoSuchPaper):
        shift.desk.papers.find("XQ-20231001-002-9")


def test_a_lost_receipt_is_found_again_and_entered(shift: Shift) -> None:
    paper = request(shift, shift.register())
    lost = shift.desk.papers.lost(paper.number, shift.engineer, "落在出租车上")
    assert lost.state is PaperState.LOST
    assert [each.number for each in shift.desk.papers.open()] == [paper.number]
    assert shift.desk.papers.out(paper.number, shift.engineer).state is PaperState.OUT
    shift.desk.papers.lost(paper.number, shift.engineer)
    found = shift.desk.papers.view(paper.number).paper
    assert enter(shift, found, ALL_SOLVED).state is PaperState.RETURNED
    assert not shift.desk.papers.open()
    kinds = [event.kind for event in shift.desk.papers.view(paper.number).events]
    assert kinds == [
        PaperEventKind.MADE,
        PaperEventKind.OUT,
        PaperEventKind.LOST,
        PaperEventKind.OUT,
        PaperEventKind.LOST,
        PaperEventKind.RETURNED,
    ]


def test_a_void_paper_is_kept_and_its_number_never_given_again(shift: Shift) -> None:
    """TKT-1."""
    ticket = shift.register()
    paper = request(shift, ticket)
    with pytest.raises(AnswerMissing):
        shift.desk.papers.void(paper.number, shift.lead, " ")
    shift.desk.papers.void(paper.number, shift.lead, "开错单")
    with pytest.raises(WrongPaperState) as caught:
        enter(shift, shift.desk.papers.view(paper.number).paper, ALL_SOLVED)
    assert "{" not in explain(caught.value)
    assert request(shift, ticket).number != paper.number


# Templates and last values


def test_templates_and_the_last_papers_of_such_work_are_at_hand(shift: Shift) -> None:
    """REC: quick to write."""
    first = shift.desk.papers.start(shift.register().number, by=shift.engineer)
    second = shift.desk.papers.start(shift.register("draft-2").number, by=shift.engineer)
    assert [each.code for each in shift.desk.papers.templates(second.number)] == ["login", "update"]
    assert [each.number for each in shift.desk.papers.like(second.number)] == [first.number]


def test_a_paper_cannot_be_written_as_of_a_time_that_is_to_come(shift: Shift) -> None:
    paper = request(shift, shift.register())
    later = shift.clock.at + timedelta(minutes=1)
    with pytest.raises(BadMoment):
        shift.desk.papers.write(paper.number, {"remarks": "x"}, by=shift.lead, seen=paper.version, at=later)


def test_the_desk_uses_one_of_the_seven_forms_on_site(shift: Shift) -> None:
    """SITE-11 to SITE-16."""
    assert [form.code for form in shift.desk.papers.forms() if form.use == "visit"] == ["repair-service"]
