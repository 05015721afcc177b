"""A paper 单据: the record of the work, a request for a visit, an on-site form, filled box by box (REC, SITE)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar
from uuid import uuid4

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DeskError, explain
from tui_desk.desk.paper_errors import BoxUnfit, StalePaper
from tui_desk.desk.paper_writing import Rows, Values
from tui_desk.desk.papers import PaperView
from tui_desk.domain.filling import Unfit
from tui_desk.domain.paper import PaperState
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Asked, Section
from tui_desk.tui import paper_conflicts
from tui_desk.tui.actions import Action
from tui_desk.tui.drafts import draft_of
from tui_desk.tui.form import Item
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paper_in_hand import PaperInHand, template_texts
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.paper_walk import PaperWalk
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.pick_field import Entry

Deed = Callable[..., PaperView]
"""What is done with what was typed, in the desk's thread: `deed(desk, seen, change_id, values, rows)`."""
WRITTEN_LATER = frozenset({"user", "archive"})
"""Who fills parts of a paper only when it is back."""


def _key(id: str, keys: str, label: str, help: str, *, quiet: bool = False) -> Action:  # noqa: A002 - Action's own names
    return Action(id, tuple(keys.split()), label, help, None if quiet else Verb.WRITE_PAPER, quiet=quiet)


ROW_KEYS = (
    _key("new_row", "ctrl+n alt+n", mark("row like it"), mark("Begin a row like this one, but for its times.")),
    _key("delete_row", "ctrl+d alt+d", mark("delete row"), mark("Delete this row; alt+z brings it back.")),
    _key("undo", "alt+z ctrl+z", mark("row back"), mark("Bring back the row that was deleted.")),
)
PART_KEYS = (
    _key("next_part", "pagedown ctrl+down", mark("part on"), mark("Go to the next part of the paper.")),
    _key("last_part", "pageup ctrl+up", mark("part before"), mark("Go to the part before."), quiet=True),
    _key("jump", "alt+1", mark("parts"), mark("alt+1 to alt+9 go to a part."), quiet=True),
    _key("all_boxes", "alt+a f8", mark("all boxes"), mark("Show every box of the paper as a field, or fewer again.")),
)
COMMON = (
    Action("palette", ("f2", "alt+p"), mark("commands"), mark("Find any command by a word of it, and run it.")),
    Action("help", ("f1", "alt+h"), mark("keys"), mark("The keys of this screen, and what it is for.")),
)


