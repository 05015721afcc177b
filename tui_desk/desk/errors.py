"""What can go wrong, as a person at the desk must hear it.

Each error carries an English sentence (the catalogue's msgid) and its facts; only the edges translate. The exit status
is what the shell sees.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any, ClassVar

from tui_desk.desk.terms import FIELDS, ROLES, STATES
from tui_desk.domain.officer import Role
from tui_desk.domain.ticket import State
from tui_desk.i18n import language, mark, tr
from tui_desk.norms.models import Words


class DeskError(Exception):
    """An error that says what to do next. `facts` fill the sentence."""

    sentence: ClassVar[str] = ""
    exit_status: ClassVar[int] = 1

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence.format(**self.facts)


class Term(str):
    """A fact of an error that is itself a msgid, or the name of a ticket's field: put into words with the sentence."""

    __slots__ = ()


def explain(error: DeskError) -> str:
    """The error's sentence in the language spoken now, its facts in words."""
    return tr(error.sentence, **{name: _spoken(value) for name, value in error.facts.items()})


def _spoken(value: Any) -> Any:
    match value:
        case Words():
            return value.in_(language())
        case Role():
            return tr(ROLES[value])
        case State():
            return tr(STATES[value])
        case timedelta():
            seconds = math.ceil(value.total_seconds())
            if seconds <= 90:
                return tr("{count} s", count=seconds)
            return tr("{count} min", count=math.ceil(seconds / 60))
        case Term():
            return tr(FIELDS.get(value, value))
        case tuple() | list() | set() | frozenset():
            return ", ".join(sorted(str(_spoken(each)) for each in value))
        case _:
            return value


class NoSuchTicket(DeskError):
    """No ticket has this number."""

    sentence = mark("There is no ticket {number}. Check the number, or look for it in the queue with “/”.")
    exit_status = 3


class NothingSealed(DeskError):
    """No original of private text is kept with the ticket."""

    sentence = mark("No private text is kept with ticket {number}: what stands masked there cannot be had again.")
    exit_status = 13


class NoSuchFile(DeskError):
    """The ticket has no such file."""

    sentence = mark("Ticket {number} has no file {file}. “tui-desk ticket attachments {number}” lists them.")
    exit_status = 14


class FileTooLarge(DeskError):
    """A file is larger than the norm allows."""

    sentence = mark("The file {path} is too large; at most {megabytes} MB can be kept.")
    exit_status = 15


class NoSuchMessage(DeskError):
    """No message has this id."""

    sentence = mark("There is no message {id}. Open the messages again with the list of the desk.")
    exit_status = 7


class NoSuchCall(DeskError):
    """No call is on record under this id or reference."""

    sentence = mark("There is no call {reference} in the call log. Look for it by name, phone or words.")
    exit_status = 16


class NoSuchRing(DeskError):
    """No telephone rang under this id."""

    sentence = mark("There is no ring {id}. Announce it with: tui-desk ring --from NUMBER")
    exit_status = 8


class RingTaken(DeskError):
    """Another officer took the call first, or it stopped ringing."""

    sentence = mark("The call from {number} was taken already ({whom}), or it stopped ringing.")
    exit_status = 9


class NotTheExchange(DeskError):
    """The OS user may not announce calls."""

    sentence = mark("You ({login}) may not announce calls at {desk}. Ask {whom} to run: tui-desk ring allow {login}")
    exit_status = 11


class DirectoryBusy(DeskError):
    """Others changed the people of a list again and again while it was brought in."""

    sentence = mark("Others changed the same people meanwhile; nothing was imported. Run the command again.")
    exit_status = 17


class NoSuchContact(DeskError):
    """No contact has this name."""

    sentence = mark("There is no contact {name}. There are: {known}.")
    exit_status = 41


class NoSuchSkill(DeskError):
    """The officer has no such skill on record."""

    sentence = mark("{officer} has no skill “{name}” on record. There are: {known}.")
    exit_status = 80


