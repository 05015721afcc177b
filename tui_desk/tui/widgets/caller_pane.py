"""Who calls, beside the form: the person and the last tickets (CALL-5). Shown where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from tui_desk.desk.views import CallerView
from tui_desk.i18n import language, tr
from tui_desk.tui.session import Session
from tui_desk.tui.text import line


class CallerPane(Static):
    """The caller as far as known, and what he or she called about before."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._shown: object = None

    def show(self, who: str, found: Sequence[CallerView], session: Session) -> None:
        """Show this caller; costs nothing when nothing changed."""
        if (shown := (who, tuple(found))) == self._shown:
            return
        self._shown = shown
        lines = [line(who or tr("Who calls?")).stylize("bold")]
        if len(found) == 1:
            person = found[0].person
            lines += [line(" ".join(person.phones)), Content(""), line(tr("Last tickets")).stylize("dim")]
            for row in found[0].tickets:
                when = line(f"{row.number} {_ago(row.opened_at, session.now())}").stylize("dim")
                lines += [when, line(row.summary), Content("")]
            if not found[0].tickets:
                lines.append(line(tr("no tickets yet")))
        elif found:
            lines += [Content(""), line(tr("Known callers")).stylize("dim")]
            lines += [line(f"{view.person.name} {view.person.unit} {view.person.staff_no}") for view in found]
        self.update(Content("\n").join(lines), layout=False)


def _ago(at: datetime, now: datetime) -> str:
    """How long ago that was, in words."""
    import arrow

    return arrow.get(at).humanize(now, locale="zh" if language().startswith("zh") else "en")