class PaperScreen(PaperWalk):
    """One paper. Saving ends it; Esc leaves, and what was typed is there the next time."""

    NAME = mark("A paper")
    PURPOSE = mark(
        "Only the boxes that this kind of work asks for, part by part; what the desk knows already stands in one block "
        "above them. Enter goes to the next open box, and behind the last one saves. Every key is kept at once. A "
        "terminal session pasted into the steps becomes a row for each command."
    )
    COMMON = COMMON
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        _key("save", "ctrl+r ctrl+s f10", mark("save"), mark("Save the paper, from any box.")),
        *ROW_KEYS,
        _key("template", "ctrl+t alt+t f7", mark("template"), mark("Fill empty boxes from a template of this work.")),
        _key("like_last", "alt+l f6", mark("last values"), mark("Fill empty boxes from the last paper of this kind.")),
        *PART_KEYS,
        Action("back", ("escape",), mark("back"), mark("Leave without saving; what you typed is kept.")),
    )

    def __init__(self, session: Session, gateway: Gateway, hand: PaperInHand) -> None:
        super().__init__(session, gateway, hand)
        self._change_id = uuid4().hex
        self._saving = self._reading = self._wanted = False

    @property
    def stage(self) -> Asked:
        """The record is to be complete; a request is to be given out first, then to come back."""
        view = self.hand.view
        if view.form.use not in ("request", "visit"):
            return "close"
        return {PaperState.DRAFT: "issue", PaperState.OUT: "return", PaperState.LOST: "return"}.get(  # type: ignore[return-value] # of a Literal
            view.paper.state, "close"
        )

    def is_due(self, section: Section) -> bool:
        """A request is written before it is given out by the desk; the engineer and the user write on it later."""
        if self.stage == "issue":
            return section.by in ("desk", "manager")
        return section.by not in WRITTEN_LATER or self.stage == "close"

    def allowed(self, action: Action) -> bool:
        """What fits the box that is filled now."""
        if not super().allowed(action):
            return False
        match action.id:
            case "new_row" | "delete_row":
                return self.table is not None
            case "undo":
                return self.table is not None and self.table.can_undo
            case "template":
                return bool(self.hand.templates())
            case _:
                return True

    # What others do

    def on_changed(self, event: Changed) -> None:
        """Read the paper again when it changed: boxes not touched here show what stands in them."""
        if any(change.entity == "paper" and change.key == self.hand.view.paper.number for change in event.changes):
            self._wanted = True
            if not self._reading:
                self._reading = True
                self.start(self._read())

    async def _read(self) -> None:
        number = self.hand.view.paper.number
        try:
            while self._wanted:
                self._wanted = False
                view = await self.gateway.ask(lambda desk: desk.papers.view(number))
                self.put_all(tuple(self.hand.renew(view)))
        finally:
            self._reading = False

    def on_line(self, event: Line) -> None:
        """Say that the database does not answer; typing goes on."""
        super().on_line(event)
        self.message("" if event.up else tr("The database does not answer; what you type is kept."), error=not event.up)

    # Templates

    async def act_template(self) -> None:
        """Choose a template of this kind of work; it fills boxes that are empty."""
        templates = self.hand.templates()
        entries = [Entry(each.code, each.label.in_(language())) for each in templates]
        code = await self._pick(tr("Template"), entries) if len(templates) > 1 else templates[0].code
        template = next((each for each in templates if each.code == code), None)
        if template is not None:
            self._filled_in(self.hand.fill(*template_texts(template, language())))

    async def act_like_last(self) -> None:
        """Fill empty boxes with what stood in them on the last paper of this kind."""
        number = self.hand.view.paper.number
        papers = await self.gateway.ask(lambda desk: desk.papers.like(number))
        if not papers:
            self.message(tr("There is no earlier paper of this kind."))
            return
        values, rows = paper_conflicts.reusable(papers[0], self.hand.view.form)
        self._filled_in(self.hand.fill(values, rows))

    async def _pick(self, title: str, entries: list[Entry]) -> str:
        from tui_desk.tui.screens.asking import AskScreen

        item = Item("which", title, "pick", required=True, entries=tuple(entries))
        answers = await self.app.push_screen_wait(AskScreen(self.session, self.gateway, title, [item]))
        return answers["which"] if answers else ""

    def _filled_in(self, codes: tuple[str, ...]) -> None:
        self.put_all(codes)
        form = self.hand.view.form
        boxes = tuple(box for box in form.boxes() if box.code in codes)
        if (here := self.here) is not None and here.code in codes:
            self.go_to(self._next_open("") or here.code)
        told = self.missing_told(boxes) if boxes else ""
        self.message(tr("Filled in: {names}", names=told) if boxes else tr("Nothing was empty that it fills."))

    # Saving

    def act_back(self) -> None:
        """Leave; what was typed is offered again the next time."""
        if not self.hand.changed:
            self.hand.note.done()
        self.dismiss(None)

    def act_save(self) -> None:
        """Save; what has to be asked before the work, and what is missing, is pointed out once."""
        if self._saving:
            self.message(tr("Still waiting for the database; nothing is lost."))
            return
        try:
            self.hand.to_save()
        except Unfit as error:
            self._unfit(error)
            return
        missing = self.hand.missing(self.stage)
        codes = frozenset(box.code for box in missing)
        if missing and codes != self._told:
            self._told = codes
            self.message(tr("Still missing: {names}. ctrl+r saves as it is.", names=self.missing_told(missing)))
            self.go_to(missing[0].code)
        else:
            self.start(self._save())

    def _unfit(self, error: Unfit) -> None:
        box = next((b for b in self.hand.view.form.boxes() if b == error.box or error.box in b.columns), error.box)
        self.go_to(box.code)
        self.message(explain(paper_conflicts.unfit(error)), error=True)

    async def _save(self) -> None:
        self._saving = True
        try:
            view = await self._written()
        finally:
            self._saving = False
        if view is None:
            return
        self.hand.saved(view)
        number, missing = view.paper.number, view.missing(self.stage)
        if missing:
            self.dismiss(tr("{number} saved; {count} boxes are still missing.", number=number, count=len(missing)))
        else:
            self.dismiss(tr("{number} saved.", number=number))

    async def _written(self) -> PaperView | None:
        """The paper as it was written; None when the officer went back from comparing."""
        number, officer = self.hand.view.paper.number, self.session.officer

        def write(desk: Desk, seen: int, change_id: str, values: Values, rows: Rows) -> PaperView:
            if values or rows:
                desk.papers.write(number, values, rows, by=officer, seen=seen, change_id=change_id)
            return desk.papers.view(number)

        return await self.carry_out(write)

    async def carry_out(self, deed: Deed) -> PaperView | None:
        """The paper after the deed with what was typed; where a colleague filled the same box, one chooses first."""
        number = self.hand.view.paper.number
        values, rows = self.hand.to_save()
        while True:
            seen, change_id = self.hand.seen, paper_conflicts.change_id(self._change_id, values, rows)
            attempt = partial(deed, seen=seen, change_id=change_id, values=dict(values), rows=dict(rows))
            try:
                return await self.gateway.ask(attempt)
            except StalePaper as error:
                view = await self.gateway.ask(lambda desk: desk.papers.view(number))
                theirs = await paper_conflicts.compared(self, view, error)
                if theirs is None:
                    return None
                self.hand.seen = error.version
                for code in theirs:
                    values.pop(code, None)
                    rows.pop(code, None)

    def say_error(self, error: DeskError) -> None:
        """Say it on the paper, and go where it can be put right."""
        if isinstance(error, BoxUnfit) and self.hand.view.form.box(code := str(error.facts.get("code", ""))):
            self.go_to(code)
        self.message(explain(error), error=True)


