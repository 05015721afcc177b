"""What is being typed, on the local disk: one file per call, one line per change. Knows no database and no screen."""

from tui_desk.journal.attachments import FileRefused, FileTooLarge
from tui_desk.journal.disk import CallHeld
from tui_desk.journal.journal import CallFile, Journal, Orphan
from tui_desk.journal.lines import Header
from tui_desk.journal.notes import NoteFile

__all__ = ["CallFile", "CallHeld", "FileRefused", "FileTooLarge", "Header", "Journal", "NoteFile", "Orphan"]
