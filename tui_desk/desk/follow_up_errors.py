"""What can go wrong with follow-ups 回访 投诉 改进 (DESK-6), as a person at the desk must hear it."""

from __future__ import annotations

from tui_desk.desk.errors import DeskError
from tui_desk.i18n import mark


class NoSuchFollowUp(DeskError):
    """Nothing of this id is to be done or was."""

    sentence = mark("There is no follow-up {id}. “tui-desk follow-up list” shows those that are open.")
    exit_status = 50


class DidTheWork(DeskError):
    """The user is called by somebody else than those who did the work (DESK-6)."""

    sentence = mark("{name} worked on it or is complained about: somebody else must call the user. Ask a colleague.")
    exit_status = 51


class TooFewAttempts(DeskError):
    """The user was not tried often enough to give it up (DESK-6)."""

    sentence = mark(
        "{made} of {wanted} attempts count so far: they must lie {apart} apart and in different halves of the day. "
        "The next one counts from {next}."
    )
    exit_status = 52


class StaleFollowUp(DeskError):
    """Somebody changed it since it was looked at."""

    sentence = mark("{name} changed it in the meantime. Look at it as it stands now, and do it again if needed.")
    exit_status = 53


class FollowUpDone(DeskError):
    """It was done already."""

    sentence = mark("This was done already, by {name}.")
    exit_status = 54


class NotReachedYet(DeskError):
    """A user is to be called for it, and nobody was reached (DESK-6)."""

    sentence = mark("Nobody was reached yet: note first that the user was called and reached.")
    exit_status = 55


class NotAnsweredYet(DeskError):
    """A complaint is answered before the caller is told (DESK-6)."""

    sentence = mark("The complaint has no answer yet: note first what the desk found and does about it.")
    exit_status = 56
