"""What the desk knows already, by the names under which the boxes of a form ask for it (`source` of a box).

Pure: everything comes with the `Known`. What is not known is empty, never "None". Private text is what the ticket has
of it: masked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.paper import Paper, Row
from tui_desk.domain.person import Person, Unit
from tui_desk.domain.sla import late
from tui_desk.domain.ticket import Event, EventKind, Ticket
from tui_desk.norms.models import Box, Choice, Norm, Question, Words

_WEEKDAYS = {"zh": ("一", "二", "三", "四", "五", "六", "日"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_REMOTE = Words("远程", "remote")
_IN_TIME, _LATE = Words("达标", "met"), Words("超时", "late")
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a paper is filled from: its ticket with history and norm, the caller and the unit, who works at the desk.

    `manager` is the duty manager of now, `by` who makes the paper, `language` that of the desk.
    """

    number: str
    now: datetime
    zone: ZoneInfo
    language: str
    desk: str
    norm: Norm
    by: Officer
    ticket: Ticket
    events: Sequence[Event] = ()
    unit: Unit | None = None
    person: Person | None = None
    contacts: Sequence[Person] = ()
    officers: Mapping[OfficerId, Officer] = ()  # type: ignore[assignment] # an empty mapping
    manager: Officer | None = None
    papers: Sequence[Paper] = ()

    def name(self, officer: OfficerId | None) -> str:
        """What an officer is called; the staff number of one who is not known."""
        found = self.officers.get(officer or "")
        return found.name if found else officer or ""

    def words(self, words: Words) -> str:
        """A text in the language of the desk."""
        return words.in_(self.language)

    def day(self, at: datetime | None) -> str:
        """The local day of an instant as boxes keep it."""
        return f"{at.astimezone(self.zone):%Y-%m-%d}" if at else ""


def instant(at: datetime | None) -> str:
    """An instant as boxes keep it: UTC, to the minute."""
    return at.replace(second=0, microsecond=0).isoformat() if at else ""


# The ticket


def _label(choices: Sequence[Choice], code: str, known: Known) -> str:
    return next((known.words(choice.label) for choice in choices if choice.code == code), code)


def _coded(code: str, box: Box, choices: Sequence[Choice], known: Known) -> str:
    """A code of the ticket as this box takes it: one of its own choices, or in words where it has none to choose."""
    if not box.choices:
        return _label(choices, code, known)
    own = {choice.code for choice in box.choices}
    return code if code in own else ""


def _channel(known: Known, box: Box) -> str:
    """How the ticket came in; by another way than those that stand on the paper is 其他."""
    found = _coded(known.ticket.channel, box, known.norm.channels, known)
    return found or ("other" if known.ticket.channel and any(choice.code == "other" for choice in box.choices) else "")


def _category(known: Known, box: Box) -> str:
    return _coded(known.ticket.category, box, [Choice(each.code, each.label) for each in known.norm.categories], known)


def _subcategory(known: Known, box: Box) -> str:
    under = [each for each in known.norm.categories if each.code == known.ticket.category]
    return _coded(known.ticket.subcategory, box, [sub for each in under for sub in each.subcategories], known)


def _priority(known: Known, box: Box) -> str:
    return _coded(known.ticket.priority, box, [Choice(p.code, p.label) for p in known.norm.priorities], known)


def _service_type(known: Known, box: Box) -> str:
    """A fault where something fails, advice where nothing does; nothing where the form calls them otherwise."""
    category = next((each for each in known.norm.categories if each.code == known.ticket.category), None)
    own = {choice.code for choice in box.choices}
    wanted = "" if category is None else "fault" if category.fault else "advice"
    return wanted if wanted in own else ""


