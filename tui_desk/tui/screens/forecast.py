"""The forecast 预测: what will breach in the next hours if nothing changes, by the hour."""

from __future__ import annotations

import logging

from textual.app import ComposeResult

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.desk.forecasts import Forecast
from tui_desk.i18n import mark, tr
from tui_desk.tui import forecast_rows
from tui_desk.tui.actions import Action
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paint import QUIET
from tui_desk.tui.screens.base import OpenTicket
from tui_desk.tui.screens.early_keys import EarlyKeys
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.forecast_list import ForecastList
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Rule, TextLine

HOURS = 8
REREAD_SECONDS = 60
"""How often it is read again though nobody changed a ticket: the hours move on."""
FAR = 100_000
_MOVES = {
    "up": (-1, 0, 0),
    "down": (1, 0, 0),
    "page_up": (0, -1, 0),
    "page_down": (0, 1, 0),
    "first": (0, 0, -1),
    "last": (0, 0, 1),
}
_log = logging.getLogger(__name__)


class ForecastScreen(EarlyKeys[None]):
    """What breaches next, live."""

    CSS_PATH = "forecast.tcss"
    AUTO_FOCUS = ""
    ALERTS = (3, 2)
    NAME = mark("What breaches next")
    PURPOSE = mark(
        "Every clock and promise that will be late within the next eight hours if nobody does anything; what is "
        "overdue already stands on top. The bars above count them hour by hour. A ticket that waits and goes on by "
        "itself stands here with the time at which it will be due after that."
    )
    ACTIONS = (
        Action("open", ("enter",), mark("open"), mark("Open the selected ticket.")),
        Action("back", ("escape", "q"), mark("back"), mark("Back to where you came from.")),
        Action("up", ("up", "k"), mark("up"), mark("To the line above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("To the line below."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("A page up."), quiet=True),
        Action("page_down", ("pagedown", "space"), mark("page down"), mark("A page down."), quiet=True),
        Action("first", ("home",), mark("first"), mark("To the first line."), quiet=True),
        Action("last", ("end",), mark("last"), mark("To the last line."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__(session, gateway)
        self._forecast: Forecast | None = None
        self._wanted = self._reading = False

    def compose(self) -> ComposeResult:
        """The lines from top to bottom."""
        yield StatusLine(self.session)
        yield TextLine(id="hours")
        yield TextLine(id="bars")
        yield Rule()
        yield TextLine(id="headings")
        yield ForecastList(self.session)
        yield Rule(id="place")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read what will breach, and follow the clock."""
        self.set_interval(1, self.tick)
        self.set_interval(REREAD_SECONDS, self.read)
        self.read()
        self.ready()

    def on_resize(self) -> None:
        """The columns are others."""
        self.call_after_refresh(self._show_frame)

    # What is read

    def read(self) -> None:
        """Read again, now or after the reading under way."""
        self._wanted = True
        if not self._reading:
            self._reading = True
            self.run_worker(self._read(), group="read", exit_on_error=False)

    async def _read(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                self._forecast = await self.gateway.ask(_forecast)
                self._show()
        except DatabaseUnavailable:
            _log.info("the forecast is read again when the line is back")
        except Exception:  # noqa: BLE001 - the rows on the screen stay; the next change reads again
            _log.exception("the forecast cannot be read")
        finally:
            self._reading = False

    def on_changed(self, event: Changed) -> None:
        """A ticket changed in whichever session: it may breach at another time."""
        if any(change.entity == "ticket" for change in event.changes):
            self.read()

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        if event.up:
            self.read()

    def renew(self, session: Session) -> None:
        """Go on with the session as it is now; names and labels may be others."""
        super().renew(session)
        self.query_one(ForecastList).redraw()

    # What is shown

    def _show(self) -> None:
        rows = self._forecast.rows if self._forecast else ()
        empty = tr("Nothing is overdue, and nothing will be within {hours} hours.", hours=HOURS)
        self.query_one(ForecastList).show(rows, empty=empty)
        self._show_frame()

    def _show_frame(self) -> None:
        breaching = self.query_one(ForecastList)
        self._show_bars()
        self.query_one("#headings", TextLine).show(breaching.headings())
        at, count = breaching.place
        more = "+" if self._forecast and self._forecast.more else ""
        self.query_one("#place", Rule).show((), [(f" {tr('next {hours} h', hours=HOURS)} {at}/{count}{more} ", QUIET)])
        self.refresh_keys()

    def _show_bars(self) -> None:
        rows = self._forecast.rows if self._forecast else ()
        hours, bars = forecast_rows.bars(rows, self.session.now(), self.session, self.size.width)
        self.query_one("#hours", TextLine).show(hours)
        self.query_one("#bars", TextLine).show(bars)

    def tick(self) -> None:
        """A second passed."""
        for breaching in self.query(ForecastList):  # none while the screen opens or closes
            breaching.tick()
            self._show_bars()

    def on_forecast_list_moved(self) -> None:
        """Show the place."""
        self._show_frame()

    def allowed(self, action: Action) -> bool:
        """A ticket is opened where there is one."""
        if action.id == "open":
            return self.query_one(ForecastList).selected is not None
        return super().allowed(action)

    # What the keys do

    def action_act(self, action_id: str) -> None:
        """Move the cursor, or run any other action."""
        breaching = self.query_one(ForecastList)
        if action_id in _MOVES:
            rows, pages, whole = _MOVES[action_id]
            breaching.move(rows + pages * breaching.size.height + whole * FAR)
        else:
            super().action_act(action_id)

    def act_open(self) -> None:
        """Open the ticket that breaches."""
        if (row := self.query_one(ForecastList).selected) is not None:
            self.post_message(OpenTicket(row.number))

    def act_back(self) -> None:
        """Leave the forecast."""
        self.dismiss(None)


def _forecast(desk: Desk) -> Forecast:
    return desk.forecasts.breaches(HOURS)
