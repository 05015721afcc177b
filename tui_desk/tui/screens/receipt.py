"""A paper that came back 回执: verdict, marks, opinion, signature, times, and what is done now (SITE-4 to 6, 10)."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import AnswerMissing
from tui_desk.desk.papers import PaperView
from tui_desk.domain.filling import Unfit
from tui_desk.domain.paper import Paper, PaperState
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Asked, Box, BoxRole, Question, Section, Words
from tui_desk.tui.actions import Action
from tui_desk.tui.drafts import draft_of
from tui_desk.tui.form import Item
from tui_desk.tui.paper_in_hand import PaperInHand
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.screens.paper import COMMON, PART_KEYS, ROW_KEYS, PaperScreen, push, show_paper
from tui_desk.tui.widgets.box_fields import choices_of
from tui_desk.tui.widgets.pick_field import Entry

FIRST: tuple[BoxRole, ...] = ("verdict", "rating", "opinion", "signature", "complaint")
"""What the user wrote, in the order in which it is entered."""
THEN: tuple[BoxRole, ...] = (
    "departed", "arrived", "left", "visits", "result", "left_over", "left_over_plan", "left_over_owner", "next_visit",
    "not_coming", "told_at", "after_receipt",
)  # fmt: skip
"""What the engineer wrote, and last what is done now."""
_YES = frozenset({"y", "yes", "是", "有", "√", "v"})
_NOW = (("file", mark("file it")), ("again", mark("send again")), ("later", mark("put it off")))


class ReceiptHand(PaperInHand):
    """A paper that came back, as it is entered. "y" for a signature is the contact's."""

    def settled(self, question: Question, answer: str) -> str:
        """What an answer becomes once its box is left."""
        return self._signed(question, answer) or super().settled(question, answer)

    def beside(self, question: Question, answer: str) -> str:
        """Whose signature is meant."""
        signed = self._signed(question, answer)
        return f"= {signed}" if signed else super().beside(question, answer)

    def _signed(self, question: Question, answer: str) -> str:
        box = self.view.form.box(question.code)
        is_contact = box is not None and box.kind == "sign" and answer.strip().casefold() in _YES
        return self.view.ticket.requester_name if is_contact else ""

    def is_quiet(self, box: Box) -> bool:
        """What the engineer wrote already is told in one block; what the user wrote is always seen."""
        return box.role not in FIRST and box.role != "after_receipt" and super().is_quiet(box)


