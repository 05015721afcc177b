"""The PIN by which an officer changes over at a shared seat: what may be one, how it is kept, what guessing costs.

Pure: the salt is an argument. A PIN itself is kept nowhere; only its salted scrypt is.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import timedelta
from itertools import pairwise

from tui_desk.domain.officer import Officer

SHORTEST, LONGEST = 4, 12
FREE_TRIES = 3
"""Wrong PINs in a row that cost nothing: fingers slip."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
_COST, _BLOCK, _LANES = 2**14, 8, 1


def typed(text: str) -> str:
    """The PIN that was typed or pasted: full-width digits as plain ones, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_pin(text: str) -> bool:
    """Whether the text can be a PIN: 4 to 12 digits."""
    return SHORTEST <= len(text) <= LONGEST and text.isascii() and text.isdecimal()


def is_trivial(pin: str, officer: Officer) -> bool:
    """Whether a PIN is what others try first: 1111, 1212, 1234, 4321, the officer's own numbers."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeated = any(pin == (pin[:length] * len(pin))[: len(pin)] for length in range(1, len(pin) // 2 + 1))
    own = {re.sub(r"\D", "", number) for number in (officer.staff_no, officer.phone)}
    return repeated or steps in ({1}, {9}) or any(number.endswith(pin) for number in own if number)


def hashed(pin: str, salt: bytes) -> str:
    """What is stored of a PIN: how it was made, the salt, and the hash."""
    return f"scrypt${_COST}${_BLOCK}${_LANES}${salt.hex()}${_scrypt(pin, salt, _COST, _BLOCK, _LANES).hex()}"


def matches(pin: str, stored: str) -> bool:
    """Whether this is the PIN of which `stored` was made; compared in constant time. What is no hash matches none."""
    try:
        kind, cost, block, lanes, salt, known = stored.split("$")
        made = _scrypt(pin, bytes.fromhex(salt), int(cost), int(block), int(lanes))
        return kind == "scrypt" and hmac.compare_digest(made, bytes.fromhex(known))
    except (ValueError, MemoryError):
        return False


def pause_after(failures: int) -> timedelta:
    """How long no PIN is taken after so many wrong ones in a row: none at first, then twice as long each time."""
    over = failures - FREE_TRIES
    return timedelta(0) if over < 0 else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(over, 10))


def _scrypt(pin: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=cost, r=block, p=lanes, dklen=32, maxmem=64 * 2**20)
