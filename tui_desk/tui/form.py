"""What a dialog asks, declared: its items, and what is done with the answers. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadMoment, Term
from tui_desk.domain import moments
from tui_desk.domain.ticket import Ticket
from tui_desk.i18n import mark, tr
from tui_desk.norms.models import Choice
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.pick_field import Entry

Answers = Mapping[str, str]
Kind = Literal["text", "long", "choice", "pick", "moment"]


def always(_answers: Answers) -> bool:
    """Asked whatever else was answered."""
    return True


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a form asks.

    `code` names the answer, as the desk does when it is missing. `field` is the ticket's field that it becomes, where
    that has another name. `choices` belong to "choice", `entries` to "pick". `asked` says whether it is asked at all.
    `watch_words` looks for vague words while it is typed (CALL-9), `said_to_caller` for unclear ones (CALL-10).
    """

    code: str
    label: str
    kind: Kind = "text"
    value: str = ""
    required: bool = False
    hint: str = ""
    field: str = ""
    choices: tuple[Choice, ...] = ()
    entries: tuple[Entry, ...] = ()
    watch_words: bool = False
    said_to_caller: bool = False
    asked: Callable[[Answers], bool] = always


@dataclass(frozen=True, slots=True)
class Attempt:
    """One asking of the desk: the version that was on screen, and the id under which it is carried out once."""

    seen: int
    change_id: str


Perform = Callable[[Desk, Answers, Attempt], Ticket]
"""Carries the answers out in the desk's thread: the ticket after it. Raises DeskError."""


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog: title, sentences above the items, a preview below them, and the deed; without one it only asks.

    `code` names it in the journal, where what was typed is kept; without one nothing is. `appends` says that the deed
    adds to the ticket, so that the same text saved again would stand there twice.
    """

    title: str
    items: tuple[Item, ...]
    perform: Perform | None = None
    lead: tuple[str, ...] = ()
    preview: Callable[[Answers], str] | None = None
    code: str = ""
    appends: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """How a dialog ended: what was answered, and the ticket after the deed."""

    answers: Answers
    ticket: Ticket | None = None


def when(typed: str, session: Session, now: datetime, *, code: str = "") -> datetime | None:
    """The instant that was typed; None when nothing was, which means now.

    Raises BadMoment when it cannot be read; `code` is the item that it was typed into, where there are several.
    """
    if not typed.strip():
        return None
    try:
        return moments.parse(typed.strip(), now, session.zone)
    except ValueError:
        raise BadMoment(value=typed.strip(), why=Term(mark("it cannot be read")), code=code) from None


INSIST = "insist"
"""The item that says why the originals of private text are kept (TKT-15)."""


def insistent(form: Form) -> Form:
    """The form with `INSIST` at its end where one can write in it; it is not asked until the officer wants to."""
    perform = form.perform
    if perform is None or not any(item.kind in ("text", "long") for item in form.items):
        return form

    def keeping(desk: Desk, answers: Answers, attempt: Attempt) -> Ticket:
        return perform(desk.insisting(answers.get(INSIST, "")), answers, attempt)

    why = Item(
        INSIST,
        tr("Why it is kept"),
        required=True,
        hint=tr("the original is kept apart and opened only on purpose"),
        asked=lambda _answers: False,
    )
    return replace(form, items=(*form.items, why), perform=keeping)
