"""The service levels of a norm as a table: which set, for whom, which milestone within how long (SLA-1 to SLA-12)."""

from __future__ import annotations

from collections.abc import Iterator

from tui_desk.cli import terminal
from tui_desk.desk.terms import MILESTONES, STAMPS
from tui_desk.desk.why_words import span
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Level, LevelSet, Norm, Target

_NAMES = {"opened": mark("the opening"), "remote_failed": STAMPS["remote_failed"], "visit_ended": STAMPS["visit_ended"]}


def say_sets(norm: Norm) -> None:
    """The sets in the order in which they are asked; what stands beside is marked."""
    for number, each in enumerate(norm.sets(), 1):
        beside = f" ({tr('beside')})" if each.beside else ""
        terminal.say(f"  {number} {each.code}: {each.title.in_(language())} [{each.source}]{beside}")


def say_levels(norm: Norm) -> None:
    """Who gets what."""
    headings = (
        tr("service level"),
        tr("which tickets"),
        tr("milestone"),
        tr("target"),
        tr("calendar"),
        tr("counts from"),
    )
    terminal.say_table(headings, list(_rows(norm)))


def _rows(norm: Norm) -> Iterator[tuple[str, ...]]:
    for each in norm.sets():
        for level in each.levels:
            for milestone, target in level.targets.items():
                yield (
                    f"+ {each.code}" if each.beside else each.code,
                    _whom(each, level, norm),
                    tr(MILESTONES[milestone]),
                    _within(target),
                    target.calendar,
                    _from(target),
                )


def _whom(each: LevelSet, level: Level, norm: Norm) -> str:
    """The conditions of a set and its level, in the codes in which the norm states them."""
    priority = norm.priority(level.priority).label.in_(language()) if level.priority else ""
    asked = [f"{code}={'|'.join(values)}" for code, values in (*each.when.items(), *level.when.items())]
    return " ".join(filter(None, (priority, *asked))) or tr("every ticket")


def _within(target: Target) -> str:
    words = span(target.within) if target.within else tr("at once")
    if target.workdays:
        words = tr("{count} workdays", count=target.workdays)
    return f"{words} / {tr(MILESTONES[target.or_reached])}" if target.or_reached else words


def _from(target: Target) -> str:
    """What sets the clock going, and from when it counts if that is another time."""
    if target.starts == "opened":
        return tr(_NAMES["opened"])
    if target.counts_from == "opened":
        return f"{tr(_NAMES['opened'])} ({tr(_NAMES[target.starts])})"
    return tr(_NAMES[target.starts])
