"""What can go wrong with filled forms 单据 (SITE, REC), as a person at the desk must hear it."""

from __future__ import annotations

from tui_desk.desk.errors import BadValue, DeskError
from tui_desk.i18n import mark


class NoSuchPaper(DeskError):
    """No paper has this number, though its check digit may be right."""

    sentence = mark("There is no paper {number}. “tui-desk paper list” shows those that are out.")
    exit_status = 78


class WrongCheckDigit(DeskError):
    """The number was mistyped: its check digit does not fit. `near` are papers whose numbers are one slip away."""

    sentence = mark("{number}: a digit is wrong, or two are in the wrong order. Read it off the paper again. {near}")
    exit_status = 71


class NoSuchForm(DeskError):
    """The norm has no form of this code."""

    sentence = mark("The norm has no form {form}. There are: {known}.")
    exit_status = 72


class StalePaper(DeskError):
    """Somebody filled the same boxes otherwise since the version seen. `conflicts` maps box to (theirs, mine)."""

    sentence = mark("Someone filled the same boxes of {number} otherwise. Compare both values and choose.")
    exit_status = 73

    def __init__(self, number: str, version: int, conflicts: dict[str, tuple[object, object]]) -> None:
        super().__init__(number=number, version=version, conflicts=conflicts)
        self.number, self.version, self.conflicts = number, version, conflicts


class WrongPaperState(DeskError):
    """Where the paper stands does not allow this."""

    sentence = mark("Paper {number} is {state}; this cannot be done now. Open it to see what can.")
    exit_status = 74


class BoxUnfit(BadValue):
    """What was typed cannot stand in this box."""

    sentence = mark("“{value}” cannot stand in “{box}”: {why}.")


class OwnWork(DeskError):
    """A paper is reviewed and scored by somebody else than who did the work (SITE-6)."""

    sentence = mark("You did this work yourself. Somebody else reviews and scores {number}.")
    exit_status = 75


class PaperUnfinished(DeskError):
    """A ticket cannot be closed while a paper of it misses what the form demands for that (SITE-14, TKT-13)."""

    sentence = mark(
        "{number} cannot be closed yet; on {paper} these are missing: {boxes}. Enter them, or make the paper void."
    )
    exit_status = 76


class NothingLeftOver(DeskError):
    """The paper says of nothing that it is left over, or it is a ticket already (REC-12)."""

    sentence = mark("{number} has nothing left over that is not a ticket yet.")
    exit_status = 77
