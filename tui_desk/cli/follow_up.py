"""`tui-desk follow-up` and `tui-desk complaint`: closing the loop in a shell (DESK-6, TKT-17)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import sheet, terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadValue, Term
from tui_desk.desk.terms import FOLLOW_UP_STAGES, FOLLOW_UPS, OUTCOMES
from tui_desk.domain.follow_up import FollowUpKind, Outcome
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.follow_up_views import FollowUpView

REPORTED_DAYS = 7
FIELDS = (
    "id",
    "kind",
    "stage",
    "ticket",
    "made_at",
    "from_at",
    "due_at",
    "owner",
    "not_by",
    "person",
    "unit",
    "phone",
    "cause",
    "because",
    "words",
    "scores",
    "feedback",
    "opinion",
    "answer",
    "done_at",
    "done_by",
    "outcome",
)
"""The fields of a follow-up as JSON, which stay as they are; times are ISO 8601 in UTC."""


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    ups = family(commands, "follow-up", tr("confirmations, call-backs and improvements"))
    _listed(add(ups, "list", tr("list what is still to be done, first what is due first"), list_open))
    tried = add(ups, "attempt", tr("note that the user was called"), attempt)
    _id(tried)
    tried.add_argument("outcome", choices=("reached", "missed"), help=tr("whether the user was reached"))
    tried.add_argument("words", nargs="?", default="", metavar=tr("TEXT"), help=tr("what was said"))
    marked = add(ups, "marks", tr("note the user's marks"), marks)
    _id(marked)
    marked.add_argument("marks", nargs="+", metavar=tr("SCALE=MARK"), help=tr("like skill=4"))
    marked.add_argument("--words", default="", metavar=tr("TEXT"), help=tr("what the user said"))
    done = add(ups, "done", tr("note that it is done"), end)
    _id(done)
    done.add_argument(
        "words", nargs="?", default="", metavar=tr("TEXT"), help=tr("what the user said, or was improved")
    )
    done.add_argument("--accepted", default="", metavar=tr("CODE"), help=tr("how the user confirmed"))
    done.add_argument("--feedback", default="", metavar=tr("CODE"), help=tr("the user's satisfaction"))
    given_up = add(ups, "give-up", tr("give a user up after the norm's attempts"), give_up)
    _id(given_up)
    given_up.add_argument("words", metavar=tr("TEXT"), help=tr("why it is given up"))
    _owner(add(ups, "assign", tr("give it to an owner"), assign))
    report = add(ups, "report", tr("report what was done, the mean marks, complaints by cause"), figures)
    report.add_argument("--since", default="", metavar=tr("DAY"), help=tr("the first day, like 2026-11-21"))
    report.add_argument("--until", default="", metavar=tr("DAY"), help=tr("the last day"))
    report.add_argument("--json", action="store_true", help=tr("write JSON"))
    complaints = family(commands, "complaint", tr("complaints"))
    taken = add(complaints, "take", tr("take a complaint; writes its id"), take)
    taken.add_argument("words", metavar=tr("TEXT"), help=tr("the complaint"))
    taken.add_argument("--ticket", default="", metavar=tr("NUMBER"), help=tr("the ticket it is about"))
    taken.add_argument("--cause", default="", metavar=tr("CODE"), help=tr("one of the norm's causes"))
    taken.add_argument("--name", default="", help=tr("who complains"))
    taken.add_argument("--unit", default="", help=tr("the caller's department"))
    taken.add_argument("--phone", default="", help=tr("where the caller is reached"))
    taken.add_argument("--against", action="append", default=[], metavar=tr("STAFF_NO"), help=tr("about whom"))
    taken.add_argument("--id", default="", metavar="ID", help=tr("a name for this complaint: one id, one complaint"))
    _listed(add(complaints, "list", tr("list the open complaints"), list_complaints))
    _owner(add(complaints, "assign", tr("give it to an owner"), assign))
    answered = add(complaints, "answer", tr("note what the desk found and does about it"), answer)
    _id(answered)
    answered.add_argument("words", metavar=tr("TEXT"), help=tr("the answer"))


def _id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help=tr("its id, or the number of a ticket that has only one open"))


def _owner(parser: argparse.ArgumentParser) -> None:
    _id(parser)
    parser.add_argument("owner", metavar=tr("STAFF_NO"), help=tr("who is to do it"))
    parser.add_argument("words", nargs="?", default="", metavar=tr("TEXT"), help=tr("a note"))


def _listed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(FIELDS)))


def list_open(arguments: argparse.Namespace, settings: Settings) -> int:
    """What is still to be done."""
    return _list(arguments, settings, complaints=False)


def list_complaints(arguments: argparse.Namespace, settings: Settings) -> int:
    """The open complaints."""
    return _list(arguments, settings, complaints=True)


def _list(arguments: argparse.Namespace, settings: Settings, *, complaints: bool) -> int:
    with bootstrap.desk_of(settings) as (desk, by):
        views = desk.follow_ups.open(by, FollowUpKind.COMPLAINT if complaints else None)
        names = {officer.staff_no: officer.name for officer in desk.officers()}
        zone, now = ZoneInfo(desk.facts().zone), desk.now()
    if arguments.json:
        terminal.say_json([as_json(view) for view in views])
    elif not views:
        terminal.say(tr("Nothing is to be followed up."))
    else:
        _say_table(views, names, zone, now)
    return 0


def as_json(view: FollowUpView) -> dict[str, object]:
    """A follow-up as JSON has it."""
    return {name: sheet.plain(getattr(view.of, name)) for name in FIELDS}


def _say_table(views: Sequence[FollowUpView], names: dict[str, str], zone: ZoneInfo, now: datetime) -> None:
    headings = (tr("due by"), tr("what"), "ID", tr("user"), tr("tried"), tr("next step"), tr("owner"), tr("words"))
    rows = []
    for view in views:
        of = view.of
        due = of.due_at.astimezone(zone).strftime("%m-%d %H:%M") + (" !!" if of.late(now) else "")
        step = tr("not by you") if view.why_not else view.next_at.astimezone(zone).strftime("%m-%d %H:%M")
        if not of.is_call or (of.kind is FollowUpKind.COMPLAINT and of.answered_at is None):
            step = tr(FOLLOW_UP_STAGES[of.stage])
        who = " ".join(filter(None, (of.person, of.unit, of.phone)))
        tried = f"{view.counted}/{view.rules.attempts}" if of.is_call else ""
        words = of.words if of.kind is FollowUpKind.COMPLAINT else of.because or view.summary
        owner = names.get(of.owner, of.owner)
        rows.append((due, tr(FOLLOW_UPS[of.kind]), of.id, who, tried, step, owner, words))
    terminal.say_table(headings, rows)


def attempt(arguments: argparse.Namespace, settings: Settings) -> int:
    """Note an attempt."""
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.follow_ups.view(arguments.id, by).of
        desk.follow_ups.attempt(of.id, arguments.outcome == "reached", arguments.words, by=by)
        view = desk.follow_ups.view(of.id, by)
    facts = {"made": view.counted, "wanted": view.rules.attempts}
    terminal.say(tr("Attempt noted: {made} of {wanted} count.", **facts))
    return 0


def marks(arguments: argparse.Namespace, settings: Settings) -> int:
    """Note the user's marks."""
    scores = {}
    for each in arguments.marks:
        scale, _, value = each.partition("=")
        if not value.isdecimal():
            raise BadValue(field=Term(mark("the mark")), value=each, allowed="skill=4")
        scores[scale] = int(value)
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.follow_ups.view(arguments.id, by).of
        desk.follow_ups.scores(of.id, scores, arguments.words, by=by)
    terminal.say(tr("Marks noted."))
    return 0


