"""The due times of a call follow the caller's unit, as the ticket's will (SLA-3, DESK-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.domain.level_samples import including
from tests.tui.conftest import AT, LOGIN, MakeApp, drive, until
from tests.tui.typing import Hand
from tui_desk.desk.desk import Desk
from tui_desk.domain.person import Agreement, Person, Unit
from tui_desk.tui.call_texts import clock_dues, due_times

GOLD = """
[[level_sets]]
code = "gold"
title = { zh = "金牌", en = "Gold" }
source = "own"
when = { agreement = ["gold"] }
[[level_sets.levels]]
code = "all"
targets.respond = { within = "10m", calendar = "always" }
"""


@pytest.fixture
def three_units(desk: Desk) -> None:
    """A department, a customer, and one under an agreement that holds, each with somebody who calls."""
    lead = desk.sign_in(LOGIN)
    desk.publish_norm(including("levels-customer.toml", text=GOLD), by=lead)
    today = AT.date()
    year = timedelta(days=365)
    for name, customer, agreement in (
        ("市场部", "internal", None),
        ("西山电厂", "external", None),
        ("南湖水务有限公司", "external", Agreement(today - year, today + year, "gold")),
        ("北城热力", "external", Agreement(today - year, today - timedelta(days=9), "gold")),
    ):
        desk.directory.put_unit(Unit(0, name, (name[:2],), customer=customer, agreement=agreement))
    desk.directory.put_person(Person(0, "张明", "ZM001", "西山电厂", ("6678",), "mr"))


@pytest.mark.usefixtures("three_units")
def test_the_ticket_is_due_when_the_call_said(desk: Desk, make_app: MakeApp) -> None:
    """SLA-3, DESK-5: internal by default, external, an agreement in force and one that is over."""
    within = {"市场部": 60, "西山电厂": 120, "南湖水务有限公司": 10, "南湖": 10, "北城热力": 120, "没听说过的单位": 60}

    async def script(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await hand.new_call()
        intake = hand.intake
        await hand.answer(name="王五", summary="无法打印报表E-1042", category="2", scope="3")
        for unit, minutes in within.items():
            intake.put("unit", unit)
            await until(pilot, lambda: intake._units._known == unit)  # noqa: B023 - awaited at once
            told = due_times(intake.hand)
            made = desk.register(replace(intake.hand.call, draft=unit), by=desk.sign_in(LOGIN))
            assert clock_dues(made, intake.session) == told
            (respond,) = [clock for clock in made.clocks if clock.milestone == "respond"]
            assert respond.due_at - made.opened_at == timedelta(minutes=minutes)

    drive(make_app(), script)


@pytest.mark.usefixtures("three_units")
def test_a_known_caller_brings_the_unit(make_app: MakeApp) -> None:
    """CALL-5, SLA-3: filled in with one key, external at once; cleared again, like any other."""

    async def script(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await hand.new_call()
        await hand.press("enter")
        await hand.type("6678")
        await hand.caller_found()
        await hand.press("enter")
        await until(pilot, lambda: hand.intake.hand.served_as == ("external", ""))
        hand.intake.put("unit", "")
        await until(pilot, lambda: hand.intake.hand.served_as == ("", ""))

    drive(make_app(), script)


def test_nothing_is_asked_where_every_unit_is_served_alike(desk: Desk, make_app: MakeApp) -> None:
    """SLA-1: 001 knows no kinds of customers."""
    desk.directory.put_unit(Unit(0, "西山电厂", customer="external"))

    async def script(pilot: Pilot[Any]) -> None:
        hand = Hand(pilot)
        await hand.new_call()
        await hand.answer(unit="西山电厂")
        assert not hand.intake.hand.levels.by_unit
        assert hand.intake.hand.served_as == ("", "")

    drive(make_app(), script)
