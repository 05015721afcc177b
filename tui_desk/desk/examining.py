"""Doctor: does the desk still add up? Every ticket is refolded from its events and held against its row."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from tui_desk.desk import posts_health
from tui_desk.desk.calendars import endings
from tui_desk.desk.errors import DamagedDesk, DamagedTicket, Term
from tui_desk.desk.ports import Reading, Store
from tui_desk.desk.setting import read_facts
from tui_desk.desk.views import DeskFacts, Finding, QueueRow
from tui_desk.domain.officer import Role
from tui_desk.domain.ticket import Ticket, fold, next_due
from tui_desk.i18n import mark


def examine(store: Store) -> Iterator[Finding]:
    """The findings, good ones included, in the order a person would look."""
    yield from store.checkup()
    last_beat = store.last_beat()
    with store.reading() as reading:
        facts = reading.facts()
        if "name" not in facts:
            yield Finding(mark("desk"), False, mark("Run “tui-desk” once in a terminal to set one up."))
            return
        yield Finding(mark("desk"), True, facts={"name": facts["name"], "zone": facts["zone"]})
        officers = reading.officers()
        yield Finding(
            mark("officers"),
            any(o.active and o.is_any(Role.ADMINISTRATOR) for o in officers),
            mark("No administrator is left. Restore one from a backup of the database."),
            {"count": len(officers)},
        )
        yield from _calendars(reading, store, read_facts(facts))
        yield from posts_health.examine(reading, store.now(), last_beat)
        yield from _tickets(reading)


def _calendars(reading: Reading, store: Store, facts: DeskFacts) -> Iterator[Finding]:
    """The norm in use, and how far ahead its calendars know the holidays."""
    try:
        norm = reading.norm(facts.norm)
    except (KeyError, ValueError):
        raise DamagedDesk(fact=Term(mark("the norm")), value=facts.norm) from None
    today = store.now().astimezone(ZoneInfo(facts.zone)).date()
    yield Finding(mark("norm"), True, facts={"code": norm.code, "version": facts.norm})
    ending = {each.calendar for each in endings(norm, today)}
    for name, rule in norm.calendars.items():
        if rule.known_until is None:
            continue
        yield Finding(
            mark("calendar"),
            name not in ending,
            mark("Its holidays end soon. Publish the norm again once next year's are announced: tui-desk norm use."),
            {"name": name, "known_until": rule.known_until.isoformat()},
        )


def _tickets(reading: Reading) -> Iterator[Finding]:
    """Each ticket that does not equal the fold of its events, then how many do."""
    advice = mark("The row and the history of this ticket differ. Keep a copy of the database and report it.")
    sound = 0
    for number in reading.numbers():
        if _is_sound(reading, number):
            sound += 1
        else:
            yield Finding(mark("ticket"), False, advice, {"number": number})
    yield Finding(mark("tickets refolded from their events"), True, facts={"count": sound})


def _is_sound(reading: Reading, number: str) -> bool:
    """Whether a ticket can be read, equals the fold of its events, and stands in the queue as it is."""
    try:
        ticket = reading.ticket(number)
        folded = fold(number, reading.events(number))
    except (DamagedTicket, TypeError, ValueError):  # unreadable, fields that no ticket has, no events
        return False
    row = next(iter(reading.queue_rows([number])), None)
    return ticket is not None and row is not None and folded == ticket and _agrees(row, ticket)


def _agrees(row: QueueRow, ticket: Ticket) -> bool:
    """Whether the row that the queue sorts by says the same as the ticket."""
    due = next_due(ticket)
    return (
        row.version == ticket.version
        and row.state is ticket.state
        and row.priority_rank == ticket.priority_rank
        and row.assignee == ticket.assignee
        and row.due_at == (due.at if due else None)
    )
