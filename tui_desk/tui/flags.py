"""What is wrong with what is typed in a field: private data, vague words, unclear words (TKT-15, CALL-9, CALL-10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from textual.content import Content

from tui_desk.desk.terms import PRIVATE
from tui_desk.domain import privacy, wording
from tui_desk.domain.text import clean
from tui_desk.i18n import language, tr
from tui_desk.norms.models import Norm
from tui_desk.tui.paint import ACCENT, NEAR, OVERDUE, PLAIN, QUIET, STRONG
from tui_desk.tui.widgets.text_line import Piece

Pieces: TypeAlias = list[Piece]

MASK_KEY = "F9"


class Watched(Protocol):
    """A field whose words are watched: a question of the checklist, or an item of a dialog."""

    @property
    def watch_words(self) -> bool:
        """Whether vague words are looked for."""

    @property
    def said_to_caller(self) -> bool:
        """Whether words are looked for that leave a caller in doubt."""


def flags(text: str, question: Watched, norm: Norm) -> list[Pieces]:
    """What is wrong with an answer, the gravest first: one line each, empty when nothing is.

    Private data first, and which key masks it now; then the last vague word with the question to ask, and the last
    unclear word with what to say instead.
    """
    told = private_flags(text)
    if question.watch_words and (vague := wording.vague(text, norm)):
        told.append([(f"“{vague[-1].word}” -> ", NEAR), (vague[-1].ask.in_(language()), STRONG)])
    if question.said_to_caller and (unclear := wording.unclear(text, norm)):
        told.append([(f"“{unclear[-1].word}” x ", NEAR), (unclear[-1].ask.in_(language()), STRONG)])
    return told


def private_flags(text: str) -> list[Pieces]:
    """One line for the private data in a text; none when there is none."""
    found = privacy.private(text)
    if not found:
        return []
    kinds = "、".join(dict.fromkeys(tr(PRIVATE[each.kind]) for each in found))
    masks = " ".join(dict.fromkeys(each.masked for each in found[:2]))
    return [
        [
            (f"! {kinds} ", OVERDUE),
            (f"{masks}  ", PLAIN),
            (f"{MASK_KEY} ", ACCENT),
            (tr("masks it now; it is stored masked anyway"), QUIET),
        ]
    ]


_LOOKS = {
    PLAIN: "not dim",
    QUIET: "dim",
    STRONG: "bold not dim",
    ACCENT: "$accent not dim",
    NEAR: "$near not dim",
    OVERDUE: "bold $overdue not dim",
}


def as_content(told: Sequence[Pieces]) -> Content:
    """The flags as lines for a widget that a style sheet paints; nothing in them is read as markup."""
    lines = (Content.assemble(*((clean(text).text, _LOOKS[style]) for text, style in pieces)) for pieces in told)
    return Content("\n").join(lines)
