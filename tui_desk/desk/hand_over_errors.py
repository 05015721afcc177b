"""What can go wrong with a hand-over 交接班 (DESK-2), as a person at the desk must hear it."""

from __future__ import annotations

from tui_desk.desk.errors import DeskError
from tui_desk.i18n import mark


class NoSuchHandOver(DeskError):
    """No sheet has this id."""

    sentence = mark("There is no hand-over {id}. “tui-desk hand-over list” shows those that wait.")
    exit_status = 57


class NotTheNext(DeskError):
    """A sheet is confirmed by the next one, who signed on."""

    sentence = mark(
        "{name} is not the next one: whoever signed on for a later shift confirms it, or a duty manager, "
        "and never the one who gave it."
    )
    exit_status = 58


class HandedOver(DeskError):
    """It was taken over already."""

    sentence = mark("{name} took it over already.")
    exit_status = 59
