"""The first run: what a new desk is told about itself. Everything has a default; Enter through, and you are in."""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from tui_desk import config, host, i18n
from tui_desk.desk.desk import SetUp
from tui_desk.desk.errors import DeskError, DeskExists, UnwritableFolder, explain
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Choice, Norm, Words
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import ACCENT, PLAIN, QUIET, STRONG
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.choice_field import ChoiceField
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.text_line import Rule, TextLine

DEFAULT_NORM = "it-team"
_LANGUAGES = (Choice("zh_CN", Words(zh="中文", en="中文")), Choice("en", Words(zh="English", en="English")))
_ITEMS = (
    ("language", mark("Language"), mark("of the desk and of this screen: left and right, or the digit")),
    ("name", mark("Desk name"), mark("what the operator says when picking up the telephone")),
    ("zone", mark("Time zone"), mark("due times and ticket numbers follow its calendar")),
    ("norm", mark("Norm"), mark("questions, priorities and service levels; can be changed later")),
    ("officer_name", mark("Your name"), mark("as callers and colleagues know you")),
    ("staff_no", mark("Staff number"), mark("what stands on tickets that you handle")),
)
_KEYS = (
    ("Enter", mark("next")),
    ("Up", mark("back")),
    ("ctrl+r", mark("set up")),
    ("Esc", mark("leave")),
)


