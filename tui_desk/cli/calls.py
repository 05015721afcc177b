"""`tui-desk calls list|show|figures|report`: the call log without its screen (CALL-1, CALL-15).

What it writes is masked once more (TKT-15): a record may be older than the rule that finds private text.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tui_desk import bootstrap, config
from tui_desk.cli import sheet, terminal
from tui_desk.cli.parser import Commands, Parser, add, family
from tui_desk.cli.ticket import count
from tui_desk.config import Settings
from tui_desk.desk.errors import BadMoment, BadValue, NoSuchCall, Term
from tui_desk.desk.terms import ENDS, PHASES
from tui_desk.domain import privacy
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallFigures, CallFilter, CallRecord
from tui_desk.i18n import mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.domain.call import Call
    from tui_desk.domain.officer import Officer

_DAYS = {"today": 0, "yesterday": -1, "今天": 0, "今日": 0, "昨天": -1, "昨日": -1}
_LISTED = 100


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_calls = family(commands, "calls", tr("the call log: list calls, show one, add them up"))
    listed = add(of_calls, "list", tr("list the calls, the newest first"), list_calls)
    _filters(listed)
    listed.add_argument(
        "--limit",
        type=count,
        default=_LISTED,
        metavar="N",
        help=tr("at most so many; {count} unless told", count=_LISTED),
    )
    shown = add(of_calls, "show", tr("show a call with everything that was typed"), show_call)
    shown.add_argument("reference", metavar=tr("REFERENCE"), help=tr("its local reference, such as D7F3A2C1"))
    shown.add_argument("--json", action="store_true", help=tr("write JSON"))
    figures = add(of_calls, "figures", tr("add the calls up: answer speed, handle time, hold time"), say_figures)
    _filters(figures)
    report = add(of_calls, "report", tr("the day's telephone report, officer by officer"), report_day)
    report.add_argument("--day", default="today", help=tr("the day: 2026-11-21, today, yesterday"))
    report.add_argument("--json", action="store_true", help=tr("write JSON; spans in seconds"))


def _filters(parser: Parser) -> None:
    ends = ", ".join(End)
    parser.add_argument("--since", default="", metavar="TIME", help=tr("from this day or time on"))
    parser.add_argument("--until", default="", metavar="TIME", help=tr("up to this time, or to the end of this day"))
    parser.add_argument("--officer", default="", metavar="STAFF_NO", help=tr("only the calls of this officer"))
    parser.add_argument("--end", action="append", default=[], help=tr("only calls that ended so: {ends}", ends=ends))
    parser.add_argument("--direction", choices=("in", "out"), default="", help=tr("only incoming or outgoing calls"))
    parser.add_argument("--words", default="", help=tr("only calls that contain these words"))
    parser.add_argument("--json", action="store_true", help=tr("write JSON; spans in seconds"))


def list_calls(arguments: argparse.Namespace, settings: Settings) -> int:
    """The calls that the filters let through."""
    with bootstrap.desk_of(settings) as (desk, _):
        wanted, zone = _wanted(arguments, desk), ZoneInfo(desk.facts().zone)
        calls, names = desk.calls.log(wanted, arguments.limit), _names(desk.officers())
    if arguments.json:
        terminal.say_json([as_json(call) for call in calls])
    elif not calls:
        terminal.say(tr("No call fits. Every call is on record once it has ended, ticket or not."))
    else:
        headings = (
            *(tr("time"), tr("reference"), tr("how it ended"), tr("caller"), tr("department"), tr("phone")),
            *(tr("officer"), tr("waited"), tr("talked"), tr("held"), tr("Ticket"), tr("problem")),
        )
        terminal.say_table(headings, [_line(call, names, zone) for call in calls])
    return 0


def _line(call: CallRecord, names: dict[str, str], zone: ZoneInfo) -> tuple[str, ...]:
    return (
        call.began_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        call.reference,
        tr(ENDS[call.end]) + (" !" if call.late else ""),
        *map(privacy.masked, (call.caller_name[:80], call.caller_unit[:80], call.caller_phone[:80])),
        names.get(call.officer, call.officer),
        _span(call.waited),
        _span(call.handle_time),
        _span(call.held if call.hold_count else None),
        call.ticket[:80],
        privacy.masked(call.problem[:400]),
    )


def show_call(arguments: argparse.Namespace, settings: Settings) -> int:
    """One call, by its local reference; also one that waits for its number on this host."""
    with bootstrap.desk_of(settings) as (desk, _):
        found = desk.find(arguments.reference)
        call = (
            found.call
            if found is not None and found.call is not None
            else _of_ticket(desk, found.ticket if found else "")
        )
        if call is not None:
            say_call(call, desk, json=arguments.json)
            return 0
        waiting = waiting_here(arguments.reference, desk)
    if waiting is None:
        raise NoSuchCall(reference=arguments.reference)
    say_waiting(waiting, json=arguments.json)
    return 0


def _of_ticket(desk: Desk, number: str) -> CallRecord | None:
    """The call that a ticket was registered from."""
    if not number:
        return None
    draft = desk.ticket(number).ticket.draft
    return next(iter(desk.calls.among([draft], CallFilter())), None)


def waiting_here(reference: str, desk: Desk) -> Call | None:
    """The call with a local reference that only the journal of this host holds; None for none."""
    from tui_desk.journal import Journal

    orphan = Journal(config.state_folder() / "calls").find(reference, desk.store.address)
    return orphan.call if orphan is not None else None


def say_waiting(call: Call, *, json: bool) -> None:
    """Write what is known of a call that waits for its number 待编号."""
    answers = {code: privacy.masked(words) for code, words in call.answers.items() if words.strip()}
    if json:
        terminal.say_json({"reference": call.reference, "pending": True, "answers": answers})
        return
    terminal.say(tr("{reference} waits on this host for its number; nothing of it is lost.", reference=call.reference))
    for code, words in answers.items():
        terminal.say(f"{code}: {words}")


def say_call(call: CallRecord, desk: Desk, *, json: bool) -> None:
    """Write a call's record."""
    if json:
        terminal.say_json(as_json(call))
        return
    zone, names = ZoneInfo(desk.facts().zone), _names(desk.officers())
    for label, text in _fields(call, names, zone):
        if text:
            terminal.say(f"{label}: {privacy.masked(text)}")
    terminal.say("")
    labels = {question.code: question.label for question in desk.norm().questions()}
    from tui_desk.i18n import language

    for code, words in call.answers.items():
        terminal.say(f"{labels[code].in_(language()) if code in labels else code}: {privacy.masked(words)}")


