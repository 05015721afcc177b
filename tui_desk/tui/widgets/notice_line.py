"""What the duty manager must see to in the coming weeks: a calendar that runs out of known holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tui_desk.desk.calendars import Ending
from tui_desk.desk.errors import DeskError
from tui_desk.domain.officer import Role
from tui_desk.i18n import tr
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import QUIET
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.text_line import TextLine


class NoticeLine(TextLine):
    """A quiet line for managers and administrators, looked for once a day and officer; not there while all is well."""

    DEFAULT_CSS = "NoticeLine { height: 1; width: 1fr; display: none; }"

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__()
        self.session, self.gateway = session, gateway
        self._looked: tuple[str, date, int] | None = None

    def look(self) -> None:
        """Look again if it is another day, another officer or another norm; costs nothing otherwise."""
        session = self.session
        looked = session.officer.staff_no, session.local(session.now()).date(), session.desk.norm
        if looked != self._looked:
            self._looked = looked
            self.run_worker(self._look(), group="notice", exclusive=True, exit_on_error=False)

    async def _look(self) -> None:
        endings: Sequence[Ending] = ()
        if self.session.officer.is_any(Role.MANAGER, Role.ADMINISTRATOR):
            now = self.session.now()
            try:
                endings = await self.gateway.ask(lambda desk: desk.calendars.ending(now))
            except DeskError:
                self._looked = None
                return
        self.show([(f" {_words(endings[0])}", QUIET)] if endings else [])
        self.display = bool(endings)


def _words(ending: Ending) -> str:
    facts = {"calendar": ending.calendar, "date": f"{ending.known_until:%Y-%m-%d}"}
    if ending.days_left < 0:
        return tr("Holidays of “{calendar}” are unknown since {date}: publish the norm anew", **facts)
    return tr("Holidays of “{calendar}” are known to {date} only: publish the norm anew once they are out", **facts)
