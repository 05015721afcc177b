"""Closing the loop 回访 投诉 改进: the work list, attempts, marks, the end of each (DESK-6, TKT-13, TKT-17).

What is made by itself stands in `following`; what is only for complaints in `complaints`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tui_desk.desk import complaints, following, handling
from tui_desk.desk.attempting import attempted, must_be_free_of_it
from tui_desk.desk.changing import carry_out, must_be_allowed
from tui_desk.desk.complaints import Complaint
from tui_desk.desk.core import Core
from tui_desk.desk.deciding import one_of, said
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.follow_up_errors import (
    FollowUpDone,
    NoSuchFollowUp,
    NotAnsweredYet,
    NotReachedYet,
    StaleFollowUp,
    TooFewAttempts,
)
from tui_desk.desk.follow_up_views import Figures, FollowUpView, figures, view_of
from tui_desk.desk.following import from_paper, harmless
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain import follow_up as rules_of
from tui_desk.domain.follow_up import Attempt, FollowUp, FollowUpKind, Outcome
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.ticket import State
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark
from tui_desk.norms.models import Norm

Decide = Callable[[Writing, FollowUp, Norm, datetime], FollowUp]
"""What a verb makes of a follow-up as it stands, under its norm, now."""


class FollowUps:
    """The follow-ups of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    # What is asked

    def open(self, officer: Officer, kind: FollowUpKind | None = None) -> Sequence[FollowUpView]:
        """What is still to be done, first what is due first; those that the officer may not do are marked."""
        with self._core.store.reading() as desk:
            return self._views(desk, desk.follow_ups(kind=kind), officer)

    def finished(self, officer: Officer, limit: int = 200) -> Sequence[FollowUpView]:
        """What was done, the newest first."""
        with self._core.store.reading() as desk:
            return self._views(desk, desk.follow_ups(done=True, limit=limit), officer)

    def of_ticket(self, number: str, officer: Officer) -> Sequence[FollowUpView]:
        """The follow-ups of a ticket, done or not, in the order they were made."""
        with self._core.store.reading() as desk:
            return self._views(desk, desk.follow_ups_of(number), officer)

    def view(self, id_: str, officer: Officer) -> FollowUpView:
        """One follow-up, by its id or by the number of a ticket that has only one open. Raises NoSuchFollowUp."""
        with self._core.store.reading() as desk:
            those = [each for each in desk.follow_ups_of(id_) if each.is_open]
            found = desk.follow_up(id_) or (those[0] if len(those) == 1 else None)
            if found is None:
                raise NoSuchFollowUp(id=id_)
            return self._views(desk, [found], officer)[0]

    def figures(self, since: datetime, until: datetime) -> Figures:
        """What the follow-ups made in a span of time came to by now (DESK-8)."""
        with self._core.store.reading() as desk:
            norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
            return figures(desk.follow_ups_made(since, until), norm.follow_up, self._core.store.now())

    def _views(self, desk: Reading, those: Sequence[FollowUp], officer: Officer) -> Sequence[FollowUpView]:
        facts, now = self._core.facts(desk), self._core.store.now()
        rows = {row.number: row for row in desk.queue_rows({each.ticket for each in those if each.ticket})}
        own, _ = self._core.norm(desk, facts.norm)
        views = []
        for each in those:
            row = rows.get(each.ticket)
            norm = (following.norm_at(desk, row.norm) if row is not None else None) or own
            views.append(view_of(each, row.summary if row else "", norm, officer, ZoneInfo(facts.zone), now))
        return tuple(views)

    # What is done with each

    def attempt(self, id_: str, reached: bool, words: str = "", *, by: Officer, seen: int | None = None) -> FollowUp:
        """Note that the user was called, and whether anybody was reached.

        Raises:
            NoSuchFollowUp, FollowUpDone, StaleFollowUp: as they say.
            DidTheWork: `by` did the work, or is complained about (DESK-6).
        """

        def decide(_desk: Writing, of: FollowUp, _norm: Norm, now: datetime) -> FollowUp:
            return attempted(of, Attempt(now, by.staff_no, reached, harmless(words)))

        return self._change(id_, decide, by=by, seen=seen, calls=True)

    def scores(
        self,
        id_: str,
        scores: Mapping[str, int],
        opinion: str = "",
        *,
        by: Officer,
        seen: int | None = None,
        feedback: str = "",
    ) -> FollowUp:
        """Note the user's marks by the norm's scales, and the words; a bad one opens an improvement (TKT-17).

        Raises:
            BadValue: no such scale, mark, or feedback.
            DidTheWork and the others: as `attempt` does.
        """

        def decide(desk: Writing, of: FollowUp, norm: Norm, now: datetime) -> FollowUp:
            return self._marked(desk, of, norm, scores, opinion, feedback, by, now)

        return self._change(id_, decide, by=by, seen=seen, calls=True)

    def done(
        self,
        id_: str,
        words: str = "",
        *,
        by: Officer,
        seen: int | None = None,
        accepted: str = "",
        feedback: str = "",
    ) -> FollowUp:
        """Note that it is done: the user called back, confirmed in a way that the norm accepts, the thing improved.

        A confirmation confirms the ticket too (TKT-13). After an improvement the user is called back anew.

        Raises:
            AnswerMissing: it is not said what was improved.
            NotReachedYet: a call-back whose user was not reached. NotAnsweredYet: a complaint without an answer.
            NotAllowed: an improvement is another's.
            DidTheWork and the others: as `attempt` does.
        """

        def decide(desk: Writing, of: FollowUp, norm: Norm, now: datetime) -> FollowUp:
            match of.kind:
                case FollowUpKind.CONFIRM:
                    return self._confirmed(desk, of, norm, words, by, accepted, feedback)
                case FollowUpKind.IMPROVE:
                    return _improved(desk, of, words, by, now)
                case FollowUpKind.COMPLAINT if of.answered_at is None:
                    raise NotAnsweredYet
            since = of.answered_at or of.made_at
            if not any(attempt.reached and attempt.at >= since for attempt in of.attempts):
                raise NotReachedYet
            return _ended(of, Outcome.DONE, by, now, harmless(words))

        return self._change(id_, decide, by=by, seen=seen, calls=True)

    def give_up(self, id_: str, words: str, *, by: Officer, seen: int | None = None) -> FollowUp:
        """Give a user up who cannot be reached; only after the norm's attempts at different times.

        Raises:
            TooFewAttempts: so many count, and from when the next one does.
            AnswerMissing: no reason is given. The others: as `attempt` does.
        """

        def decide(desk: Writing, of: FollowUp, norm: Norm, now: datetime) -> FollowUp:
            zone = ZoneInfo(self._core.facts(desk).zone)
            why = said(words, mark("why it is given up"), "words")
            if not of.is_call or not rules_of.may_be_given_up(of, norm.follow_up, zone):
                rules, hours = norm.follow_up, norm.call.call_out_hours
                next_at = rules_of.next_attempt(of, rules, hours, zone, now).astimezone(zone)
                made = len(rules_of.counted(of.attempts, rules, zone))
                raise TooFewAttempts(made=made, wanted=rules.attempts, apart=rules.apart, next=f"{next_at:%m-%d %H:%M}")
            return _ended(of, Outcome.GIVEN_UP, by, now, harmless(why))

        return self._change(id_, decide, by=by, seen=seen, calls=True)

    def assign(self, id_: str, owner: OfficerId, words: str = "", *, by: Officer, seen: int | None = None) -> FollowUp:
        """Give it to an owner; a manager gives it to anybody, everybody else takes what nobody has.

        Raises:
            BadValue: no such officer. DidTheWork: the owner of a complaint is complained about.
            NotAllowed, and the others: as `attempt` does.
        """

        def decide(desk: Writing, of: FollowUp, _norm: Norm, _now: datetime) -> FollowUp:
            return complaints.owned(desk, of, owner, harmless(words), by)

        return self._change(id_, decide, by=by, seen=seen)

    # Complaints

    def complain(self, complaint: Complaint, *, by: Officer) -> FollowUp:
        """Take a complaint 投诉; the same request again gives the same one (DESK-6).

        Raises:
            AnswerMissing: no words, or nobody to call back.
            BadValue: the norm has no such cause, or no such officer. NoSuchTicket, NotAllowed: as they say.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.FOLLOW_UP)
            norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
            return complaints.taken(desk, complaint, norm, by)

    def answer(self, id_: str, words: str, *, by: Officer, seen: int | None = None) -> FollowUp:
        """Note what the desk found and does about a complaint; the caller is told after that.

        Raises:
            AnswerMissing: no words. BadValue: it is no complaint. NotAllowed: it is another's.
            The others: as `attempt` does.
        """

        def decide(desk: Writing, of: FollowUp, _norm: Norm, now: datetime) -> FollowUp:
            return complaints.answered(desk, of, words, by, now)

        return self._change(id_, decide, by=by, seen=seen)

    # How

    def _change(self, id_: str, decide: Decide, *, by: Officer, seen: int | None, calls: bool = False) -> FollowUp:
        """Carry a verb out on a follow-up as it stands; its ticket, if it has one, is locked first."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.FOLLOW_UP)
            number = id_.partition("/")[0]
            ticket = desk.ticket(number) if number != id_ else None
            of = desk.follow_up(id_)
            if of is None:
                raise NoSuchFollowUp(id=id_)
            if not of.is_open:
                raise FollowUpDone(name=_name(desk, of.done_by))
            if seen is not None and seen != of.version:
                raise StaleFollowUp(name=_last(desk, of))
            if calls:
                must_be_free_of_it(of, by)
            norm, _ = self._core.norm(desk, ticket.norm if ticket else self._core.facts(desk).norm)
            changed = decide(desk, of, norm, desk.now())
            stands = desk.follow_up(id_)  # a ticket's confirmation ends its follow-up by itself
            if stands is not None and stands.version == of.version and changed != of:
                stands = replace(changed, version=of.version + 1)
                following.put(desk, stands)
            return stands or changed

    def _marked(
        self,
        desk: Writing,
        of: FollowUp,
        norm: Norm,
        scores: Mapping[str, int],
        opinion: str,
        feedback: str,
        by: Officer,
        now: datetime,
    ) -> FollowUp:
        rules = norm.follow_up
        for scale, each in scores.items():
            one_of(rules.scales, scale, mark("the scale"))
            if not rules.lowest <= each <= rules.highest:
                allowed = f"{rules.lowest}-{rules.highest}"
                raise BadValue(field=Term(mark("the mark")), value=each, allowed=allowed)
        if feedback:
            one_of(norm.feedback, feedback, mark("the satisfaction"))
        marked = replace(of, scores=dict(scores), feedback=feedback, opinion=harmless(opinion))
        following.marked(desk, norm, marked, by.staff_no, now)
        return marked

    def _confirmed(
        self, desk: Writing, of: FollowUp, norm: Norm, words: str, by: Officer, accepted: str, feedback: str
    ) -> FollowUp:
        """The user's word stands on the ticket; with that the follow-up is done (see `following`)."""
        how = accepted or norm.closing.accepts[0].code
        decide = handling.confirm(self._core.norm, how, feedback or of.feedback, words or of.opinion)
        carry_out(desk, of.ticket, Verb.CONFIRM, decide, by=by, seen=None)
        return of


