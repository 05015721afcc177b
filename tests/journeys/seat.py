"""tui-desk as another OS user of the host would start it: python -m tests.journeys.seat LOGIN ARGUMENTS."""

from __future__ import annotations

import sys

from tui_desk import host
from tui_desk.cli import main

if __name__ == "__main__":
    _, login, *arguments = sys.argv
    host.login = lambda: login
    sys.exit(main(arguments))
