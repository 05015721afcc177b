"""The keys of the intake, in the order of use. Letters are text there: every key is a chord or a function key."""

from __future__ import annotations

from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark
from tui_desk.tui.actions import Action


def _key(id: str, keys: str, label: str, help: str, verb: Verb | None = None, *, quiet: bool = False) -> Action:  # noqa: A002 - Action's own names
    return Action(id, tuple(keys.split()), label, help, verb, quiet=quiet)


COMMON = (
    _key("palette", "f2 alt+p", mark("commands"), mark("Find any command by a word of it, and run it.")),
    _key("help", "f1 alt+h", mark("keys"), mark("The keys of this screen, and what it is for.")),
)
RESUME = _key("resume", "f5 alt+l", mark("resume"), mark("Speak to the caller who waits."))
ACTIONS = (
    RESUME,
    _key("mask", "f9 alt+m", mark("mask"), mark("Put a mask over the private text in this field.")),
    _key("insist", "alt+k", mark("keep it"), mark("Keep the private text of this field, with a reason.")),
    _key("fill", "ctrl+f f7", mark("fill in caller"), mark("Fill in the known caller; what you typed stays.")),
    _key("send", "alt+s", mark("to a field"), mark("Send a phrase of the note to a field.")),
    _key(
        "register",
        "ctrl+r f10 alt+r",
        mark("read back"),
        mark("Read the call back and register it; goes to what is still missing."),
        Verb.REGISTER,
    ),
    _key("cycle", "f3 alt+c", mark("other call"), mark("Hold this call and speak to the next one in hand.")),
    _key("join", "alt+j", mark("join ticket"), mark("Add this caller to the open ticket of the same caller.")),
    _key("end", "f12 alt+e", mark("end call"), mark("End the call otherwise: answered, passed on, silent…")),
    _key("hold", "f5 alt+l", mark("hold"), mark("Let the caller wait on the line; the same key speaks to them again.")),
    _key("another", "f4 alt+n", mark("next call"), mark("Hold this call and take the next one that rings.")),
    _key("unheard", "alt+g f11", mark("no voice"), mark("The caller says nothing: count it, and show what to say.")),
    _key("scratch", "ctrl+o f8", mark("note"), mark("Write into the note, and back to the question.")),
    _key("next_step", "pagedown ctrl+down", mark("step on"), mark("Go to the next step.")),
    _key("last_step", "pageup ctrl+up", mark("step before"), mark("Go to the step before."), quiet=True),
    _key("jump", "alt+1", mark("steps"), mark("alt+1 to alt+7 go to a step."), quiet=True),
    _key("own_word", "alt+u f6", mark("priority"), mark("Put your own word above the proposed priority.")),
    _key("directory", "alt+d", mark("directory"), mark("Look for people, units, phones and warranty.")),
    _key("aside", "escape", mark("queue"), mark("Hold the call and go to the queue; F3 there comes back.")),
)
"""`resume` and `hold` share a key: a call is held, or it is not."""
