"""Messages 留言 and missed calls: what the desk owes to callers without a ticket (CALL-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import AnswerMissing, BadMoment, BadValue, NoSuchMessage, Term
from tui_desk.desk.ports import Writing
from tui_desk.domain import privacy
from tui_desk.domain.message import Message, Move, Owed, Reply
from tui_desk.domain.officer import Officer
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark

SENT_WITHIN = timedelta(days=7)
"""How long those who left a message see what became of it."""


class Messages:
    """The messages of the desk."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def leave(self, message: Message, *, by: Officer) -> Message:
        """Leave a message, private text masked (TKT-15); the same id again changes nothing.

        Without a time the reply is promised within what the norm says.

        Raises:
            NotAllowed: `by` does not work at this desk.
            AnswerMissing: no words, or a message for nobody.
            BadValue: no such officer.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.WORK)
            desk.reserve(f"message {message.id}")
            if (known := desk.message(message.id)) is not None:
                return known
            if not message.words.strip():
                raise AnswerMissing(field=Term(mark("the message")), code="words")
            if not message.to and message.kind is Owed.MESSAGE:
                raise AnswerMissing(field=Term(mark("whom the message is for")), code="to")
            known_officers = tuple(officer.staff_no for officer in desk.officers() if officer.active)
            if message.to and message.to not in known_officers:
                raise BadValue(field=Term(mark("the officer")), value=message.to, allowed=known_officers)
            norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
            due_at = message.due_at or message.left_at + norm.call.reply_within
            message = replace(_harmless(message), due_at=due_at)
            desk.put_message(message)
            return message

    def look_at(self, id_: str) -> Message:
        """A message as it stands; nobody counts as having read it. Raises NoSuchMessage."""
        with self._core.store.reading() as desk:
            message = desk.message(id_)
        if message is None:
            raise NoSuchMessage(id=id_)
        return message

    def inbox(self, officer: Officer) -> Sequence[Message]:
        """What the officer, or anybody, still owes an answer to; the oldest first."""
        with self._core.store.reading() as desk:
            return desk.messages(officer.staff_no)

    def everybodys(self, *, done: bool = False) -> Sequence[Message]:
        """What anybody still owes an answer to, or what was answered last; the oldest first."""
        with self._core.store.reading() as desk:
            return desk.all_messages(done=done)

    def sent(self, officer: Officer) -> Sequence[Message]:
        """What the officer left for colleagues in the last days, with its read mark and reply; the oldest first."""
        with self._core.store.reading() as desk:
            left = desk.messages_by(officer.staff_no, self._core.store.now() - SENT_WITHIN)
        return [message for message in left if message.kind is Owed.MESSAGE]

    def read(self, id_: str, *, by: Officer) -> Message:
        """Mark a message as read by the one whom it is for, the first time (CALL-11). Raises NoSuchMessage.

        Somebody else who looks, a duty manager for one, leaves no mark: the sender would believe it delivered.
        """
        with self._core.store.writing() as desk:
            message = _found(desk, id_)
            if message.read_at is None and message.is_for(by.staff_no):
                message = replace(message, read_at=desk.now(), read_by=by.staff_no)
                desk.put_message(message)
            return message

    def answer(self, id_: str, words: str, *, by: Officer) -> Message:
        """Note what the caller was told (CALL-11). The first reply answers the message; later ones are kept beside it.

        The same words of the same officer again change nothing. Raises NoSuchMessage, AnswerMissing, NotAllowed.
        """
        said = privacy.masked(clean(words).text.strip())
        if not said:
            raise AnswerMissing(field=Term(mark("what the caller was told")), code="words")
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.WORK)
            message = _found(desk, id_)
            if any((reply.by, reply.words) == (by.staff_no, said) for reply in message.replies):
                return message
            now = desk.now()
            message = replace(message, replies=(*message.replies, Reply(now, by.staff_no, said)))
            if message.done_at is None:
                message = replace(
                    message,
                    read_at=message.read_at or now,
                    read_by=message.read_by or by.staff_no,
                    done_at=now,
                    done_by=by.staff_no,
                    done_words=said,
                )
            desk.put_message(message)
            return message

    def move(self, id_: str, due_at: datetime, words: str, *, by: Officer) -> Message:
        """Renegotiate the reply with the caller: another time, and what was agreed (CALL-7).

        The same again changes nothing, and so does a message that was answered meanwhile.

        Raises:
            NoSuchMessage, NotAllowed: as they say.
            AnswerMissing: nothing was agreed.
            BadMoment: the time is past.
        """
        said = privacy.masked(clean(words).text.strip())
        if not said:
            raise AnswerMissing(field=Term(mark("what was agreed")), code="words")
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.WORK)
            message, now = _found(desk, id_), desk.now()
            last = message.moves[-1] if message.moves else None
            told_already = last is not None and (last.by, last.words, message.due_at) == (by.staff_no, said, due_at)
            if told_already or message.done_at is not None:
                return message
            if due_at < now:
                raise BadMoment(value=f"{due_at:%Y-%m-%d %H:%M} UTC", why=Term(mark("it is past already")))
            moves = (*message.moves, Move(now, by.staff_no, said, message.due_at))
            message = replace(message, due_at=due_at, moves=moves)
            desk.put_message(message)
            return message


def _harmless(message: Message) -> Message:
    """The message as it may be stored: no control characters, private text masked."""

    def said(text: str) -> str:
        return privacy.masked(one_line(text))

    return replace(
        message,
        words=privacy.masked(clean(message.words).text.strip()),
        caller_name=said(message.caller_name),
        caller_unit=said(message.caller_unit),
        caller_phone=said(message.caller_phone),
        place=said(message.place),
    )


def _found(desk: Writing, id_: str) -> Message:
    desk.reserve(f"message {id_}")
    message = desk.message(id_)
    if message is None:
        raise NoSuchMessage(id=id_)
    return message
