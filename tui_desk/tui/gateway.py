"""The only bridge from the screens to the desk: one daemon thread, a queue in, futures and messages out.

A database that hangs keeps this thread waiting, never the keyboard: an answer that comes late, or never, leaves a
future undone and a mark on the status line.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from textual.message import Message

from tui_desk.desk.desk import Desk
from tui_desk.desk.due_work import DueWork
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.ports import Change, Feed
from tui_desk.domain.presence import Presence
from tui_desk.tui.present import PresenceKeeper

T = TypeVar("T")
POLL_SECONDS = 0.25
RETRY_SECONDS = 1.0
FIRST_WORK_SECONDS = 1.0
"""How long after the start it is looked for what is due: what is on the screen comes first."""
PATIENCE_SECONDS = 2.0
"""How long a question may stay without an answer before the line counts as down."""
_log = logging.getLogger(__name__)


class Changed(Message, bubble=False):
    """Something in the desk changed, in whichever session. The app hands it on to every screen on the stack."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__()
        self.changes = changes


class Line(Message, bubble=False):
    """The line to the database is up, or down and why. The app hands it on to every screen on the stack."""

    def __init__(self, up: bool, why: str = "") -> None:
        super().__init__()
        self.up, self.why = up, why


class Waiting(Message, bubble=False):
    """So many calls wait for their number now. Every screen on the stack gets it."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


class PresenceChanged(Message, bubble=False):
    """Other sessions have something else in hand than before. Every screen on the stack gets it."""

    def __init__(self, others: Sequence[Presence]) -> None:
        super().__init__()
        self.others = others


class Gateway:
    """Carries questions to the desk and brings back answers, in order; follows the feed in between."""

    def __init__(self, connect: Callable[[], Desk], post: Callable[[Message], object]) -> None:
        self._connect, self._post = connect, post
        self._questions: SimpleQueue[_Question] = SimpleQueue()
        self._feed: Feed | None = None
        self._due_work: DueWork | None = None
        self._feed_lock = threading.Lock()  # a feed is not woken while it is closed
        self._knock = threading.Event()
        self._stopping = False
        self._asked_at: float | None = None
        self._broken = ""
        self._missed = False
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
        self.down_since: datetime | None = None
        """Since when the database has not answered; None while it does."""
        self.presence = PresenceKeeper()
        """What this session has in hand, and who else is where."""
        self.waiting_calls = 0
        """How many calls of this OS user wait for their number 待编号; kept true by `tui.delivery`."""

    def start(self) -> None:
        """Begin to work. The desk is connected in the thread, with the first question."""
        self._thread.start()

    def stop(self) -> None:
        """Let go without waiting: a call that hangs must not hold up leaving."""
        self._stopping = True
        self._wake()

    async def ask(self, question: Callable[[Desk], T]) -> T:
        """What `question` returns when the desk thread calls it with the desk; its error is raised here."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._questions.put(_Question(question, future))
        self._wake()
        return await future

    @property
    def waiting_seconds(self) -> float:
        """How long what the thread does now has been without an answer; 0.0 when it does nothing."""
        return 0.0 if (asked_at := self._asked_at) is None else time.monotonic() - asked_at

    @property
    def idle(self) -> bool:
        """Whether nothing is asked and nothing is being answered."""
        return self._questions.empty() and self._asked_at is None

    def look(self) -> None:
        """Post a `Line` when the line went down or came back since the last look. For a timer of the event loop."""
        down = bool(self._broken) or self.waiting_seconds > PATIENCE_SECONDS
        if down == (self.down_since is not None):
            return
        self.down_since = datetime.now(UTC) if down else None
        self._post(Line(up=not down, why=self._broken))

    def here(self, mine: Sequence[Presence]) -> None:
        """What this session has in hand from now on."""
        if self.presence.say(mine):
            self._wake()

    def _wake(self) -> None:
        self._knock.set()
        with self._feed_lock:
            if self._feed is not None:
                self._feed.wake()

    def _run(self) -> None:
        desk: Desk | None = None
        while not self._stopping:
            self._knock.clear()
            desk = self._answer(desk)
            if desk is None or not self._follow(desk):
                self._knock.wait(RETRY_SECONDS)
            elif self._feed is not None and not self._knock.is_set():
                self._feed.wait(POLL_SECONDS)
        with self._feed_lock:
            self._feed = None
        if desk is not None:
            self._keep_presence(self.presence.leave, desk)
            desk.store.close()

    def _follow(self, desk: Desk) -> bool:
        """Post what changed since the last time; whether the database answered."""
        self._asked_at = time.monotonic()
        try:
            if self._feed is None:
                self._feed = desk.store.feed()
            if changes := self._feed.poll():
                self._post(Changed(changes))
            if others := self._keep_presence(self.presence.keep, desk):
                self._post(PresenceChanged(others[0]))
            self._do_due_work(desk, changes)
            self._broken = ""
            if self._missed:  # an outage shorter than the time between two looks
                self._missed = False
                self._post(Line(up=True))
        except DatabaseUnavailable as error:
            self._broken = str(error.facts.get("why", "")) or "-"
        except Exception:  # noqa: BLE001 - a session that stops following would show old tickets without a word
            _log.exception("the feed cannot be followed")
            self._broken = "-"
        finally:
            self._asked_at = None
        return not self._broken

    def _keep_presence(
        self, keep: Callable[[Desk], Sequence[Presence] | None], desk: Desk
    ) -> tuple[Sequence[Presence]] | None:
        """What others have in hand, where it is news. A fault in that keeps nobody from working."""
        try:
            others = keep(desk)
        except DatabaseUnavailable:
            if self._stopping:
                return None
            raise
        except Exception:  # noqa: BLE001 - presence is a convenience
            _log.exception("it cannot be known who is where")
            return None
        return None if others is None else (others,)

    def _do_due_work(self, desk: Desk, changes: Sequence[Change]) -> None:
        """Let waits end and warnings be raised in time."""
        if self._due_work is None:
            self._due_work = DueWork(desk, start=FIRST_WORK_SECONDS)
        try:
            self._due_work.do(changes)
        except DatabaseUnavailable:
            raise
        except Exception:  # noqa: BLE001 - the feed goes on, and the work is tried again
            _log.exception("what is due cannot be done")

    def _answer(self, desk: Desk | None) -> Desk | None:
        """Answer all the questions in the queue; connects the desk for the first."""
        while not self._stopping:
            try:
                question = self._questions.get_nowait()
            except Empty:
                return desk
            self._asked_at = time.monotonic()
            try:
                if desk is None:
                    desk = self._connect()
                question.settle(question.ask(desk), None)
            except Exception as error:  # noqa: BLE001 - whatever it is, the one who asked must hear it
                _log.debug("a question failed", exc_info=True)
                self._missed |= isinstance(error, DatabaseUnavailable)
                question.settle(None, error)
            finally:
                self._asked_at = None
        return desk


class _Question:
    """A question and the future that waits for its answer in the event loop."""

    def __init__(self, ask: Callable[[Desk], Any], future: asyncio.Future[Any]) -> None:
        self.ask = ask
        self._future = future
        self._loop = future.get_loop()

    def settle(self, answer: Any, error: Exception | None) -> None:
        """Hand over the answer or the error; nobody may be waiting any more."""
        try:
            self._loop.call_soon_threadsafe(self._settle, answer, error)
        except RuntimeError:
            _log.debug("an answer came after the screen was gone")

    def _settle(self, answer: Any, error: Exception | None) -> None:
        if self._future.done():
            return
        if error is None:
            self._future.set_result(answer)
        else:
            self._future.set_exception(error)
