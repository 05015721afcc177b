"""`tui-desk ticket new|questions|list|show`: the desk without its screens."""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import AnswerMissing, BadValue, Term
from tui_desk.domain.text import clean
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.desk.views import QueueRow
    from tui_desk.domain.call import Call
    from tui_desk.norms.models import Norm

STATE_WORDS = {
    "open": mark("open"),
    "waiting": mark("waiting"),
    "resolved": mark("resolved"),
    "closed": mark("closed"),
}
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
        "--input", metavar="FILE", help=tr("take the answers from a JSON file ({{code: value}}), - is stdin")
    )
    new.add_argument("--json", action="store_true", help=tr("write the ticket as JSON"))
    asked = add(of_tickets, "questions", tr("list the questions of the call checklist"), list_questions)
    asked.add_argument("--json", action="store_true", help=tr("write JSON"))
    listed = add(of_tickets, "list", tr("list the open tickets and those closed today"), list_tickets)
    listed.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(ROW_FIELDS)))
    listed.add_argument("--limit", type=int, default=None, metavar="N", help=tr("at most so many"))
    shown = add(of_tickets, "show", tr("show a ticket with its history"), show_ticket)
    shown.add_argument("number", metavar=tr("NUMBER"), help=tr("the ticket's number"))
    shown.add_argument("--json", action="store_true", help=tr("write JSON: every field, clocks, promises, history"))


def new_ticket(arguments: argparse.Namespace, settings: Settings) -> int:
    """Register a ticket; the same draft again gives the same ticket."""
    from tui_desk.domain.call import Call

    pairs = dict(_pair(text) for text in (*arguments.answers, *arguments.answer))
    answers = (_answers_from(arguments.input) if arguments.input else {}) | pairs
    with bootstrap.desk_of(settings) as (desk, by):
        norm = desk.norm()
        call = Call(
            draft=arguments.draft or uuid.uuid4().hex,
            officer=by.staff_no,
            began_at=desk.now(),
            answers=_as_codes(answers, norm),
            priority=arguments.priority,
            priority_reason=arguments.reason,
        )
        _ask_for_missing(call, norm)
        ticket = desk.register(call, by=by)
        if arguments.json:
            terminal.say_json(_full(desk, ticket.number))
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
    if arguments.json:
        terminal.say_json([{name: _plain(getattr(row, name)) for name in ROW_FIELDS} for row in rows])
        return 0
    if not rows:
        terminal.say(tr("No ticket is open. “tui-desk ticket new” registers one."))
        return 0
    priorities = {p.code: p.label.in_(language()) for p in norm.priorities}
    headings = (tr("left"), tr("priority"), tr("number"), tr("state"), tr("assignee"), tr("department"), tr("problem"))
    terminal.say_table(
        headings,
        [
            (
                _left(row, now),
                priorities.get(row.priority, row.priority),
                row.number,
                tr(STATE_WORDS[row.state]),
                names.get(row.assignee or "", row.assignee or tr("unassigned")),
                row.requester_unit,
                row.summary,
            )
            for row in rows
        ],
    )
    return 0


def show_ticket(arguments: argparse.Namespace, settings: Settings) -> int:
    """One ticket with its history."""
    with bootstrap.desk_of(settings) as (desk, _):
        if arguments.json:
            terminal.say_json(_full(desk, arguments.number))
        else:
            _Paper(desk, arguments.number).say()
    return 0


@dataclass
class _Paper:
    """A ticket as lines of text, on the desk's wall clock."""

    desk: Desk
    number: str
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.desk.facts().zone)

    def say(self) -> None:
        """Write it."""
        view = self.desk.ticket(self.number)
        ticket, norm = view.ticket, view.norm
        priority = next((p.label.in_(language()) for p in norm.priorities if p.code == ticket.priority), "")
        caller = (ticket.requester_name, ticket.requester_staff_no, ticket.requester_unit, ticket.requester_phone)
        category = next((c.label.in_(language()) for c in norm.categories if c.code == ticket.category), "")
        result = next((c.label.in_(language()) for c in norm.results if c.code == ticket.result), "")
        names = {officer.staff_no: officer.name for officer in self.desk.officers()}
        for label, text in (
            (tr("number"), ticket.number),
            (tr("state"), tr(STATE_WORDS[ticket.state])),
            (tr("priority"), priority),
            (tr("opened"), self._local(ticket.opened_at)),
            (tr("caller"), " ".join(filter(None, caller))),
            (tr("category"), category),
            (tr("problem"), ticket.summary),
            (tr("assignee"), names.get(ticket.assignee or "", ticket.assignee or tr("unassigned"))),
            (tr("first response"), self._local(ticket.responded_at)),
            (tr("result"), result),
            (tr("solution"), ticket.solution),
            (tr("closed"), self._local(ticket.closed_at)),
        ):
            if text:
                terminal.say(f"{label}: {text}")
        for promise in ticket.promises:
            mark_ = "x" if promise.kept_at else " "
            terminal.say(f"[{mark_}] {tr('promise')} {self._local(promise.due_at)}  {promise.words}")
        terminal.say("")
        for event in view.events:
            who = names.get(event.by, event.by)
            terminal.say(
                f"{self._local(event.happened_at)}  {who}  {tr(_KIND_WORDS[event.kind])}  {event.note}".rstrip()
            )

    def _local(self, at: datetime | None) -> str:
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M") if at else ""


_KIND_WORDS = {
    "registered": mark("registered"),
    "taken": mark("taken"),
    "dispatched": mark("dispatched"),
    "responded": mark("responded"),
    "worked": mark("work noted"),
    "waiting": mark("waiting"),
    "resumed": mark("went on"),
    "reprioritised": mark("priority changed"),
    "edited": mark("edited"),
    "promised": mark("promised"),
    "promise_kept": mark("promise kept"),
    "resolved": mark("resolved"),
    "confirmed": mark("confirmed"),
    "closed": mark("closed"),
    "reopened": mark("reopened"),
}


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
        raise AnswerMissing(field=", ".join(names), code=missing[0].question.code)


def _left(row: QueueRow, now: datetime) -> str:
    from tui_desk.domain import ranking

    if row.state == "waiting" and row.due_at is None:
        return tr("paused")
    return ranking.countdown(row.due_at, now) if row.due_at else ""


def _full(desk: Desk, number: str) -> dict[str, Any]:
    """A ticket, its events and its norm's code, as JSON holds them."""
    from dataclasses import asdict

    view = desk.ticket(number)
    content: dict[str, Any] = _plain(asdict(view.ticket))
    return {**content, "norm_code": view.norm.code, "events": [_plain(asdict(event)) for event in view.events]}


def _plain(value: Any) -> Any:
    """The value in what JSON knows: times in ISO 8601, spans in seconds, codes as texts."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "total_seconds"):
        return value.total_seconds()
    return value
