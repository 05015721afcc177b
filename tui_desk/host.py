"""What this computer says about the person and the place: login, full name, time zone.

Asked of the operating system, not of variables that anyone may set; the zone alone may come from TZ.
"""

from __future__ import annotations

import os
import pwd
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")


def login() -> str:
    """The name of the OS user that runs this process; "uid1234" where the system knows no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid{os.getuid()}"


def full_name() -> str:
    """The person's name as the system has it (GECOS), or the login when it has none."""
    try:
        gecos = pwd.getpwuid(os.getuid()).pw_gecos
    except KeyError:
        gecos = ""
    return gecos.split(",")[0].strip() or login()


def place() -> str:
    """Which seat this is: the computer, and the terminal where there is one ("hotline-3 pts/4")."""
    terminal = ""
    for stream in (0, 1, 2):
        with suppress(OSError):
            terminal = os.ttyname(stream).removeprefix("/dev/")
            break
    return f"{os.uname().nodename} {terminal}".strip()


def is_zone(name: str) -> bool:
    """Whether `name` is a time zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a directory ("Asia") raises IsADirectoryError
        return False
    return True


def time_zone(fallback: str = "UTC") -> str:
    """The IANA name of this computer's time zone: TZ, else where /etc/localtime points, else `fallback`."""
    named = os.environ.get("TZ", "").lstrip(":").rpartition("zoneinfo/")[2]
    linked = str(LOCALTIME.resolve()).rpartition("zoneinfo/")[2] if LOCALTIME.is_symlink() else ""
    return next((zone for zone in (named, linked) if zone and is_zone(zone)), fallback)
