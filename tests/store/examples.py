"""Tickets, events and norms with every field filled, for tests of the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tui_desk.desk.ports import Writing
from tui_desk.domain.privacy import Private, Sealed
from tui_desk.domain.ticket import (
    Attachment,
    Clock,
    Event,
    EventKind,
    FurtherCaller,
    Link,
    Mark,
    Offer,
    Pause,
    Promise,
    State,
    Ticket,
    apply,
    fold,
)
from tui_desk.norms.models import CalendarRule, Category, Choice, Closing, Level, Norm, Priority, Step, Target, Words

NOW = datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=UTC)
HOUR = timedelta(hours=1)


def norm(code: str = "example") -> Norm:
    """A small norm with a value of every kind."""
    return Norm(
        code=code,
        title=Words("信息中心", "IT team"),
        source="001",
        number_prefix="IT",
        response_means=Words("首次响应", "first response"),
        priorities=(Priority("urgent", 1, Words("紧急", "urgent"), "!!"), Priority("low", 4, Words("低", "low"))),
        default_priority="low",
        categories=(Category("network", Words("网络", "network"), (Choice("vpn", Words("VPN", "VPN")),)),),
        channels=(Choice("phone", Words("电话", "phone")),),
        titles=(),
        results=(),
        feedback=(),
        closing=Closing((Choice("satisfied", Words("满意", "satisfied")),)),
        levels=(Level({"respond": Target("work", timedelta(minutes=30))}, "urgent"),),
        calendars={"work": CalendarRule({"mon": ("09:00-18:00",)}, zone="Asia/Shanghai", closed=(NOW.date(),))},
        steps=(Step("answer", Words("接听", "answer")),),
    )


def publish(unit: Writing) -> int:
    """Publish the example norm; tickets need one. Returns its version."""
    return unit.add_norm(norm(), "SW001")


def clock(milestone: Any = "respond", due_at: datetime = NOW + HOUR, **more: Any) -> Clock:
    """A running clock."""
    return Clock(milestone, "work", HOUR, NOW, due_at, due_at - HOUR / 4, **more)


def opening(number: str, **more: Any) -> dict[str, Any]:
    """The fields with which a ticket is registered."""
    return {"draft": f"draft-{number}", "norm": 1, "opened_at": NOW, "first_taker": "SW001", "priority_rank": 2, **more}


def change(kind: EventKind, changes: Mapping[str, Any], event_id: str, note: str = "") -> Event:
    """An event that is noted a minute after it happened."""
    return Event(event_id, kind, NOW, NOW + timedelta(minutes=1), "SW001", changes, note)


def register(unit: Writing, number: str, **more: Any) -> Ticket:
    """Store a new ticket with the given fields."""
    event = change(EventKind.REGISTERED, opening(number, **more), f"{number}/1")
    ticket = fold(number, [event])
    unit.add_ticket(ticket, event)
    return ticket


def save(unit: Writing, ticket: Ticket, kind: EventKind = EventKind.EDITED, **changes: Any) -> Ticket:
    """Store a change of some fields."""
    event = change(kind, changes, f"{ticket.number}/{ticket.version + 1}")
    changed = apply(ticket, event)
    unit.save_ticket(changed, event)
    return changed


EVERY_FIELD: dict[str, Any] = {
    "draft": "d-1",
    "norm": 1,
    "opened_at": NOW,
    "first_taker": "SW003",
    "channel": "phone",
    "requester_name": "张伟",
    "requester_staff_no": "A-1024",
    "requester_unit": "财务部",
    "requester_phone": "010-5555 1234",
    "requester_title": "mr",
    "category": "network",
    "subcategory": "vpn",
    "summary": "VPN 连不上，提示 691\n[/closed] 第二行",
    "answers": {"error_text": "691", "since": "9:15"},
    "phases": {"answered": NOW, "identity": NOW + timedelta(microseconds=1)},
    "claimed_priority": "urgent",
    "proposed_priority": "high",
    "proposed_because": "rule-2",
    "priority": "urgent",
    "priority_rank": 1,
    "priority_reason": "主任在等",
    "state": State.CLOSED,
    "assignee": "SW007",
    "advice": "先查账号",
    "clocks": (
        Clock(
            "arrive",
            "work",
            timedelta(0),
            NOW,
            NOW + HOUR,
            NOW,
            workdays=5,
            turn=2,
            spent=HOUR,
            pauses=(Pause(NOW, NOW + HOUR, "等用户", "user", NOW + 2 * HOUR), Pause(NOW + 2 * HOUR)),
            marks=(Mark(0.75, NOW, ("assignee", "managers")),),
            level_set="it-team",
            rule="urgent",
            met_by="workaround",
            cancelled_at=NOW + HOUR,
            cancelled_because="reset",
            late_reason="堵车",
        ),
        clock("respond", reached_at=NOW + timedelta(microseconds=999_999)),
        clock("resolve", cycle=2, paused_for=timedelta(days=2, microseconds=7), paused_at=NOW),
    ),
    "promises": (
        Promise("p1", "下午回电", NOW + HOUR, NOW, "SW003"),
        Promise("p2", "明天上门", NOW + 2 * HOUR, NOW, "SW003", NOW + HOUR, to="张伟", moved_from=(NOW + HOUR,)),
    ),
    "responded_at": NOW + timedelta(minutes=3),
    "late_reason": "电话占线",
    "waiting_for": "用户",
    "result": "solved",
    "solution": "重置密码",
    "resolved_at": NOW + HOUR,
    "confirmed_at": NOW + HOUR,
    "confirmed_by": "SW003",
    "feedback": "satisfied",
    "feedback_words": "谢谢",
    "closed_at": NOW + 2 * HOUR,
    "closed_by": "SW003",
    "lesson": "先看 691 手册",
    "remark": "无",
    "reopened": 3,
    "callers": (FurtherCaller("d-2", NOW, "李四", "财务部", "5679", "A-2", "ms", "也连不上"),),
    "attachments": (Attachment("d-1-0", "屏幕.png", 3, "abc", "screenshot"),),
    "customer": "external",
    "agreement": "金牌",
    "complexity": "complex",
    "levels_norm": 2,
    "stamps": {"depart": NOW, "arrive": NOW + HOUR},
    "waiting_kind": "third_party",
    "resume_at": NOW + 2 * HOUR,
    "foreign": "INC0000045",
    "offers": (
        Offer("o1", "NT002", "SW003", NOW, NOW + HOUR, "先重启交换机", "张工已下班", 1, "declined", NOW, "在现场"),
    ),
    "links": (Link("IT-20261120-009", "left_over"),),
    "risen_at": NOW,
    "risen_because": "untouched",
    "sealed": (Sealed("s1", "summary", Private.IDENTITY, "3301**********1234", "核对身份"),),
}
"""A value, not the default, for every field that an event can set."""
