"""The demo goes on: every half minute or so somebody calls, answers, sends, solves or closes something."""

from __future__ import annotations

import itertools
import logging
import random
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from tui_desk.demo import hotline
from tui_desk.demo.story import Step, Story
from tui_desk.demo.telling import carry_out, register
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DeskError
from tui_desk.desk.views import QueueRow
from tui_desk.domain.call import End
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import State
from tui_desk.i18n import mark, tr

REST_SECONDS = (20.0, 40.0)
DAY = ("call", "ring", "respond", "dispatch", "phone", "resolve", "call", "respond", "ring", "close", "phone")
"""What happens, over and over. Tickets of the officer one plays are left alone."""
_ENDS = frozenset({End.ANSWERED, End.SILENT, End.TRANSFERRED, End.WRONG_NUMBER, End.HUNG_UP})
"""How the calls end that colleagues take beside those that lead to tickets."""
_log = logging.getLogger(__name__)


class Life:
    """The colleagues at work in a daemon thread of their own, over a desk of their own."""

    def __init__(self, connect: Callable[[], Desk], story: Story, *, seed: int | None = None) -> None:
        self._connect, self._story = connect, story
        self._colleagues = {officer.staff_no: officer for officer in story.colleagues}
        self._random = random.Random(seed)  # noqa: S311 - a pause and a choice, no secret
        self._news = itertools.cycle(story.news)
        self._acts = itertools.cycle(DAY)
        self._phone = itertools.cycle(each for each in story.hotline.calls if each.end in _ENDS)
        self._numbers = itertools.cycle(person.phones[0] for person in (*story.hotline.people, *story.people))
        self._over = threading.Event()

    def start(self) -> None:
        """Begin; the first thing happens after a rest."""
        threading.Thread(target=self._run, name="demo", daemon=True).start()

    def stop(self) -> None:
        """End after what is being done now."""
        self._over.set()

    def _run(self) -> None:
        desk: Desk | None = None
        while not self._over.wait(self._random.uniform(*REST_SECONDS)):
            try:
                desk = desk or self._connect()
                self.beat(desk)
            except DeskError:
                _log.info("the demo's colleagues skip a turn", exc_info=True)
        if desk is not None:
            desk.store.close()

    def beat(self, desk: Desk) -> None:
        """The next thing happens, if there is a ticket for it to happen to."""
        act = next(self._acts)
        rows = desk.queue()
        now = desk.now()
        desk.rings.miss_overdue()
        desk.clocks.resume_due()
        match act:
            case "ring":
                hotline.ring(desk, next(self._numbers))
            case "phone":
                each = next(self._phone)
                taker = self._colleagues.get(each.by) or self._manager
                hotline.finish(desk, replace(each, ago=1), taker, now, desk.facts().zone, ())
            case "call":
                taker = self._random.choice([o for o in self._colleagues.values() if o.is_any(Role.OPERATOR)])
                register(desk, next(self._news), taker, now, now, desk.facts().zone)
            case "dispatch":
                asked = desk.offers.asks()
                there = [o.staff_no for o in self._colleagues.values() if o.is_any(Role.ENGINEER)]
                engineers = [each for each in there if each not in asked] or there
                if row := _last(row for row in rows if row.assignee is None and row.state is State.OPEN):
                    self._do(desk, row, act, self._manager, to=self._random.choice(engineers))
            case "respond":
                if row := _last(row for row in self._of_colleagues(rows, State.OPEN) if row.due_what == "respond"):
                    late = tr(mark("every line was busy")) if row.due_at and row.due_at < now else ""
                    self._do(desk, row, act, self._colleagues[str(row.assignee)], late=late)
            case "resolve":
                if row := _last(row for row in self._of_colleagues(rows, State.OPEN) if row.due_what != "respond"):
                    words = tr("repaired and tried out together with the user")
                    late = tr(mark("every line was busy")) if row.due_at and row.due_at < now else ""
                    solver = self._colleagues[str(row.assignee)]
                    self._do(desk, row, act, solver, to="solved", words=words, late=late)
            case "close":
                if row := _last(self._of_colleagues(rows, State.RESOLVED)):
                    if desk.ticket(row.number).ticket.confirmed_at is None:
                        self._do(desk, row, "confirm", self._manager, to="satisfied")
                    self._do(desk, row, act, self._manager)

    @property
    def _manager(self) -> Officer:
        return next(officer for officer in self._colleagues.values() if officer.is_any(Role.MANAGER))

    def _of_colleagues(self, rows: Sequence[QueueRow], state: State) -> list[QueueRow]:
        return [row for row in rows if row.state is state and row.assignee in self._colleagues]

    def _do(
        self, desk: Desk, row: QueueRow, act: str, by: Officer, *, to: str = "", words: str = "", late: str = ""
    ) -> None:
        step = Step(0, act, by.staff_no, to=to, words=words, late=late)
        carry_out(desk, desk.ticket(row.number).ticket, step, by)


def _last(rows: Iterable[QueueRow]) -> QueueRow | None:
    """The least urgent one: what runs out next is left for whoever tries the demo."""
    return next(reversed(list(rows)), None)
