"""The calls of the desk: each gets an end, and stays on record (CALL-1, CALL-11, CALL-15)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from tui_desk.desk import calling_out, intake
from tui_desk.desk.assigning import assigned
from tui_desk.desk.call_ends import Ending, ended
from tui_desk.desk.call_records import picked_up_late, record_of, told_again
from tui_desk.desk.calling_out import CallOut
from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import NoSuchCall, NotAllowed
from tui_desk.desk.ports import Writing
from tui_desk.desk.views import Finished, NewFile
from tui_desk.domain import checklist
from tui_desk.domain.call import CALL_OUT_ENDS, Call, End
from tui_desk.domain.call_log import CallFigures, CallFilter, CallRecord
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb

_NOBODY = frozenset({End.SILENT, End.WRONG_NUMBER, End.NUISANCE, End.MISSED})
"""Ends of calls in which none of the desk's callers spoke."""


class Calls:
    """Ends of calls, and the call log."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def finish(
        self, call: Call, *, by: Officer, norm: int | None = None, files: Sequence[NewFile] = (), late: bool = False
    ) -> Finished:
        """Give a call its end, and put it on record; the same call again changes nothing but what was said since.

        `call.end` says which; None is a ticket. A call that led to a ticket keeps it, whatever end is told later.
        `norm` is the version whose checklist led the call. `files` go to the ticket. `late` says that the caller could
        not be told the number: the ticket then holds a promise to tell it, made once (CALL-13).

        Raises:
            NotAllowed: the officer may not take calls, or for a call out (CALL-18) not work on tickets.
            AnswerMissing: what the end needs: the checklist's answers for a ticket, problem and handling for a call
                answered at once, whom a message or transfer goes to, what was said in a call out.
            NoSuchTicket, WrongState: the ticket it should be added to.
            BadMoment: a promised time cannot be read.
            BadValue: no such officer.
        """
        with self._core.store.writing() as desk:
            desk.reserve(f"draft {call.draft}")
            known, already = desk.call(call.draft), desk.ticket_of_draft(call.draft)
            try:
                must_be_allowed(desk, by, Verb.WORK if call.end in CALL_OUT_ENDS else Verb.REGISTER)
            except NotAllowed:
                if known is None:
                    raise
                return Finished(known, already or _ticket_of(desk, known))
            facts = self._core.facts(desk)
            if norm is not None:
                facts = replace(facts, norm=norm)
            published, levels = self._core.norm(desk, facts.norm)
            taker = _taker(desk, call, by)
            ticket: Ticket | None = already
            if ticket is not None and call.end not in (None, End.TICKET):
                call = replace(call, end=End.TICKET)
            else:
                ticket = ended(Ending(desk, call, facts, published, levels, by, taker, known, tuple(files), late))
                if ticket is not None and already is None and call.end in (None, End.TICKET):
                    ticket = assigned(self._core, desk, ticket, by)
            record = record_of(call, published, taker, desk.now(), ticket.number if ticket else "")
            if known is not None:
                record = told_again(known, record)
            if record != known:
                desk.put_call(record)
            if record.end not in _NOBODY:
                intake.remember_caller(desk, checklist.ticket_fields(call, published))
            return Finished(record, ticket)

    def hang_up(self, call: str, at: datetime) -> None:
        """Note when the caller hung up, the first time it is told; a call that is not on record stays so."""
        with self._core.store.writing() as desk:
            desk.reserve(f"draft {call}")
            record = desk.call(call)
            if record is not None and "hung_up" not in record.phases:
                desk.put_call(replace(record, phases={**record.phases, "hung_up": at}))

    def record(self, id_: str) -> CallRecord:
        """The record of a call, by its draft. Raises NoSuchCall."""
        with self._core.store.reading() as desk:
            record = desk.call(id_)
        if record is None:
            raise NoSuchCall(reference=id_)
        return record

    def log(
        self, wanted: CallFilter, limit: int | None = 500, *, below: CallRecord | None = None
    ) -> Sequence[CallRecord]:
        """The calls that a filter lets through, newest first (CALL-15); `below` names the last of the page before."""
        with self._core.store.reading() as desk:
            return desk.calls(wanted, limit, below=below)

    def among(self, ids: Collection[str], wanted: CallFilter) -> Sequence[CallRecord]:
        """Those of these calls that a filter lets through, newest first."""
        with self._core.store.reading() as desk:
            return desk.calls_among(ids, wanted)

    def find(self, reference: str) -> CallRecord | None:
        """The call with a local reference 待编号, however long ago; None when there is none."""
        with self._core.store.reading() as desk:
            return desk.call_of_reference(reference)

    def figures(self, wanted: CallFilter) -> CallFigures:
        """What the calls of a filter amount to: ASA, handle time, hold time, silent and late ones (CALL-1)."""
        with self._core.store.reading() as desk:
            return desk.call_figures(wanted)

    def call_out(self, about: str) -> CallOut:
        """What one must know before calling out about a ticket or a message (CALL-18). Raises NoSuchMessage."""
        with self._core.store.reading() as desk:
            return calling_out.prepare(desk, about)

    def attempts(self, about: str) -> Sequence[CallRecord]:
        """How often the desk called out about something in vain (CALL-18), the newest first."""
        with self._core.store.reading() as desk:
            return calling_out.attempts(desk, about)


def _taker(desk: Writing, call: Call, by: Officer) -> OfficerId:
    """The officer who took the call: not always the one whose session tells the desk of it (CALL-14)."""
    return call.officer if any(each.staff_no == call.officer for each in desk.officers()) else by.staff_no


def _ticket_of(desk: Writing, record: CallRecord) -> Ticket | None:
    return desk.ticket(record.ticket) if record.ticket else None


__all__ = ["Calls", "picked_up_late"]
