"""Two watches, killed in turn while alerts come: each alert arrives, and at most one twice for each kill (CALL-14).

    python -m tests.watch_chaos [--kills N] [--seed N] [--postgres] [--hard]

With --hard the receiver refuses and hangs now and then, and on Postgres the server is killed, too.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from tests.postgres import PostgresServer
from tests.receivers import Behaviour, Received, web_hook
from tests.tui.terminal import python
from tui_desk import host
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer
from tui_desk.domain.posting import Contact
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Level, Norm, Target, WarningRule
from tui_desk.store import open_store

SHARES = (0.25, 0.5, 0.75, 1.0)
LEASE_SECONDS, SENDING_SECONDS, FIRST_WAIT_SECONDS = 3.5, 2.0, 0.4
PATIENCE_SECONDS = 60.0
AHEAD = 60
"""How many alerts are to come at any time."""


@dataclass
class Outcome:
    """What came of it."""

    alerts: int
    kills: int
    twice: int
    lost: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


def quick_norm(within: timedelta) -> Norm:
    """A norm whose tickets are due in seconds, day and night, with a warning at each of the shares."""
    norm = load_shipped("it-team")
    level = Level({"respond": Target("always", within)})
    warnings = tuple(WarningRule(share, ("managers",)) for share in SHARES)
    return replace(norm, levels=(level,), level_sets=(), warnings=warnings, alert_manager_at=())


class Trial:
    """A desk, a receiver, and two watches of which one is killed now and then."""

    def __init__(self, address: str, home: Path, seed: int, received: Received) -> None:
        self._address, self._home, self._dice, self._received = address, home, random.Random(seed), received
        self._watches: list[subprocess.Popen[bytes]] = []
        self.kills = 0

    def set_up(self, within: timedelta) -> tuple[Desk, Officer]:
        """A desk whose managers hear of alerts by the receiver."""
        desk = Desk(open_store(self._address))
        plan = SetUp("东海服务台", "zh_CN", "Asia/Shanghai", quick_norm(within), "李敏", "DM001", host.login())
        lead = desk.set_up(plan)
        desk.posts.put_contact(Contact("managers", (self._received.address,), stands_for=("managers",)), by=lead)
        return desk, lead

    def start(self) -> None:
        """Start two watches."""
        self._watches = [self._watch(), self._watch()]

    def kill_one(self) -> None:
        """Kill one of them, in turn, a random moment after some more alerts came in; start another in its place."""
        wanted, end = len(self._received.messages) + self._dice.randint(1, 8), time.monotonic() + PATIENCE_SECONDS
        while len(self._received.messages) < wanted and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(self._dice.uniform(0, 0.3))
        victim = self.kills % 2
        self._watches[victim].kill()
        self._watches[victim].wait()
        self.kills += 1
        self._watches[victim] = self._watch()

    def end(self) -> list[int]:
        """Tell both to end; their exit statuses."""
        for watch in self._watches:
            watch.terminate()
        return [watch.wait(30) for watch in self._watches]

    def _watch(self) -> subprocess.Popen[bytes]:
        times = (str(LEASE_SECONDS), str(SENDING_SECONDS), str(FIRST_WAIT_SECONDS))
        environment = {**os.environ, "HOME": str(self._home), "TUI_DESK_DATABASE": self._address}
        with (self._home / "watches.log").open("ab") as log:
            return subprocess.Popen(
                python("tests.watcher", *times, "watch", "--verbose"), env=environment, stdout=log, stderr=log
            )


def register(desk: Desk, lead: Officer, number: int) -> str:
    """A ticket whose warnings come from now on; asked again while the database is away."""
    answers = {"name": "张三", "unit": "市场部", "summary": "无法登录", "category": "software", "scope": "department"}
    call = Call(f"draft-{number}", lead.staff_no, desk.now(), answers=answers)
    while True:
        try:
            return desk.register(call, by=lead).number
        except DatabaseUnavailable:
            time.sleep(0.2)


def run(
    address: str,
    home: Path,
    *,
    seed: int,
    tickets: int,
    kills: int,
    within: timedelta,
    server: PostgresServer | None = None,
    slowness_seconds: float = 0.2,
) -> Outcome:
    """Tickets come in while watches are killed; then wait until everything was sent. `server` is killed, too."""
    with web_hook(slowness_seconds=slowness_seconds) as received:
        if server is not None:
            received.behaviour = _moody(random.Random(seed + 1))
        trial = Trial(address, home, seed, received)
        desk, lead = trial.set_up(within)
        with closing(desk.store):
            trial.start()
            wanted, registered = tickets * len(SHARES), 0
            while trial.kills < kills:
                while registered < tickets and registered * len(SHARES) < len(received.messages) + AHEAD:
                    register(desk, lead, registered)
                    registered += 1
                trial.kill_one()
                if server is not None and trial.kills % 10 == 0:
                    server.kill()
                    time.sleep(1)
                    server.start()
            for number in range(registered, tickets):
                register(desk, lead, number)
            unfinished = _wait_until_sent(desk, wanted, within)
            statuses = trial.end()
            assert statuses == [0, 0], statuses
            raised = {view.alert.id for view in desk.alerts.since(desk.now() - timedelta(days=1))}
    counts = Counter(received.alerts)
    lost = sorted(raised - counts.keys()) + [f"{wanted - len(raised)} never raised"] * (len(raised) != wanted)
    return Outcome(len(raised), trial.kills, sum(counts.values()) - len(counts), lost, unfinished)


def _moody(dice: random.Random) -> Behaviour:
    return lambda _n: dice.choices((200, 500, 0), (90, 7, 3))[0]


def _wait_until_sent(desk: Desk, wanted: int, within: timedelta) -> list[str]:
    """Wait until every alert was raised and sent; the ids of posts that are not."""
    end = time.monotonic() + within.total_seconds() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if len(desk.alerts.since(desk.now() - timedelta(days=1))) == wanted and not desk.posts.waiting():
            return []
        time.sleep(0.2)
    return [post.id for post in desk.posts.waiting()]


def main(arguments: Sequence[str]) -> int:
    """Run it for long; the exit status is 1 when an alert was lost, or too many came twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.watch_chaos")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--tickets", type=int, default=100)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--hard", action="store_true")
    options = parser.parse_args(arguments)
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        home, server = Path(folder), PostgresServer() if options.postgres else None
        try:
            address = server.url("postgres") if server else str(home / "desk.sqlite")
            outcome = run(
                address,
                home,
                seed=seed,
                tickets=options.tickets,
                kills=options.kills,
                within=timedelta(seconds=8),
                server=server if options.hard else None,
            )
        finally:
            if server is not None:
                server.close()
        bad = outcome.lost or outcome.unfinished or outcome.twice > outcome.kills
        if bad:
            print((home / "watches.log").read_text(errors="replace")[-4000:])
    print(f"{outcome} in {time.monotonic() - began:.0f} s (seed {seed})")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
