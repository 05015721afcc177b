"""Finding a known caller while a number, a name or pinyin is typed (CALL-5): debounced, late answers dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from unicodedata import normalize

from tui_desk.desk.errors import DeskError
from tui_desk.desk.views import CallerView
from tui_desk.domain import phones
from tui_desk.domain.person import Person, Unit
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
        self._looked_for = ""

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
        """Who is filled in by Enter: the one picked, or the only one with exactly this number, card or name."""
        if not self.offered:
            return None
        if self._picked >= 0:
            return self.found[self._picked]
        fitting = [view for view in self.found if _is_exactly(view.person, text)]
        return fitting[0] if len(fitting) == 1 else None

    async def look(self, text: str) -> None:
        """Ask for the callers of `text` after a rest; of several questions only the last is answered."""
        self._generation += 1
        mine = self._generation
        await asyncio.sleep(REST_SECONDS)
        if mine != self._generation:
            return
        found = await self._ask(text)
        if found is not None and mine == self._generation:
            self.found, self._settled, self._picked = found, False, -1
            self._looked_for = text
            self._told()

    async def enter(self, text: str, fill: Callable[[CallerView], None]) -> None:
        """Enter came before the answer: `fill` in who is meant by the text as soon as it is known."""
        if self._settled or not text.strip() or text == self._looked_for:
            return
        found = await self._ask(text) or ()
        fitting = [view for view in found if _is_exactly(view.person, text)]
        if len(fitting) == 1 and not self._settled:
            fill(fitting[0])

    async def _ask(self, text: str) -> tuple[CallerView, ...] | None:
        """The callers of a text; None where the line is down: that is said elsewhere, and typing goes on."""
        try:
            return tuple(await self._gateway.ask(lambda desk: desk.directory.callers(text))) if text.strip() else ()
        except DeskError:
            return None

    def settle(self, view: CallerView) -> None:
        """This is who calls; an answer under way comes too late."""
        self._generation += 1
        self.found, self._settled = (view,), True
        self._told()


def _is_exactly(person: Person, text: str) -> bool:
    """Whether a text is the person's whole name, staff or card number, or one of the phones however it is written."""
    wanted = _folded(text)
    if not wanted:
        return False
    return wanted in map(_folded, (person.name, person.staff_no, person.card_no)) or any(
        phones.same(text, phone) for phone in person.phones
    )


def _finds(person: Person, typed: str) -> bool:
    """Whether this was typed to find the person: a whole key of theirs, or how the name begins."""
    wanted = _folded(typed)
    return _is_exactly(person, wanted) or (bool(wanted) and _folded(person.name).startswith(wanted))


def _folded(text: str) -> str:
    return normalize("NFKC", text).strip().casefold()


def filling(
    person: Person, answers: Mapping[str, str], norm: Norm, unit: Unit | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """What to fill in for a known caller, and what was typed differently and stays: question code to the known value.

    An answer that the known value completes counts as typed the same, and so does what the person was found by, in
    whichever line it stands: a name, pinyin, a staff or card number, a telephone number however it is written; in
    its own line also a short name of the unit. Such a key does not stay either where nothing is known.
    """
    typed_phone = next((answers.get(q.code, "") for q in norm.questions() if q.fills == "requester_phone"), "")
    known = {
        "requester_name": person.name,
        "requester_title": person.title,
        "requester_staff_no": person.staff_no,
        "requester_unit": person.unit,
        "requester_phone": _phone_meant(person, typed_phone),
    }
    fill: dict[str, str] = {}
    other: dict[str, str] = {}
    for question in norm.questions():
        value, typed = known.get(question.fills, ""), answers.get(question.code, "").strip()
        if typed == value or (question.fills == "requester_phone" and phones.same(typed, value)):
            continue
        if (question.fills in KEYS and _finds(person, typed)) or _completes(value, typed, question.fills, unit):
            fill[question.code] = value
        elif value:
            other[question.code] = value
    return fill, other


def _phone_meant(person: Person, typed: str) -> str:
    """The phone of which these are digits; the first one where none is."""
    digits = phones.read(typed).digits
    fitting = (phone for phone in person.phones if digits and digits in phones.read(phone).digits)
    same = next((phone for phone in person.phones if phones.same(phone, typed)), "")
    return same or next(fitting, person.phones[0] if person.phones else "")


def _completes(value: str, typed: str, field: str, unit: Unit | None) -> bool:
    """Whether what was typed says no more than where to look for the known value."""
    typed = _folded(typed)
    if _folded(value).startswith(typed):
        return True
    match field:
        case "requester_name":
            return typed.isascii() and not value.isascii()
        case "requester_unit":
            by_letters = bool(value) and typed.isascii() and not value.isascii()
            return by_letters or bool(unit and typed in map(_folded, unit.short_names))
        case "requester_phone":
            if digits := phones.read(typed).digits:
                return digits in phones.read(value).digits
            return typed.isascii()
        case "requester_staff_no":
            return bool(value) and typed.isascii() and typed.isalpha()
        case _:
            return False
