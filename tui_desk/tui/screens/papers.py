"""The papers of a ticket 单据: number, form, where each is, what is missing; made, printed, given out, back (SITE)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from textual.app import ComposeResult

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.papers import PaperView
from tui_desk.domain.paper import PaperState
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Form, Norm
from tui_desk.tui import paper_rows
from tui_desk.tui.actions import Action
from tui_desk.tui.form import Item
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paint import QUIET, STRONG
from tui_desk.tui.printing import can_print, printer_of
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.paper import show_paper
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.paper_list import PaperList
from tui_desk.tui.widgets.pick_field import Entry
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Rule, TextLine

_EMPTY = mark("This ticket has no paper yet. s starts one: the service record, a request for a visit, an on-site form.")
_OVER = (PaperState.FILED, PaperState.VOID)
_MOVES = {"up": -1, "down": 1}


class PapersScreen(ActionScreen[None]):
    """The papers of one ticket, live."""

    CSS_PATH = "papers.tcss"
    AUTO_FOCUS = ""
    ALERTS = (2, 2)
    NAME = mark("Papers of a ticket")
    PURPOSE = mark(
        "The filled forms of a ticket: the record of the work, requests for a visit, on-site forms. The first column "
        "counts the boxes that are still missing. A paper that is given out waits to come back; typing its number "
        "anywhere (#) opens its receipt."
    )
    ACTIONS = (
        Action("open", ("enter",), mark("fill"), mark("Open the paper and fill it, or read it.")),
        Action("begin", ("s",), mark("new paper"), mark("Start a paper: choose its form."), Verb.WRITE_PAPER),
        Action("print", ("p",), mark("print"), mark("Show the paper as text, and write its Word file.")),
        Action("out", ("o",), mark("hand out"), mark("Note that the paper was given out."), Verb.WRITE_PAPER),
        Action("receipt", ("r",), mark("receipt"), mark("Enter what came back on the paper."), Verb.WRITE_PAPER),
        Action("lost", ("l",), mark("lost"), mark("Note that the paper is lost."), Verb.WRITE_PAPER),
        Action(
            "found", ("l",), mark("found"), mark("The paper is found again: it is out as before."), Verb.WRITE_PAPER
        ),
        Action(
            "file", ("f",), mark("file"), mark("File the paper: nothing is written on it any more."), Verb.WRITE_PAPER
        ),
        Action("void", ("v",), mark("make void"), mark("Make the paper void, with the reason."), Verb.WRITE_PAPER),
        Action("back", ("escape", "q"), mark("back"), mark("Back to where you came from.")),
        Action("up", ("up", "k"), mark("up"), mark("To the paper above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("To the paper below."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway, ticket: str) -> None:
        super().__init__(session, gateway)
        self.ticket = ticket
        self._views: dict[str, PaperView] = {}
        self._wanted = self._reading = self._known = False

    def compose(self) -> ComposeResult:
        """Status, head, list, the selected one, keys."""
        yield StatusLine(self.session)
        yield TextLine([(f" {tr('Papers')}  ", STRONG), (self.ticket, STRONG)], id="head")
        yield Rule()
        yield TextLine(id="headings")
        yield PaperList(id="papers")
        yield Rule()
        yield Sheet(id="detail")
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the papers."""
        self.query_one("#detail", Sheet).can_focus = False
        self.read()

    def on_resize(self) -> None:
        """The columns may be others."""
        self.call_after_refresh(self._show_headings)

    def _show_headings(self) -> None:
        self.query_one("#headings", TextLine).show(self.query_one(PaperList).headings())

    # What is read

    def on_changed(self, event: Changed) -> None:
        """Read again when a paper changed."""
        if any(change.entity == "paper" for change in event.changes):
            self.read()

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.read()

    def read(self) -> None:
        """Read the papers of the ticket."""
        self._wanted = True
        if not self._reading:
            self._reading = True
            self.start(self._read())

    async def _read(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                self._views = {view.paper.number: view for view in await self.gateway.ask(self._look_up)}
                self._known = True
                self._show()
        except DatabaseUnavailable:
            if not self._known:
                raise
        finally:
            self._reading = False

    def _look_up(self, desk: Desk) -> Sequence[PaperView]:
        number = desk.ticket(self.ticket).ticket.number  # it may be known by its local reference
        return [desk.papers.view(paper.number) for paper in desk.papers.of_ticket(number)]

    # What is shown

    def _show(self) -> None:
        now = self.session.now()
        lines = [paper_rows.line_of(view, self.session, now) for view in self._views.values()]
        self.query_one(PaperList).show(lines, tr(_EMPTY))
        ticket = next((view.ticket for view in self._views.values()), None)
        who = " ".join(filter(None, (ticket.requester_name, ticket.requester_unit))) if ticket else ""
        self.query_one("#head", TextLine).show(
            [(f" {tr('Papers')}  ", STRONG), (f"{self.ticket}  ", STRONG), (who[:200], QUIET)]
        )
        self._show_headings()

    def on_paper_list_moved(self) -> None:
        """Another paper is under the cursor: what is told of it, and other keys may work."""
        view = self.selected
        rows = paper_rows.detail_rows(view, self.session, self.session.now()) if view else ()
        self.query_one("#detail", Sheet).show(rows)
        self.refresh_keys()

    # The keys

    @property
    def selected(self) -> PaperView | None:
        """The paper under the cursor."""
        return self._views.get(self.query_one(PaperList).selected)

    def allowed(self, action: Action) -> bool:
        """What can be done with the paper under the cursor."""
        if not super().allowed(action):
            return False
        if action.id in ("begin", "back", *_MOVES) or action not in self.ACTIONS:
            return True
        view = self.selected
        if view is None:
            return False
        state = view.paper.state
        match action.id:
            case "print":
                return state is not PaperState.VOID and can_print(self.app)
            case "out":
                return state is PaperState.DRAFT
            case "lost":
                return state is PaperState.OUT
            case "found":
                return state is PaperState.LOST
            case "receipt":
                return view.form.use in ("request", "visit") and state not in _OVER
            case "file":
                return state is PaperState.RETURNED or (state is PaperState.DRAFT and view.form.use == "record")
            case "void":
                return state not in _OVER
            case _:
                return True

    def action_act(self, action_id: str) -> None:
        """Move the cursor, or run any other action."""
        if action_id in _MOVES:
            self.query_one(PaperList).move(_MOVES[action_id])
        else:
            super().action_act(action_id)

    def act_back(self) -> None:
        """Leave the papers."""
        self.dismiss(None)

    def act_open(self) -> None:
        """Fill the paper; one that is filed or void is read."""
        if (view := self.selected) is None:
            return
        if view.paper.state in _OVER:
            self.start(self._preview(view))
        else:
            show_paper(self, view)

    async def act_begin(self) -> None:
        """Choose a form, and fill a new paper on it."""
        forms = ordered(self.session.norm)
        entries = tuple(Entry(form.code, form.title.in_(language()), _use(form)) for form in forms)
        if not entries:
            self.say(tr("This desk's norm has no forms."), "warning")
            return
        code = await self._asked(tr("New paper"), Item("form", tr("Form"), "pick", required=True, entries=entries))
        if code:
            officer, ticket, request = self.session.officer, self.ticket, uuid4().hex
            view = await self.gateway.ask(lambda desk: _started(desk, ticket, code, officer, request))
            show_paper(self, view)

    def act_print(self) -> None:
        """Show it as text; then write the Word file."""
        if (view := self.selected) is not None:
            self.start(self._preview(view))

    async def _preview(self, view: PaperView) -> None:
        from tui_desk.tui.screens.preview import PreviewScreen

        printer = printer_of(self.app)
        if printer is None:
            return
        if not await self.app.push_screen_wait(PreviewScreen(self.session, self.gateway, view, printer)):
            return
        officer, number = self.session.officer, view.paper.number
        path = await self.gateway.ask(lambda desk: printer.word(desk, number))
        if view.paper.state not in _OVER:
            await self.gateway.ask(lambda desk: desk.papers.out(number, officer))
        self.say(tr("{number} is in {path}", number=number, path=str(path)))

    async def act_out(self) -> None:
        """Note that it was given out."""
        await self._out(mark("{number} is given out."))

    async def act_found(self) -> None:
        """It is found."""
        await self._out(mark("{number} is found; enter it when it is back."))

    async def _out(self, sentence: str) -> None:
        if (view := self.selected) is not None:
            officer, number = self.session.officer, view.paper.number
            await self.gateway.ask(lambda desk: desk.papers.out(number, officer))
            self.say(tr(sentence, number=number))

    async def act_lost(self) -> None:
        """It is lost; who said so, and where it was last."""
        if (view := self.selected) is not None:
            item = Item("words", tr("What is known"), hint=tr("who had it last, where it was looked for; may be empty"))
            words = await self._asked(tr("Lost"), item)
            if words is not None:
                officer, number = self.session.officer, view.paper.number
                await self.gateway.ask(lambda desk: desk.papers.lost(number, officer, words))
                self.say(tr("{number} is lost; its number still opens it when it is found.", number=number))

    async def act_void(self) -> None:
        """It is void, for a reason."""
        if (view := self.selected) is not None:
            words = await self._asked(tr("Void"), Item("words", tr("Reason"), required=True))
            if words:
                officer, number = self.session.officer, view.paper.number
                await self.gateway.ask(lambda desk: desk.papers.void(number, officer, words))
                self.say(tr("{number} is void.", number=number))

    async def act_file(self) -> None:
        """File it."""
        if (view := self.selected) is not None:
            officer, number = self.session.officer, view.paper.number
            await self.gateway.ask(lambda desk: desk.papers.file(number, officer))
            self.say(tr("{number} is filed.", number=number))

    async def act_receipt(self) -> None:
        """Enter what came back."""
        from tui_desk.tui.screens.receipt import show_receipt

        if (view := self.selected) is not None:
            show_receipt(self, view)

    async def _asked(self, title: str, item: Item) -> str | None:
        from tui_desk.tui.screens.asking import AskScreen

        answers = await self.app.push_screen_wait(AskScreen(self.session, self.gateway, title, [item]))
        return answers[item.code] if answers is not None else None


def ordered(norm: Norm) -> list[Form]:
    """The forms that a ticket's papers are made on: those that this desk uses first, then the others by their use."""
    own = (norm.record_form, norm.request_form, norm.site_form)

    def place(form: Form) -> tuple[int, int]:
        return (own.index(form.code) if form.code in own else len(own)), list(_USES).index(form.use)

    return sorted((form for form in norm.forms if form.use in _USES), key=place)


_USES = {
    "record": mark("record of the work"),
    "request": mark("request for a visit"),
    "visit": mark("on site"),
    "before": mark("before the trip"),
    "plan": mark("plan"),
    "report": mark("report"),
}


def _use(form: Form) -> str:
    return tr(_USES[form.use])


def _started(desk: Desk, ticket: str, form: str, officer: Any, request: str) -> PaperView:
    number = desk.ticket(ticket).ticket.number
    return desk.papers.view(desk.papers.start(number, form, by=officer, request_id=request).number)
