"""`tui-desk sla forecast|report|simulate`: what will breach, how tickets complied, how they would have (DESK-8)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import sla_tables, terminal
from tui_desk.cli.calls import named_day
from tui_desk.cli.norm import named
from tui_desk.cli.parser import Commands, Parser, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadMoment, BadValue, Term
from tui_desk.desk.forecasts import SKIPPED, How, Report, span_of_days
from tui_desk.desk.terms import FIELDS, MILESTONES
from tui_desk.domain import ranking
from tui_desk.domain.compliance import Compliance, Waiting
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Norm

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.desk.forecasts import Forecast
    from tui_desk.desk.views import BreachRow

HOURS = 8.0
MOST_HOURS = 24.0 * 366
WAITING: dict[Waiting, str] = {
    "norm": mark("waiting time counts as the norm says"),
    "with": mark("waiting time counts"),
    "without": mark("waiting time does not count"),
}


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_levels = family(commands, "sla", tr("service levels: what will breach, compliance, what another norm would do"))
    forecast = add(of_levels, "forecast", tr("what will be late in the next hours if nothing changes"), say_forecast)
    forecast.add_argument(
        "--hours", type=_hours, default=HOURS, metavar="N", help=tr("so many hours; {count} unless told", count=8)
    )
    forecast.add_argument("--json", action="store_true", help=tr("write JSON"))
    report = add(of_levels, "report", tr("the compliance of past tickets, as it was"), say_report)
    _span(report)
    report.add_argument("--sets", action="store_true", help=tr("each service-level set on lines of its own"))
    simulate = add(
        of_levels, "simulate", tr("past tickets replayed under another norm, compliance side by side"), say_what_if
    )
    simulate.add_argument(
        "--norm",
        metavar=tr("NORM"),
        help=tr("a TOML file, or the code of a shipped norm; the one in force unless told"),
    )
    simulate.add_argument(
        "--calendar",
        action="append",
        default=[],
        metavar=tr("NAME=OTHER"),
        help=tr("count by another calendar in the place of this one; may be said several times"),
    )
    _span(simulate)


def _span(parser: Parser) -> None:
    since = tr("tickets opened from this day on: 2026-11-21, today, yesterday")
    until = tr("to the end of this day; today unless told")
    parser.add_argument("--from", dest="first", required=True, metavar=tr("DAY"), help=since)
    parser.add_argument("--to", dest="last", default="today", metavar=tr("DAY"), help=until)
    parser.add_argument(
        "--by-final-priority", action="store_true", help=tr("the final priority's target counts from the opening")
    )
    waiting = parser.add_mutually_exclusive_group()
    waiting.add_argument(
        *("--with-waiting",), dest="waiting", action="store_const", const="with", default="norm",
        help=tr("count the time in which tickets waited, whatever the norm says"),
    )  # fmt: skip
    waiting.add_argument(
        *("--without-waiting",), dest="waiting", action="store_const", const="without",
        help=tr("do not count the time in which tickets waited, whatever the norm says"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=tr("write JSON; spans in seconds"))


def _hours(typed: str) -> float:
    hours = float(typed)
    if not 0 < hours <= MOST_HOURS:
        raise ValueError(typed)
    return hours


_hours.__name__ = "number"  # as argparse names it when it is none

# What will be late


def say_forecast(arguments: argparse.Namespace, settings: Settings) -> int:
    """What will be late, overdue first."""
    with bootstrap.desk_of(settings) as (desk, _):
        forecast, zone, norm = desk.forecasts.breaches(arguments.hours), ZoneInfo(desk.facts().zone), desk.norm()
        names = {officer.staff_no: officer.name for officer in desk.officers()}
    if arguments.json:
        terminal.say_json(_forecast_json(forecast))
        return 0
    hours = f"{arguments.hours:g}"
    if not forecast.rows:
        terminal.say(tr("Nothing is overdue, and nothing will be within {hours} hours.", hours=hours))
        return 0
    headings = (tr("due"), tr("left"), tr("number"), tr("milestone"), tr("priority"), tr("assignee"), tr("problem"))
    terminal.say_table(headings, [_breach(row, forecast.now, zone, norm, names) for row in forecast.rows])
    if forecast.more:
        terminal.say(tr("... and more; only the first {count} are listed.", count=len(forecast.rows)))
    return 0


def _breach(row: BreachRow, now: datetime, zone: ZoneInfo, norm: Norm, names: Mapping[str, str]) -> tuple[str, ...]:
    said = row.words or row.summary
    if row.resumes_at is not None:
        at = f"{row.resumes_at.astimezone(zone):%m-%d %H:%M}"
        said = tr("(waits until {at}) {summary}", at=at, summary=said)
    return (
        f"{row.due_at.astimezone(zone):%m-%d %H:%M}",
        ranking.countdown(row.due_at, now),
        row.number,
        tr(MILESTONES.get(row.what, row.what)),
        sla_tables.priority_label(row.priority, norm),
        names.get(row.assignee or "", row.assignee or tr("unassigned")),
        said,
    )


def _forecast_json(forecast: Forecast) -> dict[str, Any]:
    def one(row: BreachRow) -> dict[str, Any]:
        return {
            "number": row.number,
            "milestone": row.what,
            "due_at": row.due_at.isoformat(),
            "left_seconds": (row.due_at - forecast.now).total_seconds(),
            "resumes_at": row.resumes_at.isoformat() if row.resumes_at else None,
            "state": str(row.state),
            "priority": row.priority,
            "assignee": row.assignee,
            "summary": row.summary,
            "words": row.words,
        }

    rows = [one(row) for row in forecast.rows]
    return {"now": forecast.now.isoformat(), "until": forecast.until.isoformat(), "more": forecast.more, "rows": rows}


# Compliance


def say_report(arguments: argparse.Namespace, settings: Settings) -> int:
    """Compliance as it was."""
    progress = _Progress()
    with bootstrap.desk_of(settings) as (desk, _):
        since, until = _asked(arguments, desk)
        report, norm = desk.forecasts.report(since, until, _how(arguments), progress.tell), desk.norm()
    progress.end()
    if arguments.json:
        terminal.say_json({**_head_json(arguments, report), "figures": sla_tables.as_json(report.as_was)})
        return 0
    _say_head(arguments, report)
    if report.counted:
        sla_tables.say_columns([], sla_tables.report_rows(report.as_was, norm, sets=arguments.sets))
    _say_left_out(report)
    return 0


def say_what_if(arguments: argparse.Namespace, settings: Settings) -> int:
    """Compliance as it was, and under another norm or calendar."""
    other = named(arguments.norm) if arguments.norm else None
    calendars = dict(_replaced(each) for each in arguments.calendar)
    if other is None and not calendars:
        names = ("--norm", "--calendar")
        raise BadValue(field=Term(mark("the simulation")), value="", allowed=names)
    progress = _Progress()
    with bootstrap.desk_of(settings) as (desk, _):
        since, until = _asked(arguments, desk)
        how, norm = _how(arguments), desk.norm()
        report = desk.forecasts.replay(other, since, until, how, progress.tell, calendars=calendars)
    progress.end()
    under = report.under or Compliance()
    if arguments.json:
        content = {**_head_json(arguments, report), "norm": (other or norm).code, "calendars": calendars}
        sides = {"as_was": sla_tables.as_json(report.as_was), "under": sla_tables.as_json(under)}
        terminal.say_json(content | sides)
        return 0
    _say_head(arguments, report)
    if report.counted:
        title = (other or norm).title.in_(language())
        changed = ", ".join(f"{name}={instead}" for name, instead in calendars.items())
        said = tr("under {norm}", norm=" ".join(filter(None, (title, changed))))
        sla_tables.say_columns(
            [(2, tr("as it was")), (5, said)], sla_tables.what_if_rows(report.as_was, under, other or norm)
        )
    _say_left_out(report)
    return 0


def _asked(arguments: argparse.Namespace, desk: Desk) -> tuple[datetime, datetime]:
    """The span that was asked for. Raises BadMoment."""
    zone = ZoneInfo(desk.facts().zone)
    today = desk.now().astimezone(zone).date()
    return span_of_days(_day(arguments.first, today), _day(arguments.last, today), zone)


def _day(typed: str, today: date) -> date:
    day = named_day(typed, today)
    if day is None or not 1900 < day.year < 9000:
        raise BadMoment(value=typed, why=Term(mark("it is no day")))
    return day


def _how(arguments: argparse.Namespace) -> How:
    return How(arguments.waiting, arguments.by_final_priority)


def _replaced(typed: str) -> tuple[str, str]:
    """Which calendar another one stands for. Raises BadValue."""
    name, is_there, other = typed.partition("=")
    if not (is_there and name.strip() and other.strip()):
        raise BadValue(field="--calendar", value=typed, allowed=Term(mark("NAME=OTHER")))
    return name.strip(), other.strip()


def _say_head(arguments: argparse.Namespace, report: Report) -> None:
    days = {"first": arguments.first, "last": arguments.last}
    if not report.tickets:
        terminal.say(tr("No ticket was opened from {first} to {last}.", **days))
        return
    said = [tr("{count} tickets opened from {first} to {last}", count=report.tickets, **days)]
    said.append(tr(WAITING[arguments.waiting]))
    if arguments.by_final_priority:
        said.append(tr("targets by the final priority"))
    terminal.say("; ".join(said) + ".")
    terminal.say("")


def _say_left_out(report: Report) -> None:
    """What could not be counted, and why."""
    said = []
    for reason, count in report.skipped.most_common():
        said.append(tr("{count} tickets could not be counted: {why}.", count=count, why=tr(SKIPPED[reason])))
    for (field, code), count in report.unknown.most_common(10):
        facts = {"count": count, "field": tr(FIELDS.get(field, field)), "code": code}
        said.append(tr("{count} tickets: the norm has no {field} “{code}”.", **facts))
    if said:
        terminal.say("")
    for each in said:
        terminal.say(each)


def _head_json(arguments: argparse.Namespace, report: Report) -> dict[str, Any]:
    return {
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "waiting": arguments.waiting,
        "by_final_priority": arguments.by_final_priority,
        "tickets": report.tickets,
        "counted": report.counted,
        "skipped": dict(report.skipped),
        "unknown": [{"field": field, "code": code, "tickets": n} for (field, code), n in report.unknown.items()],
    }


class _Progress:
    """One line that is written over, where somebody looks at it."""

    def __init__(self) -> None:
        self._shown = 0

    def tell(self, done: int, of: int) -> None:
        """Say how far it is."""
        if sys.stderr.isatty():
            words = tr("{done} of {count} tickets, {share} %", done=done, count=of, share=100 * done // max(1, of))
            width = terminal.cells(words)
            sys.stderr.write("\r" + words + " " * max(0, self._shown - width))
            sys.stderr.flush()
            self._shown = width

    def end(self) -> None:
        """Clear the line."""
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()
            self._shown = 0
