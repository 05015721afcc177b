"""The keys table of the README, written from the registry of actions: python -m tests.keys.

The way of a call and the ticket; the keys of any other screen stand behind its `?`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import tui_desk.tui.screens
from tui_desk.i18n import tr
from tui_desk.tui.screens.base import ActionScreen

README = Path(__file__).parent.parent / "README.md"
SCREENS = (
    "QueueScreen",
    "IntakeScreen",
    "ReadBackScreen",
    "NumberScreen",
    "TicketScreen",
    "FormDialog",
    "ConflictScreen",
)
_MOVES = {"up", "down", "home", "end"}
BEGIN, END = "<!-- keys: begin", "<!-- keys: end -->"


def screens() -> Iterator[type[ActionScreen[object]]]:
    """Every screen that has actions of its own, in the order of their modules."""
    for module in pkgutil.iter_modules(tui_desk.tui.screens.__path__):
        room = importlib.import_module(f"tui_desk.tui.screens.{module.name}")
        for thing in vars(room).values():
            own = isinstance(thing, type) and thing.__module__ == room.__name__
            if own and issubclass(thing, ActionScreen) and thing.__dict__.get("ACTIONS"):
                yield thing


def table() -> str:
    """The table: where, key, what it does. What several screens share stands once; moving about is left out."""
    places: dict[tuple[str, str], list[str]] = {}
    for screen in sorted((each for each in screens() if each.__name__ in SCREENS), key=_order):
        for action in screen.ACTIONS:
            if action.keys[0] not in _MOVES:
                places.setdefault((action.key, action.help), []).append(
                    tr(screen.NAME) or screen.__name__.removesuffix("Screen").lower()
                )
    for action in (*ActionScreen.SEAT, *ActionScreen.COMMON):
        places[action.key, action.help] = ["every screen"]
    lines = ["| where | key | what it does |", "|---|---|---|"]
    before = ""
    for (key, help_), where in places.items():
        place = ", ".join(where)
        lines.append(f"| {place if place != before else ''} | `{key}` | {help_} |")
        before = place
    return "\n".join(lines)


def _order(screen: type[ActionScreen[object]]) -> int:
    """The way of a call first."""
    return SCREENS.index(screen.__name__)


def shown() -> str:
    """The table as the README has it."""
    text = README.read_text(encoding="utf-8")
    return text.partition(BEGIN)[2].partition("-->\n")[2].partition(END)[0].strip()


def main() -> None:
    """Write the table into the README."""
    text = README.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    first, _, rest = rest.partition("\n")
    README.write_text(f"{head}{BEGIN}{first}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
