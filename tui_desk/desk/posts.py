"""Contacts 通知渠道, and the outbox through which alerts are sent to them: at least once (CALL-14).

An alert is always sent, also when its clock was reached or stands still meanwhile: it is on record as raised, and the
message says how the clock stands. Only a post whose contact or address was taken away is withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tui_desk.desk import letters
from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import BadValue, DamagedTicket, NoSuchContact, Term
from tui_desk.desk.letters import Letter
from tui_desk.desk.ports import Reading, Writing
from tui_desk.domain import duty_alarm, posting
from tui_desk.domain.alert import Alert
from tui_desk.domain.officer import Officer
from tui_desk.domain.posting import Contact, Post
from tui_desk.domain.text import one_line
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark

_WORDS_ALLOWED = "ticket_words_sent"
"""The fact of the desk that lets the words of tickets be sent to contacts."""
REPORTED = timedelta(days=7)
"""How long doctor tells of posts that were given up."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A post that this watcher has claimed: what to send, and where to."""

    post: Post
    address: str
    letter: Letter


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

    # Contacts

    def contacts(self) -> Sequence[Contact]:
        """All contacts, by name. Their addresses hold tokens: show them masked (`posting.masked`)."""
        with self._core.store.reading() as desk:
            return desk.contacts()

    def contact(self, name: str) -> Contact:
        """The contact with this name. Raises NoSuchContact."""
        return _named(self.contacts(), name)

    def put_contact(self, contact: Contact, *, by: Officer) -> None:
        """Add a contact, or replace the one with this name. Raises NotAllowed, BadValue."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_CHANNELS)
            self._check(desk, contact)
            desk.put_contact(contact)

    def remove_contact(self, name: str, *, by: Officer) -> None:
        """Remove a contact; what waits for it is withdrawn. Raises NotAllowed, NoSuchContact."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_CHANNELS)
            desk.remove_contact(_named(desk.contacts(), name).name)

    def words_are_sent(self) -> bool:
        """Whether messages may hold what people said: what a ticket is about, and who called."""
        with self._core.store.reading() as desk:
            return _words_allowed(desk)

    def allow_words(self, *, allowed: bool, by: Officer) -> None:
        """Say whether messages may hold what people said. Raises NotAllowed."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_CHANNELS)
            desk.put_fact(_WORDS_ALLOWED, "yes" if allowed else "no")

    def test_letter(self, contact: Contact, *, by: Officer) -> Letter:
        """A message to try a contact with. Raises NotAllowed."""
        with self._core.store.reading() as desk:
            must_be_allowed(desk, by, Verb.MANAGE_CHANNELS)
            facts = self._core.facts(desk)
        return letters.test_letter(contact.name, facts, self._core.store.now(), language=contact.language)

    # The outbox

    def claim(self, watcher: str) -> Errand | None:
        """The post that this watcher, and nobody else for a while, is to send now; None when none is due.

        One query when there is nothing to do.
        """
        store = self._core.store
        with store.reading() as reading:
            next_at = reading.next_post_at()
        if next_at is None or next_at > store.now():
            return None
        with store.writing() as desk:
            claimed = _claimed(desk, watcher)
            allowed = _words_allowed(desk)
        if claimed is None:
            return None
        post, contact = claimed
        return Errand(post, contact.addresses[post.place - 1], self._letter(post, contact, words=allowed))

    def sent(self, errand: Errand) -> Post:
        """Note that a post was sent, whoever claimed it meanwhile; returns the post as it stands."""
        with self._core.store.writing() as desk:
            post = desk.post(errand.post.id) or errand.post
            if post.sent_at is None:
                post = posting.sent(post, desk.now())
                desk.put_post(post)
        return post

    def failed(self, errand: Errand, error: str) -> Post:
        """Note that a try was in vain; returns the post as it stands, left alone when another has claimed it since."""
        with self._core.store.writing() as desk:
            post = desk.post(errand.post.id) or errand.post
            if not post.done and post.claimed_by == errand.post.claimed_by:
                post = posting.failed(post, error, desk.now())
                desk.put_post(post)
        return post

    def next_at(self) -> datetime | None:
        """When a post can next be claimed; None when nothing waits."""
        with self._core.store.reading() as desk:
            return desk.next_post_at()

    def waiting(self) -> Sequence[Post]:
        """The posts that are not done, those to be tried first first."""
        with self._core.store.reading() as desk:
            return desk.waiting_posts()

    def posts_of(self, alert: str) -> Sequence[Post]:
        """The posts of an alert, by contact."""
        with self._core.store.reading() as desk:
            return desk.posts_of(alert)

    def _letter(self, post: Post, contact: Contact, *, words: bool) -> Letter:
        with self._core.store.reading() as desk:
            facts = self._core.facts(desk)
            alert = desk.posted_alert(post.alert)
            if alert is None:
                return Letter(post.alert, letters.SIGNATURE)
            if shift_id := duty_alarm.shift_of(alert.id):
                shift, language = desk.shift(shift_id), contact.language
                whose = next((each.name for each in desk.officers() if shift and each.staff_no == shift.officer), "")
                norm, now = self._core.norm(desk, facts.norm)[0], self._core.store.now()
                return letters.duty_letter(alert, shift, norm, facts, whose, now, language=language)
            try:
                ticket = desk.ticket(alert.ticket)
            except DamagedTicket:
                ticket = None
            norm, _ = self._core.norm(desk, ticket.norm if ticket else facts.norm)
        now = self._core.store.now()
        return letters.letter(alert, ticket, norm, facts, now, language=contact.language, words=words)

    def _check(self, desk: Reading, contact: Contact) -> None:
        if not contact.name or one_line(contact.name) != contact.name:
            allowed = Term(mark("at least one character"))
            raise BadValue(field=Term(mark("the name")), value=contact.name, allowed=allowed)
        known = {*posting.AUDIENCES, *(officer.staff_no for officer in desk.officers())}
        for name in contact.stands_for:
            if name not in known:
                raise BadValue(field="--for", value=name, allowed=tuple(known))
        codes = {each.code for each in self._core.norm(desk, self._core.facts(desk).norm)[0].priorities}
        for code in contact.priorities:
            if code not in codes:
                raise BadValue(field="--priority", value=code, allowed=tuple(codes))


def _claimed(desk: Writing, watcher: str) -> tuple[Post, Contact] | None:
    contacts = {contact.name: contact for contact in desk.contacts()}
    while (post := desk.claimable_post(desk.now())) is not None:
        contact = contacts.get(post.contact)
        if contact is not None and contact.active and post.place <= len(contact.addresses):
            post = posting.claimed(post, watcher, desk.now())
            desk.put_post(post)
            return post, contact
        desk.put_post(posting.withdrawn(post, desk.now()))
    return None


def _words_allowed(desk: Reading) -> bool:
    return desk.facts().get(_WORDS_ALLOWED) == "yes"


def _named(contacts: Sequence[Contact], name: str) -> Contact:
    found = next((contact for contact in contacts if contact.name == name), None)
    if found is None:
        raise NoSuchContact(name=name, known=tuple(contact.name for contact in contacts))
    return found
