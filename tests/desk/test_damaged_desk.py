"""What was damaged hides itself and nothing else: papers, shifts, follow-ups, norms (DESK-2, DESK-6, DESK-12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.desk.conftest import Shift, shanghai
from tests.desk.paper_steps import request
from tui_desk.desk.desk import Desk
from tui_desk.desk.paper_errors import NoSuchForm
from tui_desk.domain.officer import Role
from tui_desk.domain.roster import Post
from tui_desk.domain.roster import Shift as Duty
from tui_desk.domain.ticket import State
from tui_desk.store.desk_store import DeskStore


def spoil(store: DeskStore, statement: str) -> None:
    """Write into the tables past the program, which then reads everything anew."""
    with store.writing() as desk:
        desk.connection.execute(text(statement.replace(":", "\\:")))
    store._norms.clear()


def turn(shift: Shift, id_: str, officer: str) -> Duty:
    times = shanghai("2023-10-02 08:00"), shanghai("2023-10-02 18:00")
    return shift.desk.rosters.plan(Duty(id_, officer, Post.HOTLINE, "", *times, shift.clock.at, ""), by=shift.lead)


def test_damaged_records_hide_nothing_else_and_the_doctor_counts_them(shift: Shift, store: DeskStore) -> None:
    """DESK-2, DESK-6, SITE-6."""
    for n in "ab":
        ticket = shift.register(f"draft-{n}")
        request(shift, ticket)
        ticket = shift.desk.ticket(ticket.number).ticket
        shift.desk.resolve(ticket.number, "solved", "重置", by=shift.engineer, seen=ticket.version)
        turn(shift, n, {"a": "SW003", "b": "OP001"}[n])
    for table, key in (("paper", "ticket"), ("shift", "officer"), ("follow_up", "ticket")):
        spoil(store, f"UPDATE {table} SET record = '[]' WHERE {key} IN ('IT-20231001-001', 'SW003')")
    assert [paper.ticket for paper in shift.desk.papers.open()] == ["IT-20231001-002"]
    assert [view.of.ticket for view in shift.desk.follow_ups.open(shift.lead)] == ["IT-20231001-002"]
    span = shanghai("2023-10-01 00:00"), shanghai("2023-10-03 00:00")
    assert [each.id for each in shift.desk.rosters.shifts(*span)] == ["b"]
    assert len(shift.desk.board.people()) == 3
    assert [found.facts["damaged"] for found in shift.desk.examine() if not found.good] == [3]


def test_a_norm_that_cannot_be_read_keeps_nobody_at_the_desk(shift: Shift, store: DeskStore) -> None:
    """DESK-2, DESK-6: the sheet of a hand-over, and the follow-ups, of tickets and papers of such a norm."""
    ticket = shift.register()
    paper = request(shift, ticket)
    ticket = shift.desk.ticket(ticket.number).ticket
    shift.desk.resolve(ticket.number, "solved", "重置", by=shift.engineer, seen=ticket.version)
    newer = shift.desk.norm()
    shift.desk.publish_norm(replace(newer, near=0.5), by=replace(shift.lead, roles=frozenset(Role)))
    spoil(store, "UPDATE norm SET content = '[]' WHERE version = 1")
    desk = Desk(shift.clock)
    sheet = desk.hand_overs.collect(shift.lead)
    assert paper.number in {item.key for item in sheet.items}
    assert len(desk.follow_ups.open(shift.lead)) == 1


def test_a_damaged_form_spoils_neither_the_others_nor_the_closing_of_tickets(shift: Shift, store: DeskStore) -> None:
    """SITE-1, SITE-14, DESK-12."""
    ticket = shift.register()
    shift.desk.papers.start(ticket.number, "repair-service", by=shift.engineer)
    spoil(store, """UPDATE norm SET content = replace(content, '"code":"repair-service"', '"code":5')""")
    desk = Desk(shift.clock)
    assert desk.papers.start(ticket.number, "site-request", by=shift.lead).form == "site-request"
    with pytest.raises(NoSuchForm):
        desk.papers.start(ticket.number, "repair-service", by=shift.lead)
    ticket = desk.ticket(ticket.number).ticket
    ticket = desk.resolve(ticket.number, "solved", "x", by=shift.engineer, seen=ticket.version)
    ticket = desk.confirm(ticket.number, "confirmed", "satisfied", "", by=shift.operator, seen=ticket.version)
    shift.clock.forward(timedelta(minutes=1))
    assert desk.close(ticket.number, "", by=shift.operator, seen=ticket.version).state is State.CLOSED
