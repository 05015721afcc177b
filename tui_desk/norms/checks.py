"""Whether the keys of a norm fit each other: what a type cannot say.

Each check yields the place of a mistake and the reason, in the words of whoever writes norms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from tui_desk.i18n import tr
from tui_desk.norms.hours import WEEKDAYS, minutes
from tui_desk.norms.merging import Place
from tui_desk.norms.models import ANY, FAULT, NO_FAULT, RANKING, RESERVED, SCRIPTS, WORD, Norm, Question, Words

Found = Iterator[tuple[Place, str]]

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
_PREFIX = re.compile(r"[A-Za-z0-9]{1,8}", re.ASCII)
_ALWAYS = ("desk", "operator", "caller")
_FACTS: Mapping[str, Sequence[str]] = {
    "transfer": ("to",),
    "transfer_away": ("to",),
    "message": ("to", "due"),
    "promise": ("due",),
    "number": ("number", "due"),
    "message_text": ("number", "due"),
    "call_out": ("number",),
    "goodbye": ("number",),
}
"""What a script line may name besides the desk, the operator and the caller."""
_MAY_BE_EMPTY = frozenset({"say", "ask", "spoken"})


def mistakes(norm: Norm) -> Found:
    """Every mistake of a norm whose single keys are in order."""
    said = (_words, _unclear, _placeholders)
    for check in (_codes, *said, _priorities, _levels, _calendars, _questions, _roles, _rules):
        yield from check(norm)


def _codes(norm: Norm) -> Found:
    yield from _code_is_well_formed(("code",), norm.code)
    if not _PREFIX.fullmatch(norm.number_prefix):
        yield ("number_prefix",), tr("must be one to eight letters or digits")
    lists: list[tuple[Place, Sequence[str]]] = [
        (("priorities",), [priority.code for priority in norm.priorities]),
        (("categories",), [category.code for category in norm.categories]),
        (("channels",), [choice.code for choice in norm.channels]),
        (("titles",), [choice.code for choice in norm.titles]),
        (("results",), [choice.code for choice in norm.results]),
        (("feedback",), [choice.code for choice in norm.feedback]),
        (("closing", "accepts"), [choice.code for choice in norm.closing.accepts]),
        (("steps",), [step.code for step in norm.steps]),
        (("priority_rules",), [rule.code for rule in norm.priority_rules]),
    ]
    for index, category in enumerate(norm.categories):
        lists.append((("categories", index, "subcategories"), [choice.code for choice in category.subcategories]))
    for place, question in _placed_questions(norm):
        lists.append(((*place, "choices"), [choice.code for choice in question.choices]))
    for place, codes in lists:
        yield from _are_codes([((*place, index, "code"), code) for index, code in enumerate(codes)])
    yield from _are_codes([((*place, "code"), question.code) for place, question in _placed_questions(norm)])
    for place in (("priorities",), ("categories",), ("channels",), ("results",), ("steps",)):
        if not getattr(norm, place[0]):
            yield place, tr("must have at least one entry")
    if not norm.closing.accepts:
        yield ("closing", "accepts"), tr("must have at least one entry")


def _are_codes(placed: Iterable[tuple[Place, str]]) -> Found:
    seen: set[str] = set()
    for place, code in placed:
        yield from _code_is_well_formed(place, code)
        if code in seen:
            yield place, tr("“{code}” is used twice", code=code)
        seen.add(code)


def _code_is_well_formed(place: Place, code: str) -> Found:
    if not _CODE.fullmatch(code):
        yield place, tr("a code has only a–z, 0–9, “_” and “-”")


def _words(norm: Norm) -> Found:
    for place, words in _placed_words(norm, ()):
        if not (words.zh or words.en) and (place[-1] not in _MAY_BE_EMPTY or place[0] == "vague"):
            yield place, tr("must have a text in one language at least")
    for index, vague in enumerate(norm.vague):
        if not vague.words or not all(word.strip() for word in (*vague.words, *vague.unless)):
            yield ("vague", index, "words"), tr("must have at least one entry, and none that is empty")
    for name in SCRIPTS:
        if name not in norm.scripts:
            yield ("scripts", name), tr("is missing")


def _unclear(norm: Norm) -> Found:
    """The script lines hold none of the norm's own unclear words (CALL-10); questions may take up a caller's."""
    clear = "|".join(re.escape(phrase) for each in norm.unclear for phrase in each.unless)
    for index, unclear in enumerate(norm.unclear):
        if not unclear.words or not all(word.strip() for word in (*unclear.words, *unclear.unless)):
            yield ("unclear", index, "words"), tr("must have at least one entry, and none that is empty")
    for place, words in _placed_words(norm, ()):
        if place[0] != "scripts" and place[-1] != "say":
            continue
        for language, text in (("zh", words.zh), ("en", words.en)):
            said = re.sub(clear, " ", text) if clear else text
            for word in (word for each in norm.unclear for word in each.words if word.strip()):
                if re.search(rf"(?<![A-Za-z])(?ai:{re.escape(word)})(?![A-Za-z])", said):
                    yield (*place, language), tr("“{word}” leaves a caller in doubt; say something clear", word=word)
                    break


def _placeholders(norm: Norm) -> Found:
    for place, words in _placed_words(norm, ()):
        if place[-1] not in ("say", "spoken") and place[0] != "scripts":
            continue
        names = ("answer",) if place[-1] == "spoken" else _facts(place, norm)
        for language, text in (("zh", words.zh), ("en", words.en)):
            if re.search("[{}]", re.sub(rf"\{{({'|'.join(names)})\}}", "", text)):
                allowed = ", ".join(f"{{{name}}}" for name in names)
                yield (*place, language), tr("only these may stand in braces: {names}", names=allowed)


def _facts(place: Place, norm: Norm) -> Sequence[str]:
    """What may be filled into a line: a step's is that of the screen which it leads to."""
    if place[0] == "scripts":
        return (*_ALWAYS, *_FACTS.get(str(place[1]), ()))
    leads_to = norm.steps[int(place[1])].code
    return (*_ALWAYS, *_FACTS["number"]) if leads_to == "register" else _ALWAYS


