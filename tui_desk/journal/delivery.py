"""待编号: calls that have their end and wait for the database. Each is delivered exactly once, whoever is killed when.

The lock of its file keeps other processes of this OS user away, the call's draft makes the database carry it out once,
and the file goes only after the commit.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable, DeskError, explain
from tui_desk.domain.call import End
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.i18n import tr
from tui_desk.journal.disk import CallHeld
from tui_desk.journal.journal import CallFile, Journal, Orphan

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a pending call: the end it got with its ticket's number, empty for none, or `why` it came back."""

    reference: str
    end: End
    number: str = ""
    why: str = ""

    def sentence(self) -> str:
        """What to tell the officer."""
        if self.why:
            return tr("{reference} could not be registered and is open again: {why}", **self._facts)
        if self.number:
            return tr("{reference} is now {number}.", **self._facts)
        return tr("{reference} is on record now.", **self._facts)

    @property
    def _facts(self) -> dict[str, str]:
        return {"reference": self.reference, "number": self.number, "why": self.why}


def is_worth_a_look(directory: Path) -> bool:
    """Whether there is any call in the folder; costs next to nothing."""
    try:
        with os.scandir(directory) as entries:
            return any(entry.name.endswith(".call") for entry in entries)
    except OSError:
        return False


def pending(journal: Journal, desk_address: str) -> tuple[Orphan, ...]:
    """The calls of a desk that wait for their number, oldest first."""
    return journal.pending(desk_address) if is_worth_a_look(journal.directory) else ()


def deliver(journal: Journal, desk: Desk, officers: Mapping[OfficerId, Officer] | None = None) -> list[Delivered]:
    """Give every pending call of this desk its end; returns what became of each.

    What the desk refuses is offered as a call to go on with again, with the reason. What another process has in hand
    is left to it. When the database goes away, the rest waits for the next time.
    """
    outcomes: list[Delivered] = []
    waiting = pending(journal, desk.store.address)
    try:
        if waiting and officers is None:
            officers = {officer.staff_no: officer for officer in desk.officers()}
        for call in waiting:
            try:
                file = journal.adopt(call)
            except CallHeld:
                continue
            if (outcome := _deliver(file, desk, officers or {})) is not None:
                outcomes.append(outcome)
    except DatabaseUnavailable:
        _log.info("pending calls wait for the database")
    return outcomes


def sentences(outcomes: Sequence[Delivered]) -> list[str]:
    """What to tell the officer, one sentence a call."""
    return [outcome.sentence() for outcome in outcomes]


def _deliver(file: CallFile, desk: Desk, officers: Mapping[OfficerId, Officer]) -> Delivered | None:
    """What became of a call; None when it waits on. Raises DatabaseUnavailable."""
    call, end = file.call, file.call.end
    if end is None:  # taken up, and its end taken back, since we looked
        file.release()
        return None
    try:
        officer = officers.get(call.officer)
        if officer is None:
            return _give_back(file, tr("{staff_no} is no officer of this desk.", staff_no=call.officer))
        done = desk.calls.finish(call, by=officer, norm=file.header.norm, files=file.files(), late=True)
    except DatabaseUnavailable:
        file.release()
        raise
    except DeskError as error:
        return _give_back(file, explain(error))
    except Exception:  # noqa: BLE001 - one call that cannot be delivered must not keep the others, nor be lost
        _log.exception("%s cannot be delivered", call.reference)
        file.release()
        return None
    file.done()
    return Delivered(call.reference, end, done.ticket.number if done.ticket else "")


def _give_back(file: CallFile, why: str) -> Delivered:
    call = file.call
    file.give_back(call.ended_at or call.began_at, why)
    return Delivered(call.reference, call.end or End.TICKET, why=why)
