"""The outbox on either database: one sender for each post, retries on plan, and no ticket's text (CALL-14, TKT-15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.desk.conftest import Shift
from tui_desk.desk import letters
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadValue, DatabaseUnavailable, NoSuchContact, NotAllowed
from tui_desk.desk.posts import Errand, queue
from tui_desk.desk.watching import Watch
from tui_desk.domain import posting
from tui_desk.domain.alert import Alert
from tui_desk.domain.posting import Contact, Post
from tui_desk.store.desk_store import DeskStore

SECRETS = ("断网保密词", "110101199003074610", "<at user_id=all>", "[link](http://evil)", "@all")
MANAGERS = Contact("managers", ("json://127.0.0.1:1/token",), stands_for=("managers",))


def an_alert(shift: Shift, name: str = "a-1", ticket: str = "IT-20230930-001") -> Alert:
    """A breach of the response that the managers hear of; of a ticket that raises nothing by itself."""
    now = shift.desk.now()
    return Alert(name, ticket, "respond", 1.0, now, now, now, ("managers",), "high", "SW003", "OP001")


def raised(shift: Shift, *names: str, ticket: str = "IT-20230930-001") -> Sequence[Alert]:
    """Alerts of a ticket, raised now, with their posts."""
    alerts = [an_alert(shift, name, ticket) for name in names]
    with shift.clock.writing() as desk:
        for alert in alerts:
            assert desk.add_alert(alert)
            queue(desk, alert)
    return alerts


@pytest.fixture
def night(shift: Shift) -> Shift:
    """A desk whose managers have a contact."""
    shift.desk.posts.put_contact(MANAGERS, by=shift.lead)
    return shift


class Sender:
    """Keeps what it is to send, and fails as it is told."""

    def __init__(self, *errors: str) -> None:
        self.sent: list[Errand] = []
        self._errors = list(errors)

    def __call__(self, errand: Errand) -> str:
        self.sent.append(errand)
        return self._errors.pop(0) if self._errors else ""


def a_watch(desk: Desk, sender: Sender, name: str = "w1") -> tuple[Watch, list[Post]]:
    """A watch, and what it tells."""
    told: list[Post] = []
    return Watch(desk, name, sender, told.append), told


def test_an_alert_and_its_posts_are_there_together_or_not_at_all(night: Shift) -> None:
    """CALL-14: an outbox in the transaction of the alert loses nothing."""
    alert = an_alert(night)
    with pytest.raises(RuntimeError), night.clock.writing() as desk:  # noqa: PT012 -- the block is the transaction
        desk.add_alert(alert)
        queue(desk, alert)
        raise RuntimeError
    assert night.desk.posts.posts_of(alert.id) == []
    raised(night, "a-1")
    assert [post.id for post in night.desk.posts.posts_of("a-1")] == ["a-1>managers#1"]


def test_two_watchers_never_claim_the_same_post_and_a_lease_ends(
    night: Shift, store: DeskStore, other_store: DeskStore
) -> None:
    """CALL-14: sent at least once; what a killed watcher had claimed, another sends."""
    raised(night, "a-1", "a-2")
    mine, theirs = Desk(store).posts, Desk(other_store).posts
    first, second = mine.claim("w1"), theirs.claim("w2")
    assert first is not None
    assert second is not None
    assert {first.post.alert, second.post.alert} == {"a-1", "a-2"}
    assert theirs.claim("w2") is None
    now = store.now()
    assert first.post.claimed_until is not None
    assert abs(first.post.claimed_until - now - posting.LEASE) < timedelta(seconds=5)
    with store.writing() as desk:
        desk.put_post(replace(first.post, claimed_until=now))
    again = theirs.claim("w2")
    assert again is not None
    assert (again.post.alert, again.post.tries) == (first.post.alert, 2)


def test_what_is_being_claimed_in_a_transaction_under_way_is_passed_over(
    night: Shift, store: DeskStore, other_store: DeskStore
) -> None:
    """CALL-14: on Postgres nobody waits for another's claim."""
    if store.kind == "sqlite":
        pytest.skip("one writer at a time")
    raised(night, "a-1", "a-2")
    with store.writing() as desk:
        held = desk.claimable_post(desk.now())
        assert held is not None
        other = Desk(other_store).posts.claim("w2")
        assert other is not None
        assert other.post.id != held.id


