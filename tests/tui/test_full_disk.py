"""A disk that takes nothing is said on the intake, and no more once it does (CALL-16)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.journal.test_disk import small_disk
from tests.tui.conftest import MakeApp, drive, seen, until
from tests.tui.typing import Hand
from tui_desk.journal import Journal, disk

REFUSES = "磁盘无法写入"


def test_the_warning_of_a_full_disk_goes_away_by_itself(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-16: everything is on the disk then, without another key."""
    monkeypatch.setattr(disk, "AGAIN_SECONDS", 0.1)
    with small_disk(tmp_path / "disk") as make_room:
        app = make_app()
        app._journal = Journal(tmp_path / "disk" / "calls")

        async def play(pilot: Pilot[Any]) -> None:
            hand = Hand(pilot)
            await hand.new_call()
            hand.intake._go_to("summary")
            await hand.paste("打印机卡纸" * 300)
            await until(pilot, lambda: REFUSES in seen(app))
            make_room()
            await until(pilot, lambda: REFUSES not in seen(app))
            assert "打印机卡纸" * 300 in hand.intake.hand.file.path.read_text()

        drive(app, play, (120, 40))
