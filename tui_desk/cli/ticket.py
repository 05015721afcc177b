"""`tui-desk ticket new|questions|list|show|…`: the desk without its screens."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import kept, offers, on_the_way, sheet, terminal, why
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadValue, DeskError, Term
from tui_desk.desk.terms import STATES
from tui_desk.domain.text import clean
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.desk.views import QueueRow
    from tui_desk.domain.call import Call
    from tui_desk.norms.models import Norm

ROW_FIELDS = (
    "number",
    "state",
    "priority",
    "summary",
    "requester_name",
    "requester_unit",
    "requester_phone",
    "assignee",
    "opened_at",
    "closed_at",
    "due_at",
    "due_what",
)
"""The fields of one ticket in `ticket list --json`, which stay as they are; times are ISO 8601 in UTC."""


class AnswersMissing(DeskError):
    """Required answers were not given; `fields` names them with their codes."""

    sentence = mark("Still missing: {fields}. Give each as CODE=VALUE; “tui-desk ticket questions” lists them all.")
    exit_status = 2


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_tickets = family(commands, "ticket", tr("register tickets, list them, show them"))
    new = add(of_tickets, "new", tr("register a ticket from answers to the call checklist"), new_ticket)
    new.add_argument("answers", nargs="*", metavar="CODE=VALUE", help=tr("an answer; see “ticket questions”"))
    new.add_argument("--answer", action="append", default=[], metavar="CODE=VALUE", help=tr("an answer, as above"))
    new.add_argument("--priority", default="", help=tr("your own word above the proposed priority"))
    new.add_argument("--reason", default="", help=tr("why that priority"))
    new.add_argument("--draft", default="", metavar="ID", help=tr("a name for this call: one draft, one ticket"))
    new.add_argument(
        "--input", metavar="FILE", help=tr("take the answers from a JSON object of codes and values; - is stdin")
    )
    new.add_argument("--json", action="store_true", help=tr("write the ticket as JSON"))
    new.add_argument(
        "--insist", default="", metavar="REASON", help=tr("keep the originals of private text apart, and why")
    )
    asked = add(of_tickets, "questions", tr("list the questions of the call checklist"), list_questions)
    asked.add_argument("--json", action="store_true", help=tr("write JSON"))
    listed = add(of_tickets, "list", tr("list the open tickets and those closed today"), list_tickets)
    listed.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(ROW_FIELDS)))
    listed.add_argument("--limit", type=count, default=None, metavar="N", help=tr("at most so many"))
    listed.add_argument("--same-day", action="store_true", help=tr("only what should be closed today still (TKT-14)"))
    shown = add(of_tickets, "show", tr("show a ticket with its history"), show_ticket)
    shown.add_argument(
        "number", metavar=tr("NUMBER"), help=tr("the ticket's number, whole or short, or a local reference")
    )
    shown.add_argument("--json", action="store_true", help=tr("write JSON: every field, clocks, promises, history"))
    on_the_way.declare(of_tickets)
    offers.declare_of_tickets(of_tickets)
    kept.declare(of_tickets)
    why.declare(of_tickets)


def new_ticket(arguments: argparse.Namespace, settings: Settings) -> int:
    """Register a ticket; the same draft again gives the same ticket."""
    from uuid import uuid4

    from tui_desk.domain.call import Call

    pairs = dict(_pair(text) for text in (*arguments.answers, *arguments.answer))
    answers = (_answers_from(arguments.input) if arguments.input else {}) | pairs
    with bootstrap.desk_of(settings) as (desk, by):
        norm = desk.norm()
        call = Call(
            draft=arguments.draft or uuid4().hex,
            officer=by.staff_no,
            began_at=desk.now(),
            answers=_as_codes(answers, norm),
            priority=arguments.priority,
            priority_reason=arguments.reason,
            insisted=dict.fromkeys(answers, arguments.insist),
        )
        _ask_for_missing(call, norm)
        ticket = desk.register(call, by=by)
        if arguments.json:
            terminal.say_json(sheet.as_json(desk.ticket(ticket.number)))
        else:
            terminal.say(ticket.number)
    return 0


def list_questions(arguments: argparse.Namespace, settings: Settings) -> int:
    """The questions of the norm in force: code, label, whether required, choices."""
    from tui_desk.domain import checklist
    from tui_desk.domain.call import Call

    with bootstrap.desk_of(settings) as (desk, by):
        norm, call = desk.norm(), Call("", by.staff_no, desk.now())
    rows = [(q, [choice.code for choice in checklist.choices(q, call, norm)]) for q in norm.questions()]
    if arguments.json:
        terminal.say_json(
            [
                {
                    "code": q.code,
                    "label": q.label.in_(language()),
                    "kind": q.kind,
                    "required": q.required,
                    "choices": codes,
                    "asked_when": q.asked_when,
                }
                for q, codes in rows
            ]
        )
    else:
        terminal.say_table(
            (tr("code"), tr("question"), tr("required"), tr("choices")),
            [(q.code, q.label.in_(language()), tr("yes") if q.required else "", " ".join(codes)) for q, codes in rows],
        )
    return 0


def list_tickets(arguments: argparse.Namespace, settings: Settings) -> int:
    """The queue: open tickets and those closed today, by priority and then due time."""
    with bootstrap.desk_of(settings) as (desk, _):
        rows = desk.queue(limit=arguments.limit)
        names = {officer.staff_no: officer.name for officer in desk.officers()}
        norm, now = desk.norm(), desk.now()
        if arguments.same_day:
            rows = _to_close_today(desk, norm, arguments.limit)
    if arguments.json:
        terminal.say_json([{name: sheet.plain(getattr(row, name)) for name in ROW_FIELDS} for row in rows])
        return 0
    if not rows and arguments.same_day:
        terminal.say(tr("Nothing that came in today is left to be closed today."))
        return 0
    if not rows:
        terminal.say(tr("No ticket is open. “tui-desk ticket new” registers one."))
        return 0
    priorities = {p.code: p.label.in_(language()) for p in norm.priorities}
    headings = (tr("left"), tr("level"), tr("number"), tr("State"), tr("assignee"), tr("department"), tr("problem"))
    terminal.say_table(
        headings,
        [
            (
                _left(row, now),
                priorities.get(row.priority, row.priority),
                row.number,
                tr(STATES[row.state]),
                names.get(row.assignee or "", row.assignee or tr("unassigned")),
                row.requester_unit,
                row.summary,
            )
            for row in rows
        ],
    )
    return 0


def _to_close_today(desk: Desk, norm: Norm, limit: int | None) -> list[QueueRow]:
    """The tickets of the queue that came in early enough to be closed today, whatever the hour (TKT-14)."""
    from tui_desk.domain.same_day import same_day

    rule = same_day(norm, desk.now(), ZoneInfo(desk.facts().zone))
    if rule is None:
        return []
    return [row for row in desk.queue() if rule.holds(row.opened_at, closed=row.state == "closed")][:limit]


def show_ticket(arguments: argparse.Namespace, settings: Settings) -> int:
    """One ticket with its history; what is found by a local reference may be a call without one, or one that waits."""
    from tui_desk.cli import calls

    with bootstrap.desk_of(settings) as (desk, _):
        found = desk.find(arguments.number)
        if found is not None and found.call is not None and not found.ticket:
            calls.say_call(found.call, desk, json=arguments.json)
        elif found is None and (waiting := calls.waiting_here(arguments.number, desk)) is not None:
            calls.say_waiting(waiting, json=arguments.json)
        elif arguments.json:
            terminal.say_json(sheet.as_json(desk.ticket(arguments.number)))
        else:
            sheet.say(desk.ticket(arguments.number), desk.officers(), ZoneInfo(desk.facts().zone))
    return 0


def count(text: str) -> int:
    """How many, at least none. Raises ValueError for anything else; argparse then names this function."""
    if (number := int(text)) < 0:
        raise ValueError(text)
    return number


def _pair(text: str) -> tuple[str, str]:
    code, equals, value = text.partition("=")
    if not equals:
        raise BadValue(value=text, field=Term(mark("an answer")), allowed="CODE=VALUE")
    return code.strip(), value


def _answers_from(file: str) -> dict[str, str]:
    """The answers in a JSON object. Raises BadValue when it holds anything else."""
    try:
        with sys.stdin if file == "-" else open(file, encoding="utf-8") as stream:  # noqa: PTH123 - one of two streams
            content = json.load(stream)
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
        raise BadValue(value=file, field=Term(mark("the answers")), allowed='{"CODE": "VALUE", ...}')
    return {code: clean(value).text for code, value in content.items()}


def _as_codes(answers: Mapping[str, str], norm: Norm) -> dict[str, str]:
    """The answers with labels of choices turned into codes. Raises BadValue for a question the norm does not have."""
    from tui_desk.domain import checklist
    from tui_desk.domain.call import Call

    questions = {question.code: question for question in norm.questions()}
    if unknown := next((code for code in answers if code not in questions), None):
        raise BadValue(value=unknown, field=Term(mark("an answer")), allowed=tuple(questions))
    codes = dict(answers)
    for code, question in questions.items():
        if code in codes:
            call = Call("", "", datetime.min, answers=codes)  # noqa: DTZ901 - only the answers matter here
            for choice in checklist.choices(question, call, norm):
                if codes[code] in {choice.label.zh, choice.label.en}:
                    codes[code] = choice.code
    return codes


def _ask_for_missing(call: Call, norm: Norm) -> None:
    from tui_desk.domain import checklist

    if missing := checklist.missing(call, norm):
        names = (f"{each.question.label.in_(language())} ({each.question.code})" for each in missing)
        raise AnswersMissing(fields=", ".join(names))


def _left(row: QueueRow, now: datetime) -> str:
    from tui_desk.domain import ranking

    if row.state == "waiting" and row.due_at is None:
        return tr("paused")
    return ranking.countdown(row.due_at, now) if row.due_at else ""