def end(arguments: argparse.Namespace, settings: Settings) -> int:
    """Note that it is done."""
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.follow_ups.view(arguments.id, by).of
        told = {"accepted": arguments.accepted, "feedback": arguments.feedback}
        done = desk.follow_ups.done(of.id, arguments.words, by=by, **told)
    terminal.say(f"{done.id}: {tr(OUTCOMES[Outcome(done.outcome)])}")
    return 0


def give_up(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give a user up."""
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.follow_ups.view(arguments.id, by).of
        done = desk.follow_ups.give_up(of.id, arguments.words, by=by)
    terminal.say(f"{done.id}: {tr(OUTCOMES[Outcome(done.outcome)])}")
    return 0


def assign(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give it to an owner."""
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.follow_ups.view(arguments.id, by).of
        owner = next((o for o in desk.officers() if arguments.owner in {o.staff_no, o.login}), None)
        desk.follow_ups.assign(of.id, owner.staff_no if owner else arguments.owner, arguments.words, by=by)
    terminal.say(tr("{name} has it now.", name=owner.name if owner else arguments.owner))
    return 0


def take(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a complaint; writes its id."""
    from tui_desk.desk.follow_ups import Complaint

    complaint = Complaint(
        words=arguments.words,
        ticket=arguments.ticket,
        cause=arguments.cause,
        person=arguments.name,
        unit=arguments.unit,
        phone=arguments.phone,
        against=tuple(arguments.against),
        request=arguments.id,
    )
    with bootstrap.desk_of(settings) as (desk, by):
        terminal.say(desk.follow_ups.complain(complaint, by=by).id)
    return 0


def answer(arguments: argparse.Namespace, settings: Settings) -> int:
    """Answer a complaint."""
    with bootstrap.desk_of(settings) as (desk, by):
        of = desk.follow_ups.view(arguments.id, by).of
        desk.follow_ups.answer(of.id, arguments.words, by=by)
    terminal.say(tr("Answered: now the caller is to be called back."))
    return 0


def figures(arguments: argparse.Namespace, settings: Settings) -> int:
    """What the follow-ups made in some days came to."""
    with bootstrap.desk_of(settings) as (desk, _):
        zone = ZoneInfo(desk.facts().zone)
        today = desk.now().astimezone(zone).date()
        last = _day(arguments.until) if arguments.until else today
        first = _day(arguments.since) if arguments.since else last - timedelta(days=REPORTED_DAYS - 1)
        since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
        found, rules = desk.follow_ups.figures(since, until), desk.norm().follow_up
    if arguments.json:
        plain = {name: sheet.plain(getattr(found, name)) for name in found.__slots__}
        terminal.say_json({"since": str(first), "until": str(last), **plain})
        return 0
    made = ", ".join(f"{tr(FOLLOW_UPS[kind])} {count}" for kind, count in found.made.items())
    facts = {"done": found.done, "reached": found.reached, "given_up": found.given_up, "late": found.late}
    terminal.say(tr("{since} to {until}: {made}", since=first, until=last, made=made or "0"))
    terminal.say(tr("done {done}, users reached {reached}, given up {given_up}, late {late}", **facts))
    labels = {each.code: each.label.in_(language()) for each in (*rules.scales, *rules.causes)}
    for scale, mean in found.average.items():
        terminal.say(f"{labels.get(scale, scale)} {mean:.2f}")
    terminal.say(tr("bad marks {bad}, improvements late {late}", bad=found.bad, late=found.improvements_late))
    for cause, count in found.complaints.items():
        terminal.say(tr("complaints: {cause} {count}", cause=labels.get(cause, cause) or "-", count=count))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadValue(field=Term(mark("a day")), value=text, allowed="2026-11-21") from None
