"""待编号 in the app: calls that wait for the database are delivered by themselves, in the gateway's thread.

At the start, when the line comes back, and every few seconds while there are some. Every screen hears how many wait.
"""

from __future__ import annotations

import logging
from typing import Any

from textual.app import App

from tui_desk.desk.errors import DeskError
from tui_desk.domain.text import one_line
from tui_desk.journal import Journal, delivery
from tui_desk.tui.gateway import Gateway, Waiting

LOOK_SECONDS = 1.0
AGAIN_SECONDS = 5.0
"""How long after a delivery that left calls waiting the next is tried."""
TOLD_SECONDS = 20.0
"""How long the sentence with the number stays."""
_log = logging.getLogger(__name__)


class Deliveries:
    """Delivers the pending calls of the desk at `address`, as long as the app runs."""

    def __init__(self, app: App[Any], gateway: Gateway, journal: Journal, address: str) -> None:
        self._app, self._gateway, self._journal, self._address = app, gateway, journal, address
        self._under_way = False
        self._wait = 0.0
        app.set_interval(LOOK_SECONDS, self.look)
        self.look()

    def look(self) -> None:
        """See how many calls wait, tell every screen when that is another number, and deliver them."""
        if self._under_way:
            return
        self._tell(len(delivery.pending(self._journal, self._address)))
        self._wait -= LOOK_SECONDS
        if self._gateway.waiting_calls and self._gateway.down_since is None and self._wait <= 0:
            self._under_way = True
            self._app.run_worker(self._deliver(), group="deliver", exit_on_error=False)

    def line_is_back(self) -> None:
        """Deliver without waiting for the next turn."""
        self._wait = 0.0
        self.look()

    async def _deliver(self) -> None:
        try:
            outcomes = await self._gateway.ask(lambda desk: delivery.deliver(self._journal, desk))
            for outcome in outcomes:
                severity = "warning" if outcome.why else "information"
                sentence = one_line(outcome.sentence())
                self._app.notify(sentence, severity=severity, timeout=TOLD_SECONDS, markup=False)  # type: ignore[arg-type] # a Literal there
        except DeskError:
            _log.info("pending calls wait for the database", exc_info=True)
        except Exception:  # noqa: BLE001 - the calls stay on the disk, and are tried again
            _log.exception("pending calls cannot be delivered")
        finally:
            self._wait, self._under_way = AGAIN_SECONDS, False
            self._tell(len(delivery.pending(self._journal, self._address)))

    def _tell(self, count: int) -> None:
        if count != self._gateway.waiting_calls:
            self._gateway.waiting_calls = count
            for screen in self._app.screen_stack:
                screen.post_message(Waiting(count))
