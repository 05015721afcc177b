"""The dialog of a form: one item after the other, Enter goes on, Esc keeps what was typed for the next time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4, uuid5

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.widgets.input import Selection

from tui_desk.desk.errors import AnswerMissing, BadMoment, DeskError, Term, explain
from tui_desk.desk.views import TicketView
from tui_desk.domain import privacy
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import language, mark, tr
from tui_desk.journal import NoteFile
from tui_desk.tui.actions import HELP, Action
from tui_desk.tui.drafts import draft_of
from tui_desk.tui.flags import as_content, flags
from tui_desk.tui.form import INSIST, Answers, Done, Form, Item, Perform, insistent, when
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import QUIET, STRONG
from tui_desk.tui.presenting import moment, priority_label
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.screens.conflict import Plan, carry_out
from tui_desk.tui.session import Session
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.choice_field import ChoiceField
from tui_desk.tui.widgets.field import Cleaned, Field, Kept
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.pick_field import PickField
from tui_desk.tui.widgets.text_line import Rule, TextLine

AnswerField = Field | LongField | ChoiceField | PickField
SUMMARY_SHOWN = 200


class FormDialog(ActionModal[Done | None]):
    """Asks a form about a ticket and carries it out. Ends with `Done`, or None when it was left."""

    CSS_PATH = "dialogs.tcss"
    NAME = mark("Dialog")
    PURPOSE = mark("Enter goes on to the next question and, after the last, saves. Esc leaves; what you typed is kept.")
    ACTIONS = (
        Action("next", ("enter",), mark("next"), mark("Go on to the next question; after the last one, save.")),
        Action("save", ("ctrl+r",), mark("save"), mark("Save now, from any question.")),
        Action("up", ("up",), mark("before"), mark("Go back to the question before."), quiet=True),
        Action("down", ("down",), mark("next"), mark("Go on to the next question."), quiet=True),
        Action("mask", ("f9", "alt+m"), mark("mask"), mark("Mask the private data in what you typed, now.")),
        Action("insist", ("alt+k",), mark("keep original"), mark("Keep the original of private data, and say why.")),
        Action("leave", ("escape",), mark("back"), mark("Leave without saving; what you typed is kept.")),
    )
    COMMON = (HELP,)

    def __init__(self, session: Session, gateway: Gateway, view: TicketView, form: Form) -> None:
        super().__init__(session, gateway)
        self.view, self.form = view, insistent(form)
        self._private = False
        self._base = uuid4()
        self._note: NoteFile | None = None
        self._fields: dict[str, AnswerField] = {}
        self._insisted: set[str] = set()
        self._asking = False
        self._early: list[events.Event] = []

    def compose(self) -> ComposeResult:
        """Head, items, preview, message, keys."""
        ticket, kept = self.view.ticket, self._take_up_draft()
        priority = priority_label(ticket.priority, self.view.norm)
        yield TextLine(
            [
                (f" {self.form.title}  ", STRONG),
                (f"{ticket.number}  {priority}  ", STRONG),
                (ticket.summary[:SUMMARY_SHOWN], QUIET),
            ]
        )
        yield Rule()
        with VerticalScroll(id="items", can_focus=False):
            if self.form.lead:
                yield Static(block("\n".join(self.form.lead)), classes="lead")
            for item in self.form.items:
                yield self._row(item, clean(kept.get(item.code, item.value)).text)
            yield Static(id="preview")
        yield Static(id="message")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the first item; say that what was typed last time is here again."""
        self._tell()
        self._go_to(self._asked()[0])
        if self._note is not None and self._note.left:
            self.message(tr("What you typed last time is here again."))

        for event in self._early:  # to the field itself: a screen keeps keys that are forwarded to it
            (self.focused or self)._forward_event(event)

    def on_unmount(self) -> None:
        """However the dialog ended, what stands in the journal can be taken up again."""
        if self._note is not None:
            self._note.release()

    def _forward_event(self, event: events.Event) -> None:
        """Keys that come before there is a field to take them wait for it."""
        if self.focused is None and isinstance(event, events.Key | events.Paste):
            self._early.append(event)
        else:
            super()._forward_event(event)

    async def on_event(self, event: events.Event) -> None:
        """Keys that a field of the screen below passed on are for the field that has the focus here."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            (self.focused or self)._forward_event(event)
        else:
            await super().on_event(event)

    def _row(self, item: Item, value: str) -> Vertical:
        def changed(_answer: str) -> None:
            self._keep(item)
            self._tell()

        field: AnswerField
        match item.kind:
            case "long":
                field = LongField(value, changed=changed, take_key=self._take_key)
            case "choice":
                field = ChoiceField(value, item.choices, changed=changed, take_key=self._take_key)
            case "pick":
                field = PickField(item.entries, value, changed=changed, take_key=self._take_key)
            case _:
                field = Field(value, changed=changed, take_key=self._take_key)
        self._fields[item.code] = field
        field.add_class("answer", f"kind-{item.kind}")
        row = Horizontal(Static(line(item.label), classes="label"), field, classes="row")
        return Vertical(row, Static(classes="hint"), id=f"item-{item.code}", classes="item")

    def answers(self) -> dict[str, str]:
        """What stands in the fields, harmless; items that are not asked are empty."""
        typed = {code: clean(field.answer).text for code, field in self._fields.items()}
        return {item.code: typed[item.code] if self._is_asked(item, typed) else "" for item in self.form.items}

    def _is_asked(self, item: Item, typed: Answers) -> bool:
        return item.code in self._insisted or item.asked(typed)

    def _asked(self) -> list[Item]:
        typed = {code: field.answer for code, field in self._fields.items()}
        return [item for item in self.form.items if self._is_asked(item, typed)]

    def _tell(self) -> None:
        """Show what follows from the answers: which items are asked, what times mean, what would change."""
        asked = {item.code for item in self._asked()}
        answers = self.answers()
        for item in self.form.items:
            row = self.query_one(f"#item-{item.code}")
            row.display = item.code in asked
            row.query_one(".hint", Static).update(self._hint(item, answers))
        if self.form.preview is not None:
            self.query_one("#preview", Static).update(block(self.form.preview(answers)))
        if self._private != any(self._private_items()):
            self._private = not self._private
            self.refresh_keys()

    def _hint(self, item: Item, answers: Answers) -> Content:
        """The line below a field: the choices with their digits, what a time means, or how to answer."""
        if item.kind == "choice":
            chosen = [choice.code == answers[item.code] for choice in item.choices]
            labels = [one_line(choice.label.in_(language())) for choice in item.choices]
            signed = [f"{n} {label}" if n < 10 else label for n, label in enumerate(labels, start=1)]
            pieces = [Content.styled(text, "bold not dim" if c else "") for text, c in zip(signed, chosen, strict=True)]
            return Content("   ").join(pieces)
        if item.kind == "moment" and answers[item.code].strip():
            with suppress(BadMoment):
                at = when(answers[item.code], self.session, self.session.now())
                return Content("= " + moment(at, self.session)) if at else Content("")
        if item.kind in ("text", "long") and (told := flags(answers[item.code], item, self.view.norm)):
            return as_content(told)
        return line(item.hint)

    def _take_key(self, key: str) -> bool:
        """What a field asks before it takes a key itself: those of the dialog work in the order they were typed."""
        action = next((action for action in self.ACTIONS if key in action.keys), None)
        if action is None:
            return False
        self.action_act(action.id)
        return True

    @on(Cleaned)
    def _cleaned(self, event: Cleaned) -> None:
        self.message(tr("{count} control characters were taken out of what was pasted.", count=event.removed))

    @on(Kept)
    def _longer(self, event: Kept) -> None:
        self.message(tr("The text is long; {count} more characters are kept and not shown.", count=event.hidden))

    def act_next(self) -> None:
        """Go on, or save after the last item."""
        place, asked = self._place()
        if place + 1 < len(asked):
            self._go_to(asked[place + 1])
        else:
            self.act_save()

    def allowed(self, action: Action) -> bool:
        """Masking and keeping are offered while there is something private."""
        if action.id in ("mask", "insist"):
            return self._private and (action.id == "mask" or self._item(INSIST) is not None)
        return super().allowed(action)

    def _private_items(self) -> Iterator[Item]:
        """The items asked whose answers hold private data."""
        return (item for item in self._asked() if privacy.private(self._fields[item.code].answer))

    def act_mask(self) -> None:
        """Mask what is private in every answer, before it is saved."""
        for item in list(self._private_items()):
            field = self._fields[item.code]
            if isinstance(field, Field | LongField):
                field.answer = privacy.masked(field.answer)
                self._keep(item)
        self._tell()

    def act_insist(self) -> None:
        """Ask why the originals are to be kept; asked already, keep them no longer."""
        why = self._item(INSIST)
        if why is None or not self._private:
            return
        if INSIST in self._insisted:
            here = self._place()
            self._insisted.discard(INSIST)
            self._tell()
            self._go_to(self._asked()[min(here[0], len(self._asked()) - 1)])
        else:
            self._insisted.add(INSIST)
            self._tell()
            self._go_to(why)

    def act_down(self) -> None:
        """Go on, never past the last item."""
        place, asked = self._place()
        self._go_to(asked[min(place + 1, len(asked) - 1)])

    def act_up(self) -> None:
        """Go back."""
        place, asked = self._place()
        self._go_to(asked[max(place - 1, 0)])

    def _go_to(self, item: Item) -> None:
        """Focus a field now: the next key is its own."""
        field = self._fields[item.code]
        self.set_focus(field.typed if isinstance(field, PickField) else field)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Light up the label of the field that has the focus."""
        for row in self.query(".row"):
            row.set_class(row in event.widget.ancestors, "here")

    def _place(self) -> tuple[int, list[Item]]:
        asked = self._asked()
        here = (place for place, item in enumerate(asked) if self._fields[item.code].has_focus_within)
        return next(here, 0), asked

    def act_leave(self) -> None:
        """Leave; what was typed is offered again the next time."""
        if self._note is not None:
            if any(self._fields[item.code].answer != item.value for item in self.form.items if item.kind != "pick"):
                self._note.release()
            else:
                self._note.done()
        self.dismiss(None)

    def act_save(self) -> None:
        """Carry it out, unless something is missing or an answer is still on its way."""
        answers = self.answers()
        missing = next((i for i in self._asked() if i.required and not answers[i.code].strip()), None)
        if missing is not None:
            self._say_missing(missing)
        elif self.form.perform is None:
            self.dismiss(Done(answers))
        elif self._asking:
            self.message(tr("Still waiting for the database; nothing is lost."))
        else:
            self.start(self._save(self.form.perform, answers))

    async def _save(self, perform: Perform, answers: Answers) -> None:
        fields = {item.code: item.field or item.code for item in self.form.items}
        plan = Plan(perform, answers, fields, {item.code: item.label for item in self.form.items})
        self._asking = True
        try:
            ticket = await carry_out(self, self.view.ticket.number, plan, self.view.ticket.version, self._change_id)
        finally:
            self._asking = False
        if ticket is None:
            return
        if self._note is not None:
            self._note.done()
        if self.answers() != answers:
            self._go_on_with(ticket, answers)
        else:
            self.dismiss(Done(answers, ticket))

    def _go_on_with(self, ticket: Ticket, saved: Answers) -> None:
        """Stay open with what was typed while the rest was saved: no key is lost, and none is saved twice."""
        self.view = replace(self.view, ticket=ticket)
        self._take_up_draft(take_up=False)
        for item in self.form.items:
            field = self._fields[item.code]
            if self.form.appends and isinstance(field, Field | LongField):
                field.answer = field.answer.removeprefix(saved[item.code])
            self._keep(item)
        self._tell()
        self.message(tr("Saved. What you typed meanwhile stands here; ctrl+r saves it too, Esc keeps it for later."))

    # What is kept in the journal

    def _take_up_draft(self, *, take_up: bool = True) -> Answers:
        """What was left in this dialog the last time, unless that is not wanted; from now on every change is kept."""
        self._base = uuid4()
        if not self.form.code:
            return {}
        subject = f"{self.form.code} {self.view.ticket.number}"
        self._note = draft_of(self.app, self.session, subject, take_up=take_up)
        self._base = self._note.id
        return self._note.texts

    def _keep(self, item: Item) -> None:
        """Keep an answer, before the next key is read; say so when the disk does not take it."""
        if self._note is None or item.kind == "pick":
            return
        answer, note = self._fields[item.code].answer, self._note
        if answer == note.texts.get(item.code, item.value):
            return
        trouble = note.trouble
        note.put(item.code, answer)
        if note.trouble is not None and trouble is None:
            why = note.trouble.strerror or ""
            self.message(tr("The disk does not take what you type ({why}). Save soon.", why=why), error=True)

    def _change_id(self, answers: Answers) -> str:
        """The same for the same answers: asked again after an outage, they are carried out once."""
        return uuid5(self._base, json.dumps(dict(answers), sort_keys=True)).hex

    def say_error(self, error: DeskError) -> None:
        """Say it in the dialog, and go where it can be put right."""
        if isinstance(error, AnswerMissing) and (item := self._item(str(error.facts.get("code", "")))):
            self._insisted.add(item.code)
            self._tell()
            self._say_missing(item)
            return
        if isinstance(error, BadMoment) and (item := self._moment(str(error.facts.get("code", "")))):
            error = BadMoment(**{**error.facts, "value": self._fields[item.code].answer})
            self._again(item)
        self.message(explain(error), error=True)

    def _again(self, item: Item) -> None:
        """Go to a field whose answer will not do; typing replaces it."""
        self._go_to(item)
        field = self._fields[item.code]
        if isinstance(field, Field):
            field.selection = Selection(0, len(field.value))

    def _moment(self, code: str) -> Item | None:
        """The item that a time was typed into: the one named, or the first."""
        moments = [item for item in self._asked() if item.kind == "moment"]
        return next((item for item in moments if item.code == code), moments[0] if moments else None)

    def _item(self, code: str) -> Item | None:
        return next((item for item in self.form.items if item.code == code), None)

    def _say_missing(self, item: Item) -> None:
        self._go_to(item)
        self.message(explain(AnswerMissing(field=Term(item.label))), error=True)

    def message(self, sentence: str, *, error: bool = False) -> None:
        """Show a sentence above the keys."""
        message = self.query_one("#message", Static)
        message.update(line(sentence))
        message.set_class(error, "error")
