"""The shape of a norm, as its TOML parts state it and as it is published into the database.

Plain frozen dataclasses: the user interface reads them without loading a model library. Codes are stable and
ASCII; whatever a person sees is a `Words` in both languages. Nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar, Literal

QuestionKind = Literal["text", "long", "choice", "number", "yes_no", "moment", "past", "duration", "people", "file"]
"""How an answer is typed: a line, several lines, one of `choices`, a count, yes or no, a point in time.

`past` is a point in time that may be over ("今早9点", "-20m") and is kept in the caller's words where it is none;
`duration` a length of time ("20分钟", "1h30"); `people` how many ("3", "全部门", "十几人"); `file` paths, one a line.
"""

Milestone = Literal["handover", "respond", "assess", "depart", "arrive", "workaround", "resolve", "form"]
"""What a target can be set on (norms §3)."""

Start = Literal["opened", "remote_failed", "visit_ended"]
"""What sets a clock going: the ticket is opened, remote help has failed (SLA-2, 6), a visit is over (SLA-9)."""

OnChange = Literal["recompute", "forward", "reset"]
"""What becomes of a clock under way when its ticket falls under other targets (TKT-7).

`recompute`: as if the new target had held from the start. `forward`: what was counted stays counted, what is left of
the new target counts from now on. `reset`: the whole new target counts from now on.
"""

MATCHED = ("customer", "agreement", "category", "subcategory", "priority", "complexity", "channel")
"""What a service level is chosen by, besides the answers to the norm's own questions."""

AUDIENCES = ("assignee", "first_taker", "operators", "managers")
"""To whom a warning goes without being named by the desk; any other name is a contact of the desk."""

TicketField = Literal[
    "",
    "channel",
    "requester_name",
    "requester_staff_no",
    "requester_unit",
    "requester_phone",
    "requester_title",
    "category",
    "subcategory",
    "summary",
    "claimed_priority",
    "remark",
]
"""The ticket fields that an answer may become; empty for an answer that stays an answer."""

Role = Literal["", "rings", "address", "handled", "promise", "promise_due"]
"""What a question means to the program, where no ticket field tells: the rings counted (CALL-1), where the caller is
(CALL-15), what was done on the phone, what was promised and by when (CALL-7)."""

Concrete = Literal["length", "message", "frequency", "extent"]
"""What makes a vague word concrete: how long it takes, what the screen says, how often, for how many, by which way."""

ANY = "*"
"""In a condition: any answer will do, as long as there is one."""

FAULT, NO_FAULT = "@fault", "@no_fault"
"""In a condition on the category: one in which something fails, or one in which nothing does."""

WORD = "~"
"""In a condition on a text, before a word: the answer has this word in it ("~慢")."""

SCRIPTS = (
    "greeting",
    "cannot_hear",
    "cannot_hear_end",
    "hold",
    "long_wait",
    "back_from_hold",
    "transfer",
    "transfer_away",
    "message",
    "promise",
    "read_back",
    "number",
    "anything_else",
    "goodbye",
    "wrong_number",
    "call_out",
    "message_text",
)
"""The script lines that every norm must have (CALL-2, 3, 4, 7, 11, 12, 13, 18, 19).

`message_text` is the SMS or IM that tells the number; `call_out` opens a call that the desk makes.
"""

RANKING = "ranking"
"""The step that every norm must have: the officer's own word stands on it, below the norm's questions (TKT-6)."""

RESERVED = frozenset({"priority", "priority_reason", "scratch"})
"""Codes that no question may have: the officer's own word, its reason, and the note."""

_STRICT: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; one that is missing falls back to the other."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    zh: str = ""
    en: str = ""

    def in_(self, language: str) -> str:
        """The text for `language` ("zh_CN", "en", …)."""
        return (self.zh or self.en) if language.startswith("zh") else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values a field may take: a channel, a result, a satisfaction mark."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words


