"""Who is where now: which ticket or call each session has in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui_desk.desk.core import Core
from tui_desk.desk.following import harmless
from tui_desk.domain.presence import Presence as Here

_LONGEST = 100
"""How many characters say whom a call is with."""


class Presence:
    """Presence at the desk, over its store. Wakes no session: whoever wants to know looks."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def here(self, of: Here) -> None:
        """Say where a session is; to be repeated after `SIGN_OF_LIFE`. Private text is masked (TKT-15)."""
        self._core.store.presences.put(replace(of, words=harmless(of.words, line=True)[:_LONGEST]))

    def leave(self, session: str) -> None:
        """Say that a session ended."""
        self._core.store.presences.leave(session)

    def all(self) -> Sequence[Here]:
        """Where every living session is; one that was killed is gone within `GONE_AFTER`."""
        return self._core.store.presences.all()
