"""Word files of filled forms, from templates that the desk may edit (SITE-9); what is written in them is only text.

The same data and template give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import Environment, Undefined
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from tui_desk.desk.errors import DeskError
from tui_desk.desk.templates import TEMPLATE_BYTES
from tui_desk.domain.text import clean
from tui_desk.forms import blank
from tui_desk.forms.boxes import Printed, Sheet
from tui_desk.i18n import mark, tr

_UNPACKED_BYTES = 40_000_000
_FILTERS = ("default", "d", "e", "escape", "first", "join", "last", "length", "lower", "trim", "upper")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_SHOWN = 80
_LINES_BEFORE = 3
"""How many lines above the wrong one the library hands over."""
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_HAD_BRACES = re.compile(r"(?<=[{}%])_(?=[{}%])")
"""What the library takes for escaped braces and would change."""


class BadTemplate(DeskError):
    """A template cannot be used; `why` says what is wrong, and where."""

    sentence = mark("The template {name} cannot be used: {why}")
    exit_status = 2


def write(sheet: Sheet, template: bytes | None = None, name: str = "") -> bytes:
    """The Word file of a filled form, from the desk's template or, without one, as the norm's form is.

    Raises:
        BadTemplate: the template, called `name`, is none or has a mistake.
    """
    return stable(_rendered(sheet, _blank(sheet) if template is None else opened(template, name), name))


def stable(file: bytes) -> bytes:
    """A Word file packed again, so that its bytes hang on nothing but its content."""
    packed = BytesIO()
    with ZipFile(BytesIO(file)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = ZipInfo(part.filename, _ZIP_DATE)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(entry, old.read(part))
    return packed.getvalue()


def _blank(sheet: Sheet) -> DocxTemplate:
    document = DocxTemplate(BytesIO())
    document.docx = blank.document(sheet)
    return document


def _rendered(sheet: Sheet, document: DocxTemplate, name: str) -> bytes:
    written = BytesIO()
    try:
        document.render(_context(sheet), environment(), autoescape=True)
        document.save(written)
    except TemplateSyntaxError as error:
        raise BadTemplate(name=name, why=_where(error)) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, LxmlError) as error:
        raise BadTemplate(name=name, why=clean(str(error)).text) from None
    return written.getvalue()


def opened(template: bytes, name: str) -> DocxTemplate:
    """The template, read. Raises BadTemplate where it is no Word file, or too large."""
    too_large = BadTemplate(
        name=name, why=tr("it is larger than {megabytes} MB", megabytes=TEMPLATE_BYTES // 1_000_000)
    )
    if len(template) > TEMPLATE_BYTES:
        raise too_large
    try:
        with ZipFile(BytesIO(template)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _UNPACKED_BYTES:
                raise too_large
        document = DocxTemplate(BytesIO(template))
        document.init_docx()
    except (BadZipFile, KeyError, ValueError, LxmlError, OSError, NotImplementedError, RuntimeError):
        raise BadTemplate(name=name, why=tr("it is no Word file (.docx)")) from None
    return document


def _where(error: TemplateSyntaxError) -> str:
    """What is wrong with a tag, and the words of the paragraph in which it stands."""
    around = [clean(line).text.strip() for line in getattr(error, "docx_context", ())]
    line = around[min(error.lineno - 1, _LINES_BEFORE) :][:1] if error.lineno else []
    return unreadable(clean(error.message or "").text, "".join(line))


def unreadable(why: str, near: str) -> str:
    """What is said of a tag that cannot be read."""
    return tr("a tag cannot be read ({why}) near “{near}”", why=why, near=near[-_SHOWN:])


class _Text(str):
    """A text of a box: whatever stands in it, it is text in the document; its attributes are the marks of choices."""

    __slots__ = ("ticks",)
    ticks: Mapping[str, str]

    def __html__(self) -> str:
        return _HAD_BRACES.sub("&#95;", escape(str(self), {'"': "&#34;", "'": "&#39;"}))


@dataclass(frozen=True, slots=True)
class _RowOf:
    """A row of a table: its attributes are its columns."""

    cells: Mapping[str, _Text]

    def __html__(self) -> str:
        return "  ".join(cell.__html__() for cell in self.cells.values() if cell)


class _Table(tuple[_RowOf, ...]):
    """The rows of a table; printed as a whole, a line for each that is filled."""

    __slots__ = ()

    def __html__(self) -> str:
        return "\n".join(filter(None, (row.__html__() for row in self)))


class _Careful(SandboxedEnvironment):
    """Jinja for templates that users wrote: attributes are marks and columns, nothing else is called or computed."""

    intercepted_binops = frozenset(["*", "**", "//", "/", "%"])

    def call_binop(self, _context: Any, operator: str, _left: Any, _right: Any) -> Any:
        raise SecurityError(tr("a template does not calculate ({operator})", operator=operator))

    def getattr(self, obj: Any, attribute: str) -> Any:
        match obj:
            case _RowOf(cells):
                return cells.get(attribute, self.undefined(name=attribute))
            case _Text():
                return obj.ticks.get(attribute, self.undefined(name=attribute))
            case _:
                return super().getattr(obj, attribute)

    def call(__self, __context: Any, __obj: Any, *_args: Any, **_named: Any) -> Any:  # noqa: N805 - as Jinja has it
        raise SecurityError(tr("a template calls no functions"))


def environment() -> Environment:
    """The language of templates: tags, loops and conditions over the boxes, a few filters; no functions."""
    made = _Careful(autoescape=True, undefined=Undefined)
    made.globals.clear()
    for name in [name for name in made.filters if name not in _FILTERS]:
        del made.filters[name]
    return made


def _context(sheet: Sheet) -> dict[str, Any]:
    """What the tags stand for. A box that is called like one of the paper's own tags has precedence."""
    known: dict[str, Any] = {blank.HEADING: _text(sheet.heading), blank.NUMBER: _text(sheet.number)}
    if sheet.number_code:
        known[sheet.number_code] = _text(sheet.number)
    return known | dict(_told(sheet))


def _told(sheet: Sheet) -> Iterator[tuple[str, Any]]:
    for box in sheet.boxes():
        if box.kind == "table":
            yield box.code, _Table(_RowOf({c: _boxed(cell) for c, cell in row.items()}) for row in box.rows)
        else:
            yield box.code, _boxed(box)


def _boxed(box: Printed) -> _Text:
    made = _text(box.text)
    made.ticks = box.ticks
    return made


def _text(text: str) -> _Text:
    made = _Text(_NOT_IN_XML.sub("", text))
    made.ticks = {}
    return made