async def open_paper(screen: ActionScreen[Any], number: str) -> None:
    """Open the screen of a paper. Raises NoSuchPaper."""
    view = await screen.gateway.ask(lambda desk: desk.papers.view(number))
    show_paper(screen, view)


def show_paper(screen: ActionScreen[Any], view: PaperView) -> None:
    """Open the screen of a paper that was read."""
    note = draft_of(screen.app, screen.session, f"paper {view.paper.number}")
    hand = PaperInHand(screen.session, view, note)
    push(screen, PaperScreen(screen.session, screen.gateway, hand))


def push(below: ActionScreen[Any], screen: PaperScreen) -> None:
    """Open a paper's screen; what there is to say when it ends is said on the one below."""
    below.app.push_screen(screen, lambda told: below.say(told) if told else None)


async def open_record(screen: ActionScreen[Any], ticket: str) -> None:
    """Open the service record of a ticket 服务记录: the one that is being written, or a new one (REC)."""
    officer, request = screen.session.officer, uuid4().hex

    def record(desk: Desk) -> PaperView:
        open_states = (PaperState.DRAFT, PaperState.OUT, PaperState.RETURNED, PaperState.LOST)
        form = desk.norm().record_form
        papers = [each for each in desk.papers.of_ticket(ticket) if each.form == form and each.state in open_states]
        number = papers[-1].number if papers else desk.papers.start(ticket, by=officer, request_id=request).number
        return desk.papers.view(number)

    show_paper(screen, await screen.gateway.ask(record))
