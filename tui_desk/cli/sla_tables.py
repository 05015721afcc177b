"""Figures of compliance as tables that fit 80 cells, and as JSON (DESK-8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, get_args

from tui_desk.cli import terminal
from tui_desk.desk.terms import MILESTONES
from tui_desk.domain.compliance import Compliance, Figures
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Milestone, Norm

WIDTH = 80
"""Cells that a table takes at most."""

_WORDS = 2
"""How many columns hold words; the others hold figures."""


def report_rows(figures: Compliance, norm: Norm, *, sets: bool) -> list[tuple[str, ...]]:
    """A line for each milestone and priority; with `sets` one for each service-level set."""
    headings = (
        *(tr("milestone"), tr("priority"), tr("met"), tr("overdue"), tr("share"), tr("mean"), tr("90 % in")),
        *(tr("cancelled"), tr("running")),
    )
    rows: list[tuple[str, ...]] = [headings + ((tr("set"),) if sets else ())]
    for milestone, priority, said in _lines(figures, norm):
        for level_set, each in _parts(figures, milestone, priority, sets=sets):
            counts = (_share(each), _span_of(each.mean), _span_of(each.p90), str(each.cancelled), str(each.running))
            row = (tr(MILESTONES[milestone]), said, str(each.met), str(each.late), *counts)
            rows.append(row + ((level_set,) if sets else ()))
    return rows


def _parts(
    figures: Compliance, milestone: Milestone, priority: str | None, *, sets: bool
) -> Iterator[tuple[str, Figures]]:
    """The figures of a line; with `sets` those of each level set."""
    if not sets or priority is None:
        yield "", figures.together(milestone, priority)
        return
    for key, each in figures.figures.items():
        if (key.milestone, key.priority) == (milestone, priority):
            yield key.level_set, each


def what_if_rows(was: Compliance, under: Compliance, norm: Norm) -> list[tuple[str, ...]]:
    """A line for each milestone and priority: as it was, under the other norm, and the change in points."""
    both = Compliance()
    both.figures = {**was.figures, **under.figures}
    side = (tr("judged"), tr("share"), tr("mean"))
    rows: list[tuple[str, ...]] = [(tr("milestone"), tr("priority"), *side, *side, tr("change"))]
    for milestone, priority, said in _lines(both, norm):
        one, other = was.together(milestone, priority), under.together(milestone, priority)
        rows.append((tr(MILESTONES[milestone]), said, *_sided(one), *_sided(other), _change(one, other)))
    return rows


def _lines(figures: Compliance, norm: Norm) -> Iterator[tuple[Milestone, str | None, str]]:
    """The milestones in the order of a ticket's life, each with its priorities and, of several, with all of them."""
    ranks = {priority.code: priority.rank for priority in norm.priorities}
    pairs = list(figures.pairs())
    for milestone in get_args(Milestone):
        among = sorted((p for m, p in pairs if m == milestone), key=lambda code: (ranks.get(code, 99), code))
        for priority in among:
            yield milestone, priority, priority_label(priority, norm) or "-"
        if len(among) > 1:
            yield milestone, None, tr("all")


def priority_label(code: str, norm: Norm) -> str:
    """What a norm calls a priority; the code where it has none."""
    return next((each.label.in_(language()) for each in norm.priorities if each.code == code), code)


def _sided(figures: Figures) -> tuple[str, str, str]:
    return (str(figures.judged), _share(figures), _span_of(figures.mean)) if figures.judged else ("-", "-", "-")


def _share(figures: Figures) -> str:
    return "-" if figures.share is None else f"{100 * figures.share:.1f}%"


def _change(one: Figures, other: Figures) -> str:
    return "-" if one.share is None or other.share is None else f"{100 * (other.share - one.share):+.1f}"


def _span_of(length: timedelta | None) -> str:
    """Hours and minutes: "27:05"."""
    if length is None:
        return "-"
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return f"{hours}:{minutes:02}"


def say_columns(groups: Sequence[tuple[int, str]], rows: Sequence[Sequence[str]]) -> None:
    """Rows of figures under their headings: words to the left, figures to the right, at most `WIDTH` cells.

    `groups` says what stands above the columns from a place on.
    """
    widths = [max(terminal.cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    gap = 2 if sum(widths) + 2 * (len(widths) - 1) <= WIDTH else 1
    starts = [sum(widths[:column]) + gap * column for column in range(len(widths))]
    above = ""
    for column, said in groups:
        room = (starts[column + 3] if column + 3 < len(starts) else WIDTH) - starts[column]
        above += " " * (starts[column] - terminal.cells(above)) + terminal.cut(said, room - 1)
    if above:
        terminal.say(above)
    for row in rows:
        cells = [
            cell + " " * (width - terminal.cells(cell)) if n < _WORDS else " " * (width - terminal.cells(cell)) + cell
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        terminal.say((" " * gap).join(cells).rstrip())


def as_json(figures: Compliance) -> list[dict[str, Any]]:
    """The figures of each milestone, priority and set; spans in seconds."""
    found: list[dict[str, Any]] = []
    for key, each in figures.figures.items():
        found.append(
            {
                "milestone": key.milestone,
                "priority": key.priority,
                "level_set": key.level_set,
                "met": each.met,
                "late": each.late,
                "cancelled": each.cancelled,
                "running": each.running,
                "share": each.share,
                "mean": each.mean.total_seconds() if each.mean is not None else None,
                "p90": each.p90.total_seconds() if each.p90 is not None else None,
            }
        )
    return found
