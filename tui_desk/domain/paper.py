"""A filled form 单据: a request for a visit, a service record, an on-site form, with its receipt (SITE, REC).

A paper is its events like a ticket: each replaces the values of some boxes. What the boxes are, its form says, which
is data of the norm that the paper was made under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tui_desk.domain.officer import OfficerId

Row = Mapping[str, str]
"""One row of a table box: the values of its columns by their codes."""


class PaperState(StrEnum):
    """Where a paper stands. What was given out comes back, or is lost and found again; a void one is kept."""

    DRAFT = "draft"
    OUT = "out"
    RETURNED = "returned"
    LOST = "lost"
    FILED = "filed"
    VOID = "void"


class PaperEventKind(StrEnum):
    """What happened to a paper."""

    MADE = "made"
    WRITTEN = "written"
    OUT = "out"
    LOST = "lost"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    FILED = "filed"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A filled form as it stands. `number` ends in a check digit, by which a mistyped receipt is told at once.

    Values are texts as boxes keep them: an instant or a day in ISO 8601 (instants in UTC), the codes of choices joined
    by commas, "yes" and "no", figures in ASCII digits. `rows` holds the tables. A box without a value is not there.
    """

    number: str
    form: str
    norm: int
    ticket: str
    made_at: datetime
    made_by: OfficerId
    version: int = 1
    state: PaperState = PaperState.DRAFT
    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    out_at: datetime | None = None
    returned_at: datetime | None = None
    entered_by: OfficerId = ""
    filed_at: datetime | None = None
    printed: int = 0


@dataclass(frozen=True, slots=True)
class PaperEvent:
    """One change of a paper: what happened when and was noted when, by whom; the values and rows that it replaced."""

    id: str
    kind: PaperEventKind
    happened_at: datetime
    noted_at: datetime
    by: OfficerId
    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    note: str = ""
