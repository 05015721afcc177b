"""The lines around the dispatch board: its sections with their counts and who is free, and what is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from tui_desk.desk import rank_words
from tui_desk.desk.offer_words import rose
from tui_desk.desk.views import QueueRow
from tui_desk.domain.candidates import PersonNow, Ranked
from tui_desk.i18n import tr
from tui_desk.tui.board_rows import Section, short
from tui_desk.tui.paint import ACCENT, NEAR, NEW, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.people_texts import COUNTED, DOING, skills
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.board_list import LOUD, SECTIONS
from tui_desk.tui.widgets.text_line import Piece, TextLine

WIDE_FROM = 100
"""From this width sections without a ticket are named too."""


class BoardTabs(TextLine):
    """The sections with their counts; at the right end how many people are free, on a call, on site."""

    DEFAULT_CSS = "BoardTabs { height: 1; width: 1fr; }"

    def show_counts(self, counts: Mapping[Section, int], people: Sequence[PersonNow]) -> None:
        """Show so many tickets in each section, and what the people are at."""
        left: list[Piece] = []
        for section, count in counts.items():
            if not count and self.size.width < WIDE_FROM:
                continue
            ink = (LOUD.get(section, PLAIN) if count else QUIET) + (STRONG if count else PLAIN)
            left += [(f" {tr(SECTIONS[section])} ", PLAIN if count else QUIET), (f"{count} ", ink)]
        at = Counter(person.doing for person in people)
        right: list[Piece] = []
        room = self.size.width - sum(cell_len(text) for text, _ in left) - 1
        for doing in COUNTED:
            told = f" {tr(DOING[doing])} {at[doing]}"
            if at[doing] and (room := room - cell_len(told)) >= 0:
                right.append((told, NEW if doing == "free" else QUIET))
        self.show(left, [*right, (" ", PLAIN)])


def for_whom(tickets: Sequence[QueueRow], ranked_for: QueueRow | None, session: Session) -> list[Piece]:
    """The line above the people: to whom what goes."""
    if not tickets or ranked_for is None:
        return [(f" {tr('The people of the desk')}", QUIET)]
    if len(tickets) > 1 or tickets[0].number != ranked_for.number:
        what = tr("{count} tickets", count=len(tickets))
    else:
        number = short(ranked_for.number, f"{session.local(session.now()):%Y%m%d}")
        what = f"{number} {session.priority_label(ranked_for.priority)}"
    verb = tr("Reassign") if any(row.assignee for row in tickets) else tr("Dispatch")
    return [(f"   {verb} ", ACCENT), (what, STRONG)]


def ticket_pieces(row: QueueRow | None, session: Session) -> list[Piece]:
    """The selected ticket in one line: why it rose, its number, who calls and from where, what it is."""
    if row is None:
        return []
    told: list[Piece] = [(f" {rose(row.risen)} ", OVERDUE)] if row.risen else []
    if row.lapsed:
        told.append((f" {tr('lapsed {count}', count=row.lapsed)} ", NEAR))
    if row.offered and row.offer_until is not None:
        told.append((f" {tr('to be accepted by {at}', at=f'{session.local(row.offer_until):%H:%M}')} ", NEAR))
    who = " ".join(filter(None, (row.requester_unit, row.requester_name, row.requester_phone)))
    has = f"{session.officer_name(row.assignee)} " if row.assignee else ""
    return [*told, (f" {row.number} ", STRONG), (has, ACCENT), (f"{who}  ", QUIET), (row.summary[:400], PLAIN)]


def member_pieces(chosen: PersonNow | None, session: Session) -> list[Piece]:
    """One of the team in one line: why they are away, what is not accepted yet, how much of which priority, skills."""
    if chosen is None:
        return []
    told = [chosen.shift.away_words] if chosen.shift and chosen.doing == "away" and chosen.shift.away_words else []
    told += [tr("to be accepted {count}", count=chosen.offered)] if chosen.offered else []
    told += [f"{session.priority_label(priority)} {count}" for priority, count in chosen.counts]
    if can := skills(chosen, session.norm):
        told.append(can)
    if chosen.officer.phone:
        told.append(chosen.officer.phone)
    return [(f" {chosen.officer.name} ", STRONG), (f"{chosen.officer.staff_no} ", QUIET), ("; ".join(told), PLAIN)]


def person_pieces(chosen: Ranked | None, session: Session) -> list[Piece]:
    """The chosen person in one line: who, and why they stand where they do."""
    if chosen is None:
        return []
    officer = chosen.person.officer
    words = rank_words.line(chosen, session.norm, session.zone, session.now())
    return [(f" {officer.name} ", STRONG), (f"{officer.staff_no} ", QUIET), (words, PLAIN)]
