"""Another process of this OS user, made by fork: quick enough to be killed at every step."""

from __future__ import annotations

import os
import signal
import traceback
import warnings
from collections.abc import Callable

PATIENCE_SECONDS = 30
"""A process whose test has failed does not live on."""


def forked(work: Callable[[], object]) -> int:
    """The process that does the work and ends; 0 says that it went well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of ours only wait
        pid = os.fork()
    if pid:
        return pid
    status = 1
    signal.alarm(PATIENCE_SECONDS)
    try:
        work()
        status = 0
    except BaseException:  # noqa: BLE001 - pytest must not go on in two processes
        traceback.print_exc()
    finally:
        os._exit(status)


def ended(pid: int) -> int:
    """How it ended: its exit status, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def die(*_: object, **__: object) -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)