def _phenomenon(known: Known, _box: Box) -> str:
    """What fails, in the caller's words, with what the call made of it (CALL-8): message, since when, how often."""
    lines = [known.ticket.summary]
    step = next((s for s in known.norm.steps if any(q.fills == "summary" for q in s.questions)), None)
    for question in step.questions if step else ():
        answer = known.ticket.answers.get(question.code, "").strip()
        if answer and not question.fills and question.kind != "file" and question.code not in ("wish", "address"):
            lines.append(f"{known.words(question.label)}: {_answer(question, answer, known)}")
    return "\n".join(filter(None, lines))


def _answer(question: Question, answer: str, known: Known) -> str:
    if question.kind == "yes_no":
        return known.words(Words("是", "yes") if answer == "yes" else Words("否", "no"))
    return _label(question.choices, answer, known)


def _place(known: Known, _box: Box) -> str:
    """Where the caller is, or the unit; "远程" once somebody helped from afar and nobody departed."""
    said = known.ticket.answers.get(known.norm.code_of("address") or "address", "")
    went = "depart" in known.ticket.stamps or "arrive" in known.ticket.stamps
    far = not went and any(event.kind is EventKind.WORKED for event in known.events)
    return said or (known.words(_REMOTE) if far else known.unit.address if known.unit else "")


def _work(known: Known, _box: Box) -> str:
    """What was written down while working 处理过程, line by line."""
    done = [event.note for event in known.events if event.kind is EventKind.WORKED]
    handled = known.ticket.answers.get(known.norm.code_of("handled") or "handled", "")
    return "\n".join(filter(None, (handled, *done)))


def _progress(known: Known, _box: Box) -> str:
    """处理进展: the last line of what was done, or else how it ended (TKT-3)."""
    done = [event.note for event in known.events if event.kind is EventKind.WORKED and event.note]
    return done[-1] if done else _label(known.norm.results, known.ticket.result, known)


