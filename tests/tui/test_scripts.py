"""What an officer says on the telephone: the lines of 002 and 004 on the screen, as the call goes on (CALL-2 to 19)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desk.conftest import shanghai
from tests.tui.conftest import AT, MakeApp, Scene, drive, settle, until
from tests.tui.directory import put_callers
from tests.tui.typing import Hand
from tui_desk import i18n
from tui_desk.desk.desk import Desk
from tui_desk.domain.call import Call, End
from tui_desk.domain.call_log import CallFilter
from tui_desk.norms.loader import load_shipped
from tui_desk.tui.call_texts import form_of_address, surname
from tui_desk.tui.screens.base import OpenTicket
from tui_desk.tui.screens.call_back import CallBackScreen
from tui_desk.tui.screens.ends import GoodbyeScreen
from tui_desk.tui.screens.queue import QueueScreen

GREETING = "您好,东海蓝帆XXX为您服务。"
CAN_YOU_HEAR = "您好,能听见吗?"
CALL_AGAIN = "对不起,我听不到您的声音,请重新拨打。"
"""002 §4.1.2 and §4.1.4, word for word."""
STEP = re.compile(r"^ [>.v ] \d \S+(?: +\d+)?", re.MULTILINE)
Play = Callable[..., None]


@pytest.fixture
def play(desk: Desk, make_app: MakeApp) -> Play:
    """Plays with a hand on the keyboard: `play(script)`, under the norm with this code."""
    put_callers(desk)

    def run(script: Callable[[Hand], Any], norm: str = "it-team", size: tuple[int, int] = (80, 24)) -> None:
        if norm != "it-team":
            desk.publish_norm(load_shipped(norm), by=desk.sign_in("limin"))

        async def with_hand(pilot: Pilot[Any]) -> None:
            await script(Hand(pilot))

        drive(make_app(), with_hand, size)

    return run


def written(text: str) -> str:
    """A line of the documents as our norms write it: the marks of Chinese."""
    return text.translate(str.maketrans(",?", "，？"))


def flat(hand: Hand) -> str:
    """What a person reads beside the steps, without the ends of lines."""
    return "".join(STEP.sub("", hand.screen).split())


async def hears(hand: Hand, *said: str) -> None:
    """Wait until the lines stand on the screen, whole and in quotes."""
    await until(hand.pilot, lambda: all(f"“{line}”" in flat(hand) for line in said))


def test_the_lines_of_the_documents_are_said_word_for_word(desk: Desk, play: Play) -> None:
    """CALL-2, CALL-3, CALL-4, CALL-6, CALL-7: each act of the telephone shows its own line, with the names in it."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hears(hand, written(GREETING).replace("东海蓝帆", "东海服务台").replace("XXX", "李敏"))
        for count in (1, 2, 3):
            assert CALL_AGAIN.split(",")[1] not in flat(hand), "not before the third time"
            await hand.press("alt+g")
            await hears(hand, written(CAN_YOU_HEAR))
            assert f"第{count}次，共3次" in hand.screen
        await hears(hand, written(CALL_AGAIN))
        await hand.answer(name="曾国强", title="4", unit="财务部", summary="打印机缺墨")
        assert CALL_AGAIN.split(",")[1] not in flat(hand), "the caller is heard after all, and the call goes on"
        await hand.press("f5")
        await hears(hand, "好的曾科长，请您稍等，不要挂机。")
        await hand.press("f5")
        await hears(hand, "让您久等了曾科长，谢谢您的耐心。")
        await hand.answer(handled="已下单墨盒", promise="送墨盒", promise_due="14:00")
        await hears(hand, "好的曾科长，14:00之前给您答复。")
        await hand.press("f12", "1")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, GoodbyeScreen))
        await hears(hand, "曾科长，请问您还有其他需求吗？", "谢谢您把问题告诉我们，曾科长，再见。")
        await hand.press("enter")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, QueueScreen))

    play(script)
    [record] = desk.calls.log(CallFilter(ends=(End.ANSWERED,)))
    assert (record.unheard, record.caller_name, record.handled) == (3, "曾国强", "已下单墨盒")


