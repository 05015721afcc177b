"""A roster as a desk gets it, in rows under heads (DESK-2): officer, date, shift, post, reason.

Says for each row that cannot be used on which line it stands, why, and what to do. Pure: knows no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

from tui_desk.domain.officer import Officer, OfficerId
from tui_desk.domain.people_list import Mistake, folded
from tui_desk.domain.roster import Post, Shift, clash, hours_of, is_fixed, same_plan
from tui_desk.domain.text import one_line
from tui_desk.norms.models import DutyRules, ShiftKind

Column = Literal["officer", "date", "shift", "post", "begins", "ends", "reason"]

COLUMNS: Mapping[Column, frozenset[str]] = {
    "officer": frozenset({"officer", "工号", "人员", "值班人", "值班员", "值班人员", "账号", "staff_no", "login"}),
    "date": frozenset({"date", "day", "日期", "值班日期"}),
    "shift": frozenset({"shift", "班次", "班别"}),
    "post": frozenset({"post", "岗位"}),
    "begins": frozenset({"begins", "开始", "开始时间"}),
    "ends": frozenset({"ends", "结束", "结束时间"}),
    "reason": frozenset({"reason", "原因", "迟改原因"}),
}
"""How the head of each column may be written."""
NEEDED: tuple[Column, ...] = ("officer", "date", "shift")
POSTS: Mapping[Post, frozenset[str]] = {
    Post.HOTLINE: frozenset({"hotline", "热线", "热线值班工程师", "热线工程师"}),
    Post.MANAGER: frozenset({"manager", "duty manager", "值班经理", "值班主管", "派单经理", "经理"}),
    Post.ENGINEER: frozenset({"engineer", "工程师", "现场服务工程师", "现场工程师", "现场"}),
}
"""How each post may be written (DESK-14)."""
_NAMES = frozenset({"name", "姓名"})
"""Heads of the officer's name, which will do where no column has the staff number."""
NOBODY = frozenset({"-", "nobody", "待定", "空", "空缺", "待定班次"})
"""What stands for an officer where nobody takes the shift yet."""
OFF = frozenset({"", "-", "off", "休", "休息", "轮休"})
"""What stands for a shift on a day off: the row is left out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A shift of the list, and the line it stands on."""

    line: int
    shift: Shift


@dataclass(slots=True)
class RosterList:
    """What a list holds: its shifts, the mistakes on its lines, and how many of its shifts stand already."""

    entries: list[Entry] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    same: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What a list is read by: the officers, the norm's shifts, the desk's zone, and who plans when, why if late."""

    officers: Sequence[Officer]
    rules: DutyRules
    zone: ZoneInfo
    by: OfficerId
    now: datetime
    reason: str = ""


def columns_of(heads: Sequence[str]) -> tuple[dict[Column, int], tuple[str, ...]]:
    """Where each column stands, and the heads that are not understood; those with a shift's times are passed over."""
    places: dict[Column, int] = {}
    unknown = []
    for place, head in enumerate(heads):
        column = next((each for each, names in COLUMNS.items() if folded(head) in names), None)
        if column is not None and column not in places:
            places[column] = place
        elif head.strip() and folded(head) not in WRITTEN:
            unknown.append(one_line(head))
    if "officer" not in places:
        names = [place for place, head in enumerate(heads) if folded(head) in _NAMES]
        places |= {"officer": names[0]} if names else {}
    return places, tuple(unknown)


WRITTEN = frozenset(
    {"id", "name", "姓名", "state", "状态", "signed_on", "签到", "ready", "就绪"}
    | {"signed_off", "签退", "late", "迟改", "kind"}
)
"""Heads that an export writes beside these, and an import reads nothing from."""


