"""Two officers changed the same field of a ticket or paper: both values, who changed it when, and a choice for each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import StaleTicket
from tui_desk.desk.views import TicketView
from tui_desk.domain.text import one_line
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.form import Answers, Attempt, Perform
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.history import last_change
from tui_desk.tui.paint import STRONG
from tui_desk.tui.presenting import label, officer, short_moment, words
from tui_desk.tui.screens.base import ActionModal, ActionScreen
from tui_desk.tui.session import Session
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule, TextLine

Mine = Mapping[str, bool]
"""For each field whether my value is to stand, or theirs."""


@dataclass(frozen=True, slots=True)
class Both:
    """What two officers wrote into one field, in words: what it is called, theirs and who wrote it when, and mine."""

    label: str
    theirs: str
    who: str
    mine: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A change that somebody asked for: the deed, its answers, which ticket field each becomes, and its label."""

    perform: Perform
    answers: Answers
    fields: Mapping[str, str]
    labels: Mapping[str, str]


async def carry_out(
    screen: ActionScreen[Any], number: str, plan: Plan, seen: int, change_id: Callable[[Answers], str]
) -> Ticket | None:
    """The ticket after the plan; where somebody else changed the same field, the officer compares and chooses first.

    None when the officer went back. A value of mine that was not chosen goes into the history as a note, and so does
    the rest of what I typed where nothing of mine stands, so that nobody's words are lost; one of theirs is in the
    history already.
    """
    answers = dict(plan.answers)
    given_up: dict[str, str] = {}
    while True:
        attempt = Attempt(seen, change_id(answers))
        try:
            ticket = await screen.gateway.ask(lambda desk, a=attempt, b=dict(answers): plan.perform(desk, b, a))  # type: ignore[misc] # defaults bind the loop's values
            break
        except StaleTicket as error:
            conflicts, seen = error.conflicts, error.version
        view = await screen.gateway.ask(lambda desk: desk.ticket(number))
        fields = {
            field: _both(field, values, attempt.seen, view, screen.session) for field, values in conflicts.items()
        }
        dialog = ConflictScreen(screen.session, screen.gateway, number, fields)
        verdict = await screen.app.push_screen_wait(dialog)
        if verdict is None:
            return None
        mine = {field: value for field, (_, value) in conflicts.items() if value and not verdict[field]}
        given_up |= {label(field): words(field, value, view, screen.session) for field, value in mine.items()}
        if not any(verdict.values()):
            given_up |= _rest(plan, set(conflicts), view, screen.session)
            ticket = view.ticket
            break
        for code, field in plan.fields.items():
            if not verdict.get(field, True):
                answers[code] = str(conflicts[field][0] or "")
    if given_up:
        values = "; ".join(f"{name}: {value}" for name, value in given_up.items())
        note = tr("Not used, somebody else was first: {values}", values=values)
        ticket = await screen.gateway.ask(lambda desk: _note(desk, number, note, screen.session))
    return ticket


def _rest(plan: Plan, compared: Collection[str], view: TicketView, session: Session) -> dict[str, str]:
    """What was answered beside the fields compared and is not on the ticket, by its label."""
    fields = {code: plan.fields.get(code, code) for code, answer in plan.answers.items() if answer.strip()}
    return {
        plan.labels.get(code, code): words(field, plan.answers[code], view, session)
        for code, field in fields.items()
        if field not in compared and getattr(view.ticket, field, None) != plan.answers[code]
    }


def _both(field: str, values: tuple[Any, Any], seen: int, view: TicketView, session: Session) -> Both:
    theirs, mine = (words(field, value, view, session) for value in values)
    event = last_change(field, seen, view)
    who = ""
    if event is not None:
        who = f"{officer(event.by, session)}, {short_moment(event.noted_at, session, session.now())}"
    return Both(label(field), theirs, who, mine)


def _note(desk: Desk, number: str, note: str, session: Session) -> Ticket:
    return desk.work(number, note, by=session.officer)


