"""`tui-desk watch` with shorter times, as a process: python -m tests.watcher LEASE SENDING FIRST_WAIT ARGUMENT…"""

from __future__ import annotations

import sys
from datetime import timedelta

from tui_desk.domain import posting


def main() -> int:
    """Run the command line with what is left of the arguments."""
    lease, sending, first_wait, *arguments = sys.argv[1:]
    posting.LEASE, posting.SENDING = timedelta(seconds=float(lease)), timedelta(seconds=float(sending))
    posting.FIRST_WAIT = timedelta(seconds=float(first_wait))
    from tui_desk import cli  # takes over the times as they are now
    from tui_desk.desk import watching

    watching.AFTER_OUTAGE_SECONDS = 1.0
    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
