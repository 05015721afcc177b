"""The telephone of the demo desk: units, calls of every end, missed calls, messages, promises (CALL-1, CALL-15)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call, End, Hold
from tui_desk.domain.officer import Officer
from tui_desk.domain.person import Agreement, Person, Unit, Warranty

Spoken = Mapping[str, Any]
_ANSWERS = ("summary", "handled", "promise", "reason", "points", "likely")
_RINGS_FOR = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Logged:
    """A call that led to no ticket of its own. `told` is its entry in `hotline.toml`; `caller` who called, if known."""

    ago: int
    by: str
    end: End
    told: Spoken
    caller: Person | None = None


@dataclass(frozen=True, slots=True)
class Hotline:
    """What happened on the telephone, and the units whose people call."""

    units: tuple[Spoken, ...]
    people: tuple[Person, ...]
    calls: tuple[Logged, ...]
    missed: tuple[tuple[int, str], ...]
    """Minutes ago, and from which number."""


def read(content: Spoken, people: Mapping[str, Person]) -> Hotline:
    """The telephone's part of the story; `people` are those of the directory, by staff number."""
    own = {each["staff_no"]: Person(0, **{**each, "phones": tuple(each["phones"])}) for each in content["people"]}
    known = {**people, **own}
    return Hotline(
        units=tuple(content["units"]),
        people=tuple(own.values()),
        calls=tuple(
            Logged(each["ago"], each["by"], End(each["end"]), each, known.get(each.get("who", "")))
            for each in content["calls"]
        ),
        missed=tuple(
            (each["ago"], known[each["who"]].phones[0] if "who" in each else each["phone"])
            for each in content["missed"]
        ),
    )


def unit(told: Spoken, today: date) -> Unit:
    """A unit with its agreement and warranties, whose days are counted from today."""
    agreement = None
    if "agreement" in told:
        days = {name: today + timedelta(days=told["agreement"][name]) for name in ("since", "until")}
        agreement = Agreement(**{**told["agreement"], **days})
    return Unit(
        0,
        told["name"],
        tuple(told.get("short_names", ())),
        tuple(told.get("phones", ())),
        told.get("address", ""),
        told.get("card_no", ""),
        agreement,
        tuple(
            Warranty(each["product"], each["serial"], today + timedelta(days=each["until"]), each["rule"])
            for each in told.get("warranties", ())
        ),
    )


def finish(desk: Desk, logged: Logged, by: Officer, now: datetime, zone: str, tickets: Sequence[str]) -> str:
    """Take the call `ago` minutes before `now` and give it its end; returns its draft.

    `tickets` are the numbers of the story's calls in their order, to which the call may belong.
    """
    told, began = logged.told, now - timedelta(minutes=logged.ago)
    answers = {code: told[code] for code in _ANSWERS if code in told}
    if (caller := logged.caller) is not None:
        who = {"name": caller.name, "title": caller.title, "unit": caller.unit, "staff_no": caller.staff_no}
        answers |= who | {"phone": caller.phones[0]}
    elif "phone" in told:
        answers["phone"] = told["phone"]

    def typed(minutes: int) -> str:
        return f"{(now + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"

    if "promise_in" in told:
        answers["promise_due"] = typed(told["promise_in"])
    facts = {fact: told[fact] for fact in ("to", "words") if fact in told}
    if "due_in" in told:
        facts["due"] = typed(told["due_in"])
    if "added_to" in told:
        facts["ticket"] = tickets[told["added_to"]]
    if "about" in told:
        facts |= {"ticket": tickets[told["about"]], "calls_back": tickets[told["about"]]}
    rang = timedelta(seconds=told.get("rang", 0))
    hold = timedelta(seconds=told.get("hold", 0))
    call = Call(
        draft=uuid.uuid4().hex,
        officer=by.staff_no,
        began_at=began,
        answers={code: words for code, words in answers.items() if words},
        phases={"rang": began - rang, "answered": began} if rang else {},
        holds=(Hold(began + timedelta(seconds=15), began + timedelta(seconds=15) + hold),) if hold else (),
        unheard=told.get("unheard", 0),
        facts=facts,
        end=logged.end,
        ended_at=began + timedelta(seconds=told.get("talk", 25)),
    )
    desk.calls.finish(call, by=by)
    return call.draft


def answer(desk: Desk, logged: Logged, draft: str, by: Officer) -> None:
    """What was owed after a call is done, in the words of the story."""
    kind = "message" if logged.end is End.MESSAGE else "promise"
    desk.messages.answer(f"{kind}-{draft}", logged.told["done_words"], by=by)


def ring(desk: Desk, number: str) -> str:
    """A telephone rings, for whoever is free; returns the ring's id."""
    return desk.rings.announce(number, lasts=_RINGS_FOR).id
