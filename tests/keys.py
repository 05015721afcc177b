"""The keys table of the README, written from the registry of actions: python -m tests.keys."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import tui_desk.tui.screens
from tui_desk.tui.screens.base import ActionScreen

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- keys: begin", "<!-- keys: end -->"


def screens() -> Iterator[type[ActionScreen[object]]]:
    """Every screen that has actions of its own, in the order of their modules."""
    for module in pkgutil.iter_modules(tui_desk.tui.screens.__path__):
        room = importlib.import_module(f"tui_desk.tui.screens.{module.name}")
        for thing in vars(room).values():
            if isinstance(thing, type) and issubclass(thing, ActionScreen) and thing.__module__ == room.__name__:
                if thing.__dict__.get("ACTIONS"):
                    yield thing


def table() -> str:
    """The table: screen, key, what it does."""
    lines = ["| where | key | what it does |", "|---|---|---|"]
    for screen in screens():
        name = screen.__name__.removesuffix("Screen").removesuffix("Dialog").lower() or "every screen"
        for action in screen.ACTIONS:
            key = action.key.replace("|", "\\|")
            lines.append(f"| {name} | `{key}` | {action.help} |")
            name = ""
    return "\n".join(lines)


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
