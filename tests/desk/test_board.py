"""The dispatch board: who is at what, and to whom a ticket is best given (TKT-8, DESK-2, DESK-3, DESK-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.desk.conftest import Shift, shanghai
from tests.store.examples import save
from tui_desk.desk import rank_words
from tui_desk.desk.board import Seats, calls
from tui_desk.desk.errors import NoSuchTicket
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.candidates import PersonNow
from tui_desk.domain.hotline_load import HotlineLoad
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.person import Person
from tui_desk.domain.presence import Presence
from tui_desk.domain.roster import Post
from tui_desk.domain.roster import Shift as Duty
from tui_desk.domain.ticket import EventKind, Offer, Ticket
from tui_desk.i18n import speaking
from tui_desk.store.desk_store import DeskStore

HOUR = timedelta(hours=1)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def store(sqlite_store: DeskStore) -> DeskStore:
    """The queries themselves are tried on both databases; see `test_board_questions` and the tests of the store."""
    return sqlite_store


def on_duty(shift: Shift, officer: str, begins: str = "08:00", ends: str = "18:00", **more: Any) -> Duty:
    """Store a shift of that day to which the officer signed on."""
    starts_at, ends_at = (shanghai(f"2023-10-01 {time}") for time in (begins, ends))
    duty = Duty(f"{officer}-{begins}", officer, Post.ENGINEER, "day", starts_at, ends_at, starts_at, "DM001")
    duty = replace(duty, **({"signed_on_at": starts_at} | more))
    with shift.clock.writing() as unit:
        unit.put_shift(duty)
    return duty


def saved(shift: Shift, ticket: Ticket, **changes: Any) -> None:
    """Change fields of a ticket, whatever the verbs would say."""
    with shift.clock.writing() as unit:
        save(unit, ticket, EventKind.EDITED, **changes)


def person(shift: Shift, officer: str = "SW003") -> PersonNow:
    """One of the people of the board."""
    (found,) = (each for each in shift.desk.board.people() if each.officer.staff_no == officer)
    return found


def test_everybody_who_works_at_the_desk_is_on_the_board(shift: Shift) -> None:
    """DESK-14: whoever may accept a ticket, by staff number; nobody who is off the desk, no mere administrator."""
    shift.desk.put_officer(Officer("A1", "管理", "admin", frozenset({Role.ADMINISTRATOR})), by=shift.lead)
    shift.desk.put_officer(Officer("E9", "前员工", "gone", frozenset({Role.ENGINEER}), active=False), by=shift.lead)
    assert [each.officer.staff_no for each in shift.desk.board.people()] == ["DM001", "OP001", "SW003"]


def test_at_a_desk_without_a_roster_everybody_is_there(shift: Shift) -> None:
    """DESK-2: where no roster is kept, nobody is asked why they send somebody off duty."""
    assert [(each.doing, each.on_duty, each.until) for each in shift.desk.board.people()] == [("free", True, None)] * 3


def test_at_a_desk_with_a_roster_only_those_signed_on_are_there(shift: Shift) -> None:
    """DESK-2: sign-on; who is planned and did not sign on is told apart from who is off."""
    on_duty(shift, "SW003")
    missed = on_duty(shift, "OP001", signed_on_at=None)
    manager, operator, engineer = shift.desk.board.people()
    assert (engineer.doing, engineer.on_duty, engineer.until) == ("free", True, shanghai("2023-10-01 18:00"))
    assert (operator.doing, operator.on_duty, operator.shift) == ("off", False, missed)
    assert (manager.doing, manager.on_duty, manager.shift) == ("off", False, None)


def test_a_shift_that_follows_at_once_lengthens_the_duty(shift: Shift) -> None:
    """DESK-2: nobody is asked about the end of a shift that goes over into the next."""
    on_duty(shift, "SW003", ends="09:30")
    on_duty(shift, "SW003", "09:30", "12:00", signed_on_at=None)
    on_duty(shift, "SW003", "14:00", "18:00", signed_on_at=None)
    engineer = person(shift)
    assert (engineer.until, engineer.next_at) == (shanghai("2023-10-01 12:00"), shanghai("2023-10-01 14:00"))


def test_who_is_off_duty_has_a_time_to_come_back(shift: Shift) -> None:
    """DESK-2."""
    on_duty(shift, "SW003", signed_off_at=shift.clock.at)
    on_duty(shift, "SW003", "20:00", "23:00", signed_on_at=None)
    engineer = person(shift)
    assert (engineer.doing, engineer.shift, engineer.next_at) == ("off", None, shanghai("2023-10-01 20:00"))


def test_who_forgot_to_sign_off_yesterday_is_not_there(shift: Shift) -> None:
    """DESK-2."""
    on_duty(shift, "SW003")
    shift.clock.at = shanghai("2023-10-01 19:00")
    assert (person(shift).on_duty, shift.desk.board.seats().on_duty) == (True, 1)
    shift.clock.at = shanghai("2023-10-02 18:00")
    assert (person(shift).on_duty, shift.desk.board.seats().on_duty) == (False, 0)


def test_a_weekend_without_shifts_is_no_desk_without_a_roster(shift: Shift) -> None:
    """DESK-2: who is off on Sunday is off."""
    on_duty(shift, "SW003", signed_off_at=shift.clock.at)
    shift.clock.at = shanghai("2023-10-04 12:00")
    assert not person(shift).on_duty
    shift.clock.at = shanghai("2023-10-12 12:00")
    assert person(shift).on_duty


def test_who_left_the_post_is_away_since_then(shift: Shift) -> None:
    """DESK-2: leaving the post is not allowed without a word."""
    on_duty(shift, "SW003", away_since=shift.clock.at, away_words="取备件")
    engineer = person(shift)
    assert (engineer.doing, engineer.since, engineer.place) == ("away", shift.clock.at, "取备件")


def test_who_is_on_a_call_has_it_on_the_board_with_whom_and_since_when(shift: Shift) -> None:
    """DESK-4, TKT-8: on a call (since when), the ticket on the screen beside it; free again when the session ends."""
    since = shift.clock.at - timedelta(minutes=3)
    for session, what, key, words in (("s1", "call", "draft-9", "张三 市场部"), ("s2", "ticket", "IT-1", "")):
        shift.desk.presence.here(Presence(session, "SW003", what, key, since, words))  # type: ignore[arg-type]
    engineer = person(shift)
    assert (engineer.doing, engineer.since, engineer.place, engineer.key, engineer.screens) == (
        "call",
        since,
        "张三 市场部",
        "draft-9",
        ("IT-1",),
    )
    for session in ("s1", "s2"):
        shift.desk.presence.leave(session)
    assert (person(shift).doing, person(shift).screens) == ("free", ())


def test_who_is_on_site_has_the_unit_and_since_when(shift: Shift) -> None:
    """SITE-4: departed, arrived, done."""
    ticket = shift.register()
    departed, arrived = shift.clock.at, shift.clock.at + HOUR
    saved(shift, ticket, assignee="SW003", stamps={"depart": departed})
    engineer = person(shift)
    assert (engineer.doing, engineer.since, engineer.place, engineer.key) == (
        "on_way",
        departed,
        "市场部",
        ticket.number,
    )
    saved(shift, replace(ticket, version=2), assignee="SW003", stamps={"depart": departed, "arrive": arrived})
    assert (person(shift).doing, person(shift).since) == ("site", arrived)
    ended = {"depart": departed, "arrive": arrived, "visit_ended": arrived + HOUR}
    saved(shift, replace(ticket, version=3), assignee="SW003", stamps=ended)
    assert person(shift).doing == "busy"


def test_the_load_weighs_open_tickets_by_priority(shift: Shift) -> None:
    """TKT-8: 8, 4, 2, 1 for urgent to low (ours); an offer that waits counts, and makes nobody busy."""
    offer = Offer("o", "SW003", "DM001", shift.clock.at)
    saved(shift, shift.register("d1"), assignee="SW003", priority="urgent", offers=(offer,))
    assert (person(shift).doing, person(shift).load, person(shift).offered) == ("free", 8, 1)
    saved(shift, shift.register("d2"), assignee="SW003", priority="low")
    saved(shift, shift.register("d3"), assignee="SW003", priority="low")
    engineer = person(shift)
    assert (engineer.doing, engineer.load, engineer.open_tickets) == ("busy", 10, 3)
    assert engineer.counts == (("urgent", 1), ("low", 2))


def test_the_one_with_the_skill_who_knows_the_unit_is_ranked_first_and_it_says_why(shift: Shift) -> None:
    """TKT-8, DESK-4: "软件 L4, 空闲, 到 18:00; 上次处理过该单位"."""
    shift.desk.put_officer(Officer("SW004", "赵工", "zhao", frozenset({Role.ENGINEER})), by=shift.lead)
    for officer in ("SW003", "SW004"):
        on_duty(shift, officer)
        shift.desk.skills.put(officer, "category", "software", 35, by=shift.lead)
    before = shift.register("d1", name="李四")
    saved(shift, before, assignee="SW004", state="closed")
    shift.clock.forward(HOUR)
    first, second, *_ = shift.desk.board.ranked(shift.register("d2").number)
    assert [first.person.officer.staff_no, second.person.officer.staff_no] == ["SW004", "SW003"]
    norm, now = shift.desk.norm(), shift.clock.at
    with speaking("zh_CN"):
        assert rank_words.line(first, norm, ZONE, now) == "软件问题 L4, 空闲, 到 18:00; 上次处理过该单位 09:15"
        told = rank_words.lines(first, norm, ZONE, now)
    assert [(each.words, each.points) for each in told] == [
        ("软件问题 L4", 32),
        ("空闲", 10),
        ("上次处理过该单位 09:15", 6),
        ("到 18:00", 0),
    ]
    assert sum(each.points for each in told) == first.points
    with speaking("en"):
        assert rank_words.line(second, norm, ZONE, now) == "Software L4, free, until 18:00"


def test_who_sent_it_back_let_it_pass_had_it_and_has_it_are_known(shift: Shift) -> None:
    """TKT-8, DESK-11."""
    ticket = shift.register()
    at = shift.clock.at
    offers = (
        Offer("1", "SW003", "DM001", at, answer="declined", answered_at=at + HOUR),
        Offer("2", "OP001", "DM001", at, answer="lapsed", answered_at=at + HOUR),
        Offer("3", "DM001", "DM001", at, answer="accepted", answered_at=at + HOUR),
    )
    saved(shift, ticket, offers=offers, assignee="OP001")
    need = shift.desk.board.need(ticket.number)
    assert (need.declined, need.lapsed) == ({"SW003": at + HOUR}, {"OP001": at + HOUR})
    assert (set(need.did), need.assignee) == ({"DM001"}, "OP001")


def test_who_had_a_ticket_before_there_were_offers_is_known_too(shift: Shift) -> None:
    """TKT-8: a ticket opened again goes best to who knows it."""
    ticket = shift.register()
    saved(shift, ticket, assignee="SW003")
    saved(shift, replace(ticket, version=2), assignee="OP001")
    assert shift.desk.board.need(ticket.number).did == {"SW003"}


def test_a_ranking_of_no_ticket_says_so(shift: Shift) -> None:
    """TKT-8."""
    with pytest.raises(NoSuchTicket):
        shift.desk.board.ranked("IT-1")


def test_tickets_that_call_for_a_hand_are_on_the_board_with_the_reason(shift: Shift) -> None:
    """TKT-8, CALL-14, DESK-11: what nobody has, what nobody accepted, what is late or near, what rose; nothing else."""
    at, offer = shift.clock.at, Offer("o", "SW003", "DM001", shift.clock.at)
    free, mine, offered, risen, done = (shift.register(f"d{n}") for n in range(5))
    saved(shift, mine, assignee="SW003")
    saved(shift, offered, assignee="SW003", offers=(offer,))
    saved(shift, risen, assignee="SW003", risen_at=at, risen_because="untouched")
    saved(shift, done, assignee="SW003", state="resolved")

    def board() -> dict[str, str]:
        return {row.number: calls(row, shift.clock.at) for row in shift.desk.board.tickets()}

    told = {free.number: "unassigned", offered.number: "offered", risen.number: "risen"}
    assert board() == told
    (row,) = shift.desk.queue_rows([mine.number])
    assert row.near_at is not None
    assert row.due_at is not None
    shift.clock.at = row.near_at
    assert board()[mine.number] == "endangered"
    shift.clock.at = row.due_at + timedelta(seconds=1)
    assert board() == told | {mine.number: "late", offered.number: "late"}


def test_seats_needed_for_the_users_are_held_against_who_is_on_duty(shift: Shift) -> None:
    """DESK-3: hotline seats = 2‰ of users."""
    assert shift.desk.board.seats() == Seats(users=0, needed=0, at_hotline=None, on_duty=None)
    with shift.clock.writing() as unit:
        for n in range(501):
            unit.put_person(Person(0, f"用户{n}"))
    on_duty(shift, "SW003")
    on_duty(shift, "OP001", post=Post.HOTLINE)
    on_duty(shift, "DM001", signed_on_at=None)
    assert shift.desk.board.seats() == Seats(users=501, needed=2, at_hotline=1, on_duty=2)


def test_the_seats_are_checked_against_the_calls_that_were_under_way_at_once(shift: Shift) -> None:
    """DESK-3: the figure by the number of users is held against real load; calls out and old ones do not count."""
    minute, at = timedelta(minutes=1), shift.clock.at
    spans = {"a": (0, 10), "b": (5, 10), "c": (10, 20), "d": (14, 16)}
    with shift.clock.writing() as unit:
        for id_, (begin, end) in spans.items():
            phases = {"answered": at + begin * minute, "hung_up": at + end * minute}
            call = CallRecord(id_, "OP001", at + begin * minute, End.ANSWERED, phases=phases)
            unit.put_call(call)
            unit.put_call(replace(call, id=f"out-{id_}", outgoing=True))
            unit.put_call(replace(call, id=f"old-{id_}", began_at=at - timedelta(days=30)))
    assert shift.desk.board.hotline_load(28) == HotlineLoad(at_once=2, at=at + 5 * minute, calls=4)
    assert shift.desk.board.hotline_load(31).calls == 8
