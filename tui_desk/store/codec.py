"""How tickets, events and norms are written down: instants as integers, records as JSON.

The model library is loaded with the first record, not before: a queue needs none.
"""

from __future__ import annotations

import functools
import json
import typing
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from tui_desk.domain.ticket import Ticket
    from tui_desk.norms.models import Norm

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Microseconds since 1970 of an aware datetime, exact."""
    return (instant - _EPOCH) // _MICROSECOND


def micros_or_none(instant: datetime | None) -> int | None:
    """Like `micros`; None stays None."""
    return None if instant is None else micros(instant)


def instant(micros: int) -> datetime:
    """The UTC datetime of microseconds since 1970; the last one there is when none can hold them."""
    try:
        return _EPOCH + timedelta(0, 0, micros)
    except OverflowError:
        return _LAST


def instant_or_none(micros: int | None) -> datetime | None:
    """Like `instant`; None stays None."""
    return None if micros is None else instant(micros)


def storable(text: str) -> str:
    """The text without what a database refuses: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def digits(text: str) -> str:
    """The ASCII digits of a phone number, by which it is looked up."""
    return "".join(letter for letter in text if letter in "0123456789")


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(of: Any) -> TypeAdapter[Any]:
    """The reader and writer of a type, made when first needed."""
    if of not in _ADAPTERS:
        from pydantic import TypeAdapter

        _ADAPTERS[of] = TypeAdapter(of)
    return _ADAPTERS[of]


@functools.cache
def _field_types() -> Mapping[str, Any]:
    from tui_desk.domain.ticket import Ticket

    return typing.get_type_hints(Ticket)


def _written(value: Any) -> str:
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def ticket_text(ticket: Ticket) -> str:
    """A whole ticket as JSON."""
    return _written(_adapter(type(ticket)).dump_python(ticket, mode="json"))


def ticket_of(text: str) -> Ticket:
    """The ticket that `ticket_text` wrote. Raises ValueError when it is none."""
    from tui_desk.domain.ticket import Ticket

    ticket: Ticket = _adapter(Ticket).validate_python(_read(text))
    return ticket


def changes_text(changes: Mapping[str, Any]) -> str:
    """The changed fields of an event as JSON, each as its field's type says."""
    types = _field_types()
    return _written({name: _adapter(types[name]).dump_python(value, mode="json") for name, value in changes.items()})


def changes_of(text: str) -> dict[str, Any]:
    """The changed fields that `changes_text` wrote; a name that no ticket has is left out.

    Raises ValueError when it is none of its writing.
    """
    types = _field_types()
    written = _adapter(dict[str, Any]).validate_python(_read(text))
    return {name: _adapter(types[name]).validate_python(value) for name, value in written.items() if name in types}


def norm_text(norm: Norm) -> str:
    """A norm as canonical JSON: equal norms give equal text."""
    value = _adapter(type(norm)).dump_python(norm, mode="json")
    return storable(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def norm_of(text: str) -> Norm:
    """The norm that `norm_text` wrote."""
    from tui_desk.norms.models import Norm

    norm: Norm = _adapter(Norm).validate_python(_read(text))
    return norm


def _read(text: str) -> Any:
    """JSON as Python values. Escaped lone surrogates, which no model takes, are dropped."""
    value = json.loads(text)
    return json.loads(storable(json.dumps(value, ensure_ascii=False))) if "\\ud" in text.lower() else value
