"""The pictures of the README, drawn by the app itself on the demo's desk: python -m tests.screenshots [FOLDER].

It is 10:42 on Friday 20 November 2026 in Shanghai, so that the same code draws the same pictures.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.tui.conftest import AT, drive, settle
from tui_desk import i18n
from tui_desk.config import Settings
from tui_desk.demo import story
from tui_desk.demo.telling import StoryClock, tell
from tui_desk.desk.desk import Desk
from tui_desk.journal import Journal
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store
from tui_desk.tui.app import DeskApp

FOLDER = Path(__file__).parent.parent / "screenshots"
LOGIN = "duty"
CALLER = ("alt+2", *"3114", "enter")
READ_BACK = ("n", *CALLER, "alt+3", "PROBLEM", "enter", "2", "ctrl+r", "2", "ctrl+r")
PROBLEM = {
    "zh_CN": "财务系统点保存很慢要等一分钟",
    "en": "The finance system is slow to save",
}


@dataclass(frozen=True)
class Picture:
    """A picture's name, and the keys that lead to it from the queue; "PROBLEM" is typed in its language."""

    name: str
    keys: tuple[str, ...] = ()


PICTURES = (
    Picture("queue", ("down", "down")),
    Picture("ticket", ("down", "down", "enter")),
    Picture("dispatch", ("2", "d")),
    Picture("why", ("down", "down", "k")),
    Picture("forecast", ("j",)),
    Picture("on-the-way", ("down", "down", "g")),
    Picture("wait", ("down", "down", "w")),
    Picture("board", ("7", "down")),
    Picture("roster", ("8",)),
    Picture("record", ("down", "down", "R")),
    Picture("papers", ("down", "down", "F")),
    Picture("follow-ups", ("9",)),
    Picture("intake", ("n", *CALLER, "alt+3", "PROBLEM")),
    Picture("two-calls", ("n", *CALLER, "alt+3", "PROBLEM", "f4", "alt+2", *"zs")),
    Picture("ends", ("n", *CALLER, "f12")),
    Picture("read-back", READ_BACK),
    Picture("number", (*READ_BACK, "a", "enter")),
    Picture("owed", ("b",)),
    Picture("call-log", ("l",)),
    Picture("directory", ("u", *"zs")),
    Picture("help", ("question_mark",)),
)


def draw(picture: Picture, language: str, size: tuple[int, int], folder: Path) -> Path:
    """Draw one picture; returns its file."""
    i18n.use(language)
    with tempfile.TemporaryDirectory(prefix="desk-pictures-") as place:
        address, clock = str(Path(place) / "desk.db"), StoryClock()
        clock.at = AT
        desk = Desk(open_store(address, clock=clock))
        tell(desk, clock, story.read(language, LOGIN), load_shipped("it-team"), language=language, zone="Asia/Shanghai")
        desk.store.close()
        clock.at = AT
        app = DeskApp(
            Settings(database=address, shared=True, language=language),
            lambda: Desk(open_store(address, clock=clock)),
            login=LOGIN,
            journal=Journal(Path(place) / "calls"),
            clock=clock,
        )
        file = folder / f"{picture.name}-{language}-{size[0]}x{size[1]}.svg"

        async def play(pilot: Pilot[Any]) -> None:
            for key in picture.keys:
                text = PROBLEM[language] if key == "PROBLEM" else ""
                await pilot.press(*(["space" if sign == " " else sign for sign in text] or [key]))
                await settle(pilot)
            file.write_text(app.export_screenshot(title="tui-desk", simplify=True), encoding="utf-8")

        drive(app, play, size)
    return file


def main() -> None:
    """Draw them all, in both languages and sizes."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(exist_ok=True)
    for picture in PICTURES:
        for language in i18n.LANGUAGES:
            for size in ((80, 24), (120, 40)):
                print(draw(picture, language, size, folder).name, flush=True)


if __name__ == "__main__":
    main()
