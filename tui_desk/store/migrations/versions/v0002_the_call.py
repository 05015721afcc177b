"""The call: its log, messages, rings, the directory's keys, what is kept apart, PINs."""

import json

import sqlalchemy as sa
from alembic import op

from tui_desk.domain.person import Person
from tui_desk.store import codec
from tui_desk.store.people import person_keys, person_values

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables; people keep their ids, tickets get their category."""
    people = _people()
    op.drop_table("person_phone")
    op.drop_table("person")
    _make_tables()
    op.add_column("officer", sa.Column("pin", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("ticket", sa.Column("category", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("promise", sa.Column("record", sa.Text(), server_default=sa.text("'{}'"), nullable=False))
    op.create_index("ix_promise_open", "promise", ["kept_at", "due_at"], unique=False)
    op.create_index("ix_promise_made_at", "promise", ["made_at"], unique=False)
    _fill_directory(people)
    _fill_categories()
    _fill_promises()


def _people() -> list[Person]:
    """Everybody in the directory as it was."""
    connection = op.get_bind()
    phones: dict[int, list[str]] = {}
    for owner, phone in connection.execute(sa.text("SELECT person, phone FROM person_phone ORDER BY person, place")):
        phones.setdefault(owner, []).append(phone)
    rows = connection.execute(sa.text("SELECT id, name, staff_no, unit, title FROM person ORDER BY id"))
    return [Person(row[0], row[1], row[2], row[3], tuple(phones.get(row[0], ())), row[4]) for row in rows]


def _fill_directory(people: list[Person]) -> None:
    connection = op.get_bind()
    insert_person = sa.text(
        "INSERT INTO person (id, name, staff_no, unit, main_contact, record)"
        " VALUES (:id, :name, :staff_no, :unit, :main_contact, :record)"
    )
    insert_key = sa.text("INSERT INTO person_key (key, person, kind) VALUES (:key, :person, :kind)")
    for person in people:
        connection.execute(insert_person, {"id": person.id, **person_values(person)})
        for key, kind in person_keys(person).items():
            connection.execute(insert_key, {"key": key, "person": person.id, "kind": kind})
    if people and connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT setval(pg_get_serial_sequence('person', 'id'), max(id)) FROM person"))


def _fill_categories() -> None:
    connection = op.get_bind()
    update = sa.text("UPDATE ticket SET category = :category WHERE id = :id")
    for key, record in connection.execute(sa.text("SELECT id, record FROM ticket")).all():
        try:
            category = json.loads(record).get("category", "")
        except (ValueError, AttributeError):
            continue  # a damaged row; doctor finds it
        connection.execute(update, {"id": key, "category": codec.storable(str(category))[:1000]})


def _fill_promises() -> None:
    """Promises get their words from the tickets that hold them."""
    connection = op.get_bind()
    update = sa.text("UPDATE promise SET record = :record WHERE ticket = :ticket AND id = :id")
    with_some = "SELECT number, record FROM ticket WHERE number IN (SELECT ticket FROM promise)"
    for number, record in connection.execute(sa.text(with_some)).all():
        try:
            promises = codec.ticket_of(record).promises
        except ValueError:
            continue  # a damaged row; doctor finds it
        for promise in promises:
            values = {"record": codec.record_text(promise), "ticket": number, "id": promise.id}
            connection.execute(update, values)


def _make_tables() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("staff_no", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("main_contact", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_unit", "person", ["unit", "main_contact"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_ticket"), "attachment", ["ticket"], unique=False)
    op.create_table(
        "call",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("outgoing", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("waited", sa.BigInteger(), nullable=True),
        sa.Column("handled", sa.BigInteger(), nullable=True),
        sa.Column("held", sa.BigInteger(), nullable=True),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("caller_digits", sa.Text(), nullable=False),
        sa.Column("searched", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index(op.f("ix_call_began_at"), "call", ["began_at"], unique=False)
    op.create_index(op.f("ix_call_caller_digits"), "call", ["caller_digits"], unique=False)
    op.create_index(
        "ix_call_figures",
        "call",
        ["began_at", "end", "officer", "outgoing", "late", "waited", "handled", "held"],
        unique=False,
    )
    op.create_index("ix_call_officer", "call", ["officer", "began_at"], unique=False)
    op.create_index(op.f("ix_call_reference"), "call", ["reference"], unique=False)
    op.create_index(op.f("ix_call_ticket"), "call", ["ticket"], unique=False)
    op.create_table(
        "look",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_look_ticket"), "look", ["ticket"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_inbox", "message", ["done", "to", "left_at"], unique=False)
    op.create_index("ix_message_sent", "message", ["by", "left_at"], unique=False)
    op.create_index(op.f("ix_message_left_at"), "message", ["left_at"], unique=False)
    op.create_table(
        "ring",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("rang_at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring")),
    )
    op.create_index("ix_ring_over", "ring", ["over", "rang_at"], unique=False)
    op.create_table(
        "seat_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_log")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_seat_log_login", "seat_log", ["login", "id"], unique=False)
    op.create_index("ix_seat_log_officer", "seat_log", ["officer", "id"], unique=False)
    op.create_table(
        "secret",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secret")),
    )
    op.create_index(op.f("ix_secret_ticket"), "secret", ["ticket"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_table(
        "person_key",
        sa.Column("key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("person", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "person", name=op.f("pk_person_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit_key",
        sa.Column("key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("unit", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "unit", name=op.f("pk_unit_key")),
        sqlite_with_rowid=False,
    )
