"""A PIN asked on the terminal of a shell command, or read from a file for a script; never from the command line."""

from __future__ import annotations

import getpass
import os
import stat
from pathlib import Path

from tui_desk.config import Settings
from tui_desk.desk.errors import BadPin, PinFile, PinNotAsked, Term
from tui_desk.domain.officer import Officer
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr

LONGEST_FILE = 200


def pin_of(officer: Officer, settings: Settings) -> str:
    """The PIN of this officer, from the settings' file or typed unseen. Raises PinFile, PinNotAsked."""
    if settings.pin_file:
        return _from_file(Path(settings.pin_file))
    return _asked(tr("PIN of {name}: ", name=one_line(officer.name)))


def new_pin(officer: Officer) -> str:
    """A new PIN for this officer, typed unseen twice. Raises BadPin when the two differ, PinNotAsked."""
    pin = _asked(tr("New PIN of {name}, 4 to 12 digits: ", name=one_line(officer.name)))
    if pin != _asked(tr("The same once more: ")):
        raise BadPin(why=Term(mark("the two are different")))
    return pin


def _asked(prompt: str) -> str:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise PinNotAsked from None
    return getpass.getpass(prompt)


def _from_file(file: Path) -> str:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise PinFile(file=file, why=error.strerror or "-") from None
    with os.fdopen(handle, "rb") as opened:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
            raise PinFile(file=file, why=Term(mark("it must be a file of your own that nobody else may read (0600)")))
        return opened.read(LONGEST_FILE).decode(errors="replace").strip()
