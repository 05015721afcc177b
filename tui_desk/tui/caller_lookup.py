"""Finding a known caller while phone, staff number or name is typed (CALL-5): debounced, late answers dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from tui_desk.desk.errors import DeskError
from tui_desk.desk.views import CallerView
from tui_desk.domain.person import Person
from tui_desk.norms.models import Norm
from tui_desk.tui.gateway import Gateway

REST_SECONDS = 0.12
KEYS = frozenset({"requester_phone", "requester_staff_no", "requester_name"})
"""The ticket fields by which a caller is found."""


class CallerLookup:
    """The callers that fit what was typed last. `told` is called when there are others."""

    def __init__(self, gateway: Gateway, told: Callable[[], None]) -> None:
        self._gateway, self._told = gateway, told
        self._generation = 0
        self.found: tuple[CallerView, ...] = ()
        self._settled, self._picked = False, -1

    @property
    def offered(self) -> bool:
        """Whether there is somebody to fill in."""
        return bool(self.found) and not self._settled

    def pick(self, by: int) -> bool:
        """Go to the next of those offered (1) or the one before (-1); whether there is one."""
        place = self._picked + by
        if not self.offered or not -1 <= place < len(self.found):
            return False
        self._picked = place
        return True

    def meant(self, text: str) -> CallerView | None:
        """Who is filled in by Enter: the one picked, or the only one with exactly this phone or staff number."""
        if not self.offered:
            return None
        if self._picked >= 0:
            return self.found[self._picked]
        wanted = text.strip().casefold()
        fitting = [v for v in self.found if wanted in (v.person.staff_no.casefold(), *v.person.phones)]
        return fitting[0] if len(fitting) == 1 and wanted else None

    async def look(self, text: str) -> None:
        """Ask for the callers of `text` after a rest; of several questions only the last is answered."""
        self._generation += 1
        mine = self._generation
        await asyncio.sleep(REST_SECONDS)
        if mine != self._generation:
            return
        try:
            found = tuple(await self._gateway.ask(lambda desk: desk.directory.callers(text))) if text.strip() else ()
        except DeskError:
            return  # the status of the line is said elsewhere; typing goes on without suggestions
        if mine == self._generation:
            self.found, self._settled, self._picked = found, False, -1
            self._told()

    def settle(self, view: CallerView) -> None:
        """This is who calls; an answer under way comes too late."""
        self._generation += 1
        self.found, self._settled = (view,), True
        self._told()


def filling(person: Person, answers: Mapping[str, str], norm: Norm) -> tuple[dict[str, str], dict[str, str]]:
    """What to fill in for a known caller, and what was typed differently and stays: question code to the known value.

    An answer that the known value completes counts as typed the same.
    """
    known = {
        "requester_name": person.name,
        "requester_title": person.title,
        "requester_staff_no": person.staff_no,
        "requester_unit": person.unit,
        "requester_phone": person.phones[0] if person.phones else "",
    }
    fill: dict[str, str] = {}
    other: dict[str, str] = {}
    for question in norm.questions():
        value, typed = known.get(question.fills, ""), answers.get(question.code, "").strip()
        if not value or typed == value or (question.fills == "requester_phone" and typed in person.phones):
            continue
        (fill if value.casefold().startswith(typed.casefold()) else other)[question.code] = value
    return fill, other
