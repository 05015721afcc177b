"""The day itself, act by act, at three terminals: operator, manager, engineer (SITE, DESK-2, DESK-6, TKT-8)."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from tests.journeys.conftest import LEAD, PATIENCE, QUEUE
from tests.journeys.day_office import (
    AWAY,
    DECLINES,
    ENGINEER,
    NEXT,
    NEXT_DAY,
    OPERATOR,
    ROSTER,
    SKILLS,
    DayOffice,
    caller,
)
from tests.journeys.day_seats import ALT_S, CALLS, CTRL_R, OUTAGE, Calls, Seat
from tui_desk.desk.follow_up_views import FollowUpView
from tui_desk.domain.follow_up import FollowUp, FollowUpKind
from tui_desk.domain.paper import PaperState

MOST_KEYS_PER_DISPATCH = 3
IDLE_SECONDS = 10.0
READY = ("forms", "phone", "pen", "desk")
PAPER = r"[A-Z]{2}-\d{8}-\d{3}-\d"


RECORD = {
    "服务地点": ("三楼研发部工位",),
    "服务开始与结束时间": ("9:10", "9:40", "10:05", "10:30"),
    "问题分析与诊断": (
        "账号被锁定",
        "查域控日志",
        "五次错误密码",
        "已证实",
        "网络不通",
        "ping网关",
        "正常",
        "时延2毫秒",
    ),
    "初步判断": ("登录服务或账号",),
    "方案": ("2",),
    "方案描述": ("解锁账号，换网卡后重新登录",),
    "临时方案": ("先用网页版",),
    "长期方案": ("统一密码策略",),
    "操作步骤": ("解锁账号", "Unlock-ADAccount", "lockoutTime", "locked", "0"),
    "是否更换部件": ("1",),
    "更换的部件": ("网卡", "I210-A", "SN-OLD-1", "I210-B", "SN-NEW-2"),
    "遇到的困难及应对措施": ("没有域控权限", "请管理员执行"),
    "是否达到预期目标": ("1",),
    "问题是否解决": ("1",),
    "系统是否恢复正常": ("1",),
    "服务内容是否全部完成": ("1",),
    "服务结果描述": ("可以登录，观察无复发",),
    "量化结果": ("登录用时（秒）", "60", "3"),
    "观察（分钟）": ("30",),
    "是否复发": ("2",),
    "遗留问题": ("2",),
}
"""What the engineer answers to the boxes of the service record."""


RECEIPT = {
    "用户意见": ("先恢复了，掉线还没根治",),
    "用户签字": ("y",),
    "上门记录": ("8:30", "9:05", "10:35"),
    "解决办法": ("解锁账号，换网卡",),
    "是否更换备件": ("2",),
    "下一步处理": ("下周换交换机端口",),
    "处理意见": ("2",),
}
"""What stands on the receipt that was lost."""

AGAIN = {
    "用户意见": ("还是登录不了",),
    "用户签字": ("y",),
    "上门记录": ("9:30", "9:50", "10:20"),
    "解决办法": ("重装客户端",),
    "处理意见": ("1",),
}
FILED = {
    "用户意见": ("可以用了",),
    "用户签字": ("y",),
    "上门记录": ("10:40", "10:55", "11:20"),
    "解决办法": ("换账号服务器地址",),
    "处理意见": ("3",),
}

ACTS = (
    *("begin", "outage", "tickets", "one_declines", "one_leaves", "several_at_once", "on_site", "record"),
    *("lost_and_found", "not_solved", "rest", "follow_up", "killed", "hand_over", "give_up"),
)


@dataclass
class Figures:
    """What was counted and measured."""

    keys_per_dispatch: list[int] = field(default_factory=list)
    several: tuple[int, int] = (0, 0)
    """Keys, and tickets sent by them."""
    seconds_to_board: list[float] = field(default_factory=list)
    seconds_after_kill: float = 0.0
    bytes_per_second: float = 0.0


class Day:
    """A day of so many calls; a short one leaves out what takes long.

    Each act is a method, and leaves everybody at their queue, the manager at the board.
    """

    def __init__(self, office: DayOffice, calls: int, log: Callable[[str], None], *, short: bool = False) -> None:
        self.office, self.calls, self.log, self.short = office, calls, log, short
        self.joined = max(1, calls // 5)
        self.figures = Figures()
        self.seats: list[Seat] = []
        self.stack = ExitStack()
        self.callers = 0
        self.big = self.visited = self.sent_again = self.moved = self.declined = ""
        self.papers: list[str] = []

    def __enter__(self) -> Day:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def play(self, *acts: str) -> None:
        """All of it in its order, or only these acts."""
        for act in acts or ACTS:
            began = time.monotonic()
            getattr(self, act)()
            self.log(f"{act.replace('_', ' ')}: {time.monotonic() - began:.1f} s")

    def sit(self, login: str, columns: int = 120, lines: int = 40) -> Seat:
        """Somebody sits down."""
        seat = Seat(self.stack.enter_context(self.office.sit_down(login, columns, lines)), self.seats)
        seat.until(QUEUE + "|t 排序")
        return seat

    # The acts

    def begin(self) -> None:
        """Skills and roster as lists; three sign on by keys, the others by a command; one is away at once."""
        office = self.office
        office.good("skill", "import", office.file("skills.csv", SKILLS))
        office.good("roster", "import", office.file("roster.csv", ROSTER))
        office.at("07:55")
        self.operator, self.manager, self.engineer = (
            self.sit(OPERATOR, 80, 24),
            self.sit(LEAD),
            self.sit(ENGINEER, 80, 24),
        )
        for seat in self.seats:
            self.sign_on(seat)
        for who in (AWAY, DECLINES, "hw005"):
            office.desk.rosters.sign_on(office.officer(who), READY)
        self.phone = Calls(self.operator, office)
        office.at("08:05")
        self.away(AWAY, "取备件")

    def sign_on(self, seat: Seat) -> None:
        """Sign on at the roster, everything in order."""
        seat.go("8", "值班表 ")
        seat.go("o", "1 .x. 记录单")
        seat.go("enter", "白班至18:00|夜班至08:00")
        seat.to_queue()

    def next_caller(self) -> tuple[str, str, str]:
        """Somebody who did not call yet."""
        self.callers += 1
        return caller(self.callers - 1)

    def outage(self) -> None:
        """A major outage: one ticket, and everybody else who calls about it is added to it (DESK-10)."""
        self.big = self.phone.register(self.next_caller(), OUTAGE)
        for _ in range(self.joined):
            self.phone.join(self.next_caller(), self.big)
        self.manager.go("7", "未派 1")
        to = self.dispatch(self.big, "先看告警灯和日志")
        assert to != "NT001", "who is away is not proposed"
        if not self.short:
            self.idle()
        self.accept(self.big)

    def idle(self) -> None:
        """What the board sends while nobody does anything, and the time to accept an offer runs by the second."""
        self.manager.until(r"4:\d\d +\? 紧急")
        self.manager.still(0.5)
        self.figures.bytes_per_second = len(self.manager.terminal.read(IDLE_SECONDS)) / IDLE_SECONDS

    def dispatch(self, number: str, advice: str = "", *, again: bool = False) -> str:
        """Send the ticket under the cursor to the first of the board; to whom. Keys are counted but for the advice."""
        seat = self.manager
        self.select(number)
        before, offers = seat.keys, len(self.office.ticket(number).offers)
        seat.go("1", f"{'改派' if again else '派单'} {number} >")
        seat.terminal.press(advice)
        seat.press("enter")
        self.figures.keys_per_dispatch.append(seat.keys - before)
        self.wait(lambda: len(self.office.ticket(number).offers) > offers)
        return self.assignee(number)

    def wait(self, true: Callable[[], bool]) -> None:
        """Wait until something is so at the desk, and read the terminals meanwhile."""
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                raise TimeoutError("\n".join(seat.text for seat in self.seats))
            for seat in self.seats:
                seat.still(0.02)

    def select(self, number: str) -> None:
        """Put the manager's cursor on a ticket, where it is not there by itself."""
        seat = self.manager
        seat.still(0.05)
        for key in ("", *("home", *("down",) * 12) * 5):
            if key:
                before = self.selected()
                seat.press(key)
                with suppress(TimeoutError):
                    seat.gone(rf"^>.*?(紧急|高|中|低) +{before} ", 0.5 if key == "home" else 1.0)
            if self.selected() == number[-3:]:
                return
        raise AssertionError(f"{number} is not on the board\n{seat.text}")

    def selected(self) -> str:
        """The short number of the ticket under the manager's cursor."""
        found = re.search(r"^>.*?(?:紧急|高|中|低) +(\d+) ", self.manager.text, re.MULTILINE)
        return found[1] if found else ""

    def assignee(self, number: str) -> str:
        """Who has it."""
        return self.office.ticket(number).assignee or ""

    def accept(self, number: str) -> None:
        """Whoever it is offered to accepts it; a manager who sends it to herself has it already."""
        ticket = self.office.ticket(number)
        if ticket.offer is None:
            assert ticket.assignee == "DM001"
            return
        self.office.desk.accept(number, by=self.office.officer(ticket.assignee or ""), seen=ticket.version)

    def away(self, who: str, words: str) -> None:
        """Somebody leaves the post."""
        self.office.desk.rosters.away(self.office.officer(who), words)

    def one(self, which: int) -> str:
        """A call that becomes a ticket, and how soon the board shows it."""
        number = self.phone.register(self.next_caller(), CALLS[which % len(CALLS)])
        self.figures.seconds_to_board.append(self.manager.until(rf"(紧急|高|中|低) +{number[-3:]} "))
        return number

    def tickets(self) -> None:
        """The calls of the special cases: one visited, one sent again, one passed on, one declined."""
        self.visited, self.moved, self.declined = self.one(1), self.one(2), self.one(7)
        assert self.dispatch(self.visited, "带上备用网卡") == "SW003"
        if not self.short:
            self.sent_again = self.one(1)
            assert self.dispatch(self.sent_again) == "SW003"

    def one_declines(self) -> None:
        """An offer is sent back by an engineer on the phone, noted in one line by the operator (SITE-2)."""
        self.dispatch(self.declined)
        who = self.office.officer(self.assignee(self.declined))
        self.operator.say(f"{who.name} 退回 {self.declined} 手上有急事")
        self.manager.until(rf"(紧急|高|中|低) +{self.declined[-3:]} .*未派")
        assert self.office.ticket(self.declined).offers[-1].words.endswith("手上有急事")

    def one_leaves(self) -> None:
        """Absence: who accepted leaves the post, and the ticket is passed on with its own advice 改派 (SITE-2)."""
        to = self.dispatch(self.moved, "看共享权限")
        self.accept(self.moved)
        self.away(to, "家里有急事")
        seat = self.manager
        seat.until("离岗 2")
        seat.press("o")
        self.dispatch(self.moved, "接着查域控日志", again=True)
        seat.press("o")
        first, second = self.office.ticket(self.moved).offers
        assert (first.to, first.advice, second.advice) == (to, "看共享权限", "接着查域控日志")
        assert second.to not in (to, "NT001")
        self.accept(self.moved)

    def several_at_once(self) -> None:
        """Space marks, a digit and Enter send them all."""
        count = 3
        rest = [self.declined, *(self.one(5) for _ in range(count - 1))]
        seat = self.manager
        self.select(rest[0])
        before = seat.keys
        for number in rest:
            self.select(number)
            seat.press(" ")
            seat.still()
        seat.go("1", "处置建议")
        seat.go("enter", f"{count} 单已派给")
        self.figures.several = (seat.keys - before, count)
        for number in rest:
            self.accept(number)

    def open(self, seat: Seat, number: str) -> None:
        """Go to a ticket or paper by its number."""
        seat.to_queue()
        seat.press("#")
        seat.still()
        seat.terminal.press(number)
        seat.press("enter")
        seat.gone("1 全部 |查找单号")
        seat.still()

    def on_site(self) -> None:
        """The engineer accepts, prints the request, departs and arrives by the line."""
        seat = self.engineer
        self.open(seat, self.visited)
        seat.go("a", "已接单")
        seat.press("F")
        seat.until("还没有单据")
        seat.go("s", "现场服务请求单")
        seat.still()
        seat.go("2", ">客户服务卡号")
        seat.terminal.press("KH-0001", "\r", "滨海路8号三楼", "\r", "SM-2026-11", "\r")
        seat.still()
        seat.press(CTRL_R)
        seat.until("p 打印")
        seat.still(0.3)
        seat.go("p", "p Word 文件")
        seat.go("p", "已写入")
        self.papers.append(self.paper_on(seat))
        seat.to_queue()
        self.office.at("08:40")
        seat.say(f"出发 {self.visited[-3:]} 8:30")
        self.office.at("09:10")
        seat.say(f"到场 {self.visited[-3:]} 9:05")

    def record(self) -> None:
        """Back from the user's, the engineer writes the service record: two intervals, causes, steps, a part (REC)."""
        seat = self.engineer
        self.office.at("10:45")
        seat.say(f"离开 {self.visited[-3:]} 10:35")
        self.open(seat, self.visited)
        seat.press("R")
        seat.until("动手之前先问清")
        seat.press("2")
        seat.until(">服务地点")
        self.fill(seat, RECORD)
        number = self.paper_on(seat)
        self.papers.append(number)
        seat.press(CTRL_R)
        self.wait(lambda: "量化结果" in str(self.office.desk.papers.view(number).paper) or True)
        seat.still(0.5)
        seat.to_queue()

    def fill(self, seat: Seat, answers: dict[str, tuple[str, ...]]) -> None:
        """Answer box by box what the screen asks, in its own order; what is not among the answers is passed by."""
        before = ""
        for _ in range(80):
            label = self.asked(seat, before)
            if not label:
                return
            before = label
            told = answers.get(label, ("",))
            if len(told) == 1 and re.fullmatch(r"[1-9]", told[0]):
                seat.press(told[0])
                continue
            for each in told:
                seat.terminal.press(each)
                if each:
                    seat.until(re.escape(each[-3:]))
                seat.press("enter")
                seat.still(0.06)
            if len(told) > 1:
                seat.press("enter")

    def asked(self, seat: Seat, before: str) -> str:
        """The box that is asked now; empty when it stays the one of before."""
        end = time.monotonic() + 2.0
        while time.monotonic() < end:
            seat.still(0.15)
            found = re.search(r"^.{8,40}>(\S+)", seat.text, re.MULTILINE)
            if found is not None and found[1] != before:
                return found[1]
        return ""

    def paper_on(self, seat: Seat) -> str:
        """The paper's number on the screen."""
        found = re.search(PAPER, seat.text)
        assert found, seat.text
        return found[0]

    def lost_and_found(self) -> None:
        """The receipt is noted lost; found again, its number opens the entry: partly solved, the rest is a ticket."""
        seat, number = self.engineer, self.papers[0]
        self.open(seat, self.visited)
        seat.press("F")
        seat.until(number)
        seat.still()
        while not re.search(rf"^> .*{number}", seat.text, re.MULTILINE):
            seat.press("up")
            seat.still()
        seat.press("l")
        seat.still(0.3)
        seat.terminal.press("落在出租车上")
        seat.press("enter")
        self.wait(lambda: self.office.desk.papers.view(number).paper.state is PaperState.LOST)
        seat.to_queue()
        self.office.at("11:30")
        self.receipt(self.operator, number, "2", RECEIPT)
        self.owner_of_the_rest(self.operator)
        view = self.office.desk.papers.view(number)
        (link,) = self.office.ticket(self.visited).links
        assert (view.paper.state, view.paper.values["after_receipt"]) == (PaperState.RETURNED, "wait")
        assert "交换机端口" in self.office.ticket(link.number).summary
        self.log(f"left over: {link.number} {self.office.ticket(link.number).summary}")

    def owner_of_the_rest(self, seat: Seat) -> None:
        """The plan stands there; HW005 is to do it."""
        seat.until("负责人")
        seat.still()
        seat.press("enter")
        seat.still()
        seat.terminal.press("HW005")
        seat.still()
        seat.press("enter")
        seat.until("1 全部 ")

    def receipt(self, seat: Seat, number: str, verdict: str, answers: dict[str, tuple[str, ...]]) -> None:
        """Enter what came back on a paper, by its number."""
        self.open(seat, number)
        seat.until("解决情况")
        seat.still()
        seat.press(verdict)
        seat.still()
        seat.press(ALT_S)
        seat.still(0.3)
        self.fill(seat, answers)

    def not_solved(self) -> None:
        """未解决 leads to 再派: the next request is made, and the visit on it solves all (SITE-6, SITE-10)."""
        assert self.office.ticket(self.sent_again).risen_at, "nobody accepted it, twice"
        self.dispatch(self.sent_again)
        self.accept(self.sent_again)
        ticket = self.office.ticket(self.sent_again)
        desk, engineer = self.office.desk, self.office.officer(ticket.assignee or "")
        first = desk.papers.start(ticket.number, "site-request", by=engineer)
        desk.papers.out(first.number, engineer)
        self.receipt(self.operator, first.number, "3", AGAIN)
        self.operator.until("1 全部 ")
        self.wait(lambda: len(self.office.desk.papers.of_ticket(ticket.number)) == 2)
        _, second = self.office.desk.papers.of_ticket(ticket.number)
        self.office.desk.papers.out(second.number, engineer)
        self.receipt(self.operator, second.number, "1", FILED)
        self.operator.until("1 全部 ")
        self.wait(lambda: self.office.desk.papers.view(second.number).paper.state is PaperState.FILED)
        self.papers += [first.number, second.number]

    def rest(self) -> None:
        """All other calls of the day; the manager dispatches them, whoever has one does it and says so by phone."""
        self.office.at("11:40")
        self.away_no_more()
        while len(self.phone.taken) < self.calls:
            number = self.one(len(self.phone.taken))
            self.dispatch(number)
            self.accept(number)
        self.office.at("12:30")
        officers = {each.staff_no: each for each in self.office.desk.officers()}
        for row in self.office.desk.queue():
            if row.number in (self.big, self.visited) or not row.assignee or row.offered:
                continue
            ticket = self.office.ticket(row.number)
            late = "排队等候" if any(clock.due_at < self.office.now() for clock in ticket.clocks) else ""
            desk, by = self.office.desk, officers[row.assignee]
            desk.resolve(row.number, "solved", "已处理，用户试用正常", by=by, seen=ticket.version, late_reason=late)

    def away_no_more(self) -> None:
        """Both are back at their posts."""
        for shift in self.office.desk.rosters.now():
            if shift.away_since is not None:
                self.office.desk.rosters.back(self.office.officer(shift.officer))

    def follow_up(self) -> None:
        """Confirmations: one tried in vain, a bad mark becomes an improvement; a complaint (DESK-6, TKT-17)."""
        seat, numbers = self.operator, (self.moved, self.declined)
        self.office.at("13:00")
        seat.to_queue()
        seat.go("9", "确认")
        seat.still()
        for hour in ("14:05", "15:10"):
            self.office.at(hour)
            self.follow(seat, numbers[0])
            self.write(seat, "x", "无人接听")
        assert "已试1次" in seat.text, "two in one half of a day count once"
        self.follow(seat, numbers[1])
        seat.press("s")
        seat.still(0.3)
        seat.press("2")
        seat.still()
        self.enter(seat)
        self.wait(lambda: any(view.of.kind is FollowUpKind.IMPROVE for view in self.open_follow_ups()))
        self.write(seat, "c", "等了两小时没人回电", "1", numbers[0])
        self.wait(lambda: any(view.of.kind is FollowUpKind.COMPLAINT for view in self.open_follow_ups()))
        seat.to_queue()

    def open_follow_ups(self) -> Sequence[FollowUpView]:
        """What is still to be followed up, as the manager sees it."""
        return self.office.desk.follow_ups.open(self.office.officer(LEAD))

    def confirmation(self, number: str) -> FollowUp:
        """The confirmation of a ticket."""
        views = self.office.desk.follow_ups.of_ticket(number, self.office.officer(LEAD))
        return next(view.of for view in views if view.of.kind is FollowUpKind.CONFIRM)

    def write(self, seat: Seat, key: str, words: str, *more: str) -> None:
        """Press a key that asks for words, write them and the answers that follow, and save."""
        seat.still()
        seat.press(key)
        seat.still(0.3)
        seat.terminal.press(words)
        seat.until(re.escape(words[:6]))
        for each in more:
            seat.press("enter")
            seat.still()
            seat.terminal.press(each)
            seat.still()
        self.enter(seat)

    def enter(self, seat: Seat) -> None:
        """Enter, until nothing is asked any more."""
        for _ in range(8):
            seat.press("enter")
            seat.still(0.4)
            if "待联系" in seat.text:
                return
        raise AssertionError(seat.text)

    def give_up(self) -> None:
        """Two more attempts on the next day, by the next operator; then the user is given up (DESK-6)."""
        seat, number = self.operator, self.moved
        for hour in ("09:05", "14:05"):
            self.office.at(hour, NEXT_DAY)
            seat.go("9", "待联系")
            self.follow(seat, number)
            self.write(seat, "x", "无人接听")
            seat.to_queue()
        seat.go("9", "待联系")
        self.follow(seat, number)
        self.write(seat, "g", "三次未接通")
        self.wait(lambda: not self.confirmation(number).is_open)
        given_up = self.confirmation(number)
        assert (len(given_up.attempts), given_up.outcome) == (4, "given_up"), given_up

    def follow(self, seat: Seat, number: str) -> None:
        """Put the cursor on the follow-up of a ticket, by its user."""
        user = self.office.ticket(number).requester_name
        seat.press("home")
        for _ in range(60):
            seat.still(0.3)
            if re.search(rf"^>.*{user}", seat.text, re.MULTILINE):
                return
            seat.press("down")
        raise AssertionError(seat.text)

    def killed(self) -> None:
        """The engineer's terminal dies with a ticket open: gone from the manager's queue (DESK-12)."""
        self.manager.to_queue()
        self.open(self.engineer, self.big)
        self.manager.until("@陈工")
        os.kill(self.engineer.terminal.pid, signal.SIGKILL)
        self.figures.seconds_after_kill = self.manager.gone("@陈工")
        self.seats.remove(self.engineer)

    def hand_over(self) -> None:
        """The operator gives the shift's sheet; the next one confirms it item by item; then both rosters agree."""
        seat = self.operator
        self.office.at("17:50")
        seat.to_queue()
        seat.go("H", "尚未交班")
        seat.still()
        seat.press("w")
        seat.still()
        seat.terminal.press("备件柜钥匙在抽屉")
        seat.go(CTRL_R, "JB-\\d{8}-001")
        (sheet,) = self.office.desk.hand_overs.waiting()
        seat.to_queue()
        seat.go("8", "值班表 ")
        seat.still()
        seat.press("f")
        seat.until("已签退")
        seat.to_queue()
        seat.press("q")
        assert seat.terminal.wait_status(PATIENCE) == 0
        self.seats.remove(seat)
        self.office.at("18:01")
        other = self.sit(NEXT, 80, 24)
        other.go("8", "值班表 ")
        other.go("o", "1 .x. 记录单")
        other.go("enter", "夜班至08:00")
        other.to_queue()
        other.go("H", "备件柜钥匙")
        for _ in sheet.items:
            other.press(" ")
            other.still()
        other.until("没有等您确认的交班单")
        (taken,) = self.office.desk.hand_overs.newest()
        assert taken.taker == "OP003"
        assert all(item.confirmed_at for item in taken.items), taken
        other.to_queue()
        self.operator = other
