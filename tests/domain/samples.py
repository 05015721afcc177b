"""The shipped norms as a desk in Shanghai publishes them, calls, and times of day for the tests of the rules."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from tui_desk.domain.call import Call
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Norm
from tui_desk.norms.publish import publish

SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def published(code: str, year: int = 2023) -> Norm:
    """A shipped norm, published on the National Day of `year`."""
    return publish(load_shipped(code), "Asia/Shanghai", date(year, 10, 1))


def shanghai(text: str) -> datetime:
    """The instant of a wall-clock time in Shanghai, "2023-10-25 09:15", in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def call_with(**answers: str) -> Call:
    """A call with these answers."""
    return Call("draft", "SW003", shanghai("2023-10-25 09:15"), answers=answers)
