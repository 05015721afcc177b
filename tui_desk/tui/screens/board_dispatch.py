"""Dispatching from the board 派单 改派: a digit, the advice 处置建议 if there is any, Enter (SITE-2, TKT-8).

Where the desk asks why (DESK-2: nobody off duty or at the end of a shift without a reason) that comes first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID, uuid4, uuid5

from tui_desk.desk import rank_words
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import AnswerMissing, DeskError
from tui_desk.desk.views import QueueRow
from tui_desk.domain.candidates import Ranked
from tui_desk.domain.officer import Officer
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import tr
from tui_desk.tui.form import Answers, Attempt
from tui_desk.tui.paint import ACCENT, NEAR, QUIET, STRONG
from tui_desk.tui.presenting import label
from tui_desk.tui.screens.conflict import Plan, carry_out
from tui_desk.tui.screens.early_keys import EarlyKeys
from tui_desk.tui.screens.verbs import VerbScreen
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.text_line import Piece, TextLine

SHOWN_NUMBERS = 3
LAST_SHOWN = 60
_TAKEN = frozenset({"enter", "escape", "up", "down"})
"""Keys that the line takes from its field."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Who gets which tickets: what is being asked about, and what was said so far."""

    to: Ranked
    tickets: tuple[QueueRow, ...]
    base: UUID
    asks: str = ""
    reason: str = ""
    advice: str = ""
    step: str = "advice"


