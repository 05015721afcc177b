"""Calls that nobody has in hand: go on with one, or begin a new one. What other terminals have in hand stands below."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui_desk.domain.text import one_line
from tui_desk.i18n import mark, tr
from tui_desk.journal import Journal, Orphan
from tui_desk.tui import call_texts
from tui_desk.tui.actions import Action
from tui_desk.tui.drafts import journal_of
from tui_desk.tui.gateway import Gateway
from tui_desk.tui.paint import ACCENT, STRONG
from tui_desk.tui.screens.base import ActionModal
from tui_desk.tui.session import Session
from tui_desk.tui.text import fit, line
from tui_desk.tui.widgets.key_bar import KeyBar

NEW = "new"
LOOK_SECONDS = 1.0
"""How often it is looked which calls there are: other terminals take some up, and let some go."""
_WIDTH = 68


class ParkedScreen(ActionModal[Orphan | str | None]):
    """Dismissed with the call to go on with, NEW for a new one, or None for neither."""

    CSS_PATH = "parked.tcss"
    NAME = mark("Parked calls")
    PURPOSE = mark("These calls were not finished. Go on with one, or begin a new one; none is lost.")
    ACTIONS = (
        Action("choose", ("enter",), mark("go on"), mark("Go on with this call.")),
        Action("begin", ("n",), mark("new call"), mark("Begin a new call; the parked ones stay.")),
        Action("up", ("up", "k"), mark("up"), mark("The call above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("The call below."), quiet=True),
        Action("back", ("escape", "q"), mark("back"), mark("Back to the queue.")),
    )

    def __init__(self, session: Session, gateway: Gateway, calls: Sequence[Orphan]) -> None:
        super().__init__(session, gateway)
        self.calls: tuple[Orphan, ...] = tuple(calls)
        self._elsewhere: tuple[Orphan, ...] = ()
        self._here = calls[0].header.draft if calls else NEW

    def compose(self) -> ComposeResult:
        """The calls, the oldest first, the new one, and those of other terminals."""
        with Vertical(id="dialog"):
            yield Static(line(tr("Go on with a parked call, or take a new one?")), id="question", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(id="calls", markup=False)
            yield KeyBar()

    def on_mount(self) -> None:
        """Show the calls, and follow what becomes of them."""
        self._look()
        self.set_interval(LOOK_SECONDS, self._look)
        self.refresh_keys()

    @property
    def _journal(self) -> Journal:
        return journal_of(self.app)

    def _look(self) -> None:
        """See which calls there are now; the cursor stays on its call, or goes to the one in its place."""
        before = self._codes
        found = self._journal.orphans(self.session.address)
        own = self.session.officer.staff_no
        self.calls = tuple(sorted(found, key=lambda each: each.header.officer != own))
        self._elsewhere = self._journal.elsewhere(self.session.address)
        if self._here not in self._codes:
            place = before.index(self._here) if self._here in before else 0
            self._here = self._codes[min(place, len(self._codes) - 1)]
        self._draw()

    @property
    def _codes(self) -> list[str]:
        return [*(orphan.header.draft for orphan in self.calls), NEW]

    def _draw(self) -> None:
        lines = [part for orphan in self.calls for part in self._told(orphan, orphan.header.draft == self._here)]
        lines.append(_entry(tr("A new call"), self._here == NEW))
        if self._elsewhere:
            lines += [Content(""), Content.styled(line(tr("In another terminal:")).plain, "dim")]
            lines += [part.stylize("dim") for orphan in self._elsewhere for part in self._told(orphan, here=False)]
        self.query_one("#calls", Static).update(Content("\n").join(lines))

    def _told(self, orphan: Orphan, here: bool) -> list[Content]:
        """Who called when, and who took it; what it is about, with what was typed last; why it came back."""
        call, session = orphan.call, self.session
        at = call_texts.clock_time(call.began_at, session.now(), session)
        who = call_texts.who(call, session.norm) or call.answer("phone") or tr("caller unknown")
        officer = session.officer_name(call.officer)
        summary = one_line(call.answer("summary") or call.scratch)
        told = [_entry(tr("{time}  {who}  {summary}", time=at, who=one_line(who), summary=summary), here)]
        last_at = call_texts.clock_time(orphan.last_at, session.now(), session)
        last = tr(
            "{officer}, last at {time}: {words}", officer=one_line(officer), time=last_at, words=_end(orphan.last)
        )
        told.append(Content.styled("    " + fit(last, _WIDTH), "dim"))
        if orphan.why:
            why = tr("Came back: {why}", why=one_line(orphan.why))
            told.append(Content.styled("    " + fit(why, _WIDTH), "bold"))
        return told

    def act_choose(self) -> None:
        """Go on with the call under the cursor."""
        self.dismiss(next((call for call in self.calls if call.header.draft == self._here), NEW))

    def act_begin(self) -> None:
        """Begin a new call."""
        self.dismiss(NEW)

    def act_up(self) -> None:
        """The call above."""
        self._move(-1)

    def act_down(self) -> None:
        """The call below."""
        self._move(1)

    def _move(self, by: int) -> None:
        place = self._codes.index(self._here) + by
        self._here = self._codes[max(0, min(place, len(self._codes) - 1))]
        self._draw()

    def act_back(self) -> None:
        """Neither."""
        self.dismiss(None)


def _entry(text: str, here: bool) -> Content:
    told = Content((">  " if here else "   ") + fit(text, _WIDTH).rstrip())
    return told.stylize(str(STRONG + ACCENT)) if here else told


def _end(text: str) -> str:
    """The end of a text, which is what the officer remembers of it."""
    text = one_line(text)
    return f"“{text}”" if len(text) <= 24 else f"“..{text[-22:]}”"
