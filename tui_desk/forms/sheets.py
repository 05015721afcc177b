"""A desk's papers and forms, ready to print in the language spoken now (SITE-9)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk.desk.paper_terms import PAPER_STATES
from tui_desk.domain.paper import PaperState
from tui_desk.forms import boxes
from tui_desk.forms.boxes import PAPER_MARKS, TERMINAL_MARKS, Sheet
from tui_desk.i18n import language, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.desk.papers import PaperView
    from tui_desk.desk.views import DeskFacts
    from tui_desk.norms.models import Form


def of_paper(view: PaperView, facts: DeskFacts, *, plain: bool = False) -> Sheet:
    """A paper as it stands, `plain` for the terminal. A void one says so."""
    void = view.paper.state is PaperState.VOID
    return boxes.fill(
        view.form,
        view.paper.values,
        view.paper.rows,
        language=language(),
        zone=ZoneInfo(facts.zone),
        number=view.paper.number,
        heading=f"{facts.name} {tr(PAPER_STATES[PaperState.VOID])}" if void else facts.name,
        marks=TERMINAL_MARKS if plain else PAPER_MARKS,
    )


def of_form(form: Form, facts: DeskFacts, *, plain: bool = False) -> Sheet:
    """A form with nothing in it, `plain` for the terminal."""
    marks = TERMINAL_MARKS if plain else PAPER_MARKS
    zone = ZoneInfo(facts.zone)
    return boxes.fill(form, {}, {}, language=language(), zone=zone, heading=facts.name, marks=marks)


def word_of(desk: Desk, sheet: Sheet) -> bytes:
    """The Word file of a form, from the desk's own template where it has one. Raises BadTemplate."""
    from tui_desk.forms import word

    name, template = desk.templates.file(sheet.form) or ("", None)
    return word.write(sheet, template, name)