class ReceiptScreen(PaperScreen):
    """The entry of a returned paper: the boxes that count on one page, all others with one key."""

    NAME = mark("A receipt")
    PURPOSE = mark(
        "A paper came back: enter what stands on it. A digit answers and goes on; alt+s gives all marks that are open "
        "the best one; y for a signature is the contact's. The last answer says what is done now: send again, put "
        "off, or file."
    )
    COMMON = COMMON
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("save", ("ctrl+r", "ctrl+s", "f10"), mark("enter"), mark("Enter the paper."), Verb.WRITE_PAPER),
        Action("best", ("alt+s", "f9"), mark("rest is best"), mark("Give every mark that is open the best one.")),
        *ROW_KEYS,
        *(key for key in PART_KEYS if key.id == "all_boxes"),
        Action("back", ("escape",), mark("back"), mark("Leave; what you typed is kept.")),
    )

    @property
    def stage(self) -> Asked:
        """What has to stand on a paper that is entered."""
        return "return"

    def _sections(self) -> tuple[Section, ...]:
        form = self.hand.view.form
        boxes = [box for box in form.boxes() if box.kind != "words"]
        first = [box for role in FIRST for box in boxes if box.role == role]
        then = [box for box in boxes if box.role in THEN and box.role != "after_receipt"]
        must = [box for box in boxes if box.by in ("start", "return") and box not in (*first, *then)]
        last = [box for box in boxes if box.role == "after_receipt"]
        own = (*first, *must, *then, *last)
        rest = tuple(box for box in boxes if box not in own)
        label = Words(zh=tr("What came back"), en=tr("What came back"))
        others = Words(zh=tr("Other boxes"), en=tr("Other boxes"))
        parts = [Section("back", label, own or rest, by="user")]
        return (*parts, Section("rest", others, rest)) if own and rest else tuple(parts)

    def shown(self, section: Section) -> tuple[Box, ...]:
        """What counts; that nobody came is out of sight once the user has judged the visit."""
        boxes = super().shown(section)
        judged = any(self.hand.text(box.code) for box in self.hand.view.form.with_role("verdict"))
        if self._all or not judged:
            return boxes
        return tuple(box for box in boxes if box.role not in ("not_coming", "told_at") or self.hand.text(box.code))

    def is_due(self, section: Section) -> bool:
        """Only what counts is asked in turn."""
        return section.code == "back"

    def allowed(self, action: Action) -> bool:
        """Marks can be given while one is open."""
        if action.id == "best":
            return bool(self._open_marks())
        return super().allowed(action)

    def _open_marks(self) -> list[Box]:
        asked = (box for box in self.hand.asked() if box.role == "rating")
        return [box for box in asked if not self.hand.text(box.code)]

    def act_best(self) -> None:
        """Give every mark that is open the best one, and go on."""
        boxes = self._open_marks()
        for box in boxes:
            self.hand.put(box.code, best(box))
        self.put_all(tuple(box.code for box in boxes))
        if boxes:
            following = self._next_open(boxes[-1].code)
            self.go_to(following or boxes[-1].code)

    # Entering

    def act_save(self) -> None:
        """Enter it; what the form demands by then must stand there."""
        if self._saving:
            self.message(tr("Still waiting for the database; nothing is lost."))
            return
        try:
            self.hand.to_save()
        except Unfit as error:
            self._unfit(error)
            return
        if missing := self.hand.missing("return"):
            self.message(tr("Still missing: {names}", names=self.missing_told(missing)), error=True)
            self.go_to(missing[0].code)
        else:
            self.start(self._enter_it())

    async def _enter_it(self) -> None:
        self._saving = True
        try:
            view = await self._written()
        finally:
            self._saving = False
        if view is None:
            return
        self.hand.saved(view)
        await self._go_on_from(view)

    async def _written(self) -> PaperView | None:
        reason = ""
        while True:
            try:
                return await self._carried_out(reason)
            except AnswerMissing as error:
                if error.facts.get("code") != "late_reason":
                    raise
            item = Item("late_reason", tr("Why it is entered late"), required=True)
            answers = await self._ask(tr("Entered late"), item)
            if answers is None:
                return None
            reason = answers["late_reason"]

    async def _carried_out(self, late_reason: str) -> PaperView | None:
        number, officer = self.hand.view.paper.number, self.session.officer

        def enter(desk: Desk, seen: int, change_id: str, values: Any, rows: Any) -> PaperView:
            desk.papers.enter(number, values, rows, by=officer, seen=seen, late_reason=late_reason, change_id=change_id)
            return desk.papers.view(number)

        return await self.carry_out(enter)

    async def _go_on_from(self, view: PaperView) -> None:
        """What is left over becomes a ticket; a form that does not say what is done now is asked for it."""
        told = [tr("{number} is entered.", number=view.paper.number)]
        order = _answer(view, "after_receipt")
        if view.form.with_role("after_receipt"):
            told += [tr("It is filed.")] if view.paper.state is PaperState.FILED else []
            told += [tr("A new request was made.")] if order == "again" else []
        else:
            order = await self._what_now()
            if sentence := await self._do_now(view, order):
                told.append(sentence)
        if order != "again" and is_left_over(view) and (made := await self._left_over(view)):
            told.append(made)
        self.dismiss(" ".join(told))

    async def _what_now(self) -> str:
        entries = tuple(Entry(code, tr(words)) for code, words in _NOW)
        answers = await self._ask(tr("What now"), Item("now", tr("What now"), "pick", required=True, entries=entries))
        return answers["now"] if answers is not None else ""

    async def _do_now(self, view: PaperView, order: str) -> str:
        officer, paper, request = self.session.officer, view.paper, uuid4().hex
        if order == "file":
            await self.gateway.ask(lambda desk: desk.papers.file(paper.number, officer))
            return tr("It is filed.")
        if order == "again":
            again = await self.gateway.ask(
                lambda desk: desk.papers.start(
                    paper.ticket, paper.form, by=officer, request_id=request, after=paper.number
                )
            )
            return tr("New paper: {number}.", number=again.number)
        return ""

    async def _left_over(self, view: PaperView) -> str:
        """Ask for plan and owner, and make the ticket (REC-12)."""
        officer, number = self.session.officer, view.paper.number
        people = tuple(Entry(each.staff_no, f"{each.staff_no} {each.name}") for each in self.session.officers.values())
        owner = next((each.staff_no for each in self.session.officers.values() if _is_named(view, each.name)), "")
        plan = Item("plan", tr("Next plan"), "long", _answer(view, "left_over_plan"), required=True)
        who = Item("owner", tr("Owner"), "pick", owner or view.ticket.assignee or "", required=True, entries=people)
        answers = await self._ask(tr("Left over: it becomes a ticket of its own"), plan, who)
        if answers is None:
            return tr("No ticket was made of what is left over.")
        ticket = await self.gateway.ask(
            lambda desk: desk.papers.left_over(number, answers["owner"], answers["plan"], officer)
        )
        return tr("What is left over is {number}.", number=ticket.number)

    async def _ask(self, title: str, *items: Item) -> dict[str, str] | None:
        from tui_desk.tui.screens.asking import AskScreen

        answers = await self.app.push_screen_wait(AskScreen(self.session, self.gateway, title, items))
        return dict(answers) if answers is not None else None


def best(box: Box) -> str:
    """The best answer of a mark: the highest, or the first choice that is not a bad one."""
    codes = [choice.code for choice in choices_of(box)]
    return next((code for code in codes if code not in box.bad), "")


def is_left_over(view: PaperView) -> bool:
    """Whether a paper says that not all is solved."""
    verdict = next(iter(view.form.with_role("verdict")), None)
    solved = verdict is None or _answer(view, "verdict") in ("", *(choice.code for choice in verdict.choices[:1]))
    return _answer(view, "left_over") not in ("", "no", "无") or not solved


def _answer(view: PaperView, role: BoxRole) -> str:
    values = view.paper.values
    return next((values[box.code] for box in view.form.with_role(role) if values.get(box.code)), "")


def _is_named(view: PaperView, name: str) -> bool:
    return bool(name) and name in _answer(view, "left_over_owner")


def show_receipt(screen: ActionScreen[Any], view: PaperView) -> None:
    """Open the entry of a paper that was read."""
    note = draft_of(screen.app, screen.session, f"receipt {view.paper.number}")
    hand = ReceiptHand(screen.session, view, note)
    push(screen, ReceiptScreen(screen.session, screen.gateway, hand))


async def open_typed(screen: ActionScreen[Any], paper: Paper) -> None:
    """Open what somebody has in the hand whose number they typed: a receipt's entry, or the paper itself."""
    from tui_desk.tui.screens.papers import PapersScreen

    view = await screen.gateway.ask(lambda desk: desk.papers.view(paper.number))
    if view.paper.state in (PaperState.FILED, PaperState.VOID):
        screen.app.push_screen(PapersScreen(screen.session, screen.gateway, view.ticket.number))
    elif view.form.use in ("request", "visit"):
        show_receipt(screen, view)
    else:
        show_paper(screen, view)
