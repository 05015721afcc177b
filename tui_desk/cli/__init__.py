"""What is typed in a shell. Imports the user interface only in the commands that show it.

Every error ends as one sentence on the error stream and an exit status, never as a traceback.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import pairwise

from tui_desk import bootstrap, config
from tui_desk.cli import (
    board,
    calendar,
    calls,
    contact,
    demo,
    doctor,
    follow_up,
    hand_over,
    import_tickets,
    init,
    message,
    norm,
    offers,
    officer,
    paper,
    parser,
    people,
    ring,
    roster,
    skill,
    sla,
    terminal,
    ticket,
    unit,
    watch,
)
from tui_desk.cli.desk import open_the_desk
from tui_desk.desk.errors import DeskError, explain
from tui_desk.domain.text import clean
from tui_desk.i18n import from_environment, tr

FAMILIES = (
    demo,
    ticket,
    offers,
    board,
    roster,
    skill,
    calls,
    officer,
    people,
    unit,
    import_tickets,
    ring,
    message,
    follow_up,
    hand_over,
    paper,
    contact,
    watch,
    norm,
    calendar,
    sla,
    init,
    doctor,
)
_log = logging.getLogger(__name__)


def main(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit status."""
    bootstrap.keep_log()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without Chinese still shows the rest
    try:
        status = _run(_harmless(arguments))
        sys.stdout.flush()
    except DeskError as error:
        _log.info("ended with an error", exc_info=True)
        terminal.complain(explain(error))
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it flushes at exit
        return 141
    except Exception:  # noqa: BLE001 - the last line of defence: its traceback goes to the log
        _log.exception("a fault")
        terminal.complain(tr("Something went wrong, and it is our fault. Details: {log}", log=config.log_file()))
        return bootstrap.FAULT
    return status


def _run(arguments: Sequence[str]) -> int:
    parser.speak(_language(arguments))
    options, rest = parser.common().parse_known_args(arguments)
    mistake: DeskError | None = None
    try:
        settings = config.load(
            database=options.database,
            language=options.lang,
            mouse=options.mouse,
            colour=options.colour,
            officer=options.officer,
            pin_file=options.pin_file,
        )
    except config.ConfigMistake as error:
        mistake, settings = error, config.load(language=options.lang, written={})
    parser.speak(settings.speaks)
    command = parser.build([family.declare for family in FAMILIES], open_the_desk).parse_args(rest)
    if mistake is not None:
        raise mistake
    run: parser.Command = command.run
    return run(command, settings)


def _language(arguments: Sequence[str]) -> str:
    """The language to speak before settings are read: what is wrong with them must be said in one, too."""
    asked = [after for before, after in pairwise((*arguments, "")) if before == "--lang"]
    asked += [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    asked.append(os.environ.get("TUI_DESK_LANG", ""))
    return next(filter(None, map(config.language_named, asked)), "") or from_environment() or "en"


def _harmless(arguments: Sequence[str]) -> list[str]:
    """The arguments without control characters; says so when there were any."""
    cleaned = [clean(argument) for argument in arguments]
    if removed := sum(each.removed for each in cleaned):
        terminal.complain(tr("{count} control characters were taken out of what you typed.", count=removed))
    return [each.text for each in cleaned]
