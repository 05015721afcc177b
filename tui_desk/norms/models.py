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

    An interval over midnight belongs to the day on which it begins. `zone` "desk" and `holidays` (a country code) are
    for the author; publishing replaces the zone by an IANA name and expands the holidays into `closed` days and
    `extra_workdays` (调休), known up to and including `known_until`. On an extra workday `extra_hours` hold, or without
    them the hours of the week's first open day. `dates` gives single dates hours of their own, above all else.
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


@dataclass(frozen=True, slots=True)
class Target:
    """Within how much working time of `calendar` a milestone is due."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    within: timedelta
    calendar: str


@dataclass(frozen=True, slots=True)
class Level:
    """The targets of one priority (SLA-1, SLA-2)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    priority: str
    targets: dict[Milestone, Target]


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
class Closing:
    """How a ticket may be closed (TKT-13): with one of `accepts`, each something the officer records."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    accepts: tuple[Choice, ...]
    lesson_asked: bool = True


@dataclass(frozen=True, slots=True)
class Norm:
    """A whole norm. `code` names it ("it-team"), `source` the document it comes from ("001")."""

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
