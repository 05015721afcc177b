"""Sign on 签到: what has to be in order for a shift; one key confirms all of it (DESK-2)."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult

from tui_desk.desk import duty_words
from tui_desk.domain.roster import Shift, late_from
from tui_desk.i18n import language, mark, tr
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import ACCENT, NEAR, PLAIN, QUIET, STRONG
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule, TextLine


class SignOnScreen(ActionModal[tuple[str, ...] | None]):
    """Dismissed with the codes of what is in order, or None."""

    CSS_PATH = "sign_on.tcss"
    NAME = mark("Sign on")
    PURPOSE = mark(
        "What has to be in order before the shift: all of it counts as such. A digit takes one off that is not; sign "
        "on once more when it is. Enter signs on."
    )
    ACTIONS = (
        Action("done", ("enter", "o"), mark("all in order, sign on"), mark("Sign on with what is marked as in order.")),
        *(
            Action(f"turn_{place}", (str(place),), mark("in order"), mark("In order, or not yet."), quiet=True)
            for place in range(1, 10)
        ),
        Action("back", ("escape",), mark("back"), mark("Back; nothing changes.")),
    )
    COMMON = (HELP,)

    def __init__(self, session: Session, gateway: Gateway, shift: Shift) -> None:
        super().__init__(session, gateway)
        self._shift = shift
        self._items = session.norm.duty.ready
        self._off: set[str] = set()

    def compose(self) -> ComposeResult:
        """The shift, whether it is in time, the items, keys."""
        shift, session = self._shift, self.session
        rules, now = session.norm.duty, session.now()
        named = duty_words.named(shift, rules, session.zone)
        yield TextLine(
            [(f" {tr('Sign on')}  ", STRONG), (f"{session.officer_name(shift.officer)}  ", PLAIN), (named, PLAIN)]
        )
        yield Rule()
        until = late_from(shift, rules)
        late = now > until
        told = mark("late: ready was asked by {time}") if late else mark("in time until {time}")
        yield TextLine([(f"  {tr(told, time=f'{session.local(until):%H:%M}')}", NEAR if late else QUIET)])
        for place in range(len(self._items)):
            yield TextLine(id=f"item-{place}")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Everything counts as in order at first."""
        self._draw()
        self.refresh_keys()

    def actions(self) -> tuple[Action, ...]:
        """Enter says that all is in order only where it is."""
        if not self._off:
            return super().actions()
        return tuple(replace(each, label=mark("sign on")) if each.id == "done" else each for each in super().actions())

    def _draw(self) -> None:
        for place, item in enumerate(self._items):
            off = item.code in self._off
            sign = "[ ]" if off else "[x]"
            label = item.label.in_(language())
            words = tr("not yet") if off else ""
            pieces = [(f"  {place + 1} ", ACCENT), (f"{sign} ", PLAIN), (f"{label}  ", PLAIN), (words, NEAR)]
            self.query_one(f"#item-{place}", TextLine).show(pieces)

    def action_act(self, action_id: str) -> None:
        """A digit turns its item over."""
        if action_id.startswith("turn_"):
            place = int(action_id.removeprefix("turn_")) - 1
            if place < len(self._items):
                self._off ^= {self._items[place].code}
                self._draw()
                self.refresh_keys()
        else:
            super().action_act(action_id)

    def act_done(self) -> None:
        """Hand over what is in order."""
        self.dismiss(tuple(item.code for item in self._items if item.code not in self._off))

    def act_back(self) -> None:
        """Nobody signs on."""
        self.dismiss(None)
