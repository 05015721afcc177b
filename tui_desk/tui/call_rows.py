"""What the call log says of its calls, as text: lines, totals, and a call's own record (CALL-1, CALL-15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tui_desk.desk.terms import ENDS, PHASES
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallFigures, CallFilter, CallRecord
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Category, Choice, Norm, Priority
from tui_desk.tui.paint import NEAR, PLAIN, QUIET, STRONG
from tui_desk.tui.presenting import Row, Tone, moment, officer, short_moment
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.text_line import Piece

DAYS: tuple[tuple[int, str], ...] = (
    (0, mark("all days")),
    (1, mark("today")),
    (7, mark("7 days")),
    (31, mark("31 days")),
)
"""How many days back the log is looked at, today among them; 0 for all."""
DIRECTIONS = {"": mark("in and out"), "in": mark("incoming"), "out": mark("outgoing")}
_CODES = {
    "scratch": mark("Note"),
    "priority": mark("Priority"),
    "priority_reason": mark("Reason of the priority"),
    "words": mark("What was said"),
    "due": mark("By when"),
    "reason": mark("Reason of the call"),
    "points": mark("Points"),
    "likely": mark("Likely questions"),
    "address": mark("Address"),
}
"""What was typed beside the norm's questions."""
_NOT_AGAIN = frozenset(
    {"scratch", "priority", "priority_reason", "words", "due", "reason", "points", "likely", "rings"}
)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What part of the log is looked at; `days` as in `DAYS`."""

    days: int = 0
    end: str = ""
    officer: str = ""
    direction: str = ""
    words: str = ""

    def wanted(self, session: Session) -> CallFilter:
        """The filter that the desk understands."""
        since = None
        if self.days:
            first = session.local(session.now()).date() - timedelta(days=self.days - 1)
            since = datetime.combine(first, time(), session.zone)
        return CallFilter(
            since=since,
            officer=self.officer,
            ends=(End(self.end),) if self.end else (),
            direction=self.direction,  # type: ignore[arg-type] # one of DIRECTIONS
            words=self.words,
        )

    def said(self, session: Session) -> str:
        """What is filtered, in words; empty for nothing."""
        parts = (
            tr(dict(DAYS)[self.days]) if self.days else "",
            tr(ENDS[End(self.end)]) if self.end else "",
            officer(self.officer, session) if self.officer else "",
            tr(DIRECTIONS[self.direction]) if self.direction else "",
            f"“{self.words}”" if self.words else "",
        )
        return "  ".join(filter(None, parts))


def span(length: timedelta | None) -> str:
    """A length of time as minutes and seconds, "3:05", with hours in front where there are any; empty for none."""
    if length is None:
        return ""
    seconds = max(0, round(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def totals(figures: CallFigures) -> list[Piece]:
    """The figures on one line: calls, ASA, handle and hold time, silent, late and missed calls (CALL-1)."""
    counted = (
        (tr("calls in all"), str(figures.calls), STRONG),
        (tr("answered after"), span(figures.answer_speed) or "-", PLAIN),
        (tr("talked for"), span(figures.handle_time) or "-", PLAIN),
        (tr("held for"), span(figures.hold_time) or "-", PLAIN),
        (tr("silent"), str(figures.ends.get(End.SILENT, 0)), PLAIN),
        (tr("late"), str(figures.late), NEAR if figures.late else PLAIN),
        (tr("missed"), str(missed := figures.ends.get(End.MISSED, 0)), NEAR if missed else PLAIN),
    )
    return [piece for name, value, ink in counted for piece in ((f" {name} ", QUIET), (f"{value} ", ink))]


def record_rows(record: CallRecord, session: Session, norm: Norm) -> tuple[Row, ...]:
    """Everything that stays of a call: how it ended, who called, its phases and holds, and all that was typed."""
    return tuple(row for row in _rows(record, session, norm) if row.text)


def _rows(record: CallRecord, session: Session, norm: Norm) -> Iterator[Row]:
    yield Row(record.problem, tr("Problem"), Tone.LOUD)
    yield Row(record.handled, tr("What was done"))
    yield Row(tr(ENDS[record.end]), tr("End"))
    yield Row(record.ticket, tr("Ticket"))
    yield Row(_whom(record.to, session), tr("Given to"))
    title = next((t.label.in_(language()) for t in norm.titles if t.code == record.caller_title), "")
    name = f"{record.caller_name} ({title})" if record.caller_name and title else record.caller_name
    yield Row(" ".join(filter(None, (name, record.caller_staff_no))), tr("Requester"))
    yield Row(record.caller_unit, tr("Department"))
    yield Row(record.caller_phone, tr("Contact"))
    yield Row(record.address, tr("Address"))
    yield Row(officer(record.officer, session) if record.officer else tr("nobody"), tr("Officer"))
    yield Row(record.line, tr("Line"))
    yield Row(record.reference, tr("Local reference"))
    yield Row(tr("Course of the call"), tone=Tone.HEADING)
    yield from _course(record, session)
    typed = [row for code, words in record.answers.items() for row in [_typed(code, words, norm)]]
    if typed:
        yield Row(tr("As it was typed"), tone=Tone.HEADING)
        yield from typed


def _course(record: CallRecord, session: Session) -> Iterator[Row]:
    yield Row(moment(record.began_at, session), tr("Began"))
    times = [(at, tr(PHASES[phase])) for phase, at in record.phases.items() if phase in PHASES]
    times += [
        (hold.since, tr("Held for {span}", span=span((hold.until or hold.since) - hold.since))) for hold in record.holds
    ]
    for at, what in sorted(times):
        yield Row(f"{session.local(at):%H:%M:%S}", what)
    late = (
        tr("{span}, later than the norm allows", span=span(record.waited) or "?")
        if record.late
        else span(record.waited)
    )
    yield Row(late, tr("Waited"), Tone.NEAR if record.late else Tone.PLAIN)
    yield Row(span(record.handle_time), tr("Talked for"))
    if record.hold_count:
        yield Row(tr("{span} in {count} holds", span=span(record.held), count=record.hold_count), tr("Held"))
    if record.unheard:
        yield Row(str(record.unheard), tr("Asked whether they hear"))


def _typed(code: str, words: str, norm: Norm) -> Row:
    question = next((each for each in norm.questions() if each.code == code), None)
    if question is None:
        return Row(words, tr(_CODES[code]) if code in _CODES else code)
    entries: Sequence[Choice | Category | Priority] = {
        "categories": norm.categories,
        "channels": norm.channels,
        "titles": norm.titles,
        "priorities": norm.priorities,
        "subcategories": tuple(s for c in norm.categories for s in c.subcategories),
    }.get(question.source, question.choices)  # type: ignore[assignment] # each holds codes and labels
    label = next((entry.label.in_(language()) for entry in entries if entry.code == words), words)
    if question.kind == "yes_no":
        label = {"yes": tr("yes"), "no": tr("no")}.get(words, words)
    return Row(label, question.label.in_(language()))


def _whom(to: str, session: Session) -> str:
    return officer(to, session) if to in session.officers else to


def answers_again(record: CallRecord) -> dict[str, str]:
    """The answers with which the call is taken up again as a new one; times and counts of the old one are left out."""
    known = {"phone": record.caller_phone, "name": record.caller_name, "unit": record.caller_unit}
    answers = {code: words for code, words in record.answers.items() if code not in _NOT_AGAIN}
    return {code: words for code, words in {**known, **answers}.items() if words}


def when(record: CallRecord, session: Session, now: datetime) -> str:
    """When the call began: "10:42" today, "11-20 10:42" before."""
    return short_moment(record.began_at, session, now)
