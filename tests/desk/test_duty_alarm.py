"""A shift that nobody takes, or for which nobody comes, alarms the managers once (DESK-2). On both databases."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.desk.conftest import Shift as Desk
from tests.desk.conftest import shanghai
from tests.desk.test_rosters import ALL, TOMORROW, at, planned
from tui_desk.desk.due_work import DueWork
from tui_desk.domain.duty_alarm import shift_of
from tui_desk.domain.posting import Contact

MANAGERS = Contact("managers", ("json://127.0.0.1:1/token",), stands_for=("managers",), language="zh_CN")


def raised(desk: Desk) -> list[tuple[str, float, str]]:
    """The alarms that are on record: of which shift, its share, when they were to come."""
    alerts = [view.alert for view in desk.desk.alerts.since(shanghai("2023-09-01 00:00"))]
    return [(shift_of(alert.id), alert.share, f"{alert.at:%d %H:%M}") for alert in alerts]


def test_a_shift_that_nobody_takes_alarms_when_it_is_fixed_and_again_when_it_began(shift: Desk) -> None:
    """DESK-2: 20:00 the evening before, and 08:10; at the right instant, each once."""
    planned(shift, "a", "")
    rosters = shift.desk.rosters
    assert shift.desk.alerts.next_due_work() == shanghai("2023-10-01 20:00")
    at(shift, "2023-10-01 19:59")
    assert rosters.raise_due() == ()
    at(shift, "2023-10-01 20:00")
    (alert,) = rosters.raise_due()
    assert (alert.ticket, alert.to, alert.priority) == ("", ("managers",), "urgent")
    assert rosters.raise_due() == ()
    assert shift.desk.alerts.next_due_work() == shanghai("2023-10-02 08:10")
    at(shift, "2023-10-02 08:10")
    assert [each.share for each in rosters.raise_due()] == [1.0]
    assert raised(shift) == [("a", 0.5, "01 12:00"), ("a", 1.0, "02 00:10")]
    assert shift.desk.alerts.next_due_work() is None


def test_nobody_is_alarmed_where_the_officer_comes_in_time(shift: Desk) -> None:
    """DESK-2; and for a cancelled one, and for one that was given to somebody before it was fixed."""
    planned(shift, "a", "OP001")
    planned(shift, "b", "", kind="night")
    planned(shift, "c", "SW003", kind="night")
    rosters = shift.desk.rosters
    rosters.fill("b", "DM001", by=shift.lead, seen=1)
    rosters.cancel("c", by=shift.lead, seen=1)
    at(shift, "2023-10-02 08:09")
    rosters.sign_on(shift.operator, ALL)
    at(shift, "2023-10-02 18:09")
    assert rosters.raise_due() == ()
    at(shift, "2023-10-02 18:10")
    assert [shift_of(each.id) for each in rosters.raise_due()] == ["b"]


def test_an_alarm_for_a_shift_that_is_over_is_raised_by_nobody(shift: Desk) -> None:
    """DESK-2: whoever comes back after days hears of what matters still."""
    planned(shift, "a", "")
    planned(shift, "b", "", kind="night")
    at(shift, "2023-10-02 20:00")
    assert [shift_of(each.id) for each in shift.desk.rosters.raise_due()] == ["b", "b"]
    assert shift.desk.alerts.next_due_work() is None


def test_a_shift_that_is_given_up_after_it_was_fixed_alarms_at_once(shift: Desk) -> None:
    """DESK-2."""
    planned(shift, "a", "OP001")
    at(shift, "2023-10-02 07:00")
    shift.desk.rosters.fill("a", "", by=shift.lead, seen=1, reason="发烧")
    DueWork(shift.desk, start=-1).do()
    assert raised(shift) == [("a", 0.5, "01 23:00")]
    (view,) = shift.desk.alerts.since(shift.clock.at)
    assert view.stands
    assert view.shift is not None
    assert view.shift.reason == "发烧"
    shift.desk.rosters.fill("a", "SW003", by=shift.lead, seen=2, reason="替班")
    assert not shift.desk.alerts.those([view.alert.id])[0].stands


def test_the_letter_names_the_shift_and_no_ticket(shift: Desk) -> None:
    """DESK-2, CALL-14: what the watch sends."""
    shift.desk.posts.put_contact(MANAGERS, by=shift.lead)
    planned(shift, "a", "OP001")
    at(shift, "2023-10-02 08:12")
    shift.desk.rosters.raise_due()
    errand = shift.desk.posts.claim("here")
    assert errand is not None
    assert errand.letter.title == "[值班表] 王芳 未签到: 白班 10-02 08:00–18:00 热线"
    assert errand.letter.body.splitlines()[:2] == ["开始：2023-10-02 08:00 (Asia/Shanghai)", "已超时 12分"]


@pytest.mark.parametrize("day", [TOMORROW])
def test_two_processes_raise_each_alarm_once(shift: Desk, address: str, day: date) -> None:
    """DESK-2, CALL-14: whoever comes first; every session tells each once."""
    for number in range(6):
        planned(shift, f"s{number}", "", day)
    now = shanghai("2023-10-02 08:10") + timedelta(seconds=1)
    command = [sys.executable, "-m", "tests.desk.warned_session", address, "limin", now.isoformat()]
    sessions = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for session in sessions:
        assert session.stdout is not None
        assert session.stdout.readline() == "ready\n"
    for session in sessions:
        assert session.stdin is not None
        session.stdin.write("go\n")
        session.stdin.flush()
    end = time.monotonic() + 20
    while len(raised(shift)) < 12 and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.2)  # for whoever would raise one a second time
    told = [Counter(session.communicate("stop\n", timeout=20)[0].split()) for session in sessions]
    assert Counter(name for name, _, _ in raised(shift)) == Counter({f"s{n}": 2 for n in range(6)})
    ids = [view.alert.id for view in shift.desk.alerts.since(shanghai("2023-09-01 00:00"))]
    assert told == [Counter(dict.fromkeys(ids, 1))] * 2
