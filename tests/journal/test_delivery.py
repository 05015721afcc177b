"""待编号: a call that has its end reaches the database exactly once, whoever is killed in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import Shift
from tests.journal.conftest import both
from tests.journal.processes import die, ended, forked
from tui_desk.desk.calls import Calls
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.ports import Writing
from tui_desk.domain.call import Call, End, Entry
from tui_desk.domain.call_log import CallFilter
from tui_desk.journal import CallFile, Journal, delivery
from tui_desk.store import open_store
from tui_desk.store.desk_store import DeskStore

DRAFT = "7f3a2c1900000000"
REFERENCE = "D7F3A2C1"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "calls")


def put_off(
    journal: Journal,
    shift: Shift,
    draft: str = DRAFT,
    end: End = End.TICKET,
    facts: dict[str, str] | None = None,
    **said: str,
) -> CallFile:
    """A call that was ended while the database was away."""
    call = shift.call(draft, **said)
    file = journal.begin(replace(call, answers={}), desk=shift.clock.address, norm=shift.desk.facts().norm)
    for code, answer in call.answers.items():
        file.note(Entry(shift.clock.at, "answer", answer, code))
    for name, fact in (facts or {}).items():
        file.note(Entry(shift.clock.at, "fact", fact, name))
    file.note(Entry(shift.clock.at, "end", end))
    file.release()
    return file


def records(desk: Desk) -> list[tuple[str, End, str]]:
    return [(record.id, record.end, record.ticket) for record in desk.calls.log(CallFilter())]


def messages(shift: Shift) -> list[str]:
    with shift.clock.reading() as reading:
        return [message.words for message in reading.messages("SW003")]


def test_a_call_with_its_end_is_pending_and_no_orphan(journal: Journal, shift: Shift) -> None:
    """CALL-15: and it is found by its reference meanwhile."""
    put_off(journal, shift)
    address = shift.clock.address
    assert journal.orphans(address) == ()
    [waiting] = delivery.pending(journal, address)
    assert waiting.call.reference == REFERENCE
    found = journal.find(REFERENCE.lower(), address)
    assert found is not None
    assert (found.call.draft, found.pending) == (DRAFT, True)
    assert delivery.pending(journal, "/another.db") == ()
    assert journal.find(REFERENCE, "/another.db") is None


def test_a_pending_call_gets_its_number_and_owes_it_to_the_caller(journal: Journal, shift: Shift) -> None:
    """CALL-13: the promise to tell the number stands in the ticket; the file is gone, the reference stays."""
    put_off(journal, shift)
    shift.clock.forward(timedelta(hours=1))
    [done] = delivery.deliver(journal, shift.desk)
    ticket = shift.desk.ticket(done.number).ticket
    assert (done.reference, done.end, done.why) == (REFERENCE, End.TICKET, "")
    assert done.sentence() == f"{REFERENCE} is now {ticket.number}."
    assert (ticket.draft, ticket.first_taker) == (DRAFT, "OP001")
    [promise] = ticket.promises
    assert (ticket.number in promise.words, promise.by, promise.to, promise.kept_at) == (True, "OP001", "张三", None)
    assert list(journal.directory.iterdir()) == []
    record = shift.desk.calls.find(REFERENCE)
    assert record is not None
    assert record.ticket == ticket.number
    assert delivery.deliver(journal, shift.desk) == []


@pytest.mark.parametrize(
    ("end", "facts"),
    [
        (End.MESSAGE, {"to": "SW003", "words": "请回电"}),
        (End.TRANSFERRED, {"to": "SW003"}),
        (End.SILENT, {}),
        (End.HUNG_UP, {}),
    ],
)
def test_every_end_is_delivered(journal: Journal, shift: Shift, end: End, facts: dict[str, str]) -> None:
    """CALL-11, CALL-15."""
    put_off(journal, shift, end=end, facts=facts)
    [done] = delivery.deliver(journal, shift.desk)
    assert (done.end, done.number) == (end, "")
    assert records(shift.desk) == [(DRAFT, end, "")]
    assert len(messages(shift)) == (end is End.MESSAGE)


def test_what_was_attached_goes_with_the_ticket(journal: Journal, shift: Shift, tmp_path: Path) -> None:
    """TKT-3."""
    picture = tmp_path / "截图.png"
    picture.write_bytes(b"\x89PNG")
    file = journal.begin(replace(shift.call(DRAFT), answers={}), desk=shift.clock.address, norm=shift.desk.facts().norm)
    for code, answer in shift.call(DRAFT).answers.items():
        file.note(Entry(shift.clock.at, "answer", answer, code))
    assert file.attach(picture, "screenshot", 1_000) == "截图.png"
    file.note(Entry(shift.clock.at, "end", End.TICKET))
    file.release()
    [done] = delivery.deliver(journal, shift.desk)
    [attachment] = shift.desk.ticket(done.number).ticket.attachments
    assert (attachment.name, attachment.question) == ("截图.png", "screenshot")
    assert list(journal.directory.iterdir()) == []


class _KilledBeforeCommit:
    """A store whose process dies when a transaction is about to be committed."""

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        with self._store.writing() as writing:
            yield writing
            die()


def _before(name: str, owner: type) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setattr(owner, name, die)


def _after(name: str, owner: type) -> Callable[[pytest.MonkeyPatch], None]:
    real = getattr(owner, name)

    def then_die(*args: Any, **named: Any) -> None:
        real(*args, **named)
        die()

    return lambda patch: patch.setattr(owner, name, then_die)


STEPS: dict[str, Callable[[pytest.MonkeyPatch], None] | None] = {
    "before the lock": _before("adopt", Journal),
    "with the lock": _after("adopt", Journal),
    "before it is asked": _before("finish", Calls),
    "before the commit": None,
    "after the commit": _after("finish", Calls),
    "after the file": _after("done", CallFile),
}


@both
@pytest.mark.parametrize("end", [End.TICKET, End.MESSAGE])
def test_killed_at_any_step_it_is_delivered_exactly_once(
    journal: Journal, shift: Shift, address: str, end: End, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CALL-15: kill -9 before, in the middle of, and after each step; on both databases."""

    def courier(patch: Callable[[pytest.MonkeyPatch], None] | None) -> None:
        store = open_store(address)
        if patch is not None:
            patch(monkeypatch)
        desk = Desk(store if patch else _KilledBeforeCommit(store))
        delivery.deliver(journal, desk)

    for done, (step, patch) in enumerate(STEPS.items(), start=1):
        draft = f"{done}f3a2c19"
        put_off(journal, shift, draft, end, facts={"to": "SW003", "words": "请回电"})
        assert ended(forked(partial(courier, patch))) == -9, step
        for _ in range(2):
            delivery.deliver(journal, shift.desk)
        of_draft = [record for record in records(shift.desk) if record[0] == draft]
        assert [(how, bool(number)) for _, how, number in of_draft] == [(end, end is End.TICKET)], step
        numbers = {number for _, _, number in records(shift.desk) if number}
        assert {row.number for row in shift.desk.queue()} == numbers, step
        assert len(messages(shift)) == (done if end is End.MESSAGE else 0), step
        for number in numbers:
            assert len(shift.desk.ticket(number).ticket.promises) == 1, step
        assert list(journal.directory.iterdir()) == [], step


