"""What reaches an officer on whatever screen: telephones, messages, replies, warnings (CALL-4, 5, 11, 14).

Follows the feed for the app, keeps what the officer owes to callers, and writes the lines of alert. Holds no widget.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable, DeskError, NoSuchMessage, NoSuchRing
from tui_desk.desk.ports import Change
from tui_desk.desk.views import OwedView, RingView
from tui_desk.domain.message import Message, Owed, Ring
from tui_desk.domain.officer import Officer
from tui_desk.domain.roster import Shift
from tui_desk.domain.verbs import Verb, may
from tui_desk.i18n import tr
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import ACCENT, NEAR, NEW, OVERDUE, PLAIN, QUIET, SELECTED, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.warned import Heard as WarningsHeard
from tui_desk.tui.warned import Warned
from tui_desk.tui.widgets.text_line import Piece

SAID_FOR = timedelta(seconds=5)
"""How long it is said who took a call."""
MESSAGE_SAID_FOR = WARNING_SAID_FOR = timedelta(seconds=12)
FLASH = timedelta(seconds=2)
"""How long a warning stands out when it comes."""
LATELY = timedelta(seconds=30)
"""What a colleague did longer ago is no news."""
MANY = 20
"""From how many changed messages at once none is told on its own."""
SHOWN = 200
LOUD = NEW + SELECTED
_log = logging.getLogger(__name__)
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Owing:
    """What the officer owes to callers, in numbers; `next` is what falls due first."""

    next: OwedView | None = None
    overdue: int = 0
    unread: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """A line said for a while."""

    pieces: Pieces
    until: datetime
    flash_until: datetime | None = None

    def at(self, now: datetime) -> Pieces:
        """How it looks now: reversed for its first moment, if it flashes."""
        if self.flash_until is None or now >= self.flash_until:
            return self.pieces
        return tuple((text, ink + SELECTED) for text, ink in self.pieces)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What one look at the desk brought."""

    rings: Sequence[RingView]
    gone: Sequence[Ring]
    owed: Sequence[OwedView] | None
    changed: Sequence[Message]
    warned: WarningsHeard | None
    duty: Shift | None = None
    duty_asked: bool = False