class DispatchingScreen(EarlyKeys[None], VerbScreen[None]):
    """A screen with the line on which advice is typed."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)
        self._pick: Pick | None = None
        self._said: list[str] = []
        self._place_in_said = 0
        self.last_advice: dict[str, str] = {}
        """What the advice of a ticket was, where that has been read."""

    @property
    def is_picking(self) -> bool:
        """Whether somebody was picked, and nothing is sent yet."""
        return self._pick is not None

    @property
    def asks_why(self) -> bool:
        """Whether it is the reason that is typed, and the advice comes after it."""
        return self._pick is not None and self._pick.step == "reason"

    @property
    def line(self) -> Field:
        """The field of the line."""
        return self.query_one("#advice", Field)

    def pick(self, to: Ranked, tickets: Sequence[QueueRow]) -> None:
        """Somebody is to get these tickets: ask for the reason if one is needed, and for the advice."""
        if not tickets:
            return
        asks = rank_words.asked(to, self.session.zone, self.session.now())
        self._open(Pick(to, tuple(tickets), uuid4(), asks, step="reason" if asks else "advice"))

    def _open(self, pick: Pick) -> None:
        self._pick, self._place_in_said = pick, 0
        self.line.answer = pick.reason if pick.step == "reason" else pick.advice
        self.set_class(True, "-dispatching")
        self._show_asked(pick)
        self.set_focus(self.line)
        self.refresh_keys()
        self.picking()

    def _show_asked(self, pick: Pick) -> None:
        """Say who gets what, and what is asked."""
        person, several = pick.to.person, len(pick.tickets)
        again = any(row.assignee for row in pick.tickets)
        verb = tr("Reassign") if again else tr("Dispatch")
        numbers = " ".join(row.number for row in pick.tickets[:SHOWN_NUMBERS])
        if several > SHOWN_NUMBERS:
            numbers = tr("{count} tickets", count=several)
        said: list[Piece] = [
            (f" {verb} ", ACCENT),
            (f"{numbers} > ", STRONG),
            (f"{person.officer.name} {person.officer.staff_no}", STRONG),
        ]
        words = rank_words.line(pick.to, self.session.norm, self.session.zone, self.session.now())
        self.query_one("#whom", TextLine).show(
            [(f" {pick.asks}", NEAR)] if pick.step == "reason" else [*said, (f"  {words}", QUIET)]
        )
        last = self.last_advice.get(pick.tickets[0].number, "") if several == 1 and pick.step == "advice" else ""
        self.line.placeholder = tr("last (Up): {advice}", advice=one_line(last[:LAST_SHOWN])) if last else ""
        asked = tr("Reason") if pick.step == "reason" else label("advice")
        self.query_one("#asked", TextLine).show([(f" {asked} ", ACCENT)])

    def take_line_key(self, key: str) -> bool:
        """What the field asks before it takes a key itself."""
        if key not in _TAKEN or self._pick is None:
            return False
        if key == "enter":
            self._enter(self._pick)
        elif key == "escape":
            self.end_picking()
        else:
            self._remember(1 if key == "up" else -1)
        return True

    def _remember(self, back: int) -> None:
        """Put what was advised before into the line: on these tickets, then to anybody."""
        if self._pick is None or self._pick.step == "reason":
            return
        before = [self.last_advice.get(row.number, "") for row in self._pick.tickets]
        known = list(dict.fromkeys(text for text in (*before, *reversed(self._said)) if text))
        self._place_in_said = max(0, min(len(known), self._place_in_said + back))
        self.line.answer = known[self._place_in_said - 1] if self._place_in_said else ""

    def _enter(self, pick: Pick) -> None:
        typed = clean(self.line.answer).text.strip()
        if pick.step == "reason":
            if not typed:
                self.say(tr("This needs an answer: {label}", label=tr("Reason")), severity="warning")
            else:
                self._open(replace(pick, reason=typed, step="advice"))
            return
        pick = replace(pick, advice=typed)
        if typed:
            self._said.append(typed)
        self.end_picking()
        self.sent(pick.tickets)
        self.start(self._send(pick))

    def forget_said(self) -> None:
        """Another officer sits down: what was advised so far is not theirs."""
        self._said.clear()

    def end_picking(self) -> None:
        """Close the line."""
        self._pick = None
        self.set_focus(None)
        self.set_class(False, "-dispatching")
        self.refresh_keys()
        self.picking()

    async def _send(self, pick: Pick) -> None:
        """Carry it out, and say it; what the desk refuses is open again, with all that was typed."""
        name = pick.to.person.officer.name
        try:
            if len(pick.tickets) == 1:
                ticket = await self._send_one(pick, pick.tickets[0])
                if ticket is None:
                    return
                said = tr("{number} sent to {assignee}.", number=ticket.number, assignee=name)
            else:
                await self.gateway.ask(partial(_dispatch_all, pick=pick, by=self.session.officer))
                said = tr("{count} tickets sent to {assignee}.", count=len(pick.tickets), assignee=name)
        except DeskError as error:
            if self._pick is None and self.is_current:
                if isinstance(error, AnswerMissing) and error.facts.get("code") == "reason":
                    asks = pick.asks or tr("Why {name} all the same?", name=name)
                    pick = replace(pick, asks=asks, step="reason")
                self._open(replace(pick, base=uuid4()))
            raise
        self.say(said)

    async def _send_one(self, pick: Pick, row: QueueRow) -> Ticket | None:
        def perform(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
            return desk.dispatch(
                row.number,
                answers["to"],
                answers["advice"],
                by=self.session.officer,
                seen=attempt.seen,
                reason=pick.reason,
                change_id=attempt.change_id,
            )

        answers = {"to": pick.to.person.officer.staff_no, "advice": pick.advice}
        fields = {"to": "assignee", "advice": "advice"}
        plan = Plan(perform, answers, fields, {code: label(field) for code, field in fields.items()})
        return await carry_out(self, row.number, plan, row.version, partial(_id_of, pick.base))

    # What the board does

    def picking(self) -> None:
        """The line was opened or closed."""

    def sent(self, tickets: Sequence[QueueRow]) -> None:
        """These are on their way to somebody."""


def _dispatch_all(desk: Desk, *, pick: Pick, by: Officer) -> Sequence[Ticket]:
    seen = [(row.number, row.version) for row in pick.tickets]
    to, change_id = pick.to.person.officer.staff_no, pick.base.hex
    return desk.dispatch_all(seen, to, pick.advice, by=by, reason=pick.reason, change_id=change_id)


def _id_of(base: UUID, answers: Answers) -> str:
    """The id of a change: other answers make another one, the same asked again does not."""
    return uuid5(base, json.dumps(dict(answers), sort_keys=True)).hex