@both
def test_two_processes_that_deliver_at_once_deliver_each_call_once(
    journal: Journal, shift: Shift, address: str
) -> None:
    """CALL-15."""
    drafts = [f"{number}f3a2c19" for number in range(8)]
    for draft in drafts:
        put_off(journal, shift, draft)

    def courier() -> None:
        with closing(open_store(address)) as store:
            delivery.deliver(journal, Desk(store))

    couriers = [forked(courier) for _ in range(2)]
    assert [ended(pid) for pid in couriers] == [0, 0]
    assert sorted(draft for draft, *_ in records(shift.desk)) == drafts
    assert len(shift.desk.queue()) == len(drafts)
    assert delivery.pending(journal, address) == ()


def test_a_call_in_somebodys_hand_is_left_to_them(journal: Journal, shift: Shift) -> None:
    put_off(journal, shift)
    [waiting] = delivery.pending(journal, shift.clock.address)
    taken = journal.adopt(waiting)
    assert delivery.deliver(journal, shift.desk) == []
    taken.release()
    assert len(delivery.deliver(journal, shift.desk)) == 1


def test_what_the_norm_refuses_is_open_again_with_the_reason(journal: Journal, shift: Shift) -> None:
    """CALL-15: nothing is lost."""
    put_off(journal, shift, summary="  ", scratch_word="x")
    [outcome] = delivery.deliver(journal, shift.desk)
    assert "open again" in outcome.sentence()
    address = shift.clock.address
    assert delivery.pending(journal, address) == ()
    [orphan] = journal.orphans(address)
    assert (orphan.why, orphan.call.end) == (outcome.why, None)
    assert orphan.call.answers["name"] == "张三"
    file = journal.adopt(orphan)
    file.note(Entry(shift.clock.at, "answer", "打印机卡纸", "summary"))
    file.note(Entry(shift.clock.at, "end", End.TICKET))
    file.release()
    [done] = delivery.deliver(journal, shift.desk)
    assert shift.desk.ticket(done.number).ticket.summary == "打印机卡纸"