def test_sent_once_it_is_done_and_a_try_in_vain_is_repeated_on_plan(night: Shift) -> None:
    """CALL-14."""
    raised(night, "a-1")
    sender = Sender("HTTP 500", "HTTP 500")
    watch, told = a_watch(night.desk, sender)
    assert watch.step()
    assert not watch.step()
    night.clock.forward(timedelta(seconds=14))
    assert not watch.step()
    for seconds in (1, 30):
        night.clock.forward(timedelta(seconds=seconds))
        assert watch.step()
    assert [post.tries for post in told] == [1, 2, 3]
    assert told[-1].sent_at == night.clock.at
    assert len(sender.sent) == 3
    night.clock.forward(timedelta(days=1))
    assert not watch.step()
    assert night.desk.posts.next_at() is None


def test_a_contact_that_fails_keeps_nobody_else_waiting(night: Shift) -> None:
    """CALL-14: its posts stand back behind those of others."""
    other = Contact("other", ("json://127.0.0.1:2/token",), stands_for=("managers",))
    raised(night, "a-1", "a-2", "a-3")
    watch, _ = a_watch(night.desk, Sender("HTTP 500"))
    assert watch.step()
    night.desk.posts.put_contact(other, by=night.lead)
    night.clock.forward(timedelta(seconds=1))
    raised(night, "b-1")
    errand = night.desk.posts.claim("w1")
    assert errand is not None
    assert errand.post.contact == "other"


def test_a_damaged_post_keeps_nobody_elses_alert(night: Shift, store: DeskStore) -> None:
    """CALL-14: what its row says is enough to send it, and the next one."""
    raised(night, "a-1", "a-2")
    with store.writing() as unit:
        unit.connection.execute(text("UPDATE post SET record = '{' WHERE alert = 'a-1'"))
    sender = Sender()
    watch, told = a_watch(night.desk, sender)
    assert [watch.step() for _ in range(3)] == [True, True, False]
    assert [errand.post.alert for errand in sender.sent] == ["a-1", "a-2"]
    assert [post.sent_at is not None for post in told] == [True, True]


def test_after_a_day_a_post_is_given_up_and_doctor_names_it(night: Shift) -> None:
    """CALL-14: what never arrived is not forgotten."""
    raised(night, "a-1")
    watch, told = a_watch(night.desk, Sender("HTTP 500", "HTTP 500"))
    watch.step()
    night.clock.forward(posting.GIVEN_UP_AFTER)
    watch.step()
    assert [post.given_up_at for post in told] == [None, night.clock.at]
    night.clock._store.beat(night.clock.at)
    [bad] = [finding for finding in night.desk.examine() if not finding.good]
    assert bad.facts == {"contact": "managers", "count": 1, "why": "HTTP 500"}
    night.clock.forward(timedelta(days=8))
    assert "alerts given up" not in {finding.what for finding in night.desk.examine()}


def test_doctor_says_whether_a_watch_ran_lately_where_there_are_contacts(shift: Shift) -> None:
    """CALL-14: a watch that stands still is found before the night."""

    def found() -> list[bool]:
        return [finding.good for finding in shift.desk.examine() if finding.what == "watch"]

    assert found() == []
    shift.desk.posts.put_contact(MANAGERS, by=shift.lead)
    assert found() == [False]
    a_watch(shift.desk, Sender())[0].step()
    assert found() == [True]
    shift.clock.forward(timedelta(minutes=6))
    assert found() == [False]


def test_a_heartbeat_wakes_no_session(store: DeskStore) -> None:
    """CALL-14: on SQLite it is a file beside the desk's, on Postgres no line of the feed."""
    feed = store.feed()
    feed.poll()
    now = store.now()
    store.beat(now)
    store.beat(now + timedelta(seconds=1))
    assert feed.poll() == []
    assert store.last_beat() == now + timedelta(seconds=1)


def test_a_contact_that_was_removed_gets_nothing_more(night: Shift) -> None:
    """CALL-14: its posts are withdrawn, not tried."""
    raised(night, "a-1")
    night.desk.posts.remove_contact("managers", by=night.lead)
    assert night.desk.posts.claim("w1") is None
    [post] = night.desk.posts.posts_of("a-1")
    assert post.withdrawn_at == night.clock.at
    with pytest.raises(NoSuchContact):
        night.desk.posts.remove_contact("managers", by=night.lead)


