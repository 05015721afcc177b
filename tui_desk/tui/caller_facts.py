"""What stands around a caller or a unit, as rows and as one line: agreement, warranty, contacts, tickets.

Knows no widget (CALL-5, CALL-17, DESK-5, REC-1, REC-2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from rich.style import Style

from tui_desk.desk.terms import CUSTOMERS, STATES
from tui_desk.desk.views import CallerView, QueueRow, UnitView
from tui_desk.domain.person import Agreement, Person, Unit, Warranty
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Norm
from tui_desk.tui.paint import NEAR, OVERDUE, PLAIN, QUIET
from tui_desk.tui.presenting import Row, Tone

SHOWN_OPEN = 5
"""How many open tickets are named; of more, only how many there are."""


def caller_rows(view: CallerView, norm: Norm) -> tuple[Row, ...]:
    """All that is known of a caller: the person, the unit with its agreement, open tickets, the last ones."""
    person = view.person
    rows = [
        Row(_name(person, norm), tone=Tone.HEADING),
        Row(" ".join(filter(None, (person.staff_no, person.card_no))), tr("No.")),
        Row("  ".join(person.phones), tr("Phone")),
        Row(person.note, tr("Remark")),
    ]
    if view.unit:
        rows += unit_rows(UnitView(view.unit, view.main_contacts, view.today), heading=False)
    else:
        rows.append(Row(person.unit, tr("Unit")))
    rows += repeated_rows(view, norm)
    rows += _open_rows(view)
    closed = [row for row in view.tickets if row not in view.open_tickets]
    if closed or not view.open_tickets:
        rows.append(Row(tr("Last tickets"), tone=Tone.HEADING))
        rows += [_ticket_row(row) for row in closed] or [Row(tr("no tickets yet"), tone=Tone.QUIET)]
    return tuple(row for row in rows if row.text)


def unit_rows(view: UnitView, *, heading: bool = True) -> tuple[Row, ...]:
    """All that is known of a unit: names, phones, agreement (DESK-5), warranty (CALL-17), main contacts (REC-2)."""
    unit, today = view.unit, view.today
    rows = [Row(full_name(unit), "" if heading else tr("Unit"), Tone.HEADING if heading else Tone.PLAIN)]
    if heading:
        rows += [Row(unit.card_no, tr("Card no.")), Row(unit.address, tr("Address"))]
    rows.append(Row("  ".join(unit.phones), tr("Unit's phone")))
    rows.append(Row(tr(CUSTOMERS[unit.customer]) if unit.customer in CUSTOMERS else "", tr("Customer kind")))
    if unit.agreement:
        rows.append(agreement_row(unit.agreement, today))
    elif heading:
        rows.append(Row(tr("none on file"), tr("Agreement"), Tone.QUIET))
    rows += [warranty_row(each, today) for each in unit.warranties]
    contacts = [" ".join((contact.name, *contact.phones[:2])) for contact in view.main_contacts]
    rows.append(Row("  ".join(contacts), tr("Main contact")))
    rows.append(Row(unit.note, tr("Remark")))
    return tuple(row for row in rows if row.text)


def full_name(unit: Unit) -> str:
    """The full legal name, and the short ones agreed on (REC-1)."""
    return f"{unit.name} ({', '.join(unit.short_names)})" if unit.short_names else unit.name


def agreement_row(agreement: Agreement, today: date | None) -> Row:
    """From when to when, which level, what it covers; out of date is said (DESK-5)."""
    words = f"{agreement.since} - {agreement.until}"
    words = "  ".join(filter(None, (agreement.level, words, agreement.covers)))
    state = agreement_state(agreement, today)
    return Row(f"{state}  {words}" if state else words, tr("Agreement"), Tone.BREACHED if state else Tone.PLAIN)


def agreement_state(agreement: Agreement, today: date | None) -> str:
    """That an agreement is out of date, or does not hold yet; empty while it holds."""
    if today is None or agreement.holds_on(today):
        return ""
    return tr("OUT OF DATE") if agreement.until < today else tr("not in force yet")


def warranty_row(warranty: Warranty, today: date | None) -> Row:
    """A product, until when it is under warranty, and the rule (CALL-17)."""
    over = bool(today and warranty.until and warranty.until < today)
    until = tr("until {day}", day=warranty.until) if warranty.until else ""
    words = "  ".join(filter(None, (warranty.product, warranty.serial, until, warranty.rule)))
    state = f"{tr('warranty over')}  " if over else ""
    return Row(state + words, tr("Warranty"), Tone.NEAR if over else Tone.PLAIN)


def repeated_rows(view: CallerView, norm: Norm) -> tuple[Row, ...]:
    """How often the caller called about the same within a month, if more than once."""
    return tuple(
        Row(_repeated(view, code, count, norm), tr("Repeated"), Tone.NEAR) for code, count in view.repeated.items()
    )


def in_short(view: CallerView, norm: Norm | None = None) -> list[tuple[str, Style]]:
    """The caller on one line, what matters most first: agreement over, open tickets, repeated calls, the last one."""
    pieces: list[tuple[str, Style]] = []
    if view.unit and view.unit.agreement:
        agreement = view.unit.agreement
        if state := agreement_state(agreement, view.today):
            pieces.append((f" {tr('agreement')} {agreement.level} {state} {agreement.until}", OVERDUE))
        else:
            pieces.append((f" {tr('agreement')} {agreement.level} {tr('until {day}', day=agreement.until)}", PLAIN))
    if view.open_tickets:
        newest = view.open_tickets[0]
        count = tr("{count} open", count=len(view.open_tickets))
        pieces += [(f"  {count}: ", NEAR), (f"{newest.number} {newest.summary[:40]}", PLAIN)]
    if view.repeated:
        pieces.append((f"  {tr('again {count}x in 30 days', count=max(view.repeated.values()))}", NEAR))
    if view.main_contacts and not view.person.main_contact:
        contact = view.main_contacts[0]
        pieces += [(f"  {tr('main contact')} ", QUIET), (" ".join((contact.name, *contact.phones[:1])), PLAIN)]
    closed = [row for row in view.tickets if row not in view.open_tickets]
    if closed:
        pieces += [(f"  {tr('last')} ", QUIET), (f"{closed[0].number} {closed[0].summary[:40]}", PLAIN)]
    elif not view.open_tickets:
        pieces.append((f"  {tr('no tickets yet')}", QUIET))
    del norm
    return pieces


def caller_columns(person: Person) -> tuple[str, str, str]:
    """A person on a line of a list: name, unit, numbers."""
    return person.name, person.unit, "  ".join(filter(None, (person.staff_no, *person.phones)))


def _name(person: Person, norm: Norm) -> str:
    title = next((t.label.in_(language()) for t in norm.titles if t.code == person.title), person.title)
    main = tr("main contact") if person.main_contact else ""
    return "  ".join(filter(None, (person.name, title, main)))


def _repeated(view: CallerView, code: str, count: int, norm: Norm) -> str:
    label = next((c.label.in_(language()) for c in norm.categories if c.code == code), code)
    words = tr("{category}: {count} tickets in 30 days", category=label, count=count)
    alike = sum(row.category == code for row in view.same_words)
    return f"{words}; {tr('{count} in the same words', count=alike)}" if alike else words


def _open_rows(view: CallerView) -> Iterator[Row]:
    if view.open_tickets:
        yield Row(tr("{count} open", count=len(view.open_tickets)), tone=Tone.HEADING)
        yield from _tickets(view.open_tickets)


def _tickets(rows: Iterable[QueueRow]) -> Iterator[Row]:
    for place, row in enumerate(rows):
        if place == SHOWN_OPEN:
            return
        yield _ticket_row(row)


def _ticket_row(row: QueueRow) -> Row:
    return Row(f"{row.number} {tr(STATES[row.state])} {row.summary}")
