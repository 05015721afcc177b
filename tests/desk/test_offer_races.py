"""Offers and papers at the same instant from two sessions, on both databases (SITE-2, SITE-6, DESK-11)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier

from tests.clock import ClockedStore
from tests.desk.conftest import Shift
from tests.desk.paper_steps import ALL_SOLVED, request
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DeskError
from tui_desk.domain.ticket import EventKind
from tui_desk.store import open_store


def at_once(shift: Shift, address: str, *deeds: Callable[[Desk], object]) -> list[object]:
    """What each deed came to, each in a session of its own, all at the same instant; a refusal is an answer too."""
    together = Barrier(len(deeds))

    def do(deed: Callable[[Desk], object]) -> object:
        with closing(open_store(address)) as store:
            desk = Desk(ClockedStore(store, shift.clock.at))
            desk.facts()
            together.wait()
            try:
                return deed(desk)
            except DeskError as error:
                return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_an_offer_is_accepted_or_lapses_and_never_both(shift: Shift, address: str) -> None:
    """SITE-2: in the very instant in which its time is over."""
    for round_ in range(4):
        ticket = shift.register(f"draft-{round_}")
        ticket = shift.desk.dispatch(ticket.number, "SW003", "", by=shift.operator, seen=ticket.version)
        shift.clock.forward(timedelta(minutes=15))
        number, seen = ticket.number, ticket.version
        at_once(
            shift,
            address,
            lambda desk: desk.offers.do_due(),
            lambda desk, number=number, seen=seen: desk.accept(number, by=shift.engineer, seen=seen),  # type: ignore[misc]
            lambda desk: desk.offers.do_due(),
        )
        after = shift.desk.ticket(number)
        assert [offer.answer for offer in after.ticket.offers] in (["accepted"], ["lapsed", "accepted"])
        assert sum(event.kind is EventKind.ACCEPTED for event in after.events) == 1


def test_a_receipt_is_entered_once_and_the_next_request_made_beside_it(shift: Shift, address: str) -> None:
    """SITE-6: 再派 from one screen while another enters the receipt, and sends it twice."""
    for round_ in range(4):
        paper = request(shift, shift.register(f"draft-{round_}"))
        number, ticket, seen = paper.number, paper.ticket, paper.version

        def enter(desk: Desk, number: str = number, seen: int = seen, request_id: str = f"e{round_}") -> object:
            values = {**ALL_SOLVED, "verdict": "partly"}
            return desk.papers.enter(number, values, by=shift.operator, seen=seen, change_id=request_id)

        def again(desk: Desk, number: str = number, ticket: str = ticket) -> object:
            return desk.papers.start(ticket, "site-request", by=shift.lead, after=number)

        first, second, third = at_once(shift, address, enter, enter, again)
        assert first == second
        assert not isinstance(third, DeskError)
        told = [event.note for event in shift.desk.ticket(ticket).events if event.kind is EventKind.WORKED]
        assert len(told) == 1
        stamps = [event for event in shift.desk.ticket(ticket).events if "form" in event.changes.get("stamps", {})]
        assert len(stamps) == 1
