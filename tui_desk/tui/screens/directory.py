"""The directory: people and units by any of their keys, with phones, agreement and warranty at hand (CALL-17)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container

from tui_desk.desk.errors import DeskError
from tui_desk.desk.views import CallerView, UnitView
from tui_desk.domain.person import Person
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark, tr
from tui_desk.tui.actions import Action
from tui_desk.tui.caller_facts import caller_columns, caller_rows, full_name, unit_rows
from tui_desk.tui.caller_lookup import filling
from tui_desk.tui.gateway import Changed, Gateway
from tui_desk.tui.paint import NEAR, QUIET, STRONG
from tui_desk.tui.screens.base import ActionScreen, NewCall
from tui_desk.tui.session import Session
from tui_desk.tui.widgets.field import Field
from tui_desk.tui.widgets.found_list import Found, FoundList
from tui_desk.tui.widgets.key_bar import KeyBar
from tui_desk.tui.widgets.sheet import Sheet
from tui_desk.tui.widgets.text_line import Rule, TextLine

REST_SECONDS = 0.12
MOST = 30
"""How many people, and how many units, are shown."""


class DirectoryScreen(ActionScreen[CallerView | None]):
    """Dismissed with the caller who was chosen, or None. A unit is chosen as a caller without a name.

    Opened from the queue (`fills` false), choosing opens the intake with the caller filled in instead.
    """

    CSS_PATH = "directory.tcss"
    AUTO_FOCUS = ""
    NAME = mark("The directory")
    PURPOSE = mark(
        "Everybody whom the desk knows, and the units: by phone, staff number, card number, name, short name, or the "
        "first letters of the pinyin. Beside it what the unit's agreement covers, until when, what is under warranty, "
        "whom to turn to, and what the caller called about before. Without a word all units are shown."
    )
    COMMON = (
        Action("palette", ("f2", "alt+p"), mark("commands"), mark("Find any command by a word of it, and run it.")),
        Action("help", ("f1", "alt+h"), mark("keys"), mark("The keys of this screen, and what it is for.")),
    )
    ACTIONS = (
        Action("choose", ("enter",), mark("choose"), mark("Take this caller into the call.")),
        Action("members", ("f4", "alt+m"), mark("its people"), mark("Show the people of this unit.")),
        Action(
            "level",
            ("f6", "alt+l"),
            mark("service level"),
            mark("Change the unit's customer kind and agreement level."),
            Verb.EDIT_DIRECTORY,
        ),
        Action("up", ("up",), mark("up"), mark("The one above."), quiet=True),
        Action("down", ("down",), mark("down"), mark("The one below.")),
        Action("page_down", ("pagedown",), mark("read on"), mark("Read on in what is known of this one.")),
        Action("page_up", ("pageup",), mark("page up"), mark("Read back in what is known of this one."), quiet=True),
        Action("back", ("escape",), mark("back"), mark("Back to where you came from.")),
    )

    def __init__(self, session: Session, gateway: Gateway, start: str = "", *, fills: bool = True) -> None:
        super().__init__(session, gateway)
        self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
        self._start, self._fills = start, fills
        self._generation = 0
        self._people: Sequence[CallerView] = ()
        self._units: Sequence[UnitView] = ()
        self._entries: list[CallerView | UnitView] = []

    def compose(self) -> ComposeResult:
        """What is typed, what is found, what is known of the one under the cursor."""
        with Container(id="search"):
            yield TextLine([(f" {tr('Directory')} ", STRONG)], id="title")
            yield Field(
                self._start,
                placeholder=tr("phone, staff no., card no., name, unit, first letters"),
                id="words",
                changed=self._typed,
                take_key=self._take_key,
            )
            yield TextLine(id="count")
        yield Rule()
        with Container(id="sides"):
            yield FoundList()
            yield Rule(id="between")
            yield Sheet(id="known")
        yield Rule(id="place")
        yield KeyBar()

    def on_mount(self) -> None:
        """Look for what the screen was opened with."""
        self.query_one("#known", Sheet).can_focus = False
        self.set_focus(self.query_one("#words", Field))
        self._typed(self._start)
        self.refresh_keys()

    def on_changed(self, event: Changed) -> None:
        """Look again when the directory changed, in whichever session."""
        if any(change.entity in ("person", "unit") for change in event.changes):
            self._typed(self.query_one("#words", Field).answer)

    # What is looked for

    def _typed(self, text: str) -> None:
        self.run_worker(self._look(text), group="look", exclusive=False, exit_on_error=False)

    async def _look(self, text: str) -> None:
        self._generation += 1
        mine = self._generation
        if text:
            await asyncio.sleep(REST_SECONDS)
        if mine != self._generation:
            return
        try:
            people, units = await self.gateway.ask(lambda desk: desk.directory.look_up(text, MOST))
        except DeskError as error:
            self.say_error(error)
            return
        if mine == self._generation and self.is_mounted:
            self._people, self._units = people, units
            self._show(text)

    def _show(self, text: str) -> None:
        units_first = not self._people or any(text in _names(each) for each in self._units)
        people = [Found("*" if v.person.main_contact else "", *caller_columns(v.person)) for v in self._people]
        units = [Found("#", full_name(v.unit), "  ".join(v.unit.phones), v.unit.address) for v in self._units]
        self._entries = [*self._units, *self._people] if units_first else [*self._people, *self._units]
        lines = [*units, *people] if units_first else [*people, *units]
        empty = tr("Nobody is found by “{text}”. Registering a call puts the caller in here.", text=text)
        none = tr("The directory is empty. Fill it with: tui-desk people import FILE.csv")
        self.query_one(FoundList).show(lines, empty if text else none)
        counts = tr("people {people}  units {units}", people=_count(people), units=_count(units))
        self.query_one("#count", TextLine).show((), [(f"{counts} ", QUIET)])
        self._show_known()

    @property
    def chosen(self) -> CallerView | UnitView | None:
        """The one under the cursor."""
        place = self.query_one(FoundList).at
        return self._entries[place] if 0 <= place < len(self._entries) else None

    def _show_known(self) -> None:
        sheet, one = self.query_one("#known", Sheet), self.chosen
        if isinstance(one, CallerView):
            sheet.show(caller_rows(one, self.session.norm))
        else:
            sheet.show(unit_rows(one) if one else ())
        sheet.scroll_home(animate=False)
        self.refresh_keys()

    def on_sheet_moved(self) -> None:
        """Show which lines are seen, where not all are."""
        first, last, lines = self.query_one("#known", Sheet).place
        more = [(f" {first}-{last}/{lines} ", NEAR)] if last - first + 1 < lines else []
        self.query_one("#place", Rule).show((), more)

    # What the keys do

    def allowed(self, action: Action) -> bool:
        """Somebody must be under the cursor to be chosen."""
        if action.id in ("members", "level"):
            return isinstance(self.chosen, UnitView) and super().allowed(action)
        return super().allowed(action) and (action.id != "choose" or self.chosen is not None)

    def _take_key(self, key: str) -> bool:
        action = next((a for a in self.actions() if key in a.all_keys() and self.allowed(a)), None)
        if action is not None:
            self.action_act(action.id)
        return action is not None

    def act_choose(self) -> None:
        """Give the caller back, or open the intake with the caller filled in."""
        one = self.chosen
        if one is None:
            return
        view = one if isinstance(one, CallerView) else _as_caller(one)
        if self._fills:
            self.dismiss(view)
            return
        answers = filling(view.person, {}, self.session.norm)[0]
        self.dismiss(None)
        self.app.post_message(NewCall(answers=answers))

    async def act_members(self) -> None:
        """The people of the unit under the cursor."""
        one = self.chosen
        if isinstance(one, UnitView):
            self._generation += 1
            people = await self.gateway.ask(lambda desk: desk.directory.unit_callers(one.unit, MOST))
            self._people, self._units = people, (one,)
            self._show("")

    async def act_level(self) -> None:
        """Another customer kind or agreement level for the unit under the cursor (SLA-3)."""
        from tui_desk.tui.screens.unit_level import change_level

        if isinstance(self.chosen, UnitView):
            await change_level(self, self.chosen)

    def act_up(self) -> None:
        """The one above."""
        self.query_one(FoundList).move(-1)
        self._show_known()

    def act_down(self) -> None:
        """The one below."""
        self.query_one(FoundList).move(1)
        self._show_known()

    def act_page_down(self) -> None:
        """Read on."""
        self.query_one("#known", Sheet).scroll_page_down(animate=False)

    def act_page_up(self) -> None:
        """Read back."""
        self.query_one("#known", Sheet).scroll_page_up(animate=False)

    def act_back(self) -> None:
        """Nobody."""
        self.dismiss(None)


def _as_caller(view: UnitView) -> CallerView:
    """A unit as a caller who has not said a name yet."""
    return CallerView(Person(0, "", unit=view.unit.name), unit=view.unit, today=view.today)


def _names(view: UnitView) -> tuple[str, ...]:
    return (view.unit.name, *view.unit.short_names)


def _count(found: Sequence[object]) -> str:
    return f"{MOST}+" if len(found) >= MOST else str(len(found))
