"""Doctor: are alerts sent? Whether a watch runs where there are contacts, and which posts never arrived (CALL-14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from tui_desk.desk.ports import Reading
from tui_desk.desk.posts import REPORTED
from tui_desk.desk.setting import read_facts
from tui_desk.desk.views import Finding
from tui_desk.domain.posting import Contact
from tui_desk.i18n import mark
from tui_desk.norms.models import AUDIENCES, Norm

LATELY = timedelta(minutes=5)
"""A watch that runs has said so since."""


def examine(reading: Reading, now: datetime, last_beat: datetime | None) -> Iterator[Finding]:
    """What is in order and what is not; of a desk without contacts, whose alerts are only on screens, nothing."""
    contacts = [contact for contact in reading.contacts() if contact.active]
    if contacts:
        yield Finding(
            mark("watch"),
            last_beat is not None and now - last_beat < LATELY,
            mark("No watch runs, so alerts are not sent. Start one: tui-desk watch (see: tui-desk watch manual)."),
            {"contacts": len(contacts), "last": last_beat.isoformat(timespec="seconds") if last_beat else "-"},
        )
        yield from _unknown(reading.norm(read_facts(reading.facts()).norm), contacts)
    given_up = reading.posts_given_up(now - REPORTED)
    for (contact, why), count in sorted(Counter((post.contact, post.error) for post in given_up).items()):
        advice = mark("These alerts were tried for a day and never arrived. Try the contact: tui-desk contact test.")
        yield Finding(mark("alerts given up"), False, advice, {"contact": contact, "count": count, "why": why})


def _unknown(norm: Norm, contacts: list[Contact]) -> Iterator[Finding]:
    """Contacts that the norm names, and the desk does not know."""
    rules = [*norm.warnings, *(rule for each in norm.level_sets for rule in each.warnings)]
    named = {name for rule in rules for name in rule.to} - set(AUDIENCES) - {contact.name for contact in contacts}
    for name in sorted(named):
        yield Finding(
            mark("contact"),
            False,
            mark("The norm sends alerts to it, but there is none of that name. Add it: tui-desk contact add."),
            {"name": name},
        )
