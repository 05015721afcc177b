"""A list of people and units brought into the directory: all of it or nothing, the same people never twice (CALL-5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import DirectoryBusy
from tui_desk.domain.officer import Officer
from tui_desk.domain.people_list import Entries, contradict, folded, identities, merged, merged_unit
from tui_desk.domain.person import Person, Unit
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import language
from tui_desk.norms.models import Norm

TRIES = 5
Told = Callable[[str, int, int], None]
"""Told of progress: which stage ("match", "prepare", "store"), how much of it is done, of how much."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will do: entries to be added (id 0) or changed, and how many stay as they are."""

    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    same: int = 0

    @property
    def added(self) -> int:
        """How many people are new."""
        return sum(not person.id for person in self.people)

    @property
    def changed(self) -> int:
        """How many known people are changed."""
        return len(self.people) - self.added


def titles_of(norm: Norm) -> Mapping[str, str]:
    """The code of each form of address by how it may be written: its code or its label in either language."""
    return {
        written.casefold(): title.code
        for title in norm.titles
        for written in (title.label.in_(language()), title.label.zh, title.label.en, title.code)
        if written
    }


def may_import(core: Core, by: Officer) -> None:
    """Raises NotAllowed unless the officer may bring in lists."""
    with core.store.reading() as desk:
        must_be_allowed(desk, by, Verb.IMPORT_DIRECTORY)


def plan(core: Core, entries: Entries) -> Plan:
    """What an import of these entries would do to the directory as it stands."""
    return _plan(core, entries, _silent)[1]


def carry_out(core: Core, entries: Entries, *, by: Officer, told: Told | None = None) -> Plan:
    """Import; returns what was done. Other sessions may write meanwhile: what they change is looked at again.

    Raises:
        NotAllowed: the officer may not.
        DirectoryBusy: others changed the same people each time it was tried.
    """
    told = told or _silent
    may_import(core, by)
    for _ in range(TRIES):
        mark, made = _plan(core, entries, told)
        meant = {key for person in entries.people for key in identities(person)}
        names = {name for unit in entries.units.values() for name in _names(unit)}

        def clashes(
            people: Sequence[Person],
            units: Sequence[Unit],
            meant: set[str] = meant,
            names: set[str] = names,
        ) -> bool:
            return any(not meant.isdisjoint(identities(person)) for person in people) or any(
                not names.isdisjoint(_names(unit)) for unit in units
            )

        if core.store.put_directory(made.people, made.units, since=mark, clashes=clashes, told=told):
            return made
    raise DirectoryBusy


def _plan(core: Core, entries: Entries, told: Told) -> tuple[int, Plan]:
    with core.store.reading() as desk:
        mark, people, units = desk.directory()
    known_units = {name: unit for unit in reversed(units) for name in _names(unit)}
    put_units: list[Unit] = []
    full_names: dict[str, str] = {name: unit.name for name, unit in known_units.items()}
    for told_of in entries.units.values():
        known = next((known_units[name] for name in _names(told_of) if name in known_units), None)
        made = merged_unit(known, told_of) if known else told_of
        if made != known:
            put_units.append(made)
        full_names |= dict.fromkeys(_names(made), made.name)
    known_people = {key: person for person in reversed(people) for key in identities(person)}
    put_people: list[Person] = []
    taken: set[int] = set()
    for place, told_person in enumerate(entries.people):
        person = replace(told_person, unit=full_names.get(folded(told_person.unit), told_person.unit))
        like = [known_people[key] for key in identities(person) if key in known_people]
        same = next((each for each in like if each.id not in taken and not contradict(each, person)), None)
        if same is not None:
            taken.add(same.id)
        as_it_will_be = merged(same, person) if same else person
        if as_it_will_be != same:
            put_people.append(as_it_will_be)
        if place % 1000 == 0:
            told("match", place, len(entries.people))
    return mark, Plan(tuple(put_people), tuple(put_units), len(entries.people) - len(put_people))


def _names(unit: Unit) -> list[str]:
    return [folded(name) for name in (unit.name, *unit.short_names)]


def _silent(_stage: str, _done: int, _of: int) -> None:
    """Nobody is told."""
