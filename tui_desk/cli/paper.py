"""`tui-desk paper`: filled forms 单据 in a shell: list, show, print, enter what came back (SITE-6, SITE-9)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tui_desk import bootstrap
from tui_desk.cli import paper_file, paper_templates, sheet, terminal
from tui_desk.cli.parser import Commands, Parser, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import BadMoment, BadValue, Term
from tui_desk.desk.paper_terms import PAPER_STATES
from tui_desk.domain import moments
from tui_desk.domain.paper import Paper
from tui_desk.forms import sheets
from tui_desk.i18n import language, mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.desk.papers import PaperView
    from tui_desk.norms.models import Form

FIELDS = ("number", "form", "ticket", "state", "made_at", "made_by", "out_at", "returned_at", "filed_at", "printed")
"""The fields of one paper in `paper list --json`, which stay as they are; times are ISO 8601 in UTC."""
_MOST_ROWS = 200


def declare(commands: Commands) -> None:
    """Declare the commands and their arguments."""
    of_papers = family(commands, "paper", tr("filled forms: list, print, enter what came back"))
    listed = add(of_papers, "list", tr("list the papers that are not filed"), list_papers)
    which = listed.add_mutually_exclusive_group()
    which.add_argument("--ticket", default="", metavar=tr("NUMBER"), help=tr("all papers of this ticket"))
    which.add_argument("--out", action="store_true", help=tr("only those that are given out, or lost"))
    listed.add_argument("--json", action="store_true", help=tr("write JSON: {fields}", fields=", ".join(FIELDS)))
    add(of_papers, "forms", tr("list the forms of the norm"), list_forms)
    new = add(of_papers, "new", tr("make a paper for a ticket, with what the desk knows already"), new_paper)
    new.add_argument("ticket", metavar=tr("NUMBER"), help=tr("the ticket's number"))
    new.add_argument("form", metavar=tr("FORM"), nargs="?", default="", help=tr("see “paper forms”"))
    new.add_argument("--id", default="", metavar="ID", help=tr("a name for this request: one id, one paper"))
    found = add(of_papers, "find", tr("find a paper by what can be read of its number"), find)
    _add_number(found)
    shown = add(of_papers, "show", tr("show a paper as plain text"), show)
    _add_number(shown)
    shown.add_argument("--width", type=int, default=0, metavar="N", help=tr("how many columns wide"))
    paper_file.declare(of_papers, _add_number)
    for name, about, run in (
        ("write", tr("fill boxes of a paper"), write),
        ("enter", tr("enter a paper that came back"), enter),
    ):
        typed = add(of_papers, name, about, run)
        _add_number(typed)
        told = tr("a box by its code or name; of a table: TABLE.COLUMN=…, of its second row: TABLE.2.COLUMN=…")
        typed.add_argument("boxes", nargs="*", metavar=tr("BOX=VALUE"), help=told)
        typed.add_argument("--at", default="", metavar=tr("TIME"), help=tr("when it happened, like 14:00"))
        if run is enter:
            typed.add_argument("--late-reason", default="", help=tr("why it comes late"))
    _add_number(add(of_papers, "file", tr("file a paper"), file_paper))
    lost = add(of_papers, "lost", tr("note that a paper is lost"), lose)
    _add_number(lost)
    lost.add_argument("words", metavar=tr("TEXT"), nargs="?", default="", help=tr("how"))
    void = add(of_papers, "void", tr("make a paper void; its number is not given again"), make_void)
    _add_number(void)
    void.add_argument("words", metavar=tr("TEXT"), help=tr("why"))
    paper_templates.declare(of_papers)


def _add_number(parser: Parser) -> None:
    parser.add_argument("number", metavar=tr("NUMBER"), help=tr("the paper's number, whole or what can be read of it"))


def list_papers(arguments: argparse.Namespace, settings: Settings) -> int:
    """The papers that are not filed, those that are away, or those of a ticket."""
    with bootstrap.desk_of(settings) as (desk, _):
        if arguments.ticket:
            papers = desk.papers.of_ticket(desk.ticket(arguments.ticket).ticket.number)
        else:
            papers = desk.papers.open() if arguments.out else desk.papers.in_states()
        if arguments.json:
            terminal.say_json([{name: sheet.plain(getattr(paper, name)) for name in FIELDS} for paper in papers])
        elif not papers:
            terminal.say(tr("There is no such paper."))
        else:
            _say_table(desk, papers)
    return 0


def list_forms(_: argparse.Namespace, settings: Settings) -> int:
    """The forms of the norm, with the template that the desk prints them from."""
    with bootstrap.desk_of(settings) as (desk, _by):
        forms, used = desk.norm().forms, {form.code for form in desk.papers.forms()}
        own = {each.form: each.name for each in desk.templates.all()}
    headings = (tr("form"), tr("in use"), tr("numbers begin"), tr("source"), tr("template"), tr("title"))
    rows = [
        (f.code, tr("yes") if f.code in used else "", f.prefix, f.source, own.get(f.code, ""), f.title.in_(language()))
        for f in forms
    ]
    terminal.say_table(headings, rows)
    return 0


def new_paper(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a paper; writes its number."""
    with bootstrap.desk_of(settings) as (desk, by):
        ticket = desk.ticket(arguments.ticket).ticket.number
        terminal.say(desk.papers.start(ticket, arguments.form, by=by, request_id=arguments.id).number)
    return 0


