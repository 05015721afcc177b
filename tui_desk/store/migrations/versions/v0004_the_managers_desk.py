"""The manager's desk: roster and hand-overs, skills, papers, follow-ups, presence, offers of tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables; what tickets on the way and offered ones are, is known from their next change on."""
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_made_at"), "follow_up", ["made_at"], unique=False)
    op.create_index("ix_follow_up_open", "follow_up", ["done", "due_at"], unique=False)
    op.create_index(op.f("ix_follow_up_ticket"), "follow_up", ["ticket"], unique=False)
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
    )
    op.create_index(op.f("ix_hand_over_made_at"), "hand_over", ["made_at"], unique=False)
    op.create_index(op.f("ix_hand_over_shift"), "hand_over", ["shift"], unique=False)
    op.create_index(op.f("ix_hand_over_taken"), "hand_over", ["taken"], unique=False)
    op.create_table(
        "paper",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("category", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_paper")),
    )
    op.create_index("ix_paper_like", "paper", ["form", "category", "made_at"], unique=False)
    op.create_index(op.f("ix_paper_made_at"), "paper", ["made_at"], unique=False)
    op.create_index("ix_paper_state", "paper", ["state", "made_at"], unique=False)
    op.create_index(op.f("ix_paper_ticket"), "paper", ["ticket"], unique=False)
    op.create_table(
        "presence",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_presence")),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("on_duty", sa.Boolean(), nullable=False),
        sa.Column("alarm_at", sa.BigInteger(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index(op.f("ix_shift_alarm_at"), "shift", ["alarm_at"], unique=False)
    op.create_index(op.f("ix_shift_ends_at"), "shift", ["ends_at"], unique=False)
    op.create_index("ix_shift_officer", "shift", ["officer", "starts_at"], unique=False)
    op.create_index("ix_shift_on_duty", "shift", ["on_duty"], unique=False)
    op.create_index(op.f("ix_shift_starts_at"), "shift", ["starts_at"], unique=False)
    op.create_table(
        "skill",
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("abilities", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("officer", "subject", "name", name=op.f("pk_skill")),
    )
    op.create_table(
        "paper_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["paper.number"], name=op.f("fk_paper_event_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_event")),
        sa.UniqueConstraint("paper", "seq", name=op.f("uq_paper_event_paper_seq")),
    )
    op.create_table(
        "paper_template",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_paper_template")),
    )
    op.add_column("ticket", sa.Column("subcategory", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("ticket", sa.Column("offered", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("ticket", sa.Column("offer_until", sa.BigInteger(), nullable=True))
    op.add_column("ticket", sa.Column("lapsed", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("ticket", sa.Column("rise_at", sa.BigInteger(), nullable=True))
    op.add_column("ticket", sa.Column("risen", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("ticket", sa.Column("way", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("ticket", sa.Column("way_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_ticket_offer_until", "ticket", ["offer_until"], unique=False)
    op.create_index("ix_ticket_rise_at", "ticket", ["rise_at"], unique=False)
    op.create_index("ix_ticket_unit", "ticket", ["requester_unit", "opened_at"], unique=False)
