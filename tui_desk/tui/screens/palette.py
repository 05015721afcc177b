"""The palette behind `:`: every action of the screen by a word of it, in either language; and reports in one line."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import uuid4

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui_desk.desk.errors import DeskError
from tui_desk.desk.said import Understood, carry_out, in_words, told, understand
from tui_desk.domain.said_line import mentions
from tui_desk.i18n import in_all_languages, mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.screens.base import ActionModal, ActionScreen
from tui_desk.tui.screens.early_keys import EarlyModal
from tui_desk.tui.screens.finding import look_for, open_found
from tui_desk.tui.text import fit, line
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule

KEY_CELLS, LABEL_CELLS = 8, 16


class PaletteScreen(EarlyModal[str], ActionModal[str]):
    """Type to find an action; Enter returns its id, Esc returns nothing.

    A line like "李四 到场 001 10:20" is a report: what will be noted stands first, and Enter carries it out (SITE-4).
    """

    CSS_PATH = "palette.tcss"
    AUTO_FOCUS = "Field"
    COMMON = ()
    ACTIONS = (
        Action("run", ("enter",), mark("run"), mark("Run the command under the cursor.")),
        Action("up", ("up",), mark("up"), mark("To the command above.")),
        Action("down", ("down",), mark("down"), mark("To the command below.")),
        Action("back", ("escape",), mark("back"), mark("Back to the screen.")),
    )

    def __init__(self, of: ActionScreen[Any]) -> None:
        super().__init__(of.session, of.gateway)
        self._of = of
        self._in_hand = str(getattr(of, "ticket_number", lambda: None)() or "")
        self._line: Understood | None = None
        self._say_id, self._saying = uuid4().hex, False
        self._field = Field(
            placeholder=tr("a word of what you want to do; or a report: 李四 到场 001 10:20"),
            changed=self._typed,
            take_key=self._take_key,
        )
        self._all = [action for action in of.actions() if of.allowed(action) and action.id != "palette"]
        self._found = self._all
        self._at = 0

    def compose(self) -> ComposeResult:
        """What is typed, and what is found."""
        yield self._field
        yield Rule()
        yield Static(markup=False, id="found")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show all, and type at once."""
        self._draw()
        self.set_focus(self._field)
        self.ready()

    def _typed(self, typed: str) -> None:
        """Find while it is typed, before the next key is read."""
        self._found = find(self._all, typed)
        self._at = 0
        self._line, self._say_id = None, uuid4().hex
        if mentions(typed):
            self.run_worker(self._understand(typed), group="understand", exclusive=True, exit_on_error=False)
        self._draw()

    def _take_key(self, key: str) -> bool:
        """The keys of the palette work in the order in which they were typed."""
        action = next((each for each in self.ACTIONS if key in each.keys), None)
        if action is not None:
            self.action_act(action.id)
        return action is not None

    async def _understand(self, typed: str) -> Understood | None:
        """What the desk makes of the line, once it has answered; nothing while it does not."""
        by, in_hand = self.session.officer, self._in_hand
        try:
            line = await self.gateway.ask(lambda desk: understand(desk, typed, by=by, in_hand=in_hand))
        except DeskError:
            return None
        if self.is_mounted and self._field.value == typed:
            self._line = line
            self._draw()
        return line

    def _report(self) -> Content:
        """What would be noted, above the actions."""
        assert self._line is not None  # noqa: S101 - it was understood
        text = fit(in_words(self._line, self.session.zone, self.session.now()), max(10, self.size.width - 4))
        style = "dim" if self._line.trouble else ""
        return Content.styled(
            f"> {text}" if self._at == 0 else f"  {text}", f"{style} reverse" if self._at == 0 else style
        )

    def on_resize(self) -> None:
        """Show as many as fit."""
        self._draw()

    def _draw(self) -> None:
        if not self._found and self._line is None:
            sentence = tr("Nothing found. Try another word, or Esc and then ? for all keys.")
            self.query_one("#found", Static).update(Content.styled("  " + sentence, "dim"))
            return
        above = [] if self._line is None else [self._report()]
        room = max(3, self.size.height - 3) - len(above)
        top = max(0, self._place - room + 1)
        lines = [*above, *(self._action(place) for place in range(top, min(len(self._found), top + room)))]
        self.query_one("#found", Static).update(Content("\n").join(lines))

    @property
    def _place(self) -> int:
        """Which of the actions found the cursor is on; below 0 where it is on the report."""
        return self._at - (self._line is not None)

    def _action(self, place: int) -> Content:
        action, here = self._found[place], place == self._place
        text = fit(f"{tr(action.help)}", max(10, self.size.width - KEY_CELLS - LABEL_CELLS - 4))
        key, label = fit(action.key, KEY_CELLS), fit(tr(action.label), LABEL_CELLS)
        if here:
            return Content.styled(f"> {key}{label}{text}", "reverse")
        return Content.styled(f"  {key}", "$accent") + Content(label) + Content.styled(text, "dim")

    def act_up(self) -> None:
        """Move up."""
        self._at = max(0, self._at - 1)
        self._draw()

    def act_down(self) -> None:
        """Move down."""
        last = len(self._found) - 1 + (self._line is not None)
        self._at = max(0, min(last, self._at + 1))
        self._draw()

    def act_run(self) -> None:
        """Carry out the report, or return the action under the cursor."""
        typed = self._field.value
        if self._at == 0 and mentions(typed):
            if not self._saying:
                self.start(self._say(typed))
        elif 0 <= self._place < len(self._found):
            self.dismiss(self._found[self._place].id)
        elif any(map(str.isdecimal, typed)):
            self.start(self._open(typed))

    async def _open(self, typed: str) -> None:
        """Open the ticket, the call or the returned paper whose number was typed (SITE-6)."""
        found = await look_for(self, typed)
        if isinstance(found, str):
            self.query_one("#found", Static).update(line(f"  {found}"))
        else:
            self.dismiss(None)
            open_found(self._of, found)

    async def _say(self, typed: str) -> None:
        """Carry out what was typed, by now or just before Enter; a line that is no report finds an action after all."""
        self._saying = True
        try:
            line = self._line or await self._understand(typed)
            if line is None:
                if self._found:
                    self.dismiss(self._found[0].id)
                else:
                    await self._open(typed)
            elif not line.trouble:
                by, change_id = self.session.officer, self._say_id
                ticket = await self.gateway.ask(lambda desk: carry_out(desk, line, by=by, change_id=change_id))
                self.dismiss(None)
                self.say(tr("Noted: {what}", what=told(line, ticket, self.session.zone, self.session.now())))
        finally:
            self._saying = False

    def act_back(self) -> None:
        """Return nothing."""
        self.dismiss(None)


def find(actions: list[Action], typed: str) -> list[Action]:
    """The actions that have each typed word in their key, label or sentence, in whichever language.

    Those whose key or label begins with what was typed come first.
    """
    typed = typed.casefold().strip()
    found = [
        action for action in actions if all(any(word in text for text in _texts(action)) for word in typed.split())
    ]
    return sorted(found, key=lambda action: not any(text.startswith(typed) for text in _texts(action)[:-2]))


@cache
def _texts(action: Action) -> tuple[str, ...]:
    """What an action is found by: its key and its label, and last its sentence in both languages."""
    texts = (action.key, *in_all_languages(action.label), *in_all_languages(action.help))
    return tuple(text.casefold() for text in texts)
