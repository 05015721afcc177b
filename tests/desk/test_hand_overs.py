"""Hand-overs 交接班, on both databases: collected, given, confirmed item by item (DESK-2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.desk.conftest import Shift as Scene
from tests.desk.conftest import shanghai
from tui_desk.desk.errors import BadValue, HandOverMissing, NoShift, NotAllowed
from tui_desk.desk.hand_over_errors import HandedOver, NoSuchHandOver, NotTheNext
from tui_desk.domain.message import Message, Owed
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.presence import Presence
from tui_desk.domain.roster import HandOver, HandOverItem, Post, Shift

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass
class Night:
    """A desk at 09:15: 王芳 has the hotline till 18:00 and 孙悦 from then on; 李敏 is duty manager."""

    scene: Scene
    next: Officer

    def sign_on(self, officer: Officer, starts: str, ends: str, post: Post = Post.HOTLINE) -> Shift:
        at = self.scene.clock.at
        turn = Shift(
            f"{officer.staff_no}-{starts}", officer.staff_no, post, "", shanghai(starts), shanghai(ends), at, "DM001"
        )
        with self.scene.desk.store.writing() as desk:
            desk.put_shift(replace(turn, signed_on_at=at))
        return turn


@pytest.fixture
def night(shift: Scene) -> Night:
    """王芳 has signed on."""
    other = Officer("OP002", "孙悦", "sunyue", frozenset({Role.OPERATOR}))
    shift.desk.put_officer(other, by=shift.lead)
    night = Night(shift, other)
    night.sign_on(shift.operator, "2023-10-01 08:00", "2023-10-01 18:00")
    return night


def kinds(of: HandOver) -> list[tuple[str, str]]:
    return [(each.kind, each.words) for each in of.items]


def test_everything_that_is_open_stands_on_the_sheet(night: Night) -> None:
    """DESK-2: calls in hand, parked and missed, promises, tickets, messages, follow-ups, and what changed."""
    scene = night.scene
    desk, at = scene.desk, scene.clock.at
    desk.presence.here(Presence("s1", "OP001", "call", "draft-9", at, "刘芳"))
    ring = desk.rings.announce("2210")
    desk.rings.miss(ring.id, at_once=True)
    ticket = scene.register("draft-1", phone="5678")
    desk.promise(ticket.number, "下午回电", at + 3 * HOUR, by=scene.operator)
    left = Message("m1", Owed.MESSAGE, at, "SW003", "OP001", "请回电问合同", "赵强")
    desk.messages.leave(left, by=scene.engineer)
    solved = scene.register("draft-2")
    solved = desk.take(solved.number, by=scene.engineer, seen=solved.version)
    desk.resolve(solved.number, "solved", "重置密码", by=scene.engineer, seen=solved.version)
    parked = HandOverItem("call", "draft-8", "挂起: 褚健 2103")
    sheet = desk.hand_overs.collect(scene.operator, [parked])
    told = dict.fromkeys(kind for kind, _ in kinds(sheet))
    assert list(told) == ["call", "promise", "message", "follow_up", "changed"]
    words = "\n".join(text for _, text in kinds(sheet))
    for wanted in (
        "挂起: 褚健 2103",
        "in hand of 王芳: 刘芳",
        "missed call 2210",
        "张三 市场部 5678: 下午回电",
        "请回电问合同",
    ):
        assert wanted in words
    assert f"Registered: 2 ({ticket.number}, {solved.number})" in words
    assert f"Resolved: 1 ({solved.number})" in words
    mine = desk.hand_overs.collect(scene.engineer)
    assert [each.key for each in mine.items if each.kind == "ticket"] == []  # it is solved
    again = scene.register("draft-3")
    desk.take(again.number, by=scene.engineer, seen=again.version)
    mine = desk.hand_overs.collect(scene.engineer)
    assert [each.key for each in mine.items if each.kind == "ticket"] == [again.number]


def test_an_endangered_ticket_is_handed_over_with_its_time(night: Night) -> None:
    """DESK-2, CALL-14: what nobody has and was warned of stands on the sheet, and when it is due."""
    scene = night.scene
    ticket = scene.register("draft-1")
    due = ticket.clocks[0].due_at
    scene.clock.at = due - MINUTE
    scene.desk.alerts.raise_due()
    (item,) = [each for each in scene.desk.hand_overs.collect(scene.operator).items if each.kind == "ticket"]
    assert (item.key, item.due_at) == (ticket.number, due)
    assert item.words.startswith("[endangered]")


def test_nobody_signs_off_before_the_hand_over_was_made(night: Night) -> None:
    """DESK-2: with the sheet the shift may be signed off; somebody on duty in no shift gives none."""
    scene = night.scene
    desk = scene.desk
    scene.clock.at = shanghai("2023-10-01 17:50")
    with pytest.raises(HandOverMissing):
        desk.rosters.sign_off(scene.operator)
    with pytest.raises(NoShift):
        desk.hand_overs.give(desk.hand_overs.collect(scene.engineer), scene.engineer)
    given = desk.hand_overs.give(
        replace(desk.hand_overs.collect(scene.operator), words="留意打印机\x1b[31m"), scene.operator
    )
    assert (given.id, given.words) == ("JB-20231001-001", "留意打印机")
    again = desk.hand_overs.give(replace(given, words="留意打印机和空调"), scene.operator)
    assert (again.id, again.version, again.words) == (given.id, 2, "留意打印机和空调")
    assert desk.hand_overs.collect(scene.operator).words == "留意打印机和空调"
    assert desk.rosters.sign_off(scene.operator).hand_over == given.id


def test_the_next_one_confirms_item_by_item(night: Night) -> None:
    """DESK-2: with a remark where something is not so; who took it and when; until then it stays in sight."""
    scene, desk = night.scene, night.scene.desk
    ticket = scene.register("draft-1", phone="5678")
    desk.promise(ticket.number, "下午回电", scene.clock.at + 3 * HOUR, by=scene.operator)
    desk.promise(ticket.number, "周一再看", scene.clock.at + 30 * HOUR, by=scene.operator)
    given = desk.hand_overs.give(desk.hand_overs.collect(scene.operator), scene.operator)
    assert [each.kind for each in given.items] == ["promise", "promise", "changed"]
    first = given.items[0]
    assert desk.hand_overs.open_for(night.next) == ()
    with pytest.raises(NotTheNext):
        desk.hand_overs.confirm(given.id, first.kind, first.key, night.next)
    night.sign_on(night.next, "2023-10-01 17:00", "2023-10-02 08:00")
    assert [each.id for each in desk.hand_overs.open_for(night.next)] == [given.id]
    with pytest.raises(NotTheNext):
        desk.hand_overs.confirm(given.id, first.kind, first.key, scene.operator)
    with pytest.raises(BadValue):
        desk.hand_overs.confirm(given.id, "promise", "none", night.next)
    part = desk.hand_overs.confirm(given.id, first.kind, first.key, night.next, "已电话核对")
    assert (part.taken_at, part.items[0].remark, part.items[0].confirmed_by) == (None, "已电话核对", "OP002")
    with pytest.raises(HandedOver):
        desk.hand_overs.give(given, scene.operator)
    scene.clock.forward(HOUR)
    taken = desk.hand_overs.confirm_rest(given.id, night.next)
    assert (taken.taker, taken.taken_at) == ("OP002", scene.clock.at)
    assert taken.items[0].confirmed_at == scene.clock.at - HOUR
    assert desk.hand_overs.waiting() == ()
    with pytest.raises(HandedOver):
        desk.hand_overs.confirm_rest(given.id, night.next)
    assert desk.hand_overs.view(given.id)[0] == taken


def test_a_sheet_that_nobody_confirmed_stays_for_the_manager(night: Night) -> None:
    """DESK-2: days later it is still there; a duty manager may take it over, an administrator alone may not."""
    scene, desk = night.scene, night.scene.desk
    given = desk.hand_overs.give(desk.hand_overs.collect(scene.operator), scene.operator)
    scene.clock.forward(72 * HOUR)
    assert [each.id for each in desk.hand_overs.waiting()] == [given.id]
    assert [each.id for each in desk.hand_overs.open_for(scene.lead)] == [given.id]
    admin = Officer("AD001", "管理", "admin", frozenset({Role.ADMINISTRATOR}))
    desk.put_officer(admin, by=scene.lead)
    with pytest.raises(NotAllowed):
        desk.hand_overs.confirm_rest(given.id, admin)
    with pytest.raises(NoSuchHandOver):
        desk.hand_overs.confirm_rest("no", scene.lead)
    assert desk.hand_overs.confirm_rest(given.id, scene.lead).taker == "DM001"
    assert [each.id for each in desk.hand_overs.newest()] == [given.id]
