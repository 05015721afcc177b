"""What skills and the dispatch board need of a store (DESK-4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.skill import Skill


class SkillReading(Protocol):
    """Queries of skills."""

    def skills(self, officer: OfficerId = "") -> Sequence[Skill]:
        """The skills of an officer, or of everybody."""


class SkillWriting(SkillReading, Protocol):
    """Changes of skills; each is told to the feed as "skill" with the officer."""

    def put_skill(self, of: Skill) -> None:
        """Store a skill, or replace the officer's in the same subject."""

    def remove_skill(self, of: Skill) -> None:
        """Remove the officer's skill in this subject."""
