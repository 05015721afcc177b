"""Random lives of tickets, lived through the verbs of a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.desk.conftest import Shift
from tui_desk.domain.ticket import State, Ticket
from tui_desk.domain.verbs import Verb, possible

_LATE = "线路中断,稍后才知道"
_NOTED = ("assess", "remote_failed", "depart", "arrive", "workaround", "visit_ended", "form")


@dataclass
class Storyteller:
    """Leads tickets through their lives by chance; the same seed tells the same lives."""

    shift: Shift
    random: Random

    def tell(self, draft: str, steps: int) -> str:
        """Register a ticket and let so many things happen to it; returns its number."""
        shift = self.shift
        number = shift.register(draft, category=self.random.choice(("software", "hardware"))).number
        for _ in range(steps):
            shift.clock.forward(timedelta(seconds=self.random.choice((1, 61, 1800, 7200, 40_000, 200_000))))
            shift.desk.clocks.resume_due()
            ticket = shift.desk.ticket(number).ticket
            verbs = [verb for verb in self._verbs() if possible(ticket, verb)]
            self._verbs()[self.random.choice(verbs)](ticket)
        return number

    def _verbs(self) -> dict[Verb, Callable[[Ticket], Any]]:
        return {
            Verb.TAKE: lambda t: self.shift.desk.take(
                t.number, by=self.shift.engineer, seen=t.version, reason="李敏不在"
            ),
            Verb.DISPATCH: lambda t: self._desk.dispatch(
                t.number, self.random.choice(("SW003", "OP001")), "请处理", **self._by(t)
            ),
            Verb.RESPOND: lambda t: self._desk.respond(t.number, self._past(t), late_reason=_LATE, **self._by(t)),
            Verb.WORK: lambda t: self._desk.work(t.number, "查看日志", by=self.shift.operator),
            Verb.WAIT: self._wait,
            Verb.GO_ON: lambda t: self._desk.go_on(t.number, **self._by(t)),
            Verb.STAMP: self._stamp,
            Verb.REPRIORITISE: self._reprioritise,
            Verb.EDIT: lambda t: self._desk.edit(
                t.number, {"customer": self.random.choice(("internal", "external"))}, **self._by(t)
            ),
            Verb.RESOLVE: lambda t: self._desk.resolve(
                t.number, "solved", "已修复", at=self._past(t), late_reason=_LATE, **self._by(t)
            ),
            Verb.CONFIRM: self._confirm,
            Verb.CLOSE: lambda t: self._desk.close(t.number, "", **self._by(t)),
            Verb.REOPEN: lambda t: self._desk.reopen(t.number, "又坏了", self._priority(), **self._by(t)),
        }

    @property
    def _desk(self) -> Any:
        return self.shift.desk

    def _by(self, ticket: Ticket) -> dict[str, Any]:
        return {"by": self.shift.operator, "seen": ticket.version}

    def _priority(self) -> str:
        return self.random.choice(self.shift.desk.norm().priorities).code

    def _past(self, ticket: Ticket) -> datetime | None:
        """Now, or a time between the last that was noted and now (TKT-9)."""
        last = self._desk.ticket(ticket.number).events[-1].happened_at
        return self.random.choice((None, last + (self.shift.clock.at - last) * self.random.random()))

    def _wait(self, ticket: Ticket) -> None:
        kinds = ["", *(each.code for each in self._desk.norm().waits)]
        until = self.random.choice((None, self.shift.clock.at + timedelta(hours=self.random.randint(1, 30))))
        self._desk.wait(ticket.number, "等用户回复", kind=self.random.choice(kinds), until=until, **self._by(ticket))

    def _stamp(self, ticket: Ticket) -> None:
        what = self.random.choice(_NOTED)
        complexities = [each.code for each in self._desk.norm().complexities] if what == "assess" else []
        found = self.random.choice(["", *complexities])
        at = self._past(ticket)
        self._desk.stamp(ticket.number, what, at, late_reason=_LATE, complexity=found, **self._by(ticket))

    def _reprioritise(self, ticket: Ticket) -> None:
        others = [each.code for each in self._desk.norm().priorities if each.code != ticket.priority]
        self._desk.reprioritise(ticket.number, self.random.choice(others), "影响扩大", **self._by(ticket))

    def _confirm(self, ticket: Ticket) -> None:
        accepted = self._desk.norm().closing.accepts[0].code
        self._desk.confirm(ticket.number, accepted, "", "", **self._by(ticket))


def settled(ticket: Ticket) -> bool:
    """Whether nobody works on it any more."""
    return ticket.state in (State.RESOLVED, State.CLOSED)
