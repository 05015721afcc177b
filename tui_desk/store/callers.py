"""The tickets of callers, for many callers in one question (CALL-5)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Integer,
    Subquery,
    and_,
    bindparam,
    false,
    literal,
    literal_column,
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
_NOBODY = "\x01"
"""What no ticket holds."""


class CallerReads:
    """Queries of what callers called about."""

    connection: Connection

    def tickets_of_each(self, people: Sequence[Person], limit: int) -> Sequence[Sequence[QueueRow]]:
        """For each of some people their newest tickets and all that are not closed, newest first."""
        if not any(person.staff_no or (person.name and person.phones) for person in people):
            return [() for _ in people]
        values: dict[str, Any] = {"limit": limit}
        for place, person in enumerate(people):
            values[f"staff_no_{place}"] = rows.short(person.staff_no) or _NOBODY
            values[f"name_{place}"] = rows.short(person.name) or _NOBODY
            values[f"digits_{place}"] = _spellings(person) or [_NOBODY]
        found: list[dict[str, QueueRow]] = [{} for _ in people]
        for place, *row in self.connection.execute(_of_each(len(people)), values):
            [made] = rows.queue_rows([row])
            found[place][made.number] = made
        return [sorted(each.values(), key=lambda row: (row.opened_at, row.number), reverse=True) for each in found]


def same_caller(person: Person) -> ColumnElement[bool] | None:
    """Tickets with the same staff number, or the same name and one of the phones; None when neither is known."""
    same: list[ColumnElement[bool]] = []
    if person.staff_no:
        same.append(ticket.c.requester_staff_no == rows.short(person.staff_no))
    if person.name and (numbers := _spellings(person)):
        is_phone = ticket.c.requester_digits.in_(numbers)
        same.append(and_(ticket.c.requester_name == rows.short(person.name), is_phone))
    return or_(*same) if same else None


def _spellings(person: Person) -> list[str]:
    return list(dict.fromkeys(spelling for phone in person.phones for spelling in phones.spellings(phone)))


@lru_cache(maxsize=64)
def _of_each(count: int) -> CompoundSelect[Any]:
    """The question for so many people. Built once: building it takes longer than answering it."""
    parts: list[Subquery] = []
    for place in range(count):
        by_phone = and_(
            ticket.c.requester_name == bindparam(f"name_{place}"),
            ticket.c.requester_digits.in_(bindparam(f"digits_{place}", expanding=True)),
        )
        same = or_(ticket.c.requester_staff_no == bindparam(f"staff_no_{place}"), by_phone)
        parts.append(_newest(place, same, bindparam("limit", type_=Integer)))
        parts.append(_newest(place, and_(same, ticket.c.closed == false()), literal(_OPEN_AT_MOST)))
    return union_all(*(select(part) for part in parts))


def _newest(place: int, same: ColumnElement[bool], limit: ColumnElement[int]) -> Subquery:
    query = select(literal_column(str(place)).label("place"), *rows.QUEUE_COLUMNS).where(same)
    return query.order_by(ticket.c.opened_at.desc(), ticket.c.id.desc()).limit(limit).subquery()
