"""What is kept with a ticket apart from its record, as rows: files, masked originals, who looked (TKT-15, DESK-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui_desk.desk.terms import FIELDS, PRIVATE
from tui_desk.desk.views import Look, TicketView
from tui_desk.i18n import language, tr
from tui_desk.tui.presenting import Row, Tone, label, officer
from tui_desk.tui.session import Session

_KILOBYTE = 1_000


def kept_rows(view: TicketView, looks: Sequence[Look], session: Session) -> tuple[Row, ...]:
    """Files, what stands masked, and every look; each under a heading where there is any."""
    ticket = view.ticket
    rows: list[Row] = []
    if ticket.attachments:
        rows.append(Row(tr("Files"), tone=Tone.HEADING))
        rows += [Row(f"{kept.name}  {size(kept.size)}") for kept in ticket.attachments]
    if ticket.sealed:
        rows.append(Row(tr("Masked, the original kept: t opens it"), tone=Tone.HEADING))
        rows += [
            Row(f"{tr(PRIVATE[seal.kind])} {seal.masked}  ({seal.reason})", where(seal.field, view))
            for seal in ticket.sealed
        ]
    if looks:
        rows.append(Row(tr("Who looked"), tone=Tone.HEADING))
        rows += [
            Row(f"{officer(look.by, session)}: {look.reason}", f"{session.local(look.at):%m-%d %H:%M}", Tone.QUIET)
            for look in looks
        ]
    return tuple(rows)


def original_rows(view: TicketView, originals: Mapping[str, str]) -> tuple[Row, ...]:
    """Each original, where it stood, and why it was kept."""
    rows: list[Row] = []
    for seal in view.ticket.sealed:
        if seal.id in originals:
            rows.append(Row(originals[seal.id], f"{where(seal.field, view)} {tr(PRIVATE[seal.kind])}", Tone.LOUD))
            rows.append(Row(tr("kept because: {reason}", reason=seal.reason), tone=Tone.QUIET))
    return tuple(rows)


def where(field: str, view: TicketView) -> str:
    """Where an original stood: a field of the ticket, a question of the call, or what was said to a change."""
    if field in FIELDS:
        return label(field)
    asked = next((question.label for question in view.norm.questions() if question.code == field), None)
    return asked.in_(language()) if asked else tr("History")


def size(count: int) -> str:
    """A size in bytes, kB or MB."""
    if count < _KILOBYTE:
        return f"{count} B"
    return f"{count / _KILOBYTE:.0f} kB" if count < _KILOBYTE**2 else f"{count / _KILOBYTE**2:.1f} MB"
