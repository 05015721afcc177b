"""The migrations make what `schema.py` says, and each act of the desk costs the statements it should."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from tests.store import examples
from tests.store.examples import NOW, clock, publish, register, save
from tui_desk.domain.ticket import Promise
from tui_desk.store import migrations
from tui_desk.store.desk_store import DeskStore
from tui_desk.store.schema import SCHEMA, VERSION_TABLE, metadata


def test_the_migrated_schema_is_the_one_that_the_program_knows(store: DeskStore) -> None:
    with store.writing() as unit:
        context = MigrationContext.configure(
            unit.connection,
            opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True},
        )
        assert compare_metadata(context, metadata) == []
        found = inspect(unit.connection)
        for table in metadata.tables.values():
            assert {index["name"] for index in found.get_indexes(table.name)} >= {index.name for index in table.indexes}


def test_the_newest_revision_is_the_one_that_the_program_knows() -> None:
    assert ScriptDirectory.from_config(migrations.config()).get_heads() == [SCHEMA]


def test_upgrading_what_is_up_to_date_changes_nothing(store: DeskStore) -> None:
    with store.writing() as unit:
        unit.put_fact("name", "x")
        migrations.upgrade(unit.connection)
        assert unit.facts() == {"name": "x"}


def test_the_migrations_lie_inside_the_package() -> None:
    spec = importlib.util.find_spec("tui_desk.store.migrations")
    assert spec is not None
    assert spec.origin is not None
    assert (Path(spec.origin).parent / "env.py").is_file()


def test_a_registration_costs_at_most_nine_statements(store: DeskStore, queries: list[str]) -> None:
    with store.writing() as unit:
        publish(unit)
    queries.clear()
    with store.writing() as unit:
        unit.ticket_of_draft("draft")
        number = unit.next_number("IT", "20261121")
        promise = Promise("p", "回电", NOW, NOW, "SW001")
        register(unit, f"IT{number}", clocks=(clock(), clock("resolve")), promises=(promise,))
    # the draft, the number, ticket, event, clocks, promises, feed; on Postgres also the locks of the draft and the feed
    assert len(queries) == (7 if store.kind == "sqlite" else 9), queries


def test_a_change_costs_at_most_seven_statements(store: DeskStore, queries: list[str]) -> None:
    with store.writing() as unit:
        publish(unit)
        register(unit, "IT1")
    queries.clear()
    with store.writing() as unit:
        ticket = unit.ticket("IT1")
        assert ticket is not None
        save(unit, ticket, assignee="SW001")
    assert len(queries) == (4 if store.kind == "sqlite" else 5), queries
    queries.clear()
    with store.writing() as unit:
        ticket = unit.ticket("IT1")
        assert ticket is not None
        save(unit, ticket, clocks=(clock(),))
    assert len(queries) == (6 if store.kind == "sqlite" else 7), queries


def test_the_queue_costs_two_statements_however_long_it_is(store: DeskStore, queries: list[str]) -> None:
    with store.writing() as unit:
        publish(unit)
        for n in range(30):
            register(unit, f"IT{n}")
    queries.clear()
    with store.reading() as unit:
        assert len(unit.queue(closed_since=NOW)) == 30
    assert len(queries) == 2


def test_the_queue_is_read_from_its_index(sqlite_store: DeskStore) -> None:
    with sqlite_store.reading() as unit:
        said: list[str] = []
        raw = unit.connection.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(said.append)
        unit.queue(closed_since=examples.NOW, limit=60)
        raw.set_trace_callback(None)
        plans = [
            row.detail
            for statement in said
            for row in unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
        ]
    assert plans[0] == "SEARCH ticket USING INDEX ix_ticket_queue (closed=?)"
    assert plans[1] == "SEARCH ticket USING INDEX ix_ticket_closed_at (closed_at>?)"
    assert "TEMP B-TREE" not in plans[0]


def test_a_sound_database_is_found_sound(store: DeskStore) -> None:
    findings = list(store.checkup())
    assert all(finding.good for finding in findings), findings
    assert len(findings) == 4


def test_a_table_changed_by_hand_is_found(store: DeskStore) -> None:
    with store.writing() as unit:
        unit.connection.exec_driver_sql("ALTER TABLE officer ADD COLUMN shoe_size integer")
        unit.connection.exec_driver_sql("DROP INDEX ix_ticket_queue")
    (finding,) = [finding for finding in store.checkup() if not finding.good]
    assert finding.what == "schema"
    assert finding.facts["differences"] == 2