def test_a_call_of_an_officer_who_is_gone_can_be_taken_up_by_a_colleague(journal: Journal, shift: Shift) -> None:
    put_off(journal, shift)
    shift.desk.put_officer(replace(shift.operator, active=False), by=shift.lead)
    [outcome] = delivery.deliver(journal, shift.desk)
    assert outcome.why
    [orphan] = journal.orphans(shift.clock.address)
    assert orphan.call.officer == "OP001"
    [outcome] = delivery.deliver(journal, shift.desk, {}) or [outcome]
    assert outcome.why


def test_an_outage_in_the_middle_leaves_the_rest_for_the_next_time(
    journal: Journal, shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    for draft in ("1f3a2c19", "2f3a2c19", "3f3a2c19"):
        put_off(journal, shift, draft)
    finish, asked = Calls.finish, 0

    def goes_away(self: Calls, call: Call, **named: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise DatabaseUnavailable(why="gone")
        return finish(self, call, **named)

    with monkeypatch.context() as outage:
        outage.setattr(Calls, "finish", goes_away)
        assert [outcome.reference for outcome in delivery.deliver(journal, shift.desk)] == ["D1F3A2C1"]
    assert asked == 2
    assert len(delivery.deliver(journal, shift.desk)) == 2


def test_a_call_that_fails_for_a_fault_of_ours_does_not_keep_the_others(
    journal: Journal, shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    for draft in ("1f3a2c19", "2f3a2c19"):
        put_off(journal, shift, draft)
    finish = Calls.finish

    def fails(self: Calls, call: Call, **named: Any) -> Any:
        if call.draft.startswith("1"):
            raise RuntimeError
        return finish(self, call, **named)

    monkeypatch.setattr(Calls, "finish", fails)
    assert [outcome.reference for outcome in delivery.deliver(journal, shift.desk)] == ["D2F3A2C1"]
    assert [waiting.call.draft for waiting in delivery.pending(journal, shift.clock.address)] == ["1f3a2c19"]


def test_an_empty_folder_is_not_even_opened(tmp_path: Path) -> None:
    assert not delivery.is_worth_a_look(tmp_path / "none")
    (tmp_path / "left.note").touch()
    assert not delivery.is_worth_a_look(tmp_path)
    (tmp_path / "d1.call").touch()
    assert delivery.is_worth_a_look(tmp_path)
