"""What an officer is able to do 能力 (DESK-4): a score in a category, a subcategory or a product, and its level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tui_desk.domain.officer import OfficerId
from tui_desk.norms.models import SkillLevel

Subject = Literal["category", "subcategory", "product"]
"""What a skill is in: a category or subcategory of the norm by its code, a product or module by its name."""


@dataclass(frozen=True, slots=True)
class Skill:
    """An officer's score in one subject, and the codes of the obligatory abilities ★ that were shown."""

    officer: OfficerId
    subject: Subject
    name: str
    score: int
    abilities: tuple[str, ...] = ()


def level_of(skill: Skill, levels: Sequence[SkillLevel]) -> SkillLevel | None:
    """The highest level whose score is passed, with every obligatory ability of it and of those below.

    None for a score below the first, or without the abilities of the first.
    """
    reached: SkillLevel | None = None
    for level in sorted(levels, key=lambda each: each.above):
        if skill.score <= level.above and level.above > 0:
            break
        if any(ability.code not in skill.abilities for ability in level.must):
            break
        reached = level
    return reached
