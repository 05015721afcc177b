"""The keys of the dispatch board 派单板, in the order of use."""

from __future__ import annotations

from dataclasses import replace

from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark
from tui_desk.tui.actions import BACK_TO_CALL, Action
from tui_desk.tui.screens.verbs import VERB_ACTIONS
from tui_desk.tui.widgets.people_list import DIGITS

MOVES = {
    "up": (-1, 0, 0),
    "down": (1, 0, 0),
    "page_up": (0, -1, 0),
    "page_down": (0, 1, 0),
    "first": (0, 0, -1),
    "last": (0, 0, 1),
}
"""By how many rows, pages and whole lists each moves the cursor."""
PICKS = {f"pick_{digit}": digit for digit in range(1, DIGITS + 1)}
"""The digit that each action picks somebody by."""
_OF_TICKETS = frozenset({Verb.WORK, Verb.WAIT, Verb.GO_ON, Verb.REPRIORITISE, Verb.PROMISE})
TYPING_ADVICE = (
    Action("send", ("enter",), mark("send"), mark("Send it.")),
    Action("remember", ("up",), mark("last advice"), mark("Put in what was advised before.")),
    Action("back", ("escape",), mark("back"), mark("Send nothing.")),
)
TYPING_REASON = (
    Action("go_on", ("enter",), mark("next"), mark("On to the advice.")),
    Action("back", ("escape",), mark("back"), mark("Send nothing.")),
)
TYPING_FILTER = (
    Action("keep", ("enter",), mark("keep"), mark("Keep the filter, and go back to the list.")),
    Action("unfilter", ("escape",), mark("all again"), mark("End the filter.")),
)
ACTIONS = (
    Action("pick", ("1-9", "d"), mark("dispatch"), mark("Send it to who has the digit; d to the chosen person."),
           Verb.DISPATCH),
    Action("mark", ("space",), mark("mark"), mark("Mark the ticket; a digit then sends all that are marked.")),
    Action("open", ("enter",), mark("open"), mark("Open the selected ticket; of a person, all their tickets.")),
    Action("team", ("tab",), mark("team"), mark("The whole team: who does what, and all their tickets.")),
    Action("why_rank", ("k",), mark("why"), mark("Why they stand in this order: every reason and its points.")),
    Action("seen", ("A", "y"), mark("seen"),
           mark("Note that you looked into a ticket that rose: it is no longer marked."), Verb.SEE_RISEN),
    Action("mark_all", ("v",), mark("mark all"), mark("Mark all of the section, or none of it."), quiet=True),
    Action("section", ("s",), mark("next section"), mark("To the next section."), quiet=True),
    Action("in_hand", ("o",), mark("all"), mark("Show the tickets too that are in hand and not late.")),
    Action("filter", ("slash",), mark("filter"), mark("Show only tickets that contain what you type.")),
    Action("before", ("left",), mark("person above"), mark("Choose the person above."), quiet=True),
    Action("after", ("right",), mark("person below"), mark("Choose the person below."), quiet=True),
    *(
        Action(pick, (str(digit),), mark("dispatch"), mark("Send it to the person with this digit."),
               Verb.DISPATCH, quiet=True)
        for pick, digit in PICKS.items()
    ),
    *(each for each in VERB_ACTIONS if each.verb in _OF_TICKETS),
    replace(BACK_TO_CALL, quiet=True),
    Action("up", ("up",), mark("up"), mark("To the line above."), quiet=True),
    Action("down", ("down",), mark("down"), mark("To the line below."), quiet=True),
    Action("page_up", ("pageup",), mark("page up"), mark("A page up."), quiet=True),
    Action("page_down", ("pagedown",), mark("page down"), mark("A page down."), quiet=True),
    Action("first", ("home",), mark("first"), mark("To the first line."), quiet=True),
    Action("last", ("end", "G"), mark("last"), mark("To the last line."), quiet=True),
    Action("back", ("escape", "q"), mark("back"), mark("Back: from marks, a filter, the team, the board.")),
)  # fmt: skip
