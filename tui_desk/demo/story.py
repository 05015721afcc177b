"""The demo's story as `story.toml` tells it, in one language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from tui_desk.demo import hotline
from tui_desk.demo.hotline import Hotline
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.person import Person
from tui_desk.domain.skill import Skill

_NOT_ANSWERS = {"ago", "who", "by", "steps", "priority", "priority_reason", "promise_in"}


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did to a ticket, `ago` minutes before now.

    `to` is an officer, a priority, a mark, in how many minutes a promise is due, what is waited for, or what was noted
    on the way. A wait is to end `until` minutes from now, which may have been.
    """

    ago: int
    do: str
    by: str
    to: str = ""
    words: str = ""
    late: str = ""
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One call: who took it when, what was answered, what was promised by when, and what came of it."""

    answers: dict[str, str]
    ago: int = 0
    by: str = ""
    promise_in: int = 0
    priority: str = ""
    priority_reason: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A desk, the officer one plays, the colleagues and their skills, the directory, the day's calls and those to come.

    `hotline` is what else happened on the telephone.
    """

    desk: str
    me: Officer
    colleagues: tuple[Officer, ...]
    skills: tuple[Skill, ...]
    people: tuple[Person, ...]
    calls: tuple[Told, ...]
    news: tuple[Told, ...]
    hotline: Hotline


def read(language: str, login: str) -> Story:
    """The story in a language, with the OS user `login` as the officer who has every role."""
    story = _file("story.toml", language)
    people = {
        each["staff_no"]: Person(0, each["name"], each["staff_no"], each["unit"], tuple(each["phones"]), each["title"])
        for each in story["people"]
    }
    return Story(
        desk=story["desk"],
        me=Officer(login=login, roles=frozenset(Role), **story["me"]),
        colleagues=tuple(
            Officer(
                staff_no=each["staff_no"],
                name=each["name"],
                login=f"demo-{each['staff_no'].lower()}",
                roles=frozenset(map(Role, each["roles"])),
                phone=each["phone"],
            )
            for each in story["officers"]
        ),
        skills=tuple(Skill(each["staff_no"], *skill) for each in story["officers"] for skill in each.get("skills", ())),
        people=tuple(people.values()),
        calls=tuple(_told(each, people[each["who"]]) for each in story["calls"]),
        news=tuple(_told(each, people[each["who"]]) for each in story["news"]),
        hotline=hotline.read(_file("hotline.toml", language), people),
    )


def _file(name: str, language: str) -> Any:
    return _spoken(tomllib.loads((files(__package__) / name).read_text(encoding="utf-8")), language[:2])


def _told(call: dict[str, Any], person: Person) -> Told:
    caller = {
        "rings": "2",
        "channel": "phone",
        "phone": person.phones[0],
        "name": person.name,
        "title": person.title,
        "staff_no": person.staff_no,
        "unit": person.unit,
    }
    return Told(
        answers=caller | {code: words for code, words in call.items() if code not in _NOT_ANSWERS},
        ago=call.get("ago", 0),
        by=call.get("by", ""),
        promise_in=call.get("promise_in", 0),
        priority=call.get("priority", ""),
        priority_reason=call.get("priority_reason", ""),
        steps=tuple(Step(**step) for step in call.get("steps", ())),
    )


def _spoken(value: Any, language: str) -> Any:
    """The value with each pair of texts replaced by the one in this language."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return value[language]
        return {key: _spoken(each, language) for key, each in value.items()}
    return [_spoken(each, language) for each in value] if isinstance(value, list) else value
