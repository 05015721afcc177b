"""What stays of a call in the log: the hotline duty record (CALL-1, CALL-15). Decides nothing, stores nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

from tui_desk.domain import checklist, privacy
from tui_desk.domain.call import CALL_OUT_ENDS, Call, End, Fact, Phase
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.text import clean, one_line
from tui_desk.norms.models import Norm

_MOST_RINGS = 4
"""How many digits a count of rings has at most; more are no count."""
_TYPED_FACTS: tuple[Fact, ...] = ("words", "due")
_PHASES = frozenset(get_args(Phase))


def said(words: str) -> str:
    """Words of a call as they may be kept: harmless, and with private text masked (TKT-15)."""
    return privacy.masked(clean(words).text.strip())


def fields_of(call: Call, norm: Norm) -> dict[str, str]:
    """The ticket fields that the call fills, as they may be kept."""
    return {name: said(words) for name, words in checklist.ticket_fields(call, norm).items()}


def record_of(call: Call, norm: Norm, officer: OfficerId, now: datetime, ticket: str = "") -> CallRecord:
    """The record of a call that ends now, or ended earlier as it says; `ticket` is the number it led to."""
    fields = fields_of(call, norm)
    end = call.end or End.TICKET
    ended_at = call.ended_at or now
    phases = {phase: at for phase, at in call.phases.items() if phase in _PHASES}
    if end is End.TICKET:
        phases.setdefault("registered", now)
    else:
        phases.setdefault("hung_up", ended_at)
    hung_up = phases.get("hung_up", ended_at)
    holds = tuple(replace(hold, until=max(hold.until or hung_up, hold.since)) for hold in call.holds)
    outgoing = end in CALL_OUT_ENDS or bool(call.fact("calls_back"))
    problem = (call.answer("reason") if outgoing else "") or fields.get("summary", "")
    problem = problem or ("" if outgoing else call.fact("words")) or call.scratch
    return CallRecord(
        id=call.draft,
        officer=officer,
        began_at=call.began_at,
        end=end,
        outgoing=outgoing,
        line=one_line(said(call.fact("line"))),
        phases=phases,
        held=sum(((hold.until or hung_up) - hold.since for hold in holds), timedelta(0)),
        hold_count=len(holds),
        holds=holds,
        unheard=call.unheard,
        late=not outgoing and picked_up_late(call, norm),
        ticket=ticket or one_line(said(call.fact("ticket"))),
        to=one_line(said(call.fact("to"))),
        about=one_line(said(call.fact("calls_back"))),
        caller_name=fields.get("requester_name", ""),
        caller_title=fields.get("requester_title", ""),
        caller_unit=fields.get("requester_unit", ""),
        caller_phone=fields.get("requester_phone", ""),
        caller_staff_no=fields.get("requester_staff_no", ""),
        address=said(call.answer(norm.code_of("address"))),
        problem=said(problem),
        handled=said(call.answer(norm.code_of("handled")) or (call.fact("words") if outgoing else "")),
        answers=_answers(call),
    )


def _answers(call: Call) -> dict[str, str]:
    """Everything that was typed, answers of branches that were left included, by question code."""
    typed = {
        **call.answers,
        "scratch": call.scratch,
        "priority": call.priority,
        "priority_reason": call.priority_reason,
    } | {str(fact): call.fact(fact) for fact in _TYPED_FACTS}
    return {code: said(words) for code, words in typed.items() if words.strip()}


def told_again(known: CallRecord, now: CallRecord) -> CallRecord:
    """The record after the same call was told once more: what was stamped first stays, what was said since is new."""
    phases = {**now.phases, **known.phases}
    return replace(
        now, officer=known.officer, began_at=known.began_at, phases=phases, ticket=now.ticket or known.ticket
    )


def picked_up_late(call: Call, norm: Norm) -> bool:
    """Whether the call was taken after more rings than the norm allows (CALL-1): counted, or by the clock."""
    rings, rules = call.answer(norm.code_of("rings")), norm.call
    if rings.isdecimal() and len(rings) <= _MOST_RINGS:
        return int(rings) > rules.rings
    rang, answered = call.phases.get("rang"), call.phases.get("answered")
    return bool(rang and answered and answered - rang > rules.rings * rules.ring_lasts)
