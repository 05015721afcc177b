"""The templates of the desk's own: kept in the database, for one form each, read once (SITE-9)."""

from __future__ import annotations

import pytest

from tests.desk.conftest import Shift
from tui_desk.desk.desk import Desk
from tui_desk.desk.errors import BadValue, FileTooLarge, NotAllowed
from tui_desk.desk.ports import Change
from tui_desk.desk.templates import TEMPLATE_BYTES

FILE = bytes(range(256)) * 100


def test_a_template_is_kept_whole_and_used_by_every_session(shift: Shift) -> None:
    """SITE-9: any bytes come back as they were, on either database; the newest one counts, and the feed tells."""
    feed = shift.desk.store.feed()
    feed.poll()
    shift.desk.templates.use("site-request", "旧.docx", b"old", by=shift.lead)
    assert Change("template", "site-request") in feed.poll()
    shift.desk.templates.use("site-request", "新.docx", FILE, by=shift.lead)
    other = Desk(shift.clock)
    assert other.templates.file("site-request") == ("新.docx", FILE)
    assert [(each.form, each.name, each.size_bytes) for each in other.templates.all()] == [
        ("site-request", "新.docx", len(FILE))
    ]
    assert other.templates.file("service-record") is None
    shift.desk.templates.use("site-request", "新.docx", b"changed since", by=shift.lead)
    assert other.templates.file("site-request") == ("新.docx", b"changed since")
    assert shift.desk.templates.remove("site-request", by=shift.lead)
    assert other.templates.file("site-request") is None
    assert not shift.desk.templates.remove("site-request", by=shift.lead)


def test_only_who_may_publish_a_norm_changes_how_forms_are_printed_and_none_is_too_large(shift: Shift) -> None:
    """SITE-9, DESK-12."""
    with pytest.raises(NotAllowed):
        shift.desk.templates.use("site-request", "a.docx", FILE, by=shift.engineer)
    with pytest.raises(NotAllowed):
        shift.desk.templates.remove("site-request", by=shift.operator)
    with pytest.raises(BadValue):
        shift.desk.templates.use("no-such-form", "a.docx", FILE, by=shift.lead)
    with pytest.raises(FileTooLarge):
        shift.desk.templates.use("site-request", "a.docx", b"\0" * (TEMPLATE_BYTES + 1), by=shift.lead)
    assert not shift.desk.templates.all()