def _improved(desk: Writing, of: FollowUp, words: str, by: Officer, now: datetime) -> FollowUp:
    """What was improved; the user of its ticket, if that is closed, is called back once more (TKT-17 回访改进)."""
    complaints.must_own(desk, of, by)
    what = said(words, mark("what was improved"), "words")
    ticket = desk.ticket(of.ticket) if of.ticket else None
    if ticket is not None and ticket.state is State.CLOSED:
        following.call_back(desk, ticket, by.staff_no, now, what, f"after-{of.id.rpartition('/')[2]}")
    return _ended(of, Outcome.DONE, by, now, harmless(what))


def _ended(of: FollowUp, outcome: Outcome, by: Officer, now: datetime, words: str) -> FollowUp:
    of = replace(of, done_at=now, done_by=by.staff_no, outcome=str(outcome))
    if of.kind is FollowUpKind.COMPLAINT:
        return replace(of, opinion=words or of.opinion)
    return replace(of, answer=words or of.answer)


def _name(desk: Reading, staff_no: OfficerId) -> str:
    return next((each.name for each in desk.officers() if each.staff_no == staff_no), staff_no)


def _last(desk: Reading, of: FollowUp) -> str:
    """Who seems to have changed it last: answered, tried, or has it."""
    tried = of.attempts[-1].by if of.attempts else ""
    return _name(desk, of.answered_by or tried or of.owner or of.made_by)


__all__ = ["Complaint", "Figures", "FollowUpView", "FollowUps", "from_paper"]