def _fields(call: CallRecord, names: dict[str, str], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    def local(at: datetime) -> str:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

    yield tr("Local reference"), call.reference
    yield tr("Began"), local(call.began_at)
    yield tr("End"), tr(ENDS[call.end])
    yield tr("Ticket"), call.ticket
    yield tr("Given to"), names.get(call.to, call.to)
    yield tr("Officer"), names.get(call.officer, call.officer)
    yield tr("Requester"), " ".join(filter(None, (call.caller_name, call.caller_staff_no, call.caller_unit)))
    yield tr("Contact"), call.caller_phone
    yield tr("Address"), call.address
    yield tr("Problem"), call.problem
    yield tr("What was done"), call.handled
    for phase, at in sorted(call.phases.items(), key=lambda item: item[1]):
        yield tr(PHASES.get(phase, phase)), local(at)  # type: ignore[call-overload] # a phase of an older program
    yield tr("Waited"), _span(call.waited) + (f" ({tr('late')})" if call.late else "")
    yield tr("Talked for"), _span(call.handle_time)
    yield tr("Held"), _span(call.held) if call.hold_count else ""


def say_figures(arguments: argparse.Namespace, settings: Settings) -> int:
    """What the calls that the filters let through amount to."""
    with bootstrap.desk_of(settings) as (desk, _):
        figures = desk.calls.figures(_wanted(arguments, desk))
    if arguments.json:
        terminal.say_json(_figures_json(figures))
        return 0
    for label, value in (
        (tr("calls in all"), str(figures.calls)),
        *((tr(ENDS[End(end)]), str(number)) for end, number in sorted(figures.ends.items())),
        (tr("picked up late"), str(figures.late)),
        (tr("average speed of answer"), _span(figures.answer_speed) or "-"),
        (tr("average handle time"), _span(figures.handle_time) or "-"),
        (tr("average hold time"), _span(figures.hold_time) or "-"),
        (tr("calls held"), str(figures.held)),
    ):
        terminal.say(f"{label}: {value}")
    return 0


def report_day(arguments: argparse.Namespace, settings: Settings) -> int:
    """The incoming calls of a day by officer, and all together (CALL-1)."""
    with bootstrap.desk_of(settings) as (desk, _):
        now, zone = desk.now(), ZoneInfo(desk.facts().zone)
        day = named_day(arguments.day, now.astimezone(zone).date())
        if day is None:
            raise BadMoment(value=arguments.day, why=Term(mark("it cannot be read")))
        whole = CallFilter(since=_midnight(day, zone), until=_midnight(day + timedelta(days=1), zone), direction="in")
        officers = desk.officers()
        figures = {o.staff_no: desk.calls.figures(replace(whole, officer=o.staff_no)) for o in officers}
        total = desk.calls.figures(whole)
    figures = {staff_no: each for staff_no, each in figures.items() if each.calls}
    if arguments.json:
        content = {"day": day.isoformat(), "total": _figures_json(total)}
        terminal.say_json({**content, "officers": {who: _figures_json(each) for who, each in figures.items()}})
        return 0
    if not total.calls:
        terminal.say(tr("No call came in on {day}.", day=day.isoformat()))
        return 0
    names = _names(officers)
    headings = (
        *(day.isoformat(), tr("calls in all"), tr("answered after"), tr("talked for"), tr("held for")),
        *(tr("silent"), tr("late"), tr("missed")),
    )
    rows = [(names.get(who, who), *_report(each)) for who, each in figures.items()]
    terminal.say_table(headings, [*rows, (tr("in all"), *_report(total))])
    return 0


def _report(figures: CallFigures) -> tuple[str, ...]:
    spans = (figures.answer_speed, figures.handle_time, figures.hold_time)
    ends = [str(figures.ends.get(end, 0)) for end in (End.SILENT, End.MISSED)]
    return (str(figures.calls), *(_span(span) or "-" for span in spans), ends[0], str(figures.late), ends[1])


def as_json(call: CallRecord) -> dict[str, Any]:
    """Every field of a call, its reference and figures; times in ISO 8601 and UTC, spans in seconds; masked."""
    content = {"reference": call.reference, **asdict(call), "waited": call.waited, "handle_time": call.handle_time}
    return _masked(sheet.plain(content))  # type: ignore[no-any-return] # a mapping stays one


def _masked(value: Any) -> Any:
    match value:
        case str():
            return privacy.masked(value)
        case dict():
            return {
                key: _masked(each) if key not in ("id", "reference", "ticket") else each for key, each in value.items()
            }
        case list():
            return [_masked(each) for each in value]
        case _:
            return value


def _figures_json(figures: CallFigures) -> dict[str, Any]:
    return sheet.plain(asdict(figures))  # type: ignore[no-any-return] # a mapping stays one


def _wanted(arguments: argparse.Namespace, desk: Desk) -> CallFilter:
    """The filter of the command line. Raises BadValue, BadMoment."""
    officers = {officer.staff_no for officer in desk.officers()}
    if arguments.officer and arguments.officer not in officers:
        raise BadValue(field=Term(mark("the officer")), value=arguments.officer, allowed=tuple(officers))
    for end in arguments.end:
        if end not in set(End):
            raise BadValue(field=Term(mark("the end")), value=end, allowed=tuple(End))
    now, zone = desk.now(), ZoneInfo(desk.facts().zone)
    return CallFilter(
        since=_instant(arguments.since, now, zone, days=0),
        until=_instant(arguments.until, now, zone, days=1),
        officer=arguments.officer,
        ends=tuple(End(end) for end in arguments.end),
        direction=arguments.direction,
        words=arguments.words,
    )


def _instant(typed: str, now: datetime, zone: ZoneInfo, *, days: int) -> datetime | None:
    """The instant that was typed; of a day, its midnight so many days later. Raises BadMoment."""
    from tui_desk.domain import moments

    if not typed.strip():
        return None
    if (day := named_day(typed, now.astimezone(zone).date())) is not None:
        return _midnight(day + timedelta(days=days), zone)
    try:
        return moments.parse(typed, now, zone)
    except ValueError:
        raise BadMoment(value=typed, why=Term(mark("it cannot be read"))) from None


def named_day(typed: str, today: date) -> date | None:
    """The day that was typed: 2026-11-21, today, 昨天 …; None where it is none."""
    typed = typed.strip().lower()
    if typed in _DAYS:
        return today + timedelta(days=_DAYS[typed])
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _names(officers: Sequence[Officer]) -> dict[str, str]:
    return {officer.staff_no: officer.name for officer in officers}


def _span(length: timedelta | None) -> str:
    """A length of time as "3:05" or "1:03:05"; empty for none."""
    if length is None:
        return ""
    minutes, seconds = divmod(max(0, round(length.total_seconds())), 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
