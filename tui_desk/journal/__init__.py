"""What is being typed, on the local disk: one file per call, one line per change. Knows no database and no screen."""

from tui_desk.journal.journal import CallFile, CallHeld, Journal, Orphan
from tui_desk.journal.lines import Header

__all__ = ["CallFile", "CallHeld", "Header", "Journal", "Orphan"]