def test_a_caller_is_spoken_to_by_surname_and_title_from_the_moment_it_is_known(play: Play) -> None:
    """CALL-6: 先生, 女士, 老师, 科长, 工程师, each by its digit; without a title by the name."""
    spoken = []

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="欧阳娜")
        hand.intake._go_to("summary")
        await until(hand.pilot, lambda: "“欧阳娜，请您说说遇到了什么情况" in hand.screen)
        for digit in "12345":
            await hand.answer(title=digit)
            hand.intake._go_to("summary")
            await until(hand.pilot, lambda: "请您说说" in hand.screen)
            spoken.extend(re.findall(r"“(\S+?)，请您说说", hand.screen))

    play(script)
    assert spoken == ["欧阳先生", "欧阳女士", "欧阳老师", "欧阳科长", "欧阳工程师"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("张三", "张"), ("张*", "张"), ("欧阳", "欧阳"), ("司马懿", "司马"), ("万俟春", "万俟"), ("John Smith", "Smith")],
)
def test_the_surname_of_a_caller(name: str, said: str) -> None:
    """CALL-6: also of a caller who answers 贵姓 with 欧阳 and nothing more."""
    assert surname(name) == said


def test_the_form_of_address_in_english() -> None:
    """CALL-6."""
    i18n.use("en")
    call = Call("d", "DM001", AT, answers={"name": "张三", "title": "mr"})
    assert form_of_address(call, load_shipped("it-team")) == "Mr 张"


@pytest.mark.parametrize(("rings", "late"), [("3", False), ("4", True)])
def test_a_call_picked_up_after_more_than_three_rings_is_marked_apologised_for_and_reported(
    rings: str, late: bool, desk: Desk, play: Play
) -> None:
    """CALL-1, CALL-4: 铃响3声内接听, counted by the officer; who waited too long hears an apology first."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.type(rings)
        await hand.press("enter")
        await until(hand.pilot, lambda: ("迟接" in hand.screen) is late)
        hand.intake._go_to("rings")
        await until(hand.pilot, lambda: ("让您久等了" in hand.screen) is late)
        await hand.press("f12", "8")
        await until(hand.pilot, lambda: isinstance(hand.pilot.app.screen, QueueScreen))

    play(script)
    [record] = desk.calls.log(CallFilter(ends=(End.HUNG_UP,)))
    assert (record.answers["rings"], record.late) == (rings, late)
    assert desk.calls.figures(CallFilter(ends=(End.HUNG_UP,))).late == int(late)


def test_words_that_leave_a_caller_in_doubt_are_flagged_in_what_is_said_to_them(play: Play) -> None:
    """CALL-10: in the promise and in what was done on the phone, while it is typed; the caller's own words may."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(promise="不知道，再说")
        await until(hand.pilot, lambda: "“不知道”" in hand.screen and "我核实一下" in hand.screen)
        await hand.answer(handled="这是您操作不当")
        await until(hand.pilot, lambda: "“您操作不当”" in hand.screen and "委婉指出" in hand.screen)
        await hand.answer(wish="不知道找谁")
        await until(hand.pilot, lambda: "核实一下" not in hand.screen and "委婉" not in hand.screen)

    play(script)


def test_the_first_to_take_the_call_stays_on_the_ticket_that_others_work_on(play: Play) -> None:
    """CALL-14: 首问责任制, beside whoever has it now."""

    async def script(hand: Hand) -> None:
        hand.pilot.app.post_message(OpenTicket("IT-20261120-001"))
        await settle(hand.pilot)
        shown = {line.split()[0]: line for line in hand.screen.splitlines() if line.split()}
        assert "王工" in shown["处理人"]
        assert "李敏" in shown["首接人"]

    play(script)