def _in_time(known: Known, _box: Box) -> str:
    """SLA响应时效: how long one had, and whether that was met (TKT-2): "2小时内(达标)"."""
    clocks = [clock for clock in known.ticket.clocks if clock.milestone == "respond"]
    if not clocks:
        return ""
    clock = clocks[-1]
    if not clock.reached_at:
        return ""
    hours, minutes = divmod(clock.within // _MINUTE, 60)
    within = known.words(Words(f"{hours}小时" if not minutes else f"{clock.within // _MINUTE}分钟", ""))
    if not known.language.startswith("zh"):
        within = f"{hours} h" if not minutes else f"{clock.within // _MINUTE} min"
    verdict = known.words(_LATE if late(clock, clock.reached_at) else _IN_TIME)
    return f"{within}内({verdict})" if known.language.startswith("zh") else f"within {within} ({verdict})"


def _feedback(known: Known, box: Box) -> str:
    mark = _coded(known.ticket.feedback, box, known.norm.feedback, known)
    return f"{mark}(“{known.ticket.feedback_words}”)" if mark and known.ticket.feedback_words else mark


def _requester(known: Known, _box: Box) -> str:
    named = known.ticket.requester_name, known.ticket.requester_staff_no
    return "/".join(filter(None, named))


def _warranty(known: Known, _box: Box) -> str:
    return known.unit.warranties[0].product if known.unit and len(known.unit.warranties) == 1 else ""


def _serial(known: Known, _box: Box) -> str:
    return known.unit.warranties[0].serial if known.unit and len(known.unit.warranties) == 1 else ""


def _unit_name(known: Known, _box: Box) -> str:
    """The full legal name; what the caller said where the directory has no such unit (REC-1)."""
    return known.unit.name if known.unit else known.ticket.requester_unit


def weekday(day: date, language: str) -> str:
    """What a day of the week is called on paper 星期."""
    return _WEEKDAYS["zh" if language.startswith("zh") else "en"][day.weekday()]


# Dispatch


@dataclass(frozen=True, slots=True)
class _Given:
    to: str = ""
    by: str = ""
    advice: str = ""
    at: datetime | None = None


def _given(known: Known, *, again: bool) -> _Given:
    """The first time that the ticket was given to somebody 派单, or the last of several 改派 (SITE-2)."""
    found = [
        _Given(str(event.changes.get("assignee") or _offered(event)), event.by, event.note, event.happened_at)
        for event in known.events
        if event.kind is EventKind.DISPATCHED
    ]
    if again:
        return found[-1] if len(found) > 1 else _Given()
    return found[0] if found else _Given(to=known.ticket.assignee or "", advice=known.ticket.advice)


def _offered(event: Event) -> OfficerId:
    offers = event.changes.get("offers") or ()
    return offers[-1].to if offers else ""


def _manager(known: Known, _box: Box) -> str:
    given = _given(known, again=False)
    return known.name(given.by) if given.by else known.manager.name if known.manager else ""


def _left_over(known: Known, _box: Box) -> str:
    return ", ".join(link.number for link in known.ticket.links if link.why == "left_over")


def _phone(officer: OfficerId | None, known: Known) -> str:
    found = known.officers.get(officer or "")
    return found.phone if found else ""


SOURCES: Mapping[str, Callable[[Known, Box], str]] = {
    "paper.number": lambda known, _: known.number,
    "paper.date": lambda known, _: known.day(known.now),
    "paper.made_at": lambda known, _: instant(known.now),
    "paper.weekday": lambda known, _: weekday(known.now.astimezone(known.zone).date(), known.language),
    "receipt.weekday": lambda _known, _: "",  # follows from the day of the receipt
    "visits.hours": lambda _known, _: "",  # follows from the visits
    "visits.impact": lambda _known, _: "",
    "desk.name": lambda known, _: known.desk,
    "officer.me": lambda known, _: known.by.name,
    "officer.first_taker": lambda known, _: known.name(known.ticket.first_taker),
    "officer.assignee": lambda known, _: known.name(known.ticket.assignee),
    "officer.assignee_staff_no": lambda known, _: known.ticket.assignee or "",
    "officer.assignee_phone": lambda known, _: _phone(known.ticket.assignee, known),
    "officer.manager": lambda known, _: known.manager.name if known.manager else "",
    "dispatch.engineer": lambda known, _: known.name(_given(known, again=False).to),
    "dispatch.advice": lambda known, _: _given(known, again=False).advice,
    "dispatch.manager": _manager,
    "dispatch.at": lambda known, _: instant(_given(known, again=False).at),
    "redispatch.engineer": lambda known, _: known.name(_given(known, again=True).to),
    "redispatch.advice": lambda known, _: _given(known, again=True).advice,
    "redispatch.manager": lambda known, _: known.name(_given(known, again=True).by),
    "redispatch.at": lambda known, _: instant(_given(known, again=True).at),
    "unit.name": _unit_name,
    "unit.card_no": lambda known, _: (known.unit.card_no if known.unit else "") or _card_no(known),
    "unit.address": lambda known, _: (known.unit.address if known.unit else "") or _place(known, Box("", Words())),
    "unit.phone": lambda known, _: known.unit.phones[0] if known.unit and known.unit.phones else "",
    "unit.agreement_until": lambda known, _: (
        f"{known.unit.agreement.until}" if known.unit and known.unit.agreement else ""
    ),
    "unit.product": _warranty,
    "unit.serial": _serial,
    "person.title": lambda known, _: _label(known.norm.titles, known.ticket.requester_title, known),
    "ticket.number": lambda known, _: known.ticket.number,
    "ticket.channel": _channel,
    "ticket.opened_at": lambda known, _: instant(known.ticket.opened_at),
    "ticket.opened_on": lambda known, _: known.day(known.ticket.opened_at),
    "ticket.requester": lambda known, _: known.ticket.requester_name,
    "ticket.requester_and_staff_no": _requester,
    "ticket.phone": lambda known, _: known.ticket.requester_phone,
    "ticket.unit": lambda known, _: known.ticket.requester_unit,
    "ticket.category": _category,
    "ticket.subcategory": _subcategory,
    "ticket.service_type": _service_type,
    "ticket.priority": _priority,
    "ticket.summary": lambda known, _: known.ticket.summary,
    "ticket.phenomenon": _phenomenon,
    "ticket.wish": lambda known, _: known.ticket.answers.get("wish", ""),
    "ticket.place": _place,
    "ticket.work": _work,
    "ticket.progress": _progress,
    "ticket.workaround": lambda known, _: _said_to(known, "workaround"),
    "ticket.responded_at": lambda known, _: instant(known.ticket.responded_at),
    "ticket.result": lambda known, box: _coded(known.ticket.result, box, known.norm.results, known),
    "ticket.solution": lambda known, _: known.ticket.solution,
    "ticket.resolved_at": lambda known, _: instant(known.ticket.resolved_at),
    "ticket.feedback": _feedback,
    "ticket.closed_at": lambda known, _: instant(known.ticket.closed_at),
    "ticket.remark": lambda known, _: known.ticket.remark,
    "ticket.lesson": lambda known, _: known.ticket.lesson or known.ticket.remark,
    "ticket.in_time": _in_time,
    "ticket.depart": lambda known, _: instant(known.ticket.stamps.get("depart")),
    "ticket.arrive": lambda known, _: instant(known.ticket.stamps.get("arrive")),
    "ticket.visit_ended": lambda known, _: instant(known.ticket.stamps.get("visit_ended")),
    "ticket.left_over": _left_over,
}
"""What a box may name as its source, and how it comes to its value."""


def _card_no(known: Known) -> str:
    return known.person.card_no if known.person else ""


def _said_to(known: Known, stamped: str) -> str:
    """What was said when this was noted on the way."""
    told = (
        e.note for e in reversed(known.events) if e.kind is EventKind.STAMPED and stamped in e.changes.get("stamps", {})
    )
    return next(filter(None, told), "")


# Rows


def _contacts(known: Known) -> tuple[Row, ...]:
    """Whoever called, then the main contacts of the unit (REC-2)."""
    ticket = known.ticket
    rows: list[Row] = []
    if ticket.requester_name:
        mains = {person.name for person in known.contacts if person.main_contact}
        main = "yes" if not mains or ticket.requester_name in mains else ""
        rows.append(_row(name=ticket.requester_name, phone=ticket.requester_phone, main=main))
    others = (each for each in known.contacts if each.main_contact and each.name != ticket.requester_name)
    return (*rows, *(_row(name=each.name, phone=each.phones[0] if each.phones else "", main="yes") for each in others))


def _staff(known: Known) -> tuple[Row, ...]:
    """Whoever has the ticket, or else whoever writes (REC-3)."""
    officer = known.officers.get(known.ticket.assignee or "", known.by)
    return (_row(name=officer.name, staff_no=officer.staff_no),)


def _intervals(known: Known) -> tuple[Row, ...]:
    """From the first response to the solution, where both are known (REC-4)."""
    began, ended = known.ticket.responded_at, known.ticket.resolved_at
    return (_row(began=instant(began), ended=instant(ended)),) if began else ()


def _visits(known: Known) -> tuple[Row, ...]:
    """The way there and back as it was noted so far (SITE-4); a paper that came back has those before it (SITE-10)."""
    stamps = known.ticket.stamps
    if any(paper.returned_at for paper in known.papers):
        return ()
    row = _row(
        departed=instant(stamps.get("depart")),
        arrived=instant(stamps.get("arrive")),
        left=instant(stamps.get("visit_ended")),
    )
    return (row,) if row else ()


def _row(**values: str) -> Row:
    return {name: value for name, value in values.items() if value}


ROW_SOURCES: Mapping[str, Callable[[Known], tuple[Row, ...]]] = {
    "person.contacts": _contacts,
    "officer.staff": _staff,
    "ticket.intervals": _intervals,
    "ticket.visits": _visits,
}
"""What a table may name as its source."""
