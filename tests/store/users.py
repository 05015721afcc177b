"""Doing something as another user of the host."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


def as_user(user: int, group: int, act: Callable[[], str]) -> str:
    """What `act` returns, or the error that ends it, run in a process of its own as that user (as root only).

    The process is a fork, so that it needs no right to read the interpreter's files; it ends with SIGKILL, so that
    nothing is tidied up.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(group)
                os.setuid(user)
            os.write(writing, act().encode())
        except BaseException as error:  # noqa: BLE001 -- the answer, whatever it is
            os.write(writing, repr(error).encode())
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said
