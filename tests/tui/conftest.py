"""A desk in the middle of a shift, and the app on it. It is 10:42 on Friday 20 November 2026 in Shanghai, for ever.

desk        the desk, with officers and six tickets that show every state
session     what a screen of 李敏 knows, who has every role
make_app    starts no terminal: the app for `drive`, for snapshots, or for a pilot
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.clock import ClockedStore
from tests.desk.conftest import shanghai
from tui_desk import i18n
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.domain.call import Call
from tui_desk.domain.officer import Officer, Role
from tui_desk.domain.ticket import Ticket
from tui_desk.journal import Journal
from tui_desk.norms.loader import load_shipped
from tui_desk.norms.models import Norm
from tui_desk.store import open_store
from tui_desk.tui.app import DeskApp
from tui_desk.tui.session import Session, open_session

SIZES = [(80, 24), (120, 40)]
LANGUAGES = ["zh_CN", "en"]
LOGIN = "limin"
AT = shanghai("2026-11-20 10:42")
Play = Callable[[Pilot[Any]], Awaitable[None]]
MakeApp = Callable[..., DeskApp]


@dataclass
class Scene:
    """A desk's file and its clock. `store` opens one more session, by the same clock; who asked for it closes it."""

    path: Path
    stores: list[ClockedStore] = field(default_factory=list)
    at: datetime = AT

    def store(self) -> ClockedStore:
        """A store of its own connections."""
        store = ClockedStore(open_store(str(self.path)), self.at)
        self.stores.append(store)
        return store

    def now(self) -> datetime:
        """What the clock shows."""
        return self.at

    def set_clock(self, at: datetime) -> None:
        """Let it be another time, in every session."""
        self.at = at
        for store in self.stores:
            store.at = at


@pytest.fixture(autouse=True)
def _speaks_chinese() -> Iterator[None]:
    i18n.use("zh_CN")
    yield
    i18n.use("en")


@pytest.fixture
def scene(sqlite_path: Path) -> Scene:
    """The desk's file and clock."""
    return Scene(sqlite_path)


def unhurried(code: str) -> Norm:
    """A shipped norm under which offers wait for ever and nothing rises by itself: its notices stand on no picture."""
    norm = load_shipped(code)
    return replace(norm, dispatch=replace(norm.dispatch, accept_within={}, untouched_after={}))


@pytest.fixture
def norm() -> Norm:
    """The norm of the desk."""
    return unhurried("it-team")


@pytest.fixture
def desk(scene: Scene, norm: Norm) -> Iterator[Desk]:
    """A desk in the middle of a shift."""
    desk = Desk(scene.store())
    scene.set_clock(AT - timedelta(hours=20))
    lead = desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", norm, "李敏", "DM001", LOGIN))
    for staff_no, name, role in (("SW003", "陈工", Role.ENGINEER), ("NT002", "王工", Role.ENGINEER)):
        desk.put_officer(Officer(staff_no, name, staff_no.lower(), frozenset({role}), phone="8003"), by=lead)
    _shift(scene, desk, lead)
    scene.set_clock(AT)
    desk.alerts.raise_due()  # before any session: none of them tells it
    yield desk
    desk.store.close()


@pytest.fixture
def session(desk: Desk, scene: Scene) -> Session:
    """What 李敏's screens know."""
    return open_session(desk, LOGIN, scene.now)


@pytest.fixture
def make_app(desk: Desk, scene: Scene, tmp_path: Path) -> MakeApp:
    """Makes the app for a login and a language."""
    del desk  # it was set up; the app opens a session of its own

    def make(login: str = LOGIN, language: str = "zh_CN") -> DeskApp:
        i18n.use(language)
        settings = Settings(database=str(scene.path), shared=True, language=language)
        journal = Journal(tmp_path / "calls")
        return DeskApp(settings, lambda: Desk(scene.store()), login=login, journal=journal, clock=scene.now)

    return make


def drive(app: DeskApp, play: Play, size: tuple[int, int] = (80, 24)) -> None:
    """Run the app without a terminal, once its rows are shown, while `play` presses keys and looks."""

    async def run() -> None:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            await play(pilot)

    asyncio.run(run())


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the desk was asked everything, and what it answered is on the screen."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    await pilot.pause(0.2)  # the pane follows after a rest
    for _ in range(200):
        await pilot.pause(0.02)
        if app.gateway.idle and len(app.screen_stack) > 1:
            break
    await pilot.pause(0.05)


async def until(pilot: Pilot[Any], true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something is so; fails when it is not in time."""
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await pilot.pause(0.02)
    assert true()


def seen(app: DeskApp) -> str:
    """What a person sees, line by line."""
    strips = app.screen._compositor.render_strips()  # Textual has no public way to it
    return "\n".join(strip.text.rstrip() for strip in strips)


def _shift(scene: Scene, desk: Desk, lead: Officer) -> None:
    def call(before: int, number: int, **answers: str) -> Ticket:
        scene.set_clock(AT - timedelta(minutes=before))
        draft = f"draft-{number}"
        return desk.register(Call(draft, lead.staff_no, scene.at, answers=answers), by=lead)

    core = call(
        42,
        1,
        phone="3101",
        name="周强",
        unit="全公司",
        category="network",
        scope="core",
        summary="全公司断网，核心交换机无响应",
    )
    desk.dispatch(core.number, "NT002", "先看核心交换机的电源和告警灯", by=lead, seen=core.version)
    call(
        28, 2, phone="5678", name="张三", staff_no="ZS001", unit="市场部", category="software", scope="department",
        summary="无法登录OA系统，提示“用户名或密码错误”",
    )  # fmt: skip
    mine = call(
        20,
        3,
        phone="3114",
        name="刘芳",
        unit="财务部",
        category="software",
        scope="department",
        summary="ERP登录报500，财务结账中断",
    )
    mine = desk.take(mine.number, by=lead, seen=mine.version)
    desk.promise(mine.number, "回电告知进度", AT + timedelta(minutes=33), by=lead)
    waits = call(
        300,
        4,
        phone="2210",
        name="孙丽",
        unit="研发部",
        category="hardware",
        scope="non_core",
        summary="打印任务提交后无响应",
    )
    desk.wait(waits.number, "等用户回办公室重启电脑", by=lead, seen=waits.version)
    solved = call(
        200,
        5,
        phone="2300",
        name="吴磊",
        unit="行政部",
        category="consulting",
        scope="non_core",
        summary="如何使用Excel函数",
    )
    solved = desk.resolve(solved.number, "solved", "电话里演示了VLOOKUP", by=lead, seen=solved.version)
    desk.keep_promise(solved.number, solved.promises[-1].id, by=lead)  # the caller heard it on the phone
    closed = call(
        190, 6, phone="2301", name="郑洁", unit="人事部", category="account", scope="non_core", summary="邮箱密码忘记"
    )
    closed = desk.resolve(closed.number, "solved", "重置了密码", by=lead, seen=closed.version)
    closed = desk.confirm(closed.number, "confirmed", "satisfied", "很快", by=lead, seen=closed.version)
    desk.close(closed.number, "提醒用户绑定手机号", by=lead, seen=closed.version)
