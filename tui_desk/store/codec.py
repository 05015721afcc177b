"""How tickets, events and norms are written down: instants as integers, records as JSON."""

from __future__ import annotations

import functools
import json
import logging
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import orjson

from tui_desk.domain.ticket import Ticket
from tui_desk.norms.models import Form, Norm, RecordTemplate
from tui_desk.store.plain import Later, made, plain, simpler

T = TypeVar("T")
_log = logging.getLogger(__name__)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
"""Instants outside of these have no wall-clock time in some zones."""
_MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Microseconds since 1970 of an aware datetime, exact."""
    return (instant - _EPOCH) // _MICROSECOND


def micros_or_none(instant: datetime | None) -> int | None:
    """Like `micros`; None stays None."""
    return None if instant is None else micros(instant)


def instant(micros: int) -> datetime:
    """The UTC datetime of microseconds since 1970; one far away when none can hold them."""
    try:
        found = _EPOCH + timedelta(0, 0, micros)
    except OverflowError:
        return _LAST
    return found if _FIRST < found < _LAST else _LAST


def instant_or_none(micros: int | None) -> datetime | None:
    """Like `instant`; None stays None."""
    return None if micros is None else instant(micros)


def storable(text: str) -> str:
    """The text without what a database refuses: NUL and lone surrogates."""
    text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "ignore").decode("utf-8")


def digits(text: str) -> str:
    """The ASCII digits of a phone number, by which it is looked up."""
    return "".join(letter for letter in text if letter in "0123456789")


@functools.cache
def _field_types() -> Mapping[str, Any]:
    return typing.get_type_hints(Ticket)


def _written(value: Any) -> str:
    try:
        return orjson.dumps(value, default=simpler, option=orjson.OPT_NON_STR_KEYS).decode()
    except orjson.JSONEncodeError:  # a lone surrogate, or more than it nests
        return storable(json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")))


def ticket_text(ticket: Ticket) -> str:
    """A whole ticket as JSON."""
    return _written(ticket)


def ticket_of(text: str) -> Ticket:
    """The ticket that `ticket_text` wrote. Raises ValueError when it is none."""
    return made(Ticket, _read(text))


def record_text(record: Any) -> str:
    """A dataclass as JSON."""
    return _written(record)


def record_of(kind: type[T], text: str, **known: Any) -> T:
    """The record that `record_text` wrote, with the fields that stand elsewhere. Raises ValueError when it is none."""
    return made(kind, {**made(dict[str, Any], _read(text)), **known})


def sound(kind: type[T], texts: Iterable[str]) -> Iterator[T]:
    """The records that can be read: one that was damaged must not hide the rest."""
    return (made for text in texts if (made := record_or_none(kind, text)) is not None)


def record_or_none(kind: type[T], text: str | None, **known: Any) -> T | None:
    """Like `record_of`; None for no text, or for a damaged one."""
    try:
        return None if text is None else record_of(kind, text, **known)
    except ValueError:
        _log.warning("a damaged %s is left out", kind.__name__)
        return None


def changes_text(changes: Mapping[str, Any]) -> str:
    """The changed fields of an event as JSON."""
    return _written(changes)


def changes_of(text: str) -> dict[str, Any]:
    """The changed fields that `changes_text` wrote; a name that no ticket has is left out.

    Raises ValueError when it is none of its writing.
    """
    types = _field_types()
    written = made(dict[str, Any], _read(text))
    return {name: made(types[name], value) for name, value in written.items() if name in types}


def norm_text(norm: Norm) -> str:
    """A norm as canonical JSON: equal norms give equal text."""
    try:
        return orjson.dumps(norm, default=simpler, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:  # a lone surrogate
        return storable(json.dumps(plain(norm), ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def norm_of(text: str) -> Norm:
    """The norm that `norm_text` wrote; its forms and templates are made when they are first looked at.

    Raises ValueError when it is none.
    """
    written = made(dict[str, Any], _read(text))
    later: dict[str, Any] = {
        "forms": Later(Form, written.pop("forms", [])),
        "templates": Later(RecordTemplate, written.pop("templates", [])),
    }
    return replace(made(Norm, written), **later)


def _read(text: str) -> Any:
    """JSON as Python values. Escaped lone surrogates, which no model takes, are dropped. Raises ValueError."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ValueError("too many brackets") from error
    return json.loads(storable(json.dumps(value, ensure_ascii=False)))
