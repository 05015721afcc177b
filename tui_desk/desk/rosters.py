"""The roster 值班安排: plan, sign on and off, leave the post and come back (DESK-2, DESK-14)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.desk import raising
from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import (
    AnswerMissing,
    BadSpan,
    BadValue,
    HandOverMissing,
    NoShift,
    NoSuchShift,
    NotAllowed,
    ShiftOver,
    ShiftsOverlap,
    StaleShift,
    Term,
)
from tui_desk.desk.following import harmless
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain import duty_alarm
from tui_desk.domain import roster as rules
from tui_desk.domain.alert import Alert
from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.domain.roster import Shift
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark
from tui_desk.norms.models import DutyRules

LONGEST = timedelta(days=3)
"""What is longer is no shift."""

_FOR_OTHERS = (Role.OPERATOR, Role.MANAGER)
"""Who notes what others say on the telephone."""


class Rosters:
    """The roster of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    # What is asked

    def shifts(
        self, since: datetime, until: datetime, *, officer: OfficerId = "", cancelled: bool = False
    ) -> tuple[Shift, ...]:
        """The shifts that lie in a span of time, or reach into it, by their beginning; `cancelled` ones if asked."""
        with self._core.store.reading() as desk:
            found = desk.shifts(since, until, officer=officer)
        return tuple(each for each in found if cancelled or each.cancelled_at is None)

    def shift(self, id_: str) -> Shift:
        """The shift with this id. Raises NoSuchShift."""
        with self._core.store.reading() as desk:
            return _found(desk, id_)

    def now(self) -> tuple[Shift, ...]:
        """The shifts under way, taken or not, and those whose officers are still on duty, by their beginning."""
        now = self._core.store.now()
        with self._core.store.reading() as desk:
            found = {each.id: each for each in (*desk.shifts(now, now + timedelta(microseconds=1)), *desk.on_duty())}
        standing = [each for each in found.values() if each.on_duty or (each.covers(now) and not each.signed_off_at)]
        return tuple(sorted(standing, key=lambda each: (each.starts_at, each.id)))

    def mine(self, officer: Officer) -> Shift | None:
        """The shift that an officer is on duty in, has to sign on for, or has next within a day; None for none."""
        now = self._core.store.now()
        with self._core.store.reading() as desk:
            on_duty = rules.on_duty_of(desk.on_duty(), officer.staff_no)
            if on_duty is not None:
                return on_duty
            near = desk.shifts(now, now + timedelta(days=1), officer=officer.staff_no)
        due = rules.to_sign_on(near, officer.staff_no, now)
        ahead = (each for each in near if each.cancelled_at is None and each.starts_at > now)
        return due or next(ahead, None)

    # Planning

    def plan(self, shift: Shift, *, by: Officer) -> Shift:
        """Put a shift on the roster; the same id again changes nothing.

        What is planned after it was fixed is marked late (DESK-2) and has its `reason`.

        Raises:
            NotAllowed: `by` may not plan shifts.
            AnswerMissing: it is fixed, and no reason was given.
            ShiftsOverlap: its officer has another one at that time.
            BadValue, BadSpan: no such officer or kind of shift; it ends before it begins, or lasts for days.
        """
        (planned,) = self.plan_all((shift,), by=by)
        return planned

    def plan_all(self, shifts: Sequence[Shift], *, by: Officer) -> tuple[Shift, ...]:
        """Put these on the roster, or none of them; one that stands there already in all it says changes nothing.

        Returns them as they stand. Raises what `plan` does.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.PLAN_SHIFTS)
            desk.reserve("roster")
            return tuple(self._put_new(desk, each, by) for each in shifts)

    def change(self, shift: Shift, *, by: Officer, seen: int, reason: str = "") -> Shift:
        """Give a shift another officer, post, kind or hours. One that began has its officer and beginning.

        Raises:
            NotAllowed, NoSuchShift, AnswerMissing, ShiftsOverlap, BadValue, BadSpan: as with `plan`.
            StaleShift: somebody changed it since version `seen`.
            ShiftOver: it was cancelled, or signed off; or its officer signed on, and it is to be another's.
        """

        def changed(before: Shift) -> Shift:
            plan = (shift.officer, shift.post, shift.kind, shift.starts_at, shift.ends_at)
            officer, post, kind, starts_at, ends_at = plan
            return replace(before, officer=officer, post=post, kind=kind, starts_at=starts_at, ends_at=ends_at)

        return self._change({shift.id: seen}, lambda before: [changed(before[0])], by, reason)[0]

    def fill(self, id_: str, officer: OfficerId, *, by: Officer, seen: int, reason: str = "") -> Shift:
        """Give a shift to an officer, or, with an empty one, to nobody; a shift that nobody takes, anybody may take.

        Raises what `change` does.
        """
        verb = Verb.HAND_OVER if officer == by.staff_no else Verb.PLAN_SHIFTS

        def filled(before: Sequence[Shift]) -> list[Shift]:
            return [replace(before[0], officer=officer)]

        return self._change({id_: seen}, filled, by, reason, verb=verb)[0]

    def swap(self, one: str, other: str, *, by: Officer, seen: tuple[int, int], reason: str = "") -> tuple[Shift, ...]:
        """Let the officers of two shifts take each other's. Raises what `change` does."""
        if one == other:
            return (self.shift(one),)

        def swapped(before: Sequence[Shift]) -> list[Shift]:
            first, second = before
            return [replace(first, officer=second.officer), replace(second, officer=first.officer)]

        return self._change({one: seen[0], other: seen[1]}, swapped, by, reason)

    def cancel(self, id_: str, *, by: Officer, seen: int, reason: str = "") -> Shift:
        """Take a shift off the roster; it stays on record. Raises what `change` does."""

        def cancelled(before: Sequence[Shift]) -> list[Shift]:
            return [replace(before[0], cancelled_at=self._core.store.now())]

        return self._change({id_: seen}, cancelled, by, reason)[0]

    # At work

    def sign_on(self, by: Officer, ready: Collection[str] = (), *, officer: OfficerId = "", words: str = "") -> Shift:
        """Sign on 签到, with the codes of what is in order; also a second time, when the rest is.

        `officer` where it is another one, who is on the phone. Ready in time or late shows by `ready_at`.

        Raises:
            NotAllowed: `by` does not work at this desk, or says it for another and is no operator or manager.
            NoShift: the officer has none that is under way, or about to begin.
            BadValue: the norm has no such item.
        """
        whose = officer or by.staff_no
        with self._core.store.writing() as desk:
            duty, now = self._at_work(desk, by, whose), desk.now()
            near = desk.shifts(now, now + rules.EARLY + timedelta(microseconds=1), officer=whose)
            shift = rules.to_sign_on(near, whose, now)
            if shift is None:
                raise NoShift(name=_name(desk, whose))
            known = {choice.code for choice in duty.ready}
            for code in ready:
                if code not in known:
                    raise BadValue(field=Term(mark("what is in order")), value=code, allowed=tuple(sorted(known)))
            in_order = tuple(choice.code for choice in duty.ready if choice.code in {*shift.ready, *ready})
            is_ready = shift.ready_at or (now if not rules.missing(in_order, duty) else None)
            signed = replace(
                shift,
                signed_on_at=shift.signed_on_at or now,
                signed_on_by=shift.signed_on_by or (by.staff_no if whose != by.staff_no else ""),
                ready=in_order,
                ready_at=is_ready,
                alarm_at=None,
                on_words=harmless(words, line=True) or shift.on_words,
            )
            return _put(desk, shift, signed)

    def sign_off(self, by: Officer, *, officer: OfficerId = "", words: str = "") -> Shift:
        """Sign off 签退. Long before the end, `words` say why (DESK-2).

        Raises:
            NotAllowed: as with `sign_on`.
            NoShift: the officer is not on duty.
            HandOverMissing: the shift was not handed over 交接班.
            AnswerMissing: it is long before the end, and no words say why.
        """
        said, whose = harmless(words, line=True), officer or by.staff_no
        with self._core.store.writing() as desk:
            duty, now = self._at_work(desk, by, whose), desk.now()
            shift = _on_duty(desk, whose)
            if not shift.hand_over:
                raise HandOverMissing(name=_name(desk, shift.officer))
            if now < shift.ends_at - duty.ending and not said:
                raise AnswerMissing(field=Term(mark("why before the end of the shift")), code="words")
            return _put(desk, shift, replace(rules.back(shift, now), signed_off_at=now, off_words=said))

    def away(self, by: Officer, words: str, *, officer: OfficerId = "") -> Shift:
        """Leave the post for a while 离岗, and say why. Raises NotAllowed, NoShift, AnswerMissing."""
        said, whose = harmless(words, line=True), officer or by.staff_no
        if not said:
            raise AnswerMissing(field=Term(mark("why the post is left")), code="words")
        with self._core.store.writing() as desk:
            self._at_work(desk, by, whose)
            shift = _on_duty(desk, whose)
            return _put(desk, shift, replace(shift, away_since=shift.away_since or desk.now(), away_words=said))

    def back(self, by: Officer, *, officer: OfficerId = "") -> Shift:
        """Come back to the post; the absence stays on record. Raises NotAllowed, NoShift."""
        whose = officer or by.staff_no
        with self._core.store.writing() as desk:
            self._at_work(desk, by, whose)
            shift = _on_duty(desk, whose)
            return _put(desk, shift, rules.back(shift, desk.now()))

    # The alarm

    def raise_due(self) -> Sequence[Alert]:
        """Raise the alarm for each shift that nobody takes (DESK-2); returns those that were raised here.

        Any process may do it at any time: each is raised once, over all of them. One query when there is nothing to do.
        """
        store = self._core.store
        with store.reading() as reading:
            if not reading.shifts_to_alarm(store.now()):
                return ()
        raised: list[Alert] = []
        with store.writing() as desk:
            desk.reserve("roster")
            now, duty = desk.now(), self._duty(desk)
            norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
            urgent = min(norm.priorities, key=lambda each: each.rank).code
            for shift in desk.shifts_to_alarm(now):
                raised += [alert for alert in duty_alarm.due(shift, duty, now, urgent) if raising.put(desk, alert)]
                desk.put_shift(duty_alarm.armed(shift, duty, now))
        return raised

    # Within a transaction

    def _at_work(self, desk: Writing, by: Officer, whose: OfficerId) -> DutyRules:
        """The rules of duty. Raises NotAllowed unless `by` may say this for the officer `whose` it is."""
        must_be_allowed(desk, by, Verb.HAND_OVER)
        if whose != by.staff_no and not by.is_any(*_FOR_OTHERS):
            may_too = (each for each in desk.officers() if each.active and each.is_any(*_FOR_OTHERS))
            raise NotAllowed(roles=tuple(by.roles), whom=tuple(each.name for each in may_too))
        desk.reserve("roster")
        return self._duty(desk)

    def _duty(self, desk: Reading) -> DutyRules:
        return self._core.norm(desk, self._core.facts(desk).norm)[0].duty

    def _put_new(self, desk: Writing, shift: Shift, by: Officer) -> Shift:
        if (known := desk.shift(shift.id)) is not None:
            return known
        near = desk.shifts(shift.starts_at, shift.ends_at, officer=shift.officer) if shift.officer else ()
        same = next((each for each in near if rules.same_plan(each, shift)), None)
        if same is not None:
            return same
        now = desk.now()
        late = rules.is_fixed((shift,), self._duty(desk), now)
        shift = replace(
            shift, planned_at=now, planned_by=by.staff_no, late=late, reason=_reason(shift.reason, late=late), version=1
        )
        self._check(desk, shift)
        shift = duty_alarm.armed(shift, self._duty(desk))
        desk.put_shift(shift)
        return shift

    def _change(
        self,
        seen: dict[str, int],
        changed: Callable[[Sequence[Shift]], Sequence[Shift]],
        by: Officer,
        reason: str,
        *,
        verb: Verb = Verb.PLAN_SHIFTS,
    ) -> tuple[Shift, ...]:
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, verb)
            desk.reserve("roster")
            before = [_found(desk, id_) for id_ in seen]
            after = changed(before)
            if all(rules.same_plan(*pair) for pair in zip(before, after, strict=True)):
                return tuple(before)
            if verb is not Verb.PLAN_SHIFTS and any(each.officer for each in before):
                must_be_allowed(desk, by, Verb.PLAN_SHIFTS)
            now, duty = desk.now(), self._duty(desk)
            for old, new in zip(before, after, strict=True):
                if old.version != seen[old.id]:
                    raise StaleShift(name=_name(desk, old.officer))
                begun = old.signed_on_at is not None and (old.officer, old.starts_at) != (new.officer, new.starts_at)
                if old.cancelled_at or old.signed_off_at or begun or (old.signed_on_at and new.cancelled_at):
                    raise ShiftOver(name=_name(desk, old.officer))
            late = rules.is_fixed((*before, *after), duty, now)
            said = _reason(reason, late=late)
            stamped = [
                duty_alarm.armed(
                    replace(
                        new,
                        planned_at=now,
                        planned_by=by.staff_no,
                        late=late or old.late,
                        reason=said or old.reason,
                        version=old.version + 1,
                    ),
                    duty,
                )
                for old, new in zip(before, after, strict=True)
            ]
            for each in stamped:
                self._check(desk, each, stamped)
            for each in stamped:
                desk.put_shift(each)
            return tuple(stamped)

    def _check(self, desk: Writing, shift: Shift, together: Iterable[Shift] = ()) -> None:
        """Raises what cannot stand on the roster; `together` are changed in the same transaction."""
        kinds = tuple(kind.code for kind in self._duty(desk).shifts)
        if shift.kind and shift.kind not in kinds:
            raise BadValue(field=Term(mark("the shift")), value=shift.kind, allowed=kinds)
        if not shift.starts_at < shift.ends_at <= shift.starts_at + LONGEST:
            zone = ZoneInfo(self._core.facts(desk).zone)
            since, until = (at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in (shift.starts_at, shift.ends_at))
            raise BadSpan(since=since, until=until)
        if not shift.officer:
            return
        active = tuple(officer.staff_no for officer in desk.officers() if officer.active)
        if shift.officer not in active and shift.cancelled_at is None:
            raise BadValue(field=Term(mark("the officer")), value=shift.officer, allowed=active)
        moved = {each.id: each for each in together}
        others = desk.shifts(shift.starts_at, shift.ends_at, officer=shift.officer)
        near = {each.id: each for each in others} | moved
        if (other := rules.clash(shift, near.values())) is not None:
            zone = ZoneInfo(self._core.facts(desk).zone)
            raise ShiftsOverlap(
                name=_name(desk, shift.officer),
                one=_span(shift, zone),
                other=_span(other, zone),
            )


