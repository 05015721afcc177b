"""Filled forms 单据: made, written, given out, entered when they come back, filed (SITE, REC).

What a returned receipt does to its ticket stands in `receipts`, how boxes of two officers come together in
`paper_writing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from tui_desk.desk import left_over, paper_finding, paper_writing, receipts, redispatched
from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import AnswerMissing, NoSuchTicket, Term
from tui_desk.desk.paper_errors import NoSuchForm, NoSuchPaper, WrongPaperState
from tui_desk.desk.paper_terms import PAPER_STATES
from tui_desk.desk.paper_writing import Rows, Values, Written
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain import filling
from tui_desk.domain.officer import Officer
from tui_desk.domain.paper import Paper, PaperEvent, PaperEventKind, PaperState
from tui_desk.domain.paper_number import paper_number
from tui_desk.domain.ticket import Ticket
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark
from tui_desk.norms.models import Asked, Box, Form, Norm, RecordTemplate

_OPEN = (PaperState.DRAFT, PaperState.OUT, PaperState.RETURNED, PaperState.LOST)
_AWAY = (PaperState.OUT, PaperState.LOST)


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with its form, its ticket, the norm that both come of, and its history, oldest first."""

    paper: Paper
    form: Form
    ticket: Ticket
    norm: Norm
    events: tuple[PaperEvent, ...]

    def asked(self) -> tuple[Box, ...]:
        """The boxes that this kind of work asks for, as the paper stands."""
        return filling.asked(self.form, self.paper.values, self.paper.rows, self.ticket, self.norm)

    def missing(self, by: Asked) -> tuple[Box, ...]:
        """The boxes that must be filled by now and are not."""
        return filling.missing(self.paper, self.form, by, self.ticket, self.norm)


