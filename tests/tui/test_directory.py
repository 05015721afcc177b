"""Who calls, found while it is typed, and the directory's own screen (CALL-5, CALL-17, DESK-5, REC-1, REC-2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import LANGUAGES, SIZES, MakeApp, Scene, drive, seen, settle, until
from tests.tui.typing import Hand
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import CallerView
from tui_desk.domain.person import Agreement, Person, Unit, Warranty
from tui_desk.norms.loader import load_shipped
from tui_desk.tui.caller_lookup import filling
from tui_desk.tui.screens.directory import DirectoryScreen
from tui_desk.tui.screens.intake import IntakeScreen

OVER = Agreement(date(2025, 1, 1), date(2026, 10, 31), "金牌", "现场")
UNIT = Unit(
    0,
    "东海蓝帆科技有限公司",
    ("蓝帆",),
    ("0571-88886666",),
    "杭州",
    "U1",
    OVER,
    (Warranty("HP 4250", "S1", date(2026, 1, 1), "三年上门，人为损坏除外"),),
)
HOSTILE = "[/b]\x1b]52;c;SGFjaw==\x07[@click=app.quit]x[/]"


@pytest.fixture
def known(desk: Desk) -> Desk:
    """A desk that knows a customer with two people, one of whom shares her telephone, and a namesake."""
    desk.directory.put_unit(UNIT)
    desk.directory.put_unit(Unit(0, "市场部", ("市场",), ("8100",)))
    desk.directory.put_person(
        Person(0, "单玉洁", "SY001", "蓝帆", ("13800138000", "0571-88886666-8003"), "ms", "C-1024")
    )
    desk.directory.put_person(Person(0, "曾国强", "ZG002", "蓝帆", ("13800138000",), "engineer", main_contact=True))
    desk.directory.put_person(Person(0, "张三", "ZS001", "市场部", ("5678",), "mr"))
    return desk


@pytest.fixture
def play(known: Desk, make_app: MakeApp) -> Callable[..., None]:
    """Plays keys on the app: `play(script)`."""
    del known

    def run(script: Callable[[Hand], Any], size: tuple[int, int] = (80, 24), **more: Any) -> None:
        async def with_hand(pilot: Pilot[Any]) -> None:
            await script(Hand(pilot))

        drive(make_app(**more), with_hand, size)

    return run


@pytest.mark.parametrize(("code", "typed"), [("phone", "88886666"), ("name", "syj")])
def test_a_caller_is_found_while_typing_and_one_key_fills_in(play: Callable[..., None], code: str, typed: str) -> None:
    """CALL-5: by extension, pinyin, card number; what was typed to look somebody up gives way to the name."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        hand.intake._go_to(code)
        await hand.type(typed)
        await hand.caller_found()
        await hand.press("ctrl+f")
        answers = hand.call.answers
        assert (answers["name"], answers["staff_no"], answers["title"]) == ("单玉洁", "SY001", "ms")
        assert answers["unit"] == "东海蓝帆科技有限公司", "the full legal name (REC-1)"

    play(script)


def test_a_whole_name_that_one_person_has_is_filled_in_by_enter(play: Callable[..., None]) -> None:
    """CALL-5."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        hand.intake._go_to("name")
        await hand.type("单玉洁")
        await hand.caller_found()
        await hand.press("enter")
        assert hand.call.answer("staff_no") == "SY001"

    play(script)


def test_of_two_people_with_one_number_both_are_offered_and_neither_is_taken(play: Callable[..., None]) -> None:
    """CALL-5, REC-2: the main contact first."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        hand.intake._go_to("phone")
        await hand.type("13800138000")
        await hand.caller_found()
        assert [view.person.name for view in hand.intake._callers.found] == ["曾国强", "单玉洁"]
        await hand.press("enter")
        assert hand.call.answer("name") == ""

    play(script)


def test_enter_faster_than_the_directory_fills_the_caller_in_all_the_same(play: Callable[..., None]) -> None:
    """CALL-5: a hasty Enter after the number costs nothing, and what is typed next stays."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        hand.intake._go_to("phone")
        field = hand.intake.focused
        await hand.pilot.press(*"SY001", "enter")
        assert hand.intake.focused is not field
        await until(hand.pilot, lambda: hand.call.answer("name") == "单玉洁")

    play(script)


@pytest.mark.parametrize("size", SIZES)
def test_an_agreement_out_of_date_and_the_main_contact_stand_beside_the_call(
    play: Callable[..., None], size: tuple[int, int]
) -> None:
    """CALL-5, DESK-5, REC-2: in a pane at 120x40, on one line at 80x24."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        hand.intake._go_to("staff_no")
        await hand.type("SY001")
        await until(hand.pilot, lambda: "已过期" in hand.screen)
        assert "金牌" in hand.screen
        assert "主要联系人 曾国强" in hand.screen
        assert ("已过保" in hand.screen) is (size == (120, 40))

    play(script, size)


def test_u_opens_the_directory_and_enter_takes_the_call(play: Callable[..., None]) -> None:
    """CALL-17: from the queue; departments' phones are there without a word."""

    async def script(hand: Hand) -> None:
        await hand.press("u")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, DirectoryScreen))
        await until(hand.pilot, lambda: "8100" in hand.screen)
        await hand.type("syj")
        await until(hand.pilot, lambda: "SY001" in hand.screen)
        await hand.press("enter")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, IntakeScreen))
        await until(hand.pilot, lambda: hand.intake._open)
        assert hand.call.answer("name") == "单玉洁"

    play(script)


