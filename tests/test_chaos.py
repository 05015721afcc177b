"""The chaos benchmark, short enough for every change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KILLS = 20


def test_twenty_kills_lose_no_key_no_call_and_double_none() -> None:
    """CALL-15, CALL-16, TKT-1."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--kills", str(KILLS)],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no processed key missing, no call lost, none doubled" in done.stdout
