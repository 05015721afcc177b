"""What an officer is able to do 能力 (DESK-4): a score in a category, a subcategory or a product, and its level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tui_desk.domain.officer import OfficerId
from tui_desk.norms.models import SkillLevel

Subject = Literal["category", "subcategory", "product"]
"""What a skill is in: a category or subcategory of the norm by its code, a product or module by its name."""

HIGHEST = 1000
"""No score is higher; the bands of 004 end with "> 50"."""


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
    place = place_of(skill, in_order(levels))
    return in_order(levels)[place - 1] if place else None


def in_order(levels: Sequence[SkillLevel]) -> tuple[SkillLevel, ...]:
    """The levels, the lowest first."""
    return tuple(sorted(levels, key=lambda each: each.above))


def place_of(skill: Skill, levels: Sequence[SkillLevel]) -> int:
    """Which of the levels `in_order` it is, the lowest being 1; 0 for none."""
    reached = 0
    for place, level in enumerate(levels, start=1):
        if skill.score <= level.above and level.above > 0:
            break
        if any(ability.code not in skill.abilities for ability in level.must):
            break
        reached = place
    return reached


def wanting(skill: Skill, levels: Sequence[SkillLevel]) -> tuple[str, ...]:
    """The codes of the obligatory abilities that keep the score from its level, in the order of the levels."""
    passed = (level for level in in_order(levels) if skill.score > level.above or level.above <= 0)
    return tuple(ability.code for level in passed for ability in level.must if ability.code not in skill.abilities)


def named_in(words: str, products: Iterable[str]) -> frozenset[str]:
    """The products that a text names: as whole words of letters and digits ("AD" is not in "load"), Chinese anywhere.

    Large and small letters are alike, and so is how much blank there is.
    """
    text = " ".join(words.casefold().split())
    return frozenset(product for product in set(products) if _stands_in(text, " ".join(product.casefold().split())))


def _stands_in(text: str, name: str) -> bool:
    at = text.find(name) if name else -1
    while at >= 0:
        end = at + len(name)
        goes_on = end < len(text) and _joins(text[end - 1], text[end])
        if not goes_on and not (at > 0 and _joins(text[at - 1], text[at])):
            return True
        at = text.find(name, at + 1)
    return False


def _joins(before: str, after: str) -> bool:
    """Whether two characters side by side belong to one word."""
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
