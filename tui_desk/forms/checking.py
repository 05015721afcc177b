"""Whether a template of the desk's own has every box of its form, and nothing that is none (SITE-9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from tui_desk.forms import word
from tui_desk.forms.blank import HEADING, NUMBER
from tui_desk.forms.boxes import Printed, Sheet
from tui_desk.i18n import tr

_REFUSED = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.Concat)
_OPENED, _CLOSED = re.compile(r"{{|{%|{#"), re.compile(r"}}|%}|#}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a template lacks, as tags; and which of its tags stand for nothing."""

    missing: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Used:
    names: frozenset[str]
    attributes: frozenset[tuple[str, str]]


def form_of(template: bytes, name: str) -> str:
    """The code of the form that a template was made from; empty when nobody knows. Raises BadTemplate."""
    found: str = word.opened(template, name).docx.core_properties.identifier
    return found


def check(template: bytes, sheet: Sheet, name: str) -> Checked:
    """The template held against the form; `sheet` is that form, filled or not.

    Raises:
        BadTemplate: it cannot be printed at all.
    """
    if unclosed := next(_unclosed(word.opened(template, name)), ""):
        raise word.BadTemplate(name=name, why=word.unreadable(tr("it is not closed"), unclosed))
    if what := next(_not_for_it(word.opened(template, name)), ""):
        raise word.BadTemplate(name=name, why=tr("a template knows no “{what}”, and no loop within a loop", what=what))
    word.write(sheet, template, name)
    used = _used(word.opened(template, name))
    tables = {box.code: box for box in sheet.boxes() if box.kind == "table"}
    tags = {box.code: box for box in sheet.boxes() if box.kind not in {"table", "words"}}
    wanted = [sheet.number_code or NUMBER, *tags]
    missing = [code for code in wanted if code not in used.names and not (code == wanted[0] and NUMBER in used.names)]
    missing += [each for table in tables.values() for each in _lacking(table, used)]
    known = {HEADING, NUMBER, *wanted, *tables}
    unknown = [name for name in used.names if name not in known]
    for name, attribute in used.attributes:
        if name in known and attribute not in _attributes(name, tables, tags):
            unknown.append(f"{name}.{attribute}")
    order = {box.code: place for place, box in enumerate(sheet.boxes())}
    missing.sort(key=lambda tag: order.get(tag.partition(".")[0], -1))
    return Checked(tuple(missing), tuple(sorted(unknown)))


def _lacking(table: Printed, used: _Used) -> Iterator[str]:
    if table.code not in used.names:
        yield table.code
        return
    told = {attribute for name, attribute in used.attributes if name == table.code}
    yield from (f"{table.code}.{column.code}" for column in table.columns if told and column.code not in told)


def _attributes(name: str, tables: dict[str, Printed], tags: dict[str, Printed]) -> set[str]:
    if name in tables:
        return {column.code for column in tables[name].columns}
    return set(tags[name].ticks) if name in tags else set()


def _used(document: DocxTemplate) -> _Used:
    """The names in a template's tags, and their attributes; those of a loop's row are its table's."""
    names: set[str] = set()
    attributes: set[tuple[str, str]] = set()
    for source in _sources(document):
        for used in _names(word.environment().parse(document.patch_xml(source)), {"loop": ""}):
            match used:
                case (name, attribute):
                    attributes.add((name, attribute))
                case name:
                    names.add(name)
    return _Used(frozenset(names), frozenset(attributes))


def _names(node: nodes.Node, own: dict[str, str]) -> Iterator[str | tuple[str, str]]:
    """Names, and pairs of name and attribute; `own` are the names that loops gave, with the tables they go over."""
    match node:
        case nodes.For(target=nodes.Name(name=name), iter=nodes.Name(name=table)):
            yield own.get(table, table)
            for each in (*node.body, *node.else_):
                yield from _names(each, {**own, name: table})
            return
        case nodes.Getattr(node=nodes.Name(name=name), attr=attribute) if own.get(name, name):
            yield own.get(name, name), attribute
        case nodes.Name(name=name, ctx="store"):
            own[name] = ""
        case nodes.Name(name=name) if own.get(name, name):
            yield own.get(name, name)
    for each in node.iter_child_nodes():
        yield from _names(each, own)


def _not_for_it(document: DocxTemplate) -> Iterator[str]:
    """What a template does that may cost without end; one that cannot be read fails when it is printed."""
    for source in _sources(document):
        with suppress(TemplateSyntaxError):
            tree = word.environment().parse(document.patch_xml(source))
            yield from (type(each).__name__.lower() for each in tree.find_all(_REFUSED))
            yield from ("for" for loop in tree.find_all(nodes.For) if any(loop.find_all(nodes.For)))


def _unclosed(document: DocxTemplate) -> Iterator[str]:
    """The paragraphs in which a tag is opened and not closed, or closed and not opened."""
    for paragraph in document.docx.element.body.iter(qn("w:p")):
        text = "".join(each.text or "" for each in paragraph.iter(qn("w:t")))
        if len(_OPENED.findall(text)) != len(_CLOSED.findall(text)):
            yield text


def _sources(document: DocxTemplate) -> Iterator[str]:
    yield document.get_xml()
    for kind in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(kind):
            yield document.get_part_xml(part)
