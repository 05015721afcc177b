"""Follow-ups as the screens read them: who may do one, when the next attempt counts, what a time of them came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from tui_desk.domain import follow_up as rules_of
from tui_desk.domain.follow_up import FollowUp, FollowUpKind, Outcome
from tui_desk.domain.officer import Officer
from tui_desk.domain.verbs import Verb, may
from tui_desk.norms.models import Choice, FollowUpRules, Norm

WhyNot = Literal["", "worked", "role"]
"""Why an officer may not do one: did the work (or is complained about), has not the role. Empty: may."""


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """A follow-up with the rules it follows and what its ticket is about.

    `counted` attempts were made at different times; the next one counts from `next_at`. `accepts` are the ways in
    which a confirmation may be had, `feedback` the norm's marks of satisfaction.
    """

    of: FollowUp
    rules: FollowUpRules
    summary: str
    why_not: WhyNot
    counted: int
    next_at: datetime
    may_be_given_up: bool
    accepts: tuple[Choice, ...] = ()
    feedback: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What the follow-ups made in a span of time came to (DESK-6, DESK-8).

    `made` counts them by kind; `done` those that were done, `reached` those whose user was reached, `given_up` those
    that were given up, `cancelled` those no longer needed, `late` those done late or open past their time. `average`
    is the mean mark by scale, `bad` counts the follow-ups with a bad mark. `complaints` are counted by cause, empty
    for none named; `improvements_late` counts the improvements that came or are late.
    """

    made: Mapping[FollowUpKind, int]
    done: int
    reached: int
    given_up: int
    cancelled: int
    late: int
    average: Mapping[str, float]
    bad: int
    complaints: Mapping[str, int]
    improvements_late: int


def why_not(of: FollowUp, officer: Officer) -> WhyNot:
    """Why an officer may not call the user for it; empty where they may (DESK-6)."""
    if of.is_call and officer.staff_no in of.not_by:
        return "worked"
    verb = Verb.CONFIRM if of.kind is FollowUpKind.CONFIRM else Verb.FOLLOW_UP
    return "" if may(officer, verb) else "role"


def view_of(of: FollowUp, summary: str, norm: Norm, officer: Officer, zone: tzinfo, now: datetime) -> FollowUpView:
    """A follow-up as an officer sees it now."""
    rules = norm.follow_up
    return FollowUpView(
        of=of,
        rules=rules,
        summary=summary,
        why_not=why_not(of, officer),
        counted=len(rules_of.counted(of.attempts, rules, zone)),
        next_at=rules_of.next_attempt(of, rules, norm.call.call_out_hours, zone, now),
        may_be_given_up=of.is_call and rules_of.may_be_given_up(of, rules, zone),
        accepts=norm.closing.accepts,
        feedback=norm.feedback,
    )


def figures(those: Sequence[FollowUp], rules: FollowUpRules, now: datetime) -> Figures:
    """What they came to by now."""
    marks: dict[str, list[int]] = {}
    for each in those:
        for scale, mark in each.scores.items() if each.is_call else ():
            marks.setdefault(scale, []).append(mark)
    ends = Counter(each.outcome for each in those)
    needed = [each for each in those if each.outcome != Outcome.CANCELLED]
    late = [each for each in needed if each.late(now)]
    return Figures(
        made=Counter(each.kind for each in those),
        done=ends[Outcome.DONE],
        reached=sum(any(attempt.reached for attempt in each.attempts) for each in those),
        given_up=ends[Outcome.GIVEN_UP],
        cancelled=ends[Outcome.CANCELLED],
        late=len(late),
        average={scale: sum(found) / len(found) for scale, found in marks.items()},
        bad=sum(bool(rules_of.bad_marks(each.scores, each.feedback, rules)) for each in those if each.is_call),
        complaints=Counter(each.cause for each in those if each.kind is FollowUpKind.COMPLAINT),
        improvements_late=sum(each.kind is FollowUpKind.IMPROVE for each in late),
    )
