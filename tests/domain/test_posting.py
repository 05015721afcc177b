"""Who is sent an alert, when a failed post is tried again, and what of an address may be shown (CALL-14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tui_desk.domain import posting
from tui_desk.domain.alert import Alert
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.posting import Contact

NOW = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
ALERT = Alert("a-1", "IT-1", "respond", 1.0, NOW, NOW, NOW, ("managers",), "high", "SW003", "OP001")
LEAD = Officer("DM001", "李敏", "limin", frozenset({Role.MANAGER}))
GONE = Officer("DM002", "王刚", "gone", frozenset({Role.MANAGER}), active=False)
ENGINEER = Officer("SW003", "陈工", "chen", frozenset({Role.ENGINEER}))
OPERATOR = Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR}))
OFFICERS = (LEAD, GONE, ENGINEER, OPERATOR)


@pytest.mark.parametrize(
    ("to", "contact", "is_sent"),
    [
        (("managers",), Contact("g", ("x",), stands_for=("managers",)), True),
        (("managers",), Contact("g", ("x",), stands_for=("DM001",)), True),
        (("managers",), Contact("g", ("x",), stands_for=("DM002",)), False),  # who left hears nothing
        (("managers",), Contact("g", ("x",), stands_for=("operators",)), False),
        (("operators",), Contact("g", ("x",), stands_for=("OP001",)), True),
        (("assignee",), Contact("g", ("x",), stands_for=("SW003",)), True),
        (("assignee",), Contact("g", ("x",), stands_for=("managers", "OP001")), False),
        (("first_taker",), Contact("g", ("x",), stands_for=("OP001",)), True),
        (("president",), Contact("president", ("x",)), True),
        (("president",), Contact("g", ("x",)), False),
        (("managers",), Contact("g", ("x",), stands_for=("managers",), priorities=("urgent",)), False),
        (("managers",), Contact("g", ("x",), stands_for=("managers",), priorities=("urgent", "high")), True),
        (("managers",), Contact("g", ("x",), stands_for=("managers",), active=False), False),
    ],
)
def test_an_alert_goes_to_the_contacts_of_those_who_hear_of_it(
    to: tuple[str, ...], contact: Contact, is_sent: bool
) -> None:
    """CALL-14: the audience of the mark, by what the contact stands for or by its own name."""
    assert bool(posting.outbox(replace(ALERT, to=to), [contact], OFFICERS)) is is_sent


def test_a_contact_that_is_meant_twice_gets_one_post_for_each_address() -> None:
    """CALL-14: a post is one message, so that one address that fails sends nothing twice to another."""
    contact = Contact("lead", ("mail", "chat"), stands_for=("managers", "DM001"))
    posts = posting.outbox(replace(ALERT, to=("managers", "lead")), [contact], OFFICERS)
    assert [(post.id, post.place) for post in posts] == [("a-1>lead#1", 1), ("a-1>lead#2", 2)]


def test_a_failed_post_is_tried_later_and_later_and_given_up_after_a_day() -> None:
    """CALL-14: 15 s, 30 s, 1 min … a quarter of an hour; what was given up stays on record."""
    [post] = posting.outbox(ALERT, [Contact("g", ("x",), stands_for=("managers",))], OFFICERS)
    now, waits = NOW, []
    while not post.done:
        post = posting.failed(posting.claimed(post, "w", now), "HTTP 500", now)
        waits.append((post.next_try_at - now).total_seconds())
        now = max(now, post.next_try_at)
    assert waits[:8] == [15, 30, 60, 120, 240, 480, 900, 900]
    assert post.given_up_at is not None
    assert timedelta(hours=24) <= post.given_up_at - NOW < timedelta(hours=24, minutes=16)
    assert (post.error, post.claimed_by, post.tries) == ("HTTP 500", "", len(waits))


def test_a_message_takes_less_than_half_of_the_time_for_which_its_post_is_claimed() -> None:
    """CALL-14: a slow sender is never overtaken."""
    assert 2 * (posting.SENDING + timedelta(seconds=1)) < posting.LEASE


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("wecombot://693a91f6", "wecombot://***"),
        ("dingtalk://SEC1@token2/13800138000", "dingtalk://***"),
        ("feishu://token", "feishu://***"),
        ("jsons://u:secret@hooks.cn:8443/token?key=secret", "jsons://***@hooks.cn:8443/***"),
        ("json://127.0.0.1:80", "json://127.0.0.1:80"),
        ("mailtos://u:secret@h.cn?from=a@b.cn&to=c%40d.cn", "mailtos://***@h.cn c@d.cn"),
        ("mailtos://u:sec/ret@h.cn", "mailtos://***"),
    ],
)
def test_an_address_is_shown_without_what_opens_it(address: str, shown: str) -> None:
    """DESK-12."""
    assert posting.masked(address) == shown
