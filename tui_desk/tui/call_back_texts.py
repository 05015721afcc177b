"""What the screen of a call out says (CALL-18, CALL-19): the hours, what was said before, how to open and close."""

from __future__ import annotations

from collections.abc import Iterator

from tui_desk.desk.calling_out import CallOut
from tui_desk.desk.terms import ENDS, FOLLOW_UPS
from tui_desk.domain.call import Call
from tui_desk.domain.calling_hours import next_opening, open_until
from tui_desk.domain.text import one_line
from tui_desk.domain.ticket import Promise
from tui_desk.i18n import tr
from tui_desk.norms.models import Choice, Words
from tui_desk.tui import call_texts
from tui_desk.tui.paint import NEAR, PLAIN
from tui_desk.tui.presenting import promise_words, short_moment
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.text_line import Piece

REASON_SHOWN = 120


def hours(session: Session) -> list[Piece]:
    """Whether now is a time to call: until when, or when the next hours begin. Warns; forbids nothing."""
    rules, here = session.norm.call.call_out_hours, session.local(session.now())
    if (until := open_until(rules, here)) is not None:
        return [(f" {tr('Good time to call until {time}.', time=f'{until:%H:%M}')}", PLAIN)]
    opening = next_opening(rules, here)
    if opening is None:
        return []
    when = short_moment(opening, session, session.now())
    said = tr(
        "The norm calls between {hours}; next at {time}. You may call all the same.", hours=", ".join(rules), time=when
    )
    return [(f" ! {said}", NEAR)]


def next_try(session: Session) -> str:
    """When to try again unless told otherwise: the norm's next hours, as one would type them."""
    opening = next_opening(session.norm.call.call_out_hours, session.local(session.now()))
    return f"{opening:%Y-%m-%d %H:%M}" if opening is not None else "+1h"


def reason(out: CallOut, promise: Promise | None) -> str:
    """Why one calls, as far as the desk knows: the promise, follow-up or message, the ticket's solution or problem."""
    if promise is not None:
        return one_line(promise.words)[:REASON_SHOWN]
    if out.follow_up is not None:
        of = out.follow_up
        return one_line(": ".join(filter(None, (tr(FOLLOW_UPS[of.kind]), of.answer or of.words))))[:REASON_SHOWN]
    if out.message is not None:
        return one_line(out.message.words)[:REASON_SHOWN]
    ticket = out.ticket
    return one_line(ticket.solution or ticket.summary)[:REASON_SHOWN] if ticket is not None else ""


def opening(call: Call, session: Session) -> str:
    """The line to begin with; it asks whether the moment suits."""
    return call_texts.script(session.norm.scripts.get("call_out", Words()), session, call)


def closing(call: Call, session: Session) -> list[str]:
    """What is said before hanging up: whether there is anything else, then thanks (CALL-19)."""
    scripts = session.norm.scripts
    lines = [call_texts.script(scripts.get(name, Words()), session, call) for name in ("anything_else", "goodbye")]
    return [f"“{line}”" for line in lines if line]


def contacts(out: CallOut, session: Session) -> Iterator[str]:
    """The last calls with these people, a line each; how often they were called in vain comes first."""
    if out.attempts:
        yield tr("{count} calls in vain so far", count=out.attempts)
    now = session.now()
    for call in out.contacts:
        at, end = short_moment(call.began_at, session, now), tr(ENDS[call.end])
        who = session.officer_name(call.officer)
        said = one_line(call.handled or call.problem)[:REASON_SHOWN]
        yield "  ".join(filter(None, (at, end, who, said)))


def promise_choices(out: CallOut, session: Session) -> tuple[Choice, ...]:
    """The open promises, of which the call may keep one."""
    return tuple(
        Choice(each.id, Words(words, words))
        for each in out.promises[:9]
        for words in [one_line(promise_words(each, session, session.now()))[:REASON_SHOWN]]
    )