def test_the_directory_fills_a_call_in(play: Callable[..., None]) -> None:
    """CALL-17: one key from the intake, with the words that are there; the call goes on where it was."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(unit="蓝帆")
        await hand.press("alt+d")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, DirectoryScreen))
        await until(hand.pilot, lambda: "金牌" in hand.screen)
        assert "已过保" in hand.screen
        assert "人为损坏除外" in hand.screen, "the rule of the warranty"
        await hand.press("f4")
        await until(hand.pilot, lambda: "曾国强" in hand.screen and "SY001" in hand.screen)
        await hand.press("down", "enter")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, IntakeScreen))
        assert hand.call.answer("name") == "单玉洁"
        assert hand.call.answer("unit") == "东海蓝帆科技有限公司"

    play(script)


@pytest.mark.parametrize(("size", "language"), zip(SIZES, LANGUAGES, strict=True))
def test_everything_about_a_unit_stands_on_the_screen(
    play: Callable[..., None], size: tuple[int, int], language: str
) -> None:
    """CALL-17, DESK-5, REC-1, REC-2."""
    over, gone = ("已过期", "已过保") if language == "zh_CN" else ("OUT OF DATE", "warranty over")

    async def script(hand: Hand) -> None:
        await hand.press("u")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, DirectoryScreen))
        await hand.type("lf")
        await until(hand.pilot, lambda: over in hand.screen)
        for words in ("东海蓝帆科技有限公司 (蓝帆)", "0571-88886666", "金牌", "现场", gone, "人为损坏除外", "曾国强"):
            assert words in hand.screen
        assert "Enter" in hand.screen.splitlines()[-1]
        await hand.press("escape")
        await until(hand.pilot, lambda: not isinstance(hand.pilot.app.screen, DirectoryScreen))

    play(script, size, language=language)


def test_hostile_entries_are_shown_harmlessly(known: Desk, make_app: MakeApp, scene: Scene) -> None:
    """CALL-5: nothing of an entry is read as markup or reaches the terminal."""
    with scene.store().writing() as writing:
        writing.put_person(Person(0, HOSTILE, "H1", HOSTILE, (HOSTILE,), note=HOSTILE))
        writing.put_unit(Unit(0, HOSTILE, (HOSTILE,), (HOSTILE,), HOSTILE, note=HOSTILE))

    async def script(pilot: Pilot[Any]) -> None:
        await pilot.press("u")
        await settle(pilot)
        await pilot.press(*"h1")
        app = pilot.app
        await until(pilot, lambda: "[@click=app.quit]" in seen(app))  # type: ignore[arg-type] # a DeskApp
        assert "\x1b" not in seen(app)  # type: ignore[arg-type] # a DeskApp

    del known
    drive(make_app(), script, (120, 40))


def test_what_is_filled_in_and_what_stays() -> None:
    """CALL-5, REC-1: words to look somebody up by give way; another name, phone or unit stays, and is told."""
    norm, person = (
        load_shipped("it-team"),
        Person(7, "单玉洁", "SY001", UNIT.name, ("13800138000", "0571-88886666-8003")),
    )
    fill, other = filling(person, {"name": "syj", "unit": "蓝帆", "phone": "8888"}, norm, UNIT)
    assert (fill["name"], fill["unit"], fill["phone"], other) == ("单玉洁", UNIT.name, "0571-88886666-8003", {})
    fill, other = filling(person, {"name": "李四", "unit": "销售部", "phone": "+86 138 0013 8000"}, norm, UNIT)
    assert other == {"name": "单玉洁", "unit": UNIT.name}
    assert "phone" not in fill


@pytest.mark.parametrize("typed", ["syj", "单", "单玉洁", "SY001", "sy001", "C-1024", "shanyujie"])
def test_what_only_finds_the_caller_is_no_telephone_number(typed: str) -> None:
    """CALL-5: a name, pinyin, a staff or card number in the telephone's line gives way to the known number."""
    person = Person(7, "单玉洁", "SY001", UNIT.name, ("5678",), card_no="C-1024")
    fill, other = filling(person, {"phone": typed}, load_shipped("it-team"), UNIT)
    assert (fill["phone"], other) == ("5678", {})


@pytest.mark.parametrize("typed", ["单玉洁", "syj", "SY001"])
def test_what_only_finds_the_caller_does_not_stay_where_no_number_is_known(typed: str) -> None:
    """CALL-5: nobody can be called back at a name; the question for the number is open again."""
    fill, other = filling(Person(7, "单玉洁", "SY001", UNIT.name), {"phone": typed}, load_shipped("it-team"), UNIT)
    assert (fill["phone"], fill["name"], other) == ("", "单玉洁", {})


@pytest.mark.parametrize("field", ["phone", "unit", "staff_no", "title"])
def test_an_answer_stays_where_nothing_is_known(field: str) -> None:
    """CALL-5: a caller who fits tells nothing against what was written down already."""
    answers = {"phone": "6110", "unit": "IT", "staff_no": "AB", "title": "ms"}
    fill, other = filling(Person(7, "单玉洁"), answers, load_shipped("it-team"))
    assert (field in fill, field in other) == (False, False)


@pytest.mark.parametrize("typed", ["6110", "13900139000", "8003"])
def test_another_telephone_number_stays(typed: str) -> None:
    """CALL-5: the number that the caller gives is no search; it stays, and the known one is said."""
    person = Person(7, "单玉洁", "SY001", UNIT.name, ("5678",), card_no="C-1024")
    fill, other = filling(person, {"phone": typed}, load_shipped("it-team"), UNIT)
    assert ("phone" in fill, other) == (False, {"phone": "5678"})


def test_one_person_is_one_view() -> None:
    """CALL-5: equal views draw nothing anew."""
    assert CallerView(Person(1, "张三")) == CallerView(Person(1, "张三"))
