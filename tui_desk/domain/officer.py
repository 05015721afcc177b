"""Who sits at the desk, and what each role may do (DESK-14)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OfficerId = str
"""The staff number 工号: what the norm writes under 处理人 (SW003)."""


class Role(StrEnum):
    """What an officer is at this desk; one may be several."""

    OPERATOR = "operator"
    ENGINEER = "engineer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Officer:
    """One of the desk's people. `login` is the name of the OS user, by which a session knows who it serves."""

    staff_no: OfficerId
    name: str
    login: str
    roles: frozenset[Role]
    phone: str = ""
    active: bool = True

    def is_any(self, *roles: Role) -> bool:
        """Whether the officer has one of the roles."""
        return not self.roles.isdisjoint(roles)