def _priorities(norm: Norm) -> Found:
    known = {priority.code for priority in norm.priorities}
    if norm.default_priority not in known:
        yield ("default_priority",), _no_priority(norm.default_priority)
    for code in norm.alert_manager_at:
        if code not in known:
            yield ("alert_manager_at",), _no_priority(code)
    ranks = [priority.rank for priority in norm.priorities]
    for index, rank in enumerate(ranks):
        if rank in ranks[:index]:
            yield ("priorities", index, "rank"), tr("“{code}” is used twice", code=rank)


def _no_priority(code: str) -> str:
    return tr("there is no priority “{code}”", code=code)


def _levels(norm: Norm) -> Found:
    known = [priority.code for priority in norm.priorities]
    levelled = [level.priority for level in norm.levels]
    for index, level in enumerate(norm.levels):
        place: Place = ("levels", index)
        if level.priority not in known:
            yield (*place, "priority"), _no_priority(level.priority)
        if level.priority in levelled[:index]:
            yield (*place, "priority"), tr("“{code}” is used twice", code=level.priority)
        for milestone, target in level.targets.items():
            if target.calendar not in norm.calendars:
                yield (
                    (*place, "targets", milestone, "calendar"),
                    tr("there is no calendar “{code}”", code=target.calendar),
                )
            if target.within <= timedelta(0):
                yield (*place, "targets", milestone, "within"), tr("must be longer than nothing")
    for index, code in enumerate(known):
        if code not in levelled:
            yield ("priorities", index), tr("no level says how fast this priority must be")
    if not 0 < norm.near < 1:
        yield ("near",), tr("must lie between 0 and 1")


def _calendars(norm: Norm) -> Found:
    for name, rule in norm.calendars.items():
        place: Place = ("calendars", name)
        for day, intervals in rule.weekly.items():
            if day not in WEEKDAYS:
                yield (*place, "weekly", day), tr("must be one of: {values}", values=", ".join(WEEKDAYS))
            yield from _are_intervals((*place, "weekly", day), intervals)
        yield from _are_intervals((*place, "extra_hours"), rule.extra_hours)
        for date, intervals in rule.dates.items():
            yield from _are_intervals((*place, "dates", date.isoformat()), intervals)
        if not any(rule.weekly.values()):
            yield (*place, "weekly"), tr("must be open on one day at least")
        if rule.zone != "desk" and not _is_zone(rule.zone):
            yield (*place, "zone"), tr("there is no time zone “{code}”", code=rule.zone)
        if rule.holidays and not _is_country(rule.holidays):
            yield (*place, "holidays"), tr("no holidays are known for the country “{code}”", code=rule.holidays)


def _are_intervals(place: Place, intervals: Iterable[str]) -> Found:
    for interval in intervals:
        try:
            minutes(interval)
        except ValueError:
            yield place, tr("“{value}” must look like 09:00-18:00", value=interval)


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        return False


def _is_country(code: str) -> bool:
    import holidays

    return code in holidays.list_supported_countries()


