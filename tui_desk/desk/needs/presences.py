"""What presence needs of a store: signs of life that wake no session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tui_desk.domain.presence import Presence


class Presences(Protocol):
    """Who is where now, over all sessions of a desk."""

    def put(self, of: Presence) -> None:
        """Say where a session is. To be repeated after `SIGN_OF_LIFE`."""

    def leave(self, session: str) -> None:
        """Say that a session ended."""

    def all(self) -> Sequence[Presence]:
        """Where every living session is, in the order of their ids."""
