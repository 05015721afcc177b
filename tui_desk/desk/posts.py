"""Contacts 通知渠道, and the outbox through which alerts are sent to them: at least once (CALL-14).

An alert is always sent, also when its clock was reached or paused meanwhile: it is on record as raised, and the text
says how the clock stands. Only a post whose contact or address was taken away is withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui_desk.desk.core import Core
from tui_desk.desk.ports import Writing
from tui_desk.domain import posting
from tui_desk.domain.alert import Alert
from tui_desk.domain.posting import Post


def queue(desk: Writing, alert: Alert) -> Sequence[Post]:
    """Put an alert into the outbox, within the transaction that raises it: one post for each address it goes to."""
    contacts = desk.contacts()
    posts = posting.outbox(alert, contacts, desk.officers()) if contacts else []
    for post in posts:
        desk.put_post(post)
    return posts


class Posts:
    """The contacts and the outbox of a desk, over its store."""

    def __init__(self, core: Core) -> None:
        self._core = core
