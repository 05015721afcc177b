"""Dataclasses as plain JSON values and back, by their type hints.

A model library does this too, but costs every session 100 ms and 6 MiB before the first row is shown, and what is read
here was written here. Instants are ISO 8601, spans whole microseconds.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, TypeVar, cast, overload

T = TypeVar("T")
Reader = Callable[[Any], Any]
_MICROSECOND = timedelta(microseconds=1)


def plain(value: Any) -> Any:
    """The value in what JSON knows."""
    match value:
        case StrEnum():
            return str(value)
        case date():  # a datetime is one
            return value.isoformat()
        case timedelta():
            return value // _MICROSECOND
        case Mapping():
            return {plain(key): plain(each) for key, each in value.items()}
        case Later():
            return value.plain
        case tuple() | list():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value


def simpler(value: Any) -> Any:
    """One step of `plain`, for what the JSON library does not know by itself."""
    if isinstance(value, Later):
        return tuple(value)
    return value // _MICROSECOND if isinstance(value, timedelta) else dict(value)


class Later(Sequence[T]):
    """Records that are made of their plain values when one of them is asked for, as a tuple of them otherwise.

    Most sessions never look at a form, and all of a norm's cost six times what the rest of it does.
    """

    __slots__ = ("_kind", "_made", "plain")

    def __init__(self, kind: type[T], plain: list[Any]) -> None:
        self._kind, self.plain = kind, _of(list, plain)
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self.plain)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        if place < 0:
            place += len(self)
        if place not in self._made:
            self._made[place] = made(self._kind, self.plain[place])
        return self._made[place]

    def __iter__(self) -> Iterator[T]:
        """Those that can be made: a damaged one must not hide the rest."""
        for place in range(len(self)):
            with suppress(ValueError):
                yield self[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Later) and other.plain == self.plain:
            return True
        return isinstance(other, (tuple, Later)) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def made(kind: type[T], value: Any) -> T:
    """The `kind` that `plain` made this value of. Raises ValueError when it is none."""
    try:
        result: T = reader(cast("Any", kind))(value)
    except (AttributeError, KeyError, TypeError, OverflowError) as error:
        raise ValueError(str(error)) from error
    return result


@functools.cache
def reader(kind: Any) -> Reader:
    """What reads values of a type; made once for each."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _optional(reader(next(each for each in arguments if each is not types.NoneType)))
    if origin is Literal:
        return lambda value: _among(arguments, value)
    if origin is tuple:
        each = reader(arguments[0])
        return lambda value: tuple(map(each, _of(list, value)))
    if origin is not None:
        key, each = map(reader, arguments)
        return lambda value: {key(name): each(item) for name, item in _of(dict, value).items()}
    if kind is Any:
        return lambda value: value
    return _SIMPLE[kind] if kind in _SIMPLE else _dataclass(kind) if is_dataclass(kind) else kind  # a StrEnum


def _dataclass(kind: Any) -> Reader:
    readers: dict[str, Reader] = {}

    def read(value: Any) -> Any:
        if not readers:  # only now: a dataclass may hold others of its own kind
            hints = typing.get_type_hints(kind)
            readers.update({name: reader(hint) for name, hint in hints.items() if name in _names(kind)})
        return kind(**{name: readers[name](item) for name, item in _of(dict, value).items()})

    return read


def _names(kind: Any) -> set[str]:
    return {field.name for field in fields(kind)}


def _optional(inner: Reader) -> Reader:
    return lambda value: None if value is None else inner(value)


def _among(allowed: tuple[Any, ...], value: Any) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {allowed}")
    return value


def _aware(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None or not MINYEAR < at.year < MAXYEAR:
        raise ValueError(f"{value!r} names no zone, or no time that every zone has")
    return at


def _of(kind: type[T], value: Any) -> T:
    if type(value) is not kind:
        raise ValueError(f"{value!r} is no {kind.__name__}")
    return value


_SIMPLE: dict[Any, Reader] = {
    str: functools.partial(_of, str),
    int: functools.partial(_of, int),
    bool: functools.partial(_of, bool),
    float: float,
    datetime: _aware,
    date: date.fromisoformat,
    timedelta: lambda value: _of(int, value) * _MICROSECOND,
}