class Alerts:
    """What the officer is to hear at once. `drawn` is called when the lines or what is owed may be different.

    While the desk is `locked`, a warning sounds the bell only; it is told when the desk is `opened`.
    """

    def __init__(
        self,
        gateway: Gateway,
        session: Callable[[], Session | None],
        drawn: Callable[[], None],
        locked: Callable[[], bool] = lambda: False,
    ) -> None:
        self._gateway, self._session, self._drawn, self._locked = gateway, session, drawn, locked
        self.rings: tuple[RingView, ...] = ()
        self.owed: Sequence[OwedView] | None = None
        """What the officer owes; None until it was read."""
        self._news: list[News] = []
        self.warned = Warned()
        """The warnings of clocks."""
        self.duty: Shift | None = None
        """The officer's own shift: on duty, to sign on for, or the next one (DESK-2)."""
        self._read_told: set[str] = set()
        self._messages: set[str] = set()
        self._officer = ""
        self._rings_changed = self._owed_changed = self._duty_changed = True
        self._reading = False
        self._ticks = False
        self.bell = False
        """Whether something came in since this was last set to False: a telephone, a message, a warning."""

    # What is heard

    def changed(self, changes: Collection[Change]) -> bool:
        """Take in what changed; whether the desk has to be asked, by `read`."""
        self._rings_changed |= any(change.entity == "ring" for change in changes)
        self._messages |= {change.key for change in changes if change.entity == "message"}
        self._owed_changed |= any(change.entity in ("message", "ticket") for change in changes)
        self._duty_changed |= any(change.entity in ("shift", "norm") for change in changes)
        self.warned.changed(changes)
        return self._wanting

    def all_again(self) -> bool:
        """Everything may be different: the line was down, or somebody else sits here, whose news is not theirs."""
        session = self._session()
        officer = session.officer.staff_no if session is not None else ""
        self.warned.all_again(other_officer=officer != self._officer)
        if officer != self._officer:
            self._officer, self._news, self.owed, self.rings, self.duty = officer, [], None, (), None
        self._rings_changed = self._owed_changed = self._duty_changed = True
        return self._wanting

    def opened(self) -> bool:
        """The desk is on the screen; whether the desk has to be asked for what came while it was locked."""
        return self.warned.opened() and self._wanting

    @property
    def _wanting(self) -> bool:
        return self._to_ask and not self._reading

    @property
    def _to_ask(self) -> bool:
        return self._rings_changed or self._owed_changed or self._duty_changed or self.warned.wanting

    async def read(self) -> None:
        """Ask the desk until nothing new is left to ask. One asks at a time: what two heard would be told twice."""
        if self._reading:
            return
        self._reading = True
        try:
            while self._to_ask and (session := self._session()) is not None:
                self._take_in(await self._gateway.ask(self._question(session.officer)), session)
                self._drawn()
        except DatabaseUnavailable:
            _log.info("alerts are read again when the line is back")
        except DeskError:
            _log.exception("alerts cannot be read")
        finally:
            self._reading = False

    def _question(self, officer: Officer) -> Callable[[Desk], _Heard]:
        known = [view.ring.id for view in self.rings]
        rings_changed, owed_changed, duty = self._rings_changed, self._owed_changed, self._duty_changed
        keys, self._messages = self._messages, set()
        warnings = self.warned.question(officer) if self.warned.wanting else None
        self._rings_changed = self._owed_changed = self._duty_changed = False

        def ask(desk: Desk) -> _Heard:
            rings = _mine(desk.rings.ringing(), officer) if rings_changed else self.rings
            gone = set(known) - {view.ring.id for view in rings}
            owed = desk.promises.owed(officer) if owed_changed else None
            changed = [_message(desk, key) for key in keys] if len(keys) <= MANY else []
            gone_rings = [ring for id_ in gone if (ring := _ring(desk, id_)) is not None]
            messages = [message for message in changed if message is not None]
            heard = _Heard(rings, gone_rings, owed, messages, warnings(desk) if warnings else None)
            return replace(heard, duty=desk.rosters.mine(officer), duty_asked=True) if duty else heard

        return ask

    def _take_in(self, heard: _Heard, session: Session) -> None:
        now = session.now()
        known = {view.ring.id for view in self.rings}
        self.bell |= any(view.ring.id not in known for view in heard.rings)
        self.rings = tuple(heard.rings)
        for ring in heard.gone:
            if ring.over and ring.taken_by != session.officer.staff_no:
                self._say(_over(ring, session), now, SAID_FOR)
        if heard.owed is not None:
            self.owed = heard.owed
        if heard.duty_asked:
            self.duty = heard.duty
        for message in heard.changed:
            self._tell(message, session, now)
        locked = self._locked()
        for pieces in self.warned.take_in(heard.warned, session, locked=locked) if heard.warned else ():
            self.bell = True
            if not locked:
                self._say(pieces, now, WARNING_SAID_FOR, flash=FLASH)

    def _tell(self, message: Message, session: Session, now: datetime) -> None:
        """Say what a message is news of: it is new and for me, or mine was read, or the caller answered."""
        me = session.officer.staff_no
        if message.by != me and message.to == me and message.read_at is None and now - message.left_at < LATELY:
            if message.kind is Owed.MESSAGE:
                self._say(_new_message(message, session), now, MESSAGE_SAID_FOR)
                self.bell = True
        elif message.by == me and message.to != me and message.kind is Owed.MESSAGE:
            if message.done_at is not None and message.done_by != me and now - message.done_at < LATELY:
                self._say(_answered(message, session), now, MESSAGE_SAID_FOR)
            elif message.read_at and now - message.read_at < LATELY and message.id not in self._read_told:
                self._read_told.add(message.id)
                self._say(_was_read(message, session), now, SAID_FOR)

    def tell(self, sentence: str) -> None:
        """Say a sentence for a while, on whatever screen."""
        if (session := self._session()) is not None:
            self._say(((f" {sentence}", NEAR),), session.now(), MESSAGE_SAID_FOR)
            self._drawn()

    def _say(self, pieces: Pieces, now: datetime, lasts: timedelta, *, flash: timedelta | None = None) -> None:
        self._news = [*self._news[-2:], News(pieces, now + lasts, now + flash if flash else None)]

    # What is shown

    def tick(self) -> Sequence[str]:
        """A second passed: the ids of the rings whose time is over, which count as missed now."""
        session = self._session()
        if session is None or not (self.rings or self._news or self.owed or self._ticks):
            return ()
        now = session.now()
        self._news = [news for news in self._news if news.until > now]
        self._ticks = bool(self.rings or self._news or self.owed)
        self._drawn()
        return [view.ring.id for view in self.rings if view.ring.until <= now]

    @property
    def ringing(self) -> Ring | None:
        """The telephone that rings longest, which the next key takes; None when none does."""
        return self.rings[0].ring if self.rings else None

    def gone(self, ring: str) -> None:
        """Show a ring no more, before the feed tells: it was taken here."""
        self.rings = tuple(view for view in self.rings if view.ring.id != ring)
        self._drawn()

    def lines(self, most: int) -> Sequence[Pieces]:
        """The lines of alert, at most so many: telephones that ring, then what is news."""
        session = self._session()
        if session is None:
            return ()
        now = session.now()
        lines: list[Pieces] = []
        for place, view in enumerate(self.rings):
            lines += _ringing(view, now, takes=place == 0, more=len(self.rings) - 1, lines=most)
        news = [each.at(now) for each in reversed(self._news) if each.until > now]
        hidden = min(len(news), len(lines) + len(news) - most)
        shown = [*lines, *news][:most]
        if hidden > 0 and shown:
            shown[-1] = (*shown[-1][:1], (f" +{hidden} ", NEW), *shown[-1][1:])
        return shown

    def owing(self) -> Owing:
        """What the officer owes to callers, in numbers."""
        session, owed = self._session(), self.owed or ()
        if session is None:
            return Owing()
        me, now = session.officer.staff_no, session.now()
        mine = [each for each in owed if each.owes in ("", me)]
        return Owing(
            next=next((each for each in owed if each.due_at is not None), None),
            overdue=sum(each.due_at is not None and each.due_at < now for each in owed),
            unread=sum(_is_unread(each) for each in mine if each.owes == me),
            missed=sum(each.kind is Owed.MISSED for each in mine),
        )


