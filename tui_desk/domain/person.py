"""The people who call, and the units they call from: the desk's directory (CALL-5, CALL-6, CALL-17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who calls (CALL-5, CALL-6). `title` is the code of a form of address; `id` 0 is not stored yet.

    `unit` is the name of the unit, or a short name agreed for it; `main_contact` says that of several people of the
    unit this is the one to turn to 主要联系人 (REC-2).
    """

    id: int
    name: str
    staff_no: str = ""
    unit: str = ""
    phones: tuple[str, ...] = ()
    title: str = ""
    card_no: str = ""
    main_contact: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A service agreement 服务协议 of a unit (DESK-5): both days count."""

    since: date
    until: date
    level: str = ""
    covers: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the agreement is in force on a day."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class Warranty:
    """What a unit uses and until when it is under warranty (CALL-17)."""

    product: str
    serial: str = ""
    until: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or a customer 单位. `name` is the full legal name, `short_names` those agreed on (REC-1).

    `customer` is "internal" or "external" (SLA-3), empty where nobody said.
    """

    id: int
    name: str
    short_names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    address: str = ""
    card_no: str = ""
    agreement: Agreement | None = None
    warranties: tuple[Warranty, ...] = ()
    note: str = ""
    customer: str = ""