def test_an_alert_is_sent_though_its_ticket_was_settled_meanwhile_and_says_so(night: Shift) -> None:
    """CALL-14: it is on record as raised; nobody is sent to a ticket that is done without a word."""
    ticket = night.register()
    raised(night, "a-1", ticket=ticket.number)
    night.clock.forward(timedelta(minutes=3))
    night.desk.respond(ticket.number, by=night.engineer, seen=ticket.version)
    errand = night.desk.posts.claim("w1")
    assert errand is not None
    assert "已完成：2023-10-01 09:18 (Asia/Shanghai)" in errand.letter.body


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_words_of_a_ticket_are_sent_unless_the_desk_allows_it(night: Shift, language: str) -> None:
    """TKT-15, DESK-12: number, level, milestone, times, the alert's id; what people said only if allowed."""
    night.desk.posts.put_contact(replace(MANAGERS, language=language), by=night.lead)
    ticket = night.register(summary=" ".join(SECRETS), name="保密人", unit="保密处", phone="13800138000")
    raised(night, "a-1", ticket=ticket.number)
    silent = night.desk.posts.claim("w1")
    assert silent is not None
    said = silent.letter.title + silent.letter.body
    for word in (*SECRETS, "保密", "13800138000", "陈工"):
        assert word not in said
    for fact in (ticket.number, "a-1", letters.SIGNATURE, "09:15"):
        assert fact in said
    assert ("紧急" in said or "高" in said) is (language == "zh_CN")
    night.desk.posts.allow_words(allowed=True, by=night.lead)
    night.clock.forward(posting.LEASE)
    open_ = night.desk.posts.claim("w1")
    assert open_ is not None
    assert "断网保密词" in open_.letter.body
    assert "保密人 保密处" in open_.letter.body
    for word in SECRETS[1:]:
        assert word not in open_.letter.body  # masked, or without the signs of markup
    assert "＜at user＿id=all＞" in open_.letter.body


def test_only_who_manages_channels_changes_them(night: Shift) -> None:
    """DESK-12."""
    posts = night.desk.posts
    with pytest.raises(NotAllowed):
        posts.put_contact(MANAGERS, by=night.engineer)
    with pytest.raises(NotAllowed):
        posts.remove_contact("managers", by=night.operator)
    with pytest.raises(NotAllowed):
        posts.allow_words(allowed=True, by=night.engineer)
    with pytest.raises(NotAllowed):
        posts.test_letter(MANAGERS, by=night.engineer)
    for wrong in (
        replace(MANAGERS, name=" "),
        replace(MANAGERS, stands_for=("nobody",)),
        replace(MANAGERS, priorities=("immense",)),
    ):
        with pytest.raises(BadValue):
            posts.put_contact(wrong, by=night.lead)


class Leaving(Sender):
    """Sends, and takes the database away for a while."""

    def __init__(self, shift: Shift, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self._shift, self._patch = shift, monkeypatch

    def __call__(self, errand: Errand) -> str:
        def away() -> None:
            raise DatabaseUnavailable(why="away")

        self._patch.setattr(self._shift.clock, "writing", away)
        self._patch.setattr(self._shift.clock, "reading", away)
        return super().__call__(errand)


def test_what_was_sent_while_the_database_went_away_is_noted_when_it_is_back(
    night: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-14: an outage makes no alert arrive twice."""
    raised(night, "a-1")
    with monkeypatch.context() as away:
        watch, told = a_watch(night.desk, sender := Leaving(night, away))
        for _ in range(3):
            with pytest.raises(DatabaseUnavailable):
                watch.step()
    night.clock.forward(posting.LEASE * 2)
    watch.step()
    assert [post.sent_at for post in told] == [night.clock.at]
    assert len(sender.sent) == 1
    assert night.desk.posts.next_at() is None


def test_a_watch_that_stood_still_for_long_leaves_its_post_to_others(
    night: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-14: a process that was stopped between claim and sending sends nothing that another may be sending."""
    raised(night, "a-1")
    watch, _ = a_watch(night.desk, sender := Sender())
    claim = night.desk.posts.claim

    def slowly(name: str) -> Errand | None:
        errand = claim(name)
        night.clock.forward(posting.LEASE - posting.SENDING)
        return errand

    monkeypatch.setattr(night.desk.posts, "claim", slowly)
    assert watch.step()
    assert sender.sent == []
