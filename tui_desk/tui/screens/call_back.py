"""Calling out 外呼 (CALL-18): notes first, then the number, then what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from tui_desk.desk.calling_out import CallOut
from tui_desk.desk.errors import AnswerMissing, BadMoment, DeskError, Term, explain
from tui_desk.domain.call import Call, End
from tui_desk.domain.person import Person
from tui_desk.domain.spoken import grouped
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.ticket import Promise
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import language, mark, tr
from tui_desk.journal import NoteFile
from tui_desk.tui import call_back_texts, call_texts
from tui_desk.tui.actions import HELP, PALETTE, Action
from tui_desk.tui.drafts import draft_of
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import PLAIN, QUIET, STRONG
from tui_desk.tui.screens.early_keys import EarlyKeys
from tui_desk.tui.session import Session
from tui_desk.tui.text import block, line
from tui_desk.tui.widgets.big_number import BigNumber, pixels
from tui_desk.tui.widgets.choice_field import ChoiceField
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Rule, TextLine

OutField = Field | LongField | ChoiceField


class Stage(StrEnum):
    """How far the call is."""

    NOTES = "notes"
    DIAL = "dial"
    TALK = "talk"
    MISSED = "missed"


LABELS: Mapping[Stage, Mapping[str, str]] = {
    Stage.NOTES: {
        "phone": mark("Number to dial"),
        "reason": mark("Reason of the call"),
        "points": mark("Points"),
        "likely": mark("Likely questions"),
    },
    Stage.DIAL: {},
    Stage.TALK: {"words": mark("What was said"), "keeps": mark("Keeps the promise")},
    Stage.MISSED: {"why": mark("What happened"), "again": mark("Try again at")},
}
"""What each stage asks, in order."""
_LONG = frozenset({"points", "likely", "words"})
_TEXT = frozenset({"colon", "fullwidth_colon", "question_mark", "fullwidth_question_mark", "space"})
"""Keys of the screen that are text in a field."""
_OPTIONAL = frozenset({"keeps", "why", "again"})


class CallBackScreen(EarlyKeys[End | None]):
    """Call out about a ticket, by its number, or about a message, by its id; `promise` is the one to keep with it.

    Dismissed with how it ended, or None when it was left; what was typed is then there again the next time.
    """

    CSS_PATH = "call_back.tcss"
    AUTO_FOCUS = ""
    NAME = mark("Calling out")
    PURPOSE = mark(
        "Before you dial, note the reason, the points, and the questions that may come. The line at the top says "
        "whether the norm calls at this hour. Then dial: the number stands there large, with the line to open with. "
        "At the end say whether you reached the caller; both are put on record, and what was said goes to the ticket."
    )
    COMMON = (PALETTE, HELP)
    ACTIONS = (
        Action("next", ("enter",), mark("next"), mark("Go on; after the last line this part is done.")),
        Action("dial", ("ctrl+r",), mark("dial"), mark("The notes are made: show the number."), Verb.WORK),
        Action("picked_up", ("y", "enter"), mark("picked up"), mark("Somebody picked up: say the line, and talk.")),
        Action("not_reached", ("x",), mark("not reached"), mark("Nobody was reached: note it, and when to try again.")),
        Action("save", ("ctrl+r",), mark("save"), mark("Put the call on record."), Verb.WORK),
        Action("whom", ("f4", "alt+n"), mark("other caller"), mark("Another of those who wait for this call.")),
        Action("back", ("escape",), mark("back"), mark("Back; the notes are kept.")),
        Action("up", ("up",), mark("before"), mark("Go back to the line before."), quiet=True),
        Action("down", ("down", "tab"), mark("next"), mark("Go on to the next line."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway, about: str, promise: str = "") -> None:
        super().__init__(session, gateway)
        self.about, self._promise = about, promise
        self.stage = Stage.NOTES
        self.out: CallOut | None = None
        self._whom = 0
        self._note: NoteFile | None = None
        self._fields: dict[str, OutField] = {}
        self._dialled_at: datetime | None = None
        self._answered_at: datetime | None = None
        self._asking = False

    def compose(self) -> ComposeResult:
        """Head, hours, the lines to say, the number, the fields of each stage, what was said before, keys."""
        self._note = draft_of(self.app, self.session, f"call out {self.about}")
        yield StatusLine(self.session)
        yield TextLine([(f" {tr('Calling out')}  ", STRONG)], id="head")
        yield Rule()
        yield TextLine(id="hours")
        yield Static(id="say")
        yield BigNumber("")
        yield TextLine(id="number")
        yield Static(id="plan")
        with VerticalScroll(id="items", can_focus=False):
            for stage, labels in LABELS.items():
                yield Vertical(*self._rows(labels), id=f"part-{stage}")
        yield Static(id="contacts")
        yield Static(id="goodbye")
        yield Static(id="message")
        yield Rule()
        yield KeyBar()

    def _rows(self, labels: Mapping[str, str]) -> Iterator[Horizontal]:
        for code, label in labels.items():
            value = clean(self._note.texts.get(code, "")).text if self._note else ""

            def changed(answer: str, code: str = code) -> None:
                if self._note is not None:
                    self._note.put(code, answer)

            field: OutField
            if code == "keeps":
                field = ChoiceField(value, (), changed=changed, take_key=self._take_key)
            elif code in _LONG:
                field = LongField(value, changed=changed, take_key=self._take_key)
            else:
                field = Field(value, changed=changed, take_key=self._take_key)
            field.add_class("answer", "long" if code in _LONG else "short")
            self._fields[code] = field
            yield Horizontal(Static(line(tr(label)), classes="label"), field, classes="row", id=f"row-{code}")

    def on_mount(self) -> None:
        """Begin with the notes; read whom to call."""
        self.set_interval(30, self._show_hours)
        self._show()
        self.start(self._begin())

    def on_unmount(self) -> None:
        """However it ended, what was typed can be taken up again."""
        if self._note is not None:
            self._note.release()

    async def _begin(self) -> None:
        """Read whom to call; keys wait for it, and go to the first field that is still empty."""
        try:
            await self._read()
        finally:
            asked = self._asked()
            self._go_to(next((code for code in asked if not self._fields[code].answer.strip()), asked[-1]))
            self.ready()

    async def _read(self) -> None:
        self.out = await self.gateway.ask(lambda desk: desk.calls.call_out(self.about))
        self._fill("phone", self._phone())
        self._fill("reason", call_back_texts.reason(self.out, self._meant()))
        keeps = self._fields["keeps"]
        assert isinstance(keeps, ChoiceField)  # noqa: S101 - see _rows
        keeps.choices = call_back_texts.promise_choices(self.out, self.session)
        if (promise := self._meant()) is not None:
            self._fill("keeps", promise.id)
        self._show()

    def _fill(self, code: str, answer: str) -> None:
        """Put in what the desk knows, where nothing was typed."""
        if not self._fields[code].answer:
            self._fields[code].answer = answer

    def _meant(self) -> Promise | None:
        """The promise that this call is to keep."""
        promises = self.out.promises if self.out is not None else ()
        return next((each for each in promises if each.id == self._promise), promises[0] if promises else None)

    @property
    def callee(self) -> Person:
        """Who is called."""
        return self.out.callees[self._whom] if self.out is not None else Person(0, "")

    def _phone(self) -> str:
        return one_line(self.callee.phones[0]) if self.callee.phones else ""

    # What is shown

    def _show(self) -> None:
        stage = self.stage
        for part in Stage:
            self.query_one(f"#part-{part}").display = part is stage
        talking, dialling = stage in (Stage.DIAL, Stage.TALK), stage is Stage.DIAL
        number = grouped(self._fields["phone"].answer.strip(), language())
        big = self.query_one(BigNumber)
        big.number = number if pixels(number) else one_line(self._fields["phone"].answer)
        big.display = self.query_one("#number").display = dialling
        big.refresh()
        self.query_one("#number", TextLine).show([(f" {number}", STRONG)] if pixels(number) is None else [])
        self.query_one("#say", Static).update(
            block(f"“{call_back_texts.opening(self._call(End.REACHED), self.session)}”")
        )
        self.query_one("#say").display = talking
        closing = "\n".join(call_back_texts.closing(self._call(End.REACHED), self.session))
        self.query_one("#goodbye", Static).update(block(closing))
        self.query_one("#goodbye").display = stage is Stage.TALK
        plan = [(label, self._fields[code].answer) for code, label in LABELS[Stage.NOTES].items() if code != "phone"]
        self.query_one("#plan", Static).update(block("\n".join(f"{tr(label)}: {words}" for label, words in plan)))
        self.query_one("#plan").display = talking
        self.query_one("#row-keeps").display = bool(self.out is not None and self.out.promises)
        told = list(call_back_texts.contacts(self.out, self.session)) if self.out is not None else []
        self.query_one("#contacts", Static).update(block("\n".join([tr("Contacts before"), *told]) if told else ""))
        self.query_one("#contacts").display = bool(told) and stage is Stage.NOTES
        self._show_head()
        self._show_hours()
        self.refresh_keys()

    def _show_head(self) -> None:
        out, person = self.out, self.callee
        who = " ".join(filter(None, (call_texts.form_of_address(self._call(None), self.session.norm), person.unit)))
        about = out.ticket.number if out is not None and out.ticket is not None else ""
        others = (
            tr("{place} of {count}", place=self._whom + 1, count=len(out.callees)) if out and out.callees[1:] else ""
        )
        self.query_one("#head", TextLine).show(
            [
                (f" {tr('Calling out')}  ", STRONG),
                (f"{about}  " if about else "", PLAIN),
                (f"{who}  ", STRONG),
                (others, QUIET),
            ]
        )

    def _show_hours(self) -> None:
        self.query_one("#hours", TextLine).show(call_back_texts.hours(self.session))

    def message(self, sentence: str) -> None:
        """Show a sentence above the keys."""
        self.query_one("#message", Static).update(line(sentence))

    def say_error(self, error: DeskError) -> None:
        """Say it where one types, and go there."""
        code = str(error.facts.get("code", "")) or ("again" if isinstance(error, BadMoment) else "")
        if code in LABELS[self.stage]:
            self._go_to(code)
        self.message(explain(error))

    # What the keys do

    def allowed(self, action: Action) -> bool:
        """Each stage has its own keys."""
        notes, dial = self.stage is Stage.NOTES, self.stage is Stage.DIAL
        match action.id:
            case "next" | "up" | "down":
                return not dial
            case "dial":
                return notes and super().allowed(action)
            case "whom":
                return notes and self.out is not None and len(self.out.callees) > 1
            case "picked_up" | "not_reached":
                return dial
            case "save":
                return not notes and not dial and super().allowed(action)
            case _:
                return super().allowed(action)

    def _take_key(self, key: str) -> bool:
        """What a field asks before it takes a key itself; letters are text."""
        if len(key) == 1 or key in _TEXT:
            return False
        action = next((each for each in self.actions() if key in each.all_keys() and self.allowed(each)), None)
        if action is not None:
            self.action_act(action.id)
        return action is not None

    def _asked(self) -> list[str]:
        return [code for code in LABELS[self.stage] if self.query_one(f"#row-{code}").display]

    def _go_to(self, code: str) -> None:
        self.set_focus(self._fields[code])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Light up the label of the field that has the focus."""
        for row in self.query(".row"):
            row.set_class(row in event.widget.ancestors, "here")

    def _step(self, by: int) -> bool:
        asked = self._asked()
        here = next((place for place, code in enumerate(asked) if self._fields[code].has_focus), 0)
        if not 0 <= here + by < len(asked):
            return False
        self._go_to(asked[here + by])
        return True

    def act_up(self) -> None:
        """To the line before."""
        self._step(-1)

    def act_down(self) -> None:
        """To the next line."""
        self._step(1)

    def act_next(self) -> None:
        """Go on; after the last line to the number, or on record."""
        if not self._step(1):
            self.action_act("dial" if self.stage is Stage.NOTES else "save")

    def act_whom(self) -> None:
        """The next of those who wait; the number is theirs."""
        if self.out is not None:
            before = self._phone()
            self._whom = (self._whom + 1) % len(self.out.callees)
            if self._fields["phone"].answer.strip() in ("", before):
                self._fields["phone"].answer = self._phone()
            self._show()

    def _complete(self) -> bool:
        """Whether everything is filled that this stage needs; goes to what is not."""
        empty = next((c for c in self._asked() if c not in _OPTIONAL and not self._fields[c].answer.strip()), None)
        if empty is not None:
            self.say_error(AnswerMissing(field=Term(LABELS[self.stage][empty]), code=empty))
        return empty is None

    def _turn_to(self, stage: Stage, focus: str = "") -> None:
        self.stage = stage
        self.message("")
        self._show()
        if focus:
            self._go_to(focus)
        else:
            self.set_focus(None)

    def act_dial(self) -> None:
        """Show the number, once the notes are made."""
        if self._complete():
            self._dialled_at = self._dialled_at or self.session.now()
            self._turn_to(Stage.DIAL)

    def act_picked_up(self) -> None:
        """Talk."""
        self._answered_at = self._answered_at or self.session.now()
        self._turn_to(Stage.TALK, "words")

    def act_not_reached(self) -> None:
        """Note it, and when to try again."""
        self._fill("again", call_back_texts.next_try(self.session))
        self._turn_to(Stage.MISSED, "why")

    def act_back(self) -> None:
        """A stage back, or leave; the notes are kept."""
        match self.stage:
            case Stage.NOTES:
                self.dismiss(None)
            case Stage.DIAL:
                self._turn_to(Stage.NOTES, "reason")
            case _:
                self._answered_at = None
                self._turn_to(Stage.DIAL)

    async def act_save(self) -> None:
        """Put the call on record; asked again after an outage it is the same call."""
        if self._asking or not self._complete():
            return
        end = End.REACHED if self.stage is Stage.TALK else End.NOT_REACHED
        call, officer = self._call(end), self.session.officer
        self._asking = True
        try:
            done = await self.gateway.ask(lambda desk: desk.calls.finish(call, by=officer))
        finally:
            self._asking = False
        if self._note is not None:
            self._note.done()
        number = done.ticket.number if done.ticket is not None else done.record.reference
        said = (
            mark("{number}: called, and written down.") if end is End.REACHED else mark("{number}: not reached, noted.")
        )
        self.say(tr(said, number=number))
        self.dismiss(end)

    def _call(self, end: End | None) -> Call:
        """The call as it stands."""
        person, now = self.callee, self.session.now()
        typed = {code: field.answer.strip() for code, field in self._fields.items()}
        answers = {
            "name": person.name,
            "title": person.title,
            "unit": person.unit,
            "staff_no": person.staff_no,
            **{code: typed.get(code, "") for code in LABELS[Stage.NOTES]},
        }
        reached = end is End.REACHED
        promise = self._meant()
        about = typed.get("keeps", "") if reached else promise.id if promise is not None else ""
        return Call(
            draft=self._note.id.hex if self._note is not None else "",
            officer=self.session.officer.staff_no,
            began_at=self._dialled_at or now,
            answers={code: words for code, words in answers.items() if words},
            phases={"answered": self._answered_at} if reached and self._answered_at else {},
            facts={
                "calls_back": about or self.about,
                "ticket": self.out.ticket.number if self.out is not None and self.out.ticket is not None else "",
                "words": typed.get("words" if reached else "why", ""),
                "due": "" if reached else typed.get("again", ""),
            },
            end=end,
            ended_at=now,
        )
