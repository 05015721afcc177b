"""Telephones that ring: announced by the exchange, taken by one officer, or missed (CALL-1, CALL-4, CALL-5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid4, uuid5

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.directory import Directory
from tui_desk.desk.errors import BadValue, NoSuchRing, NotTheExchange, RingTaken, Term
from tui_desk.desk.ports import Reading, Writing
from tui_desk.desk.views import CallerView, RingView
from tui_desk.domain import phones
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.message import Message, Owed, Ring
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.person import Person
from tui_desk.domain.text import one_line
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import mark

RINGS_FOR = timedelta(seconds=60)
LONGEST_NUMBER = 64
"""Characters of a caller id, and of a line, that are kept: whoever calls may have written it."""
LONGEST_ID = 120
_LOOKED_AT = 20
_EXCHANGES = "exchange_logins"
"""The fact of the desk that holds the OS users of the exchange, one a line."""


class Rings:
    """The rings of the desk."""

    def __init__(self, core: Core, directory: Directory) -> None:
        self._core, self._directory = core, directory

    # Who may announce

    def admit(self, login: str) -> None:
        """Let an OS user announce calls: an officer who takes them, or one of the exchange. Raises NotTheExchange."""
        with self._core.store.reading() as desk:
            facts, officers = self._core.facts(desk), desk.officers()
            known = {officer.login for officer in officers if may(officer, Verb.REGISTER)} | set(_exchanges(desk))
        if login not in known:
            whom = tuple(officer.name for officer in officers if may(officer, Verb.MANAGE_OFFICERS))
            raise NotTheExchange(login=login, desk=facts.name, whom=whom)

    def exchanges(self) -> Sequence[str]:
        """The OS users of the exchange, in the order of the alphabet."""
        with self._core.store.reading() as desk:
            return _exchanges(desk)

    def set_exchange(self, login: str, *, admitted: bool, by: Officer) -> None:
        """Admit an OS user of the exchange, or no longer. Raises NotAllowed, BadValue for a name that is none."""
        if not login.isprintable() or not login.strip() or len(login.split()) != 1:
            raise BadValue(field=Term(mark("the login")), value=login, allowed=Term(mark("the name of an OS user")))
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_OFFICERS)
            logins = {*_exchanges(desk), login} if admitted else {*_exchanges(desk)} - {login}
            desk.put_fact(_EXCHANGES, "\n".join(sorted(logins)))

    # What the exchange says

    def announce(
        self, number: str, *, to: OfficerId = "", line: str = "", lasts: timedelta = RINGS_FOR, id_: str = ""
    ) -> Ring:
        """A telephone rings now; the same id again is the same ring.

        `number` is what the exchange knows of the caller, empty when it is withheld. Raises BadValue for an officer
        who takes no calls.
        """
        with self._core.store.writing() as desk:
            known = {officer.staff_no: officer for officer in desk.officers() if may(officer, Verb.REGISTER)}
            if to and (to := _officer(to, known.values())) not in known:
                raise BadValue(field=Term(mark("the officer")), value=to, allowed=tuple(known))
            id_ = one_line(id_)[:LONGEST_ID] or uuid4().hex
            desk.reserve(f"ring {id_}")
            if (same := desk.ring(id_)) is not None:
                return same
            now = desk.now()
            ring = Ring(id_, _short(number), now, now + lasts, to, _short(line))
            desk.put_ring(ring)
            return ring

    def picked_up(self, id_: str, whom: str = "") -> Ring:
        """Somebody answered on the telephone itself, says the exchange, and may know who: it is not missed.

        A ring that was taken or missed stays so. Raises NoSuchRing, BadValue for an unknown officer.
        """
        with self._core.store.writing() as desk:
            ring = _found(desk, id_)
            if ring.over:
                return ring
            known = {officer.staff_no: officer for officer in desk.officers() if officer.active}
            if whom and (whom := _officer(whom, known.values())) not in known:
                raise BadValue(field=Term(mark("the officer")), value=whom, allowed=tuple(known))
            ring = replace(ring, taken_by=whom, taken_at=desk.now())
            desk.put_ring(ring)
            return ring

    def hang_up(self, id_: str) -> Ring:
        """The caller hung up, says the exchange: missed when nobody took it, otherwise the time is noted once.

        Raises NoSuchRing.
        """
        with self._core.store.writing() as desk:
            ring = _found(desk, id_)
            if ring.hung_up_at is None:
                ring = replace(ring, hung_up_at=desk.now())
                desk.put_ring(ring)
            return ring if ring.over else self._miss(desk, ring)

    # What the desk does

    def ringing(self) -> Sequence[RingView]:
        """The telephones that ring now, the longest first, with who may be calling."""
        with self._core.store.reading() as desk:
            rings = desk.rings()
        return [RingView(ring, tuple(self._callers(ring.number))) for ring in rings]

    def look_at(self, id_: str) -> Ring:
        """A ring as it stands. Raises NoSuchRing."""
        with self._core.store.reading() as desk:
            ring = desk.ring(id_)
        if ring is None:
            raise NoSuchRing(id=id_)
        return ring

    def take(self, id_: str, *, by: Officer) -> Ring:
        """Take the call; the first who does has it. Raises RingTaken, NoSuchRing, NotAllowed."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.REGISTER)
            ring = _found(desk, id_)
            if ring.taken_by == by.staff_no:
                return ring
            if ring.over:
                whom = next((o.name for o in desk.officers() if o.staff_no == ring.taken_by), ring.taken_by)
                raise RingTaken(number=ring.number, whom=whom or "-")
            ring = replace(ring, taken_by=by.staff_no, taken_at=desk.now())
            desk.put_ring(ring)
            return ring

    def miss(self, id_: str, *, at_once: bool = False) -> Ring:
        """Nobody took it: a missed call on record, and a call-back owed; once, whoever says so.

        Nothing happens before its time is over, unless `at_once`. Raises NoSuchRing.
        """
        with self._core.store.writing() as desk:
            ring = _found(desk, id_)
            if ring.over or (desk.now() < ring.until and not at_once):
                return ring
            return self._miss(desk, ring)

    def miss_overdue(self) -> Sequence[Ring]:
        """Every ring whose time is over is missed; returns those. For whoever comes when nobody was at the desk."""
        now = self._core.store.now()
        with self._core.store.reading() as desk:
            late = [ring.id for ring in desk.rings() if ring.until <= now]
        return [ring for ring in map(self.miss, late) if ring.missed_at is not None]

    def _miss(self, desk: Writing, ring: Ring) -> Ring:
        now = desk.now()
        ring = replace(ring, missed_at=now)
        desk.put_ring(ring)
        norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
        callers = _people(desk, ring.number)
        names = " / ".join(person.name for person in callers)
        units = " / ".join(dict.fromkeys(person.unit for person in callers if person.unit))
        call = uuid5(NAMESPACE_URL, f"tui-desk ring {ring.id}").hex
        desk.put_call(
            CallRecord(
                id=call,
                officer=ring.to,
                began_at=ring.rang_at,
                end=End.MISSED,
                line=ring.line,
                phases={"rang": ring.rang_at, "hung_up": now},
                caller_name=names,
                caller_unit=units,
                caller_phone=ring.number,
            )
        )
        desk.put_message(
            Message(
                id=f"missed-{ring.id}",
                kind=Owed.MISSED,
                left_at=now,
                by="",
                to=ring.to,
                caller_name=names,
                caller_unit=units,
                caller_phone=ring.number,
                call=call,
                ring=ring.id,
                due_at=now + norm.call.reply_within,
            )
        )
        return ring

    def _callers(self, number: str) -> Sequence[CallerView]:
        """Everybody whose telephone this is, with what stands around them; two people may share one."""
        if not (dialled := _dialled(number)):
            return ()
        found = self._directory.callers(dialled, limit=_LOOKED_AT)
        return [view for view in found if _is_phone_of(view.person, dialled)]


