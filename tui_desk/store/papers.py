"""Filled forms and their histories (SITE, REC)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, case, insert, select, update

from tui_desk.domain.paper import Paper, PaperEvent, PaperState
from tui_desk.store import codec
from tui_desk.store.schema import paper, paper_event


class PaperMismatch(RuntimeError):
    """A paper was stored over a version that its writer had not read in the same transaction: a mistake of ours."""


class PaperReads:
    """Queries of papers."""

    connection: Connection

    def paper(self, number: str) -> Paper | None:
        """The paper with this number."""
        return self._paper(number, lock=False)

    def _paper(self, number: str, *, lock: bool) -> Paper | None:
        query = select(paper.c.record).where(paper.c.number == codec.storable(number))
        return codec.record_or_none(Paper, self.connection.scalar(query.with_for_update() if lock else query))

    def papers_of(self, ticket: str) -> Sequence[Paper]:
        """The papers of a ticket, in the order they were made."""
        query = select(paper.c.record).where(paper.c.ticket == codec.storable(ticket))
        return list(codec.sound(Paper, self.connection.scalars(query.order_by(paper.c.made_at, paper.c.number))))

    def papers(self, states: Collection[PaperState], limit: int = 200) -> Sequence[Paper]:
        """The papers in these states, the oldest first."""
        query = select(paper.c.record).where(paper.c.state.in_([str(state) for state in states]))
        query = query.order_by(paper.c.made_at, paper.c.number).limit(limit)
        return list(codec.sound(Paper, self.connection.scalars(query)))

    def papers_like(self, form: str, *, category: str, unit: str, limit: int) -> Sequence[Paper]:
        """The newest papers of a form for tickets of a category: of the same unit first."""
        same = case((paper.c.unit == codec.storable(unit), 0), else_=1)
        query = select(paper.c.record).where(paper.c.form == form, paper.c.category == codec.storable(category))
        query = query.order_by(same, paper.c.made_at.desc(), paper.c.number).limit(limit)
        return list(codec.sound(Paper, self.connection.scalars(query)))

    def paper_events(self, number: str) -> Sequence[PaperEvent]:
        """The history of a paper, oldest first."""
        query = select(paper_event.c.record).where(paper_event.c.paper == codec.storable(number))
        return list(codec.sound(PaperEvent, self.connection.scalars(query.order_by(paper_event.c.seq))))

    def has_paper_event(self, event_id: str) -> bool:
        """Whether this change was carried out already."""
        query = select(paper_event.c.seq).where(paper_event.c.id == codec.storable(event_id))
        return self.connection.scalar(query) is not None


class PaperWrites(PaperReads):
    """Changes of papers."""

    def paper(self, number: str) -> Paper | None:
        """The paper with this number, which nobody else changes until this transaction ends."""
        return self._paper(number, lock=True)

    def add_paper(self, of: Paper, event: PaperEvent, *, unit: str, category: str) -> None:
        """Store a new paper with its first event."""
        where = {"unit": codec.storable(unit), "category": codec.storable(category)}
        made = {"number": of.number, "ticket": of.ticket, "form": of.form, "made_at": codec.micros(of.made_at)}
        self.connection.execute(insert(paper).values(**made, **where, **_changing(of)))
        self._add_event(of, event)

    def save_paper(self, of: Paper, event: PaperEvent) -> None:
        """Store a changed paper with one more event.

        Raises:
            PaperMismatch: the stored version is not the one before `of.version`.
        """
        before = select(paper_event.c.seq).where(paper_event.c.paper == of.number).order_by(paper_event.c.seq.desc())
        if self.connection.scalar(before.limit(1)) != of.version - 1:
            raise PaperMismatch(f"{of.number}: version {of.version - 1} is not the stored one")
        self.connection.execute(update(paper).where(paper.c.number == of.number).values(**_changing(of)))
        self._add_event(of, event)

    def _add_event(self, of: Paper, event: PaperEvent) -> None:
        self.connection.execute(
            insert(paper_event).values(
                id=event.id,
                paper=of.number,
                seq=of.version,
                kind=str(event.kind),
                happened_at=codec.micros(event.happened_at),
                noted_at=codec.micros(event.noted_at),
                by=codec.storable(event.by),
                record=codec.record_text(event),
            )
        )
        self._note("paper", of.number)

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError


def _changing(of: Paper) -> dict[str, Any]:
    return {"state": str(of.state), "record": codec.record_text(of)}
