"""`tui-desk contact`: where alerts are sent (CALL-14). Addresses hold tokens: they are shown masked, always."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from tui_desk import bootstrap, config, notify
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadValue, NotSent, Term
from tui_desk.domain.posting import SENDING, Contact, Post, masked
from tui_desk.domain.text import one_line
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.norms.models import Norm

_ADDRESS = mark("{forms}; or the https address that a chat shows for its robot; - reads them from standard input")
_FOR = mark("whom it stands for: managers, operators, or an officer's staff number; may be given several times")


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_contacts = family(commands, "contact", tr("where alerts are sent: chats, mail, web hooks"))
    new = add(of_contacts, "add", tr("add a contact, or change the one of this name; what is not named stays"), put)
    new.add_argument("name", metavar=tr("NAME"), help=tr("its name, by which a norm's warnings may call it"))
    new.add_argument("address", metavar=tr("ADDRESS"), nargs="*", help=tr(_ADDRESS, forms=", ".join(notify.FORMS)))
    new.add_argument("--for", dest="stands_for", action="append", metavar=tr("WHOM"), help=tr(_FOR))
    new.add_argument("--priority", action="append", help=tr("only alerts of this priority; may be given several times"))
    new.add_argument("--language", choices=("zh", "en"), help=tr("the language of its messages; the desk's without"))
    new.add_argument("--off", dest="active", action="store_const", const=False, help=tr("send it nothing for a while"))
    new.add_argument("--on", dest="active", action="store_const", const=True, help=tr("send to it again"))
    listed = add(of_contacts, "list", tr("list the contacts, and what waits for them"), list_contacts)
    listed.add_argument("--json", action="store_true", help=tr("write JSON"))
    tried = add(of_contacts, "test", tr("send a test message to a contact"), test)
    tried.add_argument("name", metavar=tr("NAME"), help=tr("the contact's name"))
    removed = add(of_contacts, "remove", tr("remove a contact; what waits for it is not sent"), remove)
    removed.add_argument("name", metavar=tr("NAME"), help=tr("the contact's name"))
    words = add(of_contacts, "text", tr("whether messages may say what a ticket is about, and who called"), text)
    words.add_argument("allowed", nargs="?", choices=("on", "off"), help=tr("without it, say how it is"))


def put(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add a contact, or change the one with this name."""
    addresses = tuple(_checked(address) for address in _given(arguments.address))
    with bootstrap.desk_of(settings) as (desk, by):
        name = one_line(arguments.name)
        known = next((contact for contact in desk.posts.contacts() if contact.name == name), None)
        if known is None and not addresses:
            raise _bad_address("")
        contact = known or Contact(name, ())
        if addresses:
            contact = replace(contact, addresses=addresses)
        if arguments.stands_for is not None:
            contact = replace(contact, stands_for=tuple(dict.fromkeys(filter(None, arguments.stands_for))))
        if arguments.priority is not None:
            contact = replace(contact, priorities=_codes(arguments.priority, desk.norm()))
        if arguments.language is not None:
            contact = replace(contact, language=config.language_named(arguments.language))
        if arguments.active is not None:
            contact = replace(contact, active=arguments.active)
        desk.posts.put_contact(contact, by=by)
    shown = ", ".join(map(masked, contact.addresses))
    terminal.say(tr("Alerts go to {name} now: {addresses}", name=contact.name, addresses=shown))
    terminal.say(tr("Try it: tui-desk contact test {name}", name=contact.name))
    return 0


def list_contacts(arguments: argparse.Namespace, settings: Settings) -> int:
    """The contacts, their addresses masked, with what waits for each."""
    with bootstrap.desk_of(settings) as (desk, _):
        contacts, waiting, norm = desk.posts.contacts(), desk.posts.waiting(), desk.norm()
    if arguments.json:
        terminal.say_json([_as_json(contact, waiting) for contact in contacts])
        return 0
    headings = (tr("contact"), tr("for"), tr("priorities"), tr("waiting"), tr("addresses"))
    rows = [
        (
            contact.name if contact.active else tr("{name} (off)", name=contact.name),
            " ".join(contact.stands_for),
            " ".join(norm.priority(code).label.in_(language()) for code in contact.priorities),
            _waiting(contact, waiting),
            "  ".join(map(masked, contact.addresses)),
        )
        for contact in contacts
    ]
    terminal.say_table(headings, rows)
    return 0


def remove(arguments: argparse.Namespace, settings: Settings) -> int:
    """Remove a contact."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.posts.remove_contact(arguments.name, by=by)
    terminal.say(tr("{name} gets no alerts any more.", name=arguments.name))
    return 0


def test(arguments: argparse.Namespace, settings: Settings) -> int:
    """Send a test message to each address of a contact, really. Raises NotSent for the first that fails."""
    with bootstrap.desk_of(settings) as (desk, by):
        contact = desk.posts.contact(arguments.name)
        letter = desk.posts.test_letter(contact, by=by)
    sender = notify.Sender(SENDING.total_seconds())
    try:
        for address in contact.addresses:
            if why := sender.send(address, letter.title, letter.body):
                raise NotSent(name=contact.name, address=masked(address), why=Term(why))
            terminal.say(tr("sent to {address}", address=masked(address)))
    finally:
        sender.close()
    return 0


def text(arguments: argparse.Namespace, settings: Settings) -> int:
    """Say, or change, whether messages hold what people said."""
    with bootstrap.desk_of(settings) as (desk, by):
        if arguments.allowed:
            desk.posts.allow_words(allowed=arguments.allowed == "on", by=by)
        sent = desk.posts.words_are_sent()
    on, off = mark("Messages say what a ticket is about, and who called."), mark("Messages hold no ticket's text.")
    terminal.say(tr(on if sent else off))
    return 0


def _given(addresses: Sequence[str]) -> Iterable[str]:
    """The addresses, from the command line or, for "-", from standard input, where no list of processes shows them."""
    for address in addresses:
        yield from filter(None, map(one_line, sys.stdin)) if address == "-" else (one_line(address),)


def _checked(address: str) -> str:
    if known := notify.known(address):
        return known
    raise _bad_address(address)


def _bad_address(address: str) -> BadValue:
    shown = masked(address) if "://" in address else ""
    return BadValue(field=Term(mark("the address")), value=shown, allowed=", ".join(notify.FORMS))


def _codes(named: Sequence[str], norm: Norm) -> tuple[str, ...]:
    """The codes of priorities that were named by code or by label; "" for all of them."""
    codes = {text: each.code for each in norm.priorities for text in (each.code, each.label.zh, each.label.en)}
    return tuple(dict.fromkeys(codes.get(name, name) for name in named if name))


def _waiting(contact: Contact, posts: Sequence[Post]) -> str:
    mine = [post for post in posts if post.contact == contact.name]
    error = next((tr(post.error) for post in mine if post.error), "")
    return f"{len(mine)} {error}".strip() if mine else ""


def _as_json(contact: Contact, posts: Sequence[Post]) -> dict[str, object]:
    mine = [post for post in posts if post.contact == contact.name]
    waiting = [{"alert": post.alert, "tries": post.tries, "error": post.error} for post in mine]
    return asdict(contact) | {"addresses": [masked(address) for address in contact.addresses], "waiting": waiting}
