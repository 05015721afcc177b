"""`tui-desk ticket unseal|attach|attachments`: what is kept apart from a ticket (TKT-3, TKT-15, DESK-12)."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tui_desk import bootstrap
from tui_desk.cli import terminal
from tui_desk.cli.parser import Commands, add
from tui_desk.config import Settings
from tui_desk.desk.errors import DeskError, FileTooLarge
from tui_desk.desk.terms import FIELDS, PRIVATE
from tui_desk.desk.views import NewFile
from tui_desk.domain.text import one_line
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.norms.models import Norm

_LONGEST_NAME_BYTES = 200
_RENAMED_AT_MOST = 1_000


class CannotRead(DeskError):
    """A file named on the command line cannot be read."""

    sentence = mark("The file {path} cannot be read: {why}")
    exit_status = 2


class CannotSave(DeskError):
    """A file cannot be written where it was asked for."""

    sentence = mark("The file {path} cannot be written: {why}")
    exit_status = 22


def declare(of_tickets: Commands) -> None:
    """Declare the commands and their arguments."""
    unsealed = add(of_tickets, "unseal", tr("open the originals of masked private text; the look is on record"), unseal)
    unsealed.add_argument("number", metavar=tr("NUMBER"), help=tr("the ticket's number"))
    unsealed.add_argument("--reason", required=True, help=tr("why they are opened"))
    unsealed.add_argument("--json", action="store_true", help=tr("write JSON"))
    attached = add(of_tickets, "attach", tr("keep a file with a ticket"), attach)
    attached.add_argument("number", metavar=tr("NUMBER"), help=tr("the ticket's number"))
    attached.add_argument("file", metavar="FILE", type=Path, help=tr("a screenshot, a log, any file"))
    listed = add(of_tickets, "attachments", tr("list the files of a ticket, and the looks; or save the files"), files)
    listed.add_argument("number", metavar=tr("NUMBER"), help=tr("the ticket's number"))
    listed.add_argument("--save", metavar="DIR", type=Path, help=tr("write the files into this folder"))
    listed.add_argument("--json", action="store_true", help=tr("write JSON"))


def unseal(arguments: argparse.Namespace, settings: Settings) -> int:
    """The originals kept with a ticket."""
    with bootstrap.desk_of(settings) as (desk, by):
        originals = desk.discretion.originals(arguments.number, arguments.reason, by=by)
        view = desk.ticket(arguments.number)
    rows = [(seal, originals[seal.id]) for seal in view.ticket.sealed if seal.id in originals]
    if arguments.json:
        told = [
            {"field": s.field, "kind": s.kind, "masked": s.masked, "original": o, "reason": s.reason} for s, o in rows
        ]
        terminal.say_json(told)
        return 0
    terminal.say_table(
        (tr("where"), tr("what"), tr("masked"), tr("kept because"), tr("original")),
        [(where(s.field, view.norm), tr(PRIVATE[s.kind]), s.masked, s.reason, o) for s, o in rows],
    )
    return 0


def where(field: str, norm: Norm) -> str:
    """Where an original stood: a field of the ticket, a question of the call, or what was said to a change."""
    if field in FIELDS:
        return tr(FIELDS[field])
    label = next((question.label for question in norm.questions() if question.code == field), None)
    return label.in_(language()) if label else tr("History")


def attach(arguments: argparse.Namespace, settings: Settings) -> int:
    """Keep a file with a ticket."""
    path: Path = arguments.file
    with bootstrap.desk_of(settings) as (desk, by):
        limit = desk.ticket(arguments.number).norm.call.attachment_bytes
        file = NewFile("", one_line(path.name), _content(path, limit))
        ticket = desk.discretion.attach(arguments.number, file, by=by)
    terminal.say(tr("{number}: {file} is kept with it.", number=ticket.number, file=ticket.attachments[-1].name))
    return 0


def files(arguments: argparse.Namespace, settings: Settings) -> int:
    """The files of a ticket; with a folder they are written there."""
    folder: Path | None = arguments.save
    with bootstrap.desk_of(settings) as (desk, by):
        ticket = desk.ticket(arguments.number).ticket
        looks = desk.discretion.looks(ticket.number)
        if folder is not None:
            for kept in ticket.attachments:
                content = desk.discretion.attachment(ticket.number, kept.id, by=by)
                terminal.say(str(save(folder, kept.name, content)))
            return 0
    if arguments.json:
        told = [{"id": k.id, "name": k.name, "bytes": k.size, "sha256": k.digest} for k in ticket.attachments]
        seen = [{"at": look.at.isoformat(), "by": look.by, "reason": look.reason} for look in looks]
        terminal.say_json({"attachments": told, "looks": seen})
        return 0
    if not ticket.attachments:
        terminal.say(tr("No file is kept with ticket {number}.", number=ticket.number))
    else:
        headings = (tr("bytes"), tr("name"))
        terminal.say_table(headings, [(str(kept.size), kept.name) for kept in ticket.attachments])
    for look in looks:
        at = f"{look.at:%Y-%m-%d %H:%M} UTC"
        terminal.say(tr("opened {at} by {who}: {reason}", at=at, who=look.by, reason=look.reason))
    return 0


def save(folder: Path, name: str, content: bytes) -> Path:
    """Write a file under a harmless name that is free there, readable by its owner only; returns where it is.

    Raises CannotSave.
    """
    stem, dot, ending = safe_name(name).rpartition(".")
    if not stem:
        stem, dot, ending = ending, "", ""
    target = folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for turn in range(1, _RENAMED_AT_MOST):
            target = folder / (f"{stem}{dot}{ending}" if turn == 1 else f"{stem} ({turn}){dot}{ending}")
            try:
                handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            except FileExistsError:
                continue
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            return target
    except OSError as error:
        raise CannotSave(path=target, why=error.strerror or "") from None
    raise CannotSave(path=target, why=tr("too many files of this name are there"))


def safe_name(name: str) -> str:
    """A name that stays in its folder, is no option, is not hidden, and that no file system refuses."""
    name = re.sub(r'[/\\:*?"<>|\x00-\x1f]', "_", one_line(name)).strip(" .").lstrip("-")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 10:
        stem, dot, ending = name, "", ""
    room = _LONGEST_NAME_BYTES - len((dot + ending).encode())
    return (stem.encode()[:room].decode(errors="ignore") + dot + ending) or "_"


def _content(path: Path, limit_bytes: int) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise CannotRead(path=path, why=tr("it is no file"))
        with path.open("rb") as file:
            content = file.read(limit_bytes + 1)
    except OSError as error:
        raise CannotRead(path=path, why=error.strerror or "") from None
    if len(content) > limit_bytes:
        raise FileTooLarge(path=path, megabytes=f"{limit_bytes / 1_000_000:g}")
    return content
