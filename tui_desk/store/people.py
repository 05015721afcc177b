"""The directory: people and units, each found by any of its keys (CALL-5, CALL-17, REC-1, REC-2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    true,
    union_all,
    update,
)

from tui_desk.domain import phones
from tui_desk.domain.person import Person, Unit
from tui_desk.store import codec
from tui_desk.store.schema import change, person, person_key, unit, unit_key

T = TypeVar("T")
_LONGEST_KEY = 200
_LOOKED_AT = 200
"""How many keys that begin alike are looked at: the exact ones, which come first, and those next to them."""
_LAST = "\U0010ffff"


class PeopleReads:
    """Queries of the directory."""

    connection: Connection

    def people_like(self, text: str, limit: int) -> Sequence[Person]:
        """People one of whose keys begins with `text`: exact matches, then main contacts, then by name."""
        ids = _like(person_key, person_key.c.person, text)
        if ids is None:
            return []
        query = (
            select(person.c.id, person.c.record)
            .join(ids, ids.c.id == person.c.id)
            .order_by(ids.c.nearness, case((person.c.main_contact == true(), 0), else_=1), person.c.name, person.c.id)
        )
        return _sound(_person, self.connection.execute(query.limit(limit)))

    def person(self, key: int) -> Person | None:
        """The person with this id."""
        row = self.connection.execute(select(person.c.id, person.c.record).where(person.c.id == key)).first()
        return _person(row) if row else None

    def people_of(self, unit_names: Sequence[str], limit: int, *, main: bool = False) -> Sequence[Person]:
        """The people of units by any of their names, main contacts first; with `main`, nobody else."""
        query = select(person.c.id, person.c.record).where(
            person.c.unit.in_([codec.storable(name) for name in unit_names])
        )
        if main:
            query = query.where(person.c.main_contact == true())
        query = query.order_by(person.c.main_contact.desc(), person.c.name, person.c.id)
        return _sound(_person, self.connection.execute(query.limit(limit)))

    def units_like(self, text: str, limit: int) -> Sequence[Unit]:
        """Units one of whose keys begins with `text`: exact matches first, then by name."""
        ids = _like(unit_key, unit_key.c.unit, text)
        if ids is None:
            return []
        query = select(unit.c.id, unit.c.record).join(ids, ids.c.id == unit.c.id)
        query = query.order_by(ids.c.nearness, unit.c.name, unit.c.id)
        return _sound(_unit, self.connection.execute(query.limit(limit)))

    def unit_named(self, name: str) -> Unit | None:
        """The unit with exactly this full or short name."""
        return self.units_named([name]).get(name)

    def units_named(self, names: Collection[str]) -> Mapping[str, Unit]:
        """The units with exactly these full or short names, by the name asked for; one that nobody has is left out."""
        wanted = {name: _key(name) for name in names if _key(name)}
        if not wanted:
            return {}
        query = (
            select(unit_key.c.key, unit.c.id, unit.c.record)
            .join(unit, unit.c.id == unit_key.c.unit)
            .where(unit_key.c.key.in_(set(wanted.values())), unit_key.c.kind == "name")
            .order_by(unit.c.id.desc())
        )
        found = {row.key: each for row in self.connection.execute(query) if (each := _unit(row))}
        return {name: found[key] for name, key in wanted.items() if key in found}

    def directory(self) -> tuple[int, Sequence[Person], Sequence[Unit]]:
        """All of it, and a mark for `directory_since`."""
        mark = self.connection.scalar(select(func.coalesce(func.max(change.c.id), 0))) or 0
        people = self.connection.execute(select(person.c.id, person.c.record).order_by(person.c.id))
        units = self.connection.execute(select(unit.c.id, unit.c.record).order_by(unit.c.id))
        return mark, _sound(_person, people), _sound(_unit, units)

    def directory_since(self, mark: int) -> tuple[Sequence[Person], Sequence[Unit]]:
        """The people and units that changed since the mark, as they stand now."""
        query = select(change.c.entity, change.c.key).where(change.c.id > mark, change.c.entity.in_(["person", "unit"]))
        changed = {(row.entity, row.key) for row in self.connection.execute(query)}
        if any(key == EVERYBODY for _, key in changed):
            return self.directory()[1:]
        people = [self.person(int(key)) for entity, key in changed if entity == "person"]
        units = [self.unit(int(key)) for entity, key in changed if entity == "unit"]
        return [each for each in people if each], [each for each in units if each]

    def all_units(self, limit: int | None = None) -> Sequence[Unit]:
        """The units by name."""
        query = select(unit.c.id, unit.c.record).order_by(unit.c.name, unit.c.id).limit(limit)
        return _sound(_unit, self.connection.execute(query))

    def unit(self, key: int) -> Unit | None:
        """The unit with this id."""
        row = self.connection.execute(select(unit.c.id, unit.c.record).where(unit.c.id == key)).first()
        return _unit(row) if row else None


EVERYBODY = "*"
"""The key of a change of the feed that means many people at once."""


class PeopleWrites(PeopleReads):
    """Changes of the directory."""

    def put_person(self, person_: Person) -> int:
        """Add someone to the directory (`id` 0, or one that is gone) or replace; returns the id."""
        old = self.person(person_.id) if person_.id else None
        gone = person_keys(old) if old else {}
        key = self._put(
            person, person_key.c.person, old.id if old else 0, person_values(person_), person_keys(person_), gone
        )
        self._note("person", str(key))
        return key

    def put_unit(self, unit_: Unit) -> int:
        """Add a unit (`id` 0, or one that is gone) or replace; returns the id."""
        old = self.unit(unit_.id) if unit_.id else None
        values = {"name": codec.storable(unit_.name), "record": codec.record_text(unit_)}
        gone = unit_keys(old) if old else {}
        key = self._put(unit, unit_key.c.unit, old.id if old else 0, values, unit_keys(unit_), gone)
        self._note("unit", str(key))
        return key

    def _put(
        self,
        table: Table,
        owner: Column[Any],
        id_: int,
        values: dict[str, Any],
        keys: Mapping[str, str],
        gone: Iterable[str],
    ) -> int:
        if id_:
            self.connection.execute(update(table).where(table.c.id == id_).values(values))
            if old := list(gone):
                keyed = and_(owner == id_, owner.table.c.key == bindparam("old"))
                self.connection.execute(delete(owner.table).where(keyed), [{"old": key} for key in old])
        else:
            id_ = self.connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
        rows = [{"key": key, owner.name: id_, "kind": kind} for key, kind in keys.items()]
        if rows:
            self.connection.execute(insert(owner.table), rows)
        return id_

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError


def person_values(of: Person) -> dict[str, Any]:
    """The row of a person, its id aside."""
    return {
        "name": codec.storable(of.name),
        "staff_no": codec.storable(of.staff_no),
        "unit": codec.storable(of.unit),
        "main_contact": of.main_contact,
        "record": codec.record_text(of),
    }


def person_keys(of: Person) -> dict[str, str]:
    """What a person is found by: key to kind."""
    from tui_desk.domain import pinyin

    found: dict[str, str] = {}
    names = [of.name, *of.name.split()[1:]]
    _add(found, "pinyin", pinyin.of_person(of.name))
    for phone in of.phones:
        _add(found, "phone", phones.keys(phone))
    _add(found, "name", names)
    _add(found, "card_no", [of.card_no])
    _add(found, "staff_no", [of.staff_no])
    return found


def unit_keys(of: Unit) -> dict[str, str]:
    """What a unit is found by: key to kind."""
    from tui_desk.domain import pinyin

    found: dict[str, str] = {}
    names = (of.name, *of.short_names)
    for name in names:
        _add(found, "pinyin", pinyin.of_text(name))
    for phone in of.phones:
        _add(found, "phone", phones.keys(phone))
    _add(found, "card_no", [of.card_no])
    _add(found, "name", names)
    return found


def _add(found: dict[str, str], kind: str, keys: Iterable[str]) -> None:
    found.update(dict.fromkeys(filter(None, map(_key, keys)), kind))


def wanted_keys(text: str) -> list[str]:
    """The keys that a text typed by an officer may begin, the most exact first: as it stands, and as a number."""
    key = _key(text)
    return list(dict.fromkeys(each for each in (*phones.sought(text), key) if each))


def _key(text: str) -> str:
    """A text as a key: full-width letters are letters, and case, blanks around and ü make no difference."""
    folded = unicodedata.normalize("NFKC", codec.storable(text)).strip().casefold()
    return folded.replace("ü", "v")[:_LONGEST_KEY]


def _like(keys: Table, owner: Column[Any], text: str) -> Any:
    """The owners of the keys that begin with a text, and how near they are: 0 is the very key, 1 begins so.

    A range of the primary key answers it: the columns are compared by code point, and only so many rows are read.
    """
    wanted = wanted_keys(text)
    if not wanted:
        return None
    key = keys.c.key
    parts: list[Select[Any]] = []
    for place, each in enumerate(wanted):
        some = (
            select(owner.label("id"), case((key == each, place), else_=len(wanted)).label("nearness"))
            .where(key >= each, key < each + _LAST)
            .order_by(key)
            .limit(_LOOKED_AT)
            .subquery()
        )
        parts.append(select(some.c.id, some.c.nearness))
    every = union_all(*parts).subquery()
    return select(every.c.id, func.min(every.c.nearness).label("nearness")).group_by(every.c.id).subquery()


def _sound(read: Callable[[Any], T | None], rows: Iterable[Any]) -> list[T]:
    return [each for each in map(read, rows) if each is not None]


def _person(row: Any) -> Person | None:
    return codec.record_or_none(Person, row.record, id=row.id)


def _unit(row: Any) -> Unit | None:
    return codec.record_or_none(Unit, row.record, id=row.id)
