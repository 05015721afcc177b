"""Norms that hold several service-level sets, published as by a desk in Shanghai."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tui_desk.domain.sla import Levels
from tui_desk.domain.ticket import Clock
from tui_desk.norms.loader import load
from tui_desk.norms.merging import SHIPPED
from tui_desk.norms.models import Norm, OnChange
from tui_desk.norms.publish import publish

PARTS = tuple(sorted(path.name for path in SHIPPED.glob("levels-*.toml")))
"""The level sets that come with the program."""


def including(*parts: str, code: str = "it-team", text: str = "") -> Norm:
    """A shipped norm with these level sets before its own levels, in this order, and `text` of the desk's own."""
    include = ", ".join(f'"{part}"' for part in (*parts, f"{code}.toml"))
    with TemporaryDirectory() as folder:
        path = Path(folder, "ours.toml")
        path.write_text(f'include = [{include}]\ncode = "ours"\n{text}', "utf-8")
        return load(path)


@cache
def levels_of(*parts: str, code: str = "it-team", text: str = "", on_change: OnChange = "recompute") -> Levels:
    """The service levels of such a norm, published on the National Day of 2023."""
    norm = publish(including(*parts, code=code, text=text), "Asia/Shanghai", date(2023, 10, 1))
    return Levels(replace(norm, on_change=on_change))


def one(clocks: tuple[Clock, ...], milestone: str = "respond") -> Clock:
    """The only clock of a milestone."""
    (found,) = [clock for clock in clocks if clock.milestone == milestone]
    return found


def turns(clocks: tuple[Clock, ...], milestone: str = "respond") -> list[Clock]:
    """The clocks of a milestone, turn by turn."""
    return sorted((c for c in clocks if c.milestone == milestone), key=lambda clock: (clock.cycle, clock.turn))
