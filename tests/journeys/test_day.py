"""A short day over three terminals, with one of each special thing; the long one is python -m tests.day."""

from __future__ import annotations

from pathlib import Path

from tests import day as long_day
from tests.journeys.day_office import set_up
from tests.journeys.day_play import MOST_KEYS_PER_DISPATCH, Day
from tui_desk import i18n


def test_a_short_day_from_the_call_to_the_printed_paper(tmp_path: Path, sqlite_path: Path) -> None:
    """TKT-8, SITE-2, SITE-4, SITE-9, DESK-2, DESK-10, DESK-12.

    An outage with one more caller, an absence, an offer sent back, a ticket passed on with its own advice, a request
    printed by keys and compared box by box with what stands in it, and an engineer's terminal that is killed.
    """
    i18n.use("zh_CN")
    office = set_up(tmp_path / "home", str(sqlite_path), 10)
    try:
        with Day(office, 5, print, short=True) as day:
            day.play("begin", "outage", "tickets", "one_declines", "one_leaves", "on_site", "killed")
        assert len(day.phone.taken) == 5
        assert max(day.figures.keys_per_dispatch) <= MOST_KEYS_PER_DISPATCH
        assert day.figures.seconds_after_kill < long_day.MOST_SECONDS_AFTER_KILL
        assert list(long_day.paper_mistakes(office)) == []
        assert list(long_day.replay_mistakes(office)) == []
        office.examine()
    finally:
        office.store.close()
        i18n.use("en")
