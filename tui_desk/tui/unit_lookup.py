"""Whose customer the caller is, by the unit typed or filled in (SLA-3, DESK-5): debounced, late answers dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tui_desk.desk.errors import DeskError
from tui_desk.desk.previewing import customer_of
from tui_desk.domain import checklist
from tui_desk.tui.call_in_hand import CallInHand
from tui_desk.tui.gateway import Gateway

REST_SECONDS = 0.12


class UnitLookup:
    """Keeps with a call what its unit's service level is chosen by. `told` is called when that is another."""

    def __init__(self, gateway: Gateway, hand: CallInHand, told: Callable[[], None]) -> None:
        self._gateway, self._hand, self._told = gateway, hand, told
        self._known = ""

    async def look(self) -> None:
        """Ask for the unit of the call after a rest; until it is known, the caller is like any other."""
        hand = self._hand
        name = checklist.answer_of(hand.call, hand.norm, "requester_unit").strip()
        if name == self._known:
            return
        self._known, hand.served_as = "", ("", "")
        await asyncio.sleep(REST_SECONDS)
        try:
            view = await self._gateway.ask(lambda desk: desk.directory.unit(name)) if name else None
        except DeskError:
            return  # the line is down: that is said elsewhere
        self._known = name
        if view is not None and view.today is not None:
            served = customer_of(view.unit, hand.norm, view.today)
            hand.served_as = served["customer"], served["agreement"]
        self._told()
