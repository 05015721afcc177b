"""The tables of a desk, as SQLAlchemy Core knows them.

Instants are integers: microseconds since 1970 in UTC, exact and alike on both databases (see `codec`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

SCHEMA = "0004"
"""The newest revision in `migrations/versions` that this program knows."""

VERSION_TABLE = "tui_desk_schema"
"""Holds the revision of the schema; on Postgres also the sign by which we know a database as ours."""

APPLICATION_ID = 0x54444B31
"""The sign ("TDK1") in the header of a SQLite file of ours."""

CHANNEL = "tui_desk"
"""On which Postgres tells sessions that the feed has grown."""

END_OF_TIME = 2**62
"""What `ticket.urgent_at` holds when nothing is due: sorts behind every instant."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Key = BigInteger().with_variant(Integer, "sqlite")
_Searched = Text().with_variant(Text(collation="C"), "postgresql")


fact = Table("fact", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

norm = Table(
    "norm",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("published_at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("content", Text, nullable=False),
)

officer = Table(
    "officer",
    metadata,
    Column("staff_no", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("login", Text, nullable=False, index=True),
    Column("roles", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("pin", Text, nullable=False, server_default=text("''")),
)
"""`pin` is the salted hash of the officer's PIN, empty while there is none."""

seat_log = Table(
    "seat_log",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("officer", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("place", Text, nullable=False),
    Index("ix_seat_log_officer", "officer", "id"),
    Index("ix_seat_log_login", "login", "id"),
    sqlite_autoincrement=True,
)
"""Who changed over at which seat, and every PIN that was wrong or set (DESK-12)."""

person = Table(
    "person",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("staff_no", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("main_contact", Boolean, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_person_unit", "unit", "main_contact"),
)

person_key = Table(
    "person_key",
    metadata,
    Column("key", _Searched, primary_key=True),
    Column("person", _Key, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What a person is found by: name, staff number, card number, each phone, pinyin; all begin alike for a prefix.

Nothing else: no index by person and no foreign key, so that 50,000 people are put in within half a second. The keys of
a person follow from the record.
"""

unit = Table(
    "unit",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("record", Text, nullable=False),
)

unit_key = Table(
    "unit_key",
    metadata,
    Column("key", _Searched, primary_key=True),
    Column("unit", _Key, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What a unit is found by: full name, short names, phones, card number, pinyin."""

call = Table(
    "call",
    metadata,
    Column("id", Text, primary_key=True),
    Column("reference", Text, nullable=False, index=True),
    Column("began_at", BigInteger, nullable=False, index=True),
    Column("officer", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("outgoing", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("waited", BigInteger),
    Column("handled", BigInteger),
    Column("held", BigInteger),
    Column("ticket", Text, nullable=False, index=True),
    Column("caller_digits", Text, nullable=False, index=True),
    Column("searched", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_call_officer", "officer", "began_at"),
    Index("ix_call_figures", "began_at", "end", "officer", "outgoing", "late", "waited", "handled", "held"),
)
"""The call log (CALL-15); `searched` is what a filter by words looks into, in lower case.

`waited`, `handled` and `held` are microseconds, NULL where the call has no such figure (CALL-1); one index holds all
that the figures of a filter without words need, so that they are added up without reading the records.
"""

message = Table(
    "message",
    metadata,
    Column("id", Text, primary_key=True),
    Column("to", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("left_at", BigInteger, nullable=False, index=True),
    Column("due_at", BigInteger),
    Column("done", Boolean, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_message_inbox", "done", "to", "left_at"),
    Index("ix_message_sent", "by", "left_at"),
)

ring = Table(
    "ring",
    metadata,
    Column("id", Text, primary_key=True),
    Column("over", Boolean, nullable=False),
    Column("rang_at", BigInteger, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_ring_over", "over", "rang_at"),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ticket", Text, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),
)

secret = Table(
    "secret",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ticket", Text, nullable=False, index=True),
    Column("original", Text, nullable=False),
)
"""The originals that an officer insisted on (TKT-15); everything else holds them masked."""

look = Table(
    "look",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("ticket", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Who opened the originals of a ticket, when and why (DESK-12)."""

ticket = Table(
    "ticket",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("draft", Text, nullable=False, unique=True),
    Column("norm", Integer, ForeignKey(norm.c.version), nullable=False),
    Column("state", Text, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("priority", Text, nullable=False),
    Column("priority_rank", Integer, nullable=False),
    Column("summary", Text, nullable=False),
    Column("requester_name", Text, nullable=False),
    Column("requester_staff_no", Text, nullable=False),
    Column("requester_unit", Text, nullable=False),
    Column("requester_phone", Text, nullable=False),
    Column("requester_digits", Text, nullable=False),
    Column("category", Text, nullable=False, server_default=text("''")),
    Column("assignee", Text),
    Column("opened_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("due_at", BigInteger),
    Column("near_at", BigInteger),
    Column("due_what", Text, nullable=False),
    Column("urgent_at", BigInteger, nullable=False),
    Column("resume_at", BigInteger),
    Column("foreign_number", Text, nullable=False, server_default=text("''")),
    Column("subcategory", Text, nullable=False, server_default=text("''")),
    Column("offered", Boolean, nullable=False, server_default=false()),
    Column("offer_until", BigInteger),
    Column("lapsed", Integer, nullable=False, server_default=text("0")),
    Column("rise_at", BigInteger),
    Column("risen", Text, nullable=False, server_default=text("''")),
    Column("way", Text, nullable=False, server_default=text("''")),
    Column("way_at", BigInteger),
    Column("record", Text, nullable=False),
    Index("ix_ticket_resume_at", "resume_at"),
    Index("ix_ticket_offer_until", "offer_until"),
    Index("ix_ticket_rise_at", "rise_at"),
    Index("ix_ticket_unit", "requester_unit", "opened_at"),
    Index("ix_ticket_foreign_number", "foreign_number"),
    Index("ix_ticket_queue", "closed", "priority_rank", "urgent_at", "opened_at", "number"),
    Index("ix_ticket_closed_at", "closed_at"),
    Index("ix_ticket_load", "assignee", "state"),
    Index("ix_ticket_caller", "requester_staff_no", "opened_at"),
    Index("ix_ticket_caller_name", "requester_name", "opened_at"),
)
"""A ticket as it stands: `record` holds all of it, the other columns what lists sort, filter and show.

Texts of the list columns are cut to one screenful; `urgent_at` is `due_at`, or `END_OF_TIME`. `resume_at` is when a
waiting ticket goes on by itself. `offered` is whether an offer waits for its answer, `offer_until` until when it may,
`lapsed` how many in a row lapsed; `rise_at` is when a ticket that nobody touches rises to the manager, `risen` why it
did (DESK-11). `way` is "depart" or "arrive" since `way_at`, while its engineer is on site or on the way there (SITE-4).
"""

event = Table(
    "event",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ticket", Text, ForeignKey(ticket.c.number), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("happened_at", BigInteger, nullable=False),
    Column("noted_at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("ticket", "seq"),
)

clock = Table(
    "clock",
    metadata,
    Column("ticket", Text, ForeignKey(ticket.c.number), primary_key=True),
    Column("milestone", Text, primary_key=True),
    Column("cycle", Integer, primary_key=True, autoincrement=False),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("due_at", BigInteger, nullable=False),
    Column("near_at", BigInteger, nullable=False),
    Column("paused_at", BigInteger),
    Column("reached_at", BigInteger),
    Column("cancelled_at", BigInteger),
    Column("alert_at", BigInteger),
    Column("warned", Text, nullable=False, server_default=text("''")),
    Index("ix_clock_due_at", "due_at"),
    Index("ix_clock_alert_at", "alert_at"),
    Index("ix_clock_warned", "warned"),
)
"""`alert_at` is the first mark of a running clock whose warning was not raised yet; NULL where there is none.

`warned` is who heard the warnings of a clock that still runs (",assignee,managers,"), empty where none was raised.
"""

alert = Table(
    "alert",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ticket", Text, nullable=False, index=True),
    Column("raised_at", BigInteger, nullable=False, index=True),
    Column("record", Text, nullable=False),
)
"""Every warning that was raised, once each (CALL-14)."""

post = Table(
    "post",
    metadata,
    Column("id", Text, primary_key=True),
    Column("alert", Text, nullable=False, index=True),
    Column("contact", Text, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("next_try_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("claimed_by", Text, nullable=False),
    Column("claimed_until", BigInteger),
    Column("record", Text, nullable=False),
    Index("ix_post_next", "done", "next_try_at"),
)
"""The outbox: an alert to be sent to a contact, until it is `done`. Whoever sends claims it for a while."""

contact = Table(
    "contact",
    metadata,
    Column("name", Text, primary_key=True),
    Column("record", Text, nullable=False),
)
"""Where alerts are sent: a group, a person, a robot of a chat, by the addresses of the notification library."""

promise = Table(
    "promise",
    metadata,
    Column("ticket", Text, ForeignKey(ticket.c.number), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("due_at", BigInteger, nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("kept_at", BigInteger),
    Column("record", Text, nullable=False, server_default=text("'{}'")),
    Index("ix_promise_open", "kept_at", "due_at"),
    Index("ix_promise_made_at", "made_at"),
)
"""`record` holds the whole promise; the other columns are what it is searched by."""

shift = Table(
    "shift",
    metadata,
    Column("id", Text, primary_key=True),
    Column("officer", Text, nullable=False),
    Column("starts_at", BigInteger, nullable=False, index=True),
    Column("ends_at", BigInteger, nullable=False, index=True),
    Column("cancelled", Boolean, nullable=False),
    Column("on_duty", Boolean, nullable=False),
    Column("alarm_at", BigInteger, index=True),
    Column("record", Text, nullable=False),
    Index("ix_shift_officer", "officer", "starts_at"),
    Index("ix_shift_on_duty", "on_duty"),
)
"""The roster (DESK-2); `on_duty` while its officer signed on and not off, `alarm_at` when it alarms next."""

hand_over = Table(
    "hand_over",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shift", Text, nullable=False, index=True),
    Column("made_at", BigInteger, nullable=False, index=True),
    Column("taken", Boolean, nullable=False, index=True),
    Column("record", Text, nullable=False),
)
"""The sheets of hand-overs 交接班 (DESK-2)."""

skill = Table(
    "skill",
    metadata,
    Column("officer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("score", Integer, nullable=False),
    Column("abilities", Text, nullable=False, server_default=text("''")),
)
"""What officers are able to do (DESK-4); `abilities` are codes, joined by commas."""

paper = Table(
    "paper",
    metadata,
    Column("number", Text, primary_key=True),
    Column("ticket", Text, nullable=False, index=True),
    Column("form", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=text("''")),
    Column("category", Text, nullable=False, server_default=text("''")),
    Column("state", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False, index=True),
    Column("record", Text, nullable=False),
    Index("ix_paper_state", "state", "made_at"),
    Index("ix_paper_like", "form", "category", "made_at"),
)
"""The filled forms (SITE, REC), `record` whole; `unit` and `category` are the ticket's when it was made."""

paper_event = Table(
    "paper_event",
    metadata,
    Column("id", Text, primary_key=True),
    Column("paper", Text, ForeignKey(paper.c.number), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("happened_at", BigInteger, nullable=False),
    Column("noted_at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("record", Text, nullable=False),
    UniqueConstraint("paper", "seq"),
)

paper_template = Table(
    "paper_template",
    metadata,
    Column("form", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The Word templates of the desk's own, by the code of their form (SITE-9)."""

follow_up = Table(
    "follow_up",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ticket", Text, nullable=False, index=True),
    Column("done", Boolean, nullable=False),
    Column("from_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("made_at", BigInteger, nullable=False, index=True),
    Column("owner", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("ix_follow_up_open", "done", "due_at"),
)
"""Confirmations, call-backs, improvements, complaints (DESK-6)."""

presence = Table(
    "presence",
    metadata,
    Column("session", Text, primary_key=True),
    Column("officer", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("words", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)
"""Who is where now, on Postgres; a file of SQLite has it beside itself, where a sign of life wakes nobody."""

counter = Table(
    "counter",
    metadata,
    Column("prefix", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("n", Integer, nullable=False),
)

change = Table(
    "change",
    metadata,
    Column("id", _Key, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("key", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""The feed: one row for each entity that a committed transaction changed, ids in commit order."""
