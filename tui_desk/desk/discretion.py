"""Private text: masked at the door, kept apart when an officer insists, opened on purpose (TKT-15, DESK-12)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from tui_desk.desk.changing import Decision, carry_out, must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import AnswerMissing, FileTooLarge, NoSuchFile, NoSuchTicket, NothingSealed, Term
from tui_desk.desk.ports import Writing
from tui_desk.desk.views import Look, NewFile
from tui_desk.domain.officer import Officer
from tui_desk.domain.privacy import masked
from tui_desk.domain.text import one_line
from tui_desk.domain.ticket import Attachment, EventKind, Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr

_MEGABYTE = 1_000_000


class Discretion:
    """Originals of private text, attachments, and who looked."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def originals(self, number: str, reason: str, *, by: Officer) -> Mapping[str, str]:
        """The originals kept with a ticket, by the id of their `Sealed`; that they were opened is on record with it.

        Raises:
            NoSuchTicket, NotAllowed: as they say.
            NothingSealed: no original is kept with the ticket.
            AnswerMissing: no reason was given.
        """
        with self._core.store.writing() as desk:
            ticket = _found(desk, number, by, Verb.UNSEAL)
            if not ticket.sealed:
                raise NothingSealed(number=ticket.number)
            if not reason.strip():
                raise AnswerMissing(field=Term(mark("why the originals are opened")), code="reason")
            said = masked(one_line(reason))
            return desk.originals(ticket.number, at=desk.now(), by=by.staff_no, reason=said)

    def looks(self, number: str) -> Sequence[Look]:
        """Who opened the originals and the files of a ticket, when and why; the oldest first (DESK-12)."""
        with self._core.store.reading() as desk:
            return desk.looks(number)

    def attach(self, number: str, file: NewFile, *, by: Officer, change_id: str = "") -> Ticket:
        """Keep a file with a ticket (TKT-3); the same content under the same name again changes nothing.

        Raises:
            NoSuchTicket, NotAllowed: as they say.
            FileTooLarge: it is larger than the norm allows.
        """
        with self._core.store.writing() as desk:
            ticket = _found(desk, number, by, Verb.ATTACH)
            limit = self._core.norm(desk, ticket.norm)[0].call.attachment_bytes
            if len(file.content) > limit:
                raise FileTooLarge(path=file.name, megabytes=f"{limit / _MEGABYTE:g}")
            name, digest = masked(one_line(file.name)) or "_", hashlib.sha256(file.content).hexdigest()
            if any((each.name, each.digest) == (name, digest) for each in ticket.attachments):
                return ticket
            kept = Attachment(uuid4().hex, name, len(file.content), digest, file.question)

            def decide(ticket: Ticket, _now: datetime, _desk: Writing) -> Decision:
                return Decision(EventKind.ATTACHED, {"attachments": (*ticket.attachments, kept)}, name)

            changed = carry_out(desk, ticket.number, Verb.ATTACH, decide, by=by, seen=None, change_id=change_id)
            if kept in changed.attachments:
                desk.add_attachment(kept.id, ticket.number, file.content)
            return changed

    def attachment(self, number: str, id_: str, *, by: Officer) -> bytes:
        """The content of a file kept with a ticket; that it was opened is on record with it (DESK-12).

        Raises:
            NoSuchTicket, NotAllowed: as they say.
            NoSuchFile: the ticket has no file with this id.
        """
        with self._core.store.writing() as desk:
            ticket = _found(desk, number, by, Verb.UNSEAL)
            kept = next((each for each in ticket.attachments if each.id == id_), None)
            content = desk.attachment(id_) if kept else None
            if kept is None or content is None:
                raise NoSuchFile(number=ticket.number, file=id_)
            desk.add_look(ticket.number, at=desk.now(), by=by.staff_no, reason=tr("file {name}", name=kept.name))
            return content


def _found(desk: Writing, number: str, by: Officer, verb: Verb) -> Ticket:
    must_be_allowed(desk, by, verb)
    ticket = desk.ticket(number)
    if ticket is None:
        raise NoSuchTicket(number=number)
    return ticket
