"""Messages and missed calls: what the desk owes to callers without a ticket (CALL-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import AnswerMissing, NoSuchMessage, Term
from tui_desk.desk.ports import Writing
from tui_desk.domain.message import Message
from tui_desk.domain.officer import Officer
from tui_desk.domain.text import clean
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark


class Messages:
    """The messages of the desk."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def leave(self, message: Message, *, by: Officer) -> Message:
        """Leave a message; the same id again changes nothing."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.WORK)
            desk.reserve(f"message {message.id}")
            if (known := desk.message(message.id)) is not None:
                return known
            desk.put_message(message)
            return message

    def inbox(self, officer: Officer) -> Sequence[Message]:
        """What the officer, or anybody, still owes an answer to; the oldest first."""
        with self._core.store.reading() as desk:
            return desk.messages(officer.staff_no)

    def everybodys(self, *, done: bool = False) -> Sequence[Message]:
        """What anybody still owes an answer to, or all that was answered."""
        with self._core.store.reading() as desk:
            return desk.all_messages(done=done)

    def read(self, id_: str, *, by: Officer) -> Message:
        """Mark a message as read, by the first who does (CALL-11). Raises NoSuchMessage."""
        with self._core.store.writing() as desk:
            message = _found(desk, id_)
            if message.read_at is None:
                message = replace(message, read_at=desk.now(), read_by=by.staff_no)
                desk.put_message(message)
            return message

    def answer(self, id_: str, words: str, *, by: Officer) -> Message:
        """Note that the caller was answered, and how; once. Raises NoSuchMessage, AnswerMissing."""
        if not words.strip():
            raise AnswerMissing(field=Term(mark("what the caller was told")), code="words")
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.WORK)
            message = _found(desk, id_)
            if message.done_at is None:
                now = desk.now()
                message = replace(
                    message,
                    read_at=message.read_at or now,
                    read_by=message.read_by or by.staff_no,
                    done_at=now,
                    done_by=by.staff_no,
                    done_words=clean(words).text.strip(),
                )
                desk.put_message(message)
            return message


def _found(desk: Writing, id_: str) -> Message:
    desk.reserve(f"message {id_}")
    message = desk.message(id_)
    if message is None:
        raise NoSuchMessage(id=id_)
    return message
