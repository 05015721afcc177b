"""The tickets of callers, for many callers in one question (CALL-5)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    and_,
    false,
    literal,
    or_,
    select,
    union_all,
)

from tui_desk.desk.views import QueueRow
from tui_desk.domain import phones
from tui_desk.domain.person import Person
from tui_desk.store import rows
from tui_desk.store.schema import ticket

_OPEN_AT_MOST = 100


class CallerReads:
    """Queries of what callers called about."""

    connection: Connection

    def tickets_of_each(self, people: Sequence[Person], limit: int) -> Sequence[Sequence[QueueRow]]:
        """For each of some people their newest tickets and all that are not closed, newest first."""
        parts: list[Subquery] = []
        for place, each in enumerate(people):
            if (same := same_caller(each)) is not None:
                parts.append(_newest(place, same, limit))
                parts.append(_newest(place, and_(same, ticket.c.closed == false()), _OPEN_AT_MOST))
        if not parts:
            return [() for _ in people]
        every = union_all(*(select(part) for part in parts))
        found: list[dict[str, QueueRow]] = [{} for _ in people]
        for place, *row in self.connection.execute(every):
            [made] = rows.queue_rows([row])
            found[place][made.number] = made
        return [sorted(each.values(), key=lambda row: (row.opened_at, row.number), reverse=True) for each in found]


def same_caller(person: Person) -> ColumnElement[bool] | None:
    """Tickets with the same staff number, or the same name and one of the phones; None when neither is known."""
    same: list[ColumnElement[bool]] = []
    if person.staff_no:
        same.append(ticket.c.requester_staff_no == rows.short(person.staff_no))
    numbers = [spelling for phone in person.phones for spelling in phones.spellings(phone)]
    if person.name and numbers:
        is_phone = ticket.c.requester_digits.in_(list(dict.fromkeys(numbers)))
        same.append(and_(ticket.c.requester_name == rows.short(person.name), is_phone))
    return or_(*same) if same else None


def _newest(place: int, same: ColumnElement[bool], limit: int) -> Subquery:
    query = select(literal(place).label("place"), *rows.QUEUE_COLUMNS).where(same)
    return query.order_by(ticket.c.opened_at.desc(), ticket.c.id.desc()).limit(limit).subquery()
