"""`tui-desk board` and `tui-desk board rank NUMBER`: who is at what, what calls for a hand, and who is best for it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import sheet, terminal
from tui_desk.cli.parser import Commands, Parser, add
from tui_desk.config import Settings
from tui_desk.desk import rank_words
from tui_desk.desk.terms import MILESTONES
from tui_desk.domain.skill import level_of
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.board import Calls, Seats
    from tui_desk.desk.views import QueueRow
    from tui_desk.domain.candidates import Doing, PersonNow, Ranked
    from tui_desk.norms.models import Norm

DAYS = 28
"""How many days of calls the seats are checked against."""
DOING: Mapping[Doing, str] = {
    "free": mark("free"),
    "busy": mark("busy"),
    "call": mark("calling"),
    "on_way": mark("on way"),
    "site": mark("on site"),
    "away": mark("away"),
    "off": mark("off duty"),
}
CALLS: Mapping[Calls, str] = {
    "risen": mark("rose to the manager"),
    "unassigned": mark("unassigned"),
    "late": mark("overdue"),
    "offered": mark("not accepted yet"),
    "endangered": mark("soon late"),
}
PERSON_FIELDS = (
    "staff_no",
    "name",
    "doing",
    "since",
    "place",
    "key",
    "on_duty",
    "until",
    "next_at",
    "open_tickets",
    "offered",
    "load",
    "screens",
)
"""The fields of one person as JSON, which stay as they are; times are ISO 8601 in UTC."""


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    board = add(commands, "board", tr("who is at what, what calls for a hand, and who is best for a ticket"), show)
    board.add_argument("--json", action="store_true", help=tr("write JSON"))
    of_board = board.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"), parser_class=Parser)
    ranked = add(of_board, "rank", tr("rank everybody for a ticket, with the reasons and their points"), rank)
    ranked.add_argument("number", metavar=tr("NUMBER"), help=tr("the ticket's number, or its last digits"))
    ranked.add_argument("--json", action="store_true", help=tr("write JSON"))


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Who is at what, and what calls for a hand."""
    from tui_desk.desk.board import calls

    with bootstrap.desk_of(settings) as (desk, _):
        people, tickets = desk.board.people(), desk.board.tickets()
        seats, load = desk.board.seats(), desk.board.hotline_load(DAYS)
        norm, now, zone = desk.norm(), desk.now(), ZoneInfo(desk.facts().zone)
        norms = {row.norm: desk.norm(row.norm) for row in tickets}
    if arguments.json:
        terminal.say_json(
            {
                "people": [_person(each) for each in people],
                "tickets": [{"calls": calls(row, now), **_ticket(row)} for row in tickets],
                "seats": {name: getattr(seats, name) for name in ("users", "needed", "at_hotline", "on_duty")},
                "hotline": {name: sheet.plain(getattr(load, name)) for name in ("calls", "at_once", "at")},
            }
        )
        return 0
    terminal.say(_seats(seats))
    if load.at is not None:
        facts = {"calls": load.calls, "count": load.at_once, "at": rank_words.when(load.at, zone, now)}
        terminal.say(tr("The last {days} days: {calls} calls, at most {count} at once ({at}).", days=DAYS, **facts))
    terminal.say("")
    _say_people(people, norm, zone, now)
    terminal.say("")
    if not tickets:
        terminal.say(tr("Nothing calls for a hand."))
        return 0
    names = {each.officer.staff_no: each.officer.name for each in people}
    headings = (
        tr("calls because"),
        tr("ticket"),
        tr("Priority"),
        tr("due by"),
        tr("assignee"),
        tr("unit"),
        tr("words"),
    )
    rows = [
        (
            tr(CALLS[why]) if (why := calls(row, now)) else "",
            row.number,
            next((p.label.in_(language()) for p in norms[row.norm].priorities if p.code == row.priority), row.priority),
            _due(row, zone, now),
            names.get(row.assignee or "", row.assignee or ""),
            row.requester_unit,
            row.summary,
        )
        for row in tickets
    ]
    terminal.say_table(headings, rows)
    return 0


