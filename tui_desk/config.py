"""Personal settings: command line > environment > config file > defaults. Frozen.

What belongs to the desk (its name, zone, norm) lives in its database, never here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from tui_desk.desk.errors import DeskError, Term, UnwritableFolder
from tui_desk.i18n import LANGUAGES, from_environment, mark

PROGRAM = "tui-desk"
_KINDS: Mapping[str, type] = {
    "database": str,
    "language": str,
    "mouse": bool,
    "colour": bool,
    "bell": bool,
    "lock_minutes": int,
    "first_screen": str,
}
FIRST_SCREENS = ("queue", "board")


class ConfigMistake(DeskError):
    """The config file has a mistake: in which file, on which line, at which key, why."""

    sentence = mark("{file}, line {line}: {key}: {why} Correct it, or move the file away.")
    exit_status = 31


@dataclass(frozen=True, slots=True)
class Settings:
    """What one person's session runs with.

    `language` is empty when nobody chose one: the desk's own then holds. `shared` says that the database was named
    (by command line, environment or file) rather than being the user's own. `officer` is the staff number of the one
    who sits at a shared account, `pin_file` where a script keeps that officer's PIN. After `lock_minutes` without a
    key the desk at a shared account is hidden until a PIN opens it; 0 is never. `bell` sounds the terminal's when a
    telephone rings or a message comes.

    `first_screen` is "queue" or "board", the dispatch board; empty leaves it to the roles. Then the board comes first
    for those who are managers and neither operators nor engineers: they take no tickets and answer no telephone, so
    all they do with the queue is to give its tickets to others, which is what the board is for. Whoever also works on
    tickets, as at a desk of one or two, needs the queue first, and has the board one key away.
    """

    database: str
    shared: bool = False
    language: str = ""
    mouse: bool = True
    colour: bool = True
    bell: bool = False
    officer: str = ""
    pin_file: str = ""
    lock_minutes: int = 15
    first_screen: str = ""

    @property
    def speaks(self) -> str:
        """The language to begin with: the chosen one, else the locale's, else English."""
        return self.language or from_environment() or "en"


def config_file() -> Path:
    """Where the personal settings are written."""
    return Path(platformdirs.user_config_dir(PROGRAM)) / "config.toml"


def data_folder() -> Path:
    """Where the user's own desk lives."""
    return Path(platformdirs.user_data_dir(PROGRAM))


def state_folder() -> Path:
    """Where the log and the journals of calls are kept."""
    return Path(platformdirs.user_state_dir(PROGRAM))


def papers_folder() -> Path:
    """Where the Word files of papers are written that are printed from a screen."""
    return data_folder() / "papers"


def calls_folder() -> Path:
    """Where the calls in progress are kept, and what is typed into dialogs."""
    return state_folder() / "calls"


def log_file() -> Path:
    """Where the details of what went wrong are written."""
    return state_folder() / "tui-desk.log"


def load(
    *,
    database: str | None = None,
    language: str | None = None,
    mouse: bool | None = None,
    colour: bool | None = None,
    officer: str | None = None,
    pin_file: str | None = None,
    environment: Mapping[str, str] = os.environ,
    written: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings, each argument standing above the environment, and that above what is `written`.

    Raises:
        ConfigMistake: the config file, read when nothing is given as `written`, cannot be used.
    """
    written = read(config_file()) if written is None else written
    named = database or environment.get("TUI_DESK_DATABASE") or str(written.get("database", ""))
    spoken = language or environment.get("TUI_DESK_LANG") or str(written.get("language", ""))
    return Settings(
        database=_expanded(named) or str(data_folder() / "desk.db"),
        shared=bool(named),
        language=language_named(spoken),
        mouse=bool(written.get("mouse", True)) if mouse is None else mouse,
        colour=bool(written.get("colour", True)) if colour is None else colour,
        officer=officer or environment.get("TUI_DESK_AS", ""),
        bell=bool(written.get("bell", False)),
        lock_minutes=int(written.get("lock_minutes", 15)),
        first_screen=str(written.get("first_screen", "")),
        pin_file=_expanded(pin_file or environment.get("TUI_DESK_PIN_FILE", "")),
    )


def language_named(name: str) -> str:
    """The language that "zh", "zh_CN.UTF-8", "en-GB" … mean; empty for one we do not have."""
    return next((known for known in LANGUAGES if name[:2].lower() == known[:2]), "")


def read(file: Path) -> dict[str, Any]:
    """The settings that a file holds; none when there is no file.

    Raises:
        ConfigMistake: it is not TOML, or has a key or a value that means nothing here.
    """
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ConfigMistake(file=file, line=0, key="-", why=error.strerror or "") from None
    import tomllib  # most people have no config file

    try:
        text = content.decode()
        written = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigMistake(file=file, line=line, key="-", why=Term(mark("The file must be UTF-8."))) from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(file, text, str(error)) from None
    for key, value in written.items():
        if why := _wrong(key, value):
            raise ConfigMistake(file=file, line=_line_of(key, text), key=key, why=Term(why))
    return written


def write(file: Path, settings: Mapping[str, str | bool]) -> None:
    """Set these keys in the file, leaving every other line as it is. Raises UnwritableFolder."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for key, value in settings.items():
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        place = next((i for i, old in enumerate(lines) if re.match(rf"\s*{key}\s*=", old)), None)
        if place is None:
            lines.append(line)
        else:
            lines[place] = line
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError:
        raise UnwritableFolder(path=file.parent) from None


def _expanded(address: str) -> str:
    return str(Path(address).expanduser()) if address.startswith("~") else address


def _wrong(key: str, value: object) -> str:
    kind = _KINDS.get(key)
    if kind is None:
        return mark("Settings are database, language, mouse, colour, bell, lock_minutes, first_screen; this is none.")
    if kind is int and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        return mark("It must be a number of minutes; 0 is never.")
    if not isinstance(value, kind):
        return mark("It must be true or false.") if kind is bool else mark("It must be a text in quotes.")
    if key == "language" and value not in LANGUAGES:
        return mark("It must be “zh_CN” or “en”.")
    if key == "first_screen" and value not in FIRST_SCREENS:
        return mark("It must be “queue” or “board”.")
    return ""


def _not_toml(file: Path, text: str, message: str) -> ConfigMistake:
    place = re.search(r"at line (\d+)", message)
    line = int(place[1]) if place else text.count("\n") + 1
    lines = text.splitlines()
    key = lines[line - 1].partition("=")[0].strip() if line <= len(lines) else ""
    why = Term(mark('This line cannot be read. Write it as: name = "value".'))
    return ConfigMistake(file=file, line=line, key=key or "-", why=why)


def _line_of(key: str, text: str) -> int:
    found = re.search(rf"^[ \t]*[\[\"']*{re.escape(key)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1
