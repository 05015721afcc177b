"""Who calls, beside the form: the person, the unit's agreement, open and last tickets (CALL-5, DESK-5, REC-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from tui_desk.desk.views import CallerView
from tui_desk.i18n import language, tr
from tui_desk.tui.caller_facts import agreement_row, full_name, repeated_rows, warranty_row
from tui_desk.tui.paint import COLOURS
from tui_desk.tui.presenting import Tone
from tui_desk.tui.session import Session
from tui_desk.tui.text import line

_STYLES = {Tone.BREACHED: f"bold ansi_{COLOURS['overdue']}", Tone.NEAR: f"ansi_{COLOURS['near']}"}
WARRANTIES = 3
"""How many products are named; the directory shows all."""


class CallerPane(Static):
    """The caller as far as known, and what he or she called about before. Shown where there is room."""

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
            lines += _known(found[0], session)
        elif found:
            lines += [Content(""), line(tr("Known callers")).stylize("dim")]
            lines += [line(_in_list(view)) for view in found]
        self.update(Content("\n").join(lines), layout=False)


def _known(view: CallerView, session: Session) -> Iterator[Content]:
    yield line("  ".join(view.person.phones))
    yield from _unit(view)
    for repeated in repeated_rows(view, session.norm):
        yield line(repeated.text).stylize(_STYLES[Tone.NEAR])
    open_numbers = {row.number for row in view.open_tickets}
    closed = [row for row in view.tickets if row.number not in open_numbers]
    for heading, rows in ((tr("Open tickets"), view.open_tickets[:5]), (tr("Last tickets"), closed)):
        if rows:
            yield from (Content(""), line(heading).stylize("dim"))
        for row in rows:
            yield line(f"{row.number} {_ago(row.opened_at, session.now())}").stylize("dim")
            yield line(row.summary[:200])
    if not view.tickets:
        yield from (Content(""), line(tr("no tickets yet")).stylize("dim"))


def _unit(view: CallerView) -> Iterator[Content]:
    if view.unit is None:
        return
    yield line(full_name(view.unit))
    if view.unit.agreement:
        row = agreement_row(view.unit.agreement, view.today)
        yield line(f"{tr('agreement')} {row.text}").stylize(_STYLES.get(row.tone, ""))
    for row in [warranty_row(each, view.today) for each in view.unit.warranties[:WARRANTIES]]:
        yield line(f"{row.label} {row.text}").stylize(_STYLES.get(row.tone, ""))
    for contact in view.main_contacts[:2]:
        yield line(" ".join((tr("main contact"), contact.name, *contact.phones[:1])))


def _in_list(view: CallerView) -> str:
    person = view.person
    main = tr("main contact") if person.main_contact else ""
    return " ".join(filter(None, (person.name, person.unit, person.staff_no, main)))


def _ago(at: datetime, now: datetime) -> str:
    """How long ago that was, in words."""
    import arrow

    return arrow.get(at).humanize(now, locale="zh" if language().startswith("zh") else "en")