class NotSent(DeskError):
    """A test message did not arrive at a contact."""

    sentence = mark("The message to {name} ({address}) was not sent: {why}.")
    exit_status = 42


class NoSuchShift(DeskError):
    """No shift has this id."""

    sentence = mark("There is no shift {id} on the roster. Open the roster again and choose it there.")
    exit_status = 60


class NoShift(DeskError):
    """The officer has no shift to sign on for, or signed on for none."""

    sentence = mark("{name} has no shift now to sign on for, or signed on for none. A duty manager plans it: key 8.")
    exit_status = 61


class HandOverMissing(DeskError):
    """One does not sign off before the shift was handed over 交接班 (DESK-2)."""

    sentence = mark("{name} has not handed over yet. Write the hand-over, empty if nothing is open; then sign off.")
    exit_status = 62


class ShiftsOverlap(DeskError):
    """An officer would sit at two posts at once."""

    sentence = mark("{name} has the shift {other} already; {one} overlaps it. Change one of them first.")
    exit_status = 63


class StaleShift(DeskError):
    """Somebody changed the shift since the version seen."""

    sentence = mark("Somebody changed this shift of {name} meanwhile. Look at it as it stands, and try again.")
    exit_status = 64


class ShiftOver(DeskError):
    """A shift that cannot be planned anew: its officer signed on, or it is over or cancelled."""

    sentence = mark("This shift of {name} began, is over or was cancelled. Plan another one in its place.")
    exit_status = 65


class NotAllowed(DeskError):
    """The officer's roles do not include this verb."""

    sentence = mark("Your roles ({roles}) do not allow this. An officer who may: {whom}.")
    exit_status = 4


class WrongState(DeskError):
    """The ticket's state does not allow the verb."""

    sentence = mark("Ticket {number} is {state}; this cannot be done now. Open it to see what can.")
    exit_status = 5


class AnswerMissing(DeskError):
    """A required answer was not given; `field` names it."""

    sentence = mark("“{field}” is still missing. Fill it in and try again.")
    exit_status = 2


class BadValue(DeskError):
    """A value cannot be used; `field` names it, `allowed` says what can."""

    sentence = mark("“{value}” cannot be used for {field}. Use {allowed}.")
    exit_status = 2


class BadSpan(DeskError):
    """A span of time with nothing in it: it ends before it begins."""

    sentence = mark("There is no time from {since} to {until}. Name the earlier day first; both days count.")
    exit_status = 2


class BadMoment(DeskError):
    """A time that cannot be: unreadable, in the future, or before the ticket was opened."""

    sentence = mark("The time “{value}” cannot be used: {why}. Write it like 9:15, -20m or 2026-11-21 09:15.")
    exit_status = 2


class StaleTicket(DeskError):
    """Someone changed the same fields since the version seen. `conflicts` maps field to (theirs, mine)."""

    sentence = mark("Someone changed ticket {number} in the meantime. Compare both values and choose.")
    exit_status = 6

    def __init__(self, number: str, version: int, conflicts: dict[str, tuple[Any, Any]]) -> None:
        super().__init__(number=number, version=version, conflicts=conflicts)
        self.number, self.version, self.conflicts = number, version, conflicts


class DeskExists(DeskError):
    """A desk was set up in this database already, perhaps a moment ago by somebody else."""

    sentence = mark("There is a desk in {url} already. Start tui-desk again to open it.")
    exit_status = 28


class LastAdministrator(DeskError):
    """The desk would be left without an administrator."""

    sentence = mark("{name} is the last administrator of this desk. Make somebody else administrator first.")
    exit_status = 29


class DatabaseUnavailable(DeskError):
    """The database does not answer. Nothing was lost; what was asked may be asked again."""

    sentence = mark("The database does not answer ({why}). What you typed is kept; try again in a moment.")
    exit_status = 20


