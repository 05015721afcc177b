"""What officers are able to do 能力 (DESK-4): one skill put or removed, or a list brought in, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import BadValue, NoSuchSkill, Term
from tui_desk.desk.ports import Reading
from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.people_list import folded
from tui_desk.domain.skill import HIGHEST, Skill, Subject
from tui_desk.domain.skill_list import BadSkill, Known
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark

_NONE = mark("none")
_FIELDS = {
    "officer": mark("an officer"),
    "two_officer": mark("one officer"),
    "subject": mark("what a skill is in"),
    "category": mark("a category"),
    "two_category": mark("one category"),
    "subcategory": mark("a subcategory"),
    "two_subcategory": mark("one subcategory"),
    "product": mark("a product"),
    "score": mark("a score"),
    "ability": mark("an ability"),
    "two_ability": mark("one ability"),
}


@dataclass(frozen=True, slots=True)
class SkillPlan:
    """What bringing in a list does: skills that are new, those whose score or abilities change, and the same ones."""

    added: tuple[Skill, ...]
    changed: tuple[Skill, ...]
    same: int = 0


class Skills:
    """The skills of the desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def of(self, officer: OfficerId = "") -> tuple[Skill, ...]:
        """The skills of an officer, or of everybody, by officer, subject and name."""
        with self._core.store.reading() as desk:
            return tuple(desk.skills(officer))

    def known(self) -> Known:
        """What officers, subjects and abilities may be called here, for reading a list."""
        with self._core.store.reading() as desk:
            return self._known(desk)

    def put(
        self, officer: str, subject: str, name: str, score: int, abilities: Sequence[str] = (), *, by: Officer
    ) -> Skill:
        """Store an officer's skill, or replace it; the words are those that a list may use.

        Raises:
            NotAllowed: `by` may not.
            BadValue: no such officer, subject, category or ability; or no score.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_SKILLS)
            desk.reserve("skills")
            skill = _told(self._known(desk), officer, subject, name, score, abilities)
            plan = _plan(desk, [skill])
            for each in (*plan.added, *plan.changed):
                desk.put_skill(each)
            return skill

    def remove(self, officer: OfficerId, subject: Subject, name: str, *, by: Officer) -> Skill:
        """Remove an officer's skill. Raises NotAllowed, BadValue, NoSuchSkill."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_SKILLS)
            meant = _told(self._known(desk), officer, subject, name, 0, ())
            theirs = desk.skills(meant.officer)
            found = next((each for each in theirs if _key(each) == _key(meant)), None)
            if found is None:
                raise NoSuchSkill(name=name, officer=officer, known=tuple(each.name for each in theirs) or Term(_NONE))
            desk.remove_skill(found)
            return found

    def may_bring_in(self, by: Officer) -> None:
        """Raises NotAllowed unless the officer may change skills."""
        with self._core.store.reading() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_SKILLS)

    def plan(self, skills: Sequence[Skill]) -> SkillPlan:
        """What bringing in these skills would do as it stands."""
        with self._core.store.reading() as desk:
            return _plan(desk, skills)

    def bring_in(self, skills: Sequence[Skill], *, by: Officer) -> SkillPlan:
        """Bring in the skills of a list, all of them in one transaction; what it does not name stays.

        Raises NotAllowed.
        """
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_SKILLS)
            desk.reserve("skills")
            plan = _plan(desk, skills)
            for skill in (*plan.added, *plan.changed):
                desk.put_skill(skill)
            return plan

    def _known(self, desk: Reading) -> Known:
        norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
        return Known.of(desk.officers(), norm)


def _told(known: Known, officer: str, subject: str, name: str, score: int, abilities: Sequence[str]) -> Skill:
    try:
        return known.skill(officer, subject, name, str(score), ",".join(abilities))
    except BadSkill as bad:
        allowed = bad.facts.get("allowed") or Term(mark("what the norm and the desk know"))
        if bad.code == "subject":
            allowed = ("category", "subcategory", "product")
        elif bad.code == "score":
            allowed = f"0 … {HIGHEST}"
        field = Term(_FIELDS[bad.code])
        raise BadValue(value=bad.facts["value"], field=field, allowed=allowed) from None


def _plan(desk: Reading, skills: Sequence[Skill]) -> SkillPlan:
    known = {_key(each): each for each in desk.skills()}
    added = tuple(each for each in skills if _key(each) not in known)
    as_written = ((each, known[_key(each)]) for each in skills if _key(each) in known)
    renamed = ((replace(each, name=before.name), before) for each, before in as_written)
    changed = tuple(each for each, before in renamed if each != before)
    return SkillPlan(added, changed, len(skills) - len(added) - len(changed))


def _key(skill: Skill) -> tuple[OfficerId, Subject, str]:
    """One skill of one officer: a product may be written large or small."""
    return skill.officer, skill.subject, folded(skill.name)
