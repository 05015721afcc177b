"""Filling a paper box by box: every key is in the journal before the next is read. Saves nothing (REC-4 to REC-12)."""

from __future__ import annotations

from abc import abstractmethod

from textual import events

from tui_desk.i18n import language, tr
from tui_desk.norms.models import Box, Section
from tui_desk.tui.paper_in_hand import TOUCHING
from tui_desk.tui.screens.paper_board import PaperBoard
from tui_desk.tui.widgets.field import Cleaned, Kept
from tui_desk.tui.widgets.long_field import LongField
from tui_desk.tui.widgets.paper_form import row_around
from tui_desk.tui.widgets.rows_field import RowsField

_BESIDE = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}
NAMED = 4
"""How many missing boxes are named in one sentence."""


class PaperWalk(PaperBoard):
    """The paper with its boxes."""

    _warned = False
    _told: frozenset[str] = frozenset()
    _asked_first = False
    """Whether the officer was asked for consent and backup on the way to the work itself (SITE-8)."""
    _wanted_box = ""
    """Where the officer was going when that was asked first."""

    @abstractmethod
    def act_save(self) -> None:
        """What comes after the last box."""

    def on_mount(self) -> None:
        """Go to the first box that is open."""
        self._message.display = False
        self._open = True
        for section in self.sections[:1]:
            self._form(section)
        first = self._next_open("") or self._first(self._section)
        if self.stage != "issue" and (before := self.hand.before_work()):
            self._wanted_box, first = first, before[0].code
            self._say_before()
        self.go_to(first) if first else self._show_form(self._section)
        if self.hand.taken_up:
            self._wanted_box = ""
            self.message(tr("What you typed last time is here again."))
        self.look_again()
        self.ready()

    def on_unmount(self) -> None:
        """However the screen ended, what stands in the journal can be taken up again."""
        self.hand.note.release()

    # Answers

    def answered(self, code: str, answer: str) -> None:
        """Keep what was typed."""
        if not self.hand.put(code, answer):
            return
        trouble = self.hand.note.trouble
        if trouble is not None and not self._warned:
            why = trouble.strerror or ""
            self.message(tr("The disk does not take what you type ({why}). Save soon.", why=why), error=True)
        self._warned = trouble is not None
        self.look_again()

    def put_all(self, codes: tuple[str, ...]) -> None:
        """Show in the fields what was put into boxes from elsewhere."""
        for form in self._forms.values():
            for code in codes:
                form.put(code, self.hand.text(code))
        self.look_again()

    # From box to box

    def take_key(self, key: str) -> bool:
        """Carry out a key that belongs to the paper. The field asks: so keys keep their order."""
        row = row_around(self.focused)
        if key == "enter":
            self._enter()
        elif row is not None and key in _BESIDE:
            self._go_beside(row.question.code, _BESIDE[key])
        elif key.startswith("alt+") and key[4:].isdecimal():
            self._go_to_section(int(key[4:]) - 1)
        else:
            action = next((each for each in self.actions() if key in each.keys and self.allowed(each)), None)
            if action is None or (action.id == "undo" and key == "ctrl+z" and isinstance(self.focused, LongField)):
                return False
            self.action_act(action.id)
        return True

    def _enter(self) -> None:
        here = self.here
        before = self.hand.before_work()
        if self._wanted_box and here is not None and here.by == "start":
            following = self._following(before, here.code) or self._wanted_box
            self._wanted_box = "" if following == self._wanted_box else self._wanted_box
            self.message("")
        else:
            following = self._next_open(here.code if here is not None else "")
        if following:
            self.go_to(following)
        else:
            self.act_save()

    @staticmethod
    def _following(boxes: tuple[Box, ...], code: str) -> str:
        """The first of these boxes but for the one that is left as it is; the others come after it."""
        return next((box.code for box in boxes if box.code != code), "")

    def _next_open(self, code: str) -> str:
        """The next box behind this one that is asked, is due by now, and holds nothing; empty behind the last."""
        codes = [box.code for section in self.sections if self.is_due(section) for box in self.shown(section)]
        every = [box.code for section in self.sections for box in section.boxes]
        behind = every[every.index(code) + 1 :] if code in every else every
        later = set(behind)
        return next((each for each in codes if each in later and not self.hand.text(each).strip()), "")

    def is_due(self, section: Section) -> bool:
        """Whether Enter goes to the boxes of this part now: those filled later are left for then."""
        return bool(section)

    def _first(self, section: Section) -> str:
        shown = self.shown(section)
        return shown[0].code if shown else ""

    def _go_beside(self, code: str, by: int) -> None:
        beside = self._form(self._section).beside(code, by)
        if beside:
            self.go_to(beside)
        else:
            self._go_to_section(self.sections.index(self._section) + by)

    def go_to(self, code: str) -> None:
        """Go to a box, in whichever part it stands; the next key is already for it."""
        box = self.hand.view.form.box(code)
        if box is not None and box.role in TOUCHING and (first := self._consent_first()):
            self._wanted_box, code = code, first
        self._section = self.section_of(code)
        self._show_form(self._section)
        self._form(self._section).rows[code].display = True
        control = self._form(self._section).rows[code].control
        self.set_focus(control.first() if isinstance(control, RowsField) else control)
        self.look_again()

    def _consent_first(self) -> str:
        """The box to ask before anything is touched, once: risk, backup and the customer's consent (SITE-8)."""
        before = self.hand.before_work()
        if self._asked_first or not before:
            return ""
        self._asked_first = True
        self._say_before()
        return before[0].code

    def _say_before(self) -> None:
        self.message(tr("Before anything is touched: ask for it now; a refusal goes on record with its words."))

    def _go_to_section(self, place: int) -> None:
        if 0 <= place < len(self.sections):
            self._section = self.sections[place]
            shown = self.shown(self._section)
            empty = (box.code for box in shown if not self.hand.text(box.code).strip())
            if shown:
                self.go_to(next(empty, shown[0].code))
            else:
                self._show_form(self._section)
                self.set_focus(None)
                self.look_again()

    def on_descendant_focus(self) -> None:
        """Another box is filled now."""
        self.look_again()

    def _forward_event(self, event: events.Event) -> None:
        """Keys of the paper work where no box is shown, too."""
        if self._is_ready and self.focused is None and isinstance(event, events.Key) and self.take_key(event.key):
            return
        super()._forward_event(event)

    # Keys

    def act_next_part(self) -> None:
        """To the next part."""
        self._go_to_section(self.sections.index(self._section) + 1)

    def act_last_part(self) -> None:
        """To the part before."""
        self._go_to_section(self.sections.index(self._section) - 1)

    def act_jump(self) -> None:
        """To the first part."""
        self._go_to_section(0)

    def act_all_boxes(self) -> None:
        """Show every box as a field, or only those that are asked again."""
        here = self.here
        self._all = not self._all
        shown = self.shown(self._section)
        keep = here.code if here is not None and here in shown else self._first(self._section)
        if keep:
            self.go_to(keep)
        self.look_again()

    def act_new_row(self) -> None:
        """Begin a row like this one."""
        if (table := self.table) is not None:
            table.new_row()

    def act_delete_row(self) -> None:
        """Delete this row."""
        if (table := self.table) is not None:
            table.delete_row()
            self.message(tr("The row is gone; alt+z brings it back."))

    def act_undo(self) -> None:
        """Bring back the row that was deleted."""
        if (table := self.table) is not None:
            table.undo()

    def missing_told(self, boxes: tuple[Box, ...]) -> str:
        """The names of the boxes that are missing, the first few of them."""
        names = [box.label.in_(language()) for box in boxes[:NAMED]]
        return " ".join(names) + (f" (+{len(boxes) - NAMED})" if len(boxes) > NAMED else "")

    def on_cleaned(self, event: Cleaned) -> None:
        """Say that control characters were taken out of a paste."""
        self.message(tr("{count} control characters were taken out of what was pasted.", count=event.removed))

    def on_kept(self, event: Kept) -> None:
        """Say that a paste is longer than the field shows."""
        self.message(tr("The text is long; {count} more characters are kept and not shown.", count=event.hidden))
