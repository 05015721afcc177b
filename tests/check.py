"""Everything a change has to pass, in the order in which it fails fastest: python -m tests.check.

Lint, format, types, import contracts, catalogues, then the tests, on SQLite and on a Postgres that they start.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sysconfig.get_path("scripts"))
CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("lint", [str(BIN / "ruff"), "check", "."]),
    ("format", [str(BIN / "ruff"), "format", "--check", "."]),
    ("types", [str(BIN / "mypy")]),
    ("import contracts", [str(BIN / "lint-imports"), "--no-cache"]),
    ("catalogues", [sys.executable, "-m", "tests.catalogue", "--check"]),
    ("tests", [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"]),
)


def main() -> int:
    """Run every check, also after one has failed; the exit status is the number of failed ones."""
    failed = []
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    for name, command in CHECKS:
        began = time.monotonic()
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - began:.0f} s", flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    raise SystemExit(main())
