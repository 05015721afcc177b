"""The dispatch board 派单板: on the left what burns, on the right to whom it is best given (TKT-8, DESK-4, DESK-11)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Event, Key

from tui_desk.desk.views import QueueRow
from tui_desk.domain.verbs import STATES
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.board_rows import section_of
from tui_desk.tui.screens.base import BackToCall, OpenTicket
from tui_desk.tui.screens.board_keys import ACTIONS, MOVES, PICKS, TYPING_ADVICE, TYPING_FILTER, TYPING_REASON
from tui_desk.tui.screens.board_live import LiveBoard
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar

PATIENCE_SECONDS = 3.0
"""How long keys wait for people to be ranked."""


class BoardScreen(LiveBoard):
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
    ACTIONS = ACTIONS
    TOLD_BY_ANOTHER = frozenset(PICKS)

    def allowed(self, action: Action) -> bool:
        """What is done with a ticket is offered where one is selected; nothing while something is typed."""
        if not self._has_begun:
            return False
        if self.focused is not None or not super().allowed(action):
            return self.focused is not None and action in self.SEAT and super().allowed(action)
        row = self.tickets.ticket
        if action.id in PICKS or action.id in ("pick", "mark", "mark_all", "why_rank"):
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
        if action_id in MOVES:
            rows, pages, whole = MOVES[action_id]
            moved = self.members if self._is_team else self.tickets
            moved.move(rows + pages * max(1, moved.size.height - 1) + whole * len(moved.rows))
        elif action_id in PICKS:
            self.pick_digit(PICKS[action_id])
        else:
            super().action_act(action_id)

    def pick_digit(self, digit: int) -> None:
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
        self.pick_digit(0)

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

    def filter(self, words: str) -> None:
        """Filter while it is typed."""
        self._words = words
        self.show_rows()

    def take_filter_key(self, key: str) -> bool:
        """Enter keeps the filter, Esc ends it."""
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