def read(
    places: Mapping[Column, int], rows: Iterable[tuple[int, Sequence[str]]], known: Known, standing: Sequence[Shift]
) -> RosterList:
    """The shifts of the rows. `standing` are those on the roster already: none may overlap them.

    A row without a shift, or with a day off, is left out; one that stands on the roster already is counted as the same.
    """
    found = RosterList()
    of: dict[OfficerId, list[Shift]] = {}
    for each in standing:
        if each.cancelled_at is None:
            of.setdefault(each.officer, []).append(each)
    for line, row in rows:
        cells = {column: row[place].strip() if place < len(row) else "" for column, place in places.items()}
        if folded(cells.get("shift", "")) in OFF and not cells.get("begins"):
            continue
        try:
            shift = _shift(cells, known)
        except _Bad as bad:
            found.mistakes.append(Mistake(line, bad.code, bad.facts))
            continue
        others = of.setdefault(shift.officer, [])
        same = next((other for other in others if same_plan(shift, other)), None)
        if same is not None:
            found.same += 1
            if not shift.officer:  # there may be several
                others.remove(same)
        elif (other := clash(shift, others)) is not None:
            told = f"{other.starts_at.astimezone(known.zone):%Y-%m-%d %H:%M}"
            found.mistakes.append(Mistake(line, "overlap", {"value": cells["officer"], "other": told}))
        elif is_fixed((shift,), known.rules, known.now) and not shift.reason:
            found.mistakes.append(Mistake(line, "fixed", {"value": cells["date"]}))
        else:
            others += [shift] if shift.officer else []
            found.entries.append(Entry(line, shift))
    return found


class _Bad(ValueError):
    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def _shift(cells: Mapping[Column, str], known: Known) -> Shift:
    officer = officer_of(cells["officer"], known.officers)
    if officer is None:
        raise _Bad("officer", value=cells["officer"], allowed=tuple(each.staff_no for each in known.officers[:12]))
    day = day_of(cells["date"])
    if day is None:
        raise _Bad("no_day", value=cells["date"])
    kind = kind_named(cells["shift"], known.rules)
    if kind is None and (cells["shift"] or not cells.get("begins")):
        raise _Bad("shift", value=cells["shift"], allowed=tuple(each.code for each in known.rules.shifts))
    post = post_of(cells.get("post", ""))
    if post is None:
        raise _Bad("post", value=cells.get("post", ""), allowed=tuple(Post))
    begin, end = _hours(cells, day, kind, known.zone)
    reason = one_line(cells.get("reason", "")).strip().removeprefix("'") or known.reason
    code = kind.code if kind is not None else ""
    return Shift(uuid4().hex, officer, post, code, begin, end, known.now, known.by, reason=reason)


def _hours(cells: Mapping[Column, str], day: date, kind: ShiftKind | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The hours that the row says itself, else those of the norm's shift."""
    said = [cells.get(column, "") for column in ("begins", "ends")]
    if kind is not None and not all(said):
        return hours_of(kind, day, zone)
    try:
        begin, end = (datetime.fromisoformat(each.replace("/", "-")).replace(tzinfo=zone) for each in said)
    except ValueError:
        raise _Bad("no_time", value=" ".join(said)) from None
    if begin.date() != day or not begin < end:
        raise _Bad("no_time", value=" ".join(said))
    return begin.astimezone(UTC), end.astimezone(UTC)


def officer_of(named: str, officers: Iterable[Officer]) -> OfficerId | None:
    """The staff number of an officer named by it, by login, or by a name that only one has; empty for nobody."""
    if folded(named) in NOBODY:
        return ""
    active = [each for each in officers if each.active]
    exact = [each for each in active if named in (each.staff_no, each.login)]
    named_so = exact or [each for each in active if folded(each.name) == folded(named)]
    return named_so[0].staff_no if len({each.staff_no for each in named_so}) == 1 else None


def kind_named(named: str, rules: DutyRules) -> ShiftKind | None:
    """The norm's shift with this code, name, first sign of its name, or hours."""
    wanted = folded(named)

    def is_so(kind: ShiftKind) -> bool:
        labels = [folded(kind.label.in_(language)) for language in ("zh", "en")]
        return wanted in {folded(kind.code), *labels, folded(kind.hours)}

    exact = [kind for kind in rules.shifts if is_so(kind)]
    begins = [kind for kind in rules.shifts if len(wanted) == 1 and folded(kind.label.in_("zh")).startswith(wanted)]
    found = exact or begins
    return found[0] if len(found) == 1 else None


def post_of(named: str) -> Post | None:
    """The post with one of its names; the hotline where none is named."""
    wanted = folded(named)
    return Post.HOTLINE if not wanted else next((post for post, names in POSTS.items() if wanted in names), None)


def day_of(text: str) -> date | None:
    """A day as spreadsheets write it: 2026-12-01, 2026/12/1, 2026.12.1, 2026年12月1日; None for anything else."""
    parts = text.strip()
    for sign in "年月/.":
        parts = parts.replace(sign, "-")
    figures = parts.replace("日", "").split("-")
    try:
        year, month, day = map(int, figures)
        return date(year, month, day)
    except ValueError:
        return None
