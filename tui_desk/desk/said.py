"""What is reported in one line 到场 接单 完成, understood by the desk and carried out (SITE-2, SITE-4).

An engineer says it for oneself; operators and managers for whoever is on the telephone. The event is by who typed it,
and its note names who did it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import AnswerMissing, Term
from tui_desk.domain import said_line
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.said_line import Deed, Said
from tui_desk.domain.ticket import Ticket, on_the_way
from tui_desk.domain.verbs import Verb, may, possible
from tui_desk.i18n import mark, tr

DEEDS: dict[str, str] = {
    "accept": mark("accepts"),
    "decline": mark("sends back"),
    "respond": mark("responds"),
    "depart": mark("departs"),
    "arrive": mark("arrives"),
    "visit_ended": mark("leaves, done"),
    "resolve": mark("has solved"),
}
_VERBS = {
    "accept": Verb.ACCEPT,
    "decline": Verb.DECLINE,
    "respond": Verb.RESPOND,
    "resolve": Verb.RESOLVE,
}
_SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Understood:
    """A line as the desk takes it: what is to be noted of which ticket, or what is missing.

    `what` is the deed; 完成 is "visit_ended" of who is at the user's, else "resolve". `trouble` is a sentence, empty
    where it can be carried out.
    """

    what: str
    officer: Officer
    at: datetime | None
    words: str
    ticket: Ticket | None = None
    trouble: str = ""


def understand(desk: Desk, line: str, *, by: Officer, in_hand: str = "") -> Understood | None:
    """What a line means here; None where it is no report. `in_hand` is the ticket that is selected.

    A deed alone is a report only about a ticket of one's own.
    """
    facts = desk.facts()
    officers = [officer for officer in desk.officers() if may(officer, Verb.ACCEPT)]
    said = said_line.read(line, officers, desk.now(), ZoneInfo(facts.zone))
    if said is None:
        return None
    officer = said.officers[0] if said.officers else by
    if len(said.officers) > 1:
        names = ", ".join(f"{each.staff_no} {each.name}" for each in said.officers)
        return _doubtful(
            said, officer, tr("Several officers are called so: {names}. Use the staff number.", names=names)
        )
    ticket = _ticket(desk, said, officer, in_hand)
    if said.bare and (ticket is None or ticket.assignee != by.staff_no):
        return None
    if ticket is None:
        missing = tr("There is no ticket {number}.", number=said.number) if said.number else tr("Which ticket?")
        return _doubtful(said, officer, missing)
    what = _what(said.deed, ticket)
    words, at = said.words, said.at
    return Understood(what, officer, at, words, ticket, _trouble(what, words, officer, ticket, by, desk))


def carry_out(desk: Desk, line: Understood, *, by: Officer, change_id: str = "") -> Ticket:
    """Note it. Raises what the verb raises, and AnswerMissing where something is missing."""
    ticket = line.ticket
    if ticket is None or line.trouble:
        raise AnswerMissing(field=Term(mark("the ticket")), code="number")
    number, seen, at = ticket.number, ticket.version, line.at
    note = line.words if line.officer.staff_no == by.staff_no else _of(line.officer, line.words)
    match line.what:
        case "accept":
            return desk.accept(number, by=by, seen=seen, at=at, change_id=change_id)
        case "decline":
            return desk.decline(number, note, by=by, seen=seen, change_id=change_id)
        case "respond":
            return desk.respond(number, at, by=by, seen=seen, late_reason=line.words, words=note, change_id=change_id)
        case "resolve":
            return desk.resolve(
                number, _SOLVED, line.words, by=by, seen=seen, at=at, late_reason=line.words, change_id=change_id
            )
        case what:
            return desk.stamp(
                number, what, at, by=by, seen=seen, late_reason=line.words, words=note, change_id=change_id
            )


def in_words(line: Understood, zone: ZoneInfo, now: datetime) -> str:
    """What will be noted, or what is missing: "记:李四 10:20 到达 IT-20231001-001"."""
    words = tr("Note: {what}", what=_words(line, line.ticket, zone, now))
    summary = line.ticket.summary if line.ticket is not None else ""
    return f"{words}  {line.trouble or line.words or summary}".rstrip()


def told(line: Understood, ticket: Ticket, zone: ZoneInfo, now: datetime) -> str:
    """What was noted."""
    return _words(line, ticket, zone, now)


def _words(line: Understood, ticket: Ticket | None, zone: ZoneInfo, now: datetime) -> str:
    at = tr("now")
    if line.at is not None:
        local, today = line.at.astimezone(zone), now.astimezone(zone).date()
        at = f"{local:%H:%M}" if local.date() == today else f"{local:%m-%d %H:%M}"
    facts = {"name": line.officer.name, "at": at, "deed": tr(DEEDS.get(line.what, line.what))}
    return tr("{name} {at} {deed} {number}", **facts, number=ticket.number if ticket is not None else "").rstrip()


def _doubtful(said: Said, officer: Officer, trouble: str) -> Understood:
    return Understood(said.deed if said.deed != "done" else "visit_ended", officer, said.at, said.words, None, trouble)


def _what(deed: Deed, ticket: Ticket) -> str:
    """完成 ends the visit of who is on the way or at the user's; without one the ticket is solved (SITE-4)."""
    if deed != "done":
        return deed
    return "visit_ended" if on_the_way(ticket) is not None else "resolve"


