"""The gateway: answers in order, late ones dropped, a line that is down marked, and the keyboard never held."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import pytest
from textual.message import Message

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.ports import Change
from tui_desk.tui import gateway as gateway_module
from tui_desk.tui.gateway import Changed, Gateway, Line


class Feed:
    """A feed whose changes the test gives; down while it is told so."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.down = False
        self._knock = threading.Event()

    def poll(self) -> Sequence[Change]:
        if self.down:
            raise DatabaseUnavailable(why="stopped")
        changes, self.changes = self.changes, []
        return changes

    def wait(self, seconds: float) -> None:
        self._knock.wait(seconds)
        self._knock.clear()

    def wake(self) -> None:
        self._knock.set()


class LoneDesk:
    """A desk that consists of its feed."""

    def __init__(self) -> None:
        self.the_feed = Feed()
        self.closed = threading.Event()
        self.store = self

    def feed(self) -> Feed:
        return self.the_feed

    def close(self) -> None:
        self.closed.set()


def play(scene: Callable[[Gateway, LoneDesk, list[Message]], Awaitable[None]]) -> None:
    """Run a scene with a gateway that works."""

    async def run() -> None:
        line, posted = LoneDesk(), list[Message]()
        gateway = Gateway(lambda: cast("Desk", line), posted.append)
        gateway.start()
        try:
            await scene(gateway, line, posted)
        finally:
            gateway.stop()

    asyncio.run(run())


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so, five seconds at most."""
    for _ in range(250):
        if true():
            return
        await asyncio.sleep(0.02)
    assert true()


def is_down(gateway: Gateway) -> bool:
    """Whether the line is marked as down, after a look at it."""
    gateway.look()
    return gateway.down_since is not None


def test_questions_are_answered_in_their_order() -> None:
    async def scene(gateway: Gateway, _line: LoneDesk, _posted: list[Message]) -> None:
        answers: list[int] = []

        def question(number: int) -> Callable[[Desk], int]:
            def ask(_desk: Desk) -> int:
                answers.append(number)
                return number

            return ask

        assert await asyncio.gather(*(gateway.ask(question(n)) for n in range(20))) == list(range(20))
        assert answers == list(range(20))

    play(scene)


def test_an_error_of_the_desk_is_raised_where_it_was_asked() -> None:
    async def scene(gateway: Gateway, _line: LoneDesk, _posted: list[Message]) -> None:
        def question(_desk: Desk) -> None:
            raise DatabaseUnavailable(why="gone")

        with pytest.raises(DatabaseUnavailable):
            await gateway.ask(question)
        assert await gateway.ask(lambda _desk: "next") == "next"

    play(scene)


def test_a_question_that_nobody_waits_for_any_more_does_no_harm() -> None:
    async def scene(gateway: Gateway, _line: LoneDesk, _posted: list[Message]) -> None:
        go_on = threading.Event()
        asked = asyncio.ensure_future(gateway.ask(lambda _desk: go_on.wait(5)))
        await asyncio.sleep(0.05)
        asked.cancel()
        go_on.set()
        assert await gateway.ask(lambda _desk: "next") == "next"

    play(scene)


def test_what_others_change_is_posted_without_a_question() -> None:
    async def scene(gateway: Gateway, line: LoneDesk, posted: list[Message]) -> None:
        await gateway.ask(lambda _desk: None)
        line.the_feed.changes.append(Change("ticket", "IT-1"))
        await until(lambda: bool(posted))
        assert isinstance(posted[0], Changed)
        assert [change.key for change in posted[0].changes] == ["IT-1"]

    play(scene)


def test_a_question_without_an_answer_marks_the_line_and_the_answer_takes_the_mark_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gateway_module, "PATIENCE_SECONDS", 0.1)

    async def scene(gateway: Gateway, _line: LoneDesk, posted: list[Message]) -> None:
        go_on = threading.Event()
        asked = asyncio.ensure_future(gateway.ask(lambda _desk: go_on.wait(5)))
        await asyncio.sleep(0.2)
        assert is_down(gateway)
        go_on.set()
        await asked
        await until(lambda: gateway.idle)
        assert not is_down(gateway)
        assert [message.up for message in posted if isinstance(message, Line)] == [False, True]

    play(scene)


def test_a_feed_that_fails_marks_the_line_until_it_works_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "RETRY_SECONDS", 0.05)

    async def scene(gateway: Gateway, line: LoneDesk, _posted: list[Message]) -> None:
        await gateway.ask(lambda _desk: None)
        line.the_feed.down = True
        await until(lambda: is_down(gateway))
        line.the_feed.down = False
        await until(lambda: not is_down(gateway))

    play(scene)


def test_leaving_lets_the_store_go_and_waits_for_nobody() -> None:
    async def scene(gateway: Gateway, line: LoneDesk, _posted: list[Message]) -> None:
        await gateway.ask(lambda _desk: None)
        gateway.stop()
        await until(line.closed.is_set)

    play(scene)


def test_a_desk_that_cannot_be_opened_says_why_and_may_be_tried_again() -> None:
    async def run() -> None:
        tries = [DatabaseUnavailable(why="not yet")]
        line = LoneDesk()

        def connect() -> Desk:
            if tries:
                raise tries.pop()
            return cast("Desk", line)

        gateway = Gateway(connect, _nobody)
        gateway.start()
        with pytest.raises(DatabaseUnavailable):
            await gateway.ask(lambda _desk: None)
        assert await gateway.ask(lambda _desk: 1) == 1
        gateway.stop()

    asyncio.run(run())


def _nobody(_message: Any) -> None:
    """Nobody listens."""