def _people(desk: Reading, number: str) -> Sequence[Person]:
    """Everybody whose telephone this is."""
    if not (dialled := _dialled(number)):
        return ()
    return [person for person in desk.people_like(dialled, _LOOKED_AT) if _is_phone_of(person, dialled)]


def _dialled(number: str) -> str:
    """What to look up for a caller id: of a SIP address its user; empty when it holds no number."""
    user = number.rpartition("sip:")[2].partition("@")[0]
    return user if phones.read(user).digits else ""


def _is_phone_of(person: Person, dialled: str) -> bool:
    return any(phones.same(phone, dialled) for phone in person.phones)


def _officer(named: str, officers: Iterable[Officer]) -> OfficerId:
    """The staff number of the officer whom the exchange names by it, by login or by telephone; else what it said."""
    return next((each.staff_no for each in officers if named in {each.staff_no, each.login, each.phone}), named)


def _exchanges(desk: Reading) -> Sequence[str]:
    return desk.facts().get(_EXCHANGES, "").split()


def _short(text: str) -> str:
    return one_line(text[: 16 * LONGEST_NUMBER])[:LONGEST_NUMBER]


def _found(desk: Writing, id_: str) -> Ring:
    id_ = one_line(id_)[:LONGEST_ID]
    desk.reserve(f"ring {id_}")
    ring = desk.ring(id_)
    if ring is None:
        raise NoSuchRing(id=id_)
    return ring
