"""The clocks: turns and warnings of clocks, alerts and where they are sent, waits that end by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables; clocks keep their instants, and have no warnings until they change."""
    op.rename_table("clock", "clock_before")
    for index in sa.inspect(op.get_bind()).get_indexes("clock_before"):
        op.drop_index(str(index["name"]), "clock_before")
    _make_clock()
    op.execute(
        sa.text(
            "INSERT INTO clock (ticket, milestone, cycle, turn, due_at, near_at, paused_at, reached_at)"
            " SELECT ticket, milestone, cycle, 1, due_at, near_at, paused_at, reached_at FROM clock_before"
        )
    )
    op.drop_table("clock_before")
    op.add_column("ticket", sa.Column("resume_at", sa.BigInteger(), nullable=True))
    op.add_column("ticket", sa.Column("foreign_number", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_ticket_resume_at", "ticket", ["resume_at"], unique=False)
    op.create_index("ix_ticket_foreign_number", "ticket", ["foreign_number"], unique=False)
    _make_tables()


def _make_clock() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("ALTER TABLE clock_before DROP CONSTRAINT pk_clock"))
        op.execute(sa.text("ALTER TABLE clock_before DROP CONSTRAINT fk_clock_ticket"))
    op.create_table(
        "clock",
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("milestone", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("near_at", sa.BigInteger(), nullable=False),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("reached_at", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("alert_at", sa.BigInteger(), nullable=True),
        sa.Column("warned", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_clock_ticket")),
        sa.PrimaryKeyConstraint("ticket", "milestone", "cycle", "turn", name=op.f("pk_clock")),
    )
    op.create_index("ix_clock_due_at", "clock", ["due_at"], unique=False)
    op.create_index("ix_clock_alert_at", "clock", ["alert_at"], unique=False)
    op.create_index("ix_clock_warned", "clock", ["warned"], unique=False)


def _make_tables() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(op.f("ix_alert_ticket"), "alert", ["ticket"], unique=False)
    op.create_index(op.f("ix_alert_raised_at"), "alert", ["raised_at"], unique=False)
    op.create_table(
        "post",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_alert"), "post", ["alert"], unique=False)
    op.create_index("ix_post_next", "post", ["done", "next_try_at"], unique=False)
    op.create_table(
        "contact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_contact")),
    )
