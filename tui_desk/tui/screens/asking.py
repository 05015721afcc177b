"""A small dialog in a call: one thing after the other, Enter goes on and after the last one is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from tui_desk.desk.errors import DeskError, explain
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.form import Item
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import STRONG
from tui_desk.tui.screens.early_keys import EarlyModal
from tui_desk.tui.session import Session
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.choice_field import ChoiceField
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.pick_field import PickField
from tui_desk.tui.widgets.text_line import Piece, Rule, TextLine

Asked = Mapping[str, str]
"""What was answered, by item."""
INSTEAD = "instead"
_DONE = mark("done")
AskField = Field | LongField | PickField | ChoiceField


class AskScreen(EarlyModal[Asked | None]):
    """Dismissed with what was answered, or None.

    `say` gives the line to say for the answers as they stand. `check` says what is wrong with them: the item and a
    sentence, or None. A pick takes one of its entries, or, where it is `free`, the words that fit none. `instead` names
    another way, which a key takes: the answers then hold it under INSTEAD. `perform` carries the answers out before the
    dialog closes: what the desk objects to is said here, and nothing that was typed is lost.
    """

    CSS_PATH = "asking.tcss"
    NAME = mark("Question")
    PURPOSE = mark("Enter goes on, and after the last line it is done. Esc leaves without doing anything.")
    COMMON = (HELP,)
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("next", ("enter",), mark("next"), mark("Go on; after the last line it is done.")),
        Action("up", ("up",), mark("before"), mark("Go back to the line before."), quiet=True),
        Action("down", ("down",), mark("next"), mark("Go on to the next line."), quiet=True),
        Action("tab", ("tab",), mark("next"), mark("Go on to the next line."), quiet=True),
        Action("instead", ("f12", "alt+e"), mark("away: a message"), mark("The colleague is away: leave a message.")),
        Action("back", ("escape",), mark("back"), mark("Leave without doing anything.")),
    )

    def __init__(
        self,
        session: Session,
        gateway: Gateway,
        title: Sequence[Piece] | str,
        items: Sequence[Item],
        *,
        say: Callable[[Asked], str] = lambda _: "",
        check: Callable[[Asked], tuple[str, str] | None] = lambda _: None,
        free: bool = False,
        instead: str = "",
        perform: Callable[[Asked], Awaitable[object]] | None = None,
    ) -> None:
        super().__init__(session, gateway)
        self._title = [(f" {title}", STRONG)] if isinstance(title, str) else title
        self._items, self._say, self._check, self._free = tuple(items), say, check, free
        self._instead, self._perform, self._performing = instead, perform, False
        self._fields: dict[str, AskField] = {}

    def compose(self) -> ComposeResult:
        """Head, the line to say, the items, keys."""
        yield TextLine(self._title)
        yield Rule()
        yield Static(id="say")
        with VerticalScroll(id="items", can_focus=False):
            for item in self._items:
                self._fields[item.code] = field = self._field(item)
                field.add_class("answer", f"kind-{item.kind}")
                yield Horizontal(Static(line(item.label), classes="label"), field, classes="row")
                if item.hint:
                    yield Static(line(item.hint), classes="hint")
        yield Static(id="message")
        yield Rule()
        yield KeyBar()

    def _field(self, item: Item) -> AskField:
        def changed(_answer: str) -> None:
            self._tell()

        if item.kind == "pick":
            return PickField(item.entries, item.value, changed=changed, take_key=self._take_key)
        if item.kind == "long":
            return LongField(item.value, changed=changed, take_key=self._take_key)
        if item.kind == "choice":
            return ChoiceField(item.value, item.choices, changed=changed, take_key=self._take_key)
        return Field(item.value, changed=changed, take_key=self._take_key)

    def on_mount(self) -> None:
        """Begin with the first item that has no answer; where all have one, with the first to write."""
        self._tell()
        self.refresh_keys()
        written = [item for item in self._items if item.kind != "pick"] or self._items
        first = next((item for item in self._items if not item.value), written[0])
        self._go_to(first.code)
        self.ready()

    @property
    def answers(self) -> dict[str, str]:
        """What stands in the fields."""
        answers = {}
        for code, field in self._fields.items():
            answers[code] = field.answer
            if isinstance(field, PickField) and self._free and not field.answer:
                answers[code] = field.typed.answer.strip()
        return answers

    def _tell(self) -> None:
        if len(self._fields) == len(self._items):
            said = self._say(self.answers)
            self.query_one("#say", Static).update(block(said))
            self.query_one("#say").display = bool(said)

    def _take_key(self, key: str) -> bool:
        action = next((each for each in self.ACTIONS if key in each.keys and self.allowed(each)), None)
        if action is None:
            return False
        self.action_act(action.id)
        return True

    def _go_to(self, code: str) -> None:
        field = self._fields[code]
        self.set_focus(field.typed if isinstance(field, PickField) else field)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Light up the label of the line that has the focus."""
        for row in self.query(".row"):
            row.set_class(row in event.widget.ancestors, "here")
        self.refresh_keys()

    @property
    def _place(self) -> int:
        fields = [self._fields[item.code] for item in self._items if item.code in self._fields]
        return next((place for place, field in enumerate(fields) if field.has_focus_within), 0)

    def actions(self) -> tuple[Action, ...]:
        """On the last line Enter is the end."""
        if self._place + 1 < len(self._items):
            return super().actions()
        return tuple(replace(each, label=_DONE) if each.id == "next" else each for each in super().actions())

    def act_next(self) -> None:
        """Go on, or be done after the last."""
        if self._place + 1 < len(self._items):
            self.act_tab()
        else:
            self.done()

    def act_tab(self) -> None:
        """Go on to the next line."""
        self._go_to(self._items[(self._place + 1) % len(self._items)].code)

    def act_down(self) -> None:
        """Go on, never past the last line."""
        self._go_to(self._items[min(self._place + 1, len(self._items) - 1)].code)

    def act_up(self) -> None:
        """Go back."""
        self._go_to(self._items[max(self._place - 1, 0)].code)

    def allowed(self, action: Action) -> bool:
        """Another way is offered where there is one."""
        return super().allowed(action) and (action.id != "instead" or bool(self._instead))

    def act_instead(self) -> None:
        """Hand over what is answered so far, and that it is to be done the other way."""
        self.dismiss({**self.answers, INSTEAD: self._instead})

    def act_back(self) -> None:
        """Leave without doing anything."""
        self.dismiss(None)

    def done(self) -> None:
        """Hand over the answers, unless one is missing or will not do."""
        answers = self.answers
        for item in self._items:
            if item.required and not answers[item.code].strip():
                self._object(item.code, tr("This needs an answer: {label}", label=item.label))
                return
        if (wrong := self._check(answers)) is not None:
            self._object(*wrong)
        elif self._perform is None:
            self.dismiss(answers)
        elif not self._performing:
            self._performing = True
            self.start(self._carry_out(self._perform, answers))

    async def _carry_out(self, perform: Callable[[Asked], Awaitable[object]], answers: Asked) -> None:
        try:
            await perform(answers)
        except DeskError as error:
            missing = str(error.facts.get("code", ""))
            here = self._items[self._place].code
            self._object(missing if missing in self._fields else here, explain(error))
        else:
            self.dismiss(answers)
        finally:
            self._performing = False

    def _object(self, code: str, sentence: str) -> None:
        self._go_to(code)
        self.query_one("#message", Static).update(line(sentence))
