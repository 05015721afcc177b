"""The warnings 预警 of clocks that this session's officer hears, each once, and the officer's tickets in danger.

What is said of them, to whom they go, and which comes next (CALL-14, TKT-8). Holds no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui_desk.desk import duty_words, offer_words
from tui_desk.desk.desk import Desk
from tui_desk.desk.ports import Change
from tui_desk.desk.terms import MILESTONES, ROLES
from tui_desk.desk.views import AlertView
from tui_desk.domain import alert as rules
from tui_desk.domain import duty_alarm
from tui_desk.domain.alert import Alert, Upcoming, concerns
from tui_desk.domain.offer_alert import OFFER, RISEN, detail
from tui_desk.domain.officer import Officer
from tui_desk.domain.ranking import countdown
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import tr
from tui_desk.tui.paint import ACCENT, NEAR, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.text_line import Piece

KEY = "ctrl+g"
"""What goes to the ticket that was warned of last."""
SAID_APART = 2
"""How many tickets that are warned of at once are each said on a line; of more, the worst one and their number."""
SHOWN = 200
MANY = 500
"""From how many changed tickets at once all those in danger are read again."""
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What one look at the desk brought: the alerts asked for, and which tickets are in danger of those asked for."""

    ids: frozenset[str]
    alerts: Sequence[AlertView]
    asked: frozenset[str] | None
    in_danger: frozenset[str]


class Warned:
    """The warnings of one session. An alert is told once, however often the feed brings it."""

    def __init__(self) -> None:
        self.in_danger: frozenset[str] = frozenset()
        """The officer's tickets whose running clock has warned."""
        self.last = ""
        """The ticket that was told last, or the id of the alarm where it was a shift (DESK-2)."""
        self._told: set[str] = set()
        self._kept: set[str] = set()
        self._late: set[str] = set()
        """The alerts that came while the desk was locked, before it is opened and after: what still stands is told."""
        self._ids: set[str] = set()
        self._numbers: set[str] = set()
        self._everything = True

    def changed(self, changes: Iterable[Change]) -> None:
        """Take in what changed."""
        for change in changes:
            if change.entity == "alert" and change.key not in self._told:
                self._ids.add(change.key)
            elif change.entity == "ticket":
                self._numbers.add(change.key)

    def all_again(self, *, other_officer: bool) -> None:
        """Anything may be different; what was said to another officer is not for this one."""
        self._everything = True
        if other_officer:
            self.in_danger, self.last = frozenset(), ""
            self._told |= self._ids
            self._ids.clear()

    def opened(self) -> bool:
        """The desk is on the screen again: what came while it was locked is to be told now. Whether there is any."""
        came = bool(self._kept)
        self._ids |= self._kept
        self._late |= self._kept
        self._kept = set()
        return came

    @property
    def wanting(self) -> bool:
        """Whether the desk has to be asked."""
        return bool(self._everything or self._ids or self._numbers)

    def question(self, officer: Officer) -> Callable[[Desk], Heard]:
        """What to ask the desk. What was asked stays wanted until `take_in`, should there be no answer."""
        ids = frozenset(self._ids)
        everything = self._everything or len(self._numbers) > MANY
        asked = None if everything else frozenset(self._numbers)

        def ask(desk: Desk) -> Heard:
            alerts = desk.alerts.those(ids) if ids else ()
            of_alerts = None if asked is None else asked | {view.alert.ticket for view in alerts}
            in_danger = desk.alerts.endangered(officer, of_alerts) if of_alerts is None or of_alerts else frozenset()
            return Heard(ids, alerts, of_alerts, in_danger)

        return ask

    def take_in(self, heard: Heard, session: Session, *, locked: bool = False) -> list[Pieces]:
        """Know what was heard; the lines to say about it now. Of a locked desk's all is kept until it is opened."""
        self._ids -= heard.ids
        self._told |= heard.ids
        late = self._late & heard.ids
        if locked:
            self._kept |= heard.ids
        else:
            self._late -= heard.ids
        if heard.asked is None:
            self.in_danger, self._everything = heard.in_danger, False
            self._numbers.clear()
        else:
            self.in_danger = (self.in_danger - heard.asked) | heard.in_danger
            self._numbers -= heard.asked
        news = [view for view in heard.alerts if view.stands or view.alert.id not in late]
        mine = [view for view in news if concerns(view.alert, session.officer) and not _own(view, session)]
        worst = sorted(_worst(mine), key=lambda view: (-view.alert.share, view.alert.due_at))
        if worst:
            self.last = worst[0].alert.ticket or worst[0].alert.id
        if len(worst) > SAID_APART:
            return [line(worst[0], session, more=len(worst) - 1)]
        return [line(view, session) for view in reversed(worst)]

    def goal(self, after: str = "") -> str:
        """The ticket to go to: the one told last, or the one that stands behind `after`; empty for none.

        Where a shift was told last, the id of its alarm.
        """
        rest = sorted(self.in_danger - {self.last})
        tickets = [self.last, *rest] if self.last else rest
        if after in tickets:
            tickets = tickets[tickets.index(after) + 1 :] + tickets[: tickets.index(after)]
        return tickets[0] if tickets else ""


def _own(view: AlertView, session: Session) -> bool:
    """Whether it tells officers what they have just entered themselves: that the ticket they register is urgent."""
    alert = view.alert
    return alert.first_taker == session.officer.staff_no and alert.id.startswith(f"{alert.ticket}/{rules.PRIORITY}/1/")


