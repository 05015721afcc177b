"""The app with a screen that cleans nothing, to try the guard at the exit: python -m tests.tui.leaky."""

from __future__ import annotations

from rich.segment import Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import DataTable, Input, OptionList, Static, TextArea

from tui_desk.config import Settings
from tui_desk.desk.desk import Desk
from tui_desk.tui.app import DeskApp

HOSTILE = "a\x1b[38;5;201mb\x1b]52;c;SGFjaw==\x07c\x9b5md\x00e\u202ef\x07\x85\x90g[/closed][@click=app.quit]\u2066h"


class Lines(Widget):
    """Draws its lines itself, with and without a style."""

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(HOSTILE, None if y else self.rich_style)])


class Leaky(Screen[None]):
    """Hostile text in every kind of widget."""

    def compose(self) -> ComposeResult:
        yield Static(HOSTILE, markup=False)
        yield Static(Content(HOSTILE))
        titled = Static("titled", markup=False)
        titled.styles.border = ("ascii", "red")
        titled.border_title = Content(HOSTILE)
        yield titled
        yield Input(HOSTILE, placeholder=HOSTILE)
        yield TextArea(HOSTILE)
        yield OptionList(Content(HOSTILE))
        yield DataTable()
        yield Lines()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_column(Text(HOSTILE))
        table.add_row(Text(HOSTILE))
        self.notify(HOSTILE, markup=False)
        self.notify("ready", markup=False)


class LeakyApp(DeskApp):
    """Opens no desk."""

    def get_default_screen(self) -> Screen[None]:
        return Leaky()

    def open_desk(self) -> None:
        """Nothing."""


def _no_desk() -> Desk:
    raise NotImplementedError


if __name__ == "__main__":
    LeakyApp(Settings(database=""), _no_desk, login="nobody").run()
