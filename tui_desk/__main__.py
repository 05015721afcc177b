"""`tui-desk` and `python -m tui_desk`."""

from __future__ import annotations

import sys

from tui_desk.cli import main as run


def main() -> None:
    """Run the command line of this process; ends it with the exit status."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
