"""Finding a ticket or a call by what a caller has in hand (CALL-13)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.desk.conftest import Shift
from tui_desk.desk.errors import NoSuchTicket
from tui_desk.domain.call import End

DRAFT = "7f3a2c1e5b"


@pytest.mark.parametrize(
    "typed",
    [
        *("IT-20231001-001", "it-20231001-001", " IT－20231001－００１ ", "20231001-001", "1001-001", "001", "1"),
        *("IT-1001-1", "d7f3a2c1", "Ｄ７Ｆ３Ａ２Ｃ１"),
    ],
)
def test_a_ticket_is_found_by_its_number_short_or_whole_or_by_its_reference(shift: Shift, typed: str) -> None:
    """CALL-13: in any case, with or without prefix, day and year, in full width."""
    ticket = shift.register(DRAFT)
    found = shift.desk.find(typed)
    assert found is not None
    assert found.ticket == ticket.number == shift.desk.ticket(typed).ticket.number


@pytest.mark.parametrize("typed", ["", " ", "002", "IT-20231002-001", "D0000000", "[/b]", "9" * 100_000, "\x00", "%"])
def test_what_is_no_number_finds_nothing(shift: Shift, typed: str) -> None:
    """CALL-13."""
    shift.register(DRAFT)
    assert shift.desk.find(typed) is None
    with pytest.raises(NoSuchTicket):
        shift.desk.ticket(typed)


def test_a_call_without_a_ticket_is_found_by_its_reference(shift: Shift) -> None:
    """CALL-15: searchable for ever; one that was added to a ticket leads there."""
    call = replace(shift.call(DRAFT), end=End.HUNG_UP)
    shift.desk.calls.finish(call, by=shift.operator)
    found = shift.desk.find("D7F3A2C1")
    assert found is not None
    assert (found.ticket, found.call and found.call.end) == ("", End.HUNG_UP)
    with pytest.raises(NoSuchTicket):
        shift.desk.ticket("D7F3A2C1")
    ticket = shift.register("other")
    added = replace(shift.call("aaaaaaa1"), end=End.ADDED, facts={"ticket": ticket.number})
    shift.desk.calls.finish(added, by=shift.operator)
    assert shift.desk.ticket("DAAAAAAA").ticket.number == ticket.number