def _questions(norm: Norm) -> Found:
    above: dict[str, Question] = {}
    for place, question in _placed_questions(norm):
        if question.kind == "choice" and bool(question.choices) == bool(question.source):
            yield (*place, "choices"), tr("a choice question has either choices or a source")
        if question.kind != "choice" and (question.choices or question.source):
            yield (*place, "kind"), tr("a question with choices or a source must be of the kind “choice”")
        if question.initial and _values(question, norm) is not None:
            yield from _are_values((*place, "initial"), (question.initial,), question, norm)
        for branch, conditions in (("asked_when", question.asked_when), ("skipped_when", question.skipped_when)):
            for code, values in conditions.items():
                if code not in above:
                    yield (*place, branch, code), tr("no question above this one has the code “{code}”", code=code)
                else:
                    yield from _are_values((*place, branch, code), values, above[code], norm)
        if question.code in RESERVED:
            yield (*place, "code"), tr("“{code}” is kept for the program; choose another code", code=question.code)
        above[question.code] = question
    if all(step.code != RANKING for step in norm.steps):
        yield ("steps",), tr("no step has the code “{code}”", code=RANKING)
    if all(question.fills != "summary" for question in above.values()):
        yield ("steps",), tr("no question fills “{field}”", field="summary")


def _roles(norm: Norm) -> Found:
    holders: dict[str, Question] = {}
    for place, question in _placed_questions(norm):
        if not question.role:
            continue
        if question.role in holders:
            yield (*place, "role"), tr("“{code}” is used twice", code=question.role)
        holders[question.role] = question
        if question.role == "promise_due" and question.kind != "moment":
            yield (*place, "kind"), tr("a question of this role must be of the kind “{kind}”", kind="moment")
    if norm.code_of("promise") and not norm.code_of("promise_due"):
        yield ("steps",), tr("no question has the role “{role}”", role="promise_due")


def _rules(norm: Norm) -> Found:
    priorities = {priority.code for priority in norm.priorities}
    questions = {question.code: question for question in norm.questions()}
    for index, rule in enumerate(norm.priority_rules):
        place: Place = ("priority_rules", index)
        if rule.then not in priorities:
            yield (*place, "then"), _no_priority(rule.then)
        if not rule.when and rule is not norm.priority_rules[-1]:
            yield (*place, "when"), tr("a rule without conditions hides the rules below it")
        yield from _conditions((*place, "when"), rule.when, questions, norm)


def _conditions(
    place: Place, when: Mapping[str, Sequence[str]], questions: Mapping[str, Question], norm: Norm
) -> Found:
    for code, values in when.items():
        if code not in questions:
            yield (*place, code), tr("there is no question “{code}”", code=code)
        else:
            yield from _are_values((*place, code), values, questions[code], norm)


def _are_values(place: Place, values: Sequence[str], question: Question, norm: Norm) -> Found:
    known = _values(question, norm)
    if not values:
        yield place, tr("must have at least one entry")
    for value in values:
        if value == ANY or (value in (FAULT, NO_FAULT) and question.source == "categories"):
            continue
        if known is not None and value not in known:
            yield place, tr("“{question}” has no answer “{value}”", question=question.code, value=value)
        elif value.startswith("@"):
            yield place, tr("“{value}” goes with the category only", value=value)
        elif value == WORD:
            yield place, tr("“{sign}” must stand before a word", sign=WORD)


def _values(question: Question, norm: Norm) -> frozenset[str] | None:
    """What may be answered to a question; None when anything may."""
    if question.kind == "yes_no":
        return frozenset({"yes", "no"})
    if question.kind != "choice":
        return None
    sources: dict[str, Iterable[str]] = {
        "": (choice.code for choice in question.choices),
        "channels": (choice.code for choice in norm.channels),
        "titles": (choice.code for choice in norm.titles),
        "priorities": (priority.code for priority in norm.priorities),
        "categories": (category.code for category in norm.categories),
        "subcategories": (choice.code for category in norm.categories for choice in category.subcategories),
    }
    return frozenset(sources[question.source])


def _placed_questions(norm: Norm) -> Iterator[tuple[Place, Question]]:
    for step_index, step in enumerate(norm.steps):
        for index, question in enumerate(step.questions):
            yield ("steps", step_index, "questions", index), question


def _placed_words(value: object, place: Place) -> Iterator[tuple[Place, Words]]:
    if isinstance(value, Words):
        yield place, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _placed_words(getattr(value, each.name), (*place, each.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _placed_words(inner, (*place, str(key)))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _placed_words(inner, (*place, index))