def find(arguments: argparse.Namespace, settings: Settings) -> int:
    """The paper whose number somebody reads off it."""
    with bootstrap.desk_of(settings) as (desk, _):
        _say_table(desk, [desk.papers.find(arguments.number)])
    return 0


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """A paper as plain text."""
    with bootstrap.desk_of(settings) as (desk, _):
        told = sheets.of_paper(view_of(desk, arguments.number), desk.facts(), plain=True)
    paper_file.say_text(told, arguments.width)
    return 0


def write(arguments: argparse.Namespace, settings: Settings) -> int:
    """Fill boxes of a paper."""
    with bootstrap.desk_of(settings) as (desk, by):
        view = view_of(desk, arguments.number)
        values, rows = typed(view, arguments.boxes)
        paper = desk.papers.write(
            view.paper.number, values, rows, by=by, seen=view.paper.version, at=_moment(desk, arguments.at)
        )
    _say_state(paper)
    return 0


def enter(arguments: argparse.Namespace, settings: Settings) -> int:
    """Enter a paper that came back, with what stands on it now."""
    with bootstrap.desk_of(settings) as (desk, by):
        view = view_of(desk, arguments.number)
        values, rows = typed(view, arguments.boxes)
        paper = desk.papers.enter(
            view.paper.number,
            values,
            rows,
            by=by,
            seen=view.paper.version,
            at=_moment(desk, arguments.at),
            late_reason=arguments.late_reason,
        )
    _say_state(paper)
    return 0


def file_paper(arguments: argparse.Namespace, settings: Settings) -> int:
    """File a paper."""
    with bootstrap.desk_of(settings) as (desk, by):
        _say_state(desk.papers.file(desk.papers.find(arguments.number).number, by))
    return 0


def lose(arguments: argparse.Namespace, settings: Settings) -> int:
    """Note that a paper is lost."""
    with bootstrap.desk_of(settings) as (desk, by):
        _say_state(desk.papers.lost(desk.papers.find(arguments.number).number, by, arguments.words))
    return 0


def make_void(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a paper void for a reason."""
    with bootstrap.desk_of(settings) as (desk, by):
        _say_state(desk.papers.void(desk.papers.find(arguments.number).number, by, arguments.words))
    return 0


def view_of(desk: Desk, number: str) -> PaperView:
    """The paper whose number was typed, with its form. Raises NoSuchPaper, WrongCheckDigit."""
    return desk.papers.view(desk.papers.find(number).number)


def typed(view: PaperView, boxes: Sequence[str]) -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    """What was typed as BOX=VALUE: values, and whole tables with the cells that were named changed.

    Raises BadValue for what is none, and for a box that the form does not have.
    """
    values: dict[str, str] = {}
    rows: dict[str, list[dict[str, str]]] = {}
    for text in boxes:
        name, equals, value = text.partition("=")
        if not equals:
            raise BadValue(value=text, field=Term(mark("a box")), allowed="BOX=VALUE")
        code, place, column = _place(view.form, name.strip())
        if not column:
            values[code] = value
            continue
        table = rows.setdefault(code, [dict(row) for row in view.paper.rows.get(code, ())])
        table.extend({} for _ in range(place - len(table)))
        table[place - 1][column] = value
    return values, rows


def _place(form: Form, name: str) -> tuple[str, int, str]:
    """The box that is named by its code or its words; of a table also which row, and the column."""
    first, _, rest = name.partition(".")
    named = {label: box for box in form.boxes() for label in (box.label.zh, box.label.en, box.code) if label}
    whole = named.get(name)
    if whole is not None and whole.kind != "table":
        return whole.code, 0, ""
    table = named.get(first)
    if table is not None and table.kind == "table":
        row, _, column = rest.rpartition(".")
        columns = {label: c.code for c in table.columns for label in (c.label.zh, c.label.en, c.code) if label}
        place = int(row) if row.isascii() and row.isdigit() and len(row) < 4 else 0 if row else 1
        if column in columns and 0 < place <= _MOST_ROWS:
            return table.code, place, columns[column]
        raise BadValue(
            value=name, field=Term(mark("a box")), allowed=tuple(f"{first}.{each.code}" for each in table.columns)
        )
    known = tuple(box.code for box in form.boxes() if box.kind != "words")
    raise BadValue(value=name, field=Term(mark("a box")), allowed=known)


def _moment(desk: Desk, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return moments.parse(text, desk.now(), ZoneInfo(desk.facts().zone))
    except ValueError:
        raise BadMoment(value=text, why=Term(mark("it cannot be read"))) from None


def _say_state(paper: Paper) -> None:
    terminal.say(tr("{number}: {state}", number=paper.number, state=tr(PAPER_STATES[paper.state])))


def _say_table(desk: Desk, papers: Sequence[Paper]) -> None:
    zone, norms = ZoneInfo(desk.facts().zone), {version: desk.norm(version) for version in {p.norm for p in papers}}

    def local(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""

    headings = (tr("paper no."), tr("State"), tr("ticket"), tr("made at"), tr("out since"), tr("came back"), tr("form"))
    rows = []
    for each in papers:
        form = norms[each.norm].form(each.form)
        title = form.title.in_(language()) if form else each.form
        times = (local(each.made_at), local(each.out_at), local(each.returned_at))
        rows.append((each.number, tr(PAPER_STATES[each.state]), each.ticket, *times, title))
    terminal.say_table(headings, rows)
