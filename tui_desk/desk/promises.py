"""Everything that is owed to callers in one list, and what became of the promises (CALL-7, CALL-11, CALL-12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from tui_desk.desk.core import Core
from tui_desk.desk.views import OwedView, PromiseReport, PromiseRow
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Officer, OfficerId

_NEVER = datetime.max.replace(tzinfo=UTC)


class Promises:
    """What the desk promised."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def owed(self, officer: Officer) -> Sequence[OwedView]:
        """What the officer owes to callers, and what anybody does; what falls due first stands first."""
        with self._core.store.reading() as desk:
            messages, promises = desk.messages(officer.staff_no), desk.open_promises(officer.staff_no)
        return _in_order([*map(of_message, messages), *map(of_promise, promises)])

    def everybodys(self) -> Sequence[OwedView]:
        """What everybody owes; what falls due first stands first."""
        with self._core.store.reading() as desk:
            messages, promises = desk.all_messages(), desk.open_promises()
        return _in_order([*map(of_message, messages), *map(of_promise, promises)])

    def report(self, since: datetime, until: datetime, officer: OfficerId = "") -> PromiseReport:
        """What became of the promises and promised replies made in a span of time; all officers', or one's.

        A missed call is nobody's promise, and not among them.
        """
        with self._core.store.reading() as desk:
            messages, promises = desk.messages_left(since, until), desk.promises_made(since, until)
        made = [of_message(message) for message in messages if message.kind is not Owed.MISSED]
        made += map(of_promise, promises)
        return report((each for each in made if officer in ("", each.owes)), self._core.store.now())


def of_message(message: Message) -> OwedView:
    """What a message owes."""
    return OwedView(
        kind=message.kind,
        id=message.id,
        since=message.left_at,
        owes=message.to,
        words=message.words,
        caller_name=message.caller_name,
        caller_unit=message.caller_unit,
        caller_phone=message.caller_phone,
        due_at=message.due_at,
        done_at=message.done_at,
        moved=len(message.moves),
        message=message,
    )


def of_promise(row: PromiseRow) -> OwedView:
    """What a promise on a ticket owes. Who made it keeps it, unless somebody has the ticket."""
    promise = row.promise
    return OwedView(
        kind=Owed.PROMISE,
        id=promise.id,
        since=promise.made_at,
        owes=row.assignee or promise.by,
        words=promise.words,
        caller_name=promise.to or row.caller_name,
        caller_unit=row.caller_unit,
        caller_phone=row.caller_phone,
        due_at=promise.due_at,
        done_at=promise.kept_at,
        ticket=row.ticket,
        moved=len(promise.moved_from),
    )


def report(made: Iterable[OwedView], now: datetime) -> PromiseReport:
    """What became of these promises by now, in the order they were made. One without a time counts as kept in it."""
    rows = tuple(sorted(made, key=lambda each: (each.since, each.id)))
    kept = [each for each in rows if each.done_at is not None]
    late = sum(each.done_at > each.due_at for each in kept if each.done_at and each.due_at)
    broken = sum(each.due_at < now for each in rows if each.done_at is None and each.due_at)
    return PromiseReport(
        rows=rows,
        kept=len(kept) - late,
        kept_late=late,
        broken=broken,
        open=len(rows) - len(kept) - broken,
        renegotiated=sum(each.moved > 0 for each in rows),
    )


def _in_order(owed: Iterable[OwedView]) -> Sequence[OwedView]:
    return sorted(owed, key=lambda each: (each.due_at or _NEVER, each.since, each.id))
