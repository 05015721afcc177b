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
    """SITE-9: any bytes come back as they were, on either database; the newest one counts."""
    shift.desk.templates.use("site-request", "旧.docx", b"old", by=shift.lead)
    shift.desk.templates.use("site-request", "新.docx", FILE, by=shift.lead)
    other = Desk(shift.clock)
    assert other.templates.file("site-request") == ("新.docx", FILE)
    assert [(each.form, each.name, each.size_bytes) for each in other.templates.all()] == [
        ("site-request", "新.docx", len(FILE))
    ]
    assert other.templates.file("service-record") is None


def test_another_session_prints_from_the_new_template_at_once(shift: Shift) -> None:
    """SITE-9: what was read is kept by its content, so a change is never missed."""
    other = Desk(shift.clock)
    shift.desk.templates.use("site-request", "a.docx", b"one", by=shift.lead)
    assert other.templates.file("site-request") == ("a.docx", b"one")
    shift.desk.templates.use("site-request", "a.docx", b"two", by=shift.lead)
    assert other.templates.file("site-request") == ("a.docx", b"two")
    assert shift.desk.templates.remove("site-request", by=shift.lead)
    assert other.templates.file("site-request") is None
    assert not shift.desk.templates.remove("site-request", by=shift.lead)


def test_only_who_may_publish_a_norm_changes_how_its_forms_are_printed(shift: Shift) -> None:
    """SITE-9, DESK-12."""
    with pytest.raises(NotAllowed):
        shift.desk.templates.use("site-request", "a.docx", FILE, by=shift.engineer)
    with pytest.raises(NotAllowed):
        shift.desk.templates.remove("site-request", by=shift.operator)
    assert not shift.desk.templates.all()


def test_no_template_for_a_form_that_is_none_nor_one_that_is_too_large(shift: Shift) -> None:
    """SITE-9."""
    with pytest.raises(BadValue):
        shift.desk.templates.use("no-such-form", "a.docx", FILE, by=shift.lead)
    with pytest.raises(FileTooLarge):
        shift.desk.templates.use("site-request", "a.docx", b"\0" * (TEMPLATE_BYTES + 1), by=shift.lead)
    assert not shift.desk.templates.all()


def test_the_feed_tells_of_a_template(shift: Shift) -> None:
    """SITE-9."""
    feed = shift.desk.store.feed()
    feed.poll()
    shift.desk.templates.use("site-request", "a.docx", FILE, by=shift.lead)
    assert Change("template", "site-request") in feed.poll()
