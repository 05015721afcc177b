"""What officers are able to do (DESK-4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from sqlalchemy import ColumnElement, Connection, Integer, Text, and_, cast, delete, insert, select

from tui_desk.domain.officer import OfficerId
from tui_desk.domain.skill import Skill, Subject
from tui_desk.store import codec
from tui_desk.store.schema import skill

_SUBJECTS: dict[str, Subject] = {name: name for name in get_args(Subject)}


class SkillReads:
    """Queries of skills."""

    connection: Connection

    def skills(self, officer: OfficerId = "") -> Sequence[Skill]:
        """The skills of an officer, or of everybody."""
        told = (cast(skill.c.score, Integer), cast(skill.c.abilities, Text))  # SQLite keeps a planted value of any type
        columns = (skill.c.officer, skill.c.subject, skill.c.name, *told)
        query = select(*columns).order_by(skill.c.officer, skill.c.subject, skill.c.name)
        if officer:
            query = query.where(skill.c.officer == codec.storable(officer))
        return [
            Skill(who, _SUBJECTS[subject], name, score, tuple(abilities.split(",")) if abilities else ())
            for who, subject, name, score, abilities in self.connection.execute(query)
            if subject in _SUBJECTS
        ]


class SkillWrites(SkillReads):
    """Changes of skills."""

    def put_skill(self, of: Skill) -> None:
        """Store a skill, or replace the officer's in the same subject."""
        key = {"officer": codec.storable(of.officer), "subject": of.subject, "name": codec.storable(of.name)}
        self.connection.execute(delete(skill).where(_same(of)))
        self.connection.execute(insert(skill).values(**key, score=of.score, abilities=",".join(of.abilities)))
        self._note("skill", of.officer)

    def remove_skill(self, of: Skill) -> None:
        """Remove the officer's skill in this subject."""
        self.connection.execute(delete(skill).where(_same(of)))
        self._note("skill", of.officer)

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError


def _same(of: Skill) -> ColumnElement[bool]:
    return and_(
        skill.c.officer == codec.storable(of.officer),
        skill.c.subject == of.subject,
        skill.c.name == codec.storable(of.name),
    )
