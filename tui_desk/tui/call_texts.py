"""What the screens of a call say: script lines, the proposed priority with its reason, what is missing.

Knows no widget; everything comes back as text or as pieces of a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from tui_desk.desk.calls import picked_up_late
from tui_desk.desk.terms import PHASES
from tui_desk.desk.views import CallerView
from tui_desk.domain import checklist, priority, wording
from tui_desk.domain.call import Call
from tui_desk.domain.pinyin import COMPOUND
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Choice, Milestone, Norm, Question, Words
from tui_desk.tui import caller_facts
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.flags import flags
from tui_desk.tui.paint import ACCENT, NEAR, PLAIN, QUIET, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.text_line import Piece

Pieces: TypeAlias = list[Piece]
SUGGESTED = 3
"""How many known callers are shown under the question."""
_DUE: dict[Milestone, str] = {
    "respond": mark("respond by {time}"),
    "resolve": mark("resolve by {time}"),
    "workaround": mark("workaround by {time}"),
    "depart": mark("depart by {time}"),
    "arrive": mark("arrive by {time}"),
    "assess": mark("assess by {time}"),
    "handover": mark("hand over by {time}"),
    "form": mark("form by {time}"),
}


def surname(name: str) -> str:
    """The surname of a Chinese name, or the last word of another. Who says no more than 欧阳 gave the surname."""
    name = name.strip()
    if not name or name.isascii() or " " in name:
        return name.split(" ")[-1]
    return name[:2] if name[:2] in COMPOUND else name[:1]


def form_of_address(call: Call, norm: Norm) -> str:
    """How the caller is spoken to (CALL-6): 张先生, "Mr Zhang San"; by the whole name where no title is known.

    A name in Latin letters does not tell which of its words is the surname.
    """
    name, code = call.answer(norm.code_of("requester_name")), call.answer(norm.code_of("requester_title"))
    title = next((t.label.in_(language()) for t in norm.titles if t.code == code), "")
    if not name or not title:
        return name
    if language().startswith("zh"):
        return f"{surname(name)}{title}"
    return f"{title} {name if name.isascii() else surname(name)}"


def script(words: Words, session: Session, call: Call, **facts: str) -> str:
    """A script line with its names filled in (CALL-2, 6)."""
    known = {"desk": session.desk.name, "operator": session.officer.name, **facts}
    return wording.say(words, language(), caller=form_of_address(call, session.norm), **known)


def menu(options: Sequence[Choice]) -> list[Pieces]:
    """The choices of a question with the digits that choose them."""
    return [
        [(str(number) if number < 10 else " ", ACCENT), (f" {option.label.in_(language())}", PLAIN)]
        for number, option in enumerate(options, 1)
    ]


def suggestions(found: Sequence[CallerView], meant: CallerView | None) -> list[Pieces]:
    """The known callers that fit, the one whom Enter fills in first; without one, the key that takes the first."""
    shown = list(found)
    while meant in shown[SUGGESTED:]:
        shown = shown[1:]
    sign = "Enter" if meant else "ctrl+f"
    marked = meant or shown[0]
    return [
        [(f"{sign if view is marked else '':<7}", ACCENT), (person_line(view), STRONG if view is marked else QUIET)]
        for view in shown[:SUGGESTED]
    ]


def caller_line(found: Sequence[CallerView]) -> Pieces:
    """What stands around the caller on one line, when there is only one who fits."""
    if len(found) != 1:
        return []
    return caller_facts.in_short(found[0])


def flagged(answer: str, question: Question, norm: Norm) -> list[Pieces]:
    """What is wrong with the words of an answer while it is typed (CALL-9, CALL-10, TKT-15)."""
    return flags(answer, question, norm)


def missing(questions: Sequence[Question]) -> Pieces:
    """How many required answers are missing, and which."""
    if not questions:
        return [(f" {tr('Nothing is missing.')}", QUIET)]
    names = " ".join(question.label.in_(language()) for question in questions)
    return [(f" {tr('{count} missing', count=len(questions))}: ", NEAR), (names, PLAIN)]


def resting(hand: CallInHand) -> Pieces:
    """The answers that belong to a branch that was left: they are kept, and count again with it (CALL-16)."""
    names = " ".join(question.label.in_(language()) for question in checklist.resting(hand.call, hand.norm))
    return [(f"  {tr('kept aside')}: {names}", QUIET)] if names else []


def verdict(hand: CallInHand) -> Pieces:
    """The officer's own word, the proposed priority with its reason, the caller's claim (TKT-6); what rests aside."""
    call, session = hand.call, hand.session
    proposal = priority.propose(call.answers, hand.norm)
    pieces: Pieces = []
    if call.priority:
        pieces += [(f" {tr('my word')} ", QUIET), (session.priority_label(call.priority), STRONG)]
    label = session.priority_label(proposal.priority)
    pieces += [(f" {tr('proposed')} ", QUIET), (label, QUIET if call.priority else STRONG)]
    if because := proposal.because.in_(language()):
        pieces.append((f" ({because})", PLAIN))
    if claimed := call.answer(hand.norm.code_of("claimed_priority")):
        pieces += [(f"  {tr('caller says')} ", QUIET), (session.priority_label(claimed), PLAIN)]
    return [*pieces, *resting(hand)]


def due_times(hand: CallInHand) -> Pieces:
    """When each milestone falls due under priority and customer as they stand (SLA-3): "respond by 12:42"."""
    call, session = hand.call, hand.session
    code = call.priority or priority.propose(call.answers, hand.norm).priority
    facts = hand.levels.facts_of_call(call.answers, code, *hand.served_as)
    dues = sorted(hand.levels.due_times(facts, call.began_at).items(), key=lambda due: due[1])
    return [(f" {tr(_DUE[what], time=clock_time(at, call.began_at, session))} ", PLAIN) for what, at in dues]


def clock_dues(ticket: Ticket, session: Session) -> Pieces:
    """When each clock of a new ticket runs out, and what was promised by when."""
    clocks = sorted(ticket.clocks, key=lambda clock: clock.due_at)
    pieces = [
        (f" {tr(_DUE[c.milestone], time=clock_time(c.due_at, ticket.opened_at, session))} ", PLAIN) for c in clocks
    ]
    promises = [
        (f" {tr('promised by {time}', time=clock_time(p.due_at, ticket.opened_at, session))} ", NEAR)
        for p in ticket.promises
    ]
    return [*pieces, *promises]


def clock_time(at: datetime, beside: datetime, session: Session) -> str:
    """A time on the desk's wall clock; with its date when that is another than `beside`'s."""
    local = session.local(at)
    return f"{local:%H:%M}" if local.date() == session.local(beside).date() else f"{local:%m-%d %H:%M}"


def who(call: Call, norm: Norm) -> str:
    """Who calls: name, unit, staff number, as far as they are known."""
    unit, staff_no = (call.answer(norm.code_of(field)) for field in ("requester_unit", "requester_staff_no"))
    return " ".join(filter(None, (form_of_address(call, norm), unit, staff_no)))


def person_line(view: CallerView) -> str:
    """A known caller as a suggestion."""
    person = view.person
    return " ".join(filter(None, (person.name, person.unit, person.staff_no, *person.phones[:2])))


def elapsed(since: datetime, now: datetime) -> str:
    """How long the call has been going on: 02:14."""
    return clock(now - since)


def clock(span: timedelta) -> str:
    """A length of time as a clock shows it: 02:14, 1:02:14."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 3600:
        return f"{seconds // 60:02}:{seconds % 60:02}"
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def head(hand: CallInHand, now: datetime) -> Pieces:
    """How long the call goes on, how long its caller waits or has waited, whether it was picked up late (CALL-1)."""
    call, rules = hand.call, hand.norm.call
    pieces: Pieces = [(f" {tr('Call')} {elapsed(call.began_at, now)} ", STRONG)]
    if call.fact("calls_back"):
        pieces = [(f" {tr('Calling out')} {elapsed(call.began_at, now)} ", STRONG)]
    if call.on_hold:
        waiting = hand.waiting(now)
        sign = "!" if waiting >= rules.long_hold else ""
        pieces.append((f" {tr('on hold')} {clock(waiting)}{sign} ", NEAR + STRONG))
    elif call.holds:
        pieces.append((f" {tr('held {time}', time=clock(call.held(now)))} ", QUIET))
    if late(hand):
        pieces.append((f" {tr('picked up late')} ", NEAR))
    if call.unheard:
        pieces.append((f" {tr('not heard {count}x', count=call.unheard)} ", NEAR))
    return pieces


def late(hand: CallInHand) -> bool:
    """Whether the call was picked up after more rings than the norm allows (CALL-1)."""
    return picked_up_late(hand.call, hand.norm)


def phases(hand: CallInHand) -> Pieces:
    """When each phase of the call was reached (CALL-1): "Answered 10:42:05 Identified 10:42:31"."""
    reached = [(name, hand.call.phases[name]) for name in PHASES if name in hand.call.phases]
    return [(f" {tr(PHASES[name])} {hand.session.local(at):%H:%M:%S}", QUIET) for name, at in reached]
