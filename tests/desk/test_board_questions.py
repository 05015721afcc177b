"""How much the board asks of the database, on each kind of it (TKT-8)."""

from __future__ import annotations

from sqlalchemy import event

from tests.desk.conftest import MakeShift
from tests.desk.test_board import on_duty
from tui_desk.domain.officer import Officer, Role
from tui_desk.store.desk_store import DeskStore


def test_the_board_asks_as_many_questions_for_two_hundred_as_for_three(store: DeskStore, make_shift: MakeShift) -> None:
    """TKT-8: no question for each officer."""
    shift = make_shift()
    ticket, said = shift.register(), []
    engines = {store.database.writing}  # on Postgres the reading engine is the same, with options
    if store.kind == "sqlite":
        engines.add(store.database.reading)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))

    def asked() -> int:
        said.clear()
        ranked = shift.desk.board.ranked(ticket.number)
        assert ranked
        return len([each for each in said if each.startswith("SELECT")])

    on_duty(shift, "SW003")
    asked()
    few = asked()
    with shift.clock.writing() as unit:
        for n in range(200):
            unit.put_officer(Officer(f"E{n:03}", "工程师", f"e{n}", frozenset({Role.ENGINEER})))
    for n in range(0, 200, 40):
        on_duty(shift, f"E{n:03}")
    assert asked() == few <= 12
