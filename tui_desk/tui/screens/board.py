"""The dispatch board 派单板: on the left what burns, on the right to whom it is best given (TKT-8, DESK-4, DESK-11)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Event, Key
from textual.timer import Timer

from tui_desk.desk import rank_words
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.views import QueueRow
from tui_desk.domain.candidates import Ranked
from tui_desk.domain.verbs import STATES, Verb
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import BACK_TO_CALL, Action
from tui_desk.tui.board_reading import News, Wanted, read
from tui_desk.tui.board_rows import BoardRows, section_of
from tui_desk.tui.gateway import Changed, Gateway, Line, PresenceChanged
from tui_desk.tui.lines import Lines
from tui_desk.tui.paint import NEAR, QUIET, STRONG
from tui_desk.tui.people_texts import skills
from tui_desk.tui.screens.base import BackToCall, OpenTicket
from tui_desk.tui.screens.board_dispatch import DispatchingScreen
from tui_desk.tui.screens.verbs import VERB_ACTIONS
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.board_line import BoardTabs, for_whom, member_pieces, person_pieces, ticket_pieces
from tui_desk.tui.widgets.board_list import BoardList
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.line_strip import LineStrip
from tui_desk.tui.widgets.live_list import LiveList
from tui_desk.tui.widgets.people_list import DIGITS, PeopleList
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
_MOVES = {
    "up": (-1, 0, 0),
    "down": (1, 0, 0),
    "page_up": (0, -1, 0),
    "page_down": (0, 1, 0),
    "first": (0, 0, -1),
    "last": (0, 0, 1),
}
_PICKS = {f"pick_{digit}": digit for digit in range(1, DIGITS + 1)}
_PEOPLE = frozenset({"shift", "skill", "officer", "call", "hand_over", "norm"})
_OF_TICKETS = frozenset({Verb.WORK, Verb.WAIT, Verb.GO_ON, Verb.REPRIORITISE, Verb.PROMISE})
TYPING_ADVICE = (
    Action("send", ("enter",), mark("send"), mark("Send it.")),
    Action("remember", ("up",), mark("last advice"), mark("Put in what was advised before.")),
    Action("back", ("escape",), mark("back"), mark("Send nothing.")),
)
TYPING_REASON = (
    Action("go_on", ("enter",), mark("next"), mark("On to the advice.")),
    Action("back", ("escape",), mark("back"), mark("Send nothing.")),
)
TYPING_FILTER = (
    Action("keep", ("enter",), mark("keep"), mark("Keep the filter, and go back to the list.")),
    Action("unfilter", ("escape",), mark("all again"), mark("End the filter.")),
)
_log = logging.getLogger(__name__)


class BoardScreen(DispatchingScreen):
    """The tickets that call for a hand, and the people."""

    CSS_PATH = "board.tcss"
    AUTO_FOCUS = ""
    ALERTS = (2, 2)
    NAME = mark("The dispatch board")
    PURPOSE = mark(
        "On the left what calls for a hand: what rose to the duty manager by itself (^), what nobody has, what is "
        "overdue, what nobody has accepted yet (?; x once an offer lapsed), what soon will be late. On the right the "
        "people, best first for the selected ticket: what they are at and since when, their skill in it, their load, "
        "and until when they are there. A digit picks one of them; type advice or none; Enter sends. “!” stands at "
        "those for whom the desk asks why: off duty, away, or at the end of their shift. Everything is live; the "
        "cursor stays on its ticket."
    )
    ACTIONS = (
        Action("pick", ("1-9", "d"), mark("dispatch"), mark("Send it to who has the digit; d to the chosen person."),
               Verb.DISPATCH),
        Action("mark", ("space",), mark("mark"), mark("Mark the ticket; a digit then sends all that are marked.")),
        Action("open", ("enter",), mark("open"), mark("Open the selected ticket; of a person, all their tickets.")),
        Action("team", ("tab",), mark("team"), mark("The whole team: who does what, and all their tickets.")),
        Action("why_rank", ("k",), mark("why"), mark("Why they stand in this order: every reason and its points.")),
        Action("seen", ("y",), mark("noted"),
               mark("Note that you looked into a ticket that rose: it is no longer marked."), Verb.SEE_RISEN),
        Action("mark_all", ("v",), mark("mark all"), mark("Mark all of the section, or none of it."), quiet=True),
        Action("section", ("s",), mark("next section"), mark("To the next section."), quiet=True),
        Action("in_hand", ("o",), mark("all"), mark("Show the tickets too that are in hand and not late.")),
        Action("filter", ("slash",), mark("filter"), mark("Show only tickets that contain what you type.")),
        Action("before", ("left",), mark("person above"), mark("Choose the person above."), quiet=True),
        Action("after", ("right",), mark("person below"), mark("Choose the person below."), quiet=True),
        *(
            Action(pick, (str(digit),), mark("dispatch"), mark("Send it to the person with this digit."),
                   Verb.DISPATCH, quiet=True)
            for pick, digit in _PICKS.items()
        ),
        *(each for each in VERB_ACTIONS if each.verb in _OF_TICKETS),
        replace(BACK_TO_CALL, quiet=True),
        Action("up", ("up",), mark("up"), mark("To the line above."), quiet=True),
        Action("down", ("down",), mark("down"), mark("To the line below."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("A page up."), quiet=True),
        Action("page_down", ("pagedown",), mark("page down"), mark("A page down."), quiet=True),
        Action("first", ("home",), mark("first"), mark("To the first line."), quiet=True),
        Action("last", ("end", "G"), mark("last"), mark("To the last line."), quiet=True),
        Action("back", ("escape", "q"), mark("back"), mark("Back: from marks, a filter, the team, the board.")),
    )  # fmt: skip

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
                    changed=self._filter, take_key=self._take_filter_key)  # fmt: skip
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
        """Go on with the session as it is now; names and labels may be others."""
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
            self._pick_digit(held)

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

    def allowed(self, action: Action) -> bool:
        """What is done with a ticket is offered where one is selected; nothing while something is typed."""
        if not self._has_begun:
            return False
        if self.focused is not None or not super().allowed(action):
            return self.focused is not None and action in self.SEAT and super().allowed(action)
        row = self.tickets.ticket
        if action.id in _PICKS or action.id in ("pick", "mark", "mark_all", "why_rank"):
            return not self._is_team and row is not None
        if action.id in ("section", "in_hand", "filter", "before", "after"):
            return not self._is_team
        if action.id == "seen":
            return not self._is_team and row is not None and bool(row.risen)
        if action.id == "back_to_call":
            return bool(self._lines)
        if action.verb in STATES:
            return not self._is_team and row is not None and row.state in STATES[action.verb]
        return True

    def refresh_keys(self) -> None:
        """While something is typed, only what its line understands is shown."""
        super().refresh_keys()
        if self.focused is not None:
            typing = TYPING_FILTER if self.focused.id == "filter" else TYPING_REASON if self.asks_why else TYPING_ADVICE
            self.query_one(KeyBar).show(typing)

    # What the keys do

    def _forward_event(self, event: Event) -> None:
        """Keys of the board take effect in their order, at once: a digit must not overtake the arrow before it."""
        if isinstance(event, Key) and self.focused is None and self._is_ready:
            bound = {binding.action for binding in self._bindings.key_to_bindings.get(event.key, [])}
            wanted = next((each.id for each in self.actions() if f"act('{each.id}')" in bound), None)
            if wanted is not None and self.check_action("act", (wanted,)):
                self.action_act(wanted)
                return
        super()._forward_event(event)

    def action_act(self, action_id: str) -> None:
        """Move the cursor, pick a person, or run any other action."""
        if action_id in _MOVES:
            rows, pages, whole = _MOVES[action_id]
            moved = self.members if self._is_team else self.tickets
            moved.move(rows + pages * max(1, moved.size.height - 1) + whole * len(moved.rows))
        elif action_id in _PICKS:
            self._pick_digit(_PICKS[action_id])
        else:
            super().action_act(action_id)

    def _pick_digit(self, digit: int) -> None:
        """Pick who has the digit; keys wait while people are still being ranked for this ticket."""
        if self._news.ticket != self.ranked_for():
            self._held, self._is_ready = digit, False
            self._read_soon()
            self.set_timer(PATIENCE_SECONDS, self._let_go)
        elif chosen := self.people.by_digit(digit) if digit else self.people.selected:
            self.people.move_to(chosen.person.officer.staff_no)
            self.pick(chosen, self._to_send())

    def _let_go(self) -> None:
        if self._held is not None:
            self._held = None
            self._early.clear()
            self.say(tr("Still waiting for the database; nothing is lost."))
            self.ready()

    def act_pick(self) -> None:
        """Send it to the chosen person."""
        self._pick_digit(0)

    def act_mark(self) -> None:
        """Mark the ticket, or no longer, and go on to the next."""
        if number := self.ticket_number():
            self._marked ^= {number}
            self.tickets.mark(self._marked)
            self.tickets.move(1)
            self._show_frame()
            self._read_soon()

    def act_mark_all(self) -> None:
        """Mark all of the section the cursor is in; none of them when all are."""
        row, now = self.tickets.ticket, self.session.now()
        if row is None:
            return
        part = section_of(row, now)
        shown = (each for each in self.tickets.rows if isinstance(each, QueueRow))
        numbers = {each.number for each in shown if self._officer or section_of(each, now) is part}
        self._marked = self._marked - numbers if numbers <= self._marked else self._marked | numbers
        self.tickets.mark(self._marked)
        self._show_frame()
        self._read_soon()

    def act_section(self) -> None:
        """Go to the next section."""
        self.tickets.next_section()

    def act_before(self) -> None:
        """Choose the person above."""
        self.people.move(-1)

    def act_after(self) -> None:
        """Choose the person below."""
        self.people.move(1)

    def act_in_hand(self) -> None:
        """Show the tickets that are in hand, or no longer."""
        self._in_hand = not self._in_hand
        self.show_rows()

    def act_open(self) -> None:
        """Open the selected ticket; of one of the team, all their tickets on the board."""
        if self._is_team:
            if chosen := self.members.selected:
                self._officer = chosen.person.officer.staff_no
                self.act_team()
                self.show_rows()
                self.tickets.move(-len(self.tickets.rows))
        elif number := self.ticket_number():
            self.post_message(OpenTicket(number))

    def act_team(self) -> None:
        """Show the whole team, or the board again."""
        self._is_team = not self._is_team
        self.set_class(self._is_team, "-team")
        self._show_theirs()
        self._show_frame()
        self.call_after_refresh(self._show_chosen)

    def act_why_rank(self) -> None:
        """Show why the people stand in this order."""
        from tui_desk.tui.screens.rank_why import RankWhyScreen

        row = self.rows.get(self._news.ticket)
        if row is not None:
            self.app.push_screen(RankWhyScreen(self.session, self.gateway, row, self._news.ranked))

    async def act_seen(self) -> None:
        """Note that a ticket that rose was looked into (DESK-11)."""
        row, by = self.tickets.ticket, self.session.officer
        if row is not None and row.risen:
            await self.gateway.ask(lambda desk: desk.see_risen(row.number, by=by, seen=row.version))

    def act_back_to_call(self) -> None:
        """Ask for the call in hand."""
        self.post_message(BackToCall())

    def act_back(self) -> None:
        """Back by one step: from marks, from a part of the tickets, from the team, from the board."""
        if self._marked and not self._is_team:
            self._marked.clear()
            self.show_rows()
            self._read_soon()
        elif self._is_team:
            self.act_team()
        elif self._officer or self._words:
            self._officer = self._words = self.query_one("#filter", Field).value = ""
            self.show_rows()
        else:
            self.dismiss(None)

    # The filter

    def act_filter(self) -> None:
        """Open the line of the filter."""
        self.set_class(True, "-filtering")
        self.set_focus(self.query_one("#filter", Field))
        self.refresh_keys()

    def _filter(self, words: str) -> None:
        self._words = words
        self.show_rows()

    def _take_filter_key(self, key: str) -> bool:
        if key not in ("enter", "escape"):
            return False
        if key == "escape":
            self.query_one("#filter", Field).value = self._words = ""
        self.set_focus(None)
        self.set_class(False, "-filtering")
        self.show_rows()
        return True

    # What dispatching tells

    def picking(self) -> None:
        """Who is about to get something stands out."""
        self.people.choose(chosen=self.is_picking)

    def sent(self, tickets: Sequence[QueueRow]) -> None:
        """The cursor goes on to the next ticket that is still to be given to somebody."""
        numbers = {row.number for row in tickets}
        self._marked -= numbers
        self.tickets.mark(self._marked)
        shown = [row for row in self.tickets.rows if isinstance(row, QueueRow)]
        here = next((n for n, row in enumerate(shown) if row.number == self.ticket_number()), 0)
        if self.ticket_number() in numbers:
            left = [row for row in (*shown[here:], *reversed(shown[:here])) if row.number not in numbers]
            if left:
                self.tickets.move_to(left[0].number)
        self._show_frame()
