"""The hand-over 交接班: the giver's sheet, and the taker's item by item (DESK-2)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import DatabaseUnavailable
from tui_desk.domain.officer import Officer
from tui_desk.domain.roster import HandOver, HandOverItem
from tui_desk.domain.text import clean, one_line
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.tui import call_texts, hand_over_rows
from tui_desk.tui.actions import Action
from tui_desk.tui.drafts import draft_of, journal_of
from tui_desk.tui.gateway import Changed, Gateway, Line
from tui_desk.tui.paint import ACCENT, NEW, PLAIN, QUIET, STRONG
from tui_desk.tui.screens.hand_over_acts import HandOverActs
from tui_desk.tui.session import Session
from tui_desk.tui.text import line
from tui_desk.tui.widgets.hand_over_list import HandOverList, lines
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.status_line import StatusLine
from tui_desk.tui.widgets.text_line import Piece, Rule, TextLine


class Part(StrEnum):
    """What is looked at: the sheet to give, the sheets to take over, those of before."""

    GIVE = "give"
    TAKE = "take"
    EARLIER = "earlier"


_TABS = {Part.GIVE: mark("give"), Part.TAKE: mark("take over"), Part.EARLIER: mark("earlier sheets")}
_EMPTY = {
    Part.GIVE: mark("Nothing is open: no call, promise, message, paper or follow-up, and nothing changed."),
    Part.TAKE: mark("No sheet waits for you. Whoever signed on for the next shift confirms what the one before gave."),
    Part.EARLIER: mark("No shift was handed over yet."),
}
_MOVES = {
    "up": (-1, 0, 0),
    "down": (1, 0, 0),
    "page_up": (0, -1, 0),
    "page_down": (0, 1, 0),
    "first": (0, 0, -1),
    "last": (0, 0, 1),
}
_VIEWS = {f"view_{part}": part for part in Part}
_FEED = frozenset({"hand_over", "shift", "ticket", "message", "ring", "paper", "follow_up", "call"})
FAR = 100_000
_KEYS_IN_WORDS = frozenset({"escape", "ctrl+r"})


class HandOverScreen(HandOverActs):
    """One's own sheet and those that wait, live."""

    CSS_PATH = "hand_over.tcss"
    AUTO_FOCUS = ""
    ALERTS = (2, 1)
    NAME = mark("Handing over the shift")
    PURPOSE = mark(
        "At the end of a shift all that is open stands on one sheet: calls, promises, tickets, messages, papers, "
        "follow-ups, and what changed in the shift. Add your own words and give it with ctrl+r; then you can sign off. "
        "The next one confirms it item by item, with a remark where something is not so. A sheet that nobody confirmed "
        "stays in sight."
    )
    ACTIONS = (
        Action("give", ("ctrl+r",), mark("give"), mark("Give the sheet: then you can sign off."), Verb.HAND_OVER),
        Action("words", ("w",), mark("own words"), mark("Write what else the next one must know.")),
        Action("confirm", ("space", "enter"), mark("right"), mark("Confirm the item."), Verb.HAND_OVER),
        Action("remark", ("r",), mark("remark"), mark("Confirm it with a remark."), Verb.HAND_OVER),
        Action("rest", ("ctrl+a", "A"), mark("all the rest"), mark("Confirm all that is left."), Verb.HAND_OVER),
        Action("next_sheet", ("tab",), mark("next sheet"), mark("Another sheet.")),
        Action("view_give", ("1",), mark("give"), mark("What you hand over."), quiet=True),
        Action("view_take", ("2",), mark("take over"), mark("Sheets that wait for you."), quiet=True),
        Action("view_earlier", ("3",), mark("earlier sheets"), mark("The sheets of before."), quiet=True),
        Action("back", ("escape", "b", "q"), mark("back"), mark("Back to where you came from.")),
        Action("up", ("up", "k"), mark("up"), mark("To the line above."), quiet=True),
        Action("down", ("down", "j"), mark("down"), mark("To the line below."), quiet=True),
        Action("page_up", ("pageup",), mark("page up"), mark("A page up."), quiet=True),
        Action("page_down", ("pagedown",), mark("page down"), mark("A page down."), quiet=True),
        Action("first", ("home",), mark("first"), mark("To the first line."), quiet=True),
        Action("last", ("end", "G"), mark("last"), mark("To the last line."), quiet=True),
    )

    def __init__(self, session: Session, gateway: Gateway) -> None:
        super().__init__(session, gateway)
        self.part: Part | None = None
        self._sheets: dict[Part, Sequence[HandOver]] = {}
        self._at: dict[Part, int] = {}
        self._wanted = self._reading = self._late = False

    def compose(self) -> ComposeResult:
        """Status, parts, whose sheet, its items, the one under the cursor, the words, keys."""
        self.note = draft_of(self.app, self.session, "hand over")
        words = clean(self.note.texts.get("words", "")).text
        yield StatusLine(self.session)
        yield TextLine(id="parts")
        yield Rule()
        yield TextLine(id="head")
        yield HandOverList(self.session)
        yield Rule(id="place")
        yield Sheet(id="detail")
        with Horizontal(id="row-words"):
            yield Static(line(tr("Own words")), classes="label")
            yield LongField(words, changed=self._typed, take_key=self._take_key)
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the sheets, and follow the clock."""
        self.query_one("#detail", Sheet).can_focus = False
        self.set_interval(1, self.tick)
        self.read()

    def on_unmount(self) -> None:
        """What was typed can be taken up again."""
        if self.note is not None:
            self.note.release()

    def _typed(self, words: str) -> None:
        if self.note is not None:
            self.note.put("words", words)

    def _take_key(self, key: str) -> bool:
        """In the words only leaving and giving are keys."""
        if key not in _KEYS_IN_WORDS:
            return False
        if key == "escape":
            self.set_focus(None)
            self.refresh_keys()
        else:
            self.action_act("give")
        return True

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Light up the label of the words."""
        self.query_one("#row-words").add_class("here")

    def on_descendant_blur(self, _: events.DescendantBlur) -> None:
        """And let it go out again."""
        self.query_one("#row-words").remove_class("here")

    # What is read

    def on_changed(self, event: Changed) -> None:
        """Read again, within a second, when something may have changed."""
        self._late |= any(change.entity in _FEED for change in event.changes)

    def on_line(self, event: Line) -> None:
        """What was missed while the line was down is read when it is back."""
        super().on_line(event)
        self._late |= event.up

    def renew(self, session: Session) -> None:
        """Somebody else may sit here, who hands over other things."""
        super().renew(session)
        self.part = None
        self.read()

    def read(self) -> None:
        """Read all sheets."""
        self._wanted = True
        if not self._reading:
            self._reading = True
            self.start(self._read())

    async def _read(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                officer, parked = self.session.officer, self._parked()
                own, waiting, newest = await self.gateway.ask(lambda desk: _read(desk, officer, parked))  # noqa: B023 - asked at once
                self._sheets = {Part.GIVE: [own], Part.TAKE: waiting, Part.EARLIER: newest}
                if self.part is None:
                    self.part = Part.TAKE if waiting else Part.GIVE
                    field = self.query_one(LongField)
                    if own.words and not field.answer:
                        field.answer = own.words
                self._show()
        except DatabaseUnavailable:
            if not self._sheets:
                raise
        finally:
            self._reading = False

    def _parked(self) -> tuple[HandOverItem, ...]:
        """The calls that are parked at this seat: only its journal knows them."""
        found = []
        for orphan in journal_of(self.app).orphans(self.session.address):
            call = orphan.call
            who = call_texts.who(call, self.session.norm) or call.answer("phone") or tr("caller unknown")
            about = one_line(call.answer("summary") or call.scratch)
            found.append(HandOverItem("call", call.draft, tr("parked: {who} {about}", who=who, about=about).strip()))
        return tuple(found)

    # What is shown

    @property
    def sheet(self) -> HandOver | None:
        """The sheet that is looked at."""
        sheets = self._sheets.get(self.part, ()) if self.part is not None else ()
        return sheets[self._at.get(self.part, 0) % len(sheets)] if sheets and self.part is not None else None

    @property
    def selected(self) -> HandOverItem | None:
        """The item under the cursor."""
        row = self.query_one(HandOverList).selected
        return row.item if row is not None else None

    def _show(self) -> None:
        sheet, part = self.sheet, self.part or Part.GIVE
        items = lines(sheet.items, signs=part is not Part.GIVE) if sheet is not None else ()
        self.query_one(HandOverList).show(items, empty=tr(_EMPTY[part]))
        self.query_one("#row-words").display = part is Part.GIVE
        self.set_class(part is Part.GIVE, "gives")
        self._show_parts()
        self._moved()

    def tick(self) -> None:
        """A second passed."""
        if self._late:
            self._late = False
            self.read()
        self.query_one(HandOverList).tick()
        self._show_parts()

    def on_live_list_moved(self) -> None:
        """Something else is under the cursor."""
        self._moved()

    def _moved(self) -> None:
        at, count = self.query_one(HandOverList).place
        self.query_one("#place", Rule).show((), [(f" {at}/{count} ", QUIET)])
        self.query_one("#detail", Sheet).show(
            hand_over_rows.detail(self.sheet, self.selected, self.session, words=self.part is not Part.GIVE)
        )
        self.refresh_keys()

    def _show_parts(self) -> None:
        pieces: list[Piece] = []
        for place, (part, label) in enumerate(_TABS.items(), start=1):
            count = len(self._sheets.get(part, ())) if part is Part.TAKE else 0
            pieces += [(f" {place} ", ACCENT), (tr(label), STRONG if part is self.part else PLAIN)]
            pieces.append((f" {count} " if count else " ", NEW if count else PLAIN))
        self.query_one("#parts", TextLine).show(pieces, [])
        self.query_one("#head", TextLine).show(
            hand_over_rows.head(self.sheet, self.session, gives=self.part is Part.GIVE)
        )

    # The keys

    def allowed(self, action: Action) -> bool:
        """What can be done with the sheet and the item under the cursor."""
        if not super().allowed(action):
            return False
        sheet, item, takes = self.sheet, self.selected, self.part is Part.TAKE
        match action.id:
            case "give":
                return self.part is Part.GIVE and sheet is not None and bool(sheet.shift)
            case "words":
                return self.part is Part.GIVE
            case "confirm" | "remark":
                return takes and item is not None
            case "rest":
                return takes and sheet is not None
            case "next_sheet":
                return len(self._sheets.get(self.part, ()) if self.part is not None else ()) > 1
            case _:
                return True

    def action_act(self, action_id: str) -> None:
        """Move the cursor, look at another part, or run any other action."""
        if action_id in _MOVES:
            listed = self.query_one(HandOverList)
            rows, pages, lists = _MOVES[action_id]
            listed.move(rows + pages * listed.size.height + lists * FAR)
        elif action_id in _VIEWS:
            self.part = _VIEWS[action_id]
            self._show()
        else:
            super().action_act(action_id)

    def act_back(self) -> None:
        """Leave the hand-over."""
        self.dismiss(None)

    def act_words(self) -> None:
        """Write what else the next one must know."""
        self.set_focus(self.query_one(LongField))

    def act_next_sheet(self) -> None:
        """Another of the sheets."""
        if self.part is not None:
            self._at[self.part] = self._at.get(self.part, 0) + 1
            self._show()


def _read(
    desk: Desk, officer: Officer, parked: Sequence[HandOverItem]
) -> tuple[HandOver, Sequence[HandOver], Sequence[HandOver]]:
    own = desk.hand_overs.collect(officer, parked)
    return own, desk.hand_overs.open_for(officer), desk.hand_overs.newest()
