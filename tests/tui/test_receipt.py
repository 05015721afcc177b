"""Papers of a ticket, and what comes back: given out, lost, found, entered by its number (SITE-4 to SITE-10)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import MakeApp, drive, seen, settle, until
from tests.tui.papers import TICKET, answered, app_of, open_papers, press, screen_of, write
from tests.tui.tickets import HOSTILE, paste
from tui_desk.desk.desk import Desk
from tui_desk.domain.paper import Paper, PaperState
from tui_desk.domain.paper_number import paper_number
from tui_desk.forms.printer import PaperPrinter
from tui_desk.tui.screens.papers import PapersScreen
from tui_desk.tui.screens.queue import QueueScreen
from tui_desk.tui.screens.receipt import ReceiptScreen
from tui_desk.tui.session import Session

RECEIPT_KEYS = 10
"""How many keys the common receipt takes behind its number."""


@pytest.fixture
def visited(desk: Desk, session: Session) -> Paper:
    """A request for a visit that was given out and comes back: the engineer wrote what was done on it."""
    lead = session.officer
    ticket = desk.ticket(TICKET).ticket
    desk.dispatch(TICKET, "SW003", "带上备用键盘", by=lead, seen=ticket.version)
    paper = desk.papers.start(TICKET, "site-request", by=lead)
    desk.papers.out(paper.number, lead)
    rows = {"visits": [{"departed": "11-20 10:20", "arrived": "11-20 10:25", "left": "11-20 10:40"}]}
    values = {"solution": "重装客户端，登录正常", "parts_used": "no"}
    version = desk.papers.view(paper.number).paper.version
    return desk.papers.write(paper.number, values, rows, by=session.officers["SW003"], seen=version)


async def type_number(pilot: Pilot[Any], number: str, key: str = "#") -> None:
    """Type a number behind # of the queue, or behind : of the palette."""
    assert isinstance(pilot.app.screen, QueueScreen)
    await press(pilot, key, *number, "enter")
    await answered(pilot)


def said(pilot: Pilot[Any]) -> str:
    """What is said for a few seconds."""
    return " ".join(each.message for each in pilot.app._notifications)


async def at_receipt(pilot: Pilot[Any], number: str, key: str = "#") -> ReceiptScreen:
    """Open a receipt by its number."""
    await type_number(pilot, number, key)
    await until(pilot, lambda: isinstance(pilot.app.screen, ReceiptScreen) and pilot.app.screen._is_ready)
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, ReceiptScreen)
    return screen


async def entered(pilot: Pilot[Any]) -> None:
    """Wait until the receipt is entered and its screen gone."""
    await until(pilot, lambda: not isinstance(pilot.app.screen, ReceiptScreen))


def test_what_is_left_over_asks_for_plan_and_owner_and_becomes_a_ticket(
    desk: Desk, make_app: MakeApp, visited: Paper
) -> None:
    """REC-12, SITE-6: 部分解决 and put off: the rest is a linked ticket with an owner."""

    async def play(pilot: Pilot[Any]) -> None:
        await at_receipt(pilot, visited.number)
        await press(pilot, "2", "alt+s", "enter", "y", "enter")
        await paste(pilot, "下周更换打印服务器")
        screen = pilot.app.screen
        assert isinstance(screen, ReceiptScreen)
        screen.go_to("after_receipt")
        await press(pilot, "2")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await answered(pilot)
        await press(pilot, "enter", *"NT002", "enter")
        await entered(pilot)
        await until(pilot, lambda: "遗留问题已立单" in said(pilot))

    drive(make_app(), play)
    links = desk.ticket(TICKET).ticket.links
    assert len(links) == 1
    other = desk.ticket(links[0].number).ticket
    assert (other.assignee or (other.offer.to if other.offer else ""), "打印服务器" in other.summary) == ("NT002", True)


def test_a_form_that_does_not_ask_it_asks_what_is_done_now(desk: Desk, session: Session, make_app: MakeApp) -> None:
    """SITE-14: 现场维修服务单 has no such box: filed, sent again or left as one choice."""
    paper = desk.papers.start(TICKET, "repair-service", by=session.officer)
    form = desk.papers.view(paper.number).form
    values = {
        box.code: {"moment": "11-20 09:30", "choice": box.choices[0].code if box.choices else ""}.get(box.kind, "已填")
        for box in form.boxes()
        if box.by in ("issue", "start", "return") and box.kind in ("text", "long", "moment", "choice")
        and not paper.values.get(box.code) and box.role not in ("rating", "signature", "verdict")
    }  # fmt: skip
    desk.papers.write(paper.number, values, by=session.officer, seen=1)
    desk.papers.out(paper.number, session.officer)

    async def play(pilot: Pilot[Any]) -> None:
        screen = await at_receipt(pilot, paper.number)
        for _ in range(12):
            if not screen.hand.missing("return"):
                break
            here = screen.here
            await press(pilot, *(["y", "enter"] if here is not None and here.kind == "sign" else ["alt+s", "enter"]))
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await press(pilot, "1")
        await entered(pilot)
        await answered(pilot)

    drive(make_app(), play)
    assert desk.papers.view(paper.number).paper.state is PaperState.FILED


