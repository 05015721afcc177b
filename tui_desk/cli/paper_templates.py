"""`tui-desk paper templates`: the Word files that papers are printed from, for the desk to edit (SITE-9)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tui_desk import bootstrap
from tui_desk.cli import paper_file, terminal
from tui_desk.cli.kept import CannotRead, save
from tui_desk.cli.parser import Commands, Parser, add, family
from tui_desk.config import Settings
from tui_desk.desk.errors import DeskError, FileTooLarge
from tui_desk.desk.templates import TEMPLATE_BYTES
from tui_desk.forms import sheets
from tui_desk.i18n import mark, tr

if TYPE_CHECKING:
    from tui_desk.desk.desk import Desk
    from tui_desk.forms.checking import Checked


class UnknownTags(DeskError):
    """A template has tags that stand for no box."""

    sentence = mark("The template {name} was not taken: these tags stand for no box of form {form}: {tags}")
    exit_status = 2


class WhichForm(DeskError):
    """A template does not say for which form it is."""

    sentence = mark("{name} does not say for which form it is. Name it: --form CODE. There are: {known}.")
    exit_status = 2


def declare(of_papers: Commands) -> None:
    """Declare the commands and their arguments."""
    templates = family(of_papers, "templates", tr("the Word templates of the forms, which may be edited in Word"))
    out = add(templates, "export", tr("write templates into a folder, to edit them in Word"), export)
    out.add_argument("folder", metavar="DIR", type=Path, help=tr("the folder"))
    _add_form(out)
    checked = add(templates, "check", tr("hold an edited template against its form"), check)
    checked.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("the template"))
    _add_form(checked)
    used = add(templates, "use", tr("print a form from this template from now on"), use)
    used.add_argument("file", metavar=tr("FILE"), type=Path, help=tr("the template"))
    _add_form(used)
    removed = add(templates, "remove", tr("print the norm's own form again"), remove)
    removed.add_argument("form", metavar=tr("FORM"), help=tr("see “paper forms”"))


def _add_form(parser: Parser) -> None:
    parser.add_argument("--form", default="", metavar="CODE", help=tr("for which form; see “paper forms”"))


def export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the templates of all forms, or of one: the desk's own where there is one; says where they are."""
    from tui_desk.forms import blank, word

    with bootstrap.desk_of(settings) as (desk, _):
        forms = [paper_file.form_of(desk, arguments.form)] if arguments.form else desk.norm().forms
        for form in forms:
            own = desk.templates.file(form.code)
            content = own[1] if own else word.stable(blank.template(sheets.of_form(form, desk.facts())))
            terminal.say(str(save(arguments.folder, f"{form.code}.docx", content)))
    return 0


def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """What a template lacks and has too much; status 2 unless it is in order."""
    content = _content(arguments.file)
    with bootstrap.desk_of(settings) as (desk, _):
        code, checked = _checked(desk, arguments, content)
    _say(checked)
    if not checked.missing and not checked.unknown:
        terminal.say(tr("{name} has every box of form {form}.", name=arguments.file.name, form=code))
        return 0
    return 2


def use(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a form from this template from now on; what it lacks is said, tags for nothing are refused."""
    content = _content(arguments.file)
    with bootstrap.desk_of(settings) as (desk, by):
        code, checked = _checked(desk, arguments, content)
        if checked.unknown:
            raise UnknownTags(name=arguments.file.name, form=code, tags=checked.unknown)
        desk.templates.use(code, arguments.file.name, content, by=by)
    _say(checked)
    terminal.say(tr("{form} is printed from {name} from now on.", form=code, name=arguments.file.name))
    return 0


def remove(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the norm's own form again."""
    with bootstrap.desk_of(settings) as (desk, by):
        desk.templates.remove(arguments.form, by=by)
    terminal.say(tr("{form} is printed as the norm has it.", form=arguments.form))
    return 0


def _checked(desk: Desk, arguments: argparse.Namespace, content: bytes) -> tuple[str, Checked]:
    from tui_desk.forms import checking

    name: str = arguments.file.name
    known = tuple(form.code for form in desk.norm().forms)
    code = arguments.form or checking.form_of(content, name)
    if not arguments.form and code not in known:
        raise WhichForm(name=name, known=known)
    return code, checking.check(content, sheets.of_form(paper_file.form_of(desk, code), desk.facts()), name)


def _say(checked: Checked) -> None:
    if checked.missing:
        terminal.say(tr("These boxes are not printed: {tags}", tags=", ".join(checked.missing)))
    if checked.unknown:
        terminal.say(tr("These tags stand for no box: {tags}", tags=", ".join(checked.unknown)))


def _content(path: Path) -> bytes:
    """The template's bytes. Raises CannotRead, FileTooLarge."""
    try:
        if path.exists() and not path.is_file():
            raise CannotRead(path=path, why=tr("it is no file"))
        with path.open("rb") as file:
            content = file.read(TEMPLATE_BYTES + 1)
    except OSError as error:
        raise CannotRead(path=path, why=error.strerror or "") from None
    if len(content) > TEMPLATE_BYTES:
        raise FileTooLarge(path=path, megabytes=f"{TEMPLATE_BYTES / 1_000_000:g}")
    return content