def _ticket(desk: Desk, said: Said, officer: Officer, in_hand: str) -> Ticket | None:
    """The ticket that was named; else the one in hand if it is the officer's, else the only one that fits."""
    if said.number:
        found = desk.find(said.number)
        return desk.ticket(found.ticket).ticket if found is not None and found.ticket else None
    selected = desk.ticket(in_hand).ticket if in_hand else None
    if selected is not None and selected.assignee == officer.staff_no:
        return selected
    theirs = [desk.ticket(row.number).ticket for row in desk.queue() if row.assignee == officer.staff_no]
    fitting = [each for each in theirs if _fits(said.deed, each)]
    if len(fitting) == 1:
        return fitting[0]
    return selected if not said.officers else None


def _fits(deed: Deed, ticket: Ticket) -> bool:
    way = on_the_way(ticket)
    match deed:
        case "accept" | "decline":
            return possible(ticket, Verb.ACCEPT)
        case "arrive":
            return way is not None and way.what == "depart"
        case "done":
            return way is not None
        case "depart":
            return possible(ticket, Verb.TAKE) and way is None
        case _:
            return possible(ticket, Verb.RESPOND)


def _trouble(what: str, words: str, officer: Officer, ticket: Ticket, by: Officer, desk: Desk) -> str:
    """Why it cannot be noted as it was said; empty where it can."""
    if officer.staff_no != by.staff_no and not by.is_any(Role.OPERATOR, Role.MANAGER):
        return tr("Only operators and managers note what others say.")
    verb = _VERBS.get(what, Verb.STAMP)
    if what in ("accept", "decline") and (ticket.offer is None or ticket.offer.to != officer.staff_no):
        return tr("It is not offered to {name}: dispatch it first.", name=officer.name)
    if not possible(ticket, verb):
        return tr("The ticket as it stands does not allow this.")
    if what in ("depart", "arrive", "visit_ended") and ticket.assignee != officer.staff_no:
        whose = next((each.name for each in desk.officers() if each.staff_no == ticket.assignee), tr("nobody"))
        return tr("It is not {name}'s: {whose} has it. Dispatch it first.", name=officer.name, whose=whose)
    if what == "decline" and not words:
        return tr("Say why, at the end of the line.")
    if what == "resolve" and not words:
        return tr("Say how it was solved, at the end of the line.")
    return ""


def _of(officer: Officer, words: str) -> str:
    named = f"{officer.staff_no} {officer.name}"
    return f"{named}: {words}" if words else named
