"""Callers that a test's desk knows."""

from __future__ import annotations

from tui_desk.desk.desk import Desk
from tui_desk.domain.person import Person

ZHANG = Person(0, "张明", "ZM001", "市场部", ("6678", "13800000001"), "mr")
CALLERS = (
    ZHANG,
    Person(0, "张伟", "ZW002", "财务部", ("6679",), "mr"),
    Person(0, "欧阳娜", "OY003", "财务部", ("3115",), "ms"),
)


def put_callers(desk: Desk) -> None:
    """Let the desk know them."""
    for person in CALLERS:
        desk.directory.put_person(person)
