"""The one place that sees every layer: settings → store → Desk → app.

Imports the store and the user interface only when they are asked for: a shell's `--help` needs neither.
"""

from __future__ import annotations

import faulthandler
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from tui_desk import config, host, i18n
from tui_desk.config import Settings
from tui_desk.desk.errors import NoDeskHere
from tui_desk.domain.text import clean

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.domain.officer import Officer
    from tui_desk.forms.printer import PaperPrinter

FAULT = 70
"""The exit status after a fault of our own."""
LOG_BYTES = 1_000_000
LEAVE_SECONDS = 5.0
"""How long leaving may take once the terminal is gone. Calls in progress are on disk already."""
_DOORS = ("TEXTUAL", "BROWSER")
"""How the variables begin that make Textual load code, write files, take signals, or start programs."""


def keep_log(file: Path | None = None) -> None:
    """Write what goes wrong to the log file, which only its owner may read; it begins anew at a megabyte."""
    log = logging.getLogger("tui_desk")
    log.propagate = False
    log.setLevel(logging.INFO)
    handler = _PrivateLog(file or config.log_file(), delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log.handlers = [handler]


class _PrivateLog(logging.FileHandler):
    """A log file made with the first record. Where it cannot be written, nothing is kept."""

    def _open(self) -> TextIOWrapper:
        try:
            return _open_log(Path(self.baseFilename))
        except OSError:
            return Path(os.devnull).open("a")


def _open_log(file: Path) -> TextIOWrapper:
    """The log file to append to, readable by its owner alone. Raises OSError when it cannot be written."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if file.exists() and file.stat().st_size > LOG_BYTES:
        file.replace(file.with_suffix(".old"))
    descriptor = os.open(file, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
    return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")


def close_doors(environment: MutableMapping[str, str]) -> None:
    """Take out of the environment what would let Textual write files, take signals or start a browser."""
    for name in [name for name in environment if name.startswith(_DOORS)]:
        del environment[name]


def open_desk(settings: Settings, *, create: bool = True, clock: Callable[[], datetime] | None = None) -> Desk:
    """The desk in the database of the settings, set up or not.

    An empty database is prepared for one unless `create` is false; `clock` stands in for the database's own.

    Raises:
        DeskError: the database cannot be opened; each reason is an error of its own.
    """
    from tui_desk.desk.desk import Desk
    from tui_desk.store import open_store

    return Desk(open_store(settings.database, create=create, clock=clock))


@contextmanager
def desk_of(settings: Settings) -> Iterator[tuple[Desk, Officer]]:
    """The desk and the officer who runs this process, for the length of one shell command.

    Speaks the desk's language from then on, unless the person chose one. At a shared account the PIN is asked.

    Raises:
        DeskError: as `open_desk`; also NoDeskHere and UnknownOfficer, and what `seats.change_over` raises.
    """
    desk = open_desk(settings, create=False)
    try:
        _speak(desk, settings)
        officer = _sign_in(desk, settings)
        for sentence in deliver_calls(desk):
            sys.stderr.write(clean(sentence).text + "\n")
        yield desk, officer
    finally:
        desk.store.close()


def deliver_calls(desk: Desk) -> list[str]:
    """Give the calls of this OS user that wait for a number (待编号) theirs; what to tell about each.

    Looks into one folder where there are none.
    """
    folder = config.calls_folder()
    if not folder.exists():
        return []
    from tui_desk.journal import Journal, delivery

    return delivery.sentences(delivery.deliver(Journal(folder), desk))


def make_shared_folder(folder: Path, group: str) -> Path:
    """A folder in which a group (one's own when empty) shares a SQLite desk; returns its file. See the store."""
    from tui_desk import store

    return store.make_shared_folder(folder, group or None)


def run_app(settings: Settings, connect: Callable[[], Desk] | None = None) -> int:
    """Show the desk until the officer leaves; returns the exit status.

    The first frame is drawn before the database is opened: `connect` is called in the app's own database thread.

    Raises:
        DeskError: what kept the desk from opening.
    """
    gc.disable()  # a start makes no garbage worth looking for: a twelfth of the time to the first row
    close_doors(os.environ)
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    if not settings.colour:
        os.environ["NO_COLOR"] = "1"
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # whatever the locale: Textual draws Unicode
    _watch_for_faults()

    from tui_desk.tui.app import DeskApp

    def connected() -> Desk:
        desk = open_desk(settings)
        _speak(desk, settings)
        return desk

    app = DeskApp(settings, connect or connected, printer=_printer)

    def leave(number: int, _frame: object) -> None:
        """A closed terminal ends the desk as leaving it does; should drawing on it hang, it ends all the same."""
        app.exit()
        last_resort = threading.Timer(LEAVE_SECONDS, os._exit, [128 + number])
        last_resort.daemon = True
        last_resort.start()

    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, leave)
    if error := app.run(mouse=settings.mouse):
        raise error
    return FAULT if app.return_code else 0


def _printer() -> PaperPrinter:
    from tui_desk.forms.printer import PaperPrinter

    return PaperPrinter(config.papers_folder())


def _sign_in(desk: Desk, settings: Settings) -> Officer:
    login = host.login()
    officer = desk.seats.sign_in(login, settings.officer)
    if len(desk.seats.officers_at(login)) == 1:
        return officer
    from tui_desk import pin_entry

    pin = pin_entry.pin_of(officer, settings)
    return desk.seats.change_over(login, officer.staff_no, pin, place=host.place())


def _speak(desk: Desk, settings: Settings) -> None:
    if settings.language:
        return
    with suppress(NoDeskHere):
        i18n.use(desk.facts().language)


def _watch_for_faults() -> None:
    with suppress(OSError):
        faulthandler.enable(_open_log(config.log_file()))
