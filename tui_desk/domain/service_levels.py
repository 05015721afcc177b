"""Which service level 服务级别 holds for a ticket, and what it asks: the sets of a norm in their order (SLA-1 to 12).

The first set that holds wins: its own `when`, and the `when` of one of its levels, the first that does. It wins with
all that this level says and nothing of any set below it; milestones are never gathered from several. A set that says
nothing for a ticket (another customer, a priority it does not name) is passed by, so that the search falls through to
the next one and in the end to the norm's own levels. A set that stands `beside` neither wins nor is passed by: it adds
the milestones that the winner has not, the first such set with that milestone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui_desk.domain.branches import Conditions, conditions, hold
from tui_desk.domain.checklist import given
from tui_desk.domain.ticket import Ticket
from tui_desk.norms.models import MATCHED, Level, LevelSet, Milestone, Norm, Target

Facts = Mapping[str, str]
"""What a service level is chosen by: `MATCHED` and the codes of questions, each with its value."""

Step = tuple[float, tuple[str, ...]]
"""A share of a target, and who hears when it is used up (CALL-14)."""

_KEPT = 512


@dataclass(frozen=True, slots=True)
class Chosen:
    """The target of a milestone, the service level that it is taken from, and the warnings on the way to it."""

    level_set: LevelSet
    level: Level
    target: Target
    ladder: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class _Set:
    """A service-level set with its conditions made ready."""

    level_set: LevelSet
    when: Conditions
    levels: tuple[tuple[Level, Conditions], ...]

    def level(self, facts: Facts) -> Level | None:
        """The first of its levels that holds."""
        if not hold(self.when, facts):
            return None
        return next((level for level, when in self.levels if hold(when, facts)), None)


class ServiceLevels:
    """The service-level sets of a published norm."""

    def __init__(self, norm: Norm) -> None:
        self.norm = norm
        self._sets = tuple(_ready(each, norm) for each in norm.sets())
        self._filled = tuple((question.code, question.fills) for question in norm.questions() if question.fills)
        asked = {condition.code for each in self._sets for when in _conditions_of(each) for condition in when}
        self._asked = ("priority", *sorted(asked - {"priority"}))
        self.by_unit = not asked.isdisjoint({"customer", "agreement"})
        """Whether they depend on the caller's unit."""
        self._chosen: dict[tuple[str, ...], Mapping[Milestone, Chosen]] = {}

    def facts(self, ticket: Ticket) -> Facts:
        """What a service level is chosen by, of a ticket as it stands.

        Its answers, what was answered to questions that fill a field, and `MATCHED`. A field that is empty leaves the
        answer to a question of the same code; who says nothing of the customer is the norm's `default_customer`.
        """
        facts = dict(ticket.answers)
        facts.update((code, getattr(ticket, field)) for code, field in self._filled)
        facts.update((name, value) for name in MATCHED if (value := getattr(ticket, name)))
        facts["customer"] = ticket.customer or self.norm.default_customer
        return facts

    def facts_of_call(
        self, answers: Mapping[str, str], priority: str, customer: str = "", agreement: str = ""
    ) -> Facts:
        """The same of a call in progress: the answers that count as it stands, the caller's unit as far as known."""
        facts = given(answers, self.norm)
        facts.update((field, facts.get(code, "")) for code, field in self._filled if field in MATCHED)
        facts.update(priority=priority, customer=customer or self.norm.default_customer, agreement=agreement)
        return facts

    def chosen(self, facts: Facts) -> Mapping[Milestone, Chosen]:
        """The target of each milestone: those of the set that wins, then of the sets that stand beside it."""
        key = tuple(facts.get(code, "") for code in self._asked)
        found = self._chosen.get(key)
        if found is None:
            if len(self._chosen) >= _KEPT:
                self._chosen.clear()
            found = self._chosen[key] = self._choose(facts)
        return found

    def _choose(self, facts: Facts) -> Mapping[Milestone, Chosen]:
        found: dict[Milestone, Chosen] = {}
        beside: dict[Milestone, Chosen] = {}
        won = False
        for each in self._sets:
            if (won and not each.level_set.beside) or (level := each.level(facts)) is None:
                continue
            won |= not each.level_set.beside
            into = beside if each.level_set.beside else found
            for milestone, target in level.targets.items():
                ladder = self._ladder(each.level_set, milestone, target, facts)
                into.setdefault(milestone, Chosen(each.level_set, level, target, ladder))
        return found | {milestone: each for milestone, each in beside.items() if milestone not in found}

    def _ladder(self, level_set: LevelSet, milestone: Milestone, target: Target, facts: Facts) -> tuple[Step, ...]:
        """The warnings of a target; several rules at one share are one warning to all of them.

        A target of nothing (SLA-12) is breached as it starts, so that its only warning is the breach.
        """
        shares: dict[float, dict[str, None]] = {}
        for rule in level_set.warnings or self.norm.warnings:
            if rule.priorities and facts.get("priority", "") not in rule.priorities:
                continue
            if rule.milestones and milestone not in rule.milestones:
                continue
            if rule.at == 1 or target.within or target.workdays:
                shares.setdefault(rule.at, {}).update(dict.fromkeys(rule.to))
        return tuple((share, tuple(to)) for share, to in sorted(shares.items()))


def _ready(level_set: LevelSet, norm: Norm) -> _Set:
    levels = []
    for level in level_set.levels:
        own = conditions({"priority": (level.priority,)}, norm) if level.priority else ()
        levels.append((level, own + conditions(level.when, norm)))
    return _Set(level_set, conditions(level_set.when, norm), tuple(levels))


def _conditions_of(each: _Set) -> tuple[Conditions, ...]:
    return (each.when, *(when for _, when in each.levels))
