"""What is typed into a dialog, kept in the journal with every key and offered again, whatever ended the dialog."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from textual.app import App

from tui_desk.journal import Journal, NoteFile
from tui_desk.tui.session import Session


@runtime_checkable
class _HasJournal(Protocol):
    @property
    def journal(self) -> Journal: ...


def draft_of(app: App[Any], session: Session, subject: str, *, take_up: bool = True) -> NoteFile:
    """Where the texts about a subject ("resolve IT-20261121-007") of the officer who sits here are kept.

    `texts` holds what was left the last time, unless `take_up` is false. `put` each change; `release` when the dialog
    is left, `done` when what was typed is committed or was nothing.
    """
    return journal_of(app).note_file(f"{session.officer.staff_no} {subject}", session.address, take_up=take_up)


def journal_of(app: App[Any]) -> Journal:
    """The journal of the desk's app."""
    assert isinstance(app, _HasJournal)  # noqa: S101 - a Protocol, so that this module loads no app
    return app.journal
