"""`tui-desk calendar`: what it writes, and that nothing takes effect unseen."""

from __future__ import annotations

import json
import os
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Here, set_up
from tests.clock import ClockedStore
from tests.tui.terminal import Terminal, python
from tui_desk.cli.terminal import cells
from tui_desk.desk.desk import Desk
from tui_desk.host import login
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store

TICKET = ("name=张三", "unit=市场部", "category=software", "function_lost=partial", "summary=打印任务无响应")


@pytest.fixture(scope="module")
def _office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = set_up(tmp_path_factory.mktemp("office") / "desk.sqlite")
    store = ClockedStore(open_store(str(file)), datetime(2026, 3, 2, tzinfo=UTC))
    desk = Desk(store)
    desk.publish_norm(load_shipped("support-guide"), by=desk.sign_in(login()))
    store.close()
    return file


@pytest.fixture
def office(here: Here, tmp_path: Path, _office: Path) -> Here:
    """A shell at a desk under the norm of 003."""
    here.variables["TUI_DESK_DATABASE"] = str(shutil.copy(_office, tmp_path / "desk.sqlite"))
    return here


def test_the_next_intervals_and_the_month_are_shown_in_both_languages(office: Here) -> None:
    """Norms §3: holidays and make-up workdays 调休 by name, weekends closed; Chinese stands in line."""
    february = ("calendar", "show", "workdays", "--from", "2026-02-13", "--next", "3", "--month", "2026-02")
    office.language = "zh"
    zh = office.good(*february)
    assert re.findall(r"2026-02-\d\d  \S+  \S+  \S+  \S+", zh) == [
        "2026-02-13  周五  09:00  18:00  9:00",
        "2026-02-14  周六  09:00  18:00  9:00",
        "2026-02-24  周二  09:00  18:00  9:00",
    ]
    assert " 16-休   17-休   18-休   19-休   20-休   21.     22." in zh
    assert "02-17 周二  -休  春节" in zh
    assert "补班（02-20 调休）" in zh
    en = office.good(*february, "--lang", "en")
    assert "14+on   15." in en
    assert "Chinese New Year's Eve" in en
    for text in (zh, en):
        heads, *weeks = text.split("2026-02\n")[1].split("\n\n")[0].splitlines()
        starts = [cells(heads[: match.start()]) for match in re.finditer(r"\S+", heads)]
        assert starts == [1 + 8 * column for column in range(7)]
        for week in weeks:
            starts = [cells(week[: match.start(1)]) for match in re.finditer(r"\S*?(\d+)\S*", week)]
            assert {start % 8 for start in starts} <= {1, 2}


def test_json_tells_the_days_and_intervals(office: Here) -> None:
    """Norms §3."""
    told = json.loads(
        office.good("calendar", "show", "--from", "2026-10-01", "--next", "2", "--month", "2026-10", "--json")
    )
    assert (told["calendar"], told["zone"]) == ("workdays", "Asia/Shanghai")
    assert [each["from"] for each in told["intervals"]] == ["2026-10-08T09:00:00+08:00", "2026-10-09T09:00:00+08:00"]
    tenth = told["days"][9]
    assert (tenth["date"], tenth["hours"], tenth["because"], tenth["moved"]) == (
        "2026-10-10", ["09:00-18:00"], "makeup", True
    )  # fmt: skip


def test_around_the_clock_has_no_end(office: Here) -> None:
    """SLA-1: 24×7."""
    told = office.good("calendar", "show", "always")
    assert "open around the clock" in told
    assert "never" in told


def test_without_a_terminal_nothing_takes_effect_but_with_yes(office: Here) -> None:
    """SLA-2: what moves is shown either way."""
    number = office.good("ticket", "new", *TICKET).strip()
    today = datetime.now(UTC).date()
    days = f"{today - timedelta(days=2)}..{today + timedelta(days=300)}"
    done = office.run("calendar", "close", days, "--name", "搬迁")
    assert done.returncode == 2
    assert number in done.stdout
    assert "--yes" in done.stderr
    assert "1 open tickets recounted" in office.good("calendar", "close", days, "--name", "搬迁", "--yes")
    assert json.loads(office.good("ticket", "show", number, "--json"))["events"][-1]["kind"] == "recounted"
    assert "0 open tickets recounted" in office.good("calendar", "close", days, "--name", "搬迁", "--yes")


def test_days_of_the_desks_own_and_how_they_are_forgotten(office: Here) -> None:
    """Norms §3: hours of their own, a workday, and back to the norm's word."""

    def days() -> list[tuple[list[str], str]]:
        told = json.loads(office.good("calendar", "show", "--month", "2026-10", "--json"))
        return [(each["hours"], each["because"]) for each in told["days"][1:3]]

    office.good("calendar", "open", "2026-10-02", "09:00-12:00", "14:00-15:30", "--name", "值守", "--yes")
    office.good("calendar", "workday", "2026-10-03", "--yes")
    assert days() == [(["09:00-12:00", "14:00-15:30"], "date"), (["09:00-18:00"], "makeup")]
    office.good("calendar", "forget", "2026-10-02..2026-10-03", "--yes")
    assert days() == [([], "holiday"), ([], "holiday")]


@pytest.mark.parametrize(
    "arguments",
    [
        ("close", "moon", "--name", "x"),
        ("close", "2026-10-01..2036-10-01", "--name", "x"),
        ("open", "2026-10-01", "9-12"),
        ("show", "--month", "moon"),
        ("show", "--from", "0001-01-01"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(office: Here, arguments: tuple[str, ...]) -> None:
    """SLA-2."""
    done = office.run("calendar", *arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_on_a_terminal_it_asks(office: Here) -> None:
    """SLA-2: no is no, and yes is yes."""
    environment = {**os.environ, **office.environment}
    close = python("tui_desk", "calendar", "close", "2026-12-30", "--name", "年终盘点")
    for answer, told in (("n", "Nothing was changed"), ("y", "The calendar workdays is changed")):
        with Terminal(close, 100, 24, environment=environment) as terminal:
            terminal.until(r"\[y/N\]", 20)
            terminal.press(answer, "enter")
            terminal.until(told, 20)


def test_a_norm_put_in_force_says_what_it_would_move_and_recounts_if_asked(office: Here) -> None:
    """SLA-1, SLA-2: publishing alone leaves open tickets as they are."""
    office.good("ticket", "new", *TICKET)
    assert "Open tickets count as before. With --recount: 2 clocks of 1 open tickets" in office.good(
        "norm", "use", "it-team"
    )
    assert office.run("norm", "use", "it-team", "--recount").returncode == 2
    assert "due then" in office.good("norm", "use", "it-team", "--recount", "--yes")
    assert "count as before" not in office.good("norm", "use", "it-team")