@dataclass(frozen=True, slots=True)
class Category:
    """A problem type 问题类型 with its subcategories 子类别 (TKT-5). `fault`: something fails, unlike in 咨询."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    subcategories: tuple[Choice, ...] = ()
    fault: bool = True


@dataclass(frozen=True, slots=True)
class Priority:
    """A level of urgency 优先级/紧急程度 (TKT-6). `rank` 1 is the most urgent; `mark` is its sign on a list."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    rank: int
    label: Words
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """When every question named in `when` has one of the values beside it, the priority is `then` (TKT-6).

    The first rule that holds decides; one without `when` always holds and belongs at the end.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    then: str
    because: Words
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """Opening hours. `weekly` maps mon…sun to intervals "09:00-18:00" ("00:00-24:00", "22:00-06:00" are fine).

    An interval over midnight belongs to the day on which it begins. `breaks` are taken out of the hours of every day.
    `zone` "desk" and `holidays` (a country code) are for the author; publishing replaces the zone by an IANA name and
    expands the holidays into `closed` days and `extra_workdays` (调休), known up to `known_until`; `names`
    tells how single dates are called. On an extra workday `extra_hours` hold, or else the hours of the week's first
    open day. `recurring` gives hours (none: closed) to dates that come again: "12-24" every year, "05" every month,
    "last fri" or "1st mon" of every month, "last mon 05" of every May. `dates` does so for single dates.

    What stands above what: dates, closed, recurring, extra_workdays, weekly.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    weekly: dict[str, tuple[str, ...]]
    zone: str = "desk"
    holidays: str = ""
    closed: tuple[date, ...] = ()
    extra_workdays: tuple[date, ...] = ()
    extra_hours: tuple[str, ...] = ()
    dates: dict[date, tuple[str, ...]] = field(default_factory=dict)
    known_until: date | None = None
    breaks: tuple[str, ...] = ()
    recurring: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[date, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """Within how much working time of `calendar`, or how many whole `workdays` of it, a milestone is due.

    Nothing of either means at once 立即 (SLA-12). `starts` sets the clock going; it counts from then, or with
    `counts_from` "opened" from the opening of the ticket (SLA-6). Reaching `or_reached` reaches it too (a workaround
    instead of the solution, SLA-2).
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    calendar: str
    within: timedelta = timedelta(0)
    workdays: int = 0
    starts: Start = "opened"
    counts_from: Literal["start", "opened"] = "start"
    or_reached: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """Targets, and for which tickets: those of a `priority`, those for which every condition of `when` holds.

    `when` names one of `MATCHED` or a question, with the values of which one must be there, "*" for any.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    targets: dict[Milestone, Target]
    priority: str = ""
    code: str = ""
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the rule is called: its code, or the priority it is for."""
        return self.code or self.priority


@dataclass(frozen=True, slots=True)
class WarningRule:
    """When a share `at` of a target is used up (0.75; 1 is the breach; 2 is as late again), `to` hear of it (CALL-14).

    `to` are `AUDIENCES` or contacts of the desk; with `priorities` or `milestones` only for those.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    at: float
    to: tuple[str, ...]
    priorities: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelSet:
    """A service-level set 服务级别: one table of a source document, for the tickets for which `when` holds.

    Of a norm's sets the first that holds, and has a level that holds, gives a ticket its clocks; the norm's own
    `levels` come last. One that stands `beside` never ends the search: it adds the milestones that the winner has not
    (SLA-8, SLA-9). `warnings` and `on_change` stand for the norm's own where they are given.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    title: Words
    source: str
    levels: tuple[Level, ...]
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beside: bool = False
    on_change: OnChange | None = None
    warnings: tuple[WarningRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One of the things a ticket waits for 等待 (用户, 第三方): whether the clocks stand still meanwhile."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    pauses: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """One item of the call checklist (CALL-5, 7, 8). A call cannot be registered while a `required` one is open.

    `fills` names the ticket field the answer becomes; an answer without one is kept in the ticket's `answers` under
    `code`. `role` says what it means to the program; a question coded like a role needs none. `source` takes the
    choices from elsewhere in the norm; with nothing to choose from, nothing is asked.
    `asked_when` is the branch: every question named, all of them above this one, must have one of the values: an
    answer, "*" for any, "@fault" or "@no_fault" for a kind of category, "~word" for a text with that word in it.
    `skipped_when` is its counterpart: one such answer suffices and the question is not asked.
    `initial` is the answer until another is given. `watch_words` looks for vague words while it is typed (CALL-9),
    `said_to_caller` for words that leave the caller in doubt (CALL-10).
    `spoken` is how it is read back (CALL-12), with `{answer}` where the answer stands; empty: not read back.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    kind: QuestionKind = "text"
    ask: Words = Words()
    fills: TicketField = ""
    role: Role = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()
    source: Literal["", "channels", "categories", "subcategories", "priorities", "titles"] = ""
    asked_when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skipped_when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spoken: Words = Words()
    watch_words: bool = False
    said_to_caller: bool = False
    initial: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the call: 接听 → 身份 → 诉求 → 定级 → 处理与承诺 → 复述 → 登记. `say` is its script line (CALL-2).

    Script lines may hold {desk}, {operator}, {caller}, {number}, {due}. The steps coded "read_back" and "register"
    are screens of their own and need no questions.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    say: Words = Words()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class VagueWords:
    """Words that say nothing (CALL-9), and the question that makes them concrete; or what to say instead (CALL-10).

    `unless` lists longer phrases that contain one of the words and mean something else (没有问题), and words that end
    where one of them seems to begin (银行 before 不行). `settled_by` says what answers the question already: a text
    that holds it is concrete enough.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    words: tuple[str, ...]
    ask: Words
    unless: tuple[str, ...] = ()
    settled_by: tuple[Concrete, ...] = ()


@dataclass(frozen=True, slots=True)
class CallRules:
    """The figures of the telephone.

    Rings after which a pick-up is late, and how long one lasts (CALL-1); how often a caller is asked whether they hear
    (CALL-3); the hold after which an apology is due (CALL-4); by when a message is answered (CALL-11), and a number
    told that was not ready (CALL-13); between which hours the desk calls out (CALL-18); how large a file may be.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    rings: int = 3
    ring_lasts: timedelta = timedelta(seconds=5)
    unheard_tries: int = 3
    long_hold: timedelta = timedelta(minutes=1)
    reply_within: timedelta = timedelta(minutes=30)
    call_out_hours: tuple[str, ...] = ("09:00-10:00", "14:00-16:00")
    attachment_bytes: int = 10_000_000


@dataclass(frozen=True, slots=True)
class ShiftKind:
    """One of the desk's shifts 班次: its name and hours, "08:30-17:30" or over midnight "20:00-08:00" (DESK-2)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    hours: str


@dataclass(frozen=True, slots=True)
class DutyRules:
    """The roster 值班安排 (DESK-2).

    How long before it begins a shift is fixed; within what time after that one has to be ready, and the things that
    ready means; how long before its end nobody is sent out without a reason; hotline seats for a thousand users
    (DESK-3).
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    shifts: tuple[ShiftKind, ...] = ()
    fixed_before: timedelta = timedelta(hours=12)
    ready_within: timedelta = timedelta(minutes=10)
    ready: tuple[Choice, ...] = ()
    ending: timedelta = timedelta(minutes=30)
    seats_per_thousand: float = 2.0


@dataclass(frozen=True, slots=True)
class DispatchRules:
    """How work is given out 派单 (TKT-8, DESK-11); no source states a figure but "more than twice" (ours).

    By priority: within what time an offer is accepted (`accept_within`), what an open ticket weighs (`load`), after how
    much working time untouched it rises (`untouched_after`). `rounds` offers lapse before it rises; somebody else may
    take a ticket over without a reason within `grace` of its being given; one passed on more often than `passed_on`
    rises. `at_intake`: a new ticket goes at once to the best who has the skill; else the duty manager gives it out.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    accept_within: dict[str, timedelta] = field(default_factory=dict)
    load: dict[str, int] = field(default_factory=dict)
    untouched_after: dict[str, timedelta] = field(default_factory=dict)
    rounds: int = 2
    grace: timedelta = timedelta(minutes=5)
    passed_on: int = 2
    at_intake: bool = False


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A level of skill 能力等级 (DESK-4): for a score above `above`, with all the obligatory abilities ★ of `must`."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    above: int
    must: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUpRules:
    """Closing the loop 回访 投诉 改进 (DESK-6, TKT-13, TKT-17); the figures are ours where no source states one.

    When the user is called to confirm (`confirm_after` the solution) and called back (`call_back_after` workdays after
    closing); how often one tries and how far `apart`; on which `scales` the user answers from `lowest` to `highest`,
    and below what an answer is `bad`; which of the norm's `feedback` is; by when an improvement is made and a complaint
    answered, in workdays; the causes of complaints.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    calendar: str = "always"
    confirm_after: timedelta = timedelta(0)
    confirm_within: timedelta = timedelta(hours=24)
    call_back_after: int = 3
    attempts: int = 3
    apart: timedelta = timedelta(hours=2)
    scales: tuple[Choice, ...] = ()
    lowest: int = 1
    highest: int = 5
    bad_below: int = 3
    bad_feedback: tuple[str, ...] = ()
    improve_within: int = 5
    answer_complaint_within: int = 3
    causes: tuple[Choice, ...] = ()


BoxKind = Literal[
    "text", "long", "number", "date", "moment", "choice", "ticks", "yes_no", "scale", "table", "sign", "words"
]
"""How a box of a form is filled: a line, several lines, a figure, a day, an instant, one or several of `choices`, yes
or no, a mark from `low` to `high`, rows of `columns`, a signature; `words` are printed and never filled."""

BoxRole = Literal[
    "",
    "intervals",
    "visits",
    "began",
    "ended",
    "departed",
    "arrived",
    "left",
    "engineer",
    "service_type",
    "causes",
    "plan",
    "steps",
    "parts",
    "risk",
    "backup",
    "consent",
    "result",
    "verdict",
    "rating",
    "opinion",
    "signature",
    "left_over",
    "left_over_plan",
    "left_over_owner",
    "next_visit",
    "not_coming",
    "told_at",
    "after_receipt",
    "score",
    "complaint",
    "again",
]
"""What a box means to the program, whatever the form calls it (SITE-3 to SITE-10, REC-4 to REC-13)."""

FilledBy = Literal["desk", "manager", "engineer", "user", "archive"]
"""Who fills a part of a form (DESK-14)."""

Asked = Literal["", "issue", "start", "return", "close"]
"""By when a box must be filled: to give the form out, to begin the work, to enter what came back, to close."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a form 表单栏目. Unknown data prints an empty box.

    `source` names what fills it: one of `tui_desk.domain.filling.SOURCES` ("ticket.number", "unit.card_no", …).
    `asked_when` and `skipped_when` name other boxes, or `MATCHED` facts of the ticket, as those of a question do.
    `rows` is how many empty rows a table is printed with. `bad` are the answers that call for an improvement.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    kind: BoxKind = "text"
    choices: tuple[Choice, ...] = ()
    low: int = 1
    high: int = 5
    columns: tuple[Box, ...] = ()
    rows: int = 3
    source: str = ""
    role: BoxRole = ""
    by: Asked = ""
    asked_when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skipped_when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bad: tuple[str, ...] = ()
    note: Words = Words()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form that one person fills; `cut` stands for the line above a receipt 回执 that comes back."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    boxes: tuple[Box, ...]
    by: FilledBy = "engineer"
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A paper form 表单 of the norm (SITE-1 to SITE-16, REC-1 to REC-13, DESK-2).

    `use`: the desk's request for a visit, the record of a visit, the record of the work, the list before a trip, the
    sheet of a hand-over. `visits`: it may need several. `notes` stand below it, as on the paper.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    title: Words
    source: str
    prefix: str
    sections: tuple[Section, ...]
    use: Literal["request", "visit", "record", "before", "hand_over", "plan", "report"] = "visit"
    visits: bool = True
    notes: tuple[Words, ...] = ()

    def boxes(self) -> tuple[Box, ...]:
        """Every box, in the order of the paper; columns of tables not counted."""
        return tuple(box for section in self.sections for box in section.boxes)

    def box(self, code: str) -> Box | None:
        """The box with this code."""
        return next((box for box in self.boxes() if box.code == code), None)

    def with_role(self, role: BoxRole) -> tuple[Box, ...]:
        """The boxes that mean this."""
        return tuple(box for box in self.boxes() if box.role == role)


@dataclass(frozen=True, slots=True)
class RecordTemplate:
    """What is written of work of one kind 记录模板: values for boxes of a form, for tickets of some categories."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    label: Words
    form: str
    when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, Words] = field(default_factory=dict)
    rows: dict[str, tuple[dict[str, Words], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closing:
    """How a ticket may be closed (TKT-13): with one of `accepts`, each something the officer records."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    accepts: tuple[Choice, ...]
    lesson_asked: bool = True


@dataclass(frozen=True, slots=True)
class Norm:
    """A whole norm. `code` names it ("it-team"), `source` the document it comes from ("001").

    `near` is the share of a target from which a ticket counts as near. What came in before `same_day_before` should be
    closed the same day (TKT-14), which is shown from `same_day_shown_from`; empty: no such rule. A customer whose unit
    says nothing is a `default_customer`. Of its `forms` the desk uses one as the record of the work, one as the request
    for a visit, and one on site (SITE-1, SITE-11 to SITE-16, REC-1).
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    code: str
    title: Words
    source: str
    number_prefix: str
    response_means: Words
    priorities: tuple[Priority, ...]
    default_priority: str
    categories: tuple[Category, ...]
    channels: tuple[Choice, ...]
    titles: tuple[Choice, ...]
    results: tuple[Choice, ...]
    feedback: tuple[Choice, ...]
    closing: Closing
    levels: tuple[Level, ...]
    calendars: dict[str, CalendarRule]
    steps: tuple[Step, ...]
    near: float = 0.75
    pauses_while_waiting: bool = True
    late_response_needs_reason: bool = True
    alert_manager_at: tuple[str, ...] = ()
    priority_rules: tuple[PriorityRule, ...] = ()
    vague: tuple[VagueWords, ...] = ()
    unclear: tuple[VagueWords, ...] = ()
    call: CallRules = CallRules()
    scripts: dict[str, Words] = field(default_factory=dict)
    level_sets: tuple[LevelSet, ...] = ()
    warnings: tuple[WarningRule, ...] = ()
    waits: tuple[Waiting, ...] = ()
    complexities: tuple[Choice, ...] = ()
    on_change: OnChange = "recompute"
    default_customer: Literal["internal", "external"] = "internal"
    same_day_before: str = ""
    same_day_shown_from: str = "15:00"
    duty: DutyRules = DutyRules()
    dispatch: DispatchRules = DispatchRules()
    skill_levels: tuple[SkillLevel, ...] = ()
    follow_up: FollowUpRules = FollowUpRules()
    forms: tuple[Form, ...] = ()
    record_form: str = ""
    request_form: str = ""
    site_form: str = ""
    templates: tuple[RecordTemplate, ...] = ()

    def form(self, code: str) -> Form | None:
        """The form with this code."""
        return next((form for form in self.forms if form.code == code), None)

    def sets(self) -> tuple[LevelSet, ...]:
        """The service-level sets in the order in which they are asked; the norm's own comes last."""
        return (*self.level_sets, LevelSet(self.code, self.title, self.source, self.levels))

    def priority(self, code: str) -> Priority:
        """The priority with this code. Raises KeyError when the norm has none."""
        return next((p for p in self.priorities if p.code == code), None) or _no(code)

    def questions(self) -> tuple[Question, ...]:
        """Every question of every step, in checklist order."""
        return tuple(question for step in self.steps for question in step.questions)

    def code_of(self, meaning: TicketField | Role) -> str:
        """The code of the first question that fills this ticket field or has this role; empty when none does."""
        if not meaning:
            return ""
        questions = self.questions()
        found = (question.code for question in questions if meaning in (question.fills, question.role))
        return next(found, "") or next((question.code for question in questions if question.code == meaning), "")


def _no(code: str) -> Priority:
    raise KeyError(code)