def rank(arguments: argparse.Namespace, settings: Settings) -> int:
    """Everybody for one ticket, the best first, each with the reasons and what they gave."""
    with bootstrap.desk_of(settings) as (desk, _):
        ticket = desk.ticket(arguments.number).ticket
        ranked = desk.board.ranked(ticket.number)
        norm, now, zone = desk.norm(), desk.now(), ZoneInfo(desk.facts().zone)
    if arguments.json:
        terminal.say_json(
            {"number": ticket.number, "ranked": [_ranked(each, norm, zone, now) for each in ranked]},
        )
        return 0
    terminal.say(f"{ticket.number}  {ticket.summary}")
    for place, each in enumerate(ranked, start=1):
        officer, line = each.person.officer, rank_words.line(each, norm, zone, now)
        terminal.say("")
        terminal.say(f"{place:>3}. {officer.staff_no} {officer.name}  {each.points}  {line}")
        for told in rank_words.lines(each, norm, zone, now):
            terminal.say(f"     {told.points:>+5}  {told.words}" if told.points else f"         0  {told.words}")
        if asked := rank_words.asked(each, zone, now):
            terminal.say(f"         ?  {asked}")
    return 0


def _say_people(people: Sequence[PersonNow], norm: Norm, zone: ZoneInfo, now: datetime) -> None:
    """People in columns: who is there first, the least loaded first."""
    headings = (
        tr("officer"),
        tr("does"),
        tr("since"),
        tr("until"),
        tr("load"),
        tr("unsettled"),
        tr("where"),
        tr("skills"),
    )
    rows = []
    for each in sorted(people, key=lambda one: (not one.on_duty, one.load, one.officer.staff_no)):
        until = each.until if each.on_duty else each.next_at
        told = rank_words.when(until, zone, now) if until else ""
        rows.append(
            (
                f"{each.officer.staff_no} {each.officer.name}",
                tr(DOING[each.doing]),
                rank_words.when(each.since, zone, now) if each.since else "",
                tr("from {at}", at=told) if told and not each.on_duty else told,
                str(each.load),
                str(each.open_tickets) + (tr(" ({count} offered)", count=each.offered) if each.offered else ""),
                terminal.cut(each.place, 24),
                _skills(each, norm),
            )
        )
    terminal.say_table(headings, rows)


def _skills(person: PersonNow, norm: Norm) -> str:
    told = []
    for skill in sorted(person.skills, key=lambda each: (-each.score, each.name)):
        level = level_of(skill, norm.skill_levels)
        told.append(f"{rank_words.subject_of(skill.subject, skill.name, norm)} {level.code if level else '-'}")
    return ", ".join(told)


def _seats(seats: Seats) -> str:
    facts = {"users": seats.users, "needed": seats.needed}
    if seats.at_hotline is None:
        return tr("{users} users need {needed} hotline seats; no roster is kept.", **facts)
    facts |= {"here": seats.at_hotline, "on_duty": seats.on_duty or 0}
    sentence = mark("{users} users need {needed} hotline seats; {here} at the hotline, {on_duty} on duty.")
    return tr(sentence, **facts) + ("  !" if seats.at_hotline < seats.needed else "")


def _due(row: QueueRow, zone: ZoneInfo, now: datetime) -> str:
    if row.due_at is None:
        return ""
    return f"{rank_words.when(row.due_at, zone, now)} {tr(MILESTONES.get(row.due_what, row.due_what))}"


def _person(person: PersonNow) -> dict[str, Any]:
    known = {"staff_no": person.officer.staff_no, "name": person.officer.name}
    told = {name: sheet.plain(getattr(person, name)) for name in PERSON_FIELDS if name not in known}
    skills = [{"subject": each.subject, "name": each.name, "score": each.score} for each in person.skills]
    return {**known, **told, "by_priority": dict(person.counts), "skills": skills}


def _ticket(row: QueueRow) -> dict[str, Any]:
    names = ("number", "priority", "summary", "requester_unit", "assignee", "opened_at", "due_at", "due_what", "risen")
    return {name: sheet.plain(getattr(row, name)) for name in names}


def _ranked(ranked: Ranked, norm: Norm, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    words = rank_words.lines(ranked, norm, zone, now)
    return {
        "staff_no": ranked.person.officer.staff_no,
        "name": ranked.person.officer.name,
        "points": ranked.points,
        "asks": ranked.asks,
        "words": rank_words.line(ranked, norm, zone, now),
        "reasons": [
            {"code": reason.code, "points": reason.points, "facts": sheet.plain(reason.facts), "words": told.words}
            for reason, told in zip(ranked.reasons, words, strict=True)
        ],
    }