class ConflictScreen(ActionModal[Mine | None]):
    """Shows each field's two values. Ends with the choice for each, or None when the officer goes back."""

    CSS_PATH = "conflict.tcss"
    NAME = mark("Two values")
    PURPOSE = mark(
        "Somebody changed the same fields while you were writing. Choose for each which value stands; yours goes "
        "into the history as a note where theirs is chosen."
    )
    ACTIONS = (
        Action("theirs", ("1", "left"), mark("theirs"), mark("Their value stands for this field.")),
        Action("mine", ("2", "right"), mark("mine"), mark("My value stands for this field.")),
        Action("all_theirs", ("t",), mark("all theirs"), mark("Their values stand for all fields.")),
        Action("all_mine", ("m",), mark("all mine"), mark("My values stand for all fields.")),
        Action("up", ("up", "k"), mark("up"), mark("The field above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("The field below."), quiet=True),
        Action("save", ("enter",), mark("save"), mark("Save as chosen.")),
        Action("back", ("escape",), mark("back"), mark("Back to what you typed; nothing is saved.")),
    )
    COMMON = (HELP,)

    def __init__(
        self,
        session: Session,
        gateway: Gateway,
        number: str,
        fields: Mapping[str, Both],
    ) -> None:
        super().__init__(session, gateway)
        self._number, self._fields = number, dict(fields)
        self._mine: dict[str, bool] = {}
        self._place = 0

    def compose(self) -> ComposeResult:
        """A head, the fields, a message, the keys."""
        yield TextLine([(f" {tr('Somebody changed the same in the meantime')}  ", STRONG), (self._number, STRONG)])
        yield Rule()
        with VerticalScroll(id="fields", can_focus=False):
            for place in range(len(self._fields)):
                yield Static(id=f"field-{place}")
        yield Static(id="message")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show both values of each field."""
        self._show()

    def _show(self) -> None:
        for place, field in enumerate(self._fields):
            self.query_one(f"#field-{place}", Static).update(self._shown(field, here=place == self._place))
        self.query_one(f"#field-{self._place}").scroll_visible()
        open_ones = len(self._fields) - len(self._mine)
        told = tr("{count} still to choose.", count=open_ones) if open_ones else tr("Enter saves.")
        self.query_one("#message", Static).update(line(told))

    def _shown(self, field: str, *, here: bool) -> Content:
        both, chosen = self._fields[field], self._mine.get(field)
        return Content("\n").join(
            [
                Content(f"{'>' if here else ' '} {one_line(both.label)}").stylize("bold"),
                self._value(f"1 {tr('theirs')} ({both.who})", both.theirs, chosen=chosen is False),
                self._value(f"2 {tr('mine')}", both.mine, chosen=chosen is True),
                Content(""),
            ]
        )

    @staticmethod
    def _value(head: str, value: str, *, chosen: bool) -> Content:
        text = (
            line(f"{'(x)' if chosen else '( )'} {head}") + Content("\n      ") + block(value.replace("\n", "\n      "))
        )
        return Content("  ") + (text.stylize("bold") if chosen else text)

    def _choose(self, mine: bool) -> None:
        field = list(self._fields)[self._place]
        self._mine[field] = mine
        self._place = min(self._place + 1, len(self._fields) - 1)
        self._show()

    def act_theirs(self) -> None:
        """Their value stands."""
        self._choose(mine=False)

    def act_mine(self) -> None:
        """My value stands."""
        self._choose(mine=True)

    def act_all_theirs(self) -> None:
        """Their values stand."""
        self._mine = dict.fromkeys(self._fields, False)
        self._show()

    def act_all_mine(self) -> None:
        """My values stand."""
        self._mine = dict.fromkeys(self._fields, True)
        self._show()

    def act_up(self) -> None:
        """The field above."""
        self._place = max(0, self._place - 1)
        self._show()

    def act_down(self) -> None:
        """The field below."""
        self._place = min(len(self._fields) - 1, self._place + 1)
        self._show()

    def act_save(self) -> None:
        """End with the choices, once all are made."""
        if len(self._mine) == len(self._fields):
            self.dismiss(self._mine)

    def act_back(self) -> None:
        """End without."""
        self.dismiss(None)
