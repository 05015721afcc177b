"""Offers of a ticket in words 派单 接单 退回, and why a ticket rose (SITE-2, DESK-11). Knows no screen."""

from __future__ import annotations

from tui_desk.domain.alert import Alert
from tui_desk.domain.offer_alert import OFFER, detail
from tui_desk.domain.ticket import Event, EventKind
from tui_desk.i18n import mark, tr

ANSWERS = {
    "": mark("not accepted yet"),
    "accepted": mark("accepted"),
    "declined": mark("sent back"),
    "lapsed": mark("not accepted in time"),
    "withdrawn": mark("withdrawn"),
}
RISEN = {
    "passed_on": mark("passed on too often"),
    "untouched": mark("nobody has touched it"),
    "unaccepted": mark("nobody has accepted it"),
}
ASKED = {
    "off_duty": mark("off duty"),
    "away": mark("away from the post"),
    "shift_ends": mark("the shift is about to end"),
}
"""Why a reason is asked of whoever sends somebody a ticket."""


def rose(because: str) -> str:
    """Why a ticket rose to the managers."""
    return tr(RISEN[because]) if because in RISEN else because


def alarm(alert: Alert) -> str:
    """What an alert says of an offer, or of a ticket that rose, in a few words."""
    if alert.milestone != OFFER:
        return tr("Rose: {why}", why=rose(detail(alert)))
    return tr("Offered again") if detail(alert) not in ("", "1") else tr("Offered")


def seen(event: Event) -> bool:
    """Whether a manager looked into a ticket that had risen."""
    return event.kind is EventKind.ROSE and event.changes.get("risen_at") is None


def by_itself(event: Event) -> bool:
    """Whether nobody did it: an offer's time was over, or a ticket rose."""
    return event.kind is EventKind.LAPSED or (event.kind is EventKind.ROSE and not seen(event))
