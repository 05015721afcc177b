"""The queue: what an officer sees, and what stays still while the desk moves."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import MakeApp, drive, seen


def test_the_queue_shows_first_what_runs_out_next(make_app: MakeApp) -> None:
    app = make_app()

    async def play(_: Pilot[Any]) -> None:
        print(seen(app))
        lines = seen(app).splitlines()
        assert "全公司断网" in lines[4]

    drive(app, play)
