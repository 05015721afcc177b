"""The app on a small desk in a folder, for tests that need a process of its own: python -m tests.tui.calling FOLDER."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.tui.directory import put_callers
from tui_desk import i18n
from tui_desk.config import Settings
from tui_desk.desk.desk import Desk, SetUp
from tui_desk.journal import Journal
from tui_desk.norms.loader import load_shipped
from tui_desk.store import open_store
from tui_desk.tui.app import DeskApp

LOGIN = "limin"


def main(folder: Path) -> None:
    """Set a desk up if there is none, and show it."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    i18n.use("zh_CN")
    database = folder / "desk.db"
    if not database.exists():
        desk = Desk(open_store(str(database)))
        desk.set_up(SetUp("东海服务台", "zh_CN", "Asia/Shanghai", load_shipped("it-team"), "李敏", "DM001", LOGIN))
        put_callers(desk)
        desk.store.close()
    settings = Settings(database=str(database), shared=True, language="zh_CN", mouse=False)
    connect = lambda: Desk(open_store(str(database)))  # noqa: E731 - one expression
    DeskApp(settings, connect, login=LOGIN, journal=Journal(folder / "calls")).run(mouse=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
