"""The palette behind `:`: every action of the screen by a word of it, in either language."""

from __future__ import annotations

from functools import cache
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui_desk.i18n import in_all_languages, mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.screens.base import ActionModal, ActionScreen
from tui_desk.tui.text import fit
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.text_line import Rule

KEY_CELLS, LABEL_CELLS = 8, 16


class PaletteScreen(ActionModal[str]):
    """Type to find an action; Enter returns its id, Esc returns nothing."""

    CSS_PATH = "palette.tcss"
    AUTO_FOCUS = "Field"
    COMMON = ()
    ACTIONS = (
        Action("run", ("enter",), mark("run"), mark("Run the command under the cursor."), priority=True),
        Action("up", ("up",), mark("up"), mark("To the command above."), priority=True),
        Action("down", ("down",), mark("down"), mark("To the command below."), priority=True),
        Action("back", ("escape",), mark("back"), mark("Back to the screen.")),
    )

    def __init__(self, of: ActionScreen[Any]) -> None:
        super().__init__(of.session, of.gateway)
        self._all = [action for action in of.actions() if of.allowed(action) and action.id != "palette"]
        self._found = self._all
        self._at = 0

    def compose(self) -> ComposeResult:
        """What is typed, and what is found."""
        yield Field(placeholder=tr("a word of what you want to do"))
        yield Rule()
        yield Static(markup=False, id="found")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show all."""
        self._draw()

    def on_input_changed(self, event: Field.Changed) -> None:
        """Find while it is typed."""
        self._found = find(self._all, event.value)
        self._at = 0
        self._draw()

    def on_resize(self) -> None:
        """Show as many as fit."""
        self._draw()

    def _draw(self) -> None:
        if not self._found:
            sentence = tr("Nothing found. Try another word, or Esc and then ? for all keys.")
            self.query_one("#found", Static).update(Content.styled("  " + sentence, "dim"))
            return
        room = max(3, self.size.height - 3)
        top = max(0, self._at - room + 1)
        lines = [self._line(place) for place in range(top, min(len(self._found), top + room))]
        self.query_one("#found", Static).update(Content("\n").join(lines))

    def _line(self, place: int) -> Content:
        action, here = self._found[place], place == self._at
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
        self._at = min(len(self._found) - 1, self._at + 1) if self._found else 0
        self._draw()

    def act_run(self) -> None:
        """Return the action under the cursor."""
        if self._found:
            self.dismiss(self._found[self._at].id)

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