class Papers:
    """The papers of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    # What is asked

    def view(self, number: str) -> PaperView:
        """A paper by its whole number, with the 改派 that happened since it was made (SITE-2). Raises NoSuchPaper."""
        with self._core.store.reading() as desk:
            view = self._view(desk, number)
            values = {**view.paper.values, **self._learnt(desk, view)}
            return replace(view, paper=replace(view.paper, values=values))

    def find(self, typed: str) -> Paper:
        """The paper whose number somebody typed, whole or in part (SITE-6).

        Raises:
            WrongCheckDigit: it was mistyped; carries papers that are one slip away.
            NoSuchPaper: nothing is wrong with the number, but no paper has it.
        """
        with self._core.store.reading() as desk:
            facts = self._core.facts(desk)
            today = self._core.store.now().astimezone(ZoneInfo(facts.zone)).date()
            return paper_finding.find(desk, typed, self._core.norm(desk, facts.norm)[0], today)

    def of_ticket(self, number: str) -> Sequence[Paper]:
        """The papers of a ticket, in the order they were made."""
        with self._core.store.reading() as desk:
            return desk.papers_of(number)

    def open(self, limit: int = 200) -> Sequence[Paper]:
        """The papers that are out, or lost: what is still to come back; the oldest first."""
        return self.in_states(*_AWAY, limit=limit)

    def in_states(self, *states: PaperState, limit: int = 200) -> Sequence[Paper]:
        """The papers that stand so, the oldest first; all that are not filed or void where no state is named."""
        with self._core.store.reading() as desk:
            return desk.papers(states or _OPEN, limit)

    def missing(self, paper: Paper, by: Asked) -> tuple[Box, ...]:
        """The boxes that must be filled to give it out, begin the work (SITE-8), enter it, or close (SITE-14)."""
        with self._core.store.reading() as desk:
            form, norm = self._form(desk, paper)
            return filling.missing(paper, form, by, desk.ticket(paper.ticket), norm)

    def forms(self) -> tuple[Form, ...]:
        """The forms that this desk makes papers on: of those for a visit its own one (SITE-11 to SITE-16)."""
        with self._core.store.reading() as desk:
            norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
        return tuple(form for form in norm.forms if _is_used(form, norm))

    def templates(self, number: str) -> tuple[RecordTemplate, ...]:
        """What may be written on this paper with one key: the norm's templates for its form and its ticket."""
        with self._core.store.reading() as desk:
            view = self._view(desk, number)
        return filling.templates(view.form, view.ticket, view.norm)

    def like(self, number: str, limit: int = 5) -> Sequence[Paper]:
        """The newest other papers of the same form for tickets of the same category, of the same unit first."""
        with self._core.store.reading() as desk:
            view = self._view(desk, number)
            of, unit = view.ticket, view.ticket.requester_unit
            found = desk.papers_like(view.paper.form, category=of.category, unit=unit, limit=limit + 1)
        return [paper for paper in found if paper.number != view.paper.number][:limit]

    # What is done

    def start(self, ticket: str, form: str = "", *, by: Officer, request_id: str = "", after: str = "") -> Paper:
        """A new paper for a ticket, with what the desk knows already; without a form the record of the work.

        `after` is the paper that this one follows 再派. The same `request_id` again gives the same paper.

        Raises:
            NotAllowed, NoSuchTicket, NoSuchForm: as they say.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.WRITE_PAPER)
            return self._make(desk, ticket, form, by=by, request_id=request_id, after=after)

    def write(
        self,
        number: str,
        values: Values,
        rows: Rows | None = None,
        *,
        by: Officer,
        seen: int,
        at: datetime | None = None,
        change_id: str = "",
    ) -> Paper:
        """Fill boxes; an empty text empties one. Those that colleagues filled since `seen` stand.

        Private text is masked (TKT-15).

        Raises:
            NoSuchPaper, WrongPaperState, NotAllowed: as they say.
            BoxUnfit: a text cannot stand in its box.
            StalePaper: the same box was filled otherwise since `seen`; carries both values.
            OwnWork: who did the work scores it (SITE-6).
        """
        written = Written(PaperEventKind.WRITTEN, values, rows or {}, at=at)
        with self._core.store.writing() as desk:
            return self._change(desk, number, written, _OPEN, by, seen, change_id)

    def out(self, number: str, by: Officer, *, change_id: str = "") -> Paper:
        """Given out, or printed; a lost one that is found again is out again. Printing again only counts."""
        with self._core.store.writing() as desk:
            before = self._view(desk, number).paper
            found = before.state is PaperState.LOST
            after = {"out_at": before.out_at or desk.now(), "printed": before.printed + (not found)}
            if before.state is not PaperState.RETURNED:
                after["state"] = PaperState.OUT
            written = Written(PaperEventKind.OUT, note=_FOUND if found else "", after=after)
            return self._change(desk, number, written, _OPEN, by, None, change_id)

    def lost(self, number: str, by: Officer, words: str = "", *, change_id: str = "") -> Paper:
        """A paper that was given out is lost. It is found by entering it, or by `out`."""
        written = Written(PaperEventKind.LOST, note=words, after={"state": PaperState.LOST})
        with self._core.store.writing() as desk:
            return self._change(desk, number, written, (PaperState.OUT,), by, None, change_id)

    def enter(
        self,
        number: str,
        values: Values,
        rows: Rows | None = None,
        *,
        by: Officer,
        seen: int,
        at: datetime | None = None,
        late_reason: str = "",
        change_id: str = "",
    ) -> Paper:
        """A paper came back, `at` a time or now, and is entered with what stands on it now (SITE-4 to SITE-6).

        Its ticket learns of the visits, and that the form was entered (SLA-9); what the user answered is followed up,
        and what the receipt orders is done: 再派 makes the next request, 暂缓 lets the ticket wait, 存档 files it.

        Raises:
            NoSuchPaper, WrongPaperState, NotAllowed, BoxUnfit, StalePaper: as they say.
            AnswerMissing: a box that the form demands by then is empty, or it is late and no reason was given.
        """
        with self._core.store.writing() as desk:
            before = self._view(desk, number)
            if change_id and desk.has_paper_event(change_id):
                return before.paper
            came = min(at, desk.now()) if at else desk.now()
            after = {
                "state": PaperState.RETURNED,
                "returned_at": before.paper.returned_at or came,
                "entered_by": before.paper.entered_by or by.staff_no,
            }
            written = Written(PaperEventKind.RETURNED, values, rows or {}, at=at, after=after)
            paper = self._change(desk, number, written, _OPEN, by, seen, change_id)
            view = self._view(desk, number)
            _must_be_finished(view)
            told = paper_writing.as_entered(before.paper, before.events)
            receipts.entered(desk, self._core, view.ticket, told, paper, view.form, late_reason, by)
            return self._ordered(desk, view, told, by)

    def review(
        self, number: str, values: Values, *, by: Officer, seen: int, words: str = "", change_id: str = ""
    ) -> Paper:
        """Reviewed and scored 审查 核定 by a manager who did not do the work: in the archive's boxes only (SITE-6).

        Raises as `write` does.
        """
        written = Written(PaperEventKind.REVIEWED, values, note=words)
        with self._core.store.writing() as desk:
            return self._change(desk, number, written, (*_OPEN, PaperState.FILED), by, seen, change_id)

    def file(self, number: str, by: Officer, *, change_id: str = "") -> Paper:
        """Filed 存档: nothing is written on it any more, save a review.

        Raises AnswerMissing where a box is empty that the form demands by then.
        """
        with self._core.store.writing() as desk:
            return self._file(desk, number, by, change_id)

    def void(self, number: str, by: Officer, words: str, *, change_id: str = "") -> Paper:
        """Made void for a reason; the number is not given again.

        Raises AnswerMissing, and NotAllowed: what came back only a manager makes void.
        """
        if not words.strip():
            raise AnswerMissing(field=Term(mark("the reason")), code="words")
        written = Written(PaperEventKind.VOID, note=words, after={"state": PaperState.VOID})
        with self._core.store.writing() as desk:
            if self._view(desk, number).paper.state is PaperState.RETURNED:
                must_be_allowed(desk, by, Verb.REVIEW_PAPER)
            return self._change(desk, number, written, _OPEN, by, None, change_id)

    def left_over(self, number: str, owner: str, plan: str, by: Officer) -> Ticket:
        """What a paper leaves over becomes a ticket of its own, linked both ways (REC-12); the same again: the same.

        Without an owner or a plan those that the paper names.

        Raises:
            NoSuchPaper, WrongPaperState, NotAllowed, NothingLeftOver: as they say.
            AnswerMissing: no plan. BadValue: no such officer.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.WRITE_PAPER)
            view = self._view(desk, number)
            _must_stand(view.paper, (*_OPEN, PaperState.FILED))
            made = left_over.make(desk, self._core, view.ticket, view.paper, view.form, owner, plan, by)
            self._note_left_over(desk, view, made, by)
            return made

    # How

    def _learnt(self, desk: Reading, view: PaperView) -> dict[str, str]:
        return redispatched.learnt(desk, self._core.facts(desk), view.norm, view.ticket, view.paper, view.form)

    def _note_left_over(self, desk: Writing, view: PaperView, made: Ticket, by: Officer) -> None:
        """The number of the left-over record 遗留问题记录单 stands on a receipt that has a box for it (SITE-6)."""
        codes = [box.code for box in view.form.boxes() if box.source == "ticket.left_over"]
        values = {code: made.number for code in codes if not view.paper.values.get(code)}
        if values and view.paper.state in _OPEN:
            self._change(desk, view.paper.number, Written(PaperEventKind.WRITTEN, values), _OPEN, by, None, "")

    def _form(self, desk: Reading, paper: Paper) -> tuple[Form, Norm]:
        norm, _ = self._core.norm(desk, paper.norm)
        form = norm.form(paper.form)
        if form is None:
            raise NoSuchForm(form=paper.form, known=tuple(each.code for each in norm.forms))
        return form, norm

    def _view(self, desk: Reading, number: str) -> PaperView:
        paper = desk.paper(number)
        if paper is None:
            raise NoSuchPaper(number=number)
        form, norm = self._form(desk, paper)
        ticket = desk.ticket(paper.ticket)
        if ticket is None:
            raise NoSuchTicket(number=paper.ticket)
        return PaperView(paper, form, ticket, norm, tuple(desk.paper_events(number)))

    def _make(
        self, desk: Writing, number: str, code: str, *, by: Officer, request_id: str = "", after: str = ""
    ) -> Paper:
        ticket = desk.ticket(number)
        if ticket is None:
            raise NoSuchTicket(number=number)
        if request_id and desk.has_paper_event(request_id):
            return paper_writing.made_by(desk, ticket.number, request_id)
        facts = self._core.facts(desk)
        norm, _ = self._core.norm(desk, facts.norm)
        form = norm.form(code or norm.record_form)
        if form is None:
            raise NoSuchForm(form=code, known=tuple(each.code for each in norm.forms))
        now, zone = desk.now(), ZoneInfo(facts.zone)
        day = now.astimezone(zone).date()
        count = desk.next_number(f"{form.prefix} paper", f"{day:%Y%m%d}")
        paper = Paper(
            number=paper_number(form.prefix, day, count),
            form=form.code,
            norm=facts.norm,
            ticket=ticket.number,
            made_at=now,
            made_by=by.staff_no,
        )
        values, rows = paper_writing.known(desk, facts, norm, ticket, paper, form, by)
        for earlier in desk.papers_of(ticket.number) if after else ():  # not locked: its ticket is
            if earlier.number == after:
                values = {**values, **paper_writing.carried(form, earlier)}
        paper = replace(paper, values=values, rows=rows)
        event = PaperEvent(request_id or uuid4().hex, PaperEventKind.MADE, now, now, by.staff_no, values, rows, after)
        unit = ticket.requester_unit
        desk.add_paper(paper, event, unit=unit, category=ticket.category)
        receipts.tell_ticket(desk, paper, form, PaperEventKind.MADE, by)
        return paper

    def _change(
        self,
        desk: Writing,
        number: str,
        written: Written,
        states: tuple[PaperState, ...],
        by: Officer,
        seen: int | None,
        change_id: str,
    ) -> Paper:
        must_be_allowed(
            desk, by, Verb.WRITE_PAPER if written.kind is not PaperEventKind.REVIEWED else Verb.REVIEW_PAPER
        )
        view = self._view(desk, number)
        if change_id and desk.has_paper_event(change_id):
            return view.paper
        _must_stand(view.paper, states)
        facts = self._core.facts(desk)
        written = replace(written, values={**self._learnt(desk, view), **written.values})
        paper, event = paper_writing.changed(view.paper, view.events, view.form, written, by, seen, desk.now(), facts)
        scores = any(box.code in event.values for box in view.form.with_role("score"))
        if scores or written.kind is PaperEventKind.REVIEWED:
            receipts.refuse_own_work(view.ticket, view.paper, view.form, by)
        event = replace(event, id=change_id or uuid4().hex)
        desk.save_paper(paper, event)
        receipts.not_coming(desk, view.paper, paper, view.form, by)
        if written.kind not in (PaperEventKind.WRITTEN, PaperEventKind.REVIEWED):
            receipts.tell_ticket(desk, paper, view.form, written.kind, by, event.note)
        return paper

    def _file(self, desk: Writing, number: str, by: Officer, change_id: str = "") -> Paper:
        view = self._view(desk, number)
        _must_be_finished(view)
        values = paper_writing.signed(view.form, view.paper, {"filed_by": by.name})
        after = {"state": PaperState.FILED, "filed_at": desk.now()}
        written = Written(PaperEventKind.FILED, values, after=after)
        states = (PaperState.RETURNED, PaperState.DRAFT)
        return self._change(desk, number, written, states, by, None, change_id)

    def _ordered(self, desk: Writing, view: PaperView, before: Paper, by: Officer) -> Paper:
        """What the receipt orders, if this entry is the first to say so (SITE-6)."""
        box = next(iter(view.form.with_role("after_receipt")), None)
        order = view.paper.values.get(box.code, "") if box else ""
        if box is None or not order or before.values.get(box.code) == order:
            return view.paper
        if order == "again":
            number = view.paper.number
            self._make(desk, view.ticket.number, view.form.code, by=by, request_id=f"again {number}", after=number)
        elif order == "wait":
            receipts.put_off(desk, self._core, view.ticket, view.paper, view.form, by)
        elif order == "file":
            return self._file(desk, view.paper.number, by)
        return view.paper


def _must_be_finished(view: PaperView) -> None:
    """Raises AnswerMissing where a box is empty that the form demands of a paper that comes back (SITE-5, SITE-8)."""
    if still := (*view.missing("start"), *view.missing("return")):
        raise AnswerMissing(field=still[0].label, code=still[0].code)


def _must_stand(paper: Paper, states: tuple[PaperState, ...]) -> None:
    """Raises WrongPaperState unless the paper stands in one of these."""
    if paper.state not in states:
        raise WrongPaperState(number=paper.number, state=Term(PAPER_STATES[paper.state]))


def _is_used(form: Form, norm: Norm) -> bool:
    return form.use != "hand_over" and (form.use != "visit" or norm.site_form in ("", form.code))


_FOUND = mark("found again")
