"""The dispatch board 派单板 as it is read and shown, live; what its keys do stands in `board`."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from tui_desk.desk import rank_words
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.views import QueueRow
from tui_desk.domain.candidates import Ranked
from tui_desk.i18n import mark, tr
from tui_desk.tui.board_reading import News, Wanted, read
from tui_desk.tui.board_rows import BoardRows
from tui_desk.tui.gateway import Changed, Gateway, Line, PresenceChanged
from tui_desk.tui.lines import Lines
from tui_desk.tui.paint import NEAR, QUIET, STRONG
from tui_desk.tui.people_texts import skills
from tui_desk.tui.screens.board_dispatch import DispatchingScreen
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.board_line import BoardTabs, for_whom, member_pieces, person_pieces, ticket_pieces
from tui_desk.tui.widgets.board_list import BoardList
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.line_strip import LineStrip
from tui_desk.tui.widgets.live_list import LiveList
from tui_desk.tui.widgets.people_list import PeopleList
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Rule, TextLine
from tui_desk.tui.widgets.ticket_pane import TicketPane

REST_SECONDS = 0.15
"""How long the cursor must rest before people are ranked for its ticket."""
PEOPLE_SECONDS = 5.0
"""How often people are looked at though nobody said that anything changed."""
PATIENCE_SECONDS = 3.0
"""How long keys wait for people to be ranked."""
MANY = 500
"""From this many changes at once all tickets are read again."""
PANE_LINES = 14
"""How many lines must be left below the people for the selected ticket to stand there."""
_PEOPLE = frozenset({"shift", "skill", "officer", "call", "hand_over", "norm"})
_log = logging.getLogger(__name__)


class LiveBoard(DispatchingScreen):
    """The lines and lists of the board, kept true."""

    def __init__(
        self,
        session: Session,
        gateway: Gateway,
        first_rows: Sequence[QueueRow] = (),
        lines: Lines | None = None,
    ) -> None:
        super().__init__(session, gateway)
        self.rows = BoardRows()
        self.rows.replace(first_rows)
        self._lines = lines
        self._news = News(())
        self._changed: set[str] = set()
        self._all, self._people_too = True, True
        self._reading = False
        self._marked: set[str] = set()
        self._officer = self._words = ""
        self._in_hand = self._is_team = self._has_begun = False
        self._held: int | None = None
        self._above_pane = 0
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """The lines from top to bottom."""
        session = self.session
        yield StatusLine(session)
        yield BoardTabs()
        yield Rule()
        with Horizontal(id="board"):
            yield BoardList(session, id="tickets")
            with Vertical(id="side"):
                yield TextLine(id="for")
                yield PeopleList(session, self.says, id="people")
                yield TicketPane(session, self.gateway)
        with Vertical(id="team"):
            yield TextLine(id="headings")
            yield PeopleList(session, self.says_skills, digits=False, id="members")
            yield Rule(id="whose")
            yield BoardList(session, cursor=False, id="theirs")
        yield LineStrip()
        yield Rule(id="place")
        yield TextLine(id="what")
        yield TextLine(id="why")
        yield TextLine(id="whom")
        with Horizontal(id="asking"):
            yield TextLine(id="asked")
            yield Field(id="advice", take_key=self.take_line_key)
        yield Field(placeholder=tr("number, words, name, department, telephone"), id="filter",
                    changed=self.filter, take_key=self.take_filter_key)  # fmt: skip
        yield KeyBar()

    def on_mount(self) -> None:
        """Show what was read already, and read the rest."""
        self.set_interval(1, self.tick)
        self.set_interval(PEOPLE_SECONDS, self.read_people)
        self._begin()

    def _begin(self) -> None:
        """Everything is there, what stands in containers too."""
        if not self.query("#theirs"):
            self.set_timer(0.01, self._begin)
            return
        self._has_begun = True
        self.show_rows()
        self._read_soon()

    # What is read

    def read_people(self) -> None:
        """Look again at the people."""
        self._people_too = True
        self._read_soon()

    def on_changed(self, event: Changed) -> None:
        """Take in what changed in whichever session."""
        self._changed |= {change.key for change in event.changes if change.entity == "ticket"}
        self._people_too |= any(change.entity in _PEOPLE for change in event.changes)
        if self._changed or self._people_too:
            self._read_soon()

    def on_presence_changed(self, _: PresenceChanged) -> None:
        """Somebody opened a ticket or took a call."""
        self.read_people()

    def on_line(self, event: Line) -> None:
        """Whatever was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self._all = True
            self._read_soon()

    def renew(self, session: Session) -> None:
        """Go on with the session as it is now; what another officer was about to send is theirs, and goes."""
        if session.officer.staff_no != self.session.officer.staff_no:
            self._marked.clear()
            self.forget_said()
            if self.is_picking:
                self.end_picking()
        super().renew(session)
        for shown in self.query(LiveList):
            shown.redraw()
        self.read_people()

    def _read_soon(self) -> None:
        if not self._reading and self._has_begun:
            self._reading = True
            self.run_worker(self._read(), group="read", exit_on_error=False)

    async def _read(self) -> None:
        """Read until nothing is left to read. What arrives meanwhile is read together."""
        try:
            while self._changed or self._all or self._people_too or self._news.ticket != self.ranked_for():
                numbers, self._changed = self._changed, set()
                all_rows, self._all, self._people_too = self._all or len(numbers) >= MANY, False, False
                wanted = Wanted(numbers, all_rows, self.ranked_for())
                news = await self.gateway.ask(lambda desk, wanted=wanted: read(desk, wanted))  # type: ignore[misc] # binds the loop's value
                self._take_in(wanted, news)
        except DatabaseUnavailable:
            self._all = True
            _log.info("the board is read again when the line is back")
        except Exception:  # noqa: BLE001 - what stands on the screen stays; the next change reads again
            _log.exception("the board cannot be read")
        finally:
            self._reading = False
            self.ready()

    def _take_in(self, wanted: Wanted, news: News) -> None:
        changed: set[str] = set()
        if news.rows is not None:
            if wanted.all_rows:
                self.rows.replace(news.rows)
            else:
                changed = self.rows.merge(wanted.numbers, news.rows)
        self._news = news
        if news.ticket:
            self.last_advice[news.ticket] = news.advice
        if news.rows is not None:
            self.show_rows(changed)
            if self.ticket_number() in changed:
                self.query_one(TicketPane).follow(self.ticket_number())
        self._show_people()
        if self._held is not None and news.ticket == self.ranked_for():
            held, self._held = self._held, None
            self.pick_digit(held)

    # What is shown

    def show_rows(self, changed: Collection[str] = ()) -> None:
        """Show the tickets in their sections; those changed light up."""
        shown = self.rows.shown(self.session.now(), all_of_them=self._in_hand, officer=self._officer, words=self._words)
        self._marked &= {row.number for row in shown if isinstance(row, QueueRow)}
        tickets = self.tickets
        tickets.mark(self._marked)
        found_none = self._officer or self._words
        empty = mark("Nothing here. Esc shows all again.") if found_none else mark("Nothing calls for a hand.")
        tickets.show(shown, empty=tr(empty), changed=changed)
        self._show_theirs()
        self._show_frame()

    def _show_people(self) -> None:
        number = self.ranked_for()
        if not number or self._news.ticket == number:
            ranked = self._news.ranked or tuple(Ranked(each, 0, ()) for each in self._news.people)
            self.people.show_people(ranked, number)
        self.members.show_people([Ranked(each, 0, ()) for each in self._news.people])
        self._show_pane()
        self._show_frame()

    def _show_pane(self) -> None:
        """Where there is room below the people, the selected ticket stands."""
        needed = 2 * len(self._news.people)
        if self.query_one("#side").size.height - 1 - needed < PANE_LINES:
            needed = 0
        if needed != self._above_pane:
            self._above_pane = needed
            self.people.styles.height = needed or "1fr"
            pane = self.query_one(TicketPane)
            pane.display = bool(needed)
            pane.follow(self.ticket_number())

    def on_resize(self) -> None:
        """The room is another."""
        if self._has_begun:
            self.call_after_refresh(self._show_pane)
            self.call_after_refresh(self._show_frame)

    def _show_theirs(self) -> None:
        chosen = self.members.selected
        rows = self.rows.of(chosen.person.officer.staff_no, self.session.now()) if chosen else []
        self.theirs.show(rows, empty=tr("No open ticket."))

    def _show_frame(self) -> None:
        """Show what stands around the lists."""
        self.query_one(BoardTabs).show_counts(self.rows.counts, self._news.people)
        self._show_chosen()
        self.refresh_keys()

    def _show_chosen(self) -> None:
        session, row = self.session, self.tickets.ticket
        ranked_for = self.rows.get(self._news.ticket)
        to_send = self._to_send() if row else ()
        self.query_one("#for", TextLine).show(for_whom(to_send, ranked_for, session), self.people.headings())
        self.query_one("#headings", TextLine).show(self.members.headings())
        at, count = self.members.place if self._is_team else self.tickets.place
        marked = [(f" {tr('marked {count}', count=len(self._marked))} ", NEAR)] if self._marked else []
        only = [session.officer_name(self._officer)] if self._officer else []
        only += [f"/{self._words}"] if self._words else []
        left = [*marked, *((f" {words} ", STRONG) for words in only)]
        self.query_one("#place", Rule).show(left, [(f" {at}/{count} ", QUIET)])
        chosen = self.members.selected
        if self._is_team and chosen:
            counted = tr("open {count}", count=chosen.person.open_tickets)
            name = f" {chosen.person.officer.name} {chosen.person.officer.staff_no} "
            self.query_one("#whose", Rule).show([(name, STRONG), (f"{counted} ", QUIET)])
            row = None
        self.query_one("#what", TextLine).show(ticket_pieces(row, session))
        if self._is_team:
            person = member_pieces(chosen.person if chosen else None, session)
        else:
            person = person_pieces(self.people.selected, session)
        self.query_one("#why", TextLine).show(person)

    def tick(self) -> None:
        """A second passed: countdowns are others, and a ticket may be endangered now."""
        now = self.session.now()
        if not self._has_begun or not self.query("#theirs"):
            return
        if self.rows.turns_at is not None and self.rows.turns_at <= now:
            self.show_rows()
        shown = (self.members, self.theirs) if self._is_team else (self.tickets, self.people)
        for each in shown:
            each.tick()
        if self._lines is not None:
            self.query_one(LineStrip).show(self._lines.on_lines(now))

    @on(LiveList.Moved)
    def _moved(self, event: LiveList.Moved) -> None:
        """The cursor of a list moved: once it rests, people are ranked for its ticket."""
        if event.of is self.tickets:
            self.query_one(TicketPane).follow(self.ticket_number())
            if self._rest:
                self._rest.stop()
            self._rest = self.set_timer(REST_SECONDS, self._read_soon)
        elif event.of is self.members:
            self._show_theirs()
        self.call_after_refresh(self._show_frame)

    # What is chosen

    @property
    def tickets(self) -> BoardList:
        """The tickets, on the left."""
        return self.query_one("#tickets", BoardList)

    @property
    def people(self) -> PeopleList:
        """The people, ranked, on the right."""
        return self.query_one("#people", PeopleList)

    @property
    def members(self) -> PeopleList:
        """The whole team."""
        return self.query_one("#members", PeopleList)

    @property
    def theirs(self) -> BoardList:
        """The tickets of one of the team."""
        return self.query_one("#theirs", BoardList)

    def ticket_number(self) -> str | None:
        """The selected ticket."""
        row = self.tickets.ticket
        return row.number if row else None

    def ranked_for(self) -> str:
        """The ticket for which people are ranked: the selected one, or the first of those marked; empty for none."""
        number = self.ticket_number() or ""
        if not self._marked or number in self._marked:
            return number
        return next((row.number for row in self._to_send()), number)

    def says(self, ranked: Ranked) -> str:
        """Why somebody stands where they do."""
        return rank_words.line(ranked, self.session.norm, self.session.zone, self.session.now())

    def says_skills(self, ranked: Ranked) -> str:
        """What one of the team is able to do."""
        return skills(ranked.person, self.session.norm)

    def _to_send(self) -> tuple[QueueRow, ...]:
        """The tickets that are marked, or the selected one."""
        row = self.tickets.ticket
        marked = tuple(each for each in self.tickets.rows if isinstance(each, QueueRow) and each.number in self._marked)
        return marked or ((row,) if row else ())

    # What the keys of the board do

    def pick_digit(self, digit: int) -> None:
        """Pick who has the digit; 0 for the chosen person."""
        raise NotImplementedError

    def filter(self, words: str) -> None:
        """Show only tickets that contain these words."""
        raise NotImplementedError

    def take_filter_key(self, key: str) -> bool:
        """What the line of the filter asks before it takes a key itself."""
        raise NotImplementedError
