"""What filled forms need of a store (SITE, REC)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from tui_desk.domain.paper import Paper, PaperEvent, PaperState


class PaperReading(Protocol):
    """Queries of papers."""

    def paper(self, number: str) -> Paper | None:
        """The paper with this number; within a write transaction nobody else changes it until that ends."""

    def papers_of(self, ticket: str) -> Sequence[Paper]:
        """The papers of a ticket, in the order they were made."""

    def papers(self, states: Collection[PaperState], limit: int = 200) -> Sequence[Paper]:
        """The papers in these states, the oldest first."""

    def papers_like(self, form: str, *, category: str, unit: str, limit: int) -> Sequence[Paper]:
        """The newest papers of a form for tickets of a category: of the same unit first."""

    def paper_events(self, number: str) -> Sequence[PaperEvent]:
        """The history of a paper, oldest first."""

    def has_paper_event(self, event_id: str) -> bool:
        """Whether this change was carried out already."""


class PaperWriting(PaperReading, Protocol):
    """Changes of papers; each is told to the feed as "paper"."""

    def add_paper(self, of: Paper, event: PaperEvent, *, unit: str, category: str) -> None:
        """Store a new paper with its first event."""

    def save_paper(self, of: Paper, event: PaperEvent) -> None:
        """Store a changed paper with one more event. `of.version` is one above the stored version."""
