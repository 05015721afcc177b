"""Patterns of shifts as people write them: "白夜休休", "D N - -", over and over (DESK-2). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from tui_desk.norms.models import DutyRules, ShiftKind

_OFF = frozenset("休歇off-_.·0无空")
_BETWEEN = frozenset(" ,;/|，、；　\t")


class BadPattern(ValueError):
    """A sign of the pattern is no shift and no day off; or there is no sign in it."""


def days_of(
    pattern: str, rules: DutyRules, signs: Mapping[str, str], first: date, end: date
) -> Iterator[tuple[date, ShiftKind]]:
    """The shifts of a pattern that begins on `first` and goes on until the day before `end`; days off are left out.

    `signs` has one sign for each kind of shift; its number, and the first of its name, will do too.
    Raises BadPattern before the first day.
    """
    kinds = read(pattern, rules, signs)
    days = (first + timedelta(days=place) for place in range(max(0, (end - first).days)))
    found = ((day, kinds[place % len(kinds)]) for place, day in enumerate(days))
    return ((day, kind) for day, kind in found if kind is not None)


def read(pattern: str, rules: DutyRules, signs: Mapping[str, str]) -> tuple[ShiftKind | None, ...]:
    """The shifts of a pattern, None for a day off. Raises BadPattern."""
    of = {str(place): kind for place, kind in enumerate(rules.shifts, start=1)}
    for label in ("zh", "en"):
        firsts = [kind.label.in_(label)[:1].casefold() for kind in rules.shifts]
        of |= {first: kind for first, kind in zip(firsts, rules.shifts, strict=True) if firsts.count(first) == 1}
    of |= {signs[kind.code].casefold(): kind for kind in rules.shifts if kind.code in signs}
    found: list[ShiftKind | None] = []
    for sign in pattern.casefold():
        if sign in _BETWEEN:
            continue
        if sign not in of and sign not in _OFF:
            raise BadPattern(sign)
        found.append(of.get(sign))
    if not any(found):
        raise BadPattern(pattern.strip())
    return tuple(found)