def test_a_lost_receipt_that_is_found_is_entered_with_few_keys(desk: Desk, make_app: MakeApp, visited: Paper) -> None:
    """SITE-6: lost, and found by its number. SITE-5: verdict, marks, signature, filed; SLA-9: the form is entered."""
    pressed = ["1", "alt+s", "enter", "y", "enter", "3"]

    async def play(pilot: Pilot[Any]) -> None:
        await open_papers(pilot)
        await press(pilot, "l")
        await until(pilot, lambda: not isinstance(pilot.app.screen, PapersScreen))
        await write(pilot, "落在出租车上")
        await until(pilot, lambda: desk.papers.view(visited.number).paper.state is PaperState.LOST)
        await answered(pilot)
        assert "遗失" in seen(app_of(pilot))
        await press(pilot, "escape", "escape")
        await at_receipt(pilot, visited.number.lower().replace("-", " "))
        await press(pilot, *pressed)
        await entered(pilot)
        await until(pilot, lambda: "已存档" in said(pilot))

    drive(make_app(), play)
    view = desk.papers.view(visited.number)
    values = view.paper.values
    assert view.paper.state is PaperState.FILED
    assert (values["verdict"], values["skill"], values["on_time"]) == ("all", "satisfied", "yes")
    assert values["signature"] == "张三", "y is the contact's"
    assert {"arrive", "visit_ended", "form"} <= set(desk.ticket(TICKET).ticket.stamps)
    assert any("落在出租车上" in event.note for event in view.events)
    assert len(pressed) <= RECEIPT_KEYS


def test_a_mistyped_number_is_told_and_a_receipt_demands_what_counts(
    desk: Desk, make_app: MakeApp, visited: Paper
) -> None:
    """SITE-6: a wrong check digit opens nothing. SITE-5: no entry without verdict and signature. 再派: the next one."""
    wrong = visited.number[:-1] + str((int(visited.number[-1]) + 1) % 10)
    nobodys = paper_number("XQ", desk.now().date(), 77)

    async def play(pilot: Pilot[Any]) -> None:
        await type_number(pilot, wrong)
        assert visited.number in seen(app_of(pilot)), "the number that is one slip away"
        await press(pilot, "escape")
        await type_number(pilot, nobodys, ":")
        assert nobodys in seen(app_of(pilot))
        await press(pilot, "escape")
        screen = await at_receipt(pilot, visited.number, ":")
        await press(pilot, "alt+s", "ctrl+r")
        assert "还缺：解决情况 用户签字" in seen(app_of(pilot))
        await press(pilot, "3")
        screen.go_to("signature")
        await press(pilot, "y")
        screen.go_to("after_receipt")
        await press(pilot, "1")
        await entered(pilot)

    drive(make_app(), play)
    first, second = desk.papers.of_ticket(TICKET)
    assert (first.state, second.state, second.form) == (PaperState.RETURNED, PaperState.DRAFT, "site-request")


def test_papers_are_started_written_with_two_visits_printed_and_given_out(
    desk: Desk, make_app: MakeApp, tmp_path: Path
) -> None:
    """SITE-9: a form is chosen, shown as text, written as a Word file, and is out then. SITE-10: each visit a row."""
    app = make_app()
    app.printer = lambda: PaperPrinter(tmp_path / "papers")

    async def play(pilot: Pilot[Any]) -> None:
        below = await open_papers(pilot)
        assert "还没有单据" in seen(app)
        await press(pilot, "s")
        await until(pilot, lambda: pilot.app.screen is not below)
        await press(pilot, "2")
        await answered(pilot)
        screen = screen_of(pilot)
        assert screen.hand.view.form.code == "site-request"
        screen.go_to("visits")
        await write(pilot, "8:00", "8:30", "9:00", "9:20", "9:30", "9:55")
        await press(pilot, "ctrl+r", "ctrl+r")
        await until(pilot, lambda: pilot.app.screen is below)
        await answered(pilot)
        await press(pilot, "p")
        assert "现场服务请求单" in seen(app)
        assert "+----" in seen(app)
        await press(pilot, "p")
        await until(pilot, lambda: any((tmp_path / "papers").glob("*.docx")))
        await answered(pilot)

    drive(app, play)
    (paper,) = desk.papers.of_ticket(TICKET)
    assert (paper.state, paper.printed) == (PaperState.OUT, 1)
    assert [row["left"][11:16] for row in paper.rows["visits"]] == ["01:00", "01:55"]
    assert (tmp_path / "papers" / f"{paper.number}.docx").stat().st_mode & 0o077 == 0


def test_the_receipt_looks_as_it_should(
    session: Session, desk: Desk, make_app: MakeApp, visited: Paper, snap_compare: Any
) -> None:
    """SITE-5, SITE-6: a hostile opinion, a verdict given, marks open."""
    version = desk.papers.view(visited.number).paper.version
    desk.papers.write(visited.number, {"opinion": HOSTILE}, by=session.officer, seen=version)

    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await at_receipt(pilot, visited.number)
        await press(pilot, "1")
        await settle(pilot)

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=before)


def test_the_papers_look_as_they_should(
    session: Session, desk: Desk, make_app: MakeApp, visited: Paper, snap_compare: Any
) -> None:
    """SITE-9: number, form, where each is, what is missing."""
    del visited
    desk.papers.start(TICKET, by=session.officer)

    async def before(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await open_papers(pilot)
        await settle(pilot)

    assert snap_compare(make_app(language="en"), terminal_size=(120, 40), run_before=before)