class WrongDatabaseUrl(DeskError):
    """The address of the database cannot be read."""

    sentence = mark("“{url}” is no database address. Use a file path, sqlite:///PATH or postgresql://USER@HOST/NAME.")
    exit_status = 21


class UnwritableFolder(DeskError):
    """The database's folder cannot be written."""

    sentence = mark(
        "The folder {path} cannot be written. Ask for the right to write there, or name another with --database."
    )
    exit_status = 22


class ForeignDatabase(DeskError):
    """The file or database belongs to another program."""

    sentence = mark("{url} belongs to another program; nothing was touched. Name another place with --database.")
    exit_status = 23


class NewerSchema(DeskError):
    """The database was made by a newer tui_desk."""

    sentence = mark(
        "A newer tui-desk made this desk (schema {found}; this program knows {known}). Install the newer version."
    )
    exit_status = 24


class NetworkFileSystem(DeskError):
    """SQLite's write-ahead log does not work on a network file system."""

    sentence = mark(
        "{path} lies on a network file system ({kind}), where SQLite loses data. Use a local disk or Postgres."
    )
    exit_status = 25


class NoDeskHere(DeskError):
    """The database is empty: no desk was set up in it."""

    sentence = mark("There is no desk in {url} yet. Run “tui-desk” once in a terminal to set one up.")
    exit_status = 26


class DamagedTicket(DeskError):
    """What the database holds of a ticket is no ticket."""

    sentence = mark("Ticket {number} cannot be read: the database holds something else. Run “tui-desk doctor”.")
    exit_status = 32


class DamagedDesk(DeskError):
    """A fact of the desk in the database is none: no such zone, or no such norm."""

    sentence = mark("The desk's {fact} in the database is “{value}”, which cannot be. Restore it from a backup.")
    exit_status = 33


class UnknownOfficer(DeskError):
    """The OS user is no officer of this shared desk."""

    sentence = mark("You ({login}) are not an officer of {desk} yet. Ask {whom} to run: tui-desk officer add {login}")
    exit_status = 27


class SharedSeat(DeskError):
    """Several officers share the OS account, and none was named."""

    sentence = mark("Several officers use {login}: {whom}. Say which one you are: tui-desk --as STAFF_NO …")
    exit_status = 34


class NotAtSeat(DeskError):
    """The officer named is none of those who share the OS account."""

    sentence = mark("{staff_no} is no officer at {login}. There are: {whom}.")
    exit_status = 35


class PinsNeeded(DeskError):
    """Officers who share an OS account, and have no PIN."""

    sentence = mark(
        "Officers who share {login} need a PIN each. Without one: {whom}. Run: tui-desk officer pin {staff_no}"
    )
    exit_status = 36


class WrongPin(DeskError):
    """The PIN is not the officer's. The PIN itself is no fact of this error."""

    sentence = mark("This is not the PIN of {name}. Tries left before a pause: {left}.")
    exit_status = 37


class PinPause(DeskError):
    """Too many wrong PINs: none is taken for some time."""

    sentence = mark("Too many wrong PINs for {name}. Wait {wait}, then try again; an administrator can set a new PIN.")
    exit_status = 38


class BadPin(DeskError):
    """What cannot be a PIN, and why. The PIN itself is no fact of this error."""

    sentence = mark("This cannot be a PIN: {why}.")
    exit_status = 2


class PinFile(DeskError):
    """The file that should hold a PIN cannot be used."""

    sentence = mark("The PIN in {file} cannot be used: {why}.")
    exit_status = 39


class PinNotAsked(DeskError):
    """There is no terminal on which a PIN can be typed."""

    sentence = mark("There is no terminal to type the PIN on. A script names a file: --pin-file or TUI_DESK_PIN_FILE.")
    exit_status = 40


class NormMistake(DeskError):
    """A norm file has a mistake: in which file, at which key, why."""

    sentence = mark("{file}: {key}: {why}")
    exit_status = 30
