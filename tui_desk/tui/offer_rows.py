"""The offers of a ticket 派单 接单 as rows of the record, and as lines of its history (SITE-2). Knows no widget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tui_desk.desk import offer_words
from tui_desk.domain.ranking import countdown
from tui_desk.domain.ticket import Event, EventKind, Offer, Ticket
from tui_desk.i18n import tr
from tui_desk.tui.rows import Row, Tone, short_moment
from tui_desk.tui.session import Session

NEAR = timedelta(minutes=2)
"""With less left an open offer stands out."""


def offer_rows(ticket: Ticket, session: Session, now: datetime) -> tuple[Row, ...]:
    """Why the ticket rose, and the offers one after the other: to whom, by whom, when, and what became of it.

    The one that is open tells how long it may take. One that was taken without being offered is no row.
    """
    rows: list[Row] = []
    if ticket.risen_at is not None:
        at = short_moment(ticket.risen_at, session, now)
        why = tr("{why} (since {at})", why=offer_words.rose(ticket.risen_because), at=at)
        rows.append(Row(why, tr("To the manager"), Tone.BREACHED))
    given = [offer for offer in ticket.offers if offer.by != offer.to or offer.answer != "accepted"]
    rows += [Row(_told(offer, session, now), tr("Offer"), _tone(offer, now)) for offer in given]
    return tuple(rows)


def told_offers(before: Ticket, after: Ticket, event: Event, session: Session) -> Iterator[str]:
    """What an event made of the offers of a ticket, where its own words do not say so."""
    known = {offer.id: offer for offer in before.offers}
    for offer in after.offers:
        old = known.get(offer.id)
        to = session.officer_name(offer.to)
        if old is None and offer.by != offer.to:
            until = tr(", to be accepted by {time}", time=_time(offer.until, session)) if offer.until else ""
            again = tr("Offered again to {name}", name=to) if offer.round > 1 else tr("Offered to {name}", name=to)
            yield again + until
        elif old is not None and old.answer != offer.answer:
            yield f"{to}: {tr(offer_words.ANSWERS[offer.answer])}"
        if offer.reason and (old is None or old.reason != offer.reason) and offer.reason != event.note:
            yield tr("Reason: {reason}", reason=offer.reason)
    if event.kind is EventKind.ROSE and after.risen_because:
        yield offer_words.rose(after.risen_because)


def _told(offer: Offer, session: Session, now: datetime) -> str:
    """One offer on one line: "NT002 王工 (by 李敏 10:20): not accepted yet, 4:31 left"."""
    facts = {"to": session.officer_name(offer.to), "by": session.officer_name(offer.by)}
    told = tr("{to} (by {by}, {at})", **facts, at=short_moment(offer.at, session, now))
    answer = tr(offer_words.ANSWERS[offer.answer])
    if offer.answer:
        at = short_moment(offer.answered_at, session, now) if offer.answered_at else ""
        answer = f"{answer} {at}".rstrip()
    elif offer.until is not None:
        left = countdown(offer.until, now)
        answer = tr("{answer}, {left} left", answer=answer, left=left) if offer.until > now else answer
    parts = [f"{told}: {answer}", offer.advice, offer.words]
    if offer.reason:
        parts.append(tr("Reason: {reason}", reason=offer.reason))
    return "; ".join(part for part in parts if part)


def _tone(offer: Offer, now: datetime) -> Tone:
    if offer.answer:
        return Tone.QUIET
    return Tone.NEAR if offer.until is not None and offer.until - now <= NEAR else Tone.PLAIN


def _time(at: datetime, session: Session) -> str:
    return f"{session.local(at):%H:%M}"
