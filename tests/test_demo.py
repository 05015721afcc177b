"""The demo's story fits the norm, in both languages, and the desk stays sound while it lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui_desk.demo import story
from tui_desk.demo.life import DAY, Life
from tui_desk.demo.telling import StoryClock, tell
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import End
from tui_desk.domain.call_log import CallFilter
from tui_desk.domain.message import Owed
from tui_desk.domain.ticket import State
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store


@pytest.fixture(params=["zh_CN", "en"])
def told(request: pytest.FixtureRequest, sqlite_path: Path) -> Iterator[tuple[Desk, story.Story]]:
    """The demo's desk just told, and its story."""
    language = str(request.param)
    tale, clock = story.read(language, "me"), StoryClock()
    desk = Desk(open_store(str(sqlite_path), clock=clock))
    tell(desk, clock, tale, load_shipped("it-team"), language=language, zone="Asia/Shanghai")
    clock.at = datetime.now(UTC)
    yield desk, tale
    desk.store.close()


def test_every_state_is_there(told: tuple[Desk, story.Story]) -> None:
    desk, _ = told
    rows, now = desk.queue(), desk.now()
    running = [row for row in rows if row.due_at]
    assert any(row.due_at < now for row in running if row.due_at)
    assert any(row.near_at < now < row.due_at for row in running if row.due_at and row.near_at)
    assert any(now < row.near_at for row in running if row.near_at)
    assert any(row.due_what == "promise" for row in rows)
    assert any(row.assignee is None for row in rows)
    assert any(row.assignee == "DM001" for row in rows)
    assert {row.state for row in rows} >= {State.OPEN, State.WAITING, State.RESOLVED}
    assert any(desk.ticket(row.number).ticket.reopened for row in rows)


def test_the_demos_skills_are_those_of_its_officers_and_its_norm(told: tuple[Desk, story.Story]) -> None:
    """DESK-4: the board has somebody to rank."""
    desk, tale = told
    known = desk.skills.known()
    for each in tale.skills:
        assert known.skill(each.officer, each.subject, each.name, str(each.score)) == each
    assert len(desk.skills.of()) == len(tale.skills) > 10


def test_the_desk_is_sound_after_two_days_of_life(told: tuple[Desk, story.Story]) -> None:
    desk, tale = told
    before = len(list(desk.queue()))
    life = Life(lambda: desk, tale, seed=1)
    for _ in range(2 * len(DAY)):
        life.beat(desk)
    assert all(finding.good for finding in desk.examine())
    assert len(desk.queue()) == before + 2 * DAY.count("call")


def test_life_leaves_ones_own_tickets_alone(told: tuple[Desk, story.Story]) -> None:
    desk, tale = told
    mine = {row.number: row.version for row in desk.queue() if row.assignee == tale.me.staff_no}
    life = Life(lambda: desk, tale, seed=2)
    for _ in range(3 * len(DAY)):
        life.beat(desk)
    assert {row.number: row.version for row in desk.queue_rows(mine)} == mine


def test_times_of_the_story_are_in_order() -> None:
    for call in story.read("en", "me").calls:
        hours = [timedelta(minutes=ago) for ago in (call.ago - 2, *(step.ago for step in call.steps))]
        assert hours == sorted(hours, reverse=True)


def test_the_telephone_has_something_to_show_on_every_screen(told: tuple[Desk, story.Story]) -> None:
    """CALL-7, 11, 15, 17: calls of every end, missed ones, messages and promises open, kept, moved and broken."""
    desk, _ = told
    now = desk.now()
    calls = desk.calls.log(CallFilter())
    assert {call.end for call in calls} >= set(End) - {End.REACHED}
    assert any(call.late for call in calls)
    assert any(call.held for call in calls)
    figures = desk.calls.figures(CallFilter())
    assert figures.answer_speed
    assert figures.handle_time
    owed, done = desk.messages.everybodys(), desk.messages.everybodys(done=True)
    assert {message.kind for message in owed} == set(Owed)
    assert done
    assert any(message.overdue(now) for message in owed)
    assert any(message.to == "DM001" for message in owed)
    promises = [p for row in desk.queue() for p in desk.ticket(row.number).ticket.promises]
    assert any(p.kept_at for p in promises)
    assert any(p.moved_from for p in promises)
    assert any(p.broken(now) and not p.kept_at for p in promises)
    today = now.date()
    agreements = [view.agreement for name in ("财", "Fin", "远", "Yuan") for view in desk.directory.units(name)]
    assert {agreement.holds_on(today) for agreement in agreements if agreement} == {True, False}
