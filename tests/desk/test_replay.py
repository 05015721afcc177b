"""Past tickets told again: under the norm they went by they have the very clocks that they have (DESK-8, TKT-12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import get_args

import pytest

from tests.clock import ClockedStore
from tests.desk.conftest import Shift, shanghai
from tests.desk.stories import Storyteller
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.replay import STORY, TELLING, Replay
from tui_desk.domain.sla import Levels
from tui_desk.domain.ticket import Clock
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import OnChange
from tui_desk.store.desk_store import DeskStore

STORIES = 6
STEPS = 14


def _shift(store: DeskStore, norm: str, on_change: OnChange) -> Shift:
    clock = ClockedStore(store, shanghai("2023-10-07 09:15"))
    desk = Desk(clock)
    wanted = replace(load_shipped(norm), on_change=on_change)
    lead = desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", wanted, "李敏", "DM001", "limin"))
    engineer = Officer("SW003", "陈工", "chen", frozenset({Role.ENGINEER}))
    operator = Officer("OP001", "王芳", "wangfang", frozenset({Role.OPERATOR, Role.MANAGER}))
    desk.put_officer(engineer, by=lead)
    desk.put_officer(operator, by=lead)
    return Shift(desk, clock, lead, engineer, operator)


@pytest.mark.parametrize("on_change", get_args(OnChange))
@pytest.mark.parametrize("norm", ["support-guide", "it-team"])
def test_a_story_told_again_under_its_own_norm_has_the_clocks_it_has(
    store: DeskStore, norm: str, on_change: OnChange
) -> None:
    """To the microsecond, with pauses, turns, warnings to come and reasons (TKT-7, 9, 10, 12, SITE-4, SLA-2)."""
    shift = _shift(store, norm, on_change)

    def ahead(clocks: Iterable[Clock]) -> list[Clock]:
        return [replace(c, marks=tuple(mark for mark in c.marks if mark.at > shift.clock.at)) for c in clocks]

    seed = f"{norm} {on_change}"
    teller = Storyteller(shift, Random(seed))
    for n in range(STORIES):
        number = teller.tell(f"draft-{n}", STEPS)
        view = shift.desk.ticket(number)
        levels = Levels(view.norm)
        replay = Replay({view.ticket.norm: levels}.__getitem__)
        replayed = replay.clocks(number, view.events)
        assert replayed.unknown == ()
        told = [f"{e.kind} {e.happened_at:%d %H:%M:%S}" for e in view.events]
        assert ahead(replayed.clocks) == ahead(view.ticket.clocks), (seed, n, told)
        slim = [
            replace(e, changes={name: v for name, v in e.changes.items() if name in STORY})
            for e in view.events
            if e.kind in TELLING
        ]
        again, clocks = ahead(replay.clocks(number, slim).clocks), ahead(view.ticket.clocks)
        assert [replace(c, late_reason="") for c in again] == [replace(c, late_reason="") for c in clocks]
