"""The directory: people and units, each found by any of its keys (CALL-5, CALL-17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, delete, insert, select, union_all, update

from tui_desk.domain.person import Person, Unit
from tui_desk.store import codec
from tui_desk.store.schema import person, person_key, unit, unit_key

_LONGEST_KEY = 200


class PeopleReads:
    """Queries of the directory."""

    connection: Connection

    def people_like(self, text: str, limit: int) -> Sequence[Person]:
        """People one of whose keys begins with `text`, by name."""
        conditions = [_begins(person_key.c.key, key) for key in wanted_keys(text)]
        if not conditions:
            return []
        ids = union_all(*(select(person_key.c.person).where(each) for each in conditions)).subquery()
        query = select(person.c.id, person.c.record).where(person.c.id.in_(select(ids.c[0])))
        return [
            _person(row) for row in self.connection.execute(query.order_by(person.c.name, person.c.id).limit(limit))
        ]

    def person(self, key: int) -> Person | None:
        """The person with this id."""
        row = self.connection.execute(select(person.c.id, person.c.record).where(person.c.id == key)).first()
        return _person(row) if row else None

    def people_of(self, unit_names: Sequence[str], limit: int) -> Sequence[Person]:
        """The people of a unit, by any of its names."""
        names = [codec.storable(name) for name in unit_names]
        query = select(person.c.id, person.c.record).where(person.c.unit.in_(names))
        return [
            _person(row) for row in self.connection.execute(query.order_by(person.c.name, person.c.id).limit(limit))
        ]

    def units_like(self, text: str, limit: int) -> Sequence[Unit]:
        """Units one of whose keys begins with `text`, by name."""
        conditions = [_begins(unit_key.c.key, key) for key in wanted_keys(text)]
        if not conditions:
            return []
        ids = union_all(*(select(unit_key.c.unit).where(each) for each in conditions)).subquery()
        query = select(unit.c.id, unit.c.record).where(unit.c.id.in_(select(ids.c[0])))
        return [_unit(row) for row in self.connection.execute(query.order_by(unit.c.name, unit.c.id).limit(limit))]

    def unit_named(self, name: str) -> Unit | None:
        """The unit with exactly this full or short name."""
        key = _key(name)
        query = (
            select(unit.c.id, unit.c.record)
            .join(unit_key, unit_key.c.unit == unit.c.id)
            .where(unit_key.c.key == key, unit_key.c.kind == "name")
        )
        row = self.connection.execute(query.order_by(unit.c.id)).first() if key else None
        return _unit(row) if row else None


class PeopleWrites(PeopleReads):
    """Changes of the directory."""

    def put_person(self, person_: Person) -> int:
        """Add someone to the directory (`id` 0) or replace; returns the id."""
        values = {
            "name": codec.storable(person_.name),
            "staff_no": codec.storable(person_.staff_no),
            "unit": codec.storable(person_.unit),
            "record": codec.record_text(person_),
        }
        key = self._put(person, person_key.c.person, person_.id, values, person_keys(person_))
        self._note("person", str(key))
        return key

    def put_unit(self, unit_: Unit) -> int:
        """Add a unit (`id` 0) or replace; returns the id."""
        values = {"name": codec.storable(unit_.name), "record": codec.record_text(unit_)}
        key = self._put(unit, unit_key.c.unit, unit_.id, values, unit_keys(unit_))
        self._note("unit", str(key))
        return key

    def _put(
        self, table: Table, owner: Column[Any], id_: int, values: dict[str, Any], keys: Iterable[tuple[str, str]]
    ) -> int:
        if id_:
            self.connection.execute(update(table).where(table.c.id == id_).values(values))
            self.connection.execute(delete(owner.table).where(owner == id_))
        else:
            id_ = self.connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
        rows = [{"key": key, owner.name: id_, "kind": kind} for key, kind in dict(keys).items()]
        if rows:
            self.connection.execute(insert(owner.table), rows)
        return id_

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError


def person_keys(of: Person) -> list[tuple[str, str]]:
    """What a person is found by, as (key, kind)."""
    found = [(_key(of.name), "name"), (_key(of.staff_no), "staff_no"), (_key(of.card_no), "card_no")]
    found += [(codec.digits(phone), "phone") for phone in of.phones]
    return [(key, kind) for key, kind in found if key]


def unit_keys(of: Unit) -> list[tuple[str, str]]:
    """What a unit is found by, as (key, kind)."""
    found = [(_key(name), "name") for name in (of.name, *of.short_names)]
    found += [(_key(of.card_no), "card_no"), *((codec.digits(phone), "phone") for phone in of.phones)]
    return [(key, kind) for key, kind in found if key]


def wanted_keys(text: str) -> list[str]:
    """The keys that a text typed by an officer may begin: as it stands, and as a phone number."""
    key = _key(text)
    phone = "" if any(letter.isalpha() for letter in key) else codec.digits(key)
    return list(dict.fromkeys(each for each in (key, phone) if each))


def _key(text: str) -> str:
    return codec.storable(text).strip().casefold()[:_LONGEST_KEY]


def _begins(column: Column[str], prefix: str) -> ColumnElement[bool]:
    """Whether a column compared by code point begins with `prefix`; an index answers it, LIKE would need luck."""
    return and_(column >= prefix, column < prefix + "\U0010ffff")


def _person(row: Any) -> Person:
    return codec.record_of(Person, row.record, id=row.id)


def _unit(row: Any) -> Unit:
    return codec.record_of(Unit, row.record, id=row.id)