def _worst(views: Iterable[AlertView]) -> Iterable[AlertView]:
    """Of the alerts of one clock that came together, the one that is furthest on."""
    worst: dict[tuple[str, str], AlertView] = {}
    for view in views:
        key = view.alert.ticket or duty_alarm.shift_of(view.alert.id), view.alert.milestone
        if key not in worst or worst[key].alert.share < view.alert.share:
            worst[key] = view
    return worst.values()


def line(view: AlertView, session: Session, *, more: int = 0) -> Pieces:
    """An alert on one line: how far which clock is, of which ticket, how long is left, who hears of it."""
    alert, now = view.alert, session.now()
    if alert.milestone == duty_alarm.SHIFT:
        return _duty_line(view, session, more)
    if alert.milestone in (OFFER, RISEN):
        return _offer_line(view, session, more)
    late = now > alert.due_at
    ink = OVERDUE if late or alert.milestone == rules.PRIORITY else NEAR
    pieces: list[Piece] = [(f" {_what(alert, session)} ", ink)]
    if more:
        pieces.append((f" {tr('and {count} more', count=more)} ", ink))
    pieces += [(f" {KEY} ", ACCENT), (f"{alert.ticket} ", STRONG)]
    if alert.milestone != rules.PRIORITY:
        left = countdown(alert.due_at, now)
        told = tr("{time} over", time=left.lstrip("-")) if late else tr("{time} left", time=left)
        if not late and ":" in left:  # the line stands while seconds go by
            told = tr("due {time}", time=f"{session.local(alert.due_at):%H:%M}")
        pieces.append((f"{told} ", ink))
    pieces += [(f"{to_words(alert.to, alert.assignee, alert.first_taker, session)}  ", PLAIN)]
    return (*pieces, (view.summary[:SHOWN], QUIET))


def _offer_line(view: AlertView, session: Session, more: int) -> Pieces:
    """An offer to accept 接单, by when, or a ticket that rose to the managers, and why (SITE-2, DESK-11)."""
    alert = view.alert
    ink = OVERDUE if alert.milestone == RISEN or detail(alert) != "1" else NEAR
    pieces: list[Piece] = [(f" {offer_words.alarm(alert)} ", ink)]
    if more:
        pieces.append((f" {tr('and {count} more', count=more)} ", ink))
    pieces += [
        (f" {KEY} ", ACCENT),
        (f"{alert.ticket} ", STRONG),
        (f"{session.priority_label(alert.priority)} ", PLAIN),
    ]
    if alert.milestone == OFFER and alert.due_at > alert.raised_at:
        pieces.append((tr("accept by {time}", time=f"{session.local(alert.due_at):%H:%M}") + " ", ink))
    pieces.append((f"{to_words(alert.to, alert.assignee, alert.first_taker, session)}  ", PLAIN))
    return (*pieces, (view.summary[:SHOWN], QUIET))


def _duty_line(view: AlertView, session: Session, more: int) -> Pieces:
    """An alarm for a shift that nobody takes, or for which nobody came (DESK-2)."""
    alert, shift = view.alert, view.shift
    says = duty_words.alarm(alert, session.officer_name(shift.officer if shift else alert.assignee))
    named = duty_words.named(shift, session.norm.duty, session.zone) if shift else ""
    others = [(f" {tr('and {count} more', count=more)} ", OVERDUE)] if more else []
    to = to_words(alert.to, "", "", session)
    return ((f" {says} ", OVERDUE), *others, (f" {KEY} ", ACCENT), (f"{named} ", STRONG), (to, PLAIN))


def _what(alert: Alert, session: Session) -> str:
    if alert.milestone == rules.PRIORITY:
        return session.priority_label(alert.priority)
    milestone = tr(MILESTONES[alert.milestone])
    if alert.share == 1:
        return tr("Breached: {milestone}", milestone=milestone)
    return tr("Warning {share} {milestone}", share=share_words(alert.share), milestone=milestone)


def share_words(share: float) -> str:
    """A share of a target: "75%", "100%"."""
    return f"{round(share * 100)}%"


def to_words(to: Collection[str], assignee: str, first_taker: str, session: Session) -> str:
    """To whom a warning goes: "to 李工, duty manager, up to service_centre"."""
    people = {"assignee": assignee, "first_taker": first_taker}
    names = [session.officer_name(people[name]) for name in to if people.get(name)]
    names += [tr(ROLES[rules.ROLES[name]]) for name in to if name in rules.ROLES]
    parts = [tr("to {names}", names=", ".join(dict.fromkeys(names)))] if names else []
    if path := rules.path_of(to):
        parts.append(tr("up to {names}", names=", ".join(path)))
    return ", ".join(parts)


def next_words(upcoming: Upcoming, session: Session) -> str:
    """The next warning of a ticket: "Respond 90% 11:42 to 赵工, duty manager"."""
    at, today = session.local(upcoming.at), session.local(session.now())
    time = f"{at:%H:%M}" if at.date() == today.date() else f"{at:%m-%d %H:%M}"
    to = to_words(upcoming.to, upcoming.assignee, upcoming.first_taker, session)
    return f"{tr(MILESTONES[upcoming.milestone])} {share_words(upcoming.share)} {time} {to}".rstrip()


def next_alert_text(ticket: Ticket, session: Session, now: datetime | None = None) -> str:
    """The next warning of a ticket as a person reads it; empty when none is to come."""
    upcoming = rules.upcoming(ticket, now or session.now(), session.norm.alert_manager_at)
    return next_words(upcoming, session) if upcoming is not None else ""
