"""What an officer hears of an offer, and the managers of a ticket that rose to them by itself (SITE-2, DESK-11).

Pure, like `alert`. The last part of an alert's id says which round of offers it tells of, or why the ticket rose.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tui_desk.domain.alert import Alert
from tui_desk.domain.ticket import Ticket

OFFER: Literal["offer"] = "offer"
RISEN: Literal["risen"] = "risen"


def of_offer(before: Ticket | None, after: Ticket, now: datetime) -> Alert | None:
    """The alert of an offer that was just made, for the officer who is to accept it; None where none was."""
    offer = after.offer
    if offer is None or (before is not None and before.offer is not None and before.offer.id == offer.id):
        return None
    id_ = f"{after.number}/{OFFER}/{offer.id}/{offer.round}"
    return _alert(after, id_, OFFER, offer.at, offer.until or now, now, ("assignee",))


def of_rise(before: Ticket | None, after: Ticket, now: datetime) -> Alert | None:
    """The alert of a ticket that just rose, for the managers; None where it did not."""
    if after.risen_at is None or (before is not None and before.risen_at == after.risen_at):
        return None
    id_ = f"{after.number}/{RISEN}/{after.version}/{after.risen_because}"
    due_at = min((clock.due_at for clock in after.clocks if not clock.over), default=now)
    return _alert(after, id_, RISEN, after.risen_at, due_at, now, ("managers",))


def detail(alert: Alert) -> str:
    """Of which round of offers an alert tells, or why its ticket rose; empty for any other."""
    return alert.id.rpartition("/")[2] if alert.milestone in (OFFER, RISEN) else ""


def _alert(
    of: Ticket,
    id_: str,
    what: Literal["offer", "risen"],
    at: datetime,
    due_at: datetime,
    now: datetime,
    to: tuple[str, ...],
) -> Alert:
    return Alert(id_, of.number, what, 0.0, at, due_at, now, to, of.priority, of.assignee or "", of.first_taker)