class FirstRunScreen(Screen[None]):
    """Sets a desk up in the empty database, and ends once there is one. Leaving it leaves the program."""

    CSS_PATH = "first_run.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "set_up", show=False, priority=True),
        Binding("escape", "leave", show=False),
    ]

    def __init__(self, gateway: Gateway, login: str) -> None:
        super().__init__()
        self._gateway, self._login, self._address = gateway, login, ""
        self._norms = _shipped_norms()
        self._suggested = self._suggestions()
        self._fields: dict[str, Field | ChoiceField] = {}
        self._asking = False

    def compose(self) -> ComposeResult:
        """Head, one row for each answer, message, keys."""
        yield TextLine(id="head")
        yield Rule()
        with VerticalScroll(id="items", can_focus=False):
            yield Static(id="welcome")
            yield Static()
            for code, _, _ in _ITEMS:
                field = self._field(code)
                self._fields[code] = field
                field.add_class("answer")
                row = Horizontal(Static(classes="label"), field, classes="row")
                yield Vertical(row, Static(classes="hint"), id=f"item-{code}", classes="item")
        yield Static(id="message")
        yield Rule()
        yield TextLine(id="keys")

    def on_mount(self) -> None:
        """Speak, and begin with the first answer."""
        self._speak()
        self.set_focus(self._fields["language"])
        self._ask_address()

    @work(group="address", exit_on_error=False)
    async def _ask_address(self) -> None:
        self._address = await self._gateway.ask(lambda desk: desk.store.address)
        self._speak()

    def _field(self, code: str) -> Field | ChoiceField:
        value = self._suggested[code]
        match code:
            case "language":
                return ChoiceField(value, _LANGUAGES, changed=self._use, take_key=self._take)
            case "norm":
                norms = [Choice(norm.code, norm.title) for norm in self._norms.values()]
                return ChoiceField(value, norms, changed=_nothing, take_key=self._take)
            case _:
                return Field(value, take_key=self._take)

    def _take(self, key: str) -> bool:
        """Carry out a key that goes from answer to answer; whether it was one."""
        match key:
            case "enter":
                self._next()
            case "down" | "up":
                self._move(1 if key == "down" else -1)
            case _:
                return False
        return True

    def _suggestions(self) -> dict[str, str]:
        """The default of every answer, in the language spoken now."""
        return {
            "language": i18n.language(),
            "name": tr("IT duty desk"),
            "zone": host.time_zone("Asia/Shanghai" if i18n.language() == "zh_CN" else "UTC"),
            "norm": DEFAULT_NORM if DEFAULT_NORM in self._norms else next(iter(self._norms)),
            "officer_name": host.full_name(),
            "staff_no": self._login,
        }

    def _use(self, language: str) -> None:
        """Speak the language just chosen; defaults that were left alone follow it."""
        i18n.use(language or "en")
        new = self._suggestions()
        for code in ("name", "zone"):
            if self._fields[code].answer == self._suggested[code]:
                self._fields[code].answer = new[code]
        self._suggested = new
        self._speak()

    def _speak(self) -> None:
        """Write every label in the language spoken now."""
        self.query_one("#head", TextLine).show([(f" tui-desk  {tr('a new desk')}  ", STRONG), (self._address, QUIET)])
        welcome = tr("There is no desk here yet. Six answers make one; Enter takes what stands there.")
        self.query_one("#welcome", Static).update(block(welcome))
        for code, label, hint in _ITEMS:
            item = self.query_one(f"#item-{code}")
            item.query_one(".label", Static).update(line(tr(label)))
            item.query_one(".hint", Static).update(line(self._hint(code, tr(hint))))
        keys = [piece for key, label in _KEYS for piece in ((f" {key} ", ACCENT), (f"{tr(label)} ", PLAIN))]
        self.query_one("#keys", TextLine).show(keys)
        self._fields["norm"].refresh()
        self._say("")

    def _hint(self, code: str, hint: str) -> str:
        field = self._fields[code]
        if not isinstance(field, ChoiceField):
            return hint
        labels = (choice.label.in_(i18n.language()) for choice in field.choices)
        return " | ".join((*(f"{n} {label}" for n, label in enumerate(labels, start=1)), hint))

    def _say(self, sentence: str) -> None:
        self.query_one("#message", Static).update(line(sentence))

    def _next(self) -> None:
        """Go on to the next answer; after the last one, set the desk up."""
        place = self._place()
        if wrong := self._wrong(_ITEMS[place][0]):
            self._say(wrong)
        elif place + 1 < len(_ITEMS):
            self._say("")
            self._move(1)
        else:
            self.action_set_up()

    def _move(self, by: int) -> None:
        """Go to a neighbouring answer, before the next key is read: `focus` would do it later."""
        codes = list(self._fields)
        code = codes[max(0, min(self._place() + by, len(codes) - 1))]
        field = self._fields[code]
        self.set_focus(field)
        if isinstance(field, Field) and field.value == self._suggested[code]:
            field.select_all()  # what one types takes the place of what is only suggested

    def action_leave(self) -> None:
        """Leave without a desk."""
        self.app.exit()

    def action_set_up(self) -> None:
        """Set the desk up, unless an answer cannot be: then go to it and say why."""
        for code in self._fields:
            if wrong := self._wrong(code):
                self.set_focus(self._fields[code])
                self._say(wrong)
                return
        if not self._asking:
            self._asking = True
            self._say("")
            self._set_up()

    @work(group="set_up", exit_on_error=False)
    async def _set_up(self) -> None:
        answers = {code: one_line(field.answer) for code, field in self._fields.items()}
        plan = SetUp(**{**answers, "norm": self._norms[answers["norm"]]}, login=self._login)  # type: ignore[arg-type] # one is a Norm
        try:
            await self._gateway.ask(lambda desk: desk.set_up(plan))
        except DeskExists:  # a colleague was faster; signing in says the rest
            self.dismiss()
        except DeskError as error:
            self._say(explain(error))
        else:
            with suppress(UnwritableFolder):
                config.write(config.config_file(), {"language": plan.language})
            self.dismiss()
        finally:
            self._asking = False

    def _place(self) -> int:
        return next((place for place, field in enumerate(self._fields.values()) if field is self.focused), 0)

    def _wrong(self, code: str) -> str:
        """Why this answer cannot be; empty when it can."""
        answer = one_line(self._fields[code].answer)
        if not answer:
            return tr("Something must stand here.")
        if code == "zone" and not host.is_zone(answer):
            return tr("“{zone}” is no time zone. Write one like Asia/Shanghai or Europe/Berlin.", zone=answer)
        return ""


def _shipped_norms() -> dict[str, Norm]:
    from tui_desk.norms.loader import load_shipped, shipped  # loads pydantic: only where a desk is set up

    return {code: load_shipped(code) for code in shipped()}


def _nothing(_answer: str) -> None:
    """A choice that nothing else depends on."""
