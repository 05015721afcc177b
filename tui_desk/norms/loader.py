"""Norm files as their authors write them, checked and turned into a `Norm`.

The one place of the norms that loads pydantic; whoever only reads a published norm does not come here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tui_desk.i18n import tr
from tui_desk.norms import checks, merging
from tui_desk.norms.errors import Mistake, NormError
from tui_desk.norms.models import Norm

_DURATION = re.compile(r"(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?")
_HEAD = re.compile(r"(?:(?!\[).*\n)*")
"""The keys of a file that stand in no table: nothing else is looked at to know what it is."""
_CODE = re.compile(r'^code\s*=\s*"([^"]+)"', re.MULTILINE)
_WORKDAYS = re.compile(r"work|工作日|business", re.IGNORECASE)


def load(path: Path) -> Norm:
    """The norm in this file, with the parts that it includes.

    Raises:
        NormError: with every mistake that was found; first those of single keys, and only if there are none, those
            of keys that do not fit each other.
    """
    merged = merging.merge(Path(path))
    _read_durations(merged.tree)
    try:
        norm = _adapter().validate_json(json.dumps(merged.tree, default=str), strict=True)
    except ValidationError as error:
        found: Sequence[tuple[merging.Place, str]] = why_not(error)
    else:
        found = list(checks.mistakes(norm))
        if not found:
            return norm
    raise NormError(Mistake(merged.file(place), merged.key(place), why) for place, why in found)


def why_not(error: ValidationError) -> Sequence[tuple[merging.Place, str]]:
    """The place of each key that a model refused, and why."""
    return [
        (_place(each["loc"]), _why(each["type"], {"input": each["input"], **each.get("ctx", {})}, each["msg"]))
        for each in error.errors()
    ]


def shipped() -> Sequence[str]:
    """The codes of the norms that come with the program."""
    heads = (_HEAD.match(path.read_text("utf-8")) for path in sorted(merging.SHIPPED.glob("*.toml")))
    return tuple(code[1] for head in heads if head and (code := _CODE.search(head[0])))


@cache
def load_shipped(code: str) -> Norm:
    """One of the shipped norms; its file bears its code. Raises KeyError when there is none of this code."""
    if code not in shipped():
        raise KeyError(code)
    return load(merging.SHIPPED / f"{code}.toml")


@cache
def _adapter() -> TypeAdapter[Norm]:
    return TypeAdapter(Norm)


def _read_durations(tree: dict[str, Any]) -> None:
    """Turns `within = "1h 30m"` into the ISO form that the model reads; leaves what it cannot read for it to refuse."""
    for rules in ("duty", "dispatch", "follow_up"):
        _read_durations_of(tree.get(rules))
    sets = [tree, *_tables(tree.get("level_sets"))]
    for level in [level for each in sets for level in _tables(each.get("levels"))]:
        targets = level.get("targets")
        for target in _tables(list(targets.values()) if isinstance(targets, dict) else None):
            if "within" in target:
                target["within"] = _iso(target["within"])


_DURATIONS = frozenset({"fixed_before", "ready_within", "ending", "grace", "confirm_after", "confirm_within", "apart"})
_DURATIONS_BY_PRIORITY = frozenset({"accept_within", "untouched_after"})


def _read_durations_of(rules: object) -> None:
    if not isinstance(rules, dict):
        return
    for name, value in rules.items():
        if name in _DURATIONS:
            rules[name] = _iso(value)
        elif name in _DURATIONS_BY_PRIORITY and isinstance(value, dict):
            rules[name] = {priority: _iso(each) for priority, each in value.items()}


def _iso(said: object) -> object:
    """A duration as an author writes it in the form that the model reads; anything else as it is."""
    match = _DURATION.fullmatch(said.strip()) if isinstance(said, str) else None
    if match is None or not any(match.groups()):
        return said
    days, hours, minutes = (int(number or 0) for number in match.groups())
    return f"P{days}DT{hours}H{minutes}M"


def _tables(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _place(loc: Sequence[str | int]) -> merging.Place:
    return tuple(step for step in loc if step != "[key]")


def _why(kind: str, facts: Mapping[str, Any], message: str) -> str:
    sentence = _SENTENCES.get(kind)
    return sentence(facts) if sentence else message


def _no_duration(said: object) -> str:
    if _WORKDAYS.search(str(said)):
        return tr("whole workdays are not a duration; write workdays = 5 instead of “within”")
    return tr("must be a duration such as “30m”, “2h” or “1h 30m”")


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: tr("is missing"),
    "unexpected_keyword_argument": lambda _: tr("there is no such key here; check its spelling"),
    "literal_error": lambda facts: tr("must be one of: {values}", values=facts["expected"]),
    "string_type": lambda _: tr("must be a text in quotes"),
    "bool_type": lambda _: tr("must be true or false"),
    "int_type": lambda _: tr("must be a whole number"),
    "float_type": lambda _: tr("must be a number"),
    "tuple_type": lambda _: tr("must be a list"),
    "dict_type": lambda _: tr("must be a table"),
    "dataclass_type": lambda _: tr("must be a table"),
    "time_delta_type": lambda facts: _no_duration(facts["input"]),
    "time_delta_parsing": lambda facts: _no_duration(facts["input"]),
    "date_type": lambda _: tr("must be a date such as 2026-10-01"),
    "date_parsing": lambda _: tr("must be a date such as 2026-10-01"),
    "date_from_datetime_parsing": lambda _: tr("must be a date such as 2026-10-01"),
}
