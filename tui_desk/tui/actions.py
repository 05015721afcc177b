"""The one registry of what a key does: key, bottom line, palette and help all come from here.

A screen lists its actions in `ACTIONS` and has a method `act_<id>` for each. Letters have a twin that no Chinese input
method swallows: alt with the same letter; punctuation has its full-width form.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding

from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark

_SHOWN = {
    "slash": "/",
    "number_sign": "#",
    "question_mark": "?",
    "colon": ":",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "shift+tab": "S-Tab",
    "space": "Space",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}
_FULL_WIDTH = {
    "slash": "fullwidth_solidus",
    "number_sign": "fullwidth_number_sign",
    "question_mark": "fullwidth_question_mark",
    "colon": "fullwidth_colon",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do on a screen.

    `label` (a msgid, one or two words) stands on the bottom line, `help` (a msgid, a sentence) in the help and the
    palette. `keys` are Textual's names, the first is the one shown. With a `verb`, it is offered only to officers
    who may; `quiet` actions work but do not stand on the bottom line; `priority` ones stand above a focused field.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    verb: Verb | None = None
    quiet: bool = False
    priority: bool = False

    @property
    def key(self) -> str:
        """The key as a person reads it: "n", "?", "ctrl+r", "Esc"."""
        return _SHOWN.get(self.keys[0], self.keys[0])

    def shown_keys(self) -> tuple[str, ...]:
        """All keys as a person reads them, without the twins."""
        return tuple(_SHOWN.get(key, key) for key in self.keys)

    def all_keys(self) -> tuple[str, ...]:
        """Every key that triggers it, twins included."""
        twins: list[str] = []
        for key in self.keys:
            if len(key) == 1 and key.isalpha():
                twins.append(f"alt+{key}")
            elif key in _FULL_WIDTH:
                twins.append(_FULL_WIDTH[key])
        return (*self.keys, *twins)

    def binding(self) -> Binding:
        """Textual's binding for it; the bottom line is drawn by `KeyBar`, not by Textual's footer."""
        return Binding(",".join(self.all_keys()), f"act('{self.id}')", show=False, priority=self.priority)


NEW_CALL = Action(
    "new_call", ("n",), mark("call"), mark("The telephone rings: open the intake for a new call."), Verb.REGISTER
)
CHANGE_OVER = Action(
    "change_over",
    ("alt+x",),
    mark("change over"),
    mark("Another officer of this account sits down: a name and a PIN, and everything after is theirs."),
    quiet=True,
)
LOCK = Action(
    "lock",
    ("ctrl+l",),
    mark("lock"),
    mark("Hide the desk until a PIN opens it; every call stays as it is."),
    quiet=True,
)
GO_TO_WARNED = Action(
    "go_to_warned",
    ("ctrl+g",),
    mark("warned"),
    mark("Go to the ticket that was warned of last; pressed there, to the next one in danger."),
    quiet=True,
    priority=True,
)
BACK_TO_CALL = Action(
    "back_to_call", ("z", "f3"), mark("back to the call"), mark("Go back to the call in hand, or take a parked one up.")
)
PALETTE = Action("palette", ("colon", "f2"), mark("commands"), mark("Find any command by a word of it, and run it."))
HELP = Action("help", ("question_mark", "f1"), mark("keys"), mark("The keys of this screen, and what it is for."))
