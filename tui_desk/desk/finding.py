"""Finding by what a caller has in hand: a number, whole, short or of another tool, or a reference 待编号 (CALL-13)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tui_desk.desk.ports import Reading
from tui_desk.domain.call_log import CallRecord
from tui_desk.domain.text import one_line

_LONGEST = 200
_DASHES = dict.fromkeys(map(ord, "－—–‐‑−"), "-")
_SHORT = re.compile(r"(?:(?P<year>\d{4})?-?(?P<day>\d{4})-)?(?P<count>\d{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the ticket's number, and the call if it was looked for by its reference; never neither."""

    ticket: str = ""
    call: CallRecord | None = None


def find(reading: Reading, typed: str, prefix: str, today: date) -> Found | None:
    """The ticket or call that was meant; None for none.

    Upper and lower case and full-width signs are the same. `prefix` may be left out, the day as well where it is
    `today`, and its year where it is this one: "007", "1121-007", "20261121-007".
    """
    wanted = one_line(typed[:_LONGEST])
    plain = unicodedata.normalize("NFKC", wanted).translate(_DASHES).replace(" ", "").upper()
    if not plain:
        return None
    for number in (wanted, plain, *_numbers(plain, prefix, today)):
        if (ticket := reading.ticket(number)) is not None:
            return Found(ticket.number)
    call = reading.call_of_reference(plain)
    if call is None:
        foreign = reading.ticket_of_foreign([wanted, plain])
        return Found(foreign) if foreign else None
    made = reading.ticket_of_draft(call.id)
    return Found(made.number if made else call.ticket, call)


def _numbers(plain: str, prefix: str, today: date) -> Iterator[str]:
    """The whole numbers that a short one may stand for."""
    short = plain.removeprefix(prefix.upper()).lstrip("-")
    if match := _SHORT.fullmatch(short):
        day = f"{today:%Y%m%d}" if match["day"] is None else f"{match['year'] or today.year}{match['day']}"
        yield f"{prefix}-{day}-{int(match['count']):03d}"
