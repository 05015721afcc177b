"""The kind of customer and the agreement's level of a unit; its open tickets follow once that was shown (SLA-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tui_desk.desk.previewing import Moved
from tui_desk.desk.terms import CUSTOMERS
from tui_desk.desk.views import UnitView
from tui_desk.domain.person import Unit
from tui_desk.i18n import tr
from tui_desk.tui.clock_texts import change_lines
from tui_desk.tui.form import Item
from tui_desk.tui.screens.asking import AskScreen
from tui_desk.tui.screens.base import ActionScreen
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.pick_field import Entry

SHOWN = 8
"""How many of the tickets that would move are shown one by one."""


async def change_level(screen: ActionScreen[Any], view: UnitView) -> None:
    """Ask for kind and level, show which open tickets would move, and store both; raises what the desk raises."""
    unit = view.unit
    answers = await screen.app.push_screen_wait(
        AskScreen(screen.session, screen.gateway, tr("Service level: {unit}", unit=unit.name), _items(unit))
    )
    if answers is None:
        return
    changed = replace(unit, customer=answers["customer"] or unit.customer)
    if unit.agreement is not None:
        changed = replace(changed, agreement=replace(unit.agreement, level=answers["level"].strip()))
    moves = await screen.gateway.ask(lambda desk: desk.clocks.rematch(changed))
    if any(each.changes for each in moves):
        agreed = await screen.app.push_screen_wait(_question(screen, unit, moves))
        if agreed is None:
            return
        moves = moves if agreed["follow"] == "follow" else ()
    by = screen.session.officer
    await screen.gateway.ask(lambda desk: desk.clocks.put_unit(changed, moves, by=by))
    moved = sum(bool(each.changes) for each in moves)
    screen.say(tr("{unit}: noted; open tickets that follow: {count}.", unit=unit.name, count=moved))


def _items(unit: Unit) -> tuple[Item, ...]:
    kinds = tuple(Entry(code, tr(words)) for code, words in CUSTOMERS.items())
    customer = Item("customer", tr("Customer kind"), "pick", unit.customer or "internal", entries=kinds)
    if unit.agreement is None:
        return (customer,)
    return (customer, Item("level", tr("Agreement level"), value=unit.agreement.level))


def _question(screen: ActionScreen[Any], unit: Unit, moves: Sequence[Moved]) -> AskScreen:
    ways = (
        Entry("follow", tr("They follow the new service level")),
        Entry("keep", tr("Their clocks stay as they are")),
    )
    item = Item("follow", tr("These tickets"), "pick", "follow", entries=ways)
    said = "\n".join(_lines(moves, screen.session))
    title = tr("Open tickets of {unit}", unit=unit.name)
    return AskScreen(screen.session, screen.gateway, title, (item,), say=lambda _answers: said)


def _lines(moves: Sequence[Moved], session: Session) -> list[str]:
    """A line for each clock that would move, by its ticket."""
    now, moving = session.now(), [each for each in moves if each.changes]
    lines = [
        f"{each.number}  {line}"
        for each in moving[:SHOWN]
        for line in change_lines([change for change in each.changes if change.how != "same"], session, now)
    ]
    more = len(moving) - SHOWN
    return [*lines, tr("and {count} more", count=more)] if more > 0 else lines