def _found(desk: Reading, id_: str) -> Shift:
    shift = desk.shift(id_)
    if shift is None:
        raise NoSuchShift(id=id_)
    return shift


def _on_duty(desk: Reading, officer: OfficerId) -> Shift:
    shift = rules.on_duty_of(desk.on_duty(), officer)
    if shift is None:
        raise NoShift(name=_name(desk, officer))
    return shift


def _put(desk: Writing, before: Shift, after: Shift) -> Shift:
    """Store it as it is now; unchanged, nothing is told."""
    if before == after:
        return before
    after = replace(after, version=before.version + 1)
    desk.put_shift(after)
    return after


def _reason(said: str, *, late: bool) -> str:
    """The reason as it may be stored. Raises AnswerMissing for one that is needed and was not given."""
    said = harmless(said, line=True)
    if late and not said:
        raise AnswerMissing(field=Term(mark("why after the roster was fixed")), code="reason")
    return said


def _name(desk: Reading, officer: OfficerId) -> str:
    """What the officer is called; the number where nobody is known by it."""
    return next((each.name for each in desk.officers() if each.staff_no == officer), officer)


def _span(shift: Shift, zone: ZoneInfo) -> str:
    start, end = shift.starts_at.astimezone(zone), shift.ends_at.astimezone(zone)
    return f"{start:%m-%d %H:%M} – {end:%m-%d %H:%M}"
