"""The ends of a call that are no new ticket (CALL-15): each asks only what it needs, and every one is on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from tui_desk.desk.errors import AnswerMissing, DatabaseUnavailable, DeskError
from tui_desk.desk.terms import ENDS
from tui_desk.desk.views import Finished, QueueRow
from tui_desk.domain import moments
from tui_desk.domain.call import End, Fact
from tui_desk.domain.officer import OfficerId
from tui_desk.domain.ticket import State
from tui_desk.i18n import tr
from tui_desk.tui import call_scripts
from tui_desk.tui.form import Item
from tui_desk.tui.presenting import officer, short_moment
from tui_desk.tui.queue_rows import View
from tui_desk.tui.screens.asking import INSTEAD, Asked, AskScreen
from tui_desk.tui.screens.ends import EndsScreen, GoodbyeScreen, UnansweredScreen
from tui_desk.tui.screens.intake_acts import IntakeActs
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.pick_field import Entry

_SUMMARY_CELLS = 28
SEARCHED = 200
"""How many characters of a summary a search looks at."""


class IntakeEnds(IntakeActs):
    """The intake with the ends of a call."""

    _ending = False

    def act_end(self) -> None:
        """Ask how the call ends."""
        self.app.clear_notifications()
        self.app.push_screen(EndsScreen(self.session, self.gateway, self.hand), self._chosen)

    def act_join(self) -> None:
        """Add the caller to their own open ticket; of several to one that is chosen."""
        tickets = self.open_tickets()
        if len(tickets) == 1:
            self.end(End.ADDED, ticket=tickets[0])
        else:
            self._ask_ticket()

    def _chosen(self, end: End | None) -> None:
        match end:
            case None:
                pass
            case End.ADDED:
                self._ask_ticket()
            case End.TRANSFERRED:
                self._ask_whom()
            case End.MESSAGE:
                self._ask_message()
            case End.ANSWERED if lacking := self._lacking():
                names = " ".join(self.hand.label(code) for code in lacking)
                self.say(tr("To end as answered: {names}; then F12 1.", names=names), "warning")
                self._go_to(lacking[0])
            case _:
                self.end(end)

    def _lacking(self) -> list[str]:
        """What a call answered at once still lacks: the problem, and how it was handled (CALL-15)."""
        codes = (self.hand.norm.code_of("summary"), self.hand.norm.code_of("handled"))
        return [code for code in codes if code and not self.hand.call.answer(code)]

    # What an end needs

    def _ask_ticket(self) -> None:
        """Which ticket the caller is added to: their own and their unit's open ones first, then the whole queue."""
        rows = list(self._open_rows())
        if not rows:
            self.say(tr("No ticket is open."), "warning")
            return
        entries = tuple(
            Entry(
                row.number,
                row.number,
                f"{fit(row.summary, _SUMMARY_CELLS)} {row.requester_name} {row.requester_unit}",
                also=f"{row.summary[:SEARCHED]} {row.requester_phone}",
            )
            for row in rows
        )
        item = Item("ticket", tr("Ticket"), "pick", required=True, entries=entries)

        def chosen(asked: Asked | None) -> None:
            if asked:
                self.end(End.ADDED, ticket=asked["ticket"])

        self.app.push_screen(AskScreen(self.session, self.gateway, tr("Add to an open ticket"), (item,)), chosen)

    def _open_rows(self) -> Iterator[QueueRow]:
        found, unit = self._callers.found, self.hand.call.answer(self.hand.norm.code_of("requester_unit"))
        own = list(found[0].open_tickets) if len(found) == 1 else []
        queue = self.lines.queue.view(View.ALL) if self.lines.queue is not None else []
        of_unit = [row for row in queue if unit and row.requester_unit == unit]
        yield from _once(row for row in (*own, *of_unit, *queue) if row.state is not State.CLOSED)

    def _ask_whom(self) -> None:
        """To whom the call is put through: an officer, or words; whoever is away may get a message instead."""
        item = Item("to", tr("Transferred to"), "pick", required=True, entries=self._colleagues())

        def say(asked: Asked) -> str:
            return call_scripts.line(self.hand, "transfer", to=self._named(asked["to"]))

        def chosen(asked: Asked | None) -> None:
            if asked and INSTEAD in asked:
                self._ask_message(asked["to"])
            elif asked:
                self.end(End.TRANSFERRED, to=asked["to"])

        title = tr("Transfer")
        screen = AskScreen(self.session, self.gateway, title, (item,), say=say, free=True, instead=End.MESSAGE)
        self.app.push_screen(screen, chosen)

    def _ask_message(self, to: OfficerId = "") -> None:
        """A message for a colleague who is away, and by when they answer (CALL-11)."""
        now = self.session.now()
        due = short_moment(now + self.hand.norm.call.reply_within, self.session, now)
        call, norm = self.hand.call, self.hand.norm
        words = call.fact("words") or call.answer(norm.code_of("summary")) or call.scratch
        known = to if to in self.session.officers else ""
        items = (
            Item("to", tr("Message for"), "pick", known, required=True, entries=self._colleagues()),
            Item("words", tr("Message"), "long", words, required=True),
            Item("due", tr("Answered by"), value=due, required=True, hint=tr("14:00, +2h, tomorrow 9:00")),
        )

        def say(asked: Asked) -> str:
            if asked["words"].strip():
                return call_scripts.line(self.hand, "message", to=self._named(asked["to"]), due=asked["due"])
            return call_scripts.line(self.hand, "transfer_away", to=self._named(asked["to"]))

        def check(asked: Asked) -> tuple[str, str] | None:
            at = self._moment(asked["due"])
            if at is None or at <= now:
                return "due", tr("“{text}” is no time to come.", text=asked["due"])
            return None

        def chosen(asked: Asked | None) -> None:
            if asked and (at := self._moment(asked["due"])):
                due = short_moment(at, self.session, self.session.now())
                self.end(End.MESSAGE, to=asked["to"], words=asked["words"].strip(), due=due)

        screen = AskScreen(self.session, self.gateway, tr("Message"), items, say=say, check=check)
        self.app.push_screen(screen, chosen)

    def _moment(self, typed: str) -> datetime | None:
        try:
            return moments.parse(typed, self.session.now(), self.session.zone)
        except ValueError:
            return None

    def _colleagues(self) -> tuple[Entry, ...]:
        """Everybody but oneself, found by name, pinyin, number and telephone."""
        others = (each for each in self.session.officers.values() if each.active)
        return tuple(
            Entry(each.staff_no, officer(each.staff_no, self.session), each.phone, also=" ".join(letters(each.name)))
            for each in others
            if each.staff_no != self.session.officer.staff_no
        )

    def _named(self, to: OfficerId) -> str:
        """Who is named in the line to say; nobody in particular while nobody is chosen."""
        return self.session.officer_name(to) or tr("a colleague")

    # Carrying it out

    def end(self, end: End, **facts: str) -> None:
        """Give the call its end, with what is said about it."""
        if self._ending:
            self.say(tr("Still waiting for the database; nothing is lost."))
            return
        for fact, value in facts.items():
            self._note_fact(fact, value)
        self._ending = True
        self.start(self._end(end))

    def _note_fact(self, fact: Fact | str, value: str) -> None:
        if self.hand.call.facts.get(fact, "") != value:
            self.hand.note("fact", value, fact)

    async def _end(self, end: End) -> None:
        try:
            finished = await self.hand.finish(self.gateway, end)
        except AnswerMissing as error:
            self.say_error(error)
            code = str(error.facts.get("code", ""))
            if any(question.code == code for question in self.hand.norm.questions()):
                self._go_to(code)
        except DatabaseUnavailable:
            screen = UnansweredScreen(self.session, self.gateway, self.hand)
            self.app.push_screen(screen, lambda choice: self._unanswered(end, choice))
        else:
            self._ended(finished)
        finally:
            self._ending = False

    def _unanswered(self, end: End, choice: str | None) -> None:
        if choice == "later":
            self.hand.leave()
            self._say_left()
            self._goodbye(end)
        elif choice == "again":
            self.end(end)
        else:
            self.hand.reconsider()

    def _say_left(self) -> None:
        reference = self.hand.call.reference
        self.app.notify(tr("{reference} is kept; its record follows by itself.", reference=reference), markup=False)

    def _ended(self, finished: Finished) -> None:
        """Say what is left to say, then the call is over."""
        self.over = True
        record = finished.record
        if finished.ticket is not None:
            self.tell_number(finished.ticket)
            return
        self.app.clear_notifications()
        self.app.notify(
            tr("On record as {end}: {reference}.", end=tr(ENDS[record.end]), reference=record.reference), markup=False
        )
        self._goodbye(record.end)

    def _goodbye(self, end: End) -> None:
        self.over = True
        to, due = self.session.officer_name(self.hand.call.fact("to")), self.hand.call.fact("due")
        lines = call_scripts.after(self.hand, end, to=to, due=due)
        if not lines:
            self.hang_up()
            return
        title = f"{tr(ENDS[end])}  {self.hand.call.reference}"
        self.app.push_screen(GoodbyeScreen(self.session, self.gateway, title, lines), lambda _: self.hang_up())

    def hang_up(self) -> None:
        """The telephone is down: noted once on the record (CALL-1), and the call is in hand no more."""
        if not self.hand.left:
            draft, at = self.hand.call.draft, self.session.now()
            self.app.run_worker(_noted(self, draft, at), group="hang_up", exit_on_error=False)
        self.lines.close(self)  # type: ignore[arg-type] # an intake


async def _noted(screen: IntakeEnds, draft: str, at: datetime) -> None:
    try:
        await screen.gateway.ask(lambda desk: desk.calls.hang_up(draft, at))
    except DeskError:
        return  # the record stands; only the minute of hanging up is missing


def letters(name: str) -> tuple[str, ...]:
    """A name in pinyin and in initials."""
    from tui_desk.domain import pinyin  # its table is read only when somebody is looked for

    return pinyin.of_person(name)


def _once(rows: Iterable[QueueRow]) -> Iterator[QueueRow]:
    seen: set[str] = set()
    for row in rows:
        if row.number not in seen:
            seen.add(row.number)
            yield row
