"""The calendars in force: when their known holidays end, and what another calendar moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.desk.conftest import SHANGHAI, MakeShift, Shift, shanghai
from tui_desk.desk import calendars
from tui_desk.desk.calendars import CalendarChange, Ending, Move
from tui_desk.desk.errors import BadValue, DamagedDesk, NotAllowed
from tui_desk.desk.own_days import OwnDay
from tui_desk.domain.days import Because
from tui_desk.domain.ticket import EventKind
from tui_desk.norms.loader import load_shipped


def test_a_calendar_says_60_days_ahead_that_its_known_holidays_end(make_shift: MakeShift) -> None:
    """Norms §3: the make-up workdays 调休 of a year are known only once the notice is out."""
    shift = make_shift("support-guide", "2026-03-02 09:00")
    last = date(2026, 12, 31)
    assert shift.desk.calendars.ending(shanghai("2026-11-01 23:59")) == ()
    assert shift.desk.calendars.ending(shanghai("2026-11-02 00:00")) == (Ending("workdays", last, 59),)
    assert shift.desk.calendars.ending(shanghai("2027-01-02 00:00")) == (Ending("workdays", last, -2),)


def test_a_norm_published_again_after_the_notice_knows_more(shift: Shift) -> None:
    """Norms §3: a calendar without holidays never runs out."""
    assert shift.desk.calendars.ending(shanghai("2040-01-01 00:00")) == ()
    shift.desk.publish_norm(load_shipped("support-guide"), by=shift.lead)
    assert shift.desk.calendars.ending(shanghai("2040-01-01 00:00"))


def close(*days: str, calendar: str = "workdays") -> CalendarChange:
    return CalendarChange(tuple(OwnDay(calendar, date.fromisoformat(day), "closed", name="台风") for day in days))


@pytest.fixture
def office(make_shift: MakeShift) -> Shift:
    """A desk under the norm of 003 on a Friday afternoon."""
    return make_shift("support-guide", "2026-03-06 15:00")


def due(shift: Shift, number: str) -> dict[str, str]:
    """When the running clocks of a ticket are due, on the wall clock."""
    clocks = shift.desk.ticket(number).ticket.clocks
    return {c.milestone: f"{c.due_at.astimezone(SHANGHAI):%m-%d %H:%M}" for c in clocks if not c.over}


def test_what_a_closed_day_moves_is_shown_before_it_takes_effect(office: Shift) -> None:
    """SLA-2: 8 h of opening hours from Friday, 15:00, end on Monday; with Monday closed on Tuesday."""
    ticket = office.register(function_lost="partial")
    before = due(office, ticket.number)
    moves = office.desk.calendars.preview(close("2026-03-09"))
    assert Move(ticket.number, "resolve", shanghai("2026-03-09 14:00"), shanghai("2026-03-10 14:00")) in moves
    assert due(office, ticket.number) == before
    assert office.desk.ticket(ticket.number).ticket == ticket
    assert len(office.desk.norm_versions()) == 1, "nothing was published for it"


def test_a_closed_day_takes_effect_with_one_event_a_ticket_and_only_once(
    office: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SLA-2, SLA-4: the tickets follow the new version; the same again does nothing."""
    monkeypatch.setattr(calendars, "_AT_ONCE", 2)
    numbers = [office.register(f"draft-{n}", function_lost="partial").number for n in range(3)]
    told: list[tuple[int, int]] = []
    done = office.desk.calendars.apply(close("2026-03-09"), by=office.lead, told=lambda *far: told.append(far))
    assert (done.recounted, told) == (3, [(2, 3), (3, 3)])
    for number in numbers:
        view = office.desk.ticket(number)
        assert [event.kind for event in view.events] == [EventKind.REGISTERED, EventKind.RECOUNTED]
        assert view.ticket.counts_by == done.version == office.desk.facts().norm
        assert due(office, number)["resolve"] == "03-10 14:00"
    again = office.desk.calendars.apply(close("2026-03-09"), by=office.lead)
    assert (again.version, again.recounted) == (done.version, 0)
    assert office.desk.calendars.preview(close("2026-03-09")) == []
    assert all(finding.good for finding in office.desk.examine() if finding.what != "calendar")


