"""The field of a form's box by its kind: a line, several lines, one of a few choices, several of them, a mark."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import normalize

from textual import events
from textual.content import Content

from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Box, Choice, Words
from tui_desk.tui.text import line
from tui_desk.tui.widgets.choice_field import ChoiceField, digits
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.in_order import TakeKey
from tui_desk.tui.widgets.long_field import LongField

_YES_NO = (("yes", mark("yes")), ("no", mark("no")))
Pasted = Callable[[str], bool]
"""Asked before a paste is taken as text; whether it took it."""


def choices_of(box: Box) -> tuple[Choice, ...]:
    """What may be chosen in a box; nothing where one writes."""
    match box.kind:
        case "yes_no":
            return box.choices or tuple(Choice(code, Words(zh=tr(word), en=tr(word))) for code, word in _YES_NO)
        case "scale":
            marks = range(box.high, box.low - 1, -1)
            return tuple(Choice(str(each), Words(zh=str(each), en=str(each))) for each in marks)
        case _:
            return box.choices


def field_of(
    box: Box, value: str, *, changed: Callable[[str], None], take_key: TakeKey, pasted: Pasted | None = None
) -> Field | LongField | ChoiceField:
    """The field to fill this box with; tables have one of their own."""
    match box.kind:
        case "ticks":
            return TicksField(value, box.choices, changed=changed, take_key=take_key)
        case "scale":
            return MarkField(value, choices_of(box), changed=changed, take_key=take_key)
        case "choice" | "yes_no":
            letters = box.kind == "yes_no"
            return ChoiceField(value, choices_of(box), changed=changed, take_key=take_key, letters=letters)
        case "long":
            return LongField(value, changed=changed, take_key=take_key)
        case _:
            return BoxField(value, changed=changed, take_key=take_key, pasted=pasted)


class BoxField(Field):
    """A line that may hand on what is pasted: a terminal session becomes rows."""

    def __init__(self, value: str, *, changed: Callable[[str], None], take_key: TakeKey, pasted: Pasted | None) -> None:
        self._pasted = pasted
        super().__init__(value, changed=changed, take_key=take_key)

    def _on_paste(self, event: events.Paste) -> None:
        if self._pasted is not None and self._pasted(event.text):
            event.stop()
            event.prevent_default()


class MarkField(ChoiceField):
    """A mark on a scale: a digit gives it and goes on; 0 is ten."""

    def _type(self, character: str) -> None:
        wanted = "10" if character == "0" else character
        if any(choice.code == wanted for choice in self.choices):
            self.answer = wanted
            self._go_on()
        elif not character.isdecimal():
            super()._type(character)


class TicksField(ChoiceField):
    """Several of a few choices: a digit ticks one, or takes its tick away. The answer is their codes with commas."""

    def render(self) -> Content:
        """The labels of what was ticked."""
        ticked = self.answer.split(",")
        labels = [choice.label.in_(language()) for choice in self.choices if choice.code in ticked]
        return line(", ".join(labels) or ("_" if self.has_focus else ""))

    def _type(self, character: str) -> None:
        plain = normalize("NFKC", character)
        if plain in (keys := digits(self.choices)):
            self._toggle(self.choices[keys.index(plain)].code)

    def _step(self, by: int) -> None:
        """Arrows choose nothing where several may be ticked."""

    def _toggle(self, code: str) -> None:
        ticked = {each for each in self.answer.split(",") if each}
        ticked ^= {code}
        self.answer = ",".join(choice.code for choice in self.choices if choice.code in ticked)