def test_calling_out_says_who_one_is_and_asks_whether_it_suits_then_thanks(
    desk: Desk, scene: Scene, play: Play
) -> None:
    """CALL-18, CALL-19: at 14:30 the hours are right; name and desk first, then 是否方便; thanks at the end."""
    scene.set_clock(shanghai("2026-11-20 14:30"))

    async def script(hand: Hand) -> None:
        app = hand.pilot.app
        app.push_screen(CallBackScreen(app.session, app.gateway, about="IT-20261120-003"))  # type: ignore[attr-defined] # a DeskApp
        await settle(hand.pilot)
        assert "现在适合外呼，到 16:00 为止" in hand.screen
        await hand.type("已恢复")
        await hand.press("enter")
        await hand.type("数据在吗")
        await hand.press("enter")
        await until(hand.pilot, lambda: "现在方便吗" in hand.screen)
        said = flat(hand)
        assert said.index("东海服务台李敏") < said.index("请问现在方便吗")
        await hand.press("y")
        await until(hand.pilot, lambda: "请问您还有其他需求吗" in flat(hand))
        assert flat(hand).index("还有其他需求") < flat(hand).index("谢谢您")
        await hand.type("请再登录")
        await hand.press("enter", "enter")
        await until(hand.pilot, lambda: not isinstance(hand.pilot.app.screen, CallBackScreen))

    play(script)
    [record] = desk.calls.log(CallFilter(ends=(End.REACHED,)))
    assert (record.outgoing, record.answers["points"], record.answers["likely"]) == (True, "已恢复", "数据在吗")


def test_what_came_in_otherwise_than_by_telephone_is_said_by_one_digit(desk: Desk, play: Play) -> None:
    """TKT-4: the channels as the documents name them; the phone until somebody says otherwise."""
    labels = ["电话", "工单系统", "企业微信/钉钉", "邮件", "现场报备", "在线客服", "传真", "来访", "其他"]

    async def script(hand: Hand) -> None:
        await hand.new_call()
        hand.intake._go_to("channel")
        await until(hand.pilot, lambda: all(label in hand.screen for label in labels))
        await hand.answer(channel="8", name="张三", unit="市场部", summary="E-21", category="1", scope="3")
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        assert desk.ticket(await hand.number()).ticket.channel == "visit"

    play(script)


def test_categories_and_subcategories_are_those_of_the_norm(play: Play) -> None:
    """TKT-5: of 003, in its own words, chosen by digit; the lines to say are the same there (CALL-2, CALL-3)."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hears(hand, "您好，东海服务台李敏为您服务。")
        await hand.press("alt+g")
        await hears(hand, written(CAN_YOU_HEAR))
        hand.intake._go_to("category")
        labels = ["硬件故障", "软件异常", "网络问题", "操作咨询", "数据安全", "第三方服务"]
        await until(hand.pilot, lambda: all(label in hand.screen for label in labels))
        await hand.type("1")
        hand.intake._go_to("subcategory")
        await until(hand.pilot, lambda: "电脑主机故障" in hand.screen and "外设损坏" in hand.screen)
        await hand.answer(category="2")
        hand.intake._go_to("subcategory")
        await until(hand.pilot, lambda: "业务系统报错" in hand.screen and "电脑主机故障" not in hand.screen)

    play(script, "support-guide", (120, 40))


def test_the_claim_the_proposal_and_the_officers_word_stand_side_by_side(desk: Desk, play: Play) -> None:
    """TKT-6: the applicant's claim beside the verified one, the officer's word above the computed one; all are kept."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张三", unit="市场部", summary="E-21", category="2", scope="3", claimed="1")
        await hand.press("alt+u", "2")
        await hand.type("月底结账")
        await until(hand.pilot, lambda: "我定高预计中" in flat(hand) and "本人报紧急" in flat(hand))
        await hand.press("ctrl+r")
        await hand.read_back()
        await hand.press("ctrl+r")
        ticket = desk.ticket(await hand.number()).ticket
        assert (ticket.claimed_priority, ticket.proposed_priority, ticket.priority) == ("urgent", "medium", "high")
        assert ticket.priority_reason == "月底结账"

    play(script)


def test_a_long_wait_is_apologised_for_before_anything_else(scene: Scene, play: Play) -> None:
    """CALL-4: 如果耽搁过久，则应向来电者先行道歉 (002 §4.1.3); a short one is only thanked for."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.answer(name="张明", title="1")
        for seconds, said in ((20, "让您久等了张先生，谢谢您的耐心。"), (90, "对不起，张先生，让您久等了，")):
            await hand.press("f5")
            scene.set_clock(scene.at + timedelta(seconds=seconds))
            await hand.press("f5")
            await hand.pilot.pause(0.1)
            assert f"“{said}" in flat(hand)

    play(script)
