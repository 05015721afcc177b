"""What is stored comes back equal, to the microsecond."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from tests.store import examples
from tests.store.examples import EVERY_FIELD, NOW
from tui_desk.desk.errors import DamagedTicket
from tui_desk.domain.ticket import TICKET_FIELDS, EventKind, Ticket, fold
from tui_desk.store.codec import instant
from tui_desk.store.desk_store import DeskStore

HOSTILE = (
    "[/closed] [@click=app.quit]x[/] [B-201] \x1b]52;c;aGk=\x07 \x9b31m \u202eevil \U0001f3f4\u200d\u2620 ' \" \\ % {x}"
)


def test_the_example_covers_every_field_with_a_value_that_is_not_its_default() -> None:
    assert set(EVERY_FIELD) == TICKET_FIELDS - {"number", "version"}
    for field in fields(Ticket):
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        assert EVERY_FIELD.get(field.name, MISSING) != default or field.name in {"number", "version"}


def test_a_ticket_with_every_field_comes_back_equal(store: DeskStore) -> None:
    with store.writing() as unit:
        examples.publish(unit)
        ticket = examples.register(unit, "IT20261121-0001", **EVERY_FIELD)
    with store.reading() as unit:
        assert unit.ticket(ticket.number) == ticket
        assert unit.ticket_of_draft(ticket.draft) == ticket
        assert fold(ticket.number, unit.events(ticket.number)) == ticket


@pytest.mark.parametrize("name", sorted(EVERY_FIELD))
def test_each_field_may_be_the_only_change_of_an_event(sqlite_store: DeskStore, name: str) -> None:
    with sqlite_store.writing() as unit:
        examples.publish(unit)
        ticket = examples.save(unit, examples.register(unit, "IT1"), **{name: EVERY_FIELD[name]})
    with sqlite_store.reading() as unit:
        *_, event = unit.events("IT1")
        assert event.changes == {name: EVERY_FIELD[name]}
        assert fold("IT1", unit.events("IT1")) == ticket == unit.ticket("IT1")


@pytest.mark.parametrize("kind", EventKind)
def test_an_event_comes_back_equal(sqlite_store: DeskStore, kind: EventKind) -> None:
    with sqlite_store.writing() as unit:
        examples.publish(unit)
        event = examples.change(kind, examples.opening("IT1"), "e-1", "第一次\n处置")
        unit.add_ticket(fold("IT1", [event]), event)
    with sqlite_store.reading() as unit:
        assert unit.events("IT1") == [event]
        assert unit.has_event("e-1")
        assert not unit.has_event("e-2")


def test_instants_keep_their_microseconds_and_are_in_utc(store: DeskStore) -> None:
    instant = NOW.replace(microsecond=999_999)
    with store.writing() as unit:
        examples.publish(unit)
        examples.register(unit, "IT1", opened_at=instant, clocks=(examples.clock(due_at=instant),))
    with store.reading() as unit:
        (row,) = unit.queue(closed_since=NOW)
        (event,) = unit.events("IT1")
    assert (row.opened_at, row.due_at, event.happened_at) == (instant, instant, NOW)
    assert row.opened_at.tzinfo is UTC
    assert event.noted_at.tzinfo is UTC


def test_hostile_text_is_stored_word_for_word_and_queried_without_harm(store: DeskStore) -> None:
    million = "复" * 1_000_000
    with store.writing() as unit:
        examples.publish(unit)
        ticket = examples.register(
            unit, HOSTILE, draft=HOSTILE, summary=HOSTILE + million, requester_name=HOSTILE, answers={HOSTILE: million}
        )
    with store.reading() as unit:
        assert unit.ticket(HOSTILE) == ticket
        (row,) = unit.queue(closed_since=NOW)
        assert row.requester_name == HOSTILE
        assert row.summary.startswith(HOSTILE)
        assert len(row.summary) == 1000
        assert unit.people_like(HOSTILE, 5) == []


def test_what_no_database_can_hold_is_left_out(store: DeskStore) -> None:
    with store.writing() as unit:
        examples.publish(unit)
        examples.register(unit, "IT1", summary="a\0b\ud800c", answers={"x": "\0\udfff!"})
    with store.reading() as unit:
        ticket = unit.ticket("IT1")
        assert ticket is not None
        assert ticket.summary.replace("\0", "") == "abc"
        assert [row.summary for row in unit.queue(closed_since=NOW)] == ["abc"]
        assert unit.ticket("no\0 such \ud800") is None


PLANTED: list[tuple[str, Any]] = [
    ("state", "\x1b[2J"),
    ("priority", "[/x]"),
    ("due_what", "[B-201]"),
    ("summary", "\x1b]0;x\x07" * 100_000),
    ("due_at", 2**62),
    ("opened_at", -(2**62)),
    ("version", -1),
]


@pytest.mark.parametrize(("column", "value"), PLANTED)
def test_rows_planted_by_a_stranger_are_still_read(store: DeskStore, column: str, value: object) -> None:
    with store.writing() as unit:
        examples.publish(unit)
        examples.register(unit, "IT1")
        unit.connection.execute(text(f"UPDATE ticket SET {column} = :value"), {"value": value})
    with store.reading() as unit:
        (row,) = unit.queue(closed_since=NOW)
        assert row.number == "IT1"
        assert [found.number for found in unit.queue_rows(["IT1"])] == ["IT1"]


MISTYPED: list[tuple[str, str, type]] = [
    ("due_at", "'soon'", datetime),
    ("near_at", "1.5", datetime),
    ("priority_rank", "'x'", int),
    ("summary", "x'fffe00'", str),
    ("requester_unit", "7", str),
]


@pytest.mark.parametrize(("column", "planted", "kind"), MISTYPED)
def test_values_of_another_type_are_still_read(sqlite_store: DeskStore, column: str, planted: str, kind: type) -> None:
    with sqlite_store.writing() as unit:
        examples.publish(unit)
        examples.register(unit, "IT1")
        unit.connection.exec_driver_sql(f"UPDATE ticket SET {column} = {planted}")
    with sqlite_store.reading() as unit:
        (row,) = unit.queue(closed_since=NOW)
        assert isinstance(getattr(row, column), kind)


def test_instants_that_no_calendar_holds_have_a_time_in_every_zone() -> None:
    for micros in (2**62, -(2**62), 253_402_300_000_000_000, -62_135_596_799_000_000):
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            assert instant(micros).astimezone(ZoneInfo(zone)).tzinfo


def test_planted_bytes_that_are_no_text_are_still_read(sqlite_store: DeskStore) -> None:
    with sqlite_store.writing() as unit:
        examples.publish(unit)
        examples.register(unit, "IT1", summary="x")
        unit.connection.execute(text("UPDATE ticket SET summary = CAST(x'ff00fe' AS TEXT)"))
        unit.connection.execute(text("""UPDATE ticket SET record = replace(record, '"x"', '"\\ud800x\\u0000"')"""))
    with sqlite_store.reading() as unit:
        (row,) = unit.queue(closed_since=NOW)
        assert row.summary.startswith("\ufffd")
        ticket = unit.ticket("IT1")
        assert ticket is not None
        assert "x" in ticket.summary


def test_a_field_that_no_ticket_has_is_left_out_of_an_event(sqlite_store: DeskStore) -> None:
    with sqlite_store.writing() as unit:
        examples.publish(unit)
        ticket = examples.register(unit, "IT1")
        unit.connection.exec_driver_sql("""UPDATE event SET changes = '{"what":1,' || substr(changes, 2)""")
    with sqlite_store.reading() as unit:
        assert fold("IT1", unit.events("IT1")) == ticket


@pytest.mark.parametrize("planted", ["", "[]", "{}", "no json", '{"number": 1}', "[" * 100_000])
def test_a_record_that_is_no_ticket_is_said_so(store: DeskStore, planted: str) -> None:
    with store.writing() as unit:
        examples.publish(unit)
        examples.register(unit, "IT1")
        unit.connection.execute(text("UPDATE ticket SET record = :planted"), {"planted": planted})
        unit.connection.execute(text("UPDATE event SET changes = :planted"), {"planted": planted})
        with pytest.raises(DamagedTicket, match="IT1"):
            unit.ticket("IT1")
    with store.reading() as reading, pytest.raises(DamagedTicket, match="IT1"):
        reading.ticket("IT1")
    if planted not in {"{}", '{"number": 1}'}:
        with store.reading() as reading, pytest.raises(DamagedTicket, match="IT1"):
            reading.events("IT1")
