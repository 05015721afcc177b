"""The papers of a ticket as lines and rows: number, form, where each is, what is missing (SITE-9). Knows no widget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from tui_desk.desk.paper_terms import PAPER_KINDS, PAPER_STATES
from tui_desk.desk.papers import PaperView
from tui_desk.domain.paper import PaperEvent, PaperState
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Asked, Box
from tui_desk.tui import paper_values
from tui_desk.tui.rows import Row, Tone, short_moment
from tui_desk.tui.session import Session


class PaperLine(NamedTuple):
    """A paper on one line."""

    number: str
    form: str
    state: str
    out: str
    back: str
    missing: int
    due: str
    waits: bool


def stage_of(view: PaperView) -> Asked:
    """By when the boxes that are missing count: to give it out, to enter what came back, to close."""
    if view.form.use not in ("request", "visit"):
        return "close"
    state = view.paper.state
    return "issue" if state is PaperState.DRAFT else "return" if state in (PaperState.OUT, PaperState.LOST) else "close"


def line_of(view: PaperView, session: Session, now: datetime) -> PaperLine:
    """The paper's line; one that is out waits to come back."""
    paper = view.paper
    over = paper.state in (PaperState.FILED, PaperState.VOID)
    return PaperLine(
        paper.number,
        view.form.title.in_(language()),
        tr(PAPER_STATES[paper.state]),
        short_moment(paper.out_at, session, now) if paper.out_at else "",
        short_moment(paper.returned_at, session, now) if paper.returned_at else "",
        0 if over else len(view.missing(stage_of(view))),
        "",
        paper.state in (PaperState.OUT, PaperState.LOST),
    )


def detail_rows(view: PaperView, session: Session, now: datetime) -> tuple[Row, ...]:
    """What is missing, what stands on the paper that matters, and what happened to it, the last first."""
    return tuple(_detail(view, session, now))


def _detail(view: PaperView, session: Session, now: datetime) -> Iterator[Row]:
    paper = view.paper
    if paper.state not in (PaperState.FILED, PaperState.VOID) and (missing := view.missing(stage_of(view))):
        yield Row("  ".join(box.label.in_(language()) for box in missing), tr("Missing"), Tone.NEAR)
    for role in ("intervals", "visits", "verdict", "after_receipt", "left_over_plan"):
        for box in view.form.with_role(role):
            if text := _value(view, box, session):
                yield Row(text, box.label.in_(language()))
    made = short_moment(paper.made_at, session, now)
    yield Row(tr("{at} by {name}", at=made, name=session.officer_name(paper.made_by)), tr("Made"), Tone.QUIET)
    for event in reversed(view.events[1:]):
        yield Row(_event(event, view, session, now), tr(PAPER_KINDS[event.kind]), Tone.QUIET)


def _value(view: PaperView, box: Box, session: Session) -> str:
    paper = view.paper
    return paper_values.told(box, paper.values.get(box.code, ""), paper.rows.get(box.code, ()), session)


def _event(event: PaperEvent, view: PaperView, session: Session, now: datetime) -> str:
    at, name = short_moment(event.happened_at, session, now), session.officer_name(event.by)
    codes = {*event.values, *event.rows}
    labels = [box.label.in_(language()) for box in view.form.boxes() if box.code in codes]
    words = tr(event.note) if event.note else " ".join(labels[:6])
    return " ".join(filter(None, (at, name, words)))
