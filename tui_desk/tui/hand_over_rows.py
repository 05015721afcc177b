"""A sheet of a hand-over in words: whose it is, how far it is, what an item says. Knows no widget (DESK-2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui_desk.domain.roster import HandOver, HandOverItem
from tui_desk.i18n import tr
from tui_desk.tui.paint import NEAR, PLAIN, QUIET, STRONG
from tui_desk.tui.rows import Row, Tone, short_moment
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.text_line import Piece


def head(sheet: HandOver | None, session: Session, *, gives: bool) -> Sequence[Piece]:
    """Whose sheet it is and how far; what is to do next. `gives` is the officer's own, not given or given."""
    if sheet is None:
        return ()
    if gives:
        if not sheet.shift:
            return [(f" {tr('You are on duty in no shift: sign on in the roster first.')}", NEAR)]
        if sheet.id:
            return [(f" {sheet.id} ", STRONG), (tr("given already; ctrl+r gives it anew"), QUIET)]
        return [(f" {tr('Not given yet: ctrl+r gives it, then you can sign off.')}", PLAIN)]
    now = session.now()
    name, at = session.officer_name(sheet.giver), short_moment(sheet.made_at, session, now)
    pieces: list[Piece] = [(f" {sheet.id} ", STRONG), (tr("given by {name} at {at}", name=name, at=at) + "  ", PLAIN)]
    if sheet.taken_at is not None:
        name, at = session.officer_name(sheet.taker), short_moment(sheet.taken_at, session, now)
        return [*pieces, (tr("taken over by {name} at {at}", name=name, at=at), QUIET)]
    left = sum(each.confirmed_at is None for each in sheet.items)
    return [*pieces, (tr("{count} to confirm", count=left), NEAR)]


def detail(sheet: HandOver | None, item: HandOverItem | None, session: Session, *, words: bool) -> tuple[Row, ...]:
    """The item under the cursor, who confirmed it, and with `words` what the giver wrote."""
    return tuple(row for row in _detail(sheet, item, session, words=words) if row.text)


def _detail(sheet: HandOver | None, item: HandOverItem | None, session: Session, *, words: bool) -> Iterator[Row]:
    now = session.now()
    if item is not None:
        yield Row(item.words, short_moment(item.due_at, session, now) if item.due_at else "", Tone.LOUD)
        if item.confirmed_at is not None:
            name, at = session.officer_name(item.confirmed_by), short_moment(item.confirmed_at, session, now)
            said = tr("{name} at {at}", name=name, at=at)
            yield Row("  ".join(filter(None, (said, item.remark))), tr("Confirmed"))
    if sheet is not None and words:
        yield Row(sheet.words, tr("Own words"))