def test_a_recount_that_was_killed_half_way_goes_on_where_it_ended(
    office: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SLA-2: what was done is not done twice, what was not is done."""
    monkeypatch.setattr(calendars, "_AT_ONCE", 2)
    numbers = [office.register(f"draft-{n}", function_lost="partial").number for n in range(3)]

    class Killed(Exception):
        pass

    def kill(_done: int, _count: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        office.desk.calendars.apply(close("2026-03-09"), by=office.lead, told=kill)
    assert office.desk.calendars.apply(close("2026-03-09"), by=office.lead).recounted == 1
    assert {len(office.desk.ticket(number).events) for number in numbers} == {2}


def test_tickets_on_other_calendars_are_left_alone(office: Shift) -> None:
    """SLA-2: 紧急 counts around the clock; a closed day of the workdays does not touch it."""
    urgent = office.register(function_lost="core_down")
    done = office.desk.calendars.apply(close("2026-03-09"), by=office.lead)
    assert done.recounted == 0
    assert office.desk.ticket(urgent.number).ticket == urgent


def test_a_ticket_that_waits_goes_on_by_the_new_calendar(office: Shift) -> None:
    """SLA-2: a wait that ends after the closed day still finds it closed."""
    ticket = office.register(function_lost="partial")
    ticket = office.desk.wait(ticket.number, "等用户", by=office.engineer, seen=ticket.version)
    office.desk.calendars.apply(close("2026-03-09"), by=office.lead)
    office.clock.at = shanghai("2026-03-06 16:00")
    seen = office.desk.ticket(ticket.number).ticket.version
    office.desk.go_on(ticket.number, by=office.engineer, seen=seen)
    assert due(office, ticket.number)["resolve"] == "03-10 15:00"


def test_a_day_is_forgotten_and_the_norms_word_holds_again(office: Shift) -> None:
    """Norms §3: the desk's own additions stand above the country's days, and go without a trace."""
    ours, day = office.desk.calendars, date(2026, 5, 1)
    base = office.desk.facts().norm
    ours.apply(CalendarChange((OwnDay("workdays", day, "workday"),)), by=office.lead)
    assert ours.calendar()[1].day(day).because is Because.MAKEUP
    ours.apply(CalendarChange((OwnDay("workdays", day, "hours", ("10:00-12:00",)),)), by=office.lead)
    assert ours.calendar()[1].hours(day) == ((36_000, 43_200),)
    ours.apply(CalendarChange(forget=(("workdays", day),)), by=office.lead)
    found = ours.calendar()[1].day(day)
    assert (found.because, found.name.zh, office.desk.facts().norm) == (Because.HOLIDAY, "劳动节", base)


def test_the_desks_own_days_survive_a_norm_published_again(office: Shift) -> None:
    """Norms §3: next year's notice brings a new version of the norm; the desk's own closings stay."""
    office.desk.calendars.apply(close("2026-03-09"), by=office.lead)
    office.desk.publish_norm(load_shipped("support-guide"), by=office.lead)
    assert not office.desk.calendars.calendar()[1].day(date(2026, 3, 9)).opens
    assert [own.day for own in office.desk.calendars.own_days()] == [date(2026, 3, 9)]


def test_a_norm_put_in_force_alone_leaves_open_tickets_and_with_a_recount_takes_them_along(office: Shift) -> None:
    """SLA-1, SLA-2: shown before, then done."""
    ticket = office.register(function_lost="partial")
    waiting = office.register("draft-2", function_lost="partial")
    office.desk.wait(waiting.number, "等用户", by=office.engineer, seen=waiting.version)
    norm = load_shipped("it-team")
    moves = office.desk.calendars.preview(norm)
    office.desk.publish_norm(norm, by=office.lead)
    assert office.desk.ticket(ticket.number).ticket == ticket
    assert office.desk.calendars.apply(norm, by=office.lead).recounted == 2
    after = {
        clock.milestone: clock.due_at for clock in office.desk.ticket(ticket.number).ticket.clocks if not clock.over
    }
    shown = {move.milestone: move.after for move in moves if move.number == ticket.number}
    assert shown["respond"] == after["respond"] == shanghai("2026-03-06 19:00"), "4 h of the clock for 中"


def test_who_may_change_a_calendar_and_what_is_refused(office: Shift) -> None:
    """Norms §6: those who manage the desk; a calendar or hours that there are not."""
    with pytest.raises(NotAllowed):
        office.desk.calendars.apply(close("2026-03-09"), by=office.engineer)
    with pytest.raises(BadValue):
        office.desk.calendars.preview(close("2026-03-09", calendar="moon"))
    with pytest.raises(BadValue):
        office.desk.calendars.preview(
            CalendarChange((OwnDay("workdays", date(2026, 3, 9), "hours", ("9-12",)),)),
        )
    with pytest.raises(BadValue):
        office.desk.calendars.calendar("moon")


def test_of_several_calendars_one_must_be_named_to_change_it(office: Shift) -> None:
    """SLA-7: a norm may have the client's hours beside its own."""
    norm = load_shipped("support-guide")
    theirs = {**norm.calendars, "client": norm.calendars["workdays"]}
    office.desk.publish_norm(replace(norm, calendars=theirs), by=office.lead)
    assert office.desk.calendars.calendar()[0] in ("client", "workdays")
    assert office.desk.calendars.calendar("client", sure=True)[0] == "client"
    with pytest.raises(BadValue):
        office.desk.calendars.calendar(sure=True)


def test_the_desks_own_days_that_cannot_be_read_are_said(office: Shift) -> None:
    """Whatever somebody did to the database behind the desk's back."""
    for harm in (
        "{",
        "[1]",
        '[{"calendar": "workdays", "day": "x", "kind": "closed", "hours": [], "name": ""}]',
        "[{}]",
    ):
        with office.clock.writing() as writing:
            writing.put_fact("own_days", harm)
        with pytest.raises(DamagedDesk):
            office.desk.calendars.own_days()
