"""Mistakes in service levels: each names the file, the key and the reason (SLA-1 to SLA-12)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.norms.writing import mistakes, ours, write
from tui_desk import i18n
from tui_desk.norms.errors import NormError
from tui_desk.norms.loader import load

SET = '[[level_sets]]\ncode = "gold"\ntitle = {en = "Gold"}\nsource = "own"\n'
ALL = '[[level_sets.levels]]\ncode = "all"\n'
ONE_HOUR = 'targets.respond = {within = "1h", calendar = "always"}\n'
GOLD = "level_sets.gold"
TARGET = f"{GOLD}.levels.all.targets"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    before = i18n.language()
    i18n.use("en")
    yield
    i18n.use(before)


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        # sets
        (SET + "levels = []", f"{GOLD}.levels", "must have at least one entry"),
        (SET.replace("gold", "ours") + ALL + ONE_HOUR, "level_sets.ours.code", "“ours” is used twice"),
        (SET.replace("gold", "Gold!") + ALL + ONE_HOUR, "level_sets.Gold!.code",
         "a code has only a–z, 0–9, “_” and “-”"),
        (SET.replace('"Gold"', '""') + ALL + ONE_HOUR, f"{GOLD}.title", "must have a text in one language at least"),
        (SET.replace('source = "own"', "") + ALL + ONE_HOUR, f"{GOLD}.source", "is missing"),
        (SET + 'on_change = "restart"\n' + ALL + ONE_HOUR, f"{GOLD}.on_change",
         "must be one of: 'recompute', 'forward' or 'reset'"),
        # conditions
        (SET + 'when = {customer = ["vip"]}\n' + ALL + ONE_HOUR, f"{GOLD}.when.customer",
         "“customer” has no answer “vip”"),
        (SET + "when = {agreement = []}\n" + ALL + ONE_HOUR, f"{GOLD}.when.agreement", "must have at least one entry"),
        (SET + 'when = {mood = ["bad"]}\n' + ALL + ONE_HOUR, f"{GOLD}.when.mood", "there is no question “mood”"),
        (SET + 'when = {scope = ["galaxy"]}\n' + ALL + ONE_HOUR, f"{GOLD}.when.scope",
         "“scope” has no answer “galaxy”"),
        (SET + ALL + 'when = {complexity = ["complex"]}\n' + ONE_HOUR, f"{GOLD}.levels.all.when.complexity",
         "“complexity” has no answer “complex”"),
        (SET + ALL + 'when = {channel = ["pigeon"]}\n' + ONE_HOUR, f"{GOLD}.levels.all.when.channel",
         "“channel” has no answer “pigeon”"),
        (SET + ALL + 'when = {priority = ["@fault"]}\n' + ONE_HOUR, f"{GOLD}.levels.all.when.priority",
         "“priority” has no answer “@fault”"),
        # levels
        (SET + "[[level_sets.levels]]\n" + ONE_HOUR, f"{GOLD}.levels.1.code",
         "a level needs a code, or the priority that it is for"),
        (SET + ALL + 'priority = "top"\n' + ONE_HOUR, f"{GOLD}.levels.all.priority", "there is no priority “top”"),
        (SET + ALL + ONE_HOUR + ALL + ONE_HOUR, f"{GOLD}.levels.all.code", "“all” is used twice"),
        (SET + ALL + ONE_HOUR + ALL.replace("all", "more") + ONE_HOUR, f"{GOLD}.levels.all.when",
         "a level without conditions hides the levels below it"),
        ('[[priorities]]\ncode = "top"\nrank = 9\nlabel = {en = "Top"}\n' + SET + 'when = {customer = ["internal"]}\n'
         + ALL + ONE_HOUR, "priorities.top", "no level says how fast this priority must be"),
        # targets
        (SET + ALL + 'targets.respond = {within = "1h", calendar = "moon"}', f"{TARGET}.respond.calendar",
         "there is no calendar “moon”"),
        (SET + ALL + 'targets.respond = {within = "5 workdays", calendar = "always"}', f"{TARGET}.respond.within",
         "whole workdays are not a duration; write workdays = 5 instead of “within”"),
        (SET + ALL + 'targets.respond = {within = "5个工作日", calendar = "always"}', f"{TARGET}.respond.within",
         "whole workdays are not a duration; write workdays = 5 instead of “within”"),
        (SET + ALL + 'targets.respond = {workdays = -5, calendar = "always"}', f"{TARGET}.respond.workdays",
         "must not be less than nothing"),
        (SET + ALL + 'targets.respond = {workdays = 5, within = "1h", calendar = "always"}',
         f"{TARGET}.respond.workdays", "a target has either “within” or “workdays”"),
        (SET + ALL + 'targets.respond = {workdays = 1.5, calendar = "always"}', f"{TARGET}.respond.workdays",
         "must be a whole number"),
        (SET + ALL + 'targets.respond = {calendar = "always", starts = "visit_ended"}', f"{TARGET}.respond.starts",
         "“visit_ended” sets going only: workaround, resolve, form"),
        (SET + ALL + 'targets.resolve = {calendar = "always", or_reached = "resolve"}', f"{TARGET}.resolve.or_reached",
         "must be another milestone than its own"),
        (SET + ALL + 'targets.cured = {calendar = "always"}', f"{TARGET}.cured",
         "must be one of: 'handover', 'respond', 'assess', 'depart', 'arrive', 'workaround', 'resolve' or 'form'"),
        # warnings
        ('warnings = [{at = 0.0, to = ["managers"]}]', "warnings.1.at",
         "must be a share of the target above 0: 0.75, or 1 for the breach"),
        ("warnings = [{at = 0.5, to = []}]", "warnings.1.to", "must have at least one entry"),
        ('warnings = [{at = 0.5, to = ["The President"]}]', "warnings.1.to",
         "“The President” is neither one of assignee, first_taker, operators, managers nor a contact's name"),
        ('warnings = [{at = 0.5, to = ["managers"], priorities = ["top"]}]', "warnings.1.priorities",
         "there is no priority “top”"),
        ('warnings = [{at = 0.5, to = ["managers"], milestones = ["cured"]}]', "warnings.1.milestones.1",
         "must be one of: 'handover', 'respond', 'assess', 'depart', 'arrive', 'workaround', 'resolve' or 'form'"),
        (SET + 'warnings = [{at = -1.0, to = ["managers"]}]\n' + ALL + ONE_HOUR, f"{GOLD}.warnings.1.at",
         "must be a share of the target above 0: 0.75, or 1 for the breach"),
        # the rest
        ('[[waits]]\ncode = "Lunch"\nlabel = {en = "Lunch"}', "waits.Lunch.code",
         "a code has only a–z, 0–9, “_” and “-”"),
        ('[[waits]]\ncode = "user"\npauses = "no"', "waits.user.pauses", "must be true or false"),
        ('[[complexities]]\ncode = "knotty"\nlabel = {}', "complexities.knotty.label",
         "must have a text in one language at least"),
        ('on_change = "later"', "on_change", "must be one of: 'recompute', 'forward' or 'reset'"),
        ('default_customer = "vip"', "default_customer", "must be one of: 'internal' or 'external'"),
        ('same_day_before = "5pm"', "same_day_before", "must be a time of day such as 17:00"),
        ('same_day_shown_from = ""', "same_day_shown_from", "must be a time of day such as 17:00"),
        ('same_day_shown_from = "24:00"', "same_day_shown_from", "must be a time of day such as 17:00"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_key_and_the_reason(tmp_path: Path, text: str, key: str, why: str) -> None:
    """SLA-1 to SLA-12."""
    assert (key, why) in [(mistake.key, mistake.why) for mistake in mistakes(tmp_path, text)]


def test_a_mistake_in_a_shipped_set_is_named_by_its_part(tmp_path: Path) -> None:
    """SLA-7: whoever takes the client's calendar away hears where it is missed."""
    path = write(tmp_path, 'include = ["it-team.toml", "levels-resident.toml"]\ncode = "ours"\n'
                 '[[priorities]]\ncode = "top"\nrank = 9\nlabel = {en = "Top"}\n')  # fmt: skip
    with pytest.raises(NormError) as caught:
        load(path)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.key) == ("ours.toml", "priorities.top"), "what stands beside covers no priority"


def test_a_set_may_cover_what_the_norms_own_levels_do_not(tmp_path: Path) -> None:
    """SLA-3, SLA-5: a priority of the desk's own needs no level where a set is for everybody."""
    top = '[[priorities]]\ncode = "top"\nrank = 9\nlabel = {en = "Top"}\n'
    for part in ("levels-customer.toml", "levels-complexity.toml", "levels-it-service.toml"):
        text = f'include = ["it-team.toml", "{part}"]\ncode = "ours"\nlevels = []\n{top}'
        assert load(write(tmp_path, text)).levels == ()


@pytest.mark.parametrize("within", ["0m", "90m", "1h 30m", "2d"])
def test_a_target_may_be_nothing_but_not_less(tmp_path: Path, within: str) -> None:
    """SLA-12: at once."""
    norm = ours(tmp_path, f'[[levels]]\npriority = "low"\ntargets.respond.within = "{within}"\n')
    assert norm.levels[-1].targets["respond"].within.total_seconds() >= 0
