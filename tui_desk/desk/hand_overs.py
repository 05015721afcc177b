"""Hand-overs 交接班: the sheet is collected and given, and confirmed item by item by the next one (DESK-2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import BadValue, NoShift, Term
from tui_desk.desk.following import harmless
from tui_desk.desk.hand_over_errors import HandedOver, NoSuchHandOver, NotTheNext
from tui_desk.desk.handing_over import HAND_OVER_KINDS, collected
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain.officer import Officer, OfficerId, Role
from tui_desk.domain.roster import HandOver, HandOverItem, Shift, on_duty_of
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark
from tui_desk.norms.models import Norm

_PREFIX = "JB"
"""How the number of a sheet begins where the norm has no form for it."""
_KEPT = 100
"""How many sheets are looked through for those that wait."""


class HandOvers:
    """The hand-overs of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    # What is asked

    def collect(self, by: Officer, more: Sequence[HandOverItem] = ()) -> HandOver:
        """The sheet of the officer's shift as it would be given now; it is not stored.

        `more` is what only the officer's own seat knows: calls that are parked there. For somebody who is on duty in no
        shift it has none, and cannot be given.
        """
        store = self._core.store
        now, here = store.now(), store.presences.all()
        with store.reading() as desk:
            shift = on_duty_of(desk.on_duty(), by.staff_no)
            known = desk.hand_over(shift.hand_over) if shift is not None and shift.hand_over else None
            items = collected(desk, by, shift, self._norm(desk), now, here)
            found = {(each.kind, each.key): each for each in (*more, *items)}
        ordered = sorted(found.values(), key=lambda each: HAND_OVER_KINDS.index(each.kind))
        return HandOver(
            id=known.id if known is not None else "",
            shift=shift.id if shift is not None else "",
            giver=by.staff_no,
            made_at=now,
            items=tuple(ordered),
            words=known.words if known is not None else "",
        )

    def view(self, id_: str) -> tuple[HandOver, Shift | None]:
        """A sheet with the shift that it hands over. Raises NoSuchHandOver."""
        with self._core.store.reading() as desk:
            of = _found(desk, id_)
            return of, desk.shift(of.shift)

    def newest(self, limit: int = 50) -> Sequence[HandOver]:
        """The newest sheets, taken over or not."""
        with self._core.store.reading() as desk:
            return desk.hand_overs(limit)

    def waiting(self) -> Sequence[HandOver]:
        """The sheets that nobody has taken over wholly, the oldest first."""
        with self._core.store.reading() as desk:
            return tuple(reversed(desk.hand_overs(_KEPT, taken=False)))

    def open_for(self, officer: Officer) -> Sequence[HandOver]:
        """Those of them that the officer may confirm now, the oldest first."""
        with self._core.store.reading() as desk:
            waiting = reversed(desk.hand_overs(_KEPT, taken=False))
            return tuple(each for each in waiting if _is_next(desk, each, officer))

    # Giving

    def give(self, sheet: HandOver, by: Officer) -> HandOver:
        """Give a sheet that was collected; with it the shift may be signed off. Given again, it says it anew.

        Raises:
            NotAllowed: `by` does not work at this desk. NoShift: the officer is on duty in no shift.
            HandedOver: the next one has begun to confirm it already.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.HAND_OVER)
            desk.reserve("roster")
            shift = on_duty_of(desk.on_duty(), by.staff_no)
            if shift is None:
                raise NoShift(name=_name(desk, by.staff_no))
            known = desk.hand_over(shift.hand_over) if shift.hand_over else None
            if known is not None and (known.taken_at or any(each.confirmed_at for each in known.items)):
                who = known.taker or next(each.confirmed_by for each in known.items if each.confirmed_by)
                raise HandedOver(name=_name(desk, who))
            now = desk.now()
            given = HandOver(
                id=known.id if known is not None else self._number(desk, now),
                shift=shift.id,
                giver=by.staff_no,
                made_at=now,
                items=tuple(_new(each) for each in sheet.items),
                words=harmless(sheet.words),
                version=known.version + 1 if known is not None else 1,
            )
            desk.put_hand_over(given)
            if shift.hand_over != given.id:
                desk.put_shift(replace(shift, hand_over=given.id, version=shift.version + 1))
            return given

    def _number(self, desk: Writing, now: datetime) -> str:
        facts = self._core.facts(desk)
        form = next((form for form in self._norm(desk).forms if form.use == "hand_over"), None)
        day = f"{now.astimezone(ZoneInfo(facts.zone)):%Y%m%d}"
        prefix = form.prefix if form is not None and form.prefix else _PREFIX
        return f"{prefix}-{day}-{desk.next_number(prefix, day):03}"

    def _norm(self, desk: Reading) -> Norm:
        return self._core.norm(desk, self._core.facts(desk).norm)[0]

    # Taking

    def confirm(self, id_: str, kind: str, key: str, by: Officer, remark: str = "") -> HandOver:
        """Confirm an item, with a remark if there is one; with the last one the sheet is taken over.

        What somebody else confirmed stays so.

        Raises:
            NoSuchHandOver: there is no such sheet. NotTheNext: the officer is not on duty after it, or gave it.
            HandedOver: it was taken over already. BadValue: it has no such item.
        """

        def decide(of: HandOver, now: datetime) -> HandOver:
            if not any((each.kind, each.key) == (kind, key) for each in of.items):
                raise BadValue(field=Term(mark("the item")), value=f"{kind} {key}", allowed=())
            said = harmless(remark, line=True)
            items = (
                replace(each, confirmed_at=now, confirmed_by=by.staff_no, remark=said)
                if (each.kind, each.key) == (kind, key) and each.confirmed_by in ("", by.staff_no)
                else each
                for each in of.items
            )
            return replace(of, items=tuple(items))

        return self._take(id_, decide, by)

    def confirm_rest(self, id_: str, by: Officer, remark: str = "") -> HandOver:
        """Confirm all that is not confirmed yet; the sheet is taken over. Raises what `confirm` does."""

        def decide(of: HandOver, now: datetime) -> HandOver:
            said = harmless(remark, line=True)
            items = (
                each
                if each.confirmed_at
                else replace(each, confirmed_at=now, confirmed_by=by.staff_no, remark=said or each.remark)
                for each in of.items
            )
            return replace(of, items=tuple(items))

        return self._take(id_, decide, by)

    def _take(self, id_: str, decide: Callable[[HandOver, datetime], HandOver], by: Officer) -> HandOver:
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.HAND_OVER)
            desk.reserve("roster")
            of, now = _found(desk, id_), desk.now()
            if of.taken_at is not None:
                raise HandedOver(name=_name(desk, of.taker))
            if not _is_next(desk, of, by):
                raise NotTheNext(name=by.name)
            taken = decide(of, now)
            if all(each.confirmed_at for each in taken.items):
                taken = replace(taken, taker=by.staff_no, taken_at=now)
            taken = replace(taken, version=of.version + 1)
            desk.put_hand_over(taken)
            return taken


def _is_next(desk: Reading, of: HandOver, officer: Officer) -> bool:
    """Whether the officer may confirm the sheet: on duty in a shift that ends later, or a manager; never its giver."""
    if officer.staff_no == of.giver or not officer.active:
        return False
    if Role.MANAGER in officer.roles:
        return True
    given = desk.shift(of.shift)
    mine = [each for each in desk.on_duty() if each.officer == officer.staff_no]
    return any(given is None or each.ends_at > given.ends_at for each in mine)


def _new(item: HandOverItem) -> HandOverItem:
    """The item as it is given: nobody has confirmed it."""
    return HandOverItem(item.kind, item.key, harmless(item.words, line=True), item.due_at)


def _found(desk: Reading, id_: str) -> HandOver:
    of = desk.hand_over(id_)
    if of is None:
        raise NoSuchHandOver(id=id_)
    return of


def _name(desk: Reading, officer: OfficerId) -> str:
    return next((each.name for each in desk.officers() if each.staff_no == officer), officer)
