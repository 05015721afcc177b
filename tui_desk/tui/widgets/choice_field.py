"""A field that takes one of a few choices: by digit, by its first letters, or with the arrows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from unicodedata import normalize

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui_desk.domain.text import one_line
from tui_desk.i18n import language
from tui_desk.norms.models import Choice
from tui_desk.tui.text import line
from tui_desk.tui.widgets.in_order import InOrder, TakeKey

_EXAMPLES = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


class ChoiceField(InOrder, Widget, can_focus=True):
    """Shows the label of what was chosen; its choices are shown by whoever has room for them.

    A digit chooses and goes on as Enter does; first letters (of the code, or of the label that is shown) and arrows
    choose and stay. Full-width forms count as their plain ones. `changed` is called with the code before the next key
    is read. What begins no choice, and a paste, are words meant for another place: `stray` is given them, and what
    they chose on the way is taken back.
    """

    class Chosen(Message):
        """A digit chose, and nobody took the Enter that it stands for."""

    def __init__(
        self,
        value: str,
        choices: Sequence[Choice],
        *,
        changed: Callable[[str], None],
        take_key: TakeKey | None = None,
        letters: bool = False,
        stray: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._changed, self._letters, self._stray = changed, letters, stray
        self.take_key = take_key
        self._value, self._typed, self._before = value, "", value
        self._words = ""
        self.choices = tuple(choices)

    @property
    def answer(self) -> str:
        """The code that was chosen; empty when none was."""
        return self._value

    @answer.setter
    def answer(self, code: str) -> None:
        if code == self._value:
            return
        self._value = code
        self._changed(code)
        self.refresh()

    def render(self) -> Content:
        """The label of what was chosen."""
        chosen = next((c.label.in_(language()) for c in self.choices if c.code == self._value), "")
        return line(in_room(chosen, self.size.width) or self._value or ("_" if self.has_focus else ""))

    def on_focus(self) -> None:
        """Begin to read letters anew."""
        self._typed = self._words = ""

    def on_key(self, event: events.Key) -> None:
        """Choose."""
        if event.key in ("backspace", "delete"):
            self._typed, self._words, self.answer = "", "", ""
        elif event.key in ("left", "right"):
            self._step(1 if event.key == "right" else -1)
        elif event.character is not None and event.is_printable:
            self._type(normalize("NFKC", event.character))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted chooses nothing; it is not lost."""
        event.stop()
        if self._stray is not None and (words := one_line(event.text).strip()):
            self._stray(words)

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - Textual's own signature
        """Letters are for choosing, not for the screen's keys."""
        return character is not None and character.isprintable()

    def _go_on(self) -> None:
        if self.take_key is None or not self.take_key("enter"):
            self.post_message(self.Chosen())

    def _step(self, by: int) -> None:
        codes = [choice.code for choice in self.choices]
        if codes:
            place = codes.index(self._value) + by if self._value in codes else (0 if by > 0 else -1)
            self.answer = codes[place % len(codes)]

    def _type(self, character: str) -> None:
        if character.isdecimal():
            if character in (keys := digits(self.choices)):
                self.answer = self.choices[keys.index(character)].code
                self._go_on()
            return
        if not self._words:
            self._before = self._value
        self._words += character
        for typed in (self._typed + character.casefold(), character.casefold()):
            if found := [choice for choice in self.choices if _begins(choice, typed)]:
                self._typed, self.answer = typed, found[0].code
                if self._letters and len(found) == 1:
                    self._go_on()
                return
        if self._stray is not None and not character.isspace():
            words, self._words, self._typed, self.answer = self._words, "", "", self._before
            self._stray(words)


def digits(choices: Sequence[Choice]) -> list[str]:
    """The digit that chooses each: its place, or its own code where all are marks (5 to 1)."""
    codes = [choice.code for choice in choices]
    if all(len(code) == 1 and code.isdecimal() for code in codes):
        return codes
    return [str(place) if place < 10 else "" for place in range(1, len(codes) + 1)]


def in_room(label: str, width: int) -> str:
    """A label that stands in `width` cells: without its examples in brackets where there is no room for them."""
    return _EXAMPLES.sub("", label) if cell_len(label) > width else label


def _begins(choice: Choice, typed: str) -> bool:
    names = (choice.code, choice.label.in_(language()))
    return any(name.casefold().startswith(typed) for name in names if name)