def _is_unread(owed: OwedView) -> bool:
    return owed.kind is Owed.MESSAGE and owed.message is not None and owed.message.read_at is None


def _mine(rings: Sequence[RingView], officer: Officer) -> Sequence[RingView]:
    """The rings that are the officer's to take."""
    if not may(officer, Verb.REGISTER):
        return ()
    return [view for view in rings if view.ring.to in ("", officer.staff_no)]


def _message(desk: Desk, id_: str) -> Message | None:
    try:
        return desk.messages.look_at(id_)
    except NoSuchMessage:
        return None


def _ring(desk: Desk, id_: str) -> Ring | None:
    try:
        return desk.rings.look_at(id_)
    except NoSuchRing:
        return None


def _ringing(view: RingView, now: datetime, *, takes: bool, more: int, lines: int) -> Sequence[Pieces]:
    """Who rings, for how long, and the open tickets; two people with one number are both named."""
    ring = view.ring
    seconds = max(0, int((now - ring.rang_at).total_seconds()))
    people = [view.person for view in view.callers]
    names = tr(" or ").join(" ".join(filter(None, (person.name, person.unit))) for person in people)
    number = ring.number[:SHOWN] or tr("number withheld")
    head: list[Piece] = [(f" {seconds:>3}s ", LOUD), (f"{tr('rings')} ", LOUD), (" ", PLAIN)]
    if takes:
        head += [("F4 ", ACCENT), (f"{tr('take it')}  ", PLAIN)]
    head += [(f"{number}  ", STRONG), (names or tr("not in the directory"), STRONG if names else QUIET)]
    if ring.line:
        head.append((f"  {tr('line {line}', line=ring.line)}", QUIET))
    if takes and more:
        head.append((f"  {tr('{count} more ring', count=more)}", NEW))
    if lines < 2:
        count = sum(len(caller.open_tickets) for caller in view.callers)
        return [(*head, *([(f"  {tr('open {count}', count=count)}", QUIET)] if count else []))]
    tickets = [row for caller in view.callers for row in caller.open_tickets]
    if not tickets or more:
        return [tuple(head)]
    below: list[Piece] = [("      ", PLAIN), (f"{tr('open {count}', count=len(tickets))}  ", QUIET)]
    for row in tickets[:3]:
        below += [(f"{row.number} ", PLAIN), (f"{row.summary[:SHOWN]}  ", QUIET)]
    return [tuple(head), tuple(below)]


def _over(ring: Ring, session: Session) -> Pieces:
    number = ring.number[:SHOWN] or tr("number withheld")
    if ring.taken_at is not None:
        whom = session.officer_name(ring.taken_by) or tr("somebody")
        return (("  ", PLAIN), (tr("{name} has taken the call from {number}", name=whom, number=number), QUIET))
    return (
        (f" {tr('missed')} ", OVERDUE),
        (tr("{number}: a call-back is owed now", number=number), PLAIN),
    )


def _who(message: Message) -> str:
    return " ".join(filter(None, (message.caller_name, message.caller_unit, message.caller_phone)))


def _new_message(message: Message, session: Session) -> Pieces:
    left_by = session.officer_name(message.by) or tr("nobody")
    return (
        (f" {tr('message from {name}', name=left_by)} ", LOUD),
        (" ", PLAIN),
        (f"{_who(message)}  ", STRONG),
        (message.words[:SHOWN], PLAIN),
    )


def _was_read(message: Message, session: Session) -> Pieces:
    name = session.officer_name(message.read_by)
    return ((" ", PLAIN), (tr("{name} has read your message about {who}", name=name, who=_who(message)), QUIET))


def _answered(message: Message, session: Session) -> Pieces:
    name = session.officer_name(message.done_by)
    told = tr("{name} has answered {who}:", name=name, who=_who(message) or tr("the caller"))
    return ((f" {told} ", NEW), (message.done_words[:SHOWN], PLAIN))
