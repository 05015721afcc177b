"""Finding a paper by the number that somebody reads off a returned receipt 回执 (SITE-6)."""

from __future__ import annotations

from datetime import date

from tui_desk.desk.errors import Term
from tui_desk.desk.paper_errors import NoSuchPaper, WrongCheckDigit
from tui_desk.desk.ports import Reading
from tui_desk.domain.paper import Paper, PaperState
from tui_desk.domain.paper_number import one_slip, read
from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Norm

_AWAY = (PaperState.OUT, PaperState.LOST, PaperState.DRAFT, PaperState.RETURNED)
_SHOWN = 3


def find(desk: Reading, typed: str, norm: Norm, today: date) -> Paper:
    """The paper that is meant. Raises WrongCheckDigit, NoSuchPaper."""
    said = one_line(typed[:100])
    if (exact := desk.paper(said)) is not None:
        return exact
    meant = read(said, today)
    prefixes = [form.prefix for form in norm.forms]
    if meant is None:
        raise NoSuchPaper(number=said)
    if meant.right(today):
        numbers = [meant.number(prefix, today) for prefix in prefixes]
        found = [paper for number in dict.fromkeys(numbers) if (paper := desk.paper(number)) is not None]
        if found:
            return min(found, key=lambda paper: _AWAY.index(paper.state) if paper.state in _AWAY else len(_AWAY))
        raise NoSuchPaper(number=meant.number("", today) if meant.prefix else said)
    numbers = [meant.number(prefix, today) for prefix in prefixes]
    away = [paper.number for paper in desk.papers(_AWAY) if paper.number.startswith(meant.prefix)]
    near = [number for number in away if any(one_slip(number, each) for each in numbers)]
    hint = tr("Do you mean {numbers}?", numbers=", ".join(near[:_SHOWN])) if near else Term(mark("It was not found."))
    raise WrongCheckDigit(number=said, near=hint)
